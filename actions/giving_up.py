"""Ends what cannot be said under a reference, and has those who should have heard it told that much."""

from __future__ import annotations

from collections.abc import Iterable

from actions import next_try, setting_aside
from actions.desk import Desk
from actions.outbox import Due, put
from actions.setting_aside import Subject
from actions.telling_of_faults import FAULT, facts_of, tell_of_fault
from models.queries import deliveries as queries
from models.queries import inbox as inbox_queries
from models.queries import messages as message_queries
from models.queries import set_aside as fault_queries
from models.queries import to_send
from models.queries.deliveries import Address
from models.sealing import KeyMissing
from models.set_aside import SetAside
from rules.policy import Audience

DELIVERY, MESSAGE = "delivery", "message"
_FOR_UNITS = (Audience.UNIT, Audience.UNIT_LEAD)


def cannot_say(desk: Desk, delivery_id: int, error: str) -> None:
    """Count that a delivery could not be worded or addressed; at the third time it fails and that is told instead."""
    if error == KeyMissing.__name__:
        # The configuration lacks a key: everything waits until it is mended, as the watchdog says.
        return
    address = queries.address_of(desk.session, delivery_id)
    fault = setting_aside.failed(desk, Subject(DELIVERY, delivery_id, address.ticket_id), error)
    if fault.reference is None:
        return
    if queries.end_deliveries(desk.session, [delivery_id], "failed", _reason(fault), desk.now):
        _tell_instead(desk, fault, [address])
    fault_queries.close_faults(desk.session, DELIVERY, [delivery_id], "ended", desk.real_now)


def cannot_send_again(desk: Desk, message_id: int, error: str) -> None:
    """Count that a message that waits for its next try could not be taken; at the third time it fails likewise."""
    if error == KeyMissing.__name__:
        return
    addresses = [queries.address_of(desk.session, each) for each in queries.ids_of_message(desk.session, message_id)]
    ticket_id = next((address.ticket_id for address in addresses if address.ticket_id is not None), None)
    fault = setting_aside.failed(desk, Subject(MESSAGE, message_id, ticket_id), error)
    if fault.reference is None:
        return
    may_have_left = message_queries.progress_of(desk.session, message_id).repeats > 0
    if next_try.end_waiting(desk, message_id, "unknown" if may_have_left else "failed", _reason(fault)):
        _tell_instead(desk, fault, addresses)
    fault_queries.close_faults(desk.session, MESSAGE, [message_id], "ended", desk.real_now)


def count_left_behind(desk: Desk) -> None:
    """Count those deliveries that still wait though a process undertook to word them: it died of one of them."""
    lost = setting_aside.left_behind(desk, DELIVERY)
    for delivery_id in to_send.still_waiting(desk.session, lost):
        cannot_say(desk, delivery_id, setting_aside.DIED)


def _reason(fault: SetAside) -> str:
    return f"set aside, reference {fault.reference}"


def _tell_instead(desk: Desk, fault: SetAside, addresses: Iterable[Address]) -> None:
    for address in addresses:
        if address.kind == FAULT:
            # Nobody is told that he could not be told of a fault; doctor and the log are.
            continue
        destination = _where(desk, address)
        if destination is None:
            tell_of_fault(desk, fault, "something")
            continue
        put(
            desk,
            Due(
                cause_kind="delivery",
                cause_id=address.id,
                kind=FAULT,
                destination=destination,
                audience=address.audience,
                due_at=desk.now,
                severity=address.severity,
                ticket_id=address.ticket_id,
                facts=facts_of(desk, fault, _code(address)),
            ),
        )
        if address.audience in _FOR_UNITS:
            tell_of_fault(desk, fault, "something")


def _code(address: Address) -> str:
    if address.kind == "late_answer":
        return "answer"
    return "for_unit" if address.audience in _FOR_UNITS else "something"


def _where(desk: Desk, address: Address) -> str | None:
    """Where the same people hear it: there, or whoever sent the message that cannot be answered."""
    kind, _, name = address.destination.partition(":")
    if kind == "inbox":
        sender = inbox_queries.sender_of(desk.session, int(name))
        return f"user:{sender}" if sender else None
    if kind == "group" and not queries.is_a_group(desk.session, int(name)):
        return None
    return address.destination
