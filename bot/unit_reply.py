"""Answers a unit's free text: which tickets, what it says of each, what is done, what is asked back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions import questions
from actions.refusals import Refusal
from actions.scopes import scope_of
from bot.asking_which import ask_which
from bot.call import Call
from bot.held import held_done, held_open
from bot.naming import seen
from bot.permitting import permit
from bot.refused import refused_to
from bot.time_or_number import with_clock_times
from bot.unit_meaning import do_what_it_says
from models.queries import tickets as queries
from models.ticket import Ticket
from rules import differing
from rules.half_width import half_width
from rules.intents import Intent, Piece, read_reply
from rules.lifecycle import OPEN_STATES
from rules.line_marks import answers_a_list
from rules.linking import Ambiguous, Candidate, How, Link, Linked, MessageFacts, Unknown, link
from rules.receipts import is_receipt
from rules.reply_pieces import UNNAMED_LINE, is_of_the_rest
from rules.ticket_number import may_be_a_quantity
from texts import replies
from texts.refusals import refusal


def pieces_of(call: Call) -> list[Piece]:
    """Return what the message says, ticket by ticket; to a quoted list, plain 2 and 第二个 name its line."""
    n_lines = len(quoted_numbers(call))
    return read_reply(with_clock_times(call), call.desk.rules.number_patterns, n_lines if n_lines > 1 else 0)


def quoted_numbers(call: Call) -> tuple[str, ...]:
    """Return the numbers the quoted message is about, in the order of its lines."""
    return call.quoted.numbers


def takes_done_back(piece: Piece) -> bool:
    """Tell whether a piece cannot be said by somebody who is done."""
    return differing.takes_done_back(piece.intent, piece.text, is_plain=piece.plain)


def answer_reply(call: Call, pieces: Sequence[Piece]) -> str:
    """Answer each piece on a line of its own; a refused one leaves the others standing.

    Something new was said, so a number that comes later answers no older question.
    """
    quoted = quoted_numbers(call)
    _end_question(call, pieces, quoted)
    rest = _rest(call, pieces, quoted)
    pieces = [_of_the_last(piece, rest) for piece in pieces]
    names_tickets = any(piece.numbers or piece.tails for piece in pieces)
    if not quoted and not names_tickets and any(line for piece in pieces for line in piece.lines):
        return replies.lines_of_what()
    if len(set(quoted)) == 1 and not names_tickets and answers_a_list(pieces[0].text):
        return replies.lines_of_one(quoted[0])
    if not rest and len(pieces) > 1:
        # 收到，1明天去 to a list of which the others are done is a receipt of nothing more.
        pieces = [piece for piece in pieces if not (_means_the_rest(piece) and is_receipt(piece.text))]
    answered = [
        ask_which(call, piece, rest, "rest") if rest and _means_the_rest(piece) else _answer_piece(call, piece, quoted)
        for piece in pieces
    ]
    lines = [line for line in answered if line]
    return "\n".join(dict.fromkeys(lines))


def _end_question(call: Call, pieces: Sequence[Piece], quoted: tuple[str, ...]) -> None:
    """Words about other tickets leave it open whether the citizen of this one was contacted."""
    asked = questions.pending(call.desk, call.message)
    names = [*quoted, *(name for piece in pieces for name in (*piece.numbers, *piece.tails))]
    if asked is not None and asked.kind == "contact_before_done" and names:
        tickets = [call.desk.session.get_one(Ticket, ticket_id) for ticket_id in asked.facts["ticket_ids"]]
        left = [ticket.id for ticket in tickets if not ticket.ticket_no.endswith(tuple(names))]
        if left:
            asked.facts = {**asked.facts, "ticket_ids": left}
            return
    questions.close(call.desk, call.message)


def _rest(call: Call, pieces: Sequence[Piece], quoted: tuple[str, ...]) -> list[Ticket]:
    """Return the unit's open tickets, of a quoted list or of all, that no piece names; none when none is named."""
    named = [name for piece in pieces for name in (*piece.numbers, *piece.tails)]
    named += [quoted[line - 1] for piece in pieces for line in piece.lines if 1 <= line <= len(quoted)]
    held = [share.ticket for share in held_open(call) if len(quoted) < 2 or share.ticket.ticket_no in quoted]
    rest = [ticket for ticket in held if not ticket.ticket_no.endswith(tuple(named))]
    return sorted(rest, key=lambda ticket: quoted.index(ticket.ticket_no) if len(quoted) > 1 else 0) if named else []


def _means_the_rest(piece: Piece) -> bool:
    return piece.lines == (UNNAMED_LINE,) and is_of_the_rest(piece.text)


def _of_the_last(piece: Piece, rest: Sequence[Ticket]) -> Piece:
    """剩下的 and 另一个 are the one ticket that the other pieces do not name; of several it is asked which."""
    return (
        replace(piece, numbers=(rest[0].ticket_no,), lines=()) if len(rest) == 1 and _means_the_rest(piece) else piece
    )


