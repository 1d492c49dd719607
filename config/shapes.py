"""The sections of config.toml and their keys, types and defaults; config.example.toml explains each."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator, model_validator

from config.duty_shapes import ContractMoney, Data, Handover, HotSpots, Penalties, Rates, Reconcile, Reports, Roster
from config.policy import Policy, Table
from config.values import (
    Bind,
    CallbackKey,
    CallbackToken,
    Duration,
    EncryptionKey,
    HomePath,
    HttpUrl,
    Secret,
    TimeOfDay,
    WebsocketUrl,
    Zone,
    check_url,
    is_loopback,
    not_empty,
)

__all__ = ["Policy", "Sections"]

Right = Literal["intake", "read", "caller", "clock", "admin"]


def _or_none(written: Any) -> Any:
    return None if written == "" else written


def _pattern(written: str) -> str:
    try:
        matches_nothing = re.compile(written).match("")
    except re.error as error:
        raise ValueError(f"不是能用的正则表达式：{error}") from None
    if matches_nothing:
        raise ValueError("会把空文字当成单号")
    return written


def _host_pattern(written: str) -> str:
    if not re.fullmatch(
        r"(?:\*|[A-Za-z0-9-]+)(?:\.(?:\*|[A-Za-z0-9-]+))*\.[A-Za-z0-9-]*[A-Za-z][A-Za-z0-9-]*", written
    ):
        raise ValueError('须是主机名，如 "files.example.cn" 或 "*.example.cn"，不带 https:// 和端口')
    return written


OptionalSecret = Annotated[Secret | None, BeforeValidator(_or_none)]
DEFAULT_PATTERNS = (r"20\d{12}", r"\d{18}", r"热线-\d{6}-\d{6}", r"SJF-\d{8}-\d{4}")


class Site(Table):
    name: str = Field(min_length=1)
    timezone: Zone = Field(default="Asia/Shanghai", validate_default=True)
    platform: str = Field(default="12345", min_length=1)
    base_url: HttpUrl = "http://127.0.0.1:8080"
    night_phone: str = Field(default="", max_length=60)
    ticket_number_patterns: Annotated[
        tuple[Annotated[str, AfterValidator(_pattern)], ...], AfterValidator(not_empty)
    ] = DEFAULT_PATTERNS


class Server(Table):
    bind: Bind = "127.0.0.1:8080"
    threads: int = Field(default=8, ge=1, le=64)
    var_dir: HomePath = Field(default=Path("var"), validate_default=True)


class Database(Table):
    url: OptionalSecret = None

    @field_validator("url")
    @classmethod
    def _known_kind(cls, url: Secret | None) -> Secret | None:
        if url and not re.match(r"sqlite:///.|postgresql\+psycopg://[^/]*/?.", url.reveal()):
            raise ValueError("须是 sqlite:///… 或 postgresql+psycopg://…")
        return url


class Redis(Table):
    url: Secret = Field(default="embedded", validate_default=True)

    @field_validator("url")
    @classmethod
    def _known_scheme(cls, url: Secret) -> Secret:
        if not re.match(r"embedded$|rediss?://|unix:///", url.reveal()):
            raise ValueError('须是 "embedded"、redis://…、rediss://… 或 unix:///…')
        return url

    @property
    def is_embedded(self) -> bool:
        """Tell whether a private server is started for this installation."""
        return self.url.reveal() == "embedded"


class App(Table):
    agent_id: int = Field(gt=0)
    secret: Secret
    token: CallbackToken
    encoding_aes_key: CallbackKey


class Aibot(Table):
    mode: Literal["callback", "long_connection"] = "callback"
    name: str = Field(default="催办助手", min_length=1)
    token: Annotated[CallbackToken | None, BeforeValidator(_or_none)] = Field(default=None, validate_default=True)
    encoding_aes_key: Annotated[CallbackKey | None, BeforeValidator(_or_none)] = Field(
        default=None, validate_default=True
    )
    bot_id: str = Field(default="", validate_default=True)
    secret: OptionalSecret = Field(default=None, validate_default=True)
    websocket_url: WebsocketUrl = "wss://openws.work.weixin.qq.com"

    @field_validator("token", "encoding_aes_key", "bot_id", "secret")
    @classmethod
    def _needed_by_mode(cls, value: Any, info: ValidationInfo) -> Any:
        mode = info.data.get("mode")
        needed = {"callback": ("token", "encoding_aes_key"), "long_connection": ("bot_id", "secret")}
        if not value and info.field_name in needed.get(str(mode), ()):
            raise ValueError(f'mode 为 "{mode}" 时必填')
        return value

    @field_validator("websocket_url")
    @classmethod
    def _in_the_clear_only_here(cls, url: str) -> str:
        # The secret goes over it.
        if url.startswith("ws://") and not is_loopback(url):
            raise ValueError("须是 wss:// 开头；ws:// 只能用于本机")
        return url


class Robot(Table):
    name: str = Field(default="催办通知（勿@）", min_length=1)
    token: CallbackToken
    encoding_aes_key: CallbackKey


class Wecom(Table):
    corp_id: str = Field(min_length=1)
    api_base: HttpUrl = "https://qyapi.weixin.qq.com"
    media_hosts: tuple[Annotated[str, AfterValidator(_host_pattern)], ...] = ("*.myqcloud.com", "*.qpic.cn")
    app: App | None = None
    aibot: Aibot | None = None
    robot: Robot | None = None


class ApiToken(Table):
    name: str = Field(min_length=1)
    token: Secret
    rights: Annotated[frozenset[Right], AfterValidator(not_empty)]

    @field_validator("token")
    @classmethod
    def _hard_to_guess(cls, token: Secret) -> Secret:
        if len(token.reveal()) < 16:
            raise ValueError("至少 16 个字符")
        return token


class Security(Table):
    encryption_keys: Annotated[tuple[EncryptionKey, ...], AfterValidator(not_empty)]
    callback_window: Duration = timedelta(minutes=5)
    api_tokens: tuple[ApiToken, ...] = ()


class Clock(Table):
    speed: float = Field(default=1.0, gt=0, le=10_000)
    start: Annotated[datetime | None, BeforeValidator(_or_none)] = None


class QuietHours(Table):
    start: TimeOfDay = time(21, 30)
    end: TimeOfDay = time(7, 30)


class Patrol(Table):
    enabled: bool = True
    every: Duration = timedelta(minutes=10)
    feed_alive: Duration = timedelta(days=1)


class Repeats(Table):
    enabled: bool = True
    within: Duration = timedelta(days=30)


class Retention(Table):
    messages: Duration = timedelta(days=365)
    identities: Duration = timedelta(days=730)
    evidence: Duration = timedelta(days=730)


class Evidence(Table):
    largest_mb: int = Field(default=100, ge=1, le=2000)
    daily_mb: int = Field(default=1024, ge=1)
    link: Duration = timedelta(hours=2)

    @model_validator(mode="after")
    def _one_file_fits_a_day(self) -> Evidence:
        if self.daily_mb < self.largest_mb:
            raise ValueError("daily_mb 不能小于 largest_mb")
        return self


class Thresholds(Table):
    oldest_delivery: Duration = timedelta(minutes=2)
    scan_silence: Duration = timedelta(minutes=1)
    inbound_unanswered: Duration = timedelta(minutes=1)
    clock_jump: Duration = timedelta(seconds=30)
    calendar: Duration = timedelta(days=60)
    certificate: Duration = timedelta(days=14)


class Heartbeat(Table):
    url: OptionalSecret = None
    every: Duration = timedelta(minutes=1)

    @field_validator("url")
    @classmethod
    def _can_be_visited(cls, url: Secret | None) -> Secret | None:
        if url:
            check_url(url.reveal(), "http", "https")
        return url


class Login(Table):
    wecom: bool = True
    admin_password: OptionalSecret = None
    session: Duration = timedelta(hours=12)


class Simulator(Table):
    bind: Bind = "127.0.0.1:8090"
    directory: HomePath = Field(default=Path("directory.toml"), validate_default=True)


class Sections(Table):
    """The whole file, section by section."""

    site: Site
    server: Server
    database: Database
    redis: Redis
    wecom: Wecom
    security: Security
    clock: Clock
    policy: Policy
    quiet_hours: QuietHours
    patrol: Patrol
    repeats: Repeats
    hot_spots: HotSpots
    data: Data
    retention: Retention
    evidence: Evidence
    handover: Handover
    roster: Roster
    reports: Reports
    rates: Rates
    penalties: Penalties
    contract: ContractMoney
    reconcile: Reconcile
    thresholds: Thresholds
    heartbeat: Heartbeat
    login: Login
    simulator: Simulator | None = None
