"""Shortens an answer to what one message may hold, at the end of a line, and a title to what a line may hold."""

from __future__ import annotations

_MORE = "…（更多请看看板）"
_STOPS = "，。、；：！？,.;:!? …"


def fitting(text: str, limit_bytes: int) -> str:
    """Return `text`, or its first whole lines with a pointer to the board when it has more UTF-8 bytes than allowed."""
    if size(text) <= limit_bytes:
        return text
    room = limit_bytes - size(_MORE) - 1
    kept: list[str] = []
    for line in text.split("\n"):
        if size("\n".join([*kept, line])) > room:
            break
        kept.append(line)
    beginning = "\n".join(kept) or text.encode("utf-8", "replace")[:room].decode("utf-8", "ignore")
    return f"{beginning}\n{_MORE}"


def clipped(text: str, characters: int) -> str:
    """Return `text`, or its beginning with `…` when it has more characters than a line has room for."""
    return text if len(text) <= characters else text[: characters - 1].rstrip(_STOPS) + "…"


def whole_clauses(text: str, characters: int) -> str:
    """Return `text`, or as many of its first clauses as a line has room for; the first alone may be cut."""
    if len(text) <= characters:
        return text
    ends = [at for at, letter in enumerate(text[:characters]) if letter in _STOPS and at >= characters // 2]
    return text[: ends[-1]].rstrip(_STOPS) + "…" if ends else clipped(text, characters)


def size(text: str) -> int:
    """Count the bytes of a text as the platform does."""
    return len(text.encode("utf-8", "replace"))
