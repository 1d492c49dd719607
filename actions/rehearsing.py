"""Foresees the reminders of a ticket: when each will be said, to whom, as things stand now.

It goes through what will fire in order and asks for each chat what the scan will ask: by the same rules, with what
the chat has heard until then. So what is foreseen is what comes, unless something happens meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from actions import clocks, reminders
from actions.audiences import Target, who_is_told
from actions.desk import Desk
from actions.releasing import who_hears_it
from models.clock import Clock
from models.delivery import Delivery
from models.queries import clocks as queries
from models.queries import deliveries as delivery_queries
from models.queries import heard as heard_queries
from models.ticket import Ticket
from rules.ladder import REPEAT_KEY, Firing, rehearse
from rules.policy import Audience, Severity
from rules.saying import Heard, Word, is_repeat

# Others are followed as far as a preview can tell in time; beyond that a repeat may come up to an hour later.
_OTHERS_FOR = timedelta(hours=26)
_OTHER_CLOCKS, _OTHER_FIRINGS = 40, 400


@dataclass(frozen=True)
class Foreseen:
    """One reminder to come in one chat: due at `due_at`, said at `at`, later when it is held. Moments are aware UTC."""

    at: datetime
    due_at: datetime
    clock: Clock
    step: str
    severity: str
    audience: Audience
    target: Target

    @property
    def is_repeat(self) -> bool:
        """Tell whether this is a repeat after the last step."""
        return self.step.startswith(REPEAT_KEY)

    @property
    def is_held(self) -> bool:
        """Tell whether it waits, for the morning or for others of its chat."""
        return self.at > self.due_at


@dataclass
class _Chat:
    """What a chat had heard when the play began, and what it hears in it."""

    words: tuple[Word, ...]
    last: dict[int, datetime | None] = field(default_factory=dict)
    said: list[Foreseen] = field(default_factory=list)

    def heard(self, clock_id: int, *, by_night: bool) -> Heard:
        """Return what a clock has to mind."""
        of_clock = [each.at for each in self.said if each.clock.id == clock_id]
        before = self.last[clock_id]
        last = max(of_clock + ([before] if before is not None else []), default=None)
        words = [Word(each.clock.id, each.at) for each in self.said if _is_minded(each, by_night=by_night)]
        return Heard(last, (*self.words, *words))


def foresee(desk: Desk, ticket: Ticket, until: datetime) -> list[Foreseen]:
    """Return what will be said of a ticket up to `until` if nothing happens meanwhile, in order."""
    own = [each for each in queries.clocks_of(desk.session, ticket.id, running_only=True) if not each.is_silent]
    stage = _Stage(desk)
    for row in delivery_queries.deliveries_of_ticket(desk.session, ticket.id):
        if row.state in ("pending", "held") and row.kind in ("reminder", "alert"):
            stage.remember(row, {clock.id: clock for clock in own})
    coming = _firings(desk, own, until) + _firings_of_others(desk, ticket, until)
    for at, clock, firing in sorted(coming, key=lambda each: each[0]):
        stage.fire(at, clock, firing)
    said = [there for each in stage.said_of(ticket) if each.at <= until for there in _as_released(desk, each)]
    return sorted(said, key=lambda each: each.at)


def _as_released(desk: Desk, each: Foreseen) -> list[Foreseen]:
    """What waits is said to whoever is there by then."""
    if not each.is_held:
        return [each]
    then, place = replace(desk, now=each.at), each.target.destination
    targets = who_hears_it(then, each.clock, str(each.audience), each.severity, place)
    return [replace(each, target=target) for target in targets] or [each]


_Coming = tuple[datetime, Clock, Firing]


def _firings(desk: Desk, running: list[Clock], until: datetime) -> list[_Coming]:
    found: list[_Coming] = []
    for clock in running:
        policy, view = clocks.policy_of(clock), clocks.view_of(clock)
        firings = rehearse(policy, view, clock.fired, desk.now, until, desk.rules.night)
        found += [(max(firing.due_at, desk.now), clock, firing) for firing in firings]
    return found


def _firings_of_others(desk: Desk, ticket: Ticket, until: datetime) -> list[_Coming]:
    """What other tickets say in the same chats first, as far as repeats wait for one another because of it."""
    horizon = min(until, desk.now + _OTHERS_FOR)
    others = [
        clock
        for clock in queries.due_soonest(desk.session, horizon, _OTHER_CLOCKS)
        if clock.ticket is not None and clock.ticket_id != ticket.id
    ]
    night = desk.rules.night
    heard = [
        (at, clock, firing)
        for at, clock, firing in _firings(desk, [each for each in others if not each.is_silent], horizon)
        if is_repeat(firing) or (firing.severity is Severity.BREACH and night.is_night(at))
    ]
    return sorted(heard, key=lambda each: each[0])[:_OTHER_FIRINGS]


class _Stage:
    """Plays the firings to come, in order, and keeps what each chat hears."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._manners = desk, reminders.manners(desk)
        self._chats: dict[str, _Chat] = {}

    def said_of(self, ticket: Ticket) -> list[Foreseen]:
        """Return what was said of a ticket, in every chat."""
        return [each for chat in self._chats.values() for each in chat.said if each.clock.ticket_id == ticket.id]

    def remember(self, row: Delivery, running: dict[int, Clock]) -> None:
        """Take up what waits already."""
        clock = running.get(row.clock_id or 0)
        if clock is not None:
            at = max(row.release_at or row.due_at, self._desk.now)
            target, audience = Target(row.destination, tuple(row.mentions)), Audience(row.audience)
            said = Foreseen(at, row.due_at, clock, row.step, row.severity, audience, target)
            self._chat(clock, row.destination).said.append(said)

    def fire(self, at: datetime, clock: Clock, firing: Firing) -> None:
        """Say a firing in every chat of its audiences, as the scan will at that moment."""
        then = replace(self._desk, now=at)
        for audience, target in _targets(then, clock, firing):
            self._say(at, clock, firing, audience, target)

    def _say(self, now: datetime, clock: Clock, firing: Firing, audience: Audience, target: Target) -> None:
        chat = self._chat(clock, target.destination)
        heard = chat.heard(clock.id, by_night=self._desk.rules.night.is_night(now))
        saying = self._manners.saying(firing, audience, reminders.speaker_of(clock), heard, now)
        if saying.instead is None:
            chat.said = [each for each in chat.said if not _is_replaced(each, clock, firing, now)]
            at, severity = saying.release_at or now, str(firing.severity)
            chat.said.append(Foreseen(at, now, clock, firing.key, severity, audience, target))

    def _chat(self, clock: Clock, destination: str) -> _Chat:
        session, now = self._desk.session, self._desk.now
        chat = self._chats.get(destination)
        if chat is None:
            chat = self._chats[destination] = _Chat(reminders.heard_by(self._desk, clock, destination).repeats)
        if clock.id not in chat.last:
            chat.last[clock.id] = heard_queries.last_word_by(session, clock.id, destination, now)
        return chat


def _is_minded(each: Foreseen, *, by_night: bool) -> bool:
    """Tell whether others wait for it: a repeat, and by night what a unit hears of a limit that has passed."""
    to_units = each.audience in (Audience.UNIT, Audience.UNIT_LEAD)
    return each.is_repeat or (by_night and to_units and each.severity == Severity.BREACH)


def _targets(then: Desk, clock: Clock, firing: Firing) -> Iterator[tuple[Audience, Target]]:
    told = [pair for wanted in firing.audiences for pair in who_is_told(then, wanted, clock, firing.severity)]
    yield from dict.fromkeys((audience, target) for audience, targets in told for target in targets)


def _is_replaced(each: Foreseen, clock: Clock, firing: Firing, now: datetime) -> bool:
    """What is still held of a clock for a chat is said by its higher step."""
    return each.clock.id == clock.id and each.at > now and each.step != firing.key
