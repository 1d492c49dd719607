"""Files of the AI bot open with their key, and not with one byte wrong."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from bot.wecom.media_cipher import BadFile, MediaCipher, media_key
from tests.bot.wecom.test_envelope import vectors

KEY = bytes(range(32))


def sealed(plain: bytes, key: bytes = KEY, pad: bytes | None = None) -> bytes:
    n = 32 - len(plain) % 32
    cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return cipher.update(plain + (bytes([n]) * n if pad is None else pad)) + cipher.finalize()


def opened(encrypted: bytes, key: bytes = KEY, piece: int = 7) -> bytes:
    cipher = MediaCipher(key)
    plain = b"".join(cipher.update(encrypted[at : at + piece]) for at in range(0, len(encrypted), piece))
    return plain + cipher.finish()


def media_vectors() -> list[Any]:
    skipped = pytest.param(None, marks=pytest.mark.skip(reason="the shared vectors are not here"))
    found = [vector for vector in vectors("generated") if vector["kind"] == "media_file"]
    return [pytest.param(vector, id=vector["id"]) for vector in found] or [skipped]


@pytest.mark.parametrize("vector", media_vectors())
def test_vector_opens(vector: dict[str, Any]) -> None:
    plain = opened(base64.b64decode(vector["ciphertext_b64"]), media_key(vector["aeskey"]))
    assert plain == base64.b64decode(vector["plaintext_b64"])


@given(st.binary(max_size=300), st.integers(1, 100))
def test_whatever_was_sealed_opens_in_any_pieces(plain: bytes, piece: int) -> None:
    assert opened(sealed(plain), piece=piece) == plain


@given(st.binary(max_size=100), st.binary(min_size=1, max_size=64))
def test_padding_that_is_not_exactly_right_is_refused(plain: bytes, pad: bytes) -> None:
    """Right is: to a multiple of 32, with as many bytes as are added, each saying how many they are."""
    padded = plain + pad
    padded += bytes(-len(padded) % 16)
    n = padded[-1]
    is_right = len(padded) % 32 == 0 and 1 <= n <= 32 and padded.endswith(bytes([n]) * n)
    if is_right:
        assert opened(sealed(padded, pad=b"")) == padded[:-n]
    else:
        with pytest.raises(BadFile):
            opened(sealed(padded, pad=b""))


@given(st.binary(min_size=1, max_size=200), st.data())
def test_file_that_was_cut_is_refused_or_shorter_by_whole_blocks(plain: bytes, data: st.DataObject) -> None:
    encrypted = sealed(plain)
    cut = data.draw(st.integers(0, len(encrypted) - 1))
    if cut % 32:
        with pytest.raises(BadFile):
            opened(encrypted[:cut])


@pytest.mark.parametrize("encrypted", [b"", b"x" * 16, b"x" * 31, b"x" * 33, b"x" * 48])
def test_length_that_is_no_multiple_of_a_block_is_refused(encrypted: bytes) -> None:
    with pytest.raises(BadFile):
        opened(encrypted)


@given(st.binary(min_size=32, max_size=32))
def test_key_is_read_with_and_without_its_padding(key: bytes) -> None:
    written = base64.b64encode(key).decode()
    assert media_key(written) == media_key(written.rstrip("=")) == key


@pytest.mark.parametrize("written", ["", "=", "short", "鍵" * 43, "A" * 42, "A" * 44, "A" * 64, "*" * 43, "AAAA AAAA"])
def test_text_that_is_no_key_is_refused(written: str) -> None:
    with pytest.raises(BadFile):
        media_key(written)


def test_wrong_key_opens_nothing() -> None:
    with pytest.raises(BadFile):
        opened(sealed(b"a photo"), bytes(range(1, 33)))
