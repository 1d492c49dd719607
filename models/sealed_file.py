"""Seals a stream of any length into a file, piece by piece, so that a cut, swapped or altered piece is noticed."""

from __future__ import annotations

import secrets
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from models.sealing import Keyring, SealBroken

_MAGIC = b"CUIBANBK\x01"
_KEY_ID_BYTES, _SALT_BYTES, _TAG_BYTES = 4, 16, 16
_HEADER_BYTES = len(_MAGIC) + _KEY_ID_BYTES + _SALT_BYTES
_PIECE_BYTES = 1 << 20
BACKUP = b"cuiban backup"


class FileBroken(Exception):
    """A sealed file cannot be used: `why` is foreign, no_key, or damaged (cut, swapped or altered)."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def _nonce(number: int, *, is_last: bool) -> bytes:
    # The key serves this one file, so that a number never meets it twice.
    return number.to_bytes(11, "big") + bytes([is_last])


class SealingWriter:
    """Takes bytes and writes them sealed; only `finish` makes the file whole."""

    def __init__(self, file: BinaryIO, keys: Keyring, purpose: bytes = BACKUP) -> None:
        salt = secrets.token_bytes(_SALT_BYTES)
        self._header = _MAGIC + keys.newest_id + salt
        self._cipher = AESGCM(keys.derived(keys.newest_id, salt, purpose))
        self._file, self._held, self._number = file, bytearray(), 0
        file.write(self._header)

    def write(self, some: bytes) -> int:
        """Take some bytes; what makes a whole piece goes out."""
        self._held += some
        while len(self._held) > _PIECE_BYTES:
            self._put(bytes(self._held[:_PIECE_BYTES]), is_last=False)
            del self._held[:_PIECE_BYTES]
        return len(some)

    def finish(self) -> None:
        """Write the last piece, marked as such."""
        self._put(bytes(self._held), is_last=True)
        self._held.clear()

    def _put(self, piece: bytes, *, is_last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, is_last=is_last), piece, self._header))
        self._number += 1


class SealedReader:
    """Gives back what was sealed, each piece only after its seal was found whole; raises FileBroken."""

    def __init__(self, file: BinaryIO, keys: Keyring, purpose: bytes = BACKUP) -> None:
        header = file.read(_HEADER_BYTES)
        if len(header) < _HEADER_BYTES or not header.startswith(_MAGIC):
            raise FileBroken("foreign")
        key_id, salt = header[len(_MAGIC) : -_SALT_BYTES], header[-_SALT_BYTES:]
        try:
            self._cipher = AESGCM(keys.derived(key_id, salt, purpose))
        except SealBroken:
            raise FileBroken("no_key") from None
        self._file, self._header = file, header
        self._next, self._number, self._open = file.read(_PIECE_BYTES + _TAG_BYTES), 0, b""
        if not self._next:
            raise FileBroken("damaged")

    def read(self, n_bytes: int) -> bytes:
        """Return the next bytes, fewer only at the end."""
        while len(self._open) < n_bytes and self._next:
            self._open += self._take()
        some, self._open = self._open[:n_bytes], self._open[n_bytes:]
        return some

    def read_to_the_end(self) -> None:
        """Go through what is left, so that a file that was cut does not pass for a whole one."""
        while self.read(_PIECE_BYTES):
            pass

    def _take(self) -> bytes:
        piece, self._next = self._next, self._file.read(_PIECE_BYTES + _TAG_BYTES)
        nonce = _nonce(self._number, is_last=not self._next)
        self._number += 1
        try:
            return self._cipher.decrypt(nonce, piece, self._header)
        except InvalidTag:
            raise FileBroken("damaged") from None
