"""Hears a unit take back what it has just said: the ticket that was moved is named, or put back at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions import questions
from actions.refusals import Refusal
from actions.undo import could_take_back
from bot.call import Call
from bot.commands import by_name
from bot.just_spoken import last_events
from bot.naming import seen
from bot.refused import refused_to
from bot.unit_reply import answer_reply, quoted_numbers
from models.event import Event
from models.queries import tickets as queries
from models.question import Question
from models.ticket import Ticket
from rules.command_line import CommandLine
from rules.intents import Piece, read_reply
from rules.lifecycle import EventKind
from rules.linking import How
from rules.reply_pieces import split_pieces, words_of
from rules.slips import Slip, asks_to_take_back, read_slip
from texts import replies


def handle(call: Call) -> str | None:
    """Answer 打错了, 不对是4513 and 撤销 where the last words moved something; everything else passes.

    A number beside it says that another ticket was meant: then the first is put back as /撤销 does, and the words go
    to the other. Raises Refusal where 撤销 finds nothing to take back.
    """
    if not call.is_unit_speaker:
        return None
    if (number := asks_to_take_back(call.text)) is not None:
        return _take_back(call, number or next(iter(quoted_numbers(call)), ""))
    list_shown = _list_chosen_from(call)
    slip = read_slip(call.text, call.desk.rules.number_patterns, list_shown.facts["shown"] if list_shown else 0)
    if slip is None or _answers_a_question(call):
        return None
    moved = _moved(call)
    if not moved or _is_of_what_was_moved(call, slip, moved):
        return None
    if slip.is_sure and len(moved) == 1:
        return _put_right(call, moved[0], slip, list_shown)
    said = answer_reply(call, read_reply(slip.instead, call.desk.rules.number_patterns)) if slip.instead else ""
    return "\n".join(filter(None, [said, *(_way_back(call, event) for event in moved)]))


def _take_back(call: Call, number: str) -> str:
    return by_name("撤销").run(call, CommandLine("撤销", number, (number,) if number else ()))


def _answers_a_question(call: Call) -> bool:
    """不对 to a list or to 是已经办结了吗 is an answer."""
    asked = questions.pending(call.desk, call.message)
    if asked is None or asked.kind not in ("which_ticket", "confirm_done"):
        return False
    return questions.is_last_word(call.desk, call.message, asked)


def _moved(call: Call) -> list[Event]:
    """Return what the speaker's last message here did and can be taken back, one event for each ticket."""
    quoted = seen(call, queries.with_numbers(call.desk.session, quoted_numbers(call)))
    events = last_events(call)
    if quoted:
        begun = call.desk.now - call.desk.rules.undo_window
        events = [
            event
            for ticket in quoted
            for event in queries.last_events_by(call.desk.session, call.speaker.userid, begun, ticket.id)
        ]
    chief: dict[int, Event] = {}
    for event in events:
        if event.ticket_id is not None and event.kind != EventKind.UNIT_MESSAGE:
            chief.setdefault(event.ticket_id, event)
    return [event for event in chief.values() if could_take_back(call.desk, call.speaker.userid, event)]


def _is_of_what_was_moved(call: Call, slip: Slip, moved: Sequence[Event]) -> bool:
    """说错了，4512没修好 names the same ticket again, with other news."""
    named = split_pieces(slip.instead, call.desk.rules.number_patterns)[0]
    names = (*named.numbers, *named.tails)
    numbers = [call.desk.session.get_one(Ticket, event.ticket_id).ticket_no for event in moved]
    return any(number.endswith(name) for number in numbers for name in names)


def _way_back(call: Call, event: Event) -> str:
    return replies.way_back(call.desk, call.desk.session.get_one(Ticket, event.ticket_id), event.kind)


def _list_chosen_from(call: Call) -> Question | None:
    """Return the list that the speaker's last message picked from, where it did."""
    events = last_events(call)
    if not any(event.link == How.CHOSEN for event in events):
        return None
    listed = questions.last_asked(call.desk, call.message, "which_ticket")
    return listed if listed is not None and listed.closed_at is not None else None


def _put_right(call: Call, moved: Event, slip: Slip, listed: Question | None) -> str:
    """Take the last action back and let the words count for the ticket that was meant."""
    wrong = call.desk.session.get_one(Ticket, moved.ticket_id)
    meant = _meant_instead(call, moved, slip, listed)
    try:
        with call.desk.session.begin_nested():
            undone = _take_back(call, wrong.ticket_no)
    except Refusal as refused:
        undone = refused_to(call, refused, ticket_no=wrong.ticket_no)
    questions.close(call.desk, call.message)
    return f"{undone}\n{answer_reply(replace(call, message=replace(call.message, quote_text=None)), [meant])}"


def _meant_instead(call: Call, moved: Event, slip: Slip, listed: Question | None) -> Piece:
    """Return what is said of the ticket named instead: the new words, else those that went to the wrong one."""
    patterns = call.desk.rules.number_patterns
    n_lines = listed.facts["shown"] if listed else 0
    named = split_pieces(slip.instead, patterns, n_lines)[0]
    words = words_of(named, patterns, n_lines) or _said_before(call, moved, listed)
    numbers = named.numbers
    if listed is not None and named.lines:
        numbers = (call.desk.session.get_one(Ticket, listed.facts["ticket_ids"][named.lines[0] - 1]).ticket_no,)
    return replace(read_reply(words, patterns)[0], numbers=numbers, tails=named.tails, lines=())


def _said_before(call: Call, moved: Event, listed: Question | None) -> str:
    if listed is not None:
        said: str = listed.facts["text"]
        return said
    patterns = call.desk.rules.number_patterns
    story = queries.last_events_by(call.desk.session, call.speaker.userid, moved.recorded_at, moved.ticket_id)
    message = next(
        (row for row in story if row.kind == EventKind.UNIT_MESSAGE and row.inbox_id == moved.inbox_id), None
    )
    return words_of(split_pieces((message and message.original) or "", patterns)[0], patterns)
