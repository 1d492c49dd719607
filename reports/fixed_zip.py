"""Packs an office file anew so that the same content always gives the same bytes."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_ALWAYS = (1980, 1, 1, 0, 0, 0)


def packed_anew(file: bytes) -> bytes:
    """Return a zip file with its parts in the same order, without the moment of packing."""
    packed = BytesIO()
    with ZipFile(BytesIO(file)) as old, ZipFile(packed, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = ZipInfo(name, _ALWAYS)
            part.compress_type = ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            new.writestr(part, old.read(name))
    return packed.getvalue()
