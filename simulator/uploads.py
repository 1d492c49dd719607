"""Files that come over the long connection in chunks (WeCom page 101838)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from simulator.refusal import Refused

CHUNK_BYTES = 512 * 1024
MOST_CHUNKS = 100
LIFE = timedelta(minutes=30)
MEGABYTE = 1024 * 1024
LIMIT_BYTES = {"image": 2 * MEGABYTE, "voice": 2 * MEGABYTE, "video": 10 * MEGABYTE, "file": 20 * MEGABYTE}
_ENDINGS = {"image": (".png", ".jpg", ".jpeg", ".gif"), "voice": (".amr",), "video": (".mp4",)}


@dataclass
class Upload:
    """A file on its way."""

    kind: str
    name: str
    size: int
    chunks: int
    md5: str
    begun_at: datetime
    parts: dict[int, bytes] = field(default_factory=dict, repr=False)


class Uploads:
    """The files on their way, by upload_id."""

    def __init__(self) -> None:
        self._open: dict[str, Upload] = {}

    def begin(self, body: dict[str, Any], now: datetime) -> str:
        """Take the announcement and return an upload_id; refuses 40058 and 45001."""
        kind, name = str(body.get("type", "")), str(body.get("filename", ""))
        size, chunks = _whole(body.get("total_size")), _whole(body.get("total_chunks"))
        if kind not in LIMIT_BYTES:
            raise Refused(40058, "type")
        if not name or len(name.encode()) > 256 or not name.lower().endswith(_ENDINGS.get(kind, ("",))):
            raise Refused(40058, "filename")
        if size > LIMIT_BYTES[kind]:
            raise Refused(45001)
        if size < 5:
            raise Refused(40058, "total_size")
        if not 1 <= chunks <= MOST_CHUNKS:
            raise Refused(40058, "total_chunks")
        upload_id = secrets.token_urlsafe(24)
        self._open[upload_id] = Upload(kind, name, size, chunks, str(body.get("md5") or ""), now)
        return upload_id

    def add(self, body: dict[str, Any], now: datetime) -> None:
        """Keep one chunk, in whatever order they come; a repeated one is ignored."""
        upload, index = self._living(body, now), body.get("chunk_index")
        if not isinstance(index, int) or not 0 <= index < upload.chunks:
            raise Refused(40058, "chunk_index")
        try:
            content = base64.b64decode(str(body.get("base64_data", "")), validate=True)
        except (binascii.Error, ValueError) as error:
            raise Refused(40058, "base64_data") from error
        if not content:
            raise Refused(44001)
        if len(content) > CHUNK_BYTES:
            raise Refused(45001)
        upload.parts.setdefault(index, content)

    def finish(self, body: dict[str, Any], now: datetime) -> tuple[Upload, bytes]:
        """Return the whole file; refuses 40058 while a chunk is missing, or size or md5 differ."""
        upload = self._living(body, now)
        content = b"".join(upload.parts[index] for index in sorted(upload.parts))
        if len(upload.parts) != upload.chunks or len(content) != upload.size:
            raise Refused(40058, "total_size")
        if upload.md5 and hashlib.md5(content).hexdigest() != upload.md5.lower():  # noqa: S324 (the platform chose it)
            raise Refused(40058, "md5")
        del self._open[str(body["upload_id"])]
        return upload, content

    def _living(self, body: dict[str, Any], now: datetime) -> Upload:
        found = self._open.get(str(body.get("upload_id", "")))
        if found is None or now - found.begun_at > LIFE:
            raise Refused(40058, "upload_id")
        return found


def _whole(number: Any) -> int:
    return number if isinstance(number, int) and not isinstance(number, bool) else 0
