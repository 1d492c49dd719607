"""Declares a command once: name, synonyms, example and a typed signature give its parsing, usage and help."""

from __future__ import annotations

import inspect
import re
import typing
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal, get_args, get_origin

from actions.refusals import Refusal
from bot.call import Call
from bot.commands.near_words import NEAR_WORDS
from bot.naming import named_tickets, ticket_words
from bot.naming_requests import take_request
from bot.permitting import permit, permit_place
from bot.refused import refused_to
from bot.second_ticket import begins_a_result, check_one_order
from bot.sounds import initials_of, sound_of
from bot.time_or_number import time_of_digits, with_stated_time
from models.request import Request
from models.ticket import Ticket
from rules.command_line import CommandLine
from rules.durations import parse_limit, parse_span
from rules.half_width import half_width
from rules.name_resolution import NamedThing
from rules.spoken_time import mistyped_time, read_moment, stated_time
from rules.ticket_words import TicketWords

CommandFunction = Callable[..., str]
_TO_COME = re.compile(r"(?:明|后|大后|次)[天日]|明[早晚]|下(?:周|星期|个?月)")
# As many answers as one message holds.
_MOST_TICKETS = 50
_LABELS = {"ticket": "单号", "request": "申请号", "at": "时间", "length": "时长"}


@dataclass(frozen=True)
class Parameter:
    """One piece of a command line: a ticket, a request, a moment, a span, one of some words, or free text."""

    name: str
    kind: Literal["ticket", "request", "moment", "span", "choice", "text"]
    label: str
    is_required: bool
    choices: tuple[str, ...] = ()

    @property
    def usage(self) -> str:
        """Return how the piece stands in the usage line."""
        shown = "／".join(self.choices) if self.choices else self.label
        return shown if self.is_required else f"[{shown}]"


