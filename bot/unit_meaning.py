"""Does what a unit's words mean for one ticket: moves it within the unit's part, or asks before anything costly."""

from __future__ import annotations

from dataclasses import replace

from actions import clocks, evidence, unit_work
from actions.differing import tell_of_difference
from actions.journal import Story, record
from actions.refusals import Refusal
from actions.sent_back import is_of_before
from actions.undo import could_take_back
from actions.unit_work import Word
from bot.asking_done import ask_about_contact, ask_whether_done
from bot.call import Call
from bot.passing_on import pass_on, pass_on_when_replied, pass_on_while_suspended
from bot.refused import refused_to
from bot.unit_requests import answer_request
from bot.words import word_of
from models.assignment import Assignment
from models.event import Event
from models.queries import people
from models.ticket import Ticket
from rules.intents import REQUESTS, Intent, Piece
from rules.lifecycle import WITH_UNIT, EventKind, Stage, State
from rules.linking import How
from rules.promising import UnclearTime, promise_in
from rules.reply_pieces import TextPiece, words_of
from rules.request_facts import names_new_limit
from texts import answers, replies

# What a unit says of an order that was answered only an agent can act on.
_REPLIED = frozenset({State.REPLIED, State.ARCHIVED})
_NEWS = frozenset({Intent.PROGRESS, Intent.QUESTION})


def do_what_it_says(call: Call, ticket: Ticket, piece: Piece, how: How) -> str:
    """Record a unit's message on a ticket and do what it plainly says; raises Refusal. Returns the answer's line."""
    desk = call.desk
    share = unit_work.share_of(desk, ticket, call.speaker.department_id)
    if "empty" in piece.reasons and not call.message.media:
        return replies.say_what(call.desk, ticket)
    word = word_of(desk, ticket, piece.text)
    source = call.source(intent=str(piece.intent), link=str(how))
    facts = {"reasons": list(piece.reasons), "confidence": piece.confidence}
    if ticket.state in _REPLIED and (piece.intent in REQUESTS or piece.intent in _NEWS):
        message = record(desk, ticket, EventKind.UNIT_MESSAGE, source, Story(word.text, word.original, facts))
        return pass_on_when_replied(call, ticket, piece, share, message.id)
    message = record(desk, ticket, EventKind.UNIT_MESSAGE, source, Story(word.text, word.original, facts))
    difference = tell_of_difference(desk, share, message)
    if difference is None:
        return _do(call, ticket, share, piece, message)
    if piece.contacted and ticket.contacted_at is None:
        unit_work.contacted(desk, ticket, share, call.source(intent="progress"), Word())
    differs = _differs(call, ticket, difference.against)
    if ticket.state == State.RESOLVED or difference.against.kind == EventKind.RESOLVED:
        return differs
    if piece.intent is Intent.RESOLVED and piece.is_sure:
        # Nothing is closed on words that a colleague's contradict.
        ask_whether_done(call, ticket, piece.text)
        return differs + replies.done_all_the_same()
    answer = _do(call, ticket, share, piece, message)
    # Behind a command to type nothing else may stand on its line.
    return answer + differs.removeprefix(ticket.ticket_no).strip() if answer.endswith("。") else f"{answer}\n{differs}"


def _do(call: Call, ticket: Ticket, share: Assignment, piece: Piece, message: Event) -> str:
    if piece.intent is Intent.PROGRESS and share.is_lead and names_new_limit(piece.text):
        piece = replace(piece, intent=Intent.EXTENSION, is_sure=False)
    if piece.intent in REQUESTS and share.is_lead and (answer := _wish(call, ticket, share, piece)) is not None:
        return answer
    if ticket.state == State.SUSPENDED:
        return pass_on_while_suspended(call, ticket, piece, share, message.id)
    if piece.intent in REQUESTS or piece.intent in (Intent.QUESTION, Intent.OTHER):
        return pass_on(call, ticket, piece, share, message.id)
    if piece.intent is Intent.RESOLVED:
        return _claim(call, ticket, share, piece, message)
    if piece.intent is Intent.ACK:
        return _take(call, ticket, share, piece)
    return report_progress(call, ticket, share, piece)


def _wish(call: Call, ticket: Ticket, share: Assignment, piece: Piece) -> str | None:
    """Prepare or ask about a request; that the caller was reached counts beside one that keeps the order here."""
    answer = answer_request(call, ticket, piece)
    is_staying = piece.intent in (Intent.EXTENSION, Intent.EXCLUDE) and State(ticket.state) in WITH_UNIT
    if answer is None or not (piece.contacted and piece.is_sure and is_staying and ticket.contacted_at is None):
        return answer
    unit_work.contacted(call.desk, ticket, share, call.source(intent="progress"), Word())
    return f"{answer}\n{replies.contact_noted(ticket.ticket_no)}"


