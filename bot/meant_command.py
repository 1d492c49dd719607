"""Runs the command that the bot asked about (您是要 /签收 4512 吗？, 是不是：青禾家园社区？) when the answer is yes."""

from __future__ import annotations

import re
from dataclasses import replace

from actions import questions
from actions.refusals import Refusal
from bot.call import Call
from bot.commands import by_name
from bot.commands.declare import Command
from bot.naming import ticket_words
from bot.plain_answers import YES, is_no, plain_words
from models.question import Question
from rules.command_line import CommandLine
from rules.half_width import half_width
from texts import replies

MEANT_COMMAND = "meant_command"
_ALSO_YES = re.compile(r"(?:是|就是|就)?要的?|可以|好的?|行|就是[它他这]个?|确认|确定")
_ALSO_NO = re.compile(r"不(?:要|对|用|是)了?|算了|取消")


def ask_whether_meant(call: Call, meant: Command, rest: str) -> None:
    """Remember the command just asked about, as far as it was typed whole: nothing of an example is ever run."""
    words = ticket_words(call, rest)
    needs = meant.parameters[1:] if meant.takes_ticket else meant.parameters
    lacks_ticket = meant.takes_ticket and not (words.numbers or words.tails or call.quoted.numbers)
    lacks_words = any(part.is_required for part in needs) and not words.rest.strip()
    if not lacks_ticket and not lacks_words:
        _ask(call, meant.name, rest)


def ask_whether_unit(call: Call, name: str, rest: str, refused: Refusal) -> bool:
    """Remember a command whose unit is like just one that there is; tells whether it could be."""
    word, nearest = refused.facts.get("word"), refused.facts.get("nearest") or []
    if refused.code != "unknown_unit" or not word or word not in rest or len(nearest) != 1:
        return False
    _ask(call, name, rest.replace(word, nearest[0], 1))
    return True


def _ask(call: Call, name: str, rest: str) -> None:
    facts = {"name": name, "rest": rest, "quote": call.message.quote_text}
    questions.ask(call.desk, call.message, MEANT_COMMAND, facts)


def says_yes(text: str) -> bool:
    """Tell whether a text is nothing but a yes to 您是要…吗 or 是不是…."""
    plain = plain_words(text)
    return bool(YES.fullmatch(plain) or _ALSO_YES.fullmatch(plain)) and plain != "有"


def run_meant(call: Call, question: Question, *, is_last_word: bool) -> str | None:
    """Run what was asked about after a yes; None for words that are neither yes nor no."""
    if not is_last_word:
        return None
    plain = plain_words(call.text)
    if is_no(plain) or _ALSO_NO.fullmatch(plain):
        return replies.nothing_run()
    if not says_yes(call.text):
        return None
    rest = question.facts["rest"]
    asked = replace(call, message=replace(call.message, quote_text=question.facts["quote"]))
    return by_name(question.facts["name"]).run(
        asked, CommandLine(question.facts["name"], rest, tuple(half_width(rest).split()))
    )
