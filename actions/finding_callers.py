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


def orders_of_caller(desk: Desk, source: Source, text: str, channel: str) -> list[Ticket]:
    """Return the orders of whoever has exactly this phone or full name, newest first, and write the access log.

    The log names no citizen: each order that was found has its line, a phone that found none has one without.
    """
    phone, name = phone_key(text), name_key(text)
    if phone is not None:
        found = queries.with_caller_phone(desk.session, keyring().lookup_hashes(f"phone:{phone}"))
    elif name is not None:
        found = queries.with_caller_name(desk.session, keyring().lookup_hashes(f"name:{name}"))
    else:
        return []
    reason = "按电话查询" if phone else "按姓名查询"
    told: list[int | None] = [ticket.id for ticket in found]
    for ticket_id in told or ([None] if phone else []):
        entry = AccessEntry(
            at=desk.now,
            actor=source.actor or "",
            ticket_id=ticket_id,
            action="search",
            reason=reason,
            channel=channel,
        )
        desk.session.add(entry)
    return found
