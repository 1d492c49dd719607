"""Reads from the rota again who hears what had to wait, for the shift may have changed meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from actions.audiences import Target, who_is_told
from actions.coming_back import OUTAGE, who_hears_of_it
from actions.desk import Desk
from actions.outbox import Due, put
from actions.setting_aside import Subject, attempt
from models.clock import Clock
from models.delivery import Delivery
from models.queries import deliveries as queries
from models.queries import to_send
from rules.policy import Audience

OTHERS_ON_DUTY = "others are on duty"
# Whoever waits for the platform longer may have gone home.
_LATE_AFTER = timedelta(minutes=5)
ON_A_ROTA = (Audience.ON_DUTY, Audience.SUPERVISOR, Audience.LEADER)


def release_due(desk: Desk, limit: int = 200) -> int:
    """Free every held delivery whose moment has come for the sender; returns how many there were.

    Where whoever hears it cannot be found out, it is said to whom it was meant for rather than to nobody.
    """
    ids = to_send.held_ids_until(desk.session, desk.now, limit)
    if ids and attempt(desk, Subject("release", ids[0]), partial(_release_all, desk, ids)) is not None:
        for each in ids:
            if attempt(desk, Subject("release", each), partial(_release_all, desk, [each])) is not None:
                to_send.release(desk.session, each)
    return len(ids)


def _release_all(desk: Desk, ids: Sequence[int]) -> None:
    rows = queries.by_ids(desk.session, ids)
    clocks = queries.clocks_of_deliveries(desk.session, rows)
    for row in rows:
        _release(desk, row, clocks.get(row.clock_id or 0))


def readdress_late(desk: Desk, limit: int = 200) -> int:
    """Give what has been waiting to leave for minutes to whoever is on duty by now; returns how many changed hands.

    Where that cannot be found out, all of it stays meant for whom it is.
    """
    changed: list[int] = []
    attempt(desk, Subject("release", 0), lambda: changed.append(_readdress_all(desk, limit)))
    return sum(changed)


def _readdress_all(desk: Desk, limit: int) -> int:
    late = to_send.waiting_since(desk.session, desk.real_now - _LATE_AFTER, ON_A_ROTA, limit)
    clocks = queries.clocks_of_deliveries(desk.session, late)
    return sum(_readdress(desk, row, clocks.get(row.clock_id or 0)) for row in late)


def hand_on_repeats(desk: Desk, rows: Sequence[Delivery]) -> list[int]:
    """Have what may have been said to people who went home said to who is on duty now; returns ids of those deliveries.

    Theirs end as unknown by their message, which is not repeated to them. Where it cannot be found out who is on
    duty, all of it is repeated to whom it was meant for.
    """
    handed_on: list[int] = []
    attempt(desk, Subject("release", 0), lambda: handed_on.extend(_hand_on_all(desk, rows)))
    return handed_on


def _hand_on_all(desk: Desk, rows: Sequence[Delivery]) -> list[int]:
    clocks = queries.clocks_of_deliveries(desk.session, rows)
    handed_on = []
    for row in rows:
        clock = clocks.get(row.clock_id or 0)
        is_late = desk.real_now - row.created_real_at > _LATE_AFTER
        if clock is None or not clock.is_running or not is_late or row.audience not in ON_A_ROTA:
            continue
        targets = who_hears_it(desk, clock, row.audience, row.severity, row.destination)
        if targets and targets[0].destination != row.destination:
            handed_on.append(row.id)
            for target in targets:
                put(desk, _for(row, target))
    return handed_on


def who_hears_it(desk: Desk, clock: Clock, audience: str, severity: str, destination: str) -> Sequence[Target]:
    """Return where something meant for `destination` is said now: there, or where its audience is by now."""
    told = who_is_told(desk, Audience(audience), clock, severity)
    targets = [target for _audience, there in told for target in there]
    here = [target for target in targets if target.destination == destination]
    kind = destination.partition(":")[0]
    return here or [target for target in targets if target.destination.startswith(f"{kind}:")] or targets


def _readdress(desk: Desk, row: Delivery, clock: Clock | None) -> bool:
    if clock is None or not clock.is_running:
        return False
    targets = who_hears_it(desk, clock, row.audience, row.severity, row.destination)
    if not targets or targets[0].destination != row.destination:
        return _hand_on(desk, row, targets)
    if list(targets[0].mentions) == row.mentions:
        return False
    row.mentions = list(targets[0].mentions)
    return True


def _hand_on(desk: Desk, row: Delivery, targets: Sequence[Target]) -> bool:
    if not targets or not queries.end_deliveries(desk.session, [row.id], "superseded", OTHERS_ON_DUTY, desk.now):
        return False
    for target in targets:
        put(desk, _for(row, target))
    return True


def _release(desk: Desk, row: Delivery, clock: Clock | None) -> None:
    targets = [Target(row.destination, tuple(row.mentions))]
    if clock is not None and clock.is_running:
        targets = list(who_hears_it(desk, clock, row.audience, row.severity, row.destination)) or targets
    elif row.kind == OUTAGE:
        by_now = list(who_hears_of_it(desk, Audience(row.audience)))
        targets = [target for target in by_now if target.destination == row.destination] or by_now or targets
    if targets[0].destination == row.destination:
        to_send.release(desk.session, row.id, targets[0].mentions)
    else:
        _hand_on(desk, row, targets)


def _for(row: Delivery, target: Target) -> Due:
    """The same thing to be said to somebody else; once, should it have reached them already."""
    return Due(
        cause_kind=row.cause_kind,
        cause_id=row.cause_id,
        step=row.step,
        occurrence=row.occurrence,
        kind=row.kind,
        destination=target.destination,
        audience=row.audience,
        due_at=row.due_at,
        severity=row.severity,
        ticket_id=row.ticket_id,
        clock_id=row.clock_id,
        mentions=target.mentions,
        facts=row.facts,
        release_at=row.release_at,
    )