def _differs(call: Call, ticket: Ticket, against: Event) -> str:
    desk = call.desk
    names = people.names_of(desk.session, [against.actor or ""])
    name = None if against.actor == call.speaker.userid else next(iter(names.values()), "同事")
    if name is None and against.kind == EventKind.RESOLVED and could_take_back(desk, call.speaker.userid, against):
        return replies.take_your_claim_back(desk, ticket)
    return replies.differs_from_claim(ticket.ticket_no, name)


def _take(call: Call, ticket: Ticket, share: Assignment, piece: Piece) -> str:
    desk = call.desk
    if ticket.state == State.RESOLVED and share.is_lead:
        return replies.noted(ticket.ticket_no, is_done=True)
    if unit_work.accept(desk, ticket, share, call.source(intent="ack"), Word()) is None:
        taken = answers.accepted_before(desk, ticket, share.department_id)
    else:
        contact_by = clocks.due_of(desk, ticket, Stage.FIRST_CONTACT, share.department_id)
        finish_by = clocks.due_of(desk, ticket, Stage.HANDLE, share.department_id)
        taken = answers.accepted(desk, ticket, contact_by, finish_by)
    promised = _promise(call, ticket, share, piece)
    return taken + promised


def report_progress(call: Call, ticket: Ticket, share: Assignment, piece: Piece) -> str:
    """Record how it stands, a contact and a promise in it, and word the answer."""
    desk = call.desk
    source = call.source(intent="progress")
    if piece.contacted:
        unit_work.contacted(desk, ticket, share, source, Word())
    if State(ticket.state) is not State.RESOLVED:
        unit_work.progress(desk, ticket, share, source, Word())
    promised = _promise(call, ticket, share, piece)
    if piece.contacted:
        return answers.contacted(desk, ticket, share.department_id) + promised
    if piece.contacted is False:
        return replies.not_reached(desk, ticket, share.department_id) + promised
    if ticket.state == State.RESOLVED and share.is_lead:
        return replies.noted(ticket.ticket_no, is_done=True)
    noted = answers.not_yet_noted if "not_yet" in piece.reasons else answers.progress_noted
    return noted(desk, ticket, share.department_id) + promised


def _promise(call: Call, ticket: Ticket, share: Assignment, piece: Piece) -> str:
    """A time to come named in passing is a promise of the lead unit and is shown back."""
    desk = call.desk
    if not share.is_lead or State(ticket.state) is State.RESOLVED:
        return ""
    words = words_of(TextPiece(piece.text), desk.rules.number_patterns, n_lines=max(piece.lines, default=0))
    found = promise_in(words, desk.now, desk.rules.zone)
    if isinstance(found, UnclearTime):
        return replies.promise_unclear()
    if found is None:
        return ""
    word = word_of(desk, ticket, found.text)
    late = unit_work.promise(desk, ticket, share, call.source(intent="progress"), found.at, word)
    return replies.promise_noted(found.at, desk.rules.zone, desk.now, late)


def _claim(call: Call, ticket: Ticket, share: Assignment, piece: Piece, message: Event) -> str:
    if not piece.is_sure or is_of_before(call.desk, share, message):
        if piece.contacted and ticket.contacted_at is None:
            unit_work.contacted(call.desk, ticket, share, call.source(intent="progress"), unit_work.Word())
        ask_whether_done(call, ticket, piece.text, is_worded=False)
        return ""
    return claim_done(call, ticket, share, piece.text, is_contacted=bool(piece.contacted))


def claim_done(call: Call, ticket: Ticket, share: Assignment, text: str, *, is_contacted: bool) -> str:
    """Record that a unit says it is done, and word the answer."""
    word = word_of(call.desk, ticket, text)
    source = call.source(intent="resolved")
    try:
        unit_work.done(call.desk, ticket, share, source, word, is_contacted=is_contacted)
    except Refusal as refused:
        if refused.code != "evidence_required":
            raise
        # What was said stands as news of the work, which stays in handling until a photo shows it.
        unit_work.progress(call.desk, ticket, share, call.source(intent="progress"), word)
        return refused_to(call, refused)
    if not share.is_lead:
        return replies.assist_done(ticket.ticket_no)
    if ticket.contacted_at is None:
        ask_about_contact(call, ticket)
    photos_missing = not evidence.will_be_there(call.desk, ticket, call.message, call.inbox_id)
    return answers.claimed_done(ticket, contact_missing=ticket.contacted_at is None, photos_missing=photos_missing)
