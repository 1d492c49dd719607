"""Finds every person and group that nothing reaches yet, and what each has to do once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from actions import ways
from actions.contacts import GONE
from actions.desk import Desk
from actions.ports import Channel
from models.contact import Contact
from models.person import Person
from models.queries import identities, people
from models.queries import ways as queries
from models.way import Way

Known = dict[tuple[str, str], Way]


class Need(StrEnum):
    """What opens a way: writing to the bot, the app's visible range, a push key, an @ of the bot, our own set-up."""

    GREET_BOT = "greet_bot"
    APP_RANGE = "app_range"
    APP_RANGE_OR_BOT = "app_range_or_bot"
    BACK_IN_WECOM = "back_in_wecom"
    SET_UP = "set_up"
    PUSH_KEY = "push_key"
    MENTION_OR_KEY = "mention_or_key"


@dataclass(frozen=True)
class Unreached:
    """One person or group by name, and what it needs."""

    name: str
    need: Need
    is_group: bool = False


def unreached(desk: Desk, lost_to_the_app: Collection[str] = ()) -> list[Unreached]:
    """Return whom nothing reaches as far as is known; `lost_to_the_app` are userids (lower case) it was just asked of.

    Whom the app has never been tried for counts as reached: only the platform can tell.
    """
    known, contacts = queries.all_ways(desk.session), identities.contacts(desk.session)
    found = []
    for someone in people.all_people(desk.session):
        need = _need(desk, someone, known, contacts.get(someone.userid_key), lost_to_the_app)
        if need is not None:
            found.append(Unreached(someone.name, need))
    for group in people.all_groups(desk.session):
        is_heard = ways.was_heard(known, Channel.AIBOT, ways.to_group(group.id))
        if not group.push_key and not (desk.rules.bot_may_push and is_heard):
            need = Need.MENTION_OR_KEY if desk.rules.bot_may_push else Need.PUSH_KEY
            found.append(Unreached(group.name, need, is_group=True))
    return found


def _need(
    desk: Desk, someone: Person, known: Known, contact: Contact | None, lost_to_the_app: Collection[str]
) -> Need | None:
    name, may_push = ways.to_person(someone.userid), desk.rules.bot_may_push
    if may_push and ways.was_heard(known, Channel.AIBOT, name):
        return None
    if not desk.rules.has_app:
        return Need.GREET_BOT if may_push else Need.SET_UP
    if contact is not None and contact.status in GONE:
        return Need.BACK_IN_WECOM
    way = known.get((name, Channel.APP))
    if someone.userid_key not in lost_to_the_app and (way is None or way.refused_since is None):
        return None
    return Need.APP_RANGE_OR_BOT if may_push else Need.APP_RANGE