def _answer_piece(call: Call, piece: Piece, quoted: tuple[str, ...], beside: tuple[str, ...] = ()) -> str:
    """Answer what is said of the tickets of a piece; `beside` are the numbers named in one breath with its own."""
    known, found = _found(call, piece, quoted)
    names = (*piece.numbers, *piece.tails)
    if len(names) > 1 and (isinstance(found, Unknown) or (isinstance(found, Ambiguous) and found.reason == "tail")):
        # One number nobody knows, or a tail of two tickets, does not hold up the others named beside it; it is asked
        # about last, so that the list is the last thing asked.
        each_alone = sorted(_one_by_one(piece), key=lambda each: not isinstance(_found(call, each, quoted)[1], Linked))
        return "\n".join(_answer_piece(call, each, quoted, names) for each in each_alone)
    match found:
        case Linked(tickets):
            return "\n".join(_answer_one(call, known[each.ticket.ticket_no], piece, each.how) for each in tickets)
        case Ambiguous(tickets, reason):
            meant = [ticket for each in tickets for ticket in known[each.ticket_no]]
            return ask_which(call, piece, meant, reason)
        case Unknown((tail,)) if len(set(quoted)) == 1 and may_be_a_quantity(piece.text, tail):
            return _answer_piece(call, replace(piece, numbers=(), tails=()), quoted)
        case Unknown(numbers):
            may_mean = _may_mean(call, piece, quoted)
            if meant := [ticket for ticket in may_mean if not (beside and ticket.ticket_no.endswith(beside))]:
                return ask_which(call, piece, meant, f"no_tail:{numbers[0]}")
            return refusal("unknown_number", {"number": "、".join(numbers)})
    return ""


def _found(call: Call, piece: Piece, quoted: tuple[str, ...]) -> tuple[dict[str, list[Ticket]], Link]:
    known = _known(call, piece, quoted)
    return known, link(_facts(call, piece, quoted), [_candidate(call, tickets[0]) for tickets in known.values()])


def _answer_one(call: Call, same_number: Sequence[Ticket], piece: Piece, how: How) -> str:
    """Apply a piece to the ticket of a number; where several platforms have it, the one named beside it is meant."""
    words = half_width(piece.text)
    for name in (*piece.numbers, *piece.tails):
        words = words.replace(name, " ")
    named = [ticket for ticket in same_number if ticket.platform in words] or list(same_number)
    if len(named) > 1:
        return ask_which(call, piece, named, "platforms")
    return apply(call, named[0], piece, how)


def apply(call: Call, ticket: Ticket, piece: Piece, how: How) -> str:
    """Do what a piece says about one ticket; a refusal is worded on its line."""
    try:
        with call.desk.session.begin_nested():
            permit(call, "say", ticket)
            return do_what_it_says(call, ticket, piece, how)
    except Refusal as refused:
        return refused_to(call, refused, ticket_no=ticket.ticket_no)


def _may_mean(call: Call, piece: Piece, quoted: tuple[str, ...]) -> list[Ticket]:
    """Four digits may be a price or a room (收费3000, 1203业主): the sentence is still about one of these."""
    if piece.numbers or "empty" in piece.reasons:
        return []
    meant = seen(call, queries.with_numbers(call.desk.session, tuple(dict.fromkeys(quoted))))
    return meant or [share.ticket for share in held_open(call)]


def _one_by_one(piece: Piece) -> list[Piece]:
    return [replace(piece, numbers=(number,), tails=()) for number in piece.numbers] + [
        replace(piece, numbers=(), tails=(tail,)) for tail in piece.tails
    ]


def _known(call: Call, piece: Piece, quoted: Sequence[str]) -> dict[str, list[Ticket]]:
    """Return the tickets a piece may mean by their number: the newest on each platform, the open ones before others."""
    session = call.desk.session
    found = [share.ticket for share in held_open(call) or held_done(call)]
    named = [ticket.ticket_no for tail in piece.tails for ticket in queries.ending_in(session, tail)]
    for number in dict.fromkeys([*named, *piece.numbers, *quoted]):
        found += queries.on_each_platform(session, number)
    known: dict[str, list[Ticket]] = {}
    for ticket in seen(call, list({ticket.id: ticket for ticket in found}.values())):
        known.setdefault(ticket.ticket_no, []).append(ticket)
    return {number: _still_open(tickets) or tickets for number, tickets in known.items()}


def _still_open(tickets: Sequence[Ticket]) -> list[Ticket]:
    """Return the open ones among the tickets of a number, of each platform the newest round."""
    newest: dict[str, Ticket] = {}
    for ticket in sorted(tickets, key=lambda one: one.round):
        newest[ticket.platform] = ticket
    return [ticket for ticket in newest.values() if ticket.state in OPEN_STATES]


def _candidate(call: Call, ticket: Ticket) -> Candidate:
    is_open = ticket.state in OPEN_STATES
    return Candidate(ticket.ticket_no, scope_of(call.desk, ticket).unit_ids, is_open, ticket.round)


def _facts(call: Call, piece: Piece, quoted: tuple[str, ...]) -> MessageFacts:
    return MessageFacts(
        numbers=piece.numbers,
        tails=piece.tails,
        lines=piece.lines,
        quoted=quoted,
        is_one_message=call.quoted.is_one,
        unit_ids=frozenset({call.speaker.department_id}) if call.speaker.department_id else frozenset(),
        is_plain_ack=piece.plain,
        is_about_work=piece.intent is not Intent.OTHER or takes_done_back(piece),
    )


def ask_receipt_or_line(call: Call, pieces: Sequence[Piece]) -> str | None:
    """A bare 1 to a quoted list is a receipt for all of it or its first line: ask, unless both are the same."""
    piece = pieces[0]
    if len(pieces) != 1 or piece.lines != (1,) or "empty" not in piece.reasons or "1" not in half_width(piece.text):
        return None
    known = _known(call, piece, quoted_numbers(call))
    own = [ticket for number, tickets in known.items() if number in quoted_numbers(call) for ticket in tickets]
    return ask_which(call, piece, own, "receipt_or_line") if len(own) > 1 else None
