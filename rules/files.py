"""Decides which files people send are kept, how much of them, and under which names they are shown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

MEBIBYTE = 1024 * 1024
_LONGEST_STEM = 60
_SEPARATORS = re.compile(r"[/\\]")
# What a file system or a browser reads as more than a letter.
_NOT_IN_NAMES = re.compile(r'[<>:"|?*\s]+')


@dataclass(frozen=True)
class FileType:
    """A kind of file that is kept: image, audio, video or document, and its extension."""

    kind: str
    extension: str


# By the type its content shows; what is not here is not kept. Nothing of it is ever shown inside a page.
KEPT_TYPES: Mapping[str, FileType] = {
    "image/jpeg": FileType("image", "jpg"),
    "image/png": FileType("image", "png"),
    "image/gif": FileType("image", "gif"),
    "image/webp": FileType("image", "webp"),
    "image/heic": FileType("image", "heic"),
    "video/mp4": FileType("video", "mp4"),
    "video/quicktime": FileType("video", "mov"),
    "video/3gpp": FileType("video", "3gp"),
    "audio/mpeg": FileType("audio", "mp3"),
    "audio/x-wav": FileType("audio", "wav"),
    "audio/amr": FileType("audio", "amr"),
    "audio/mp4": FileType("audio", "m4a"),
    "audio/aac": FileType("audio", "aac"),
    "application/pdf": FileType("document", "pdf"),
}


@dataclass(frozen=True)
class FileCaps:
    """How much is taken: bytes of one file and of one person in a day, and how long a link lives for how many files."""

    largest_bytes: int = 100 * MEBIBYTE
    daily_bytes: int = 1024 * MEBIBYTE
    link_lives: timedelta = timedelta(hours=2)
    link_files: int = 20


def clean_name(written: str | None, file_type: FileType) -> str:
    """Return a name to show for a file: the words of the one it came with, the extension of what it is."""
    stem = _SEPARATORS.split(unicodedata.normalize("NFC", written or ""))[-1]
    stem = stem.rpartition(".")[0] or stem
    # Control characters and those that turn the direction of writing (photo‮gpj.exe) are no part of a name.
    visible = "".join(sign for sign in stem if unicodedata.category(sign)[0] != "C")
    stem = _NOT_IN_NAMES.sub("_", visible).strip("._- ")[:_LONGEST_STEM]
    return f"{stem or file_type.kind}.{file_type.extension}"
