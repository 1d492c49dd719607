"""Says what was told about a ticket: what was due when, to whom, by which way, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from actions.desk import Desk
from actions.hiding import masked, without_caller
from actions.ports import Channel
from actions.releasing import OTHERS_ON_DUTY
from actions.ways import bot_may_speak_in, bot_may_speak_to
from models.delivery import Delivery
from models.message import Attempt, Message
from models.queries import people as people_queries
from models.queries.told import ToldRow, told_about
from models.ticket import Ticket
from texts.endings import NOBODY_TO_TELL, end_reason, tries
from texts.holding import held_until
from texts.moments import clock_time, moment, span
from texts.names import AUDIENCES, CHANNELS, DELIVERY_STATES, KINDS, NOTICES, STAGES
from texts.reminder_facts import facts_of, unit_of
from texts.reminders import reminder

# Where the wire a destination will get follows from its kind (bot/routes.py).
_CHANNEL_OF = {"group": "push_key", "user": "app", "inbox": "response_url"}
# What goes to one person may hold what a group must not read.
_SHOWN_KINDS = ("reminder", "notice", "order", "please_phone")


@dataclass(frozen=True)
class Telling:
    """One delivery as an auditor reads it; `now` is desk time, and so are all moments but those of `attempts`.

    `chat` is a group's name, `person` and `mentions` are userids. `text` is what was sent about this ticket, or what
    would be sent now or at the release.
    """

    row: Delivery
    stage: str | None
    limit_at: datetime | None
    person: str | None
    chat: str | None
    channel: str | None
    attempts: Sequence[Attempt]
    carried: int
    text: str | None
    now: datetime

    @property
    def state(self) -> str:
        """Return what became of it; what was held and is free by now only waits to be sent."""
        free = self.row.release_at is not None and self.row.release_at <= self.now
        return "pending" if self.row.state == "held" and free else self.row.state

    @property
    def sent_at(self) -> datetime | None:
        """Return when the platform took it."""
        return self.row.ended_at if self.row.state == "sent" else None

    @property
    def is_resent(self) -> bool:
        """Tell whether it was sent a second time: marked 补发 in a group, with the same bytes to a person."""
        return any(attempt.is_repeat for attempt in self.attempts)


def tellings(desk: Desk, ticket: Ticket) -> list[Telling]:
    """Return everything that was due about a ticket, by when it was due."""
    groups = {group.id: group.name for group in people_queries.every_group(desk.session)}
    return [_telling(desk, ticket, found, groups) for found in told_about(desk.session, ticket.id)]


def told_lines(desk: Desk, ticket: Ticket, *, texts: bool = True) -> list[str]:
    """Return what was told about a ticket, a line each; what still waits with its words."""
    found = tellings(desk, ticket)
    userids = {name for each in found for name in (each.person, *each.row.mentions) if name}
    names = people_queries.names_of(desk.session, sorted(userids))
    lines = []
    for each in found:
        lines.append(telling_line(desk, each, names))
        if texts and each.state in ("held", "pending") and each.text:
            lines.append(f"  原文：{each.text}")
    return lines


def telling_line(desk: Desk, each: Telling, names: Mapping[str, str]) -> str:
    """Return one delivery: when due, what, to whom, by which way and what became of it (`names` by userid)."""
    row, zone = each.row, desk.rules.zone
    called = "".join(f" @{names.get(userid, userid)}" for userid in row.mentions)
    place = each.chat or (names.get(each.person, each.person) if each.person else None)
    way = f"{CHANNELS[each.channel]}：" if each.channel else ""
    whom = AUDIENCES.get(row.audience, row.audience)
    to = f"{whom}（{way}{place}{called}）" if place else whom
    return f"{moment(row.due_at, zone)} {what(each)} → {to}，{outcome(desk, each)}"


def what(each: Telling) -> str:
    """Return what was due: which step of which clock, or which kind of message."""
    row = each.row
    if row.kind == "notice":
        return NOTICES.get(str(row.facts.get("code")), KINDS["notice"])
    if row.kind != "reminder" or each.stage is None or each.limit_at is None:
        return KINDS.get(row.kind, row.kind)
    stage = STAGES.get(each.stage, each.stage)
    if row.step == "urge":
        return f"{stage}人工催办"
    if row.step.startswith("repeat#"):
        return f"{stage}超时第{row.occurrence}次重复"
    left = each.limit_at - row.due_at
    if not left:
        return f"{stage}到期"
    return f"{stage}{'到期前' if left.total_seconds() > 0 else '超时'}{span(left)}"


def outcome(desk: Desk, each: Telling) -> str:
    """Return what became of a delivery, with its moment and reason."""
    row, zone, state = each.row, desk.rules.zone, each.state
    word = DELIVERY_STATES[state]
    if state == "held" and row.release_at is not None:
        return held_until(desk, row.release_at)
    if state == "pending":
        return f"{word}（已试{len(each.attempts)}次）" if each.attempts else word
    at = f"{_ended(row.ended_at, row.due_at, zone)} " if row.ended_at else ""
    if state == "sent":
        notes = tries(each.channel, each.attempts)
        notes += [f"与另{each.carried - 1}条同一消息"] if each.carried > 1 else []
        return f"{at}{word}" + (f"（{'，'.join(notes)}）" if notes else "")
    reason = end_reason(row.end_reason, each.attempts[-1].errcode if each.attempts else None)
    return f"{at}{word}" + (f"（{reason}）" if reason else "")


def outcomes_by_step(desk: Desk, found: Sequence[Telling]) -> dict[tuple[int, str], str]:
    """Return what became of each step of each clock, in few words for the line of its event."""
    steps: dict[tuple[int, str], list[Telling]] = {}
    for each in found:
        if each.row.cause_kind == "clock":
            steps.setdefault((each.row.cause_id, each.row.step), []).append(each)
    return {key: _outcomes(desk, rows) for key, rows in steps.items()}


def _outcomes(desk: Desk, found: Sequence[Telling]) -> str:
    counts: dict[str, int] = {}
    for each in [each for each in found if each.row.end_reason != OTHERS_ON_DUTY] or found:
        words = _in_few_words(desk, each)
        counts[words] = counts.get(words, 0) + 1
    return "；".join(f"{words}（{count}处）" if count > 1 else words for words, count in counts.items())


def _in_few_words(desk: Desk, each: Telling) -> str:
    """What became of a delivery; with its moment where that is not the one of its event."""
    row = each.row
    if each.state == "held" and row.release_at is not None:
        return held_until(desk, row.release_at)
    if each.state == "failed" and row.end_reason == "nobody to tell":
        return NOBODY_TO_TELL
    later = each.sent_at is not None and each.sent_at - row.created_at >= timedelta(minutes=1)
    at = f"{_ended(each.sent_at, row.created_at, desk.rules.zone)} " if later and each.sent_at else ""
    return at + DELIVERY_STATES[each.state]


def _ended(ended_at: datetime, due_at: datetime, zone: tzinfo) -> str:
    same_day = ended_at.astimezone(zone).date() == due_at.astimezone(zone).date()
    return clock_time(ended_at, zone) if same_day else moment(ended_at, zone)


def _telling(desk: Desk, ticket: Ticket, found: ToldRow, groups: Mapping[int, str]) -> Telling:
    row, clock, message = found.delivery, found.clock, found.message
    kind, _, name = row.destination.partition(":")
    return Telling(
        row=row,
        stage=clock.stage if clock else None,
        limit_at=clock.due_at if clock else None,
        person=name if kind == "user" else None,
        chat=groups.get(int(name)) if kind == "group" else None,
        channel=message.channel if message else _channel_now(desk, row),
        attempts=found.attempts,
        carried=found.carried,
        text=_text(desk, ticket, found),
        now=desk.now,
    )


def _channel_now(desk: Desk, row: Delivery) -> str | None:
    """Which way a delivery would go that has no message yet, as far as its destination says."""
    kind, _, name = row.destination.partition(":")
    if kind == "group" and not row.mentions and bot_may_speak_in(desk, people_queries.group(desk.session, int(name))):
        return Channel.AIBOT
    if kind == "user" and not desk.rules.has_app and bot_may_speak_to(desk, name):
        return Channel.AIBOT
    return _CHANNEL_OF.get(kind)


def _text(desk: Desk, ticket: Ticket, found: ToldRow) -> str | None:
    row, clock = found.delivery, found.clock
    if row.kind not in _SHOWN_KINDS:
        return None
    if found.message is not None:
        words = _own_words(found.message, ticket.ticket_no)
        # Notices repeat what people wrote; a reminder holds nothing of that.
        free = words is not None and row.kind != "reminder"
        return words and (masked(ticket, words) if free else without_caller(ticket, words))
    if clock is None or row.kind != "reminder" or row.state not in ("held", "pending"):
        return None
    at = max(row.release_at or desk.now, desk.now)
    facts = facts_of(
        clock,
        ticket,
        unit=unit_of(clock, ticket),
        destination=row.destination,
        audience=row.audience,
        now=at,
        zone=desk.rules.zone,
        by_night=desk.rules.night.is_night(at),
        in_gap=row.facts.get("in_gap", False),
    )
    return reminder(facts)


def _own_words(message: Message, ticket_no: str) -> str | None:
    """What a message says about one ticket: all of it, or its line of a list."""
    words = message.twin or str(message.body.get(str(message.body.get("msgtype")), {}).get("content", ""))
    lines = words.splitlines()
    if not lines or not lines[0].startswith("【催办】共"):
        return words or None
    return next((line for line in lines if ticket_no in line), None)
