"""The envelope opens what the platform seals and refuses everything else."""

from __future__ import annotations

import base64
import hmac
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wecom.envelope import BadSignature, Envelope, KeyMismatch, Malformed, StaleTimestamp, WrongReceiver

VECTORS = Path(__file__).resolve().parents[4] / "shared" / "data" / "wecom_vectors.json"
KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"
OTHER_KEY = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA"
NOW = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
WINDOW = timedelta(minutes=5)


def vectors(group: str) -> list[dict[str, Any]]:
    if not VECTORS.exists():
        return []
    found: list[dict[str, Any]] = json.loads(VECTORS.read_text(encoding="utf-8"))[group]
    return found


def envelope_vectors() -> list[Any]:
    found = [v for v in vectors("published") + vectors("generated") if v["kind"] != "media_file"]
    skipped = pytest.param(None, marks=pytest.mark.skip(reason="the shared vectors are not here"))
    return [pytest.param(v, id=v["id"]) for v in found] or [skipped]


def envelope_of(vector: dict[str, Any], **changes: str) -> Envelope:
    known = {**vector, **changes}
    return Envelope(known["token"], known["encoding_aes_key"], known["receiveid"])


def opened(vector: dict[str, Any], envelope: Envelope, **changes: str) -> bytes:
    query = {**vector, **changes}
    then = datetime.fromtimestamp(int(vector["timestamp"]), UTC)
    return envelope.open(
        query["msg_signature"], query["timestamp"], query["nonce"], query["encrypt"], then, timedelta(seconds=1)
    )


def own_open(envelope: Envelope, plaintext: bytes = b"hello", **changes: Any) -> bytes:
    sealed = envelope.seal(plaintext, "n1", int(NOW.timestamp()))
    query = {
        "msg_signature": sealed.msg_signature,
        "timestamp": str(sealed.timestamp),
        "nonce": sealed.nonce,
        "encrypted": sealed.encrypted,
        "now": NOW,
        "window": WINDOW,
        **changes,
    }
    return envelope.open(**query)


def own_envelope(key: str = KEY, receive_id: str = "wwTESTCORP") -> Envelope:
    return Envelope("Token123", key, receive_id)


@pytest.mark.parametrize("vector", envelope_vectors())
def test_every_known_vector_opens_to_its_plaintext(vector: dict[str, Any]) -> None:
    if vector["kind"] == "signature_only":
        bare = Envelope(vector["token"], KEY, "")
        assert bare.signature(vector["timestamp"], vector["nonce"], vector["encrypt"]) == vector["msg_signature"]
        return
    envelope = envelope_of(vector)
    if vector["msg_signature"] is None:
        signature = envelope.signature("1", "n", vector["encrypt"])
        then = datetime.fromtimestamp(1, UTC)
        assert envelope.open(signature, "1", "n", vector["encrypt"], then, WINDOW) == vector["plaintext"].encode()
    else:
        assert opened(vector, envelope) == vector["plaintext"].encode()


@pytest.mark.parametrize("vector", envelope_vectors())
def test_every_known_vector_is_sealed_to_the_same_bytes(vector: dict[str, Any]) -> None:
    if vector["kind"] == "signature_only":
        pytest.skip("this vector holds no encrypted text")
    random16 = bytes.fromhex(vector["random16_hex"])
    assert envelope_of(vector)._encrypted(vector["plaintext"].encode(), random16) == vector["encrypt"]


@pytest.mark.skipif(not VECTORS.exists(), reason="the shared vectors are not here")
@pytest.mark.parametrize("negative", vectors("negative"), ids=lambda v: v["id"])
def test_every_negative_vector_is_refused_for_its_own_reason(negative: dict[str, Any]) -> None:
    vector = next(v for v in vectors("published") if v["id"] == negative["base"])
    changed = negative["change"].split(" -> ")[1]
    match negative["id"]:
        case "neg-bad-signature":
            with pytest.raises(BadSignature):
                opened(vector, envelope_of(vector), msg_signature="0" * 40)
        case "neg-wrong-receiveid":
            with pytest.raises(WrongReceiver):
                opened(vector, envelope_of(vector, receiveid=changed))
        case "neg-wrong-aes-key":
            with pytest.raises(KeyMismatch):
                opened(vector, envelope_of(vector, encoding_aes_key=changed))
        case unknown:
            pytest.fail(f"no test for {unknown}")


@given(plaintext=st.binary(max_size=300), receive_id=st.text(max_size=20))
def test_what_was_sealed_opens_again_unchanged(plaintext: bytes, receive_id: str) -> None:
    assert own_open(own_envelope(receive_id=receive_id), plaintext) == plaintext


