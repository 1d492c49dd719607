"""Turns what the platform answers into what a sender does next, by the table in errcodes.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from actions.ports import Channel, GiveUp, RetryLater, SendOutcome, Sent

UNLISTED_WAIT = timedelta(seconds=60)
# Nobody knows what an unlisted code means: whoever is meant is soon told another way.
UNLISTED_PATIENCE = timedelta(minutes=10)
_HINT = re.compile(r"[,.;]?\s*(hint\s*:|from ip\s*:|more info at).*", re.IGNORECASE | re.DOTALL)
_CALLING_ADDRESS = re.compile(r"from ip:\s*([0-9a-fA-F.:]{3,45})")
_LONG_WORD = re.compile(r"[A-Za-z0-9_\-]{16,}")
_DETAIL_CHARACTERS = 120


class CodeClass(StrEnum):
    """What kind of answer a code is."""

    RETRY = "retry"
    REFRESH = "refresh"
    WAIT = "wait"
    BUG = "bug"
    CONFIG = "config"
    TARGET = "target"
    DONE = "done"


_SCOPES = {CodeClass.BUG: "message", CodeClass.CONFIG: "channel", CodeClass.TARGET: "target"}


@dataclass(frozen=True)
class ErrCode:
    """One row of the table; `page` is the number of the platform's document, `on` the class on single channels.

    `again` is how long to wait on a channel whose try before got the same answer. `scope` is whom a refusal is about
    where that is not what its class says; `is_down` that nothing gets through on the channel for now.
    """

    code: int
    meaning: str
    code_class: CodeClass
    page: str
    wait: timedelta = timedelta(0)
    on: Mapping[Channel, CodeClass] = field(default_factory=dict)
    again: Mapping[Channel, timedelta] = field(default_factory=dict)
    scope: str | None = None
    is_down: bool = False

    def class_on(self, channel: Channel) -> CodeClass:
        """Return the class of this code on `channel`."""
        return self.on.get(channel, self.code_class)


def _loaded() -> dict[int, ErrCode]:
    rows = tomllib.loads(Path(__file__).with_name("errcodes.toml").read_text(encoding="utf-8"))
    return {
        int(code): ErrCode(
            code=int(code),
            meaning=row["meaning"],
            code_class=CodeClass(row["class"]),
            page=row["page"],
            wait=timedelta(seconds=row.get("wait_seconds", 0)),
            on={Channel(channel): CodeClass(name) for channel, name in row.get("on", {}).items()},
            again={Channel(channel): timedelta(seconds=n) for channel, n in row.get("again_seconds", {}).items()},
            scope=row.get("scope"),
            is_down=row.get("is_down", False),
        )
        for code, row in rows.items()
    }


ERRCODES: Mapping[int, ErrCode] = _loaded()


def outcome_for(errcode: int, errmsg: str, channel: Channel) -> SendOutcome:
    """Return what a sender does after `errcode`; a code the table lacks was not delivered and may be tried again."""
    row = ERRCODES.get(errcode)
    if row is None:
        why = f"errcode {errcode} is not in the table: {_detail(errmsg)}"
        return RetryLater(UNLISTED_WAIT, why, errcode, UNLISTED_PATIENCE)
    code_class = row.class_on(channel)
    why = f"{row.meaning}{_particulars(row, code_class, errmsg)}"
    match code_class:
        case CodeClass.DONE:
            return Sent()
        case CodeClass.RETRY | CodeClass.WAIT | CodeClass.REFRESH:
            again = row.again.get(channel)
            # Some answers name the window that is full.
            wait = again if again and "hour" in errmsg.lower() else row.wait
            return RetryLater(wait, why, errcode, is_down=row.is_down, after_another=again)
        case _:
            return GiveUp(why, errcode, row.scope or _SCOPES[code_class])


def calling_address(errmsg: str) -> str:
    """Return the address of ours that the platform saw, where it says so (60020)."""
    found = _CALLING_ADDRESS.search(errmsg)
    return found.group(1) if found else ""


def _particulars(row: ErrCode, code_class: CodeClass, errmsg: str) -> str:
    if row.code == 60020 and (address := calling_address(errmsg)):
        return f" ({address})"
    return f" ({_detail(errmsg)})" if code_class is CodeClass.BUG and errmsg else ""


def _detail(errmsg: str) -> str:
    """Return the telling part of an errmsg; long words could be keys or tokens and are left out."""
    return _LONG_WORD.sub("…", _HINT.sub("", errmsg))[:_DETAIL_CHARACTERS].strip()
