"""Reads which of the tickets the bot listed somebody picks: by line or number, else by what it is about or where."""

from __future__ import annotations

from bot.call import Call
from bot.plain_answers import tickets_asked
from models.question import Question
from models.ticket import Ticket
from rules.choice_by_words import read_by_words
from rules.choices import Choice, Chosen, read_choice
from rules.intents import Intent, read_reply
from texts import replies


def ticket_choice(call: Call, question: Question) -> Choice | None:
    """Return which of the tickets asked about a text picks; None when it does not speak of the list."""
    tickets, patterns = tickets_asked(call, question), call.desk.rules.number_patterns
    numbers = [ticket.ticket_no for ticket in tickets]
    by_line = read_choice(call.text, numbers, patterns, n_shown=question.facts["shown"])
    return by_line if by_line is not None else _by_words(call, tickets)


def _by_words(call: Call, tickets: list[Ticket]) -> Choice | None:
    """News of the work (还没修) is no title, although a title may hold these very words."""
    pieces = read_reply(call.text, call.desk.rules.number_patterns)
    choice = read_by_words(call.text, [replies.what_is_shown(ticket) or "" for ticket in tickets])
    is_news = len(pieces) != 1 or pieces[0].intent is not Intent.OTHER or pieces[0].numbers or pieces[0].tails
    has_words = isinstance(choice, Chosen) and all(words for _line, words in choice.parts)
    return None if is_news and not has_words and isinstance(choice, Chosen) else choice
