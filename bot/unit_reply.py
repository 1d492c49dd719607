"""Answers a unit's free text: which tickets, what it says of each, what is done, what is asked back."""

from __future__ import annotations

from collections.abc import Sequence

from actions import questions
from actions.refusals import Refusal
from actions.scopes import scope_of
from bot.call import Call
from bot.naming import sees
from bot.unit_meaning import do_what_it_says
from models.assignment import Assignment
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.bundling import mark
from rules.intents import Intent, Piece, read_reply
from rules.lifecycle import OPEN_STATES, WITH_UNIT, State
from rules.linking import Ambiguous, Candidate, How, Linked, MessageFacts, Unknown, link
from rules.ticket_number import find_numbers
from texts import replies
from texts.refusals import refusal

_OPEN = tuple(str(state) for state in OPEN_STATES)
_WITH_UNIT = tuple(str(state) for state in WITH_UNIT)
_CHOICES = 9


def pieces_of(call: Call) -> list[Piece]:
    """Return what the message says, ticket by ticket."""
    return read_reply(call.text, call.desk.rules.number_patterns)


def quoted_numbers(call: Call) -> tuple[str, ...]:
    """Return the numbers the quoted message prints, in the order of its lines."""
    quote = call.message.quote_text or ""
    return tuple(dict.fromkeys(found.text for found in find_numbers(quote, call.desk.rules.number_patterns)))


def held_open(call: Call) -> list[Assignment]:
    """Return what the speaker's unit still has to handle."""
    unit_id = call.speaker.department_id
    return queries.held_by(call.desk.session, [unit_id], _WITH_UNIT) if unit_id else []


def answer_reply(call: Call, pieces: Sequence[Piece]) -> str:
    """Answer each piece on a line of its own; a refused one leaves the others standing.

    Something new was said, so a number that comes later answers no older question.
    """
    questions.close(call.desk, call.message)
    lines = [line for piece in pieces if (line := _answer_piece(call, piece))]
    return "\n".join(dict.fromkeys(lines))


def _answer_piece(call: Call, piece: Piece) -> str:
    quoted = quoted_numbers(call)
    known = {candidate.ticket_no: ticket for candidate, ticket in _candidates(call, piece, quoted)}
    candidates = [candidate for candidate, _ticket in _candidates(call, piece, quoted)]
    found = link(_facts(call, piece, quoted), candidates)
    match found:
        case Linked(tickets):
            return "\n".join(apply(call, known[each.ticket.ticket_no], piece, each.how) for each in tickets)
        case Ambiguous(tickets, reason):
            return _ask_which(call, piece, [known[ticket.ticket_no] for ticket in tickets], reason)
        case Unknown(numbers):
            return refusal("unknown_number", {"number": "、".join(numbers)})
    return ""


def apply(call: Call, ticket: Ticket, piece: Piece, how: How) -> str:
    """Do what a piece says about one ticket; a refusal is worded on its line."""
    try:
        with call.desk.session.begin_nested():
            return do_what_it_says(call, ticket, piece, how)
    except Refusal as refused:
        return refusal(refused.code, {"ticket_no": ticket.ticket_no, **refused.facts})


def _candidates(call: Call, piece: Piece, quoted: Sequence[str]) -> list[tuple[Candidate, Ticket]]:
    session = call.desk.session
    tickets = [share.ticket for share in held_open(call)]
    tickets += queries.with_numbers(session, [*piece.numbers, *quoted])
    for tail in piece.tails:
        tickets += queries.ending_in(session, tail)
    unique = {ticket.id: ticket for ticket in tickets}
    return [(_candidate(call, ticket), ticket) for ticket in unique.values() if sees(call, ticket)]


def _candidate(call: Call, ticket: Ticket) -> Candidate:
    is_open = ticket.state in _OPEN
    return Candidate(ticket.ticket_no, scope_of(call.desk, ticket).unit_ids, is_open, ticket.round)


def _facts(call: Call, piece: Piece, quoted: tuple[str, ...]) -> MessageFacts:
    return MessageFacts(
        numbers=piece.numbers,
        tails=piece.tails,
        lines=piece.lines,
        quoted=quoted,
        unit_ids=frozenset({call.speaker.department_id}) if call.speaker.department_id else frozenset(),
        is_plain_ack=piece.plain,
        is_about_work=piece.intent is not Intent.OTHER,
    )


def _ask_which(call: Call, piece: Piece, tickets: Sequence[Ticket], reason: str) -> str:
    shown = [ticket for ticket in tickets if State(ticket.state) in OPEN_STATES] or list(tickets)
    shown = shown[:_CHOICES]
    facts = {"ticket_ids": [ticket.id for ticket in shown], "text": piece.text}
    questions.ask(call.desk, call.message, "which_ticket", facts)
    lines = [f"{mark(number)}{replies.choice(ticket)}" for number, ticket in enumerate(shown, start=1)]
    return "\n".join([replies.which_ticket(piece.text, reason), *lines, replies.how_to_choose()])
