"""Takes in what the hotline's own call-backs found: kept apart from the desk's, followed by archive or a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from actions.audiences import agents_target
from actions.desk import Desk
from actions.hiding import masked_words
from actions.journal import Source, Story, record
from actions.notices import notify
from actions.official_words import OfficialWords
from actions.replying import archive
from actions.taking_back import plain
from models.event import Event
from models.official_callback import OfficialCallback
from models.queries import callbacks as queries
from models.queries import rounds
from models.ticket import Ticket
from rules.callback_row import day_is_over
from rules.lifecycle import EventKind, State
from rules.masking import mask_text
from rules.report_periods import official_period
from rules.three_rates import Callback

Outcome = Literal["created", "updated", "unchanged"]
_BY = Source(actor="import")
_ANSWERS = ("is_valid", "contacted", "solved", "satisfied")
# What a file leaves empty it may have no column for, so that takes nothing back.
_BESIDE = ("unit", "category", "note")
_SAID = (*_ANSWERS, *_BESIDE)
_EACH_BY_ITSELF = 5
# The list is made when it is sent, after the last row of an ordinary file.
_LIST_AFTER = timedelta(minutes=2)


@dataclass(frozen=True)
class Change:
    """What a file says otherwise than an earlier one; of a note only that it differs."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Taken:
    """What became of a row; `follows` is what it brought about for its ticket.

    `is_early`: it was called before the first dispatch, and so is kept without being counted.
    """

    ticket_no: str
    outcome: Outcome
    changes: tuple[Change, ...] = ()
    is_known: bool = False
    follows: Literal["archived", "told"] | None = None
    is_early: bool = False


@dataclass
class Intake:
    """One file on its way in, over however many transactions; a dry run writes and says nothing."""

    file_sha256: str
    dry_run: bool = False
    n_told: int = 0
    _seen: dict[tuple[str, str, datetime], OfficialCallback] = field(default_factory=dict)

    def take(self, desk: Desk, rows: Sequence[tuple[int, dict[str, Any]]]) -> list[Taken]:
        """Take rows in by their numbers and values; returns what became of each, in their order."""
        numbers = {values["ticket_no"] for _, values in rows}
        known = {_key(row): row for row in queries.known_official(desk.session, numbers)}
        if self.dry_run:
            known |= self._seen
        tickets = rounds.rounds_of_numbers(desk.session, numbers)
        words = OfficialWords(desk)
        for _, values in rows:
            values |= {"unit": words.unit(values.get("unit")), "category": words.category(values.get("category"))}
        if not self.dry_run:
            # What an earlier import took as it stood is no change.
            for row in known.values():
                row.unit, row.category = words.unit(row.unit), words.category(row.category)
        return [self._take(desk, number, values, known, tickets) for number, values in rows]

    def _take(
        self,
        desk: Desk,
        row_number: int,
        values: dict[str, Any],
        known: dict[tuple[str, str, datetime], OfficialCallback],
        tickets: dict[str, list[Ticket]],
    ) -> Taken:
        platform = values.get("platform") or desk.rules.default_platform
        ticket = _round_called_about(desk, platform, values["called_at"], tickets.get(values["ticket_no"], []))
        said = {name: values.get(name) for name in _SAID}
        is_early = _is_before_dispatch(desk, ticket, values["called_at"])
        if is_early:
            # What was asked before the order came cannot be about its handling.
            said["is_valid"] = False
        said["note"] = _masked(desk, ticket, values["ticket_no"], said["note"])
        ours = known.get((platform, values["ticket_no"], values["called_at"]))
        changes = _changes(ours, said) if ours is not None else ()
        is_linked = ours is not None and ours.ticket_id is None and ticket is not None
        if ours is not None and not changes and not is_linked:
            return Taken(values["ticket_no"], "unchanged", is_known=ticket is not None, is_early=is_early)
        outcome: Outcome = "created" if ours is None else "updated"
        row = ours if ours is not None and not self.dry_run else _new(desk, platform, values)
        before = {each.field: plain(each.before) for each in changes if each.field != "note"}
        if ours is not None and not self.dry_run and before:
            row.former = [*row.former, {**before, "file": row.file_sha256, "at": row.imported_at.isoformat()}]
        self._fill(desk, row, row_number, said, ticket)
        known[_key(row)] = row
        if self.dry_run:
            self._seen[_key(row)] = row
        is_again = ours is not None and not is_linked
        if is_again and not any(each.field in _ANSWERS for each in changes):
            return Taken(row.ticket_no, outcome, changes, ticket is not None, is_early=is_early)
        follows = self._follow(desk, row, ticket, is_again=is_again)
        return Taken(row.ticket_no, outcome, changes, ticket is not None, follows, is_early)

    def _fill(
        self, desk: Desk, row: OfficialCallback, row_number: int, said: dict[str, Any], ticket: Ticket | None
    ) -> None:
        for name, value in said.items():
            if value is not None or name in _ANSWERS:
                setattr(row, name, value)
        row.ticket_id = ticket.id if ticket is not None else row.ticket_id
        row.file_sha256, row.row_number, row.imported_at = self.file_sha256, row_number, desk.now
        if not self.dry_run:
            desk.session.add(row)

    def _follow(
        self, desk: Desk, row: OfficialCallback, ticket: Ticket | None, *, is_again: bool
    ) -> Literal["archived", "told"] | None:
        """A solved matter is over; one that is not is put to the desk. A new round comes by intake as ever."""
        if ticket is None or ticket.is_drill:
            return None
        said = as_callback(row)
        closes = said.ends_it(desk.rules.rates) and ticket.state == State.REPLIED
        tells = said.is_sore and row.called_at >= _told_since(desk)
        if not self.dry_run:
            # Only now the row needs its id: all others of a batch are stored together.
            desk.session.flush()
            event = _record(desk, ticket, row, is_again=is_again)
            if closes:
                archive(desk, ticket, _BY)
            if tells:
                self._tell(desk, ticket, row, event)
        return "archived" if closes else "told" if tells else None

    def _tell(self, desk: Desk, ticket: Ticket, row: OfficialCallback, event: Event) -> None:
        """Tell the desk of the first few one by one, then of all the others of the file at once."""
        self.n_told += 1
        if self.n_told <= _EACH_BY_ITSELF:
            facts = {"satisfied": row.satisfied, "solved": row.solved, "note": row.note}
            notify(
                desk,
                "official_callback",
                event.id,
                agents_target(desk),
                audience="on_duty",
                ticket=ticket,
                severity="urge",
                facts=facts,
            )
        elif self.n_told == _EACH_BY_ITSELF + 1:
            notify(
                desk,
                "many_official_callback",
                event.id,
                agents_target(desk),
                audience="on_duty",
                ticket=None,
                severity="urge",
                facts={"file": self.file_sha256},
                release_at=desk.now + _LIST_AFTER,
            )


