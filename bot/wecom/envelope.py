"""The strict encrypted envelope around every callback and its answer."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
import secrets
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK_BYTES = 32
PREFIX_BYTES = 16
HEADER_BYTES = PREFIX_BYTES + 4
_TIMESTAMP = re.compile(r"[0-9]{1,12}", re.ASCII)
_NONCE_CHARACTERS = 128


class EnvelopeRefused(Exception):
    """A callback that is not taken; its text never holds content or keys."""


class BadSignature(EnvelopeRefused):
    """The signature does not belong to this token and text (answered 403)."""


class StaleTimestamp(EnvelopeRefused):
    """The signed time is too far from ours (answered 403)."""


class WrongReceiver(EnvelopeRefused):
    """The text was encrypted for another corporation or bot (answered 403)."""


class Malformed(EnvelopeRefused):
    """Something cannot be decoded or has the wrong shape (answered 400)."""


class KeyMismatch(Malformed):
    """The signature is right but the text does not decrypt: most likely the EncodingAESKey is another one."""

    def __init__(self) -> None:
        super().__init__("EncodingAESKey mismatch: the signature is right but the text does not decrypt")


@dataclass(frozen=True)
class Sealed:
    """An encrypted answer with what its envelope needs; `timestamp` is in seconds."""

    encrypted: str
    msg_signature: str
    timestamp: int
    nonce: str

    def as_json(self) -> bytes:
        """Return the body of an answer to callbacks in JSON."""
        reply = {
            "encrypt": self.encrypted,
            "msgsignature": self.msg_signature,
            "timestamp": self.timestamp,
            "nonce": self.nonce,
        }
        return json.dumps(reply).encode()


class Envelope:
    """Opens and seals callbacks of one token, key and receiver.

    Source: WeCom pages 90968 and 101033. `receive_id` is the corporation's id, or "" for an internal AI bot.
    """

    def __init__(self, token: str, encoding_aes_key: str, receive_id: str) -> None:
        self._token = token
        self._key = _decoded_key(encoding_aes_key)
        self._receive_id = receive_id.encode()

    def __repr__(self) -> str:
        return "Envelope(…)"

    def open(
        self, msg_signature: str, timestamp: str, nonce: str, encrypted: str, now: datetime, window: timedelta
    ) -> bytes:
        """Return the plaintext, or raise one of the EnvelopeRefused.

        `timestamp` and `nonce` are the strings of the query as they came, `now` is machine time.
        """
        ciphertext = _checked_shape(timestamp, nonce, encrypted)
        expected = self.signature(timestamp, nonce, encrypted)
        if not hmac.compare_digest(expected.encode(), msg_signature.encode("utf-8", "replace")):
            raise BadSignature("the signature does not match")
        if abs(now.astimezone(UTC).timestamp() - int(timestamp)) > window.total_seconds():
            raise StaleTimestamp("the signed time is outside the window")
        return self._unpacked(_unpadded(self._decrypted(ciphertext)))

    def seal(self, plaintext: bytes, nonce: str, timestamp: int) -> Sealed:
        """Encrypt and sign an answer; `nonce` is the one of the request."""
        encrypted = self._encrypted(plaintext, secrets.token_bytes(PREFIX_BYTES))
        return Sealed(encrypted, self.signature(str(timestamp), nonce, encrypted), timestamp, nonce)

    def signature(self, timestamp: str, nonce: str, encrypted: str) -> str:
        """Return the sha1 in hex over the sorted strings, as the platform computes it."""
        parts = sorted([self._token, timestamp, nonce, encrypted])
        return hashlib.sha1("".join(parts).encode("utf-8", "replace"), usedforsecurity=False).hexdigest()

    def _encrypted(self, plaintext: bytes, random16: bytes) -> str:
        content = random16 + struct.pack(">I", len(plaintext)) + plaintext + self._receive_id
        pad = BLOCK_BYTES - len(content) % BLOCK_BYTES
        encryptor = self._cipher().encryptor()
        ciphertext = encryptor.update(content + bytes([pad]) * pad) + encryptor.finalize()
        return base64.b64encode(ciphertext).decode()

    def _decrypted(self, ciphertext: bytes) -> bytes:
        decryptor = self._cipher().decryptor()
        return decryptor.update(ciphertext) + decryptor.finalize()

    def _cipher(self) -> Cipher[modes.CBC]:
        return Cipher(algorithms.AES(self._key), modes.CBC(self._key[:16]))

    def _unpacked(self, content: bytes) -> bytes:
        if len(content) < HEADER_BYTES:
            raise KeyMismatch
        (length,) = struct.unpack(">I", content[PREFIX_BYTES:HEADER_BYTES])
        if length > len(content) - HEADER_BYTES:
            raise KeyMismatch
        end = HEADER_BYTES + length
        if not hmac.compare_digest(content[end:], self._receive_id):
            raise WrongReceiver("the text is meant for another receiver")
        return content[HEADER_BYTES:end]


def _decoded_key(encoding_aes_key: str) -> bytes:
    # The last character may carry spare bits that are not zero; they are ignored, as the official samples do.
    if not re.fullmatch(r"[A-Za-z0-9+/]{43}", encoding_aes_key, re.ASCII):
        raise ValueError("an EncodingAESKey has 43 letters and digits")
    return base64.b64decode(encoding_aes_key + "=")


def _checked_shape(timestamp: str, nonce: str, encrypted: str) -> bytes:
    if not _TIMESTAMP.fullmatch(timestamp):
        raise Malformed("the timestamp is not a number of seconds")
    if not 0 < len(nonce) <= _NONCE_CHARACTERS:
        raise Malformed("the nonce is missing or too long")
    try:
        ciphertext = base64.b64decode(encrypted, validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("the encrypted text is not base64") from None
    # AES knows blocks of 16 and the platform pads to 32, so any other length was never written by it.
    if not ciphertext or len(ciphertext) % BLOCK_BYTES:
        raise Malformed("the encrypted text has an impossible length")
    return ciphertext


def _unpadded(content: bytes) -> bytes:
    pad = content[-1]
    if not 1 <= pad <= BLOCK_BYTES or not hmac.compare_digest(content[-pad:], bytes([pad]) * pad):
        raise KeyMismatch
    return content[:-pad]
