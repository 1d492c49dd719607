"""Says whether a change of the rota may be: whose shift it is, whether it is over, what somebody would work then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from rules.roster import OnDuty, Shift
from rules.userids import is_same

# More than this without a break is told to both, and left to them.
LONG_STRETCH = timedelta(hours=12)


class ChangeKind(StrEnum):
    """What is changed: a shift for a shift, a shift taken over, leave, an empty shift covered, a person who left."""

    SWAP = "swap"
    TAKE = "take"
    LEAVE = "leave"
    COVER = "cover"
    GONE = "gone"


class ChangeState(StrEnum):
    """How far a change has come: only what is agreed moves a shift."""

    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


# These wait for the other person; the rest is so as soon as it is said.
ASKS_THE_OTHER = frozenset({ChangeKind.SWAP, ChangeKind.TAKE})


@dataclass(frozen=True)
class Leg:
    """One shift that changes hands: from whom to whom, None being nobody."""

    shift: Shift
    given_by: str | None
    taken_by: str | None


class No(StrEnum):
    """Why a change cannot be."""

    SAME_PERSON = "swap_same_person"
    OVER = "swap_over"
    NOT_THEIRS = "swap_not_theirs"
    TWICE = "swap_twice"


@dataclass(frozen=True)
class Refused:
    """A change that cannot be, for this shift and person."""

    why: No
    leg: Leg
    userid: str | None = None


def why_not(legs: Sequence[Leg], listed: Iterable[Shift], now: datetime) -> Refused | None:
    """Return what forbids these legs on the rota as it is `listed`, or None.

    A shift that has begun may still change hands for what is left of it; one that is over may not.
    """
    for leg in legs:
        if is_same(leg.given_by, leg.taken_by):
            return Refused(No.SAME_PERSON, leg, leg.taken_by)
        if leg.shift.ends_at <= now:
            return Refused(No.OVER, leg)
        if leg.shift.userid != leg.given_by and not is_same(leg.shift.userid, leg.given_by):
            return Refused(No.NOT_THEIRS, leg, leg.given_by)
    then = after(legs, listed)
    for leg in legs:
        others = [each for each in then if is_same(each.userid, leg.taken_by) and not _is_shift(each, leg.shift)]
        if any(each.starts_at < leg.shift.ends_at and leg.shift.starts_at < each.ends_at for each in others):
            return Refused(No.TWICE, leg, leg.taken_by)
    return None


def after(legs: Sequence[Leg], listed: Iterable[Shift]) -> list[OnDuty]:
    """Return the shifts that somebody works once these legs have changed hands."""
    taken = {(leg.shift.day, leg.shift.name): leg.taken_by for leg in legs}
    found = [(each, taken.get((each.day, each.name), each.userid)) for each in listed]
    return [OnDuty(userid, each.name, each.starts_at, each.ends_at, each.day) for each, userid in found if userid]


def too_long(legs: Sequence[Leg], listed: Iterable[Shift]) -> dict[str, timedelta]:
    """Return who would work longer than twelve hours without a break, through one of these legs, and how long."""
    then = after(legs, listed)
    found: dict[str, timedelta] = {}
    for leg in legs:
        if leg.taken_by is None:
            continue
        length = stretch([each for each in then if is_same(each.userid, leg.taken_by)], leg.shift.starts_at)
        if length > LONG_STRETCH:
            found[leg.taken_by] = max(length, found.get(leg.taken_by, length))
    return found


def stretch(own: Iterable[OnDuty], at: datetime) -> timedelta:
    """Return how long a person's unbroken work is into which a moment falls."""
    runs: list[tuple[datetime, datetime]] = []
    for each in sorted(own, key=lambda each: each.starts_at):
        if runs and each.starts_at <= runs[-1][1]:
            runs[-1] = runs[-1][0], max(runs[-1][1], each.ends_at)
        else:
            runs.append((each.starts_at, each.ends_at))
    return next((end - begin for begin, end in runs if begin <= at < end), timedelta())


def _is_shift(duty: OnDuty, shift: Shift) -> bool:
    return (duty.day, duty.shift) == (shift.day, shift.name)


def find_shift(listed: Iterable[Shift], day: date, name: str) -> Shift | None:
    """Return the shift of a day by its name."""
    return next((each for each in listed if (each.day, each.name) == (day, name)), None)
