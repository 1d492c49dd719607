"""Says how far a ticket has come when only the moments of its stages are given."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from rules.stages import State

# A moment that is given proves that the ticket has come this far.
STAGE_MOMENTS: dict[str, State] = {
    "signed_at": State.PENDING_VERIFY,
    "verified_at": State.PENDING_ASSIGN,
    "assigned_at": State.ASSIGNED,
    "accepted_at": State.ACCEPTED,
    "contacted_at": State.ACCEPTED,
    "resolved_at": State.RESOLVED,
    "replied_at": State.REPLIED,
}


def proven_state(moments: Mapping[str, datetime | None]) -> State | None:
    """Return the furthest state that the given moments prove; None when none of them is given."""
    proven = [state for name, state in STAGE_MOMENTS.items() if moments.get(name) is not None]
    return proven[-1] if proven else None
