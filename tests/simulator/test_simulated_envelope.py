"""The simulator's own encryption agrees with published vectors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from simulator.envelope import EnvelopeError, seal, signature, unseal

VECTORS = Path(__file__).parents[2].parent / "shared/data/wecom_vectors.json"
KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"


def vectors(*parts: str) -> list[Any]:
    if not VECTORS.exists():
        return [pytest.param(None, id="absent", marks=pytest.mark.skip(reason="the vectors are not on this machine"))]
    known = json.loads(VECTORS.read_text(encoding="utf-8"))
    rows = [row for part in ("published", "generated") for row in known[part]]
    return [pytest.param(row, id=row["id"]) for row in rows if all(row.get(part) is not None for part in parts)]


@pytest.mark.parametrize("row", vectors("encrypt", "plaintext", "encoding_aes_key"))
def test_vector_opens_and_seals_again_to_the_same_bytes(row):
    opened = unseal(row["encoding_aes_key"], row["encrypt"], row["receiveid"])
    assert opened.decode() == row["plaintext"]
    again = seal(row["encoding_aes_key"], opened, row["receiveid"], bytes.fromhex(row["random16_hex"]))
    assert again == row["encrypt"]


@pytest.mark.parametrize("row", vectors("msg_signature"))
def test_vector_has_the_signature_we_compute(row):
    assert signature(row["token"], row["timestamp"], row["nonce"], row["encrypt"]) == row["msg_signature"]


@pytest.mark.parametrize("length", [0, 11, 12, 13, 5000])
def test_text_of_any_length_comes_back(length):
    plain = b"x" * length
    assert unseal(KEY, seal(KEY, plain, ""), "") == plain


@pytest.mark.parametrize(
    ("key", "receiveid", "encrypted"),
    [
        (KEY, "wwB", None),
        (KEY[::-1], "wwA", None),
        (KEY, "wwA", "no base64"),
        (KEY, "wwA", ""),
        (KEY, "wwA", "AAAA"),
    ],
)
def test_wrong_key_receiver_or_text_is_refused(key, receiveid, encrypted):
    sealed = seal(KEY, "你好".encode(), "wwA") if encrypted is None else encrypted
    with pytest.raises(EnvelopeError):
        unseal(key, sealed, receiveid)
