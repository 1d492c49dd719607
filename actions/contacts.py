"""Keeps what the platform says of the people we know: their names, and who has left; it gives and takes no rights."""

from __future__ import annotations

from datetime import datetime, timedelta

from actions.desk import Desk
from actions.ports import Member
from models.contact import Contact
from models.database import Session
from models.queries import identities as queries
from models.queries import machinery, people
from rules.chat import ChatMessage, Source
from rules.userids import userid_key

LOOK_AGAIN_AFTER = timedelta(days=1)
ACTIVE, DISABLED, NOT_ACTIVATED, LEFT = 1, 2, 4, 5
GONE = (DISABLED, LEFT)
# The heartbeat that keeps what the platform last said of how much the app is used.
ACTIVITY = "app_activity"
_IDLE = frozenset({"inactive_alert", "close_inactive_agent", "low_active_alert", "low_active"})
_OF_ACTIVITY = _IDLE | {"reopen_inactive_agent", "active_restored"}
_NOT_THERE = (60111, 40003, 46004)


def to_look_at(session: Session, real_now: datetime) -> list[str]:
    """Return the people whose last answer is a day old, is overtaken or never came; those never asked about first."""
    known = queries.contacts(session)
    asked_at = {
        someone.userid: row.looked_at if (row := known.get(someone.userid_key)) else None
        for someone in people.all_people(session)
    }
    due = [userid for userid, at in asked_at.items() if at is None or abs(real_now - at) >= LOOK_AGAIN_AFTER]
    return sorted(due, key=lambda userid: (at.timestamp() if (at := asked_at[userid]) else 0.0, userid))


def note_member(desk: Desk, userid: str, told: Member, *, take_name: bool = False) -> bool:
    """Keep an answer about a person; tells whether the person's name was changed by it.

    A name of ours that is the platform's follows it when it changes there; one that the township chose (陈主任) stays,
    unless the platform's is to be taken.
    """
    row = queries.contact_kept(desk.session, userid_key(userid))
    row.errcode, row.looked_at = told.errcode or None, desk.real_now
    if told.errcode:
        _note_gone(desk, row, told.errcode in _NOT_THERE)
        return False
    someone, before = people.person(desk.session, userid), row.name
    row.status, row.departments = told.status, list(told.departments)
    row.name = told.name or row.name
    _note_gone(desk, row, told.status in GONE)
    if someone is None or not told.name or someone.name == told.name:
        return False
    if not take_name and someone.name != before:
        return False
    someone.name = told.name
    return True


def note_change(desk: Desk, message: ChatMessage) -> None:
    """Take what the platform reports of its directory: who was deleted has left, who changed is asked about anew."""
    someone = people.person(desk.session, message.about or "")
    if message.source is not Source.APP or someone is None:
        return
    row = queries.contact_kept(desk.session, someone.userid_key)
    if message.event == "delete_user":
        row.status, row.looked_at = LEFT, desk.real_now
        _note_gone(desk, row, True)
    else:
        row.looked_at = None


def note_activity(desk: Desk, message: ChatMessage) -> bool:
    """Note what the platform says of how much the app is used, which ends with switching it off; tells whether it did.

    Source: WeCom page 90240.
    """
    if message.source is not Source.APP or message.event not in _OF_ACTIVITY:
        return False
    machinery.beat(desk.session, ACTIVITY, desk.real_now, {"idle": message.event in _IDLE})
    return True


def _note_gone(desk: Desk, row: Contact, is_gone: bool) -> None:
    row.gone_since = (row.gone_since or desk.real_now) if is_gone else None
