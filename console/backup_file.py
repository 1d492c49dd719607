"""One backup file: a sealed archive of a manifest, the database and the evidence; never keys, logs or settings."""

from __future__ import annotations

import io
import json
import os
import shutil
import tarfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast

from console.commands import Failed
from models.copies import Copied
from models.sealed_file import FileBroken, SealedReader, SealingWriter
from models.sealing import Keyring

FORMAT = 1
HALF_MADE = ".part"
_MANIFEST, _DATABASE, _EVIDENCE = "manifest.json", "database", "evidence"
_AT_ONCE = 1 << 20
# How many bytes were read or written since the last call.
Moved = Callable[[int], None]
_BROKEN = {
    "foreign": "{name} 不是催办的备份文件",
    "no_key": "{name} 打不开：[security] encryption_keys 里没有做备份时的密钥",
    "damaged": "{name} 不完整或被改动过，请换一份备份",
}


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself; `made_at` is machine time, `database` sqlite or postgresql."""

    format: int
    site: str
    database: str
    revision: str
    made_at: datetime
    counts: dict[str, int]
    n_evidence: int

    def written(self) -> bytes:
        """Return it as JSON."""
        return json.dumps(asdict(self) | {"made_at": self.made_at.isoformat()}, ensure_ascii=False).encode()

    @classmethod
    def read(cls, written: bytes) -> Manifest:
        """Read what `written` gave; raises Failed for a format we do not know."""
        facts: dict[str, Any] = json.loads(written)
        if facts.get("format") != FORMAT:
            raise Failed("备份文件的格式比程序新，请用做备份的那个版本或更新的版本")
        return cls(**facts | {"made_at": datetime.fromisoformat(facts["made_at"])})

    def amount(self) -> str:
        """Return how much is in it, in words."""
        return f"{len(self.counts)} 张表 {sum(self.counts.values())} 行，佐证 {self.n_evidence} 个"

    @property
    def copied(self) -> Copied:
        """Return what the database in it has to hold."""
        return Copied(self.revision, self.counts)


@dataclass(frozen=True)
class Unpacked:
    """A backup that was read to its end: its manifest and where its parts lie."""

    manifest: Manifest
    database: Path
    evidence: Path


def evidence_files(folder: Path) -> dict[str, Path]:
    """Return the files of evidence, which lie sealed already, by their names in the folder."""
    found = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return {path.relative_to(folder).as_posix(): path for path in found}


@dataclass(frozen=True)
class Parts:
    """What goes into a backup beside its manifest; the names of evidence are relative to its folder."""

    database: Path
    evidence: dict[str, Path]

    @property
    def n_bytes(self) -> int:
        """Return how much there is to write."""
        return sum(path.stat().st_size for path in (self.database, *self.evidence.values()))


def pack(into: Path, keys: Keyring, manifest: Manifest, parts: Parts, moved: Moved) -> None:
    """Write a backup under a name that stands only for a whole one."""
    half_made = into.with_name(f".{into.name}{HALF_MADE}")
    try:
        with _new_private(half_made) as file:
            writer = SealingWriter(file, keys)
            _write_archive(writer, manifest, parts, moved)
            writer.finish()
            file.flush()
            os.fsync(file.fileno())
        half_made.rename(into)
        _sync_folder(into.parent)
    finally:
        half_made.unlink(missing_ok=True)


def _new_private(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb")


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_archive(writer: SealingWriter, manifest: Manifest, parts: Parts, moved: Moved) -> None:
    with tarfile.open(fileobj=cast("BinaryIO", writer), mode="w|", bufsize=_AT_ONCE) as archive:
        written = manifest.written()
        _add(archive, _MANIFEST, len(written), io.BytesIO(written), moved)
        named = ((f"{_EVIDENCE}/{name}", path) for name, path in parts.evidence.items())
        for name, path in ((_DATABASE, parts.database), *named):
            with path.open("rb") as file:
                _add(archive, name, os.fstat(file.fileno()).st_size, file, moved)


def _add(archive: tarfile.TarFile, name: str, size: int, file: BinaryIO, moved: Moved) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    archive.addfile(entry, cast("Any", _Counted(file, moved)))


@dataclass(frozen=True)
class _Counted:
    """A file that tells how much of it was read."""

    file: BinaryIO
    moved: Moved

    def read(self, n_bytes: int) -> bytes:
        some = self.file.read(n_bytes)
        self.moved(len(some))
        return some


def unpack(backup: Path, keys: Keyring, into: Path, moved: Moved) -> Unpacked:
    """Take a backup apart into a folder, through to its last byte; raises Failed when it is not whole."""
    try:
        with backup.open("rb") as file:
            reader = SealedReader(cast("BinaryIO", _Counted(file, moved)), keys)
            manifest = _read_archive(reader, into)
            reader.read_to_the_end()
    except FileBroken as broken:
        raise Failed(_BROKEN[broken.why].format(name=backup.name)) from None
    if len(evidence_files(into / _EVIDENCE)) != manifest.n_evidence or not (into / _DATABASE).exists():
        raise Failed(_BROKEN["damaged"].format(name=backup.name))
    return Unpacked(manifest, into / _DATABASE, into / _EVIDENCE)


def _read_archive(reader: SealedReader, into: Path) -> Manifest:
    with tarfile.open(fileobj=cast("Any", reader), mode="r|", bufsize=_AT_ONCE) as archive:
        first = archive.next()
        content = archive.extractfile(first) if first is not None and first.name == _MANIFEST else None
        if content is None:
            raise FileBroken("damaged")
        manifest = Manifest.read(content.read())
        for entry in archive:
            if entry.name != _MANIFEST:
                _extract(archive, entry, into)
    return manifest


def _extract(archive: tarfile.TarFile, entry: tarfile.TarInfo, into: Path) -> None:
    name = PurePosixPath(entry.name)
    content = archive.extractfile(entry) if entry.isreg() else None
    if content is None or name.is_absolute() or ".." in name.parts or name.parts[0] not in (_DATABASE, _EVIDENCE):
        raise FileBroken("damaged")
    path = into / name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _new_private(path) as file:
        shutil.copyfileobj(content, file, _AT_ONCE)
