"""Keeps what went out as a card, lets a tap do its work once, and has cards changed when their matter is settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from actions.desk import Desk
from actions.outbox import Due, put
from models.card import Card, CardTap
from models.database import Session
from models.event import Event
from models.queries import cards as queries
from models.queries import deliveries as delivery_queries
from rules.cards import CARD_LIFE

UPDATE, ANSWER = "card_update", "tap_answer"
_CLOSED_AS_CHARACTERS = 200


@dataclass(frozen=True)
class Tappable:
    """A button as its card keeps it: what it is called and the words that tapping it stands for."""

    key: str
    text: str
    words: str
    asks: bool = False


@dataclass(frozen=True)
class Offer:
    """A card that is about to go out: what it asks for, of whom, and what settles it."""

    kind: str
    task_id: str
    userid: str
    shown: dict[str, Any]
    buttons: tuple[Tappable, ...]
    ticket_id: int | None = None
    clock_id: int | None = None
    request_id: int | None = None
    request_state: str | None = None
    rota_change_id: int | None = None
    backlog_id: int | None = None
    twin: str = field(default="", repr=False)


def keep(session: Session, offer: Offer, message_id: int, channel: str, real_now: datetime) -> None:
    """Remember a card in the transaction in which its message is frozen."""
    session.add(
        Card(
            task_id=offer.task_id,
            message_id=message_id,
            kind=offer.kind,
            channel=channel,
            userid=offer.userid,
            ticket_id=offer.ticket_id,
            clock_id=offer.clock_id,
            request_id=offer.request_id,
            request_state=offer.request_state,
            rota_change_id=offer.rota_change_id,
            backlog_id=offer.backlog_id,
            shown=offer.shown,
            buttons=[asdict(button) for button in offer.buttons],
            created_at=real_now,
        )
    )
    session.flush()


def keep_code(desk: Desk, message_id: int, code: str) -> None:
    """Keep the code by which a card that has just gone out may be changed."""
    card = queries.of_message(desk.session, message_id)
    # A tap may have been faster, and its code is the newer one.
    if card is not None and card.code is None:
        card.code = code


def never_came(desk: Desk, message_id: int, closed_as: str) -> None:
    """Forget a card that the platform refused: what it told went out in plain words."""
    card = queries.of_message(desk.session, message_id)
    if card is not None:
        close(desk, card, closed_as, is_told=False)


def buttons_of(card: Card) -> dict[str, Tappable]:
    """Return the buttons of a card by their keys."""
    return {given["key"]: Tappable(**given) for given in card.buttons}


def is_too_old(desk: Desk, card: Card) -> bool:
    """Tell whether a card has outlived what the platform lets be changed."""
    return desk.real_now - card.created_at > CARD_LIFE


def tap_once(desk: Desk, card: Card, key: str, userid: str, inbox_id: int) -> CardTap | None:
    """Keep a tap that is about to do something; None when the same has been tapped before."""
    tap = CardTap(card_id=card.id, key=key, userid=userid, inbox_id=inbox_id, tapped_at=desk.real_now)
    return tap if queries.tap_once(desk.session, tap) else None


def close(desk: Desk, card: Card, closed_as: str, *, is_told: bool = True) -> None:
    """Settle a card as `closed_as` and, with `is_told`, have it show that where the platform allows it."""
    card.closed_at = card.closed_at or desk.now
    card.closed_as = closed_as[:_CLOSED_AS_CHARACTERS]
    if is_told and card.code is not None and not is_too_old(desk, card):
        show_again(desk, card)


def take_back(desk: Desk, action: Sequence[Event]) -> None:
    """Open again the cards that an action of a message, which was taken back, had settled: they may be tapped anew."""
    first = action[0]
    if first.ticket_id is None:
        return
    queries.forget_taps(desk.session, [event.inbox_id for event in action if event.inbox_id is not None])
    for card in queries.closed_since(desk.session, first.ticket_id, first.recorded_at):
        if not queries.is_settled(desk.session, card.id):
            card.closed_at = card.closed_as = None
            waiting = [row.id for row in queries.updates_of(desk.session, card.id)]
            delivery_queries.end_deliveries(desk.session, waiting, "superseded", "taken back", desk.now)


def show_again(desk: Desk, card: Card, body: str = "", *, needed: bool = False) -> None:
    """Put a change of a settled card, unless one waits already: that takes the newest code.

    `needed`: whoever tapped it waits for what it says, so that it is told in words when the card cannot be changed.
    """
    changes = queries.updates_of(desk.session, card.id)
    if any(row.state in ("pending", "held") and row.message_id is None for row in changes):
        return
    put(
        desk,
        Due(
            cause_kind="card",
            cause_id=card.id,
            step="update",
            occurrence=len(changes) + 1,
            kind=UPDATE,
            destination=f"card:{card.id}",
            audience="sender" if needed else "onlooker",
            due_at=desk.now,
            severity="urge" if needed else "info",
            facts={"text": body or card.closed_as, "needed": needed},
        ),
    )


def tell(desk: Desk, inbox_id: int, text: str) -> None:
    """Have whoever tapped told something in words: a card has no room for it, or keeps its buttons."""
    put(
        desk,
        Due(
            cause_kind="inbox",
            cause_id=inbox_id,
            step="tap",
            kind=ANSWER,
            destination=f"inbox:{inbox_id}",
            audience="sender",
            due_at=desk.now,
            severity="urge",
            facts={"text": text},
        ),
    )


def tell_instead(desk: Desk, message_id: int) -> None:
    """Say in words what a card could not be changed into, where somebody waits for it."""
    for row in queries.updates_in(desk.session, message_id):
        card = desk.session.get_one(Card, row.cause_id)
        if row.facts.get("needed"):
            put(
                desk,
                Due(
                    cause_kind="card",
                    cause_id=card.id,
                    step="instead",
                    occurrence=row.occurrence,
                    kind=ANSWER,
                    destination=f"user:{card.userid}",
                    audience="sender",
                    due_at=desk.now,
                    severity="urge",
                    facts={"text": row.facts["text"]},
                ),
            )
