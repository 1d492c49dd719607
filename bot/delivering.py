"""Hands a message over to the platform, within its budget and its lease, and records what became of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from functools import partial

import structlog

from actions import attempts, cards, file_ways, giving_up, next_try, rewording, sending, setting_aside, ways
from actions.desk import Desk
from actions.ports import Channel, ChatGateway, GiveUp, RetryLater, SendBudget, SendOutcome, Sent, Unknown, Wire
from actions.telling_of_cards import tell_of_no_callback
from actions.telling_of_ways import tell_of_way
from bot import fallback
from bot.offering import NO_CALLBACK
from bot.routes import has_another_way
from bot.wecom.bodies import in_plain_words, is_card, is_file, mark_as_repeat
from models.database import Database, Session
from models.queries import inbox as inbox_queries
from models.queries import messages as message_queries
from rules.chat import Source
from texts import cards as texts

# The app takes no interactive cards (no callback URL), no valid card_action, or something else about the card.
_NO_CARD = frozenset({NO_CALLBACK, 42045, 40058})
log = structlog.get_logger("sender")
# The platform counts per minute and per hour; older attempts cannot matter to any budget.
_BUDGET_MEMORY = timedelta(hours=1)
# The gateway takes less than the other half of the lease.
_MAY_BEGIN_FOR_SECONDS = sending.SEND_LEASE.total_seconds() / 2
# A repeat that comes later tells what it repeats.
_SAID_JUST_NOW = timedelta(minutes=5)


class End(Enum):
    """Whether a message has its end after a try, or only one of its parts.

    Of one whose way is closed the deliveries are free for another.
    """

    REACHED = auto()
    NOT_YET = auto()
    MORE = auto()
    ANOTHER_WAY = auto()


@dataclass(frozen=True)
class Deliverer:
    """The last step of the sender: what it is given is planned, committed as being sent and its own."""

    database: Database
    desk: Callable[[Session], Desk]
    gateway: ChatGateway
    budget: SendBudget
    clock: Callable[[], datetime]
    steady: Callable[[], float]
    agent_id: int | None = None

    def must_wait(self, wire: Wire) -> bool:
        """Tell whether the budget of where it goes is used up; takes one of it where it is not."""
        if wire.channel is Channel.RESPONSE_URL:
            return False
        now = self.clock()
        if not self.budget.is_known(wire.channel, wire.address):
            with self.database.reading() as session:
                sent_at = _counted_from(session, wire, now - _BUDGET_MEMORY)
            self.budget.recount(wire.channel, wire.address, sent_at)
        return self.budget.take(wire.channel, wire.address, now) is not None

    def send(self, frozen: sending.Frozen, lent_at: float) -> End:
        """Hand a frozen message over and record what became of it."""
        frozen, answer = self._as_taken(frozen, lent_at)
        with self.database.transaction() as session:
            desk = self.desk(session)
            outcome = sending.as_heard(desk, frozen, answer)
            refused = ways.note_outcome(desk, frozen.destination, frozen.wire, outcome)
            end, state = self._recorded(desk, frozen, outcome)
            if isinstance(outcome, Sent) and outcome.card_code is not None:
                cards.keep_code(desk, frozen.message_id, outcome.card_code)
            if end is End.ANOTHER_WAY:
                cards.never_came(desk, frozen.message_id, texts.never_came())
            elif state in ("superseded", "unknown"):
                cards.tell_instead(desk, frozen.message_id)
            if state == "failed":
                subject = setting_aside.Subject(giving_up.MESSAGE, frozen.message_id)
                setting_aside.attempt(desk, subject, partial(fallback.after_failing, desk, frozen.message_id))
            if refused is not None:
                subject = setting_aside.Subject("way", refused.id)
                setting_aside.attempt(desk, subject, partial(tell_of_way, desk, refused, outcome))
        if state is None:
            log.warning("lease_lost", message_id=frozen.message_id)
        if not isinstance(outcome, Sent):
            # An administrator finds here what to mend, such as the address of error 60020; no text, no key.
            code = getattr(outcome, "errcode", None)
            log.warning("not_delivered", channel=frozen.wire.channel, errcode=code, why=outcome.why)
        log.info("handed_over", message_id=frozen.message_id, channel=frozen.wire.channel, state=state)
        return end

    def _as_taken(self, frozen: sending.Frozen, lent_at: float) -> tuple[sending.Frozen, SendOutcome]:
        """Hand a message over; one that the platform does not take as a card at once in its plain words."""
        answer = self._hand_over(self._as_it_is_said(frozen), lent_at)
        if not (isinstance(answer, GiveUp) and answer.errcode in _NO_CARD and is_card(frozen.wire)):
            return frozen, answer
        if frozen.wire.channel is Channel.PUSH_KEY:
            # The words went before it; the link to the board is left out.
            log.warning("link_refused", message_id=frozen.message_id, errcode=answer.errcode)
            return frozen, Sent()
        with self.database.transaction() as session:
            desk = self.desk(session)
            if rewording.is_there_already(frozen, answer):
                return frozen, Sent()
            plainly = rewording.reword(desk, frozen, in_plain_words(frozen.wire), answer)
            if plainly is None:
                return frozen, answer
            cards.never_came(desk, frozen.message_id, texts.never_came())
            if answer.errcode == NO_CALLBACK:
                tell_of_no_callback(desk)
        return plainly, self._hand_over(self._as_it_is_said(plainly), lent_at)

    def _recorded(self, desk: Desk, frozen: sending.Frozen, outcome: SendOutcome) -> tuple[End, str | None]:
        if is_file(frozen.wire) and isinstance(outcome, GiveUp):
            # Whatever is wrong with it, it can be had another way: by another channel, at last by a link.
            file_ways.note_refusal(desk, frozen.message_id, frozen.wire.channel, frozen.wire.address, outcome)
            state = sending.give_way(desk, frozen, outcome)
            return End.NOT_YET if state is None else End.ANOTHER_WAY, state
        if ways.is_closed_by(outcome) and has_another_way(desk, frozen.destination, self.agent_id):
            state = sending.give_way(desk, frozen, outcome)
            return End.NOT_YET if state is None else End.ANOTHER_WAY, state
        state = sending.record_outcome(desk, frozen, outcome)
        if state == sending.NEXT_PART:
            return End.MORE, state
        return End.REACHED if state in ("sent", "failed", "superseded") else End.NOT_YET, state

    def leads_another_way(self, desk: Desk, message_id: int, wire: Wire) -> bool:
        """Tell whether anything but the way on which a message waits leads to where it goes."""
        destination = message_queries.destination_of(desk.session, message_id)
        return has_another_way(desk, destination, self.agent_id, besides=wire.channel)

    def free_for_another_way(self, desk: Desk, message_id: int, wire: Wire) -> str | None:
        """Take back what waits to be repeated where nobody answers, when another way is open; return where it goes.

        None where it waits on: its one repeat is kept for a platform that is there to take it.
        """
        destination = message_queries.destination_of(desk.session, message_id)
        away = RetryLater(timedelta(0), "the platform stayed away", is_down=True)
        ways.note_outcome(desk, destination, wire, away)
        if has_another_way(desk, destination, self.agent_id) and next_try.leave_way(desk, message_id):
            return destination
        next_try.put_off(desk, message_id)
        return None

    def _as_it_is_said(self, frozen: sending.Frozen) -> Wire:
        said_at = frozen.repeats_what_was_said_at
        if said_at is None:
            return frozen.wire
        with self.database.reading() as session:
            desk = self.desk(session)
        # What was said later than now, by a clock that has been set back since, names no hour either.
        is_recent = desk.now - said_at < _SAID_JUST_NOW
        return mark_as_repeat(frozen.wire, None if is_recent else f"{said_at.astimezone(desk.rules.zone):%H:%M}")

    def _hand_over(self, wire: Wire, lent_at: float) -> SendOutcome:
        # Whoever was stopped meanwhile may have lost the message to another sender, and must not send it as well.
        if self.steady() - lent_at >= _MAY_BEGIN_FOR_SECONDS:
            return RetryLater(timedelta(0), "the lease was half over")
        try:
            return self.gateway.send(wire)
        except Exception:
            # The gateway promises not to raise; if it does all the same, nobody knows whether bytes left.
            log.exception("gateway_raised", channel=wire.channel)
            return Unknown("gateway raised")


def _counted_from(session: Session, wire: Wire, since: datetime) -> list[datetime]:
    """Return when anything left for an address: what was sent there, and what the AI bot answered in that chat."""
    name = attempts.address_hash(wire.channel, wire.address)
    sent_at = message_queries.recent_attempts(session, name, since)
    if wire.channel is Channel.AIBOT:
        sent_at += inbox_queries.answers_since(session, Source.AIBOT, wire.address, since)
    return sent_at
