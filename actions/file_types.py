"""Tells from its first bytes what a file is; what it is called and said to be counts for nothing."""

from __future__ import annotations

import filetype  # type: ignore[import-untyped]

from rules.files import KEPT_TYPES, FileType

# What many phones record; the library looks for it four bytes too early.
_3GP = b"ftyp3gp"


def type_of(head: bytes) -> FileType | None:
    """Return what kind of file begins with these bytes; None for what is not kept."""
    if head[4:11] == _3GP:
        return KEPT_TYPES["video/3gpp"]
    found = filetype.guess(head)
    return KEPT_TYPES.get(found.mime) if found is not None else None
