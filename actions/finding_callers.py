"""Finds the orders of a citizen by a whole phone or full name, and keeps a line of who looked for whom."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.desk import Desk
from actions.journal import Source
from models.access_log import AccessEntry
from models.caller import Caller
from models.queries import tickets as queries
from models.sealing import keyring
from models.ticket import Ticket
from rules.caller_key import name_key, phone_key
from rules.caller_search import CallerSearch
from rules.same_matter import place_key

_HAN = re.compile("[一-鿿]+")


def hash_caller(caller: Caller) -> None:
    """Keep the keyed hashes by which a caller is found; what came masked identifies nobody and is not found."""
    keys = keyring()
    phone = caller.phone and (phone_key(caller.phone) or caller.phone)
    name = caller.name and (name_key(caller.name) or caller.name)
    caller.phone_hash = keys.lookup_hash(f"phone:{phone}") if phone and "*" not in phone else None
    caller.name_hash = keys.lookup_hash(f"name:{name}") if name and "*" not in name else None


def phone_hashes(phone: str | None) -> Sequence[str]:
    """Return the keyed hashes, by every key, under which a caller's phone may be kept; none for a masked one."""
    plain = phone and (phone_key(phone) or phone)
    return keyring().lookup_hashes(f"phone:{plain}") if plain and "*" not in plain else ()


def name_hashes(name: str | None) -> Sequence[str]:
    """Return the keyed hashes, by every key, under which a caller's name may be kept; none for a masked one."""
    plain = name and (name_key(name) or name)
    return keyring().lookup_hashes(f"name:{plain}") if plain and "*" not in plain else ()


def callers_named_in(desk: Desk, text: str) -> list[Ticket]:
    """Return the orders of everybody whose full name stands in a short text, so that it can be hidden there."""
    runs = [match[0] for match in _HAN.finditer("".join(text.split()))]
    names = {run[at : at + length] for run in runs for length in (2, 3, 4) for at in range(len(run) - length + 1)}
    hashes = [found for name in sorted(names) for found in keyring().lookup_hashes(f"name:{name}")]
    return queries.with_caller_name(desk.session, hashes) if hashes else []


def orders_of_caller(desk: Desk, source: Source, search: CallerSearch, channel: str) -> list[Ticket]:
    """Return the orders of whoever has exactly this phone or full name, newest first, and write the access log.

    The log tells who looked, by what and how many were found, never the words: each order that was found has its line,
    so that its own log has it; a search that found none has one without. A lone word that is nobody's name has none.
    """
    if search.phone is not None:
        found = queries.with_caller_phone(desk.session, phone_hashes(search.phone))
    else:
        place = search.place and (place_key(search.place) or search.place)
        found = queries.with_caller_name(desk.session, name_hashes(search.name), place=place)
    told: list[int | None] = [ticket.id for ticket in found]
    is_search = search.phone is not None or search.is_plain
    for ticket_id in told or ([None] if is_search else []):
        _note(desk, source, f"{_by(search)}查询，找到{len(found)}件", channel, ticket_id)
    return found


def note_refused(desk: Desk, source: Source, search: CallerSearch, channel: str) -> None:
    """Write into the access log that somebody looked for a citizen who may not, or where he may not."""
    _note(desk, source, f"{_by(search)}查询，已拒绝", channel, None)


def _note(desk: Desk, source: Source, reason: str, channel: str, ticket_id: int | None) -> None:
    entry = AccessEntry(
        at=desk.now,
        actor=source.actor or "",
        ticket_id=ticket_id,
        action="search",
        reason=reason,
        channel=channel,
    )
    desk.session.add(entry)


def _by(search: CallerSearch) -> str:
    if search.phone is not None:
        return "按电话"
    return "按姓名和地点" if search.place else "按姓名"
