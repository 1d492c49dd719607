"""Decrypts the AI bot's files as they stream: AES-256-CBC, padded to 32 bytes, nothing left unchecked."""

from __future__ import annotations

import base64
import binascii

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_KEY_BYTES, _BLOCK_BYTES = 32, 32


class BadFile(Exception):
    """The key is none, or the bytes were not sealed with it."""


def media_key(written: str) -> bytes:
    """Return the key of a file from its text, whose `=` may be missing; raises BadFile. WeCom pages 100719, 101463."""
    text = written.rstrip("=")
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise BadFile("the key cannot be read") from None
    if len(key) != _KEY_BYTES:
        raise BadFile("the key has another length")
    return key


class MediaCipher:
    """Takes encrypted bytes and gives back plain ones, keeping the last block until `finish` has looked at its pad."""

    def __init__(self, key: bytes) -> None:
        self._cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
        self._held, self._n_bytes = b"", 0

    def update(self, some: bytes) -> bytes:
        """Return what is certainly no padding."""
        self._n_bytes += len(some)
        plain = self._held + self._cipher.update(some)
        sure = max(0, len(plain) - _BLOCK_BYTES)
        self._held = plain[sure:]
        return plain[:sure]

    def finish(self) -> bytes:
        """Return the rest without its padding; raises BadFile."""
        if not self._n_bytes or self._n_bytes % _BLOCK_BYTES:
            raise BadFile("the length is no multiple of a block")
        plain = self._held + self._cipher.finalize()
        pad = plain[-1]
        if not 1 <= pad <= _BLOCK_BYTES or plain[-pad:] != bytes([pad]) * pad:
            raise BadFile("the padding is wrong")
        return plain[:-pad]
