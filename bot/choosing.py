"""Reads which of the tickets the bot listed somebody picks: by line or number, else by what it is about or where."""

from __future__ import annotations

from bot.call import Call
from bot.plain_answers import tickets_asked
from models.question import Question
from rules.choice_by_words import read_by_words
from rules.choices import Choice, read_choice
from texts import choosing


def ticket_choice(call: Call, question: Question) -> Choice | None:
    """Return which of the tickets asked about a text picks; None when it does not speak of the list."""
    tickets, patterns = tickets_asked(call, question), call.desk.rules.number_patterns
    numbers = [ticket.ticket_no for ticket in tickets]
    by_line = read_choice(call.text, numbers, patterns, n_shown=question.facts["shown"])
    if by_line is not None:
        return by_line
    return read_by_words(call.text, [choosing.what_is_shown(ticket, among=tickets) or "" for ticket in tickets])
