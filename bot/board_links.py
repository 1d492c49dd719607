"""Adds to a group's list that shows only the most urgent a card that opens the whole of it on the board."""

from __future__ import annotations

from dataclasses import replace

from actions.desk import Desk
from actions.ports import Channel, Wire
from bot.composed import Composed
from bot.wecom.bodies import group_card
from bot.wecom.cards import Face, notice_card
from texts import cards as texts


def with_board(desk: Desk, destination: str, composed: Composed, wires: tuple[Wire, ...]) -> tuple[Wire, ...]:
    """Return the wires of a message with the link behind them, where it helps: docs/decisions/0044-cards.md.

    The list itself stays text: a quote of a card may bring no words back.
    """
    is_push = bool(wires) and wires[-1].channel is Channel.PUSH_KEY and destination.startswith("group:")
    if not (is_push and desk.rules.board_url and not composed.mentions and texts.shows_a_part(composed.text)):
        return wires
    title, body = texts.board_link()
    card = notice_card(Face(f"{desk.rules.site_name}12345热线", title, body, url=desk.rules.board_url))
    # What the record shows is what was said, and not the link that came last.
    said = [replace(wire, twin=composed.text) for wire in wires]
    return (*said, Wire(Channel.PUSH_KEY, wires[-1].address, group_card(card)))
