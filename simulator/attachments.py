"""Files that people send: what each conversation lets through, and the encrypted addresses the AI bot gets for them."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from simulator.envelope import seal_file

KINDS = ("image", "voice", "video", "file")
BOT_FILE_BYTES = 100 * 1024 * 1024
LINK_LIFE = timedelta(minutes=5)


@dataclass(frozen=True)
class Attachment:
    """A file in a message; `transcript` is what a voice message says."""

    kind: str
    name: str
    content: bytes = field(repr=False)
    transcript: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}")


@dataclass(frozen=True)
class Link:
    """An address that gives one encrypted file for five minutes."""

    name: str
    sealed: bytes = field(repr=False)
    until: datetime


class Links:
    """The addresses of encrypted files; each file of the long connection has a key of its own (WeCom page 100719)."""

    def __init__(self) -> None:
        self._open: dict[str, Link] = {}

    def make(self, base: str, attachment: Attachment, now: datetime, bot_key: str | None) -> dict[str, str]:
        """Return `url` and, without a `bot_key`, the file's own `aeskey`, every other one without its padding."""
        name, own = secrets.token_urlsafe(24), secrets.token_bytes(32)
        key = own if bot_key is None else base64.b64decode(bot_key + "=")
        self._open[name] = Link(attachment.name, seal_file(key, attachment.content), now + LINK_LIFE)
        url = f"{base}/aibot/media/{name}"
        if bot_key is not None:
            return {"url": url}
        written = base64.b64encode(own).decode()
        return {"url": url, "aeskey": written.rstrip("=") if len(self._open) % 2 else written}

    def look(self, name: str, now: datetime) -> Link | None:
        """Return the file behind an address, None when there never was one or it is over."""
        found = self._open.get(name)
        return found if found and found.until >= now else None


def why_unheard(chat: str, kinds: tuple[str, ...], *, has_text: bool) -> str | None:
    """Tell why the platform passes these files on to nobody in this chat, None when it does."""
    if chat.startswith("app:"):
        return "应用收不到文件，只收图片、语音和视频；文件请发给机器人" if "file" in kinds else None
    if chat.startswith("aibot:"):
        together = len(kinds) > 1 or has_text
        return "图片可以和文字一起发，语音、视频和文件只能单独发" if together and set(kinds) != {"image"} else None
    return None if set(kinds) == {"image"} else "群里只有 @机器人 并配图的消息它才收得到；语音、视频和文件请私聊机器人"
