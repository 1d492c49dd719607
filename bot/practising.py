"""Guides who practises: behind each answer about the drill ticket stands praise or correction, and what comes next."""

from __future__ import annotations

from actions import drilling, first_day
from bot.call import Call
from models.queries import drills as queries
from rules.drill import DrillRole, next_step
from rules.ticket_number import find_numbers, find_tails
from texts import drill as texts


def with_guidance(call: Call, answer: str) -> str:
    """Return an answer with what the exercise says to it; one about anything else stays as it is."""
    drill = queries.running_drill(call.desk.session, call.speaker.userid)
    if drill is None or not answer:
        return answer
    done = frozenset(drilling.happened(call.desk, drill))
    quoting = not call.is_direct and not (call.group and first_day.quotes_bring_nothing(call.desk, call.group.id))
    if drilling.has_just_happened(call.desk, drill, call.inbox_id):
        told = texts.praised(call.desk, drill, done, quoting=quoting)
        if next_step(DrillRole(drill.role), done) is None:
            drilling.end(call.desk, drill)
        return f"{answer}\n{told}"
    if _is_about(call, drill.ticket.ticket_no):
        return f"{answer}\n{texts.corrected(call.desk, drill, done, quoting=quoting)}"
    return answer


def _is_about(call: Call, number: str) -> bool:
    patterns = call.desk.rules.number_patterns
    named = [found.text for found in find_numbers(call.text, patterns)]
    named += [found.text for found in find_tails(call.text, patterns)]
    return number in call.quoted.numbers or any(number.endswith(name) for name in named)
