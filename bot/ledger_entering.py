"""Reads what an official enters into the ledger: whose fault, when, of which order or report, for how much, and why."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from actions.ledger_entries import Entering
from actions.refusals import Refusal
from bot.call import Call
from models.person import Person
from models.queries import people
from models.queries import tickets as ticket_queries
from rules.ledger_words import ToEnter, read_amount
from rules.rights import Role
from rules.spoken_time import read_moment, stated_time
from rules.ticket_number import find_numbers

_REPORT = re.compile(r"[A-Z]{2}-\d{8}-\d{1,3}")
_A_YEAR, _HALF_A_YEAR = timedelta(days=365), timedelta(days=183)
_MONEY = re.compile(r"\d\s*[元块]")
_NUMBER = re.compile(r"[-+−－]?\d[\d,.]*(?=\s|$)")
_YEAR = re.compile(r"20\d\d\s*[-/.年]")
_CONTRACTORS = frozenset({Role.AGENT, Role.ANALYST})


def read_entering(call: Call, asked: ToEnter) -> Entering:
    """Return what is to be entered; raises Refusal for what is missing.

    What is named may come in any order; the first word that is none of it begins the reason.
    """
    if asked.fault is None:
        raise Refusal("which_fault", text=asked.rest)
    found, rest = Entering(asked.fault, call.desk.now, ""), asked.rest
    while rest:
        taken = _take(call, found, rest)
        if taken is None:
            break
        found, rest = taken
    if not rest.strip():
        raise Refusal("fault_why", fault=str(asked.fault))
    _refuse_unread(call, found, rest)
    return replace(found, text=rest.strip())


def _refuse_unread(call: Call, found: Entering, why: str) -> None:
    """What was meant as an amount or a person does not slip into the reason."""
    if found.amount is None and (_MONEY.search(why) or _NUMBER.match(why)):
        raise Refusal("amount_unread", fault=str(found.fault))
    if found.userid is None:
        named = next((word for word in why.split() if _person(call, word) is not None), None)
        if named is not None:
            raise Refusal("person_in_reason", name=named, fault=str(found.fault))


def _take(call: Call, found: Entering, rest: str) -> tuple[Entering, str] | None:
    """Read one piece from the beginning; None where the reason begins."""
    word, _, behind = rest.partition(" ")
    behind = behind.strip()
    if found.report_number is None and _REPORT.fullmatch(word.upper()):
        return replace(found, report_number=word.upper()), behind
    if found.ticket is None and (numbers := find_numbers(word, call.desk.rules.number_patterns)):
        ticket = ticket_queries.latest_round(call.desk.session, numbers[0].text)
        if ticket is None:
            raise Refusal("unknown_number", number=numbers[0].text)
        return replace(found, ticket=ticket), behind
    if found.at == call.desk.now and (dated := _moment(call, rest)) is not None:
        return replace(found, at=dated[0]), dated[1]
    if found.amount is None and (amount := read_amount(rest)) is not None:
        return replace(found, amount=amount[0]), amount[1]
    if found.userid is None and (person := _person(call, word)) is not None:
        return replace(found, userid=person.userid), behind
    return None


def _moment(call: Call, rest: str) -> tuple[datetime, str] | None:
    """A day with its time, or a day alone, which is its noon; never a time to come.

    A day without a year is the nearest of that name: what lies just ahead is not meant as a year ago.
    """
    found = _read_moment(call, rest)
    if found is not None and not _YEAR.match(rest) and call.desk.now - found[0] > _HALF_A_YEAR:
        raise Refusal("fault_to_come", at=found[0] + _A_YEAR)
    return found


def _read_moment(call: Call, rest: str) -> tuple[datetime, str] | None:
    now, zone = call.desk.now, call.desk.rules.zone
    read = read_moment(rest, now, zone)
    if read is not None and read.day is not None:
        at = stated_time(rest[: read.end], now, zone)
        return (at, rest[read.end :].strip()) if at is not None else None
    word, _, behind = rest.partition(" ")
    noon = stated_time(f"{word} 12:00", now, zone) if not word.isdigit() else None
    if noon is None:
        return None
    is_today = noon.astimezone(zone).date() == now.astimezone(zone).date()
    return (min(noon, now) if is_today else noon), behind.strip()


def _person(call: Call, word: str) -> Person | None:
    """One of the contractor's people by name or userid; officials and units are no matter of the ledger."""
    named = people.people_named(call.desk.session, word)
    by_id = people.person(call.desk.session, word) if word else None
    found = [each for each in (named or ([by_id] if by_id else [])) if _CONTRACTORS & set(each.roles)]
    if len(found) > 1:
        raise Refusal("several_people", name=word)
    return found[0] if found else None