def as_callback(row: OfficialCallback) -> Callback:
    """Return what a kept call-back says, as the rules read it."""
    answers = row.is_valid, row.contacted, row.solved, row.satisfied
    return Callback.kept(*answers, unit=row.unit, category=row.category)


def sore_of_file(desk: Desk, file_sha256: str) -> list[OfficialCallback]:
    """Return the call-backs that a file put to the desk, oldest first."""
    rows = queries.official_of_file(desk.session, file_sha256, _told_since(desk))
    return [row for row in rows if row.ticket_id is not None and as_callback(row).is_sore]


def _told_since(desk: Desk) -> datetime:
    """What was called before the official period is history: a first import of a whole year rouses nobody."""
    return official_period(desk.now, desk.rules.zone, desk.rules.rates.period_start_day).start


def _record(desk: Desk, ticket: Ticket, row: OfficialCallback, *, is_again: bool) -> Event:
    facts = {
        "callback": row.id,
        "is_valid": as_callback(row).counts,
        "satisfied": row.satisfied,
        "solved": row.solved,
        **({"again": True} if is_again else {}),
    }
    story = Story(text=row.note, facts=facts)
    return record(desk, ticket, EventKind.OFFICIAL_CALLBACK, _BY, story, occurred_at=row.called_at)


def _round_called_about(desk: Desk, platform: str, called_at: datetime, all_rounds: Sequence[Ticket]) -> Ticket | None:
    """Return the round that had come by then, of this platform or of the only one that knows the number."""
    own = [ticket for ticket in all_rounds if ticket.platform == platform]
    if not own and len({ticket.platform for ticket in all_rounds}) == 1:
        own = list(all_rounds)
    by_then = day_is_over(called_at, desk.rules.zone)
    there = [ticket for ticket in own if ticket.came_at <= by_then]
    return there[-1] if there else next(iter(own), None)


def _is_before_dispatch(desk: Desk, ticket: Ticket | None, called_at: datetime) -> bool:
    first = ticket.first_dispatched_at if ticket is not None else None
    return first is not None and day_is_over(called_at, desk.rules.zone) <= first


def _masked(desk: Desk, ticket: Ticket | None, ticket_no: str, note: str | None) -> str | None:
    if note is None:
        return None
    return masked_words(desk, ticket, note) if ticket else mask_text(note, numbers_to_keep=[ticket_no])


def _changes(ours: OfficialCallback, said: dict[str, Any]) -> tuple[Change, ...]:
    pairs = [(name, getattr(ours, name), value) for name, value in said.items()]
    differing = [each for each in pairs if each[1] != each[2] and (each[2] is not None or each[0] in _ANSWERS)]
    return tuple(Change(*each) for each in differing)


def _new(desk: Desk, platform: str, values: dict[str, Any]) -> OfficialCallback:
    return OfficialCallback(
        platform=platform,
        ticket_no=values["ticket_no"],
        called_at=values["called_at"],
        imported_at=desk.now,
        former=[],
    )


def _key(row: OfficialCallback) -> tuple[str, str, datetime]:
    return row.platform, row.ticket_no, row.called_at
