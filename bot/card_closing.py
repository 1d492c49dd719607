"""Has every open card show how its matter was settled, whoever settled it and by whatever way."""

from __future__ import annotations

import structlog

from actions import cards
from actions.desk import Desk
from models.queries import cards as queries
from rules.cards import CARD_LIFE
from texts import cards as texts

log = structlog.get_logger("card_closing")
_AT_ONCE = 200


def close_settled(desk: Desk) -> int:
    """Close the cards that ask for nothing any more, and those the platform lets nobody change; returns how many."""
    settled = queries.settled(desk.session, _AT_ONCE)
    for card in settled:
        cards.close(desk, card, texts.standing(desk, card))
    old = queries.older_than(desk.session, desk.real_now - CARD_LIFE, _AT_ONCE)
    for card in old:
        cards.close(desk, card, texts.too_old(), is_told=False)
    return len(settled) + len(old)
