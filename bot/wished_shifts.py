"""Finds out of what somebody wrote which shifts he means to give, take, leave or cover, and with whom."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from actions.changing_shifts import Wish
from actions.finding_callers import callers_named_in
from actions.hiding import masked_for_all
from actions.refusals import Refusal
from actions.shifts import agents_shifts, shift_names, shifts_at_midnight
from bot.call import Call
from models.person import Person
from models.queries import people as queries
from rules.half_width import half_width
from rules.masking import mask_text
from rules.roster import Shift
from rules.rota_changes import ChangeKind, find_shift
from rules.rota_words import WrittenChange, WrittenSpan, read_change
from rules.userids import is_same

# Who is away longer is taken out of the rota.
_LONGEST = timedelta(days=62)
_REASON, _SEARCHED = 60, 200
_MARKUP = re.compile(r"[\[\]()<>*#`_~|\\]|https?://\S*")
_UNWILLING = re.compile("不想|不上|不能|没法|不去|不来|不了")


def wishes(call: Call, text: str) -> list[Wish]:
    """Return what a text asks for, one wish for each shift of a leave or cover; raises Refusal for what is missing."""
    desk, me = call.desk, call.speaker.userid
    agents = queries.people_with_role(desk.session, "agent")
    called = {name: one.userid for one in agents for name in (one.userid, one.name)}
    names = shift_names(desk)
    found = read_change(text, desk.now.astimezone(desk.rules.zone), names, called, shifts_at_midnight(desk))
    if found.spans and not (found.is_leave or found.is_cover):
        raise Refusal("swap_two_at_most")
    shifts = _shifts(call, found, names)
    others = [userid for userid in found.people if not is_same(userid, me)]
    if found.is_leave:
        if others:
            raise Refusal("leave_with_other", written=_written(shifts[0]), names=_names(agents, others))
        reason = _reason(call, found.rest)
        return [Wish(ChangeKind.LEAVE, each, me, None, reason=reason) for each in shifts]
    if not others and _UNWILLING.search(half_width(text)):
        raise Refusal("swap_or_leave", written=_written(shifts[0]))
    if found.rest:
        code = "swap_left_over" if others or found.is_cover else "swap_unknown_person"
        raise Refusal(code, text=mask_text(found.rest), people=[one.name for one in agents])
    is_empty = all(each.userid is None for each in shifts)
    if (found.is_cover or is_empty) and (not others or (found.is_cover and is_empty)):
        return [Wish(ChangeKind.COVER, each, None, me) for each in shifts]
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


def _reason(call: Call, written: str) -> str | None:
    """What the supervisor reads of a reason: short, as plain words, and without any citizen."""
    plain = _MARKUP.sub("", written).strip()
    masked = masked_for_all(callers_named_in(call.desk, plain[:_SEARCHED]), plain[:_SEARCHED])
    return (masked if len(masked) <= _REASON else masked[: _REASON - 1] + "…") or None


def _written(shift: Shift) -> str:
    return f"{shift.day.month}-{shift.day.day} {shift.name}"


def _names(agents: Sequence[Person], userids: Sequence[str]) -> str:
    return "、".join(one.name for one in agents if any(is_same(one.userid, userid) for userid in userids))


def _shifts(call: Call, found: WrittenChange, names: Sequence[str]) -> list[Shift]:
    if found.part is not None:
        raise Refusal("swap_part_of_day", part=found.part, names=names, is_leave=found.is_leave)
    if found.other_shift is not None:
        raise Refusal("swap_unread", names=names, is_leave=found.is_leave)
    if found.shifts_alone:
        raise Refusal("swap_day_missing", shift=found.shifts_alone[0], is_leave=found.is_leave)
    shifts = [_named(call, each.day, each.name) for each in found.shifts]
    if found.is_leave:
        shifts += [each for day in found.days for each in _of_days(call, found, WrittenSpan(day, day))]
    else:
        shifts += [_only_one(call, day, names) for day in found.days]
    shifts += [each for span in found.spans for each in _of_days(call, found, span)]
    if not shifts:
        raise Refusal("swap_unread", names=names, is_leave=found.is_leave)
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
