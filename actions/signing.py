"""Signs an order on the platform and checks it by phone."""

from __future__ import annotations

from datetime import datetime

from actions import calls, looks
from actions.desk import Desk
from actions.journal import Source, Story
from actions.moves import Making, check_stated, make, require
from actions.refusals import Refusal
from models.event import Event
from models.ticket import Ticket
from rules.lifecycle import Move, Stage, State


def sign(desk: Desk, ticket: Ticket, source: Source, at: datetime | None) -> Event:
    """Record that an order was signed on the platform, at the stated moment or now.

    A stated moment lies between the dispatch and now; raises Refusal.
    """
    require(ticket, Move.SIGN)
    moment = check_stated(desk, at, ticket.first_dispatched_at or ticket.reported_at, ticket)
    if not ticket.is_drill:
        looks.looked(desk, source.actor or "", "sign")
    story = Story(facts=_stated(at))
    return make(desk, ticket, Move.SIGN, source, Making(at=moment, fields={"signed_at": moment}, story=story))


def verify_true(desk: Desk, ticket: Ticket, source: Source, at: datetime | None, note: str | None) -> Event:
    """Record that the caller confirmed the matter, the place and the community."""
    require(ticket, Move.VERIFY_TRUE)
    moment = check_stated(desk, at, ticket.signed_at, ticket)
    making = Making(at=moment, fields={"verified_at": moment}, story=_verified("属实", at, note))
    return make(desk, ticket, Move.VERIFY_TRUE, source, making)


def verify_unreached(
    desk: Desk, ticket: Ticket, source: Source, at: datetime | None, note: str | None, *, by_night: bool
) -> Event:
    """Record a try without an answer, or by night none at all; further tries are planned and the order goes on."""
    require(ticket, Move.VERIFY_UNREACHED)
    moment = check_stated(desk, at, ticket.signed_at, ticket)
    if by_night:
        _check_night(desk, ticket, moment)
    story = _verified("夜间未打" if by_night else "未接通", at, note)
    return _checked_later(desk, ticket, source, moment, story, tried_at=None if by_night else moment)


def put_off_check(desk: Desk, ticket: Ticket, source: Source) -> Event:
    """Record that an order goes on before it is checked, because a supervisor allowed it; the call is planned."""
    require(ticket, Move.VERIFY_UNREACHED)
    return _checked_later(desk, ticket, source, desk.now, _verified("授权先派单，稍后补打", None, None), tried_at=None)


def _checked_later(
    desk: Desk, ticket: Ticket, source: Source, at: datetime, story: Story, *, tried_at: datetime | None
) -> Event:
    making = Making(at=at, fields={"verified_at": at}, story=story, skip=frozenset({Stage.TASK}))
    event = make(desk, ticket, Move.VERIFY_UNREACHED, source, making)
    calls.plan_citizen_call(desk, ticket, "verify", event, tried_at=tried_at)
    return event


def verify_wrong(desk: Desk, ticket: Ticket, source: Source, at: datetime | None, note: str | None) -> Event:
    """Record that the caller says otherwise than the order; the correction that follows counts as verified."""
    require(ticket, Move.VERIFY_WRONG)
    moment = check_stated(desk, at, ticket.signed_at, ticket)
    return make(desk, ticket, Move.VERIFY_WRONG, source, Making(at=moment, story=_verified("不符", at, note)))


def check_later(
    desk: Desk, ticket: Ticket, source: Source, verdict: str, at: datetime | None, note: str | None
) -> Event:
    """Record the phone check of an order that went on without it; nothing but its call task changes. Raises Refusal."""
    moment = check_stated(desk, at, ticket.signed_at, ticket)
    if verdict == "夜间":
        _check_night(desk, ticket, moment)
    reached = verdict in ("属实", "不符")
    story = _verified(verdict, at, note)
    move = Move.VERIFY_TRUE if reached else Move.VERIFY_UNREACHED
    told = Story(story.text, facts={**story.facts, "move": str(move)})
    tried_at = None if verdict == "夜间" else moment
    return calls.called_citizen(desk, ticket, "verify", source, told, reached=reached, tried_at=tried_at)


def is_checked_later(desk: Desk, ticket: Ticket) -> bool:
    """Tell whether an order went on without its phone check and the caller still has to be reached."""
    return State(ticket.state) is not State.PENDING_VERIFY and calls.is_planned(desk, ticket, "verify")


def _check_night(desk: Desk, ticket: Ticket, moment: datetime) -> None:
    """Raises Refusal when the citizen may be phoned at that moment: by day, and by night when it is urgent."""
    if desk.rules.night.may_phone_citizen(moment, ticket.is_urgent):
        raise Refusal("not_by_night", ticket_no=ticket.ticket_no, urgent=desk.rules.night.is_night(moment))


def _verified(verdict: str, at: datetime | None, note: str | None) -> Story:
    return Story(text=note, facts={"verdict": verdict, **_stated(at)})


def _stated(at: datetime | None) -> dict[str, object]:
    return {"stated": True} if at is not None else {}
