"""Puts right who called and whether that is secret: kept sealed and hashed as at intake, and named in no event."""

from __future__ import annotations

from actions.desk import Desk
from actions.finding_callers import hash_caller
from actions.hiding import hide_in_what_is_kept
from actions.journal import Source, Story, record
from actions.refusals import Refusal
from models.caller import Caller
from models.event import Event
from models.ticket import Ticket
from rules.caller_key import name_key, phone_key
from rules.lifecycle import EventKind

# What can be put right, and its column in the sealed identity.
CALLER_FIELDS = {"来电人": "name", "联系电话": "phone"}
SECRECY = "保密"
_SECRET = frozenset({"是", "要", "需要", "保密", "要求保密"})
_OPEN = frozenset({"否", "不", "不用", "不需要", "不保密", "取消", "公开"})


def correct_caller(desk: Desk, ticket: Ticket, source: Source, field: str, value: str) -> Event:
    """Supply or correct the caller's name or phone; what was supplied may be taken back, what was replaced not.

    Raises Refusal for what is none, without repeating it.
    """
    column = CALLER_FIELDS[field]
    plain = "".join(value.split()) if column == "phone" else value.strip()
    if (phone_key(plain) if column == "phone" else name_key(plain)) is None:
        raise Refusal("bad_caller", ticket_no=ticket.ticket_no, field=field)
    caller = ticket.caller or Caller()
    before = getattr(caller, column)
    setattr(caller, column, plain)
    hash_caller(caller)
    ticket.caller = caller
    fields = {"missing": list(ticket.missing)}
    ticket.missing = [name for name in ticket.missing if name != f"caller_{column}"]
    hide_in_what_is_kept(desk, ticket)
    undo = {"fields": fields, "caller": column} if before is None else None
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


def forget(ticket: Ticket, column: str) -> None:
    """Take back a part of the identity that a correction had supplied."""
    if ticket.caller is not None:
        setattr(ticket.caller, column, None)
        hash_caller(ticket.caller)


def _word(is_secret: bool) -> str:
    return "是" if is_secret else "否"
