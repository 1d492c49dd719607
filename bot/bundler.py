"""Makes one message of the reminders of many clocks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import structlog

from actions.desk import Desk
from bot.composed import ROOM_FOR_LINES, Composed, mentions_of, wordless_of
from bot.matters import Matters
from models.delivery import Delivery
from rules.bundling import most_urgent_first, numbered, pack
from rules.stages import Stage
from texts import reminders
from texts.reminder_facts import facts_of
from texts.reminders import ReminderFacts

log = structlog.get_logger("bundler")


@dataclass(frozen=True)
class _Line:
    """What is said of one clock, and the deliveries that are done with it."""

    rows: tuple[Delivery, ...]
    facts: ReminderFacts
    alone: str
    in_list: str
    in_short: str

    @property
    def rank(self) -> tuple[bool, bool, bool, datetime]:
        """What is to be signed first, which takes seconds, then the urgent, then what is over, then by the limit."""
        facts = self.facts
        return (facts.stage != Stage.SIGN, not facts.is_urgent, not facts.is_over, facts.due_at)


@dataclass(frozen=True)
class Bundler:
    """Tells of many clocks in one chat: one line each, the most urgent first, in as few messages as they fit in."""

    desk: Desk
    destination: str
    matters: Matters

    def messages(self, rows: list[Delivery]) -> list[Composed]:
        """Return what is said of the clocks of these deliveries."""
        by_clock: dict[int, list[Delivery]] = {}
        for row in rows:
            by_clock.setdefault(row.clock_id or 0, []).append(row)
        told = [self._line(group) for group in by_clock.values()]
        # The other clocks of this chat are told all the same.
        wordless = [each for each in told if isinstance(each, Composed)]
        return wordless + self._bundle([each for each in told if isinstance(each, _Line)])

    def _bundle(self, lines: list[_Line]) -> list[Composed]:
        if len(lines) <= 1:
            return [Composed(_ids(lines), line.alone, mentions_of(line.rows)) for line in lines]
        lines = most_urgent_first(lines, lambda line: line.rank)
        pages = pack([line.in_list for line in lines], ROOM_FOR_LINES)
        if len(pages) > 1:
            # Thirty orders are one message of short lines rather than a wall of messages.
            pages = pack([line.in_short for line in lines], ROOM_FOR_LINES)
        if not _for_unit(lines):
            # Who has lists to look at is not told hundreds of orders by name; a unit answers line by line.
            return [_page(pages[0], lines)]
        messages, start = [], 0
        for page in pages:
            messages.append(_page(page, lines[start : start + len(page)]))
            start += len(page)
        return messages

    def _line(self, group: list[Delivery]) -> _Line | Composed:
        try:
            facts = self._facts(group[-1])
            words = (reminders.reminder(facts), reminders.bundle_line(facts), reminders.short_line(facts))
            return _Line(tuple(group), facts, *words)
        except Exception as problem:
            log.exception("cannot_word", delivery_id=group[-1].id)
            return wordless_of([row.id for row in group], problem)

    def _facts(self, row: Delivery) -> ReminderFacts:
        clock = self.matters.clocks[row.clock_id or 0]
        ticket = self.matters.ticket_of(row)
        unit_id = clock.department_id or (ticket.lead_unit_id if ticket else None)
        return facts_of(
            clock,
            ticket,
            unit=self.matters.unit_name(self.desk, unit_id),
            destination=self.destination,
            audience=row.audience,
            now=self.desk.now,
            zone=self.desk.rules.zone,
            by_night=self.desk.rules.night.is_night(self.desk.now),
            in_gap=row.facts.get("in_gap", False),
        )


def _page(page: list[str], lines: list[_Line]) -> Composed:
    """A message about these lines: its heading counts all of them, and its end those that the page does not show."""
    rows = [row for line in lines for row in line.rows]
    told = [line.facts for line in lines]
    heading = reminders.bundle_heading(told, for_unit=_for_unit(lines))
    rest = [reminders.bundle_rest(told, len(page))] if len(page) < len(lines) else []
    return Composed(_ids(lines), "\n".join([heading, *numbered(page), *rest]), mentions_of(rows))


def _for_unit(lines: Iterable[_Line]) -> bool:
    return any(row.audience in ("unit", "unit_lead") for line in lines for row in line.rows)


def _ids(lines: list[_Line]) -> tuple[int, ...]:
    return tuple(row.id for line in lines for row in line.rows)