@pytest.mark.parametrize("signature", ["", "abc", "0" * 40, "签" * 40, "\ud800"])
def test_a_signature_of_any_wrong_shape_is_a_bad_signature(signature: str) -> None:
    with pytest.raises(BadSignature):
        own_open(own_envelope(), msg_signature=signature)


@pytest.mark.parametrize("minutes", [-6, 6, 60 * 24])
def test_a_time_outside_the_window_is_stale(minutes: int) -> None:
    with pytest.raises(StaleTimestamp):
        own_open(own_envelope(), now=NOW + timedelta(minutes=minutes))


@pytest.mark.parametrize("minutes", [-5, 0, 5])
def test_a_time_inside_the_window_is_taken(minutes: int) -> None:
    assert own_open(own_envelope(), now=NOW + timedelta(minutes=minutes)) == b"hello"


@pytest.mark.parametrize("timestamp", ["", "now", "-1", "1.5", "１２３", "9" * 13])
def test_a_timestamp_that_is_no_number_is_malformed(timestamp: str) -> None:
    with pytest.raises(Malformed):
        own_open(own_envelope(), timestamp=timestamp)


@pytest.mark.parametrize("encrypted", ["", "!!!", "签收", "AAAA", base64.b64encode(b"x" * 48).decode(), "A" * 41])
def test_an_encrypted_text_of_impossible_shape_is_malformed(encrypted: str) -> None:
    with pytest.raises(Malformed):
        own_open(own_envelope(), encrypted=encrypted)


@pytest.mark.parametrize("nonce", ["", "n" * 129])
def test_a_missing_or_endless_nonce_is_malformed(nonce: str) -> None:
    with pytest.raises(Malformed):
        own_open(own_envelope(), nonce=nonce)


def _signed_raw(envelope: Envelope, content: bytes) -> bytes:
    encryptor = envelope._cipher().encryptor()
    encrypted = base64.b64encode(encryptor.update(content) + encryptor.finalize()).decode()
    timestamp = str(int(NOW.timestamp()))
    return envelope.open(envelope.signature(timestamp, "n", encrypted), timestamp, "n", encrypted, NOW, WINDOW)


def test_bytes_between_text_and_padding_are_a_wrong_receiver() -> None:
    with pytest.raises(WrongReceiver):
        _signed_raw(own_envelope(receive_id=""), b"r" * 16 + b"\0\0\0\1x" + b"\0" * 10 + b"\1")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"r" * 16 + b"\0\0\0\0" + b"\0" * 11 + b"\0", id="pad byte zero"),
        pytest.param(b"r" * 16 + b"\0\0\0\0" + b"\0" * 11 + b"\x21", id="pad byte above the block"),
        pytest.param(b"r" * 16 + b"\0\0\0\0" + b"\x0b" * 11 + b"\x0c", id="pad bytes differ"),
        pytest.param(b"r" * 16 + b"\xff\xff\xff\xff" + b"\x0c" * 12, id="length beyond the end"),
        pytest.param(b"\x20" * 32, id="nothing but padding"),
    ],
)
def test_tampered_padding_or_length_is_malformed_though_signed(content: bytes) -> None:
    with pytest.raises(Malformed):
        _signed_raw(own_envelope(receive_id=""), content)


def test_another_key_with_the_right_token_is_named_as_key_mismatch() -> None:
    sealed = own_envelope().seal(b"hello" * 40, "n", int(NOW.timestamp()))
    with pytest.raises(KeyMismatch, match="EncodingAESKey"):
        own_envelope(OTHER_KEY).open(sealed.msg_signature, str(sealed.timestamp), "n", sealed.encrypted, NOW, WINDOW)


def test_two_sealings_of_one_text_differ() -> None:
    envelope = own_envelope()
    assert envelope.seal(b"x", "n", 1).encrypted != envelope.seal(b"x", "n", 1).encrypted


def test_neither_repr_nor_refusals_show_a_secret() -> None:
    envelope = own_envelope()
    with pytest.raises(BadSignature) as refused:
        own_open(envelope, msg_signature="0" * 40)
    assert "Token123" not in repr(envelope) + str(refused.value)
    assert KEY not in repr(envelope) + str(refused.value)


@pytest.mark.parametrize("key", ["", "short", KEY + "=", "!" * 43])
def test_a_key_of_the_wrong_shape_is_refused_without_showing_it(key: str) -> None:
    with pytest.raises(ValueError) as refused:
        own_envelope(key)
    assert not key or key not in str(refused.value)


def test_signature_is_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[bytes] = []
    in_constant_time = hmac.compare_digest

    def noted(ours: bytes, theirs: bytes) -> bool:
        compared.append(theirs)
        return in_constant_time(ours, theirs)

    monkeypatch.setattr(hmac, "compare_digest", noted)
    with pytest.raises(BadSignature):
        own_open(own_envelope(), msg_signature="0" * 40)
    assert compared == [b"0" * 40]
