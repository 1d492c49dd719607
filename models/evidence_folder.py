"""The folder of evidence: each file once, sealed, under the hash of what it holds; no name from outside is used."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from models.sealed_file import SealedReader, SealingWriter
from models.sealing import Keyring

PURPOSE = b"cuiban evidence"
_HEAD_BYTES = 8192
_AT_ONCE = 1 << 20
_HASH = re.compile("[0-9a-f]{64}")


class TooLarge(Exception):
    """More bytes came than a file may have."""


@dataclass(frozen=True)
class Whole:
    """A file that has arrived: what it is known by, how long it is, how it begins."""

    sha256: str
    size_bytes: int
    head: bytes


class HalfMade:
    """A file on its way in: sealed piece by piece under a name of its own, never longer than it may be."""

    def __init__(self, file: BinaryIO, path: Path, keys: Keyring, most_bytes: int) -> None:
        self.path, self._file, self._most = path, file, most_bytes
        self._sealed = SealingWriter(file, keys, PURPOSE)
        self._digest, self._size, self._head = hashlib.sha256(), 0, b""

    def write(self, some: bytes) -> None:
        """Take some bytes; raises TooLarge."""
        self._size += len(some)
        if self._size > self._most:
            raise TooLarge
        if len(self._head) < _HEAD_BYTES:
            self._head += some[: _HEAD_BYTES - len(self._head)]
        self._digest.update(some)
        self._sealed.write(some)

    def finish(self) -> Whole:
        """Write the last piece to the disk and tell what has come."""
        self._sealed.finish()
        self._file.flush()
        os.fsync(self._file.fileno())
        return Whole(self._digest.hexdigest(), self._size, self._head)


class EvidenceFolder:
    """The kept files; `incoming` beside it holds what is on its way and is no part of a backup."""

    def __init__(self, var_dir: Path, keys: Keyring) -> None:
        self.kept, self.incoming, self._keys = var_dir / "evidence", var_dir / "incoming", keys

    @contextmanager
    def receive(self, most_bytes: int) -> Iterator[HalfMade]:
        """Open a file on its way in; what was not kept by the end is gone."""
        self.incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.incoming / secrets.token_hex(16)
        try:
            with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
                yield HalfMade(file, path, self._keys, most_bytes)
        finally:
            path.unlink(missing_ok=True)

    def keep(self, half_made: HalfMade, whole: Whole) -> None:
        """Put a whole file at its place; one that is there already stays as it is."""
        place = self._place(whole.sha256)
        if place.exists():
            return
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        half_made.path.rename(place)
        _sync(place.parent)

    def put_piece(self, file_id: int, number: int, piece: bytes) -> None:
        """Keep a piece of an upload, sealed for its place; the same piece again takes the place of the first."""
        folder = self._pieces(file_id)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        half_made = folder / f"{number}.{secrets.token_hex(4)}"
        half_made.write_bytes(self._keys.seal(piece, _place_of(file_id, number)))
        half_made.rename(folder / str(number))

    def put_together(self, file_id: int, n_pieces: int, into: HalfMade) -> None:
        """Write the pieces of an upload one after the other; raises FileNotFoundError when one has not come."""
        for number in range(n_pieces):
            sealed = (self._pieces(file_id) / str(number)).read_bytes()
            into.write(self._keys.open(sealed, _place_of(file_id, number)))

    def drop_pieces(self, file_id: int) -> None:
        """Forget the pieces of an upload."""
        shutil.rmtree(self._pieces(file_id), ignore_errors=True)

    def clear_incoming(self, before: datetime) -> int:
        """Delete what was left behind half-made before a moment; returns how many files or uploads."""
        found = list(self.incoming.iterdir()) if self.incoming.is_dir() else []
        old = [path for path in found if path.lstat().st_mtime < before.timestamp()]
        for path in old:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        return len(old)

    def has(self, sha256: str) -> bool:
        """Tell whether a file is here."""
        return self._place(sha256).exists()

    def pieces(self, sha256: str) -> Iterator[bytes]:
        """Return what a kept file holds, piece by piece; raises FileNotFoundError, FileBroken."""
        file = self._place(sha256).open("rb")
        try:
            reader = SealedReader(file, self._keys, PURPOSE)
        except BaseException:
            file.close()
            raise
        return _read(file, reader)

    def forget(self, sha256: str) -> None:
        """Delete a kept file."""
        self._place(sha256).unlink(missing_ok=True)

    def _pieces(self, file_id: int) -> Path:
        return self.incoming / f"upload-{file_id}"

    def _place(self, sha256: str) -> Path:
        if not _HASH.fullmatch(sha256):
            raise ValueError("no hash")
        return self.kept / sha256[:2] / sha256


def _place_of(file_id: int, number: int) -> str:
    return f"upload {file_id} piece {number}"


def _read(file: BinaryIO, reader: SealedReader) -> Iterator[bytes]:
    with file:
        while piece := reader.read(_AT_ONCE):
            yield piece


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