@dataclass(frozen=True)
class Command:
    """A declared command; `function` is called once per ticket when its first piece is a ticket."""

    name: str
    synonyms: tuple[str, ...]
    action: str
    example: str
    summary: str
    function: CommandFunction
    parameters: tuple[Parameter, ...]
    wrong_chat: str = "wrong_chat"
    first: Callable[[str], None] | None = None
    spoken: Callable[[str], str] | None = None
    for_unit: str = ""
    names_others: bool = False

    @property
    def takes_ticket(self) -> bool:
        """Tell whether the command is about tickets."""
        return bool(self.parameters) and self.parameters[0].kind == "ticket"

    @property
    def usage(self) -> str:
        """Return the usage line, such as `/签收 单号 [时间]`."""
        return " ".join([f"/{self.name}", *(parameter.usage for parameter in self.parameters)])

    def help_for(self, *, unit: bool) -> str:
        """Return what the command does for whoever asks."""
        return self.for_unit if unit and self.for_unit else self.summary

    def named(self) -> NamedThing:
        """Return the command's names with their pinyin initials."""
        words = [word for word in (self.name, *self.synonyms) if not word.isascii()]
        initials = tuple(dict.fromkeys(initials_of(word) for word in words))
        sounds = tuple(dict.fromkeys(sound_of(word) for word in words))
        return NamedThing(self.name, self.synonyms, initials, sounds, NEAR_WORDS.get(self.name, ()))

    def run(self, call: Call, line: CommandLine) -> str:
        """Answer the command; raises Refusal. Several tickets are answered on a line each."""
        if not self.takes_ticket:
            self._permit(call, None)
            return self.function(call, **self._read(call, line.rest, self.parameters))
        permit_place(call, self.action, command=self.name, wrong_chat=self.wrong_chat)
        if self.first is not None:
            self.first(line.rest)
        words = ticket_words(call, line.rest)
        takes_time = any(parameter.kind == "moment" for parameter in self.parameters)
        if takes_time:
            words = with_stated_time(call, words, line.rest)
        if not self.names_others:
            choices = [word for parameter in self.parameters for word in parameter.choices]
            begins = begins_a_result(call, choices, self.spoken, takes_time=takes_time)
            check_one_order(call, words, begins, choices=choices, takes_time=takes_time)
        rest = self.spoken(words.rest) if self.spoken is not None else words.rest
        values = self._read(call, rest, self.parameters[1:])
        names = [replace(words, numbers=(number,), tails=()) for number in words.numbers]
        names += [replace(words, numbers=(), tails=(tail,)) for tail in words.tails]
        if len(names) > _MOST_TICKETS:
            raise Refusal("too_many", n=len(names), most=_MOST_TICKETS)
        if len(names) > 1:
            return "\n".join(self._line_for(call, name, values) for name in names)
        return self._run_named(call, words, values)

    def _line_for(self, call: Call, name: TicketWords, values: dict[str, Any]) -> str:
        """One of several tickets: refused alone, the others stand."""
        try:
            with call.desk.session.begin_nested():
                return self._run_named(call, name, values)
        except Refusal as refused:
            said, shown = refused_to(call, refused), (*name.numbers, *name.tails)[0]
            return said if shown in said else f"{shown}：{said}"

    def _run_named(self, call: Call, words: TicketWords, values: dict[str, Any]) -> str:
        tickets = named_tickets(call, words, required=self.parameters[0].is_required, action=self.action)
        if not tickets:
            self._permit(call, None)
            return self.function(call, None, **values)
        return self._run_one(call, tickets[0], values)

    def _run_one(self, call: Call, ticket: Ticket, values: dict[str, Any]) -> str:
        self._permit(call, ticket)
        return self.function(call, ticket, **values)

    def _permit(self, call: Call, ticket: Ticket | None) -> None:
        permit(call, self.action, ticket, command=self.name, wrong_chat=self.wrong_chat)

    def _read(self, call: Call, rest: str, parameters: tuple[Parameter, ...]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for parameter in parameters:
            value, rest = _take(call, parameter, rest.strip())
            if value is None and parameter.choices and parameter.is_required and rest.strip():
                raise Refusal("not_a_choice", text=rest.strip(), choices=parameter.choices, example=self.example)
            if value is None and parameter.is_required:
                missing = "、".join(parameter.choices) or parameter.label
                raise Refusal("incomplete", usage=self.usage, example=self.example, missing=missing)
            values[parameter.name] = value
        if rest.strip():
            raise Refusal("too_much", usage=self.usage, example=self.example, extra=rest.strip())
        return values


def command(
    name: str,
    *synonyms: str,
    action: str,
    example: str,
    labels: dict[str, str] | None = None,
    wrong_chat: str = "wrong_chat",
    first: Callable[[str], None] | None = None,
    spoken: Callable[[str], str] | None = None,
    for_unit: str = "",
    names_others: bool = False,
) -> Callable[[CommandFunction], Command]:
    """Declare a command: its docstring's first line is its help, its signature its usage.

    `wrong_chat` is the refusal where it may not be used; `first` looks at the line of a command about a ticket
    before its tickets are looked for, and raises Refusal for what is known to go wrong; `spoken` returns what stands
    behind the tickets as the command writes it; `for_unit` is the help of a unit, which may do less; `names_others`
    lets other tickets and digits stand in its text, which else are taken for a second order's. A missing docstring or
    a type that cannot be read from a line fails at import.
    """

    def declared(function: CommandFunction) -> Command:
        if not function.__doc__:
            raise TypeError(f"/{name} has no docstring, which people read as its help")
        summary = function.__doc__.strip().splitlines()[0]
        parameters = _parameters(function, labels or {})
        said = (name, synonyms, action, example, summary)
        return Command(*said, function, parameters, wrong_chat, first, spoken, for_unit, names_others)

    return declared


def _parameters(function: CommandFunction, labels: dict[str, str]) -> tuple[Parameter, ...]:
    hints = typing.get_type_hints(function)
    signature = list(inspect.signature(function).parameters.values())[1:]
    return tuple(_parameter(p, hints[p.name], labels.get(p.name, _LABELS.get(p.name, "说明"))) for p in signature)


def _parameter(parameter: inspect.Parameter, hint: Any, label: str) -> Parameter:
    kinds = [
        each for each in (get_args(hint) if get_origin(hint) is not Literal else (hint,)) if each is not type(None)
    ]
    kind = kinds[0] if kinds else hint
    is_required = type(None) not in get_args(hint) and parameter.default is inspect.Parameter.empty
    if get_origin(kind) is Literal:
        return Parameter(parameter.name, "choice", label, is_required, tuple(get_args(kind)))
    names: dict[Any, Literal["ticket", "request", "moment", "span", "text"]] = {
        Ticket: "ticket",
        Request: "request",
        datetime: "moment",
        timedelta: "span",
        str: "text",
    }
    if kind not in names:
        raise TypeError(f"{parameter.name}: no command line holds a {kind}")
    return Parameter(parameter.name, names[kind], label, is_required)


def _take(call: Call, parameter: Parameter, rest: str) -> tuple[Any, str]:
    """Read one piece from the beginning of `rest`; returns (None, rest) when it is not there."""
    match parameter.kind:
        case "text":
            return rest or None, ""
        case "choice":
            plain = half_width(rest)
            found = max((word for word in parameter.choices if plain.startswith(word)), key=len, default=None)
            return (found, rest[len(found) :]) if found else (None, rest)
        case "moment":
            return _take_moment(call, rest)
        case "span":
            word, _, left = rest.partition(" ")
            length = _span(word)
            return (length, left) if length else (None, rest)
        case "request":
            return take_request(call, rest)
        case "ticket":
            raise TypeError("only the first piece of a command can be a ticket")


def _take_moment(call: Call, rest: str) -> tuple[datetime | None, str]:
    desk, rest = call.desk, time_of_digits(rest)
    found = read_moment(half_width(rest), desk.now, desk.rules.zone)
    if found is None:
        if _TO_COME.match(rest):
            raise Refusal("stated_to_come", text=rest)
        if mistyped := mistyped_time(rest):
            raise Refusal("stated_unread", text=mistyped)
        return None, rest
    return stated_time(rest[: found.end], desk.now, desk.rules.zone), rest[found.end :]


def _span(word: str) -> timedelta | None:
    try:
        return parse_span(half_width(word))
    except ValueError:
        limit = parse_limit(word)
        return limit.delta if limit else None
