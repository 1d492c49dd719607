"""Seals what identifies a person: AES-GCM under rotating keys, and keyed hashes to find it again."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

KEY_ID_BYTES = 4
_NONCE_BYTES = 12


class SealBroken(Exception):
    """A sealed value was written under a key we do not have, or was altered; says nothing of its content."""


class KeyMissing(SealBroken):
    """Nothing is known of the key: the configuration lacks it rather than that the value is broken."""


class Keyring:
    """The keys of one installation, newest first: the first seals, all of them open."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        if not keys or any(len(key) != 32 for key in keys):
            raise ValueError("encryption keys are 32 bytes each")
        self._keys = {_key_id(key): key for key in keys}
        self._newest = _key_id(keys[0])
        self._hash_keys = {key_id: _derive(key, b"cuiban lookup") for key_id, key in self._keys.items()}

    def __repr__(self) -> str:
        return f"Keyring({len(self._keys)} keys)"

    @classmethod
    def from_text(cls, keys: Sequence[str]) -> Keyring:
        """Build a keyring from urlsafe base64 texts of 32 bytes each."""
        return cls([base64.urlsafe_b64decode(key + "=" * (-len(key) % 4)) for key in keys])

    def seal(self, plain: bytes, place: str) -> bytes:
        """Return `plain` sealed for one `place` (table.column): moved elsewhere it does not open."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = AESGCM(self._keys[self._newest]).encrypt(nonce, plain, place.encode())
        return self._newest + nonce + sealed

    def open(self, sealed: bytes, place: str) -> bytes:
        """Return what was sealed for `place`; raises SealBroken."""
        key = self._keys.get(sealed[:KEY_ID_BYTES])
        if key is None:
            raise KeyMissing(f"{place}: no key for it")
        nonce = sealed[KEY_ID_BYTES : KEY_ID_BYTES + _NONCE_BYTES]
        try:
            return AESGCM(key).decrypt(nonce, sealed[KEY_ID_BYTES + _NONCE_BYTES :], place.encode())
        except InvalidTag:
            raise SealBroken(f"{place}: altered or sealed for another place") from None

    @property
    def key_ids(self) -> tuple[bytes, ...]:
        """Return the ids of the keys, newest first."""
        return tuple(self._keys)

    @property
    def newest_id(self) -> bytes:
        """Return the id of the key that seals."""
        return self._newest

    def derived(self, key_id: bytes, salt: bytes, purpose: bytes) -> bytes:
        """Return a key for one file, drawn from the key with this id; raises SealBroken when we do not have it."""
        key = self._keys.get(key_id)
        if key is None:
            raise SealBroken(f"{purpose.decode()}: no key for it")
        return HKDF(SHA256(), 32, salt, purpose).derive(key)

    def lookup_hash(self, text: str) -> str:
        """Return the keyed hash under the newest key, as `keyid:hex`; equal texts have equal hashes."""
        return self._hash_under(self._newest, text)

    def lookup_hashes(self, text: str) -> tuple[str, ...]:
        """Return the hashes of `text` under every key, for searching rows written before a rotation."""
        return tuple(self._hash_under(key_id, text) for key_id in self._hash_keys)

    def _hash_under(self, key_id: bytes, text: str) -> str:
        digest = hmac.digest(self._hash_keys[key_id], text.encode(), "sha256").hex()
        return f"{key_id.hex()}:{digest}"


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"cuiban key id" + key).digest()[:KEY_ID_BYTES]


def _derive(key: bytes, purpose: bytes) -> bytes:
    return hmac.new(key, purpose, hashlib.sha256).digest()


class _Installed:
    keyring: Keyring | None = None


def install_keyring(keyring: Keyring) -> None:
    """Make `keyring` the one that sealed columns of this process use; one process serves one installation."""
    _Installed.keyring = keyring


def keyring() -> Keyring:
    """Return the installed keyring."""
    if _Installed.keyring is None:
        raise RuntimeError("no keyring installed")
    return _Installed.keyring


class SealedText(TypeDecorator[str]):
    """A text column that the database only ever sees sealed."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Seal on the way in."""
        return None if value is None else keyring().seal(value.encode(), self.place)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        """Open on the way out."""
        return None if value is None else keyring().open(bytes(value), self.place).decode()


class SealedJson(TypeDecorator[Any]):
    """A JSON column that the database only ever sees sealed."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        """Seal on the way in."""
        if value is None:
            return None
        return keyring().seal(json.dumps(value, ensure_ascii=False, sort_keys=True).encode(), self.place)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Open on the way out."""
        return None if value is None else json.loads(keyring().open(bytes(value), self.place))
