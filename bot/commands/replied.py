"""/已回复: the platform was answered."""

from __future__ import annotations

from datetime import datetime

from actions import clocks, evidence, questions, replying
from actions.hiding import masked_words
from actions.refusals import Refusal
from bot.call import Call
from bot.commands.declare import command
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.lifecycle import EventKind, Stage, State
from rules.plain_reason import says_no_reason
from rules.spoken_time import mistyped_time
from texts import answers, requests


@command(
    "已回复",
    "replied",
    "回复",
    action="replied",
    example="/已回复 4512 16:20 电话答复，无需照片",
    labels={"reason": "理由"},
)
def replied(call: Call, ticket: Ticket, at: datetime | None = None, reason: str | None = None) -> str:
    """平台回复后告诉我；没有证据须写理由。"""
    if at is None and reason and (day := mistyped_time(reason, day_alone=True)):
        # The moment counts by contract: it is not guessed, and no reason why there is no evidence.
        raise Refusal("stated_unread", text=day)
    if reason and says_no_reason(reason):
        reason = None
    try:
        return reply_with_reason(call, ticket, at, reason)
    except Refusal as refused:
        if refused.code != "reply_needs_reason":
            raise
    _ask_why(call, ticket, at)
    return answers.reason_wanted(call.desk, ticket)


def _ask_why(call: Call, ticket: Ticket, at: datetime | None) -> None:
    """Several tickets of one message are asked about together."""
    asked = questions.pending(call.desk, call.message)
    is_same = asked is not None and asked.kind == "why_replied" and asked.asked_at == call.desk.real_now
    before = asked.facts["ticket_ids"] if asked is not None and is_same else []
    facts = {"ticket_ids": [*before, ticket.id], "at": at.isoformat() if at else None}
    questions.ask(call.desk, call.message, "why_replied", facts)


def reply_with_reason(call: Call, ticket: Ticket, at: datetime | None, reason: str | None) -> str:
    """Record the reply on the platform and word the answer; raises Refusal."""
    desk, state = call.desk, State(ticket.state)
    story = queries.events_of(desk.session, ticket.id)
    called_back = any(event.kind == EventKind.FOLLOWED_UP for event in story)
    event = replying.replied(
        desk, ticket, call.source(), at, masked_words(call.desk, ticket, reason) if reason else None
    )
    late = clocks.was_missed(desk, ticket, Stage.PLATFORM_REPLY)
    n_files = evidence.amount(desk, ticket)
    when = answers.When(event.occurred_at, is_stated=at is not None, was_late=late)
    if state is State.MERGED:
        said = requests.replied_when_merged(ticket, when.shown(desk, "平台回复"))
    else:
        said = answers.replied(desk, ticket, when, evidence=n_files, state=state, called_back=called_back)
    return said + requests.merged_to_reply(desk, replying.merged_without_reply(desk, ticket))
