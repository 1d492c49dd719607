"""Writes into the ledger by hand: faults that officials enter, disputes of agents, decisions of officials."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from actions.audiences import officials_on_duty, to_user
from actions.desk import Desk
from actions.hiding import masked_words
from actions.ledger import Entry, concerns, handed_over_by
from actions.ledger import entry as entry_as_it_stands
from actions.outbox import Due, put
from actions.refusals import Refusal
from actions.shifts import agent_at
from models.ledger import LedgerEntry, LedgerRuling
from models.queries import ledger as ledger_queries
from models.queries import people as people_queries
from models.queries import reports as report_queries
from models.ticket import Ticket
from rules.ledger import Ruling, Standing
from rules.masking import mask_text
from rules.penalties import OF_A_PERSON, Fault, Yuan
from rules.userids import is_same

LEDGER = "ledger"
_ATTENDANCE = frozenset({Fault.LATE, Fault.EARLY, Fault.ABSENCE})


@dataclass(frozen=True)
class Entering:
    """What an official enters: which fault, when, whose, of which order or report, for how much and why."""

    fault: Fault
    at: datetime
    text: str
    amount: Yuan | None = None
    userid: str | None = None
    ticket: Ticket | None = None
    report_number: str | None = None


def enter(desk: Desk, by: str, what: Entering) -> LedgerEntry:
    """Enter a fault that no clock finds; raises Refusal. Whoever is named hears of it in direct chat."""
    allowed = desk.rules.penalties.range_of(what.fault)
    amount = what.amount or allowed
    if not allowed.holds(amount):
        raise Refusal("amount_out_of_range", fault=str(what.fault), low=allowed.low, high=allowed.high)
    if what.at > desk.now:
        raise Refusal("fault_to_come", at=what.at)
    if what.fault in OF_A_PERSON and what.userid is None:
        raise Refusal("fault_whose", fault=str(what.fault))
    words = _masked(desk, what.ticket, what.text)
    if what.report_number is not None:
        _require_issued(desk, what.report_number)
    duty = agent_at(desk, what.at)
    shift = duty.shift if duty and is_same(duty.userid, what.userid) else None
    _require_new(desk, what, words, shift)
    row = LedgerEntry(
        fault=str(what.fault),
        happened_at=what.at,
        ticket_id=what.ticket.id if what.ticket else None,
        report_number=what.report_number,
        userid=what.userid,
        shift=shift,
        low=amount.low,
        high=amount.high,
        text=words,
        entered_by=by,
        entered_at=desk.now,
    )
    desk.session.add(row)
    desk.session.flush()
    _tell(desk, row, "ledger_entered", [row.userid] if row.userid else [])
    return row


def _require_issued(desk: Desk, number: str) -> None:
    """A fault is of a report that people were sent, whether it was withdrawn later or not."""
    report = report_queries.by_number(desk.session, number)
    if report is None or report.state not in ("issued", "withdrawn"):
        raise Refusal("report_not_issued", number=number)


def _require_new(desk: Desk, what: Entering, words: str, shift: str | None) -> None:
    """What another official entered of the same day and stands is not entered again.

    Attendance is the same in the same shift; all else by order, report and words.
    """
    start = datetime.combine(desk.rules.day_of(what.at), time(), desk.rules.zone)
    for row in ledger_queries.entered_between(desk.session, str(what.fault), start, start + timedelta(days=1)):
        if (row.userid or None) != (what.userid or None):
            continue
        if what.fault in _ATTENDANCE:
            is_again = row.shift is None or shift is None or row.shift == shift
        else:
            about = what.ticket.id if what.ticket else None, what.report_number
            is_again = row.text == words and (row.ticket_id, row.report_number) == about
        found = entry_as_it_stands(desk, row.id) if is_again else None
        if found is not None and found.standing is not Standing.WAIVED:
            by = people_queries.names_of(desk.session, [row.entered_by or ""])
            raise Refusal("fault_entered_already", fault=row.fault, entry=row.id, by=by.get(row.entered_by or "", ""))


def dispute(desk: Desk, entry: Entry, by: str, reason: str) -> LedgerRuling:
    """Have an agent dispute an entry of an own shift, once each; raises Refusal. The officials on duty hear of it."""
    if not concerns(desk, entry.row, by):
        raise Refusal("not_your_entry", entry=entry.row.id)
    is_again = any(each.ruling == Ruling.DISPUTE and is_same(each.by, by) for each in entry.rulings)
    if is_again and entry.standing is Standing.DISPUTED:
        raise Refusal("disputed_already", entry=entry.row.id)
    _require_counted(entry)
    if entry.standing is Standing.WAIVED or is_again:
        raise Refusal("dispute_decided", entry=entry.row.id, standing=str(entry.standing))
    row = _rule(desk, entry, Ruling.DISPUTE, by, reason)
    _tell(desk, entry.row, "ledger_disputed", officials_on_duty(desk, "supervisor"), row)
    return row


def decide(desk: Desk, entry: Entry, ruling: Ruling, by: str, reason: str, amount: int | None = None) -> LedgerRuling:
    """Have an official waive, reduce or uphold an entry; raises Refusal for an own one. Whom it names hears of it."""
    if is_same(entry.row.entered_by, by) or concerns(desk, entry.row, by):
        raise Refusal("own_entry", entry=entry.row.id)
    _require_counted(entry)
    if amount == 0:
        raise Refusal("reduced_to_nothing", entry=entry.row.id)
    # What was decided before may have been a slip, so that the entry's own amount is the measure.
    high = entry.row.high
    if amount is not None and (amount > high or (ruling is Ruling.REDUCE and amount == high)):
        raise Refusal("not_less", entry=entry.row.id, high=high)
    row = _rule(desk, entry, ruling, by, reason, amount)
    before = handed_over_by(desk, entry.row)
    named = [entry.row.userid, before.userid if before else None]
    _tell(desk, entry.row, "ledger_decided", [userid for userid in named if userid], row)
    return row


def _require_counted(entry: Entry) -> None:
    """What is apart already is not decided about as well: it waits for the platform, or costs nothing."""
    if entry.standing in (Standing.UNSETTLED, Standing.CLAIMED, Standing.LAPSED):
        ticket, clock = entry.row.ticket, entry.row.clock
        facts = {"ticket_no": ticket.ticket_no if ticket else "", "stage": clock.stage if clock else ""}
        raise Refusal("entry_apart", entry=entry.row.id, standing=str(entry.standing), **facts)


def _rule(desk: Desk, entry: Entry, ruling: Ruling, by: str, reason: str, amount: int | None = None) -> LedgerRuling:
    row = LedgerRuling(
        entry_id=entry.row.id,
        ruling=str(ruling),
        amount=amount,
        reason=_masked(desk, entry.row.ticket, reason),
        by=by,
        at=desk.now,
    )
    desk.session.add(row)
    desk.session.flush()
    return row


def _masked(desk: Desk, ticket: Ticket | None, text: str) -> str:
    return masked_words(desk, ticket, text) if ticket is not None else mask_text(text)


def _tell(
    desk: Desk, entry: LedgerEntry, code: str, userids: Iterable[str], ruling: LedgerRuling | None = None
) -> None:
    """In direct chat only: what an entry costs is nobody else's business."""
    facts: dict[str, Any] = {"code": code, "entry": entry.id, "ruling": ruling.id if ruling else None}
    for userid in userids:
        put(
            desk,
            Due(
                cause_kind=LEDGER,
                cause_id=entry.id,
                step=f"{code}:{ruling.id}" if ruling else code,
                kind="notice",
                destination=to_user(userid).destination,
                audience="named",
                due_at=desk.now,
                facts=facts,
            ),
        )
