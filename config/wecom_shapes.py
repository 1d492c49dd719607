"""The section [wecom] of config.toml: the app, the AI bot and the old robot of a company."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator

from config.policy import Table
from config.values import (
    CallbackKey,
    CallbackToken,
    HttpUrl,
    OptionalSecret,
    Secret,
    WebsocketUrl,
    is_loopback,
    or_none,
)


def _host_pattern(written: str) -> str:
    if not re.fullmatch(
        r"(?:\*|[A-Za-z0-9-]+)(?:\.(?:\*|[A-Za-z0-9-]+))*\.[A-Za-z0-9-]*[A-Za-z][A-Za-z0-9-]*", written
    ):
        raise ValueError('须是主机名，如 "files.example.cn" 或 "*.example.cn"，不带 https:// 和端口')
    return written


class App(Table):
    agent_id: int = Field(gt=0)
    secret: Secret
    token: CallbackToken
    encoding_aes_key: CallbackKey


class Aibot(Table):
    mode: Literal["callback", "long_connection"] = "callback"
    name: str = Field(default="催办助手", min_length=1)
    token: Annotated[CallbackToken | None, BeforeValidator(or_none)] = Field(default=None, validate_default=True)
    encoding_aes_key: Annotated[CallbackKey | None, BeforeValidator(or_none)] = Field(
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
