"""Answers a tap on a card: what it stands for is done once as if typed, and what is stale is refused kindly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from actions import cards
from actions.cards import Tappable
from actions.desk import Desk
from models.card import Card
from models.queries import cards as queries
from rules.chat import ChatMessage, MessageKind, Source
from rules.userids import is_same
from texts import cards as texts
from texts.fitting import clipped

# The answer to typed words, and whether it is a refusal.
Typed = Callable[[ChatMessage], tuple[str, bool]]
_ROOM_ON_CARD = 112


def answer_tap(desk: Desk, message: ChatMessage, inbox_id: int, typed: Typed) -> str:
    """Return the answer to a tap that may go back at once; '' where a card is changed or a message follows."""
    click = message.click
    card = queries.by_task(desk.session, click.task_id) if click else None
    if click is None or card is None:
        cards.tell(desk, inbox_id, texts.tapped_unknown())
        return ""
    if not is_same(message.sender, card.userid):
        cards.tell(desk, inbox_id, texts.tapped_of_another())
        return ""
    if click.code is not None:
        card.code = click.code
    button = cards.buttons_of(card).get(click.key)
    stale = _stale(desk, message, card, button)
    if stale or button is None:
        return _shown(desk, message, inbox_id, card, stale or texts.tapped_unknown())
    return _done(desk, replace(message, kind=MessageKind.TEXT, text=button.words), inbox_id, card, button, typed)


def _done(desk: Desk, message: ChatMessage, inbox_id: int, card: Card, button: Tappable, typed: Typed) -> str:
    """Do what a button stands for; a second tap that came at the same moment does nothing."""
    tap = None if button.asks else cards.tap_once(desk, card, button.key, message.sender, inbox_id)
    if tap is None and not button.asks:
        return _shown(desk, message, inbox_id, card, texts.tapped_again(card))
    answer, is_refused = typed(message)
    if tap is not None and is_refused:
        desk.session.delete(tap)
        desk.session.flush()
    if tap is None or is_refused:
        if queries.is_settled(desk.session, card.id):
            cards.close(desk, card, texts.standing(desk, card), is_told=False)
            return _shown(desk, message, inbox_id, card, answer)
        cards.tell(desk, inbox_id, answer)
        return ""
    is_settled = queries.is_settled(desk.session, card.id)
    cards.close(desk, card, texts.standing(desk, card) if is_settled else texts.tapped(button.text), is_told=False)
    return _shown(desk, message, inbox_id, card, answer)


def _stale(desk: Desk, message: ChatMessage, card: Card, button: Tappable | None) -> str | None:
    """Return what a tap hears that may do nothing any more."""
    if button is not None and queries.has_tapped(desk.session, card.id, button.key, message.sender):
        return texts.tapped_again(card)
    if card.closed_at is None and queries.is_settled(desk.session, card.id):
        cards.close(desk, card, texts.standing(desk, card), is_told=False)
    if cards.is_too_old(desk, card):
        return texts.tapped_old(card, button.words) if button is not None else None
    return texts.tapped_late(card, card.closed_as or "") if card.closed_at is not None else None


def _shown(desk: Desk, message: ChatMessage, inbox_id: int, card: Card, answer: str) -> str:
    """Have the card that was tapped show the answer; what it has no room for follows in words as well."""
    if card.closed_at is None or len(answer) > _ROOM_ON_CARD:
        cards.tell(desk, inbox_id, answer)
    if card.closed_at is None:
        return ""
    if message.source is Source.AIBOT:
        return texts.changed(card, answer)
    if card.code is None or cards.is_too_old(desk, card):
        cards.tell(desk, inbox_id, answer)
        return ""
    cards.show_again(desk, card, clipped(answer, _ROOM_ON_CARD), needed=True)
    return ""
