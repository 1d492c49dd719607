"""Writes a command out for who asks: with the ticket and words they typed, else with a ticket of theirs that fits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from actions.moves import require
from actions.pressing import tickets_by_pressing
from actions.refusals import Refusal
from actions.scopes import scopes_of
from actions.undo import could_take_back
from bot.call import Call
from bot.naming import named_tickets, quoted_tickets, seen, shown_here, ticket_words
from bot.refused import refused_to, repeated
from models.queries import tickets as queries
from models.queries.requests import waiting_requests
from models.ticket import Ticket
from rules.command_states import likeliest_for, move_of, states_for
from rules.permissions import Allowed, Denied, DenyCode, may
from texts.next_step import short

if TYPE_CHECKING:
    from bot.commands.declare import Command

_NUMBER = re.compile(r"(?<= )[0-9]{4}(?= |$)")
_LOOKED_AT = 200
_OF_REQUESTS = ("approve", "reject", "submitted", "withdraw", "granted")
# Longer words are somebody's report, not the rest of a command to be read again.
_REPEATED = 30


def is_for(call: Call, each: Command) -> bool:
    """Tell whether the speaker's role ever has a command: nobody is offered what they may not do."""
    verdict = may(call.actor, each.action, call.place)
    return not (isinstance(verdict, Denied) and verdict.code is DenyCode.NOT_YOUR_ROLE)


def example_for(call: Call, each: Command, rest: str = "") -> str:
    """Return a command's example, its number replaced by the ticket that was typed or by one it fits."""
    ticket = (_typed(call, rest) if each.takes_ticket else None) or first_fitting(call, each)
    return each.example if ticket is None else _NUMBER.sub(short(call.desk, ticket), each.example, count=1)


def written_out(call: Call, each: Command, rest: str) -> str:
    """Return a command as it may be sent at once: what was typed behind the wrong name stays."""
    if not each.takes_ticket and each.action != "find":
        needs_words = any(parameter.is_required for parameter in each.parameters)
        behind = rest if each.parameters else ""
        if not behind and each.action in _OF_REQUESTS:
            behind = next((str(request.id) for request in waiting_requests(call.desk.session)), "申请号")
        return f"/{each.name} {behind}".strip() if behind or not needs_words else each.example
    words = ticket_words(call, rest)
    if each.action == "find" and words.rest.strip() and not (words.numbers or words.tails):
        # Words are looked for as they stand; a number that nobody wrote is not what was meant.
        return f"/{each.name} {repeated(call, words.rest.strip())[:_REPEATED]}"
    named = _typed(call, rest) or (None if words.numbers or words.tails else first_fitting(call, each))
    number = short(call.desk, named) if named else "、".join((*words.numbers, *words.tails)) or "单号"
    said = words.rest.strip()
    if (not said or len(said) > _REPEATED) and any(part.is_required for part in each.parameters[1:]):
        said = _NUMBER.split(each.example, maxsplit=1)[-1].strip()
    return f"/{each.name} {number} {repeated(call, said)[:_REPEATED]}".strip()


def why_not_now(call: Call, each: Command, rest: str) -> str | None:
    """Return what comes next for the typed ticket when the command does not fit where it stands."""
    ticket, move = _typed(call, rest), move_of(_action(call, each))
    if ticket is None or move is None:
        return None
    try:
        require(ticket, move)
    except Refusal as refused:
        return refused_to(call, refused)
    return None


def first_fitting(call: Call, each: Command) -> Ticket | None:
    """Return the most pressing ticket of the speaker, among those that may be shown here, that waits for a command."""
    action, desk = _action(call, each), call.desk
    if action == "undo":
        return _last_moved(call)
    for states in (likeliest_for(action), states_for(action)):
        found = queries.in_states(
            desk.session, states, department_id=call.speaker.department_id, short=True, limit=_LOOKED_AT
        )
        scopes = scopes_of(desk, found)
        mine = [t for t in shown_here(call, found) if may(call.actor, action, call.place, scopes[t.id]) == Allowed()]
        pressed = tickets_by_pressing(desk, mine, call.speaker.department_id)
        if pressed:
            return sorted(pressed, key=lambda one: one.ticket.lead_unit_id != call.speaker.department_id)[0].ticket
    return None


def _action(call: Call, each: Command) -> str:
    """From a unit /签收 means that it takes the order."""
    return "accept" if call.is_unit_speaker and each.action == "sign" else each.action


def _typed(call: Call, rest: str) -> Ticket | None:
    """Return the one ticket that a line names, or its quote."""
    words = ticket_words(call, rest)
    if not (words.numbers or words.tails):
        quoted = shown_here(call, quoted_tickets(call))
        return quoted[0] if len(quoted) == 1 else None
    try:
        found = shown_here(call, named_tickets(call, words, required=False, action="find"))
    except Refusal:
        return None
    return found[0] if len(found) == 1 else None


def _last_moved(call: Call) -> Ticket | None:
    since = call.desk.now - call.desk.rules.undo_window
    for event in queries.last_events_by(call.desk.session, call.speaker.userid, since):
        if event.ticket_id is not None and could_take_back(call.desk, call.speaker.userid, event):
            found = seen(call, [call.desk.session.get_one(Ticket, event.ticket_id)])
            return found[0] if found else None
    return None
