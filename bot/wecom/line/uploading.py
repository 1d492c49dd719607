"""Carries a file over the long connection in chunks, within what the platform takes; what comes back is a media_id."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from bot.wecom.exchange import CutOff, steady_seconds
from bot.wecom.line.frames import Acked, Command

Say = Callable[[Command, dict[str, Any], float], Acked]
# Source: WeCom pages 101838 and 101463. Many chunks at once fail, so two are under way.
CHUNK_BYTES = 512 * 1024
MOST_CHUNKS = 100
LEAST_BYTES = 5
NAME_BYTES = 256
_MEGABYTE = 1024 * 1024
MOST_BYTES: Mapping[str, int] = {
    "image": 2 * _MEGABYTE,
    "voice": 2 * _MEGABYTE,
    "video": 10 * _MEGABYTE,
    "file": 20 * _MEGABYTE,
}
ENDINGS: Mapping[str, tuple[str, ...]] = {
    "image": (".png", ".jpg", ".jpeg", ".gif"),
    "voice": (".amr",),
    "video": (".mp4",),
    "file": ("",),
}
_CHUNKS_AT_ONCE = 2
_CHUNK_TRIES = 2


class NotTaken(Exception):
    """The platform refused the file, or would have; `errcode` is the platform's, or the one it would give."""

    def __init__(self, errcode: int, why: str) -> None:
        super().__init__(why)
        self.errcode = errcode


@dataclass(frozen=True)
class Upload:
    """A file to carry: its kind (image, voice, video or file) and the name people see."""

    kind: str
    name: str
    content: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse what the platform would, before a byte leaves; raises NotTaken."""
        if self.kind not in MOST_BYTES:
            raise NotTaken(40058, "no such kind of file")
        if not 0 < len(self.name.encode()) <= NAME_BYTES or not self.name.lower().endswith(ENDINGS[self.kind]):
            raise NotTaken(40058, "the file's name does not fit its kind, or is too long")
        if len(self.content) < LEAST_BYTES:
            raise NotTaken(44001, "the file is empty")
        if len(self.content) > MOST_BYTES[self.kind]:
            raise NotTaken(45001, "the file is too big")

    @property
    def chunks(self) -> list[bytes]:
        """Return its content in pieces of the size the platform takes."""
        return [self.content[at : at + CHUNK_BYTES] for at in range(0, len(self.content), CHUNK_BYTES)]


def carry(say: Say, upload: Upload, seconds: float) -> str:
    """Upload a file and return its media_id, good for three days; raises NotTaken, NotSent or CutOff."""
    ends_at, chunks = steady_seconds() + seconds, upload.chunks

    def asked(command: Command, body: dict[str, Any]) -> dict[str, Any]:
        acked = say(command, body, max(0.0, ends_at - steady_seconds()))
        if acked.errcode != 0:
            raise NotTaken(acked.errcode, acked.errmsg)
        return acked.body

    begun = asked(Command.UPLOAD_INIT, _announcement(upload, len(chunks)))
    upload_id = str(begun.get("upload_id", ""))

    def put(index: int) -> None:
        data = base64.b64encode(chunks[index]).decode()
        body = {"upload_id": upload_id, "chunk_index": index, "base64_data": data}
        for left in reversed(range(_CHUNK_TRIES)):
            try:
                asked(Command.UPLOAD_CHUNK, body)
            except CutOff:
                # The same chunk again is ignored where the first has arrived.
                if not left:
                    raise
            else:
                return

    with ThreadPoolExecutor(_CHUNKS_AT_ONCE, thread_name_prefix="line-upload") as carriers:
        for done in [carriers.submit(put, index) for index in range(len(chunks))]:
            done.result()
    media_id = asked(Command.UPLOAD_FINISH, {"upload_id": upload_id}).get("media_id")
    if not isinstance(media_id, str) or not media_id:
        raise CutOff("the answer names no media_id")
    return media_id


def _announcement(upload: Upload, n_chunks: int) -> dict[str, Any]:
    return {
        "type": upload.kind,
        "filename": upload.name,
        "total_size": len(upload.content),
        "total_chunks": n_chunks,
        "md5": hashlib.md5(upload.content, usedforsecurity=False).hexdigest(),
    }
