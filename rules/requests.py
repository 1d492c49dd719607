"""What units and agents may ask for, who decides it and what happens when it is granted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dateutil.relativedelta import relativedelta

from rules.stages import OPEN_STATES, WITH_UNIT, Move, Stage, State


class RequestKind(StrEnum):
    """What is asked for."""

    TRANSFER = "transfer"
    ASSIST = "assist"
    RETURN_TO_DESK = "return_to_desk"
    RETURN_TO_CITY = "return_to_city"
    EXTENSION = "extension"
    SUSPEND = "suspend"
    EXCLUDE = "exclude"
    MERGE = "merge"
    VOID = "void"


class RequestState(StrEnum):
    """Where a request stands."""

    PREPARED = "prepared"
    ENDORSED = "endorsed"
    REJECTED = "rejected"
    SUBMITTED = "submitted"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class DecidedBy(StrEnum):
    """Whose word is the grant: the township's supervisor, or the city or district on the platform."""

    SUPERVISOR = "supervisor"
    PLATFORM = "platform"


class RequestStep(StrEnum):
    """What somebody does to a request."""

    ENDORSE = "endorse"
    REJECT = "reject"
    SUBMIT = "submit"
    GRANT = "grant"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


class Need(StrEnum):
    """What a request has to say beside its reason."""

    UNTIL = "until"
    UNIT = "unit"
    SURVIVOR = "survivor"


@dataclass(frozen=True)
class RequestRule:
    """One line of the requests table.

    `needs` is what it has to name; `unurged` are the unit's stages that stay silent while it is pending;
    `before_due` = not once overdue; `one_pending` and `once` limit how many there may be for one ticket.
    """

    kind: RequestKind
    decided_by: DecidedBy
    allowed_states: frozenset[State]
    when_granted: Move
    unurged: tuple[Stage, ...] = ()
    before_due: bool = False
    one_pending: bool = True
    once: bool = False
    needs: Need | None = None


_SUPERVISOR, _PLATFORM = DecidedBy.SUPERVISOR, DecidedBy.PLATFORM
_NOT_SUSPENDED = OPEN_STATES - {State.SUSPENDED}
_UNURGED = (Stage.ACCEPT, Stage.HANDLE)

REQUESTS: dict[RequestKind, RequestRule] = {
    rule.kind: rule
    for rule in (
        RequestRule(RequestKind.TRANSFER, _SUPERVISOR, WITH_UNIT, Move.TRANSFERRED, _UNURGED, needs=Need.UNIT),
        RequestRule(RequestKind.ASSIST, _SUPERVISOR, WITH_UNIT, Move.ASSISTED, one_pending=False, needs=Need.UNIT),
        RequestRule(RequestKind.RETURN_TO_DESK, _SUPERVISOR, WITH_UNIT, Move.RETURNED_TO_DESK, _UNURGED),
        RequestRule(RequestKind.RETURN_TO_CITY, _PLATFORM, _NOT_SUSPENDED, Move.RETURNED_TO_CITY),
        RequestRule(RequestKind.EXTENSION, _PLATFORM, _NOT_SUSPENDED, Move.EXTENDED, before_due=True, needs=Need.UNTIL),
        RequestRule(RequestKind.SUSPEND, _PLATFORM, _NOT_SUSPENDED, Move.SUSPENDED, once=True, needs=Need.UNTIL),
        RequestRule(RequestKind.EXCLUDE, _PLATFORM, OPEN_STATES | {State.REPLIED, State.ARCHIVED}, Move.EXCLUDED),
        RequestRule(RequestKind.MERGE, _SUPERVISOR, OPEN_STATES, Move.MERGE, needs=Need.SURVIVOR),
        RequestRule(RequestKind.VOID, _SUPERVISOR, OPEN_STATES, Move.VOID),
    )
}

_PLATFORM_STEPS: dict[tuple[RequestState, RequestStep], RequestState] = {
    (RequestState.PREPARED, RequestStep.ENDORSE): RequestState.ENDORSED,
    (RequestState.PREPARED, RequestStep.REJECT): RequestState.REJECTED,
    (RequestState.PREPARED, RequestStep.WITHDRAW): RequestState.WITHDRAWN,
    (RequestState.ENDORSED, RequestStep.SUBMIT): RequestState.SUBMITTED,
    (RequestState.ENDORSED, RequestStep.WITHDRAW): RequestState.WITHDRAWN,
    (RequestState.SUBMITTED, RequestStep.GRANT): RequestState.GRANTED,
    (RequestState.SUBMITTED, RequestStep.REFUSE): RequestState.REFUSED,
}


def next_request_state(kind: RequestKind, state: RequestState, step: RequestStep) -> RequestState | None:
    """Return where `step` leads a request, or None when it may not be; inside requests are granted by endorsement."""
    if REQUESTS[kind].decided_by is DecidedBy.SUPERVISOR:
        if state is not RequestState.PREPARED or step in (RequestStep.SUBMIT, RequestStep.GRANT, RequestStep.REFUSE):
            return None
        return RequestState.GRANTED if step is RequestStep.ENDORSE else _PLATFORM_STEPS[state, step]
    return _PLATFORM_STEPS.get((state, step))


def latest_suspension(now: datetime) -> datetime:
    """Return until when at the latest a ticket may be suspended: a year from now."""
    return now + relativedelta(years=1)


def is_pending(state: RequestState) -> bool:
    """Tell whether somebody still has to act on a request in that state."""
    return state in (RequestState.PREPARED, RequestState.ENDORSED, RequestState.SUBMITTED)


@dataclass(frozen=True)
class Turn:
    """Whose turn a request is: `step` is what has to be done next, endorse (an official) or submit (an agent)."""

    step: RequestStep
    kind: RequestKind
    request_id: int

    def as_subject(self) -> str:
        """Return it as the clock that runs on it keeps it."""
        return f"{self.step} {self.kind} {self.request_id}"


def turn_of(subject: str | None) -> Turn | None:
    """Return whose turn a clock of this subject measures; None for the clock of anything else."""
    words = (subject or "").split(" ")
    if len(words) != 3:
        return None
    return Turn(RequestStep(words[0]), RequestKind(words[1]), int(words[2]))
