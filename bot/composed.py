"""What a message says and which deliveries it carries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from actions.cards import Offer
from bot.wecom.bodies import GROUP_TEXT_BYTES
from models.database import says_nothing_of_its_subject
from models.delivery import Delivery

# Lines of a bundle leave room for their marks, its heading and footing, and what may come above: an outage, （补发）.
ROOM_FOR_LINES = GROUP_TEXT_BYTES - 560


@dataclass(frozen=True)
class Composed:
    """One message to be sent, carrying these deliveries; `gone` are deliveries that need no saying any more.

    `by_key_alone`: it tries a group's push key, so no other way will do.
    `overtaken` are late ones that the next step of their ladder is about to tell anew.
    `wordless` are those that could not be worded, each with the name of the exception.
    """

    delivery_ids: tuple[int, ...]
    text: str
    mentions: tuple[str, ...] = ()
    by_key_alone: bool = False
    gone: tuple[int, ...] = ()
    overtaken: tuple[int, ...] = ()
    wordless: tuple[tuple[int, str], ...] = ()
    # The file it is, where the way takes files; the text says where else to get it.
    file_id: int | None = None
    # The card it goes out as, where the way takes cards.
    offer: Offer | None = None


def wordless_of(ids: Iterable[int], problem: Exception) -> Composed:
    """Return that deliveries cannot be worded; passes on what says that the database is away."""
    if says_nothing_of_its_subject(problem):
        raise problem
    return Composed((), "", wordless=tuple((delivery_id, type(problem).__name__) for delivery_id in ids))


def mentions_of(rows: Iterable[Delivery]) -> tuple[str, ...]:
    """Return whom a message about deliveries has to @, each once."""
    return tuple(dict.fromkeys(userid for row in rows for userid in row.mentions))
