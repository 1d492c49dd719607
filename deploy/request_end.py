"""Tells from the bytes of a request alone whether all of it has arrived, without reading what it says."""

from __future__ import annotations

import re
from enum import Enum

# A callback's line and headers take well under 2 KiB; behind a proxy a few more.
MAX_HEAD_BYTES = 32 * 1024
# The intake takes 4 MiB; the doors themselves answer what is a little longer.
MAX_BODY_BYTES = 5 * 1024 * 1024
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]{1,15})[ \t]*\r\n", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:[^\r]*chunked", re.IGNORECASE)
_EXPECTS = re.compile(rb"\r\nexpect:[ \t]*100-continue", re.IGNORECASE)
_CHUNK_SIZE = re.compile(rb"[0-9a-fA-F]{1,8}")
_MAX_SIZE_LINE = 256


class Arrived(Enum):
    """How much of a request is here. A head is judged by the server alone, chunks here as well: it reads them late."""

    PART = "part"
    WHOLE = "whole"
    BROKEN = "broken"
    HEAD_TOO_LONG = "head too long"
    BODY_TOO_LONG = "body too long"


class Request:
    """The bytes of one request, and how far they have been looked through."""

    def __init__(self) -> None:
        self.received = bytearray()
        self.wants_continue = False
        self._body_at = 0
        self._ends_at: int | None = None
        self._chunk_at: int | None = None

    def add(self, piece: bytes) -> Arrived:
        """Take in what has come and say whether it is all."""
        looked_through = max(0, len(self.received) - 3)
        self.received += piece
        if not self._body_at:
            ends = self.received.find(b"\r\n\r\n", looked_through)
            if ends < 0 or ends > MAX_HEAD_BYTES:
                return Arrived.HEAD_TOO_LONG if len(self.received) > MAX_HEAD_BYTES else Arrived.PART
            self._read_head(ends + 4)
        if self._chunk_at is not None and not self._walk_chunks():
            return Arrived.BROKEN
        longest = (self._ends_at or len(self.received)) - self._body_at
        if longest > MAX_BODY_BYTES:
            return Arrived.BODY_TOO_LONG
        return Arrived.PART if self._ends_at is None or len(self.received) < self._ends_at else Arrived.WHOLE

    def _read_head(self, body_at: int) -> None:
        head = bytes(self.received[:body_at])
        self._body_at = body_at
        self.wants_continue = bool(_EXPECTS.search(head))
        if _CHUNKED.search(head):
            self._chunk_at = body_at
            return
        length = _LENGTH.search(head)
        self._ends_at = body_at + (int(length[1]) if length else 0)

    def _walk_chunks(self) -> bool:
        """Go on to the end of the chunks that are here; tell whether they are well formed."""
        while self._ends_at is None and self._chunk_at is not None:
            line_ends = self.received.find(b"\r\n", self._chunk_at, self._chunk_at + _MAX_SIZE_LINE)
            if line_ends < 0:
                return len(self.received) - self._chunk_at < _MAX_SIZE_LINE
            size = _CHUNK_SIZE.match(self.received, self._chunk_at)
            if size is None:
                return False
            length = int(size[0], 16)
            if length == 0:
                # After the last chunk come its trailers and an empty line.
                ends = self.received.find(b"\r\n\r\n", line_ends)
                self._ends_at = ends + 4 if ends >= 0 else None
                return True
            next_at = line_ends + 2 + length + 2
            if len(self.received) < next_at:
                return True
            if self.received[next_at - 2 : next_at] != b"\r\n":
                return False
            self._chunk_at = next_at
        return True
