"""Reads who lives in the simulated township and the secrets the platform shares with the product."""

from __future__ import annotations

import hashlib
import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

BOT_ID = "aibSIMULATED"
CALLBACK, LONG_CONNECTION = "callback", "long_connection"


@dataclass(frozen=True)
class Person:
    """A member of the simulated corporation."""

    userid: str
    name: str
    unit: str = ""
    roles: tuple[str, ...] = ()
    mobile: str = field(default="", repr=False)


@dataclass(frozen=True)
class Group:
    """A group chat with its push key; `members` are the userids who see it on the page."""

    chat_id: str
    name: str
    kind: str = "unit"
    units: tuple[str, ...] = ()
    webhook_key: str | None = field(default=None, repr=False)
    ai_bot: bool = True
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class Credentials:
    """What the product's [wecom] tables and the platform's console both hold."""

    corp_id: str
    agent_id: int = 0
    app_secret: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    app_key: str = field(default="", repr=False)
    bot_name: str = "催办助手"
    bot_token: str = field(default="", repr=False)
    bot_key: str = field(default="", repr=False)
    bot_id: str = BOT_ID
    bot_secret: str = field(default="", repr=False)
    bot_mode: str = CALLBACK
    robot_token: str = field(default="", repr=False)
    robot_key: str = field(default="", repr=False)
    bot_line: str = ""


@dataclass(frozen=True)
class World:
    """Everything the platform knows before the first message."""

    people: tuple[Person, ...]
    groups: tuple[Group, ...]
    credentials: Credentials
    board_url: str = ""
    clock_token: str = field(default="", repr=False)

    @classmethod
    def from_mappings(cls, config: Mapping[str, Any], directory: Mapping[str, Any], folder: Path = Path()) -> World:
        """Build a world from the two parsed TOML files (or dicts of the same shape).

        `folder` is where relative "file:" secrets are looked for.
        """
        people = tuple(_person(row) for row in directory.get("people", ()))
        return cls(
            people=people,
            groups=tuple(_group(row, people) for row in directory.get("groups", ())),
            credentials=_credentials(config["wecom"], folder),
            board_url=config.get("site", {}).get("base_url", ""),
            clock_token=_clock_token(config, folder),
        )

    def person(self, userid: str) -> Person | None:
        """Return the member with this userid, whose case the platform ignores."""
        return next((p for p in self.people if p.userid.lower() == userid.lower()), None)

    def group(self, chat_id: str) -> Group | None:
        """Return the group with this chat id."""
        return next((g for g in self.groups if g.chat_id == chat_id), None)

    def group_of_key(self, key: str) -> Group | None:
        """Return the group a push key belongs to."""
        return next((g for g in self.groups if g.webhook_key and g.webhook_key == key), None)


def read_world(config_path: Path, directory_path: Path) -> World:
    """Read the product's config.toml and the directory file; raises OSError, TOMLDecodeError or ValueError."""
    config = tomllib.loads(config_path.read_text(encoding="utf-8"))
    directory = tomllib.loads(directory_path.read_text(encoding="utf-8"))
    return World.from_mappings(config, directory, config_path.resolve().parent)


def _person(row: Mapping[str, Any]) -> Person:
    return Person(
        row["userid"], row["name"], row.get("department", ""), tuple(row.get("roles", ())), row.get("mobile", "")
    )


def _group(row: Mapping[str, Any], people: tuple[Person, ...]) -> Group:
    units, kind = tuple(row.get("departments", ())), row.get("kind", "unit")
    members = row.get("members") or (p.userid for p in people if _sits_in(p, kind, units))
    return Group(
        chat_id=row.get("chat_id") or "wr" + hashlib.sha256(row["name"].encode()).hexdigest()[:16],
        name=row["name"],
        kind=kind,
        units=units,
        webhook_key=row.get("webhook_key"),
        ai_bot=row.get("ai_bot", True),
        members=tuple(members),
    )


def _sits_in(person: Person, kind: str, units: tuple[str, ...]) -> bool:
    """Guess who sits in a group, for the directory file does not list members."""
    roles = set(person.roles)
    if kind == "desk":
        return bool(roles & {"agent", "analyst", "supervisor", "admin"})
    if kind == "supervisors":
        return bool(roles & {"agent", "supervisor", "leader", "admin"})
    return person.unit in units or bool(roles & {"agent", "supervisor", "admin"})


def _credentials(wecom: Mapping[str, Any], folder: Path) -> Credentials:
    app, bot, robot = (wecom.get(name) or {} for name in ("app", "aibot", "robot"))
    return Credentials(
        corp_id=wecom["corp_id"],
        agent_id=int(app.get("agent_id", 0)),
        app_secret=_secret(app.get("secret", ""), folder),
        app_token=_secret(app.get("token", ""), folder),
        app_key=_secret(app.get("encoding_aes_key", ""), folder),
        bot_name=bot.get("name", "催办助手"),
        bot_token=_secret(bot.get("token", ""), folder),
        bot_key=_secret(bot.get("encoding_aes_key", ""), folder),
        bot_id=_secret(bot.get("bot_id", ""), folder) or BOT_ID,
        bot_secret=_secret(bot.get("secret", ""), folder),
        bot_mode=bot.get("mode", CALLBACK),
        robot_token=_secret(robot.get("token", ""), folder),
        robot_key=_secret(robot.get("encoding_aes_key", ""), folder),
        bot_line=bot.get("websocket_url", ""),
    )


def _clock_token(config: Mapping[str, Any], folder: Path) -> str:
    return next(_clock_tokens(config.get("security", {}).get("api_tokens", ()), folder), "")


def _clock_tokens(rows: Any, folder: Path) -> Iterator[str]:
    return (_secret(row["token"], folder) for row in rows if "clock" in row.get("rights", ()))


def _secret(written: str, folder: Path) -> str:
    if written.startswith("env:"):
        name = written.removeprefix("env:")
        if name not in os.environ:
            raise ValueError(f"the environment variable {name} is not set")
        return os.environ[name]
    if written.startswith("file:"):
        return (folder / written.removeprefix("file:")).read_text(encoding="utf-8").strip()
    return written
