"""The platform's side of the callback encryption (WeCom pages 90968 and 101033)."""

from __future__ import annotations

import base64
import hashlib
import os
import struct

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK_BITS = 256  # The platform pads to 32 bytes although AES works on 16.


class EnvelopeError(ValueError):
    """An envelope that this key, signature or receiver does not fit."""


def signature(token: str, timestamp: str, nonce: str, encrypted: str) -> str:
    """Return the hex SHA-1 the platform puts into `msg_signature`."""
    joined = "".join(sorted([token, timestamp, nonce, encrypted]))
    return hashlib.sha1(joined.encode()).hexdigest()  # noqa: S324 (the platform chose it)


def seal(aes_key: str, plain: bytes, receiveid: str, random16: bytes | None = None) -> str:
    """Encrypt a message into base64; `random16` is fixed only to reproduce published vectors."""
    body = (random16 or os.urandom(16)) + struct.pack(">I", len(plain)) + plain + receiveid.encode()
    padder = padding.PKCS7(BLOCK_BITS).padder()
    encryptor = _cipher(aes_key).encryptor()
    return base64.b64encode(encryptor.update(padder.update(body) + padder.finalize()) + encryptor.finalize()).decode()


def seal_file(key: bytes, content: bytes) -> bytes:
    """Encrypt a file the way the AI bot gets it (page 100719): nothing but the padded bytes."""
    padder = padding.PKCS7(BLOCK_BITS).padder()
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return encryptor.update(padder.update(content) + padder.finalize()) + encryptor.finalize()


def unseal(aes_key: str, encrypted: str, receiveid: str) -> bytes:
    """Decrypt base64 back into the message; raises EnvelopeError on a wrong key, length or receiver."""
    try:
        raw = base64.b64decode(encrypted, validate=True)
        decryptor = _cipher(aes_key).decryptor()
        unpadder = padding.PKCS7(BLOCK_BITS).unpadder()
        body = unpadder.update(decryptor.update(raw) + decryptor.finalize()) + unpadder.finalize()
        (length,) = struct.unpack(">I", body[16:20])
    except (ValueError, struct.error) as error:
        raise EnvelopeError("not decryptable with this key") from error
    if 20 + length > len(body):
        raise EnvelopeError("the stated length is longer than the text")
    if body[20 + length :] != receiveid.encode():
        raise EnvelopeError("meant for another receiver")
    return body[20 : 20 + length]


def _cipher(aes_key: str) -> Cipher[modes.CBC]:
    key = base64.b64decode(aes_key + "=")
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))
