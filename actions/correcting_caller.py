"""Puts right who called and whether that is secret: kept sealed and hashed as at intake, and named in no event."""

from __future__ import annotations

from typing import Any

from actions.desk import Desk
from actions.finding_callers import hash_caller
from actions.hiding import TEXTS, hide_in_what_is_kept
from actions.journal import Source, Story, record
from actions.refusals import Refusal
from models.caller import Caller
from models.event import Event
from models.ticket import Ticket
from rules.caller_key import name_key, phone_key
from rules.lifecycle import EventKind
from rules.order_callers import read_name

# What can be put right, and its column in the sealed identity.
CALLER_FIELDS = {"来电人": "name", "联系电话": "phone"}
SECRECY = "保密"
# Beside the former identities: what each correction hid of the order's words, open and hidden.
_WORDS = "words"
_SECRET = frozenset({"是", "要", "需要", "保密", "要求保密"})
_OPEN = frozenset({"否", "不", "不用", "不需要", "不保密", "取消", "公开"})


def correct_caller(desk: Desk, ticket: Ticket, source: Source, field: str, value: str) -> Event:
    """Supply or correct the caller's name or phone; who was taken for the caller before stays known, and hidden.

    Raises Refusal for what is none, without repeating it.
    """
    column = CALLER_FIELDS[field]
    plain = "".join(value.split()) if column == "phone" else value.strip()
    if (phone_key(plain) if column == "phone" else read_name(plain) and name_key(plain)) is None:
        raise Refusal("bad_caller", ticket_no=ticket.ticket_no, field=field)
    fields = {"missing": list(ticket.missing)}
    ticket.missing = [name for name in ticket.missing if name != f"caller_{column}"]
    set_in_caller(desk, ticket, column, plain)
    undo = {"fields": fields, "caller": column}
    facts = {"field": f"caller_{column}"}
    return record(desk, ticket, EventKind.CORRECTED, source, Story(facts=facts, undo=undo))


def correct_secrecy(desk: Desk, ticket: Ticket, source: Source, value: str) -> Event:
    """Set whether the caller asked for secrecy. Raises Refusal for what is neither yes nor no."""
    is_secret = reads_secrecy(value)
    if is_secret is None:
        raise Refusal("bad_value", field=SECRECY, value=value, hint="请写 是 或 否。")
    before, ticket.confidential = ticket.confidential, is_secret
    facts = {"field": "confidential", "before": _word(before), "after": _word(is_secret)}
    undo = {"fields": {"confidential": before}}
    return record(desk, ticket, EventKind.CORRECTED, source, Story(facts=facts, undo=undo))


def reads_secrecy(value: str) -> bool | None:
    """Tell whether a word asks for secrecy or lifts it; None when it is neither."""
    plain = value.strip().rstrip("。")
    return True if plain in _SECRET else False if plain in _OPEN else None


def set_in_caller(desk: Desk, ticket: Ticket, column: str, value: str) -> None:
    """Seal a part of the identity, such as where the caller lives, and hide it wherever it stands already."""
    caller = ticket.caller or Caller()
    if before := getattr(caller, column):
        _keep(caller, column, [*_former(caller, column), before])
    setattr(caller, column, value)
    hash_caller(caller)
    ticket.caller = caller
    written = {name: getattr(ticket, name) for name in TEXTS}
    hide_in_what_is_kept(desk, ticket)
    hidden = {name: [words, now] for name, words in written.items() if words != (now := getattr(ticket, name))}
    _keep(caller, _WORDS, [*_former(caller, _WORDS), hidden])


def put_caller_back(ticket: Ticket, column: str) -> None:
    """Give a part of the identity what it held before its last correction, which may be nothing."""
    if (caller := ticket.caller) is None:
        return
    former = _former(caller, column)
    setattr(caller, column, former[-1] if former else None)
    _keep(caller, column, former[:-1])
    hash_caller(caller)
    words = _former(caller, _WORDS)
    for name, (written, hidden) in words[-1].items() if words else ():
        # A place taken for a name was hidden by mistake; what somebody wrote since stays.
        if getattr(ticket, name) == hidden:
            setattr(ticket, name, written)
    _keep(caller, _WORDS, words[:-1])


def _former(caller: Caller, column: str) -> list[Any]:
    return (caller.former or {}).get(column, [])


def _keep(caller: Caller, column: str, former: list[Any]) -> None:
    caller.former = {**(caller.former or {}), column: former}


def _word(is_secret: bool) -> str:
    return "是" if is_secret else "否"
