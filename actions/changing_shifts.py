"""Changes the agents' rota by day: shifts are swapped, taken over, given up for leave, covered and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from actions import handing_over, watching_gaps
from actions import telling_of_shifts as telling
from actions.desk import Desk
from actions.journal import Source
from actions.refusals import Refusal
from actions.shifts import agents_shifts
from models.inbox import InboxRow
from models.queries import rotas as queries
from models.queries import tickets as ticket_queries
from models.rota import RotaChange
from rules.roster import Shift
from rules.rota_changes import ASKS_THE_OTHER, ChangeKind, ChangeState, Leg, find_shift, too_long, why_not
from rules.userids import is_same

# A shift of the day before may last into this one; who works long is seen on both sides.
_AROUND = timedelta(days=2)


@dataclass(frozen=True)
class Wish:
    """What somebody wants of the rota: who gives which shift to whom; of a swap also the other's shift."""

    kind: ChangeKind
    shift: Shift
    given_by: str | None
    taken_by: str | None
    back: Shift | None = None
    other: str | None = None
    reason: str | None = None

    @property
    def legs(self) -> list[Leg]:
        """Return the shifts that change hands."""
        first = Leg(self.shift, self.given_by, self.taken_by)
        return [first] if self.back is None else [first, Leg(self.back, self.taken_by, self.given_by)]


def ask(desk: Desk, source: Source, wishes: Sequence[Wish]) -> RotaChange:
    """Note what somebody wants: the other is asked for his word; leave and covering empty shifts count at once.

    Several wishes are leave or covering of several shifts: they are told as one, which the first of them names.
    Raises Refusal where one cannot be.
    """
    row, *_more = [_note(desk, source, wish) for wish in wishes]
    if row.kind in ASKS_THE_OTHER:
        telling.ask_the_other(desk, row, begins_at(desk, row))
    else:
        telling.tell_officials(desk, row, begins_at(desk, row))
        watching_gaps.watch(desk)
    return row


def _note(desk: Desk, source: Source, wish: Wish) -> RotaChange:
    _check(desk, wish.legs)
    _check_waiting(desk, wish)
    asks = wish.kind in ASKS_THE_OTHER
    row = RotaChange(
        kind=str(wish.kind),
        state=str(ChangeState.ASKED if asks else ChangeState.AGREED),
        asked_by=source.actor,
        asked_at=desk.now,
        asked_in=source.inbox_id,
        other=wish.other,
        day=wish.shift.day,
        shift=wish.shift.name,
        given_by=wish.given_by,
        taken_by=wish.taken_by,
        back_day=wish.back.day if wish.back else None,
        back_shift=wish.back.name if wish.back else None,
        in_force_at=None if asks else desk.now,
        reason=wish.reason,
    )
    desk.session.add(row)
    desk.session.flush()
    return row


def answer(desk: Desk, source: Source, row: RotaChange, *, agrees: bool) -> None:
    """Take the other's word; with it the shifts change hands. Raises Refusal for anybody else, or when it cannot be."""
    if not is_same(row.other, source.actor):
        raise Refusal("swap_not_asked_you", id=row.id)
    _check_state(row)
    if agrees:
        _check(desk, legs_of(desk, row))
    row.state = str(ChangeState.AGREED if agrees else ChangeState.DECLINED)
    row.decided_at, row.decided_in = desk.now, source.inbox_id
    row.in_force_at = desk.now if agrees else None
    desk.session.flush()
    telling.tell_who_asked(desk, row)
    if agrees:
        telling.tell_officials(desk, row, begins_at(desk, row))


def asked_of(desk: Desk, userid: str) -> list[RotaChange]:
    """Return the changes that wait for this person's word, oldest first."""
    return [row for row in queries.changes_in(desk.session, ChangeState.ASKED) if is_same(row.other, userid)]


def withdraw(desk: Desk, source: Source, row: RotaChange) -> RotaChange:
    """Take back what one has asked for: before the other has answered, of leave and covering what has not begun.

    Returns the first change that is taken back; raises Refusal when there is none.
    """
    if not is_same(row.asked_by, source.actor):
        raise Refusal("swap_not_yours", id=row.id)
    if row.state == ChangeState.ASKED:
        row.state = str(ChangeState.WITHDRAWN)
        telling.tell_the_other(desk, row)
        return row
    if row.kind in ASKS_THE_OTHER or row.state != ChangeState.AGREED:
        _check_state(row)
    ahead = [each for each in queries.said_together(desk.session, row) if begins_at(desk, each) > desk.now]
    if not ahead:
        raise Refusal("swap_begun", id=row.id, kind=row.kind, day=row.day, shift=row.shift)
    return _end(desk, ahead)


def take_back(desk: Desk, source: Source) -> RotaChange | None:
    """Take back what a person did last to the rota, where that was his last act of all; None where it was not.

    Raises Refusal where the other has answered since, or where it was too long ago.
    """
    userid = source.actor or ""
    _check_taken_over(desk, userid)
    row = queries.last_change_by(desk.session, userid)
    act = _act_of(row, userid) if row is not None else None
    if row is None or row.state in (ChangeState.WITHDRAWN, ChangeState.LAPSED):
        return None
    if act is None or not _is_last_act(desk, userid, act) or not _is_fresh(desk, act):
        return None
    if is_same(row.other, userid) and row.decided_in == act:
        if row.state == ChangeState.DECLINED:
            row.state, row.decided_at, row.decided_in = str(ChangeState.ASKED), None, None
        else:
            _end(desk, [row])
        telling.tell_who_asked(desk, row)
        return row
    if row.state == ChangeState.AGREED and row.kind in ASKS_THE_OTHER:
        raise Refusal("swap_agreed_already", id=row.id, by=row.other)
    return withdraw(desk, source, row)


