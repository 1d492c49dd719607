"""Puts a card on the wire in place of its twin, and what changes a card that has been sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from actions.cards import Offer, buttons_of
from actions.ports import Channel, Wire
from bot.wecom.bodies import aibot_card, app_card, card_update
from bot.wecom.cards import Face, Row, button_card
from models.card import Card
from models.database import Session


def as_card(wire: Wire, offer: Offer) -> Wire:
    """Return a text to a person as the card it was offered as, its text kept as the twin."""
    card = button_card(_face(offer.shown), offer.task_id, [(each.key, each.text) for each in offer.buttons])
    match wire.channel:
        case Channel.APP:
            body = app_card(wire.address, card, int(wire.body["agentid"]))
        case Channel.AIBOT:
            body = aibot_card(wire.address, card)
        case _:
            return wire
    return Wire(wire.channel, wire.address, body, offer.twin)


def to_card(session: Session, card_id: int, text: str, agent_id: int | None) -> Wire | None:
    """Return what has a sent card show `text` and how it was settled; None where it cannot be changed."""
    card = session.get_one(Card, card_id)
    if agent_id is None or card.code is None:
        return None
    changed = settled_card(card.shown, card.task_id, _labels(card), card.closed_as or "", text)
    return Wire(Channel.APP, card.userid, card_update(card.userid, changed, agent_id, card.code))


def settled_card(
    shown: Mapping[str, Any], task_id: str, buttons: Sequence[tuple[str, str]], done: str, text: str
) -> dict[str, Any]:
    """Return a card whose buttons have become the grey word of what was done."""
    return button_card(_face({**shown, "body": text}), task_id, buttons, done)


def _labels(card: Card) -> list[tuple[str, str]]:
    return [(each.key, each.text) for each in buttons_of(card).values()]


def _face(shown: Mapping[str, Any]) -> Face:
    rows = tuple(Row(name, value, whole=True) for name, value in shown["rows"])
    return Face(shown["source"], shown["title"], shown["body"], rows)
