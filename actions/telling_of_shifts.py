"""Tells whom a change of the rota concerns: the other is asked, who asked and the supervisor hear what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from actions.audiences import officials_on_duty, to_user
from actions.desk import Desk
from actions.outbox import Due, put
from models.queries import people
from models.rota import RotaChange
from rules.policy import Severity
from rules.userids import is_same

CHANGE, ASKED, TOLD = "rota_change", "shift_asked", "shift_told"
# By night nobody is woken for a shift that begins later than this after the night.
_TIME_TO_ANSWER = timedelta(hours=2)


def ask_the_other(desk: Desk, row: RotaChange, begins_at: datetime) -> None:
    """Have the other asked for his word in direct chat, by night in the morning where that is early enough."""
    _put(desk, row, [row.other], ASKED, "other", begins_at, severity=Severity.URGE)


def tell_the_other(desk: Desk, row: RotaChange) -> None:
    """Have the other told that nobody waits for his word any more."""
    _put(desk, row, [row.other], TOLD, "other", desk.now)


def tell_who_asked(desk: Desk, row: RotaChange) -> None:
    """Have whoever asked told what has become of it."""
    _put(desk, row, [row.asked_by], TOLD, "applicant", desk.now)


def tell_officials(desk: Desk, row: RotaChange, begins_at: datetime) -> None:
    """Have the supervisors told of what has changed, and of a leave, which leaves a shift to nobody."""
    _put(desk, row, officials_on_duty(desk, "supervisor"), TOLD, "supervisor", begins_at)


def named(desk: Desk, *userids: str | None) -> dict[str, str]:
    """Return the names of these people as facts of a refusal: by `name`, of the second one `other`."""
    found = people.names_of(desk.session, [userid for userid in userids if userid])
    keys = zip(("name", "other"), userids, strict=False)
    return {key: found.get(userid, userid) for key, userid in keys if userid}


def _put(
    desk: Desk,
    row: RotaChange,
    whom: Iterable[str | None],
    kind: str,
    audience: str,
    begins_at: datetime,
    severity: Severity = Severity.INFO,
) -> None:
    facts: dict[str, Any] = {"code": row.state, "to": audience}
    for userid in whom:
        if userid is None or (audience == "supervisor" and is_same(userid, row.asked_by)):
            continue
        put(
            desk,
            Due(
                cause_kind=CHANGE,
                cause_id=row.id,
                step=f"{audience}:{row.state}",
                # By whose message: what was taken back and said again is told again.
                occurrence=row.decided_in or row.asked_in or 1,
                kind=kind,
                destination=to_user(userid).destination,
                audience=audience,
                due_at=desk.now,
                severity=str(severity),
                facts=facts,
                release_at=_morning(desk, begins_at),
            ),
        )


def _morning(desk: Desk, begins_at: datetime) -> datetime | None:
    night = desk.rules.night.span_at(desk.now)
    return night[1] if night is not None and begins_at - night[1] >= _TIME_TO_ANSWER else None
