"""Finds out of what somebody wrote which shifts he means to give, take, leave or cover, and with whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from actions.changing_shifts import Wish
from actions.refusals import Refusal
from actions.shifts import agents_shifts, shift_names
from bot.call import Call
from models.queries import people as queries
from rules.masking import mask_text
from rules.roster import Shift
from rules.rota_changes import ChangeKind, find_shift
from rules.rota_words import WrittenChange, WrittenSpan, read_change
from rules.userids import is_same

# Who is away longer is taken out of the rota.
_LONGEST = timedelta(days=62)


def wishes(call: Call, text: str) -> list[Wish]:
    """Return what a text asks for, one wish for each shift of a leave or cover; raises Refusal for what is missing."""
    desk, me = call.desk, call.speaker.userid
    agents = queries.people_with_role(desk.session, "agent")
    called = {name: one.userid for one in agents for name in (one.userid, one.name)}
    names = shift_names(desk)
    found = read_change(text, desk.now.astimezone(desk.rules.zone), names, called)
    if found.spans and not (found.is_leave or found.is_cover):
        raise Refusal("swap_two_at_most")
    shifts = _shifts(call, found, names)
    others = [userid for userid in found.people if not is_same(userid, me)]
    if found.is_leave:
        reason = found.rest or None
        return [Wish(ChangeKind.LEAVE, each, me, None, reason=reason) for each in shifts]
    if found.is_cover or (not others and all(each.userid is None for each in shifts)):
        return [Wish(ChangeKind.COVER, each, None, me) for each in shifts]
    if found.rest and not others:
        raise Refusal("swap_unknown_person", text=mask_text(found.rest), people=[one.name for one in agents])
    if len(others) != 1:
        raise Refusal("swap_with_one" if others else "swap_with_whom")
    return [_between(me, others[0], shifts)]


def _between(me: str, other: str, shifts: Sequence[Shift]) -> Wish:
    """One shift goes from who has it to the other one; of two, each gives his own."""
    if len(shifts) > 2:
        raise Refusal("swap_two_at_most")
    first, *rest = shifts
    if not rest:
        giver, taker = (other, me) if is_same(first.userid, other) else (me, other)
        return Wish(ChangeKind.TAKE, first, giver, taker, other=other)
    [second] = rest
    mine, theirs = (second, first) if is_same(first.userid, other) else (first, second)
    return Wish(ChangeKind.SWAP, mine, me, other, back=theirs, other=other)


def _shifts(call: Call, found: WrittenChange, names: Sequence[str]) -> list[Shift]:
    if found.other_shift is not None:
        raise Refusal("swap_unread", names=names)
    if found.shifts_alone:
        raise Refusal("swap_day_missing", shift=found.shifts_alone[0])
    shifts = [_named(call, each.day, each.name) for each in found.shifts]
    if found.is_leave:
        shifts += [each for day in found.days for each in _of_days(call, found, WrittenSpan(day, day))]
    else:
        shifts += [_only_one(call, day, names) for day in found.days]
    shifts += [each for span in found.spans for each in _of_days(call, found, span)]
    if not shifts:
        raise Refusal("swap_unread", names=names)
    return sorted(shifts, key=lambda each: each.starts_at) if found.is_leave or found.is_cover else shifts


def _of_days(call: Call, found: WrittenChange, span: WrittenSpan) -> list[Shift]:
    """Leave of some days is all one has to work then, covering them all that nobody works."""
    days = {"first": span.first, "last": span.last}
    if not span.first <= span.last < span.first + _LONGEST:
        raise Refusal("swap_span", n=_LONGEST.days, **days)
    listed = [each for each in agents_shifts(call.desk, span.first, span.last) if span.name in (None, each.name)]
    me = call.speaker.userid
    meant = [each for each in listed if each.ends_at > call.desk.now and _is_meant(each, me, found)]
    if not meant:
        raise Refusal("swap_none_of_yours" if found.is_leave else "swap_none_empty", **days)
    return meant


def _is_meant(shift: Shift, me: str, found: WrittenChange) -> bool:
    return is_same(shift.userid, me) if found.is_leave else shift.userid is None


def _named(call: Call, day: date, name: str) -> Shift:
    shift = find_shift(agents_shifts(call.desk, day, day), day, name)
    if shift is None:
        raise Refusal("swap_no_such_shift", day=day, shift=name)
    return shift


def _only_one(call: Call, day: date, names: Sequence[str]) -> Shift:
    """A day without a shift means the only one that one has on it."""
    own = [each for each in agents_shifts(call.desk, day, day) if is_same(each.userid, call.speaker.userid)]
    if len(own) != 1:
        raise Refusal("swap_shift_missing", day=day, names=names)
    return own[0]
