"""The values a setting may have: secrets, durations, times of day, addresses, paths, time zones."""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import re
from collections.abc import Callable, Collection
from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, GetCoreSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, core_schema

from rules.durations import parse_span

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}

Listed = TypeVar("Listed", bound=Collection[Any])


class Secret:
    """A value that shows itself only when asked to; printing it gives ***."""

    __slots__ = ("_hidden",)

    def __init__(self, hidden: str) -> None:
        self._hidden = hidden

    def reveal(self) -> str:
        """Return the value itself."""
        return self._hidden

    def __repr__(self) -> str:
        return "***"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._hidden.encode(), other._hidden.encode())

    def __hash__(self) -> int:
        return hash(self._hidden)

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_before_validator_function(_resolve, core_schema.is_instance_schema(cls))


def _resolve(written: Any, info: ValidationInfo) -> Any:
    if isinstance(written, Secret):
        return written
    if not isinstance(written, str):
        raise ValueError("须是文字，写在引号里")
    if written.startswith("env:"):
        return Secret(_from_environment(written.removeprefix("env:")))
    if written.startswith("file:"):
        return Secret(_from_file(_home(info) / written.removeprefix("file:")))
    return Secret(_filled(written))


def _from_environment(name: str) -> str:
    if not os.environ.get(name):
        raise ValueError(f"环境变量 {name} 没有设")
    return os.environ[name]


def _from_file(path: Path) -> str:
    try:
        return _filled(path.read_text(encoding="utf-8").strip())
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"读不了文件 {path}：{getattr(error, 'strerror', None) or '不是文本'}") from None


def _filled(text: str) -> str:
    if not text:
        raise ValueError("不能为空")
    return text


def _home(info: ValidationInfo) -> Path:
    return Path((info.context or {}).get("home", "."))


def _duration(written: Any) -> timedelta:
    if isinstance(written, timedelta):
        return written
    try:
        return parse_span(written)
    except (ValueError, AttributeError):
        raise ValueError('须是时长，如 "90s"、"20m"、"1h30m"、"2d"') from None


def _positive(length: timedelta) -> timedelta:
    if length <= timedelta():
        raise ValueError("须大于零")
    return length


def not_empty(listed: Listed) -> Listed:
    """Refuse an empty list without counting its wrong members as absent."""
    if not listed:
        raise ValueError("至少写一个")
    return listed


def _time_of_day(written: Any) -> time:
    if isinstance(written, time):
        return written
    if not isinstance(written, str) or not re.fullmatch(r"(?:[01]\d|2[0-3]):[0-5]\d", written):
        raise ValueError('须是钟点，如 "07:30"')
    return time.fromisoformat(written)


def _zone(written: Any) -> ZoneInfo:
    if isinstance(written, ZoneInfo):
        return written
    try:
        return ZoneInfo(written)
    except (KeyError, ValueError, TypeError, OSError):
        raise ValueError('不是认识的时区，写法如 "Asia/Shanghai"') from None


def split_bind(bind: str) -> tuple[str, int]:
    """Split "127.0.0.1:8080" or "[::1]:8080" into host and port; raises ValueError."""
    host, _, port = bind.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ValueError('须是地址和端口，如 "127.0.0.1:8080"')
    return host.strip("[]"), int(port)


def _bind(written: str) -> str:
    split_bind(written)
    return written


def is_loopback(url: str) -> bool:
    """Tell whether a URL points to this machine itself."""
    return urlsplit(url).hostname in _LOOPBACK


def check_url(written: str, *schemes: str) -> str:
    """Return an address without its last slashes; raises ValueError unless it names a host by one of the schemes."""
    parts = urlsplit(written)
    is_plain = written.isprintable() and not any(char.isspace() for char in written)
    if parts.scheme not in schemes or not parts.hostname or not is_plain:
        raise ValueError(f"须是以 {' 或 '.join(f'{one}://' for one in schemes)} 开头、没有空格的网址")
    return written.rstrip("/")


def _url_of(*schemes: str) -> Callable[[str], str]:
    return lambda written: check_url(written, *schemes)


def _under_home(written: Any, info: ValidationInfo) -> Path:
    if not isinstance(written, str | Path) or not str(written):
        raise ValueError("须是路径")
    return Path(os.path.normpath(_home(info).resolve() / written))


def _encryption_key(key: Secret) -> Secret:
    try:
        length = len(base64.b64decode(key.reveal().encode(), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        length = 0
    if length != 32:
        raise ValueError("须是 32 字节的 urlsafe base64，共 44 个字符")
    return key


def _matching(pattern: str, meaning: str) -> Callable[[Secret], Secret]:
    def check(secret: Secret) -> Secret:
        if not re.fullmatch(pattern, secret.reveal()):
            raise ValueError(meaning)
        return secret

    return check


Duration = Annotated[timedelta, BeforeValidator(_duration), AfterValidator(_positive)]
TimeOfDay = Annotated[time, BeforeValidator(_time_of_day)]
Zone = Annotated[ZoneInfo, BeforeValidator(_zone)]
Bind = Annotated[str, AfterValidator(_bind)]
HttpUrl = Annotated[str, AfterValidator(_url_of("http", "https"))]
WebsocketUrl = Annotated[str, AfterValidator(_url_of("ws", "wss"))]
HomePath = Annotated[Path, BeforeValidator(_under_home)]
EncryptionKey = Annotated[Secret, AfterValidator(_encryption_key)]
CallbackToken = Annotated[
    Secret, AfterValidator(_matching(r"[A-Za-z0-9]{3,32}", "须是 3–32 位字母数字，与管理后台一致"))
]
CallbackKey = Annotated[Secret, AfterValidator(_matching(r"[A-Za-z0-9]{43}", "须是管理后台给的 43 位字母数字"))]


def or_none(written: Any) -> Any:
    """Return None for a key that is written empty."""
    return None if written == "" else written


OptionalSecret = Annotated[Secret | None, BeforeValidator(or_none)]
