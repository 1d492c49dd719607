"""The sections of config.toml about the machine: where it listens, keeps and is watched, and who may talk to it."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, field_validator

from config.policy import Table
from config.values import (
    Bind,
    Duration,
    EncryptionKey,
    HomePath,
    OptionalSecret,
    Secret,
    check_url,
    not_empty,
)

Right = Literal["intake", "read", "caller", "clock", "admin"]


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
