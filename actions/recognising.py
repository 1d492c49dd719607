"""Learns whose an encrypted id of the AI bot is: from the platform, else once from an administrator."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from actions import inbox
from actions.desk import Desk
from actions.refusals import Refusal
from models.database import Session
from models.open_id import OpenId
from models.person import Person
from models.queries import identities as queries
from models.queries import people
from rules.chat import ChatMessage
from rules.userids import is_opaque, is_same, userid_key

# Whoever could not be told may be so now: the visible range was widened meanwhile.
_ASK_AGAIN_AFTER = timedelta(minutes=10)
_CODE_DIGITS = 6


def needs_asking(session: Session, sender: str, real_now: datetime) -> bool:
    """Tell whether the platform is to be asked whose an id is: encrypted, not known, and not asked just now."""
    if not is_opaque(sender) or people.person(session, sender) is not None:
        return False
    known = queries.open_id(session, sender)
    if known is None or known.userid is not None:
        return known is None
    return known.asked_at is None or abs(real_now - known.asked_at) >= _ASK_AGAIN_AFTER


def to_ask_again(session: Session, real_now: datetime) -> list[str]:
    """Return the encrypted ids that nobody knows and that were not asked about just now."""
    rows = queries.unknown_open_ids(session)
    return [row.open_id for row in rows if row.asked_at is None or abs(real_now - row.asked_at) >= _ASK_AGAIN_AFTER]


def known_as(session: Session, sender: str) -> str:
    """Return the userid behind an id as far as it is known, else the id itself."""
    if not is_opaque(sender):
        return sender
    known = queries.open_id(session, sender)
    return known.userid if known is not None and known.userid else sender


def heard_from(session: Session, message: ChatMessage, userid: str, inbox_id: int) -> ChatMessage:
    """Return a message under its sender's userid in our own spelling, and keep it so.

    From here on everything of a person is kept and found under one spelling.
    """
    known = people.person(session, userid)
    sender = known.userid if known is not None else userid
    if sender == message.sender:
        return message
    inbox.know_sender(session, inbox_id, sender)
    return replace(message, sender=sender)


def note_answer(session: Session, open_ids: list[str], told: Mapping[str, str], real_now: datetime) -> None:
    """Keep what the platform answered about encrypted ids; what an administrator said of one stands."""
    by_key = {userid_key(heard): userid for heard, userid in told.items()}
    for heard in open_ids:
        row = _kept(session, heard, real_now)
        row.asked_at = real_now
        userid = by_key.get(row.open_key)
        if row.userid is None and userid:
            known = people.person(session, userid)
            row.userid, row.known_at = known.userid if known is not None else userid, real_now


def code_of(session: Session, sender: str) -> str | None:
    """Return the code to call a sender by whom nobody knows yet; None where it is no encrypted id."""
    known = queries.open_id(session, sender) if is_opaque(sender) else None
    return known.code if known is not None and known.userid is None else None


def bind_person(desk: Desk, code: str, who: str, by: str | None, *, is_change: bool = False) -> Person:
    """Bind the encrypted id that is called `code` to the person of this name or userid; `by` is the administrator.

    Raises Refusal for an unknown code or person, and without `is_change` where the id or the person is bound already.
    """
    row = queries.open_id_coded(desk.session, code)
    if row is None:
        raise Refusal("unknown_code", of=code)
    person = _person_called(desk.session, who)
    held = [each for each in queries.open_ids_of(desk.session, person.userid) if each is not row]
    is_others = row.userid is not None and not is_same(row.userid, person.userid)
    if (is_others or held) and not is_change:
        raise Refusal("person_bound", of=code, name=_name_of(desk.session, row.userid), person=person.name)
    for each in held:
        # One person has one id; the other falls back to being nobody's.
        each.userid = each.bound_by = each.known_at = None
    row.userid, row.bound_by, row.known_at = person.userid, by, desk.real_now
    return person


def _kept(session: Session, heard: str, real_now: datetime) -> OpenId:
    known = queries.open_id(session, heard)
    while known is None:
        code = "".join(secrets.choice("0123456789") for _ in range(_CODE_DIGITS))
        if queries.open_id_coded(session, code) is None:
            fresh = OpenId(open_key=userid_key(heard), open_id=heard, code=code, heard_at=real_now)
            known = queries.open_id_kept(session, fresh)
    return known


def _person_called(session: Session, who: str) -> Person:
    found = people.people_named(session, who)
    by_id = people.person(session, who)
    if by_id is not None:
        return by_id
    if not found:
        raise Refusal("nobody_called", name=who)
    if len(found) > 1:
        raise Refusal("several_called", name=who, userids=[each.userid for each in found])
    return found[0]


def _name_of(session: Session, userid: str | None) -> str | None:
    return people.names_of(session, [userid]).get(userid) if userid else None
