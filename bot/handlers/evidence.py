"""Gives the files of a message to the ticket they can only be about; where that is not plain it asks, never guesses."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions import evidence, gathering, questions
from actions.refusals import Refusal
from bot.call import Call
from bot.commands import NAMES
from bot.desk_answers import names_only_tickets
from bot.held import held_done, held_open
from bot.naming import named_tickets, quoted_tickets, ticket_words
from bot.permitting import permit, permit_place
from bot.refused import refused_to
from models.incoming_file import IncomingFile
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.chat import MessageKind
from rules.command_line import read_command
from rules.half_width import half_width
from rules.lifecycle import EventKind
from rules.ticket_words import read_ticket_words
from texts import evidence as texts
from texts import people

_DROPPED = re.compile(r"(?:算了|不用了?|不要了?|取消|发错了?|错了|没事|不是工单的?|都不是)[。.!！~\s]*")
# What earlier files may be a picture of.
_TELLS_OF_WORK = (
    EventKind.ACCEPTED,
    EventKind.CONTACTED,
    EventKind.PROGRESS,
    EventKind.PROMISED,
    EventKind.RESOLVED,
    EventKind.UNIT_MESSAGE,
    EventKind.REQUEST_PREPARED,
    EventKind.VERIFIED,
    EventKind.FOLLOWED_UP,
    EventKind.REPLIED,
    EventKind.REQUEST_GRANTED,
    EventKind.REQUEST_REFUSED,
)
_FEW_WORDS, _A_CAPTION = 8, 60
_FINISHED = re.compile(r"(?:发?完了?|(?:都)?(?:发|传)完了?|结束了?|好了|没有?了|就这些)[。.!！~\s]*")


def handle(call: Call) -> str | None:
    """Answer files without words, the word that ends them, and the number that was asked for; words pass."""
    if not call.text.strip():
        return _wordless(call)
    if call.message.media:
        return None if call.is_unit_speaker and names_only_tickets(call) is None else _named(call)
    if gathering.into(call.desk, call.message) is not None and _FINISHED.fullmatch(half_width(call.text).strip()):
        return _finish(call)
    return _which(call) if gathering.is_asked_which(call.desk, call.message) else None


def _which(call: Call) -> str | None:
    """Read the answer to which ticket files belong to; a unit's words about a ticket are read as such, and pass."""
    if _DROPPED.fullmatch(half_width(call.text).strip()):
        evidence.set_aside(call.desk, evidence.files_said_before(call.desk, call.message))
        gathering.end(call.desk, call.message)
        return texts.dropped()
    words = ticket_words(call, call.text)
    is_number = names_only_tickets(call) is not None or (not call.is_unit_speaker and len(words.rest) <= _FEW_WORDS)
    return _given(call) if is_number and (words.numbers or words.tails) else None


def _wordless(call: Call) -> str:
    rows = evidence.files_said(call.desk, call.inbox_id)
    if not rows:
        return people.no_words()
    permit_place(call, "evidence", command="证据", wrong_chat="wrong_chat")
    tickets = _meant(call)
    if len(tickets) == 1:
        return give(call, tickets[0], rows)
    if call.message.kind is MessageKind.VOICE:
        return texts.voice_is_not_heard()
    gathering.ask_which(call.desk, call.message)
    before = evidence.files_said_before(call.desk, call.message)
    return texts.which(before or rows)


def _meant(call: Call) -> list[Ticket]:
    """Return what files without words can be about: quoted, gathered for or asked about, else all that is open."""
    if quoted := quoted_tickets(call):
        return quoted
    if (ticket := gathering.into(call.desk, call.message)) is not None:
        return [ticket]
    if call.message.kind is MessageKind.VOICE:
        return []
    asked = questions.pending(call.desk, call.message)
    ids = asked.facts.get("ticket_ids", []) if asked is not None and call.is_unit_speaker else []
    if ids:
        return [call.desk.session.get_one(Ticket, ticket_id) for ticket_id in ids]
    return [share.ticket for share in [*held_open(call), *held_done(call)]]


