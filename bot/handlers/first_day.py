"""Reads the answers to a trial push: that it came out here, that the @ arrived, that the quote has its text."""

from __future__ import annotations

from actions import first_day
from bot.call import Call
from models.queries import group_checks as queries
from models.queries import people
from rules.first_day import Standing, Step, read_answer
from rules.receipts import is_receipt
from texts import first_day as texts


def handle(call: Call) -> str | None:
    """Answer what is about a trial; everything else passes."""
    answer = read_answer(call.text, call.message.quote_text)
    check = queries.check_with_code(call.desk.session, answer.code) if answer else None
    if answer is None or check is None:
        return texts.trial_over() if answer and answer.is_quoted else _without_code(call)
    name = people.group(call.desk.session, check.group_id).name
    if call.is_direct:
        return texts.trial_in_direct(call.desk, name)
    first_day.take_answer(call.desk, answer, check, call.group, call.speaker.userid)
    if call.group is None or call.group.id != check.group_id:
        return texts.trial_elsewhere(name)
    if not answer.is_quoted and not answer.denies:
        first_day.take_unquoted(check, has_quote=call.message.has_quote)
    call.desk.session.flush()
    found = first_day.standing(call.desk, call.group)
    return texts.trial_taken(call.desk, found, was_quoted=answer.is_quoted)


def _without_code(call: Call) -> str | None:
    """收到 from whom the trial @ed, and nothing to say what of: the quote brought no text, or there was none."""
    if call.group is None or call.is_unit_speaker or call.message.quote_text or not is_receipt(call.text):
        return None
    found = first_day.standing(call.desk, call.group)
    if found.steps[Step.PUSH] is not Standing.WAITING or found.asked != call.speaker.userid or found.code is None:
        return None
    return texts.trial_without_code(found.code)
