"""/回访: the citizen was called back."""

from __future__ import annotations

from actions import calls, follow_up, gathering, questions, uploading
from actions.hiding import masked_words
from actions.refusals import Refusal
from bot.call import Call
from bot.commands.declare import command
from bot.naming import ticket_words
from models.ticket import Ticket
from rules.chat import Source
from rules.follow_up import SolvedWord, Verdict, in_plain_verdict, meaning_of
from texts import answers
from texts import evidence as evidence_texts
from texts.moments import span


@command("回访", "followup", action="followup", example="/回访 4512 满意 已解决", spoken=in_plain_verdict)
def followup(
    call: Call, ticket: Ticket, verdict: Verdict, solved: SolvedWord | None = None, note: str | None = None
) -> str:
    """回访诉求人后告诉我结果；不满意或未解决的写明原因，退回单位。"""
    match meaning_of(verdict, solved):
        case "lacks_solved":
            lacking = "已解决、部分解决或未解决"
            raise Refusal("incomplete", usage=followup.usage, example=followup.example, missing=lacking)
        case "contradicts":
            raise Refusal("unreached_says_nothing", ticket_no=ticket.ticket_no)
        case "tried":
            return _tried(call, ticket, note)
        case "reopens" if note is None:
            follow_up.check_reopens(ticket)
            _ask_why(call, ticket, verdict, solved)
            return answers.discontent_wanted(call.desk, ticket)
        case "reopens":
            return send_back(call, ticket, verdict, solved, str(note))
        case "goes_on":
            follow_up.satisfied(call.desk, ticket, call.source(), verdict, _masked(call, ticket, note))
            return answers.followed_up(call.desk, ticket, verdict) + _ask_for_recording(call, ticket)


def send_back(call: Call, ticket: Ticket, verdict: str, solved: str | None, reason: str) -> str:
    """Send an order back to its unit for a reason and word the answer; raises Refusal."""
    unit = ticket.lead_unit.name if ticket.lead_unit else None
    masked = masked_words(call.desk, ticket, reason)
    _event, due_at = follow_up.unsatisfied(call.desk, ticket, call.source(), verdict, solved, masked)
    return answers.sent_back(call.desk, ticket, unit, due_at) + _ask_for_recording(call, ticket)


def _tried(call: Call, ticket: Ticket, note: str | None) -> str:
    event, tries = follow_up.unreached(call.desk, ticket, call.source(), _masked(call, ticket, note))
    next_try_at = calls.next_try_at(call.desk, ticket, "follow_up")
    is_counted = event.facts["is_counted"]
    return answers.follow_up_unreached(call.desk, ticket, tries, next_try_at, is_counted=is_counted)


def _masked(call: Call, ticket: Ticket, note: str | None) -> str | None:
    return masked_words(call.desk, ticket, note) if note else None


def _ask_why(call: Call, ticket: Ticket, verdict: str, solved: str | None) -> None:
    """Several tickets of one message are asked about together."""
    asked = questions.pending(call.desk, call.message)
    is_same = asked is not None and asked.kind == "why_sent_back" and asked.asked_at == call.desk.real_now
    before = asked.facts["ticket_ids"] if asked is not None and is_same else []
    facts = {"ticket_ids": [*before, ticket.id], "verdict": verdict, "solved": solved}
    questions.ask(call.desk, call.message, "why_sent_back", facts)


def _ask_for_recording(call: Call, ticket: Ticket) -> str:
    """Ask once for the recording; of one ticket in a direct chat the next file is it. The app takes no files."""
    words = ticket_words(call, call.text)
    if not call.is_direct or len(words.numbers) + len(words.tails) > 1:
        return evidence_texts.send_recording(call.desk, ticket)
    gathering.begin(call.desk, call.message, ticket)
    if call.message.source is Source.APP and call.desk.rules.base_url:
        link = uploading.make_link(call.desk, ticket, call.speaker.userid)
        return evidence_texts.upload_recording(link, span(call.desk.rules.files.link_lives))
    return evidence_texts.recording_comes_next()
