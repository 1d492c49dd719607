"""Asks which ticket a unit's words are about: one numbered list at a time, and what was said is remembered."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions import questions
from actions.hiding import masked_for_all
from bot.call import Call
from bot.held import held_done, held_open
from models.ticket import Ticket
from rules.bundling import mark
from rules.half_width import half_width
from rules.intents import Piece
from rules.lifecycle import OPEN_STATES
from rules.reply_pieces import UNNAMED_LINE
from texts import choosing, replies

_CHOICES = 9
# Why it is asked which ticket is meant; who says 都 is asked whether it is these.
_WHICH = frozenset({"bundle", "several_open"})
_OF_ALL = re.compile("(?:[两三四五六七八九俩仨2-9][个件条])?(?:全[部都]?|都|均|所有)")


def ask_which(call: Call, piece: Piece, tickets: Sequence[Ticket], reason: str) -> str:
    """Ask which of these a piece is about, in this order, and remember what was said."""
    asked = questions.pending(call.desk, call.message)
    if asked is not None and asked.kind == "which_ticket":
        # One list at a time: with two on the screen nobody knows which of them a 1 answers.
        return replies.say_with_number(_shown_back(call, piece, tickets))
    open_ones = [ticket for ticket in tickets if ticket.state in OPEN_STATES] or list(tickets)
    shown, hidden = open_ones[:_CHOICES], len(open_ones[_CHOICES:])
    if reason in _WHICH and not hidden and len(shown) > 1 and _OF_ALL.match(half_width(piece.text)):
        reason = "all"
    if UNNAMED_LINE in piece.lines and reason != "rest":
        reason = "exception"
    facts = {
        "ticket_ids": [ticket.id for ticket in open_ones],
        "shown": len(shown),
        "text": piece.text,
        "again": {"exception": "uneven", "all": "whole", "rest": "whole"}.get(reason, "which"),
    }
    questions.ask(call.desk, call.message, "which_ticket", facts)
    lines = [f"{mark(at)}{choosing.choice(ticket, among=shown)}" for at, ticket in enumerate(shown, start=1)]
    return "\n".join(
        [
            choosing.which_ticket(_shown_back(call, piece, tickets), reason, n=len(shown)),
            *lines,
            choosing.how_to_choose(reason, n=len(shown), hidden=hidden),
        ]
    )


def _shown_back(call: Call, piece: Piece, tickets: Sequence[Ticket]) -> str:
    """What was said, as the group may read it again: whichever of the callers it names."""
    return masked_for_all([*tickets, *(share.ticket for share in [*held_open(call), *held_done(call)])], piece.text)
