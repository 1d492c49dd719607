"""Asks once, behind all that a message says, whether doubtful claims are done and the citizens were contacted."""

from __future__ import annotations

from collections.abc import Sequence

from actions import evidence, questions
from actions.sent_back import sent_back
from bot.call import Call
from models.ticket import Ticket
from texts import answers, replies

# The tickets done in this message whose contact with the citizen is still to be asked about.
_UNSAID = "unsaid"
# Whether it is still to be asked if the tickets of doubtful claims are done.
_UNASKED = "unasked"


def ask_whether_done(call: Call, ticket: Ticket, text: str, *, is_worded: bool = True) -> None:
    """Several doubtful claims in one message are confirmed together; unless `is_worded` the answer still has to ask."""
    asked = questions.pending(call.desk, call.message)
    facts = asked.facts if asked is not None and asked.kind == "confirm_done" else {"ticket_ids": [], "texts": []}
    unsaid = asked.facts.get(_UNSAID, []) if asked is not None else []
    facts = {
        "ticket_ids": [*facts["ticket_ids"], ticket.id],
        "texts": [*facts["texts"], text],
        _UNSAID: unsaid,
        _UNASKED: not is_worded or facts.get(_UNASKED, False),
    }
    questions.ask(call.desk, call.message, "confirm_done", facts)


def ask_about_contact(call: Call, ticket: Ticket) -> None:
    """Several tickets done one after the other are asked about together, once the answer has all its lines."""
    asked = questions.pending(call.desk, call.message)
    if asked is not None and asked.kind == "confirm_done":
        # Whether something is done at all weighs more, and only one question stands at a time.
        asked.facts = {**asked.facts, _UNSAID: [*asked.facts.get(_UNSAID, []), ticket.id]}
        return
    beside = asked.facts["ticket_ids"] if asked is not None and asked.kind == "contact_before_done" else []
    ids = [*beside, ticket.id]
    questions.ask(call.desk, call.message, "contact_before_done", {"ticket_ids": ids, _UNSAID: ids})


def with_questions(call: Call, answer: str) -> str:
    """Return an answer with what it still has to ask, once: whether all this is done, and of the contact."""
    return answers.told_once(_with_questions(call, answer))


def _with_questions(call: Call, answer: str) -> str:
    asked = questions.pending(call.desk, call.message)
    if asked is None:
        return answer
    facts = asked.facts
    if facts.get(_UNASKED):
        claimed = _tickets(call, facts["ticket_ids"])
        numbers = [ticket.ticket_no for ticket in claimed]
        is_again = any(sent_back(call.desk, ticket) for ticket in claimed)
        asks = replies.are_they_done(numbers, is_again=is_again)
        answer = "\n".join(line for line in (*answer.splitlines(), asks) if line)
    if unsaid := _tickets(call, facts.get(_UNSAID, [])):
        if asked.kind == "contact_before_done":
            photos_missing = not all(
                evidence.will_be_there(call.desk, ticket, call.message, call.inbox_id) for ticket in unsaid
            )
            answer = answers.was_contacted(call.desk, unsaid, answer, photos_missing=photos_missing)
        else:
            answer = f"{answer}\n{answers.contact_to_tell(call.desk, unsaid)}"
    if facts.get(_UNASKED) or unsaid:
        asked.facts = {**facts, _UNSAID: [], _UNASKED: False}
    return answer


def _tickets(call: Call, ids: Sequence[int]) -> list[Ticket]:
    return [call.desk.session.get_one(Ticket, ticket_id) for ticket_id in ids]