def _check_taken_over(desk: Desk, userid: str) -> None:
    """Nobody takes back that he has taken over, nor what he did before without naming it."""
    taken_at = handing_over.taken_last_by(desk, userid)
    if taken_at is None:
        return
    row = queries.last_change_by(desk.session, userid)
    events = ticket_queries.last_events_by(desk.session, userid, taken_at)
    acted_at = queries.acted_at(row, userid) if row is not None else taken_at
    if not events and acted_at <= taken_at and desk.now - taken_at <= desk.rules.undo_window:
        raise Refusal("undo_taken_over", at=taken_at, zone=desk.rules.zone)


def lapse(desk: Desk) -> int:
    """Let what nobody answered go when its shift begins (or, asked for later, is over); returns how many."""
    found = 0
    for row in queries.changes_in(desk.session, ChangeState.ASKED):
        begin = begins_at(desk, row)
        shift = _shift(desk, row.day, row.shift)
        until = begin if row.asked_at < begin or shift is None else shift.ends_at
        if until <= desk.now:
            row.state = str(ChangeState.LAPSED)
            telling.tell_who_asked(desk, row)
            found += 1
    return found


def long_for(desk: Desk, row: RotaChange) -> dict[str, timedelta]:
    """Return who works longer than twelve hours without a break by a change."""
    legs = [leg for each in queries.said_together(desk.session, row) for leg in legs_of(desk, each)]
    return too_long(legs, _around(desk, legs))


def begins_at(desk: Desk, row: RotaChange) -> datetime:
    """Return when the first of the shifts of a change begins."""
    days = [(row.day, row.shift)] + ([(row.back_day, row.back_shift)] if row.back_day and row.back_shift else [])
    found = [shift.starts_at for day, name in days if (shift := _shift(desk, day, name))]
    return min(found, default=desk.now)


def legs_of(desk: Desk, row: RotaChange) -> list[Leg]:
    """Return the shifts that a change moves; raises Refusal where a new rota has none of that name any more."""
    shift = _shift(desk, row.day, row.shift)
    back = _shift(desk, row.back_day, row.back_shift) if row.back_day and row.back_shift else None
    if shift is None or (row.back_day is not None and back is None):
        raise Refusal("swap_no_shift", id=row.id)
    legs = [Leg(shift, row.given_by, row.taken_by)]
    return legs if back is None else [*legs, Leg(back, row.taken_by, row.given_by)]


def _shift(desk: Desk, day: date, name: str) -> Shift | None:
    return find_shift(agents_shifts(desk, day, day), day, name)


def _around(desk: Desk, legs: Sequence[Leg]) -> list[Shift]:
    days = [leg.shift.day for leg in legs]
    return agents_shifts(desk, min(days) - _AROUND, max(days) + _AROUND)


def _check(desk: Desk, legs: Sequence[Leg]) -> None:
    refused = why_not(legs, _around(desk, legs), desk.now)
    if refused is not None:
        shift = refused.leg.shift
        facts = {"day": shift.day, "shift": shift.name, "holder": shift.userid, "userid": refused.userid}
        raise Refusal(str(refused.why), **{**facts, **telling.named(desk, shift.userid, refused.userid)})


def _check_waiting(desk: Desk, wish: Wish) -> None:
    wanted = {(leg.shift.day, leg.shift.name) for leg in wish.legs}
    for row in queries.changes_in(desk.session, ChangeState.ASKED):
        if {(row.day, row.shift), (row.back_day, row.back_shift)} & wanted and is_same(row.asked_by, _who_asks(wish)):
            raise Refusal("swap_waits", id=row.id, **telling.named(desk, row.other))


def _who_asks(wish: Wish) -> str | None:
    return wish.taken_by if is_same(wish.given_by, wish.other) else wish.given_by


def _check_state(row: RotaChange) -> None:
    if row.state != ChangeState.ASKED:
        raise Refusal("swap_over_already", id=row.id, state=row.state)


def _end(desk: Desk, rows: Sequence[RotaChange]) -> RotaChange:
    """End what nobody has changed again since; of several days the rest stands."""
    since = {row.id: _changed_since(desk, row) for row in rows}
    ended = [row for row in rows if since[row.id] is None]
    if not ended:
        raise Refusal("swap_changed_since", id=rows[0].id, later=since[rows[0].id])
    for row in ended:
        row.state, row.ended_at = str(ChangeState.WITHDRAWN), desk.now
    desk.session.flush()
    telling.tell_officials(desk, ended[0], begins_at(desk, ended[0]))
    watching_gaps.watch(desk)
    return ended[0]


def _changed_since(desk: Desk, row: RotaChange) -> int | None:
    mine = {(row.day, row.shift), (row.back_day, row.back_shift)} - {(None, None)}
    for later in queries.changes_from(desk.session, row.day):
        if later.id > row.id and {(later.day, later.shift), (later.back_day, later.back_shift)} & mine:
            return later.id
    return None


def _act_of(row: RotaChange, userid: str) -> int | None:
    return row.decided_in if is_same(row.other, userid) else row.asked_in


def _is_last_act(desk: Desk, userid: str, inbox_id: int) -> bool:
    since = datetime.min.replace(tzinfo=desk.now.tzinfo)
    last = [row.inbox_id for row in ticket_queries.last_events_by(desk.session, userid, since) if row.inbox_id]
    return inbox_id >= max(last, default=0)


def _is_fresh(desk: Desk, inbox_id: int) -> bool:
    said = desk.session.get(InboxRow, inbox_id)
    return said is not None and desk.real_now - said.received_at <= desk.rules.undo_window