def _named(call: Call) -> str | None:
    """Give pictures to the ticket that is named beside them, or quoted; passes when none is."""
    words = ticket_words(call, call.text)
    if not (words.numbers or words.tails or call.quoted.numbers) or len(words.rest) > _A_CAPTION:
        # An order that is pasted with a picture has a number too.
        return None
    tickets = named_tickets(call, words, required=False, action="evidence")
    rows = evidence.files_said(call.desk, call.inbox_id)
    if len(tickets) == 1:
        return give(call, tickets[0], rows)
    gathering.ask_which(call.desk, call.message)
    return texts.which(rows)


def _given(call: Call) -> str | None:
    """Give the files that wait to the ticket whose number was asked for."""
    rows = evidence.files_said_before(call.desk, call.message)
    if not rows:
        return None
    words = ticket_words(call, call.text)
    tickets = named_tickets(call, words, required=True, action="evidence")
    if len(tickets) != 1:
        return texts.which(rows)
    return give(call, tickets[0], rows)


def _finish(call: Call) -> str:
    ticket = gathering.into(call.desk, call.message)
    gathering.end(call.desk, call.message)
    return texts.finished(call.desk, ticket) if ticket is not None else ""


def give(call: Call, ticket: Ticket, rows: Sequence[IncomingFile]) -> str:
    """Give files to a ticket and say so; raises Refusal."""
    permit(call, "evidence", ticket, command="证据")
    evidence.check_open(ticket)
    evidence.attach(call.desk, ticket, rows, call.source())
    if gathering.is_asked_which(call.desk, call.message):
        gathering.end(call.desk, call.message)
    else:
        gathering.goes_on(call.desk, call.message)
    return texts.taken(call.desk, ticket, rows)


def is_of_another(call: Call) -> bool:
    """Tell whether a message names another ticket than the one files are gathered for, which ends that."""
    ticket = gathering.into(call.desk, call.message)
    line = read_command(call.message.text, call.desk.rules.bot_names, known_names=NAMES)
    words = read_ticket_words(line.rest if line is not None else call.text, call.desk.rules.number_patterns)
    return ticket is not None and any(not ticket.ticket_no.endswith(end) for end in (*words.numbers, *words.tails))


def with_files(call: Call, answer: str, *, was_asked_which: bool) -> str:
    """Return an answer to words with what became of the pictures beside them: they follow the words to their ticket.

    `was_asked_which`: the message answers which ticket earlier words were about, whose pictures follow now.
    """
    if not call.text.strip():
        # Files without words have had their answer.
        return answer
    beside = evidence.files_said(call.desk, call.inbox_id)
    is_asked_for = was_asked_which or gathering.is_asked_which(call.desk, call.message)
    rows = beside or (evidence.files_said_before(call.desk, call.message) if is_asked_for else [])
    touched = _told_of(call, is_beside=bool(beside)) if rows else []
    if len(touched) == 1:
        return f"{answer}\n{_beside(call, touched[0], rows)}".strip()
    if not beside or was_asked_which or _is_asked(call):
        # The words wait for their number, and the pictures with them.
        return answer
    if not touched and (ticket := gathering.into(call.desk, call.message)) is not None:
        return f"{answer}\n{_beside(call, ticket, rows)}".strip()
    gathering.ask_which(call.desk, call.message)
    return f"{answer}\n{texts.which(rows)}".strip()


def _told_of(call: Call, *, is_beside: bool) -> list[Ticket]:
    """Return the tickets that words say something of; files sent earlier do not follow a look, an undo or a drill."""
    if is_beside:
        return queries.touched_by(call.desk.session, call.inbox_id)
    found = queries.touched_by(call.desk.session, call.inbox_id, _TELLS_OF_WORK)
    return [ticket for ticket in found if not ticket.is_drill]


def _beside(call: Call, ticket: Ticket, rows: Sequence[IncomingFile]) -> str:
    """Give files to a ticket beside what was done; where they may not be given, that stands all the same."""
    try:
        with call.desk.session.begin_nested():
            return give(call, ticket, rows)
    except Refusal as refused:
        return refused_to(call, refused, ticket_no=ticket.ticket_no)


def _is_asked(call: Call) -> bool:
    asked = questions.pending(call.desk, call.message)
    return asked is not None and asked.kind == "which_ticket"
