"""The words of the life of a ticket: states, stages of the clock, outcomes, events and moves."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a ticket stands; exclusion (剔除) is a flag and no state."""

    PENDING_SIGN = "pending_sign"
    PENDING_VERIFY = "pending_verify"
    PENDING_ASSIGN = "pending_assign"
    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    HANDLING = "handling"
    RESOLVED = "resolved"
    PENDING_REPLY = "pending_reply"
    REPLIED = "replied"
    ARCHIVED = "archived"
    RETURNED = "returned"
    SUSPENDED = "suspended"
    MERGED = "merged"
    VOIDED = "voided"


class Stage(StrEnum):
    """What a clock measures."""

    SIGN = "sign"
    VERIFY = "verify"
    ASSIGN = "assign"
    ACCEPT = "accept"
    FIRST_CONTACT = "first_contact"
    HANDLE = "handle"
    FOLLOW_UP = "follow_up"
    PLATFORM_REPLY = "platform_reply"
    PROMISE = "promise"
    REQUEST = "request"
    TASK = "task"
    PATROL = "patrol"
    ALERT = "alert"


class Outcome(StrEnum):
    """How a clock ended; the tables say MET and mean "met, or missed when late"."""

    MET = "met"
    MISSED = "missed"
    CANCELLED = "cancelled"
    MOVED = "moved"
    ATTEMPTED = "attempted"
    UNKNOWN = "unknown"


class Grade(StrEnum):
    """How much time the city gave, in four grades."""

    G2H = "g2h"
    G24H = "g24h"
    G7D = "g7d"
    G15D = "g15d"


class EventKind(StrEnum):
    """What happened, as the story of a ticket names it."""

    CREATED = "created"
    UPDATED = "updated"
    SIGNED = "signed"
    VERIFIED = "verified"
    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    CONTACTED = "contacted"
    PROGRESS = "progress"
    PROMISED = "promised"
    RESOLVED = "resolved"
    FOLLOWED_UP = "followed_up"
    OFFICIAL_CALLBACK = "official_callback"
    REPLIED = "replied"
    ARCHIVED = "archived"
    RETURNED = "returned"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    MERGED = "merged"
    VOIDED = "voided"
    EXCLUDED = "excluded"
    DEADLINE_MOVED = "deadline_moved"
    REQUEST_PREPARED = "request_prepared"
    REQUEST_ENDORSED = "request_endorsed"
    REQUEST_REJECTED = "request_rejected"
    REQUEST_SUBMITTED = "request_submitted"
    REQUEST_GRANTED = "request_granted"
    REQUEST_REFUSED = "request_refused"
    REQUEST_WITHDRAWN = "request_withdrawn"
    REMINDED = "reminded"
    ESCALATED = "escalated"
    MISSED = "missed"
    BREACHED = "breached"
    URGED = "urged"
    CALLED_AGAIN = "called_again"
    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    CALL_TRIED = "call_tried"
    CALLED = "called"
    UNIT_MESSAGE = "unit_message"
    EVIDENCE = "evidence"
    REVEALED = "revealed"
    PATROLLED = "patrolled"
    UNDONE = "undone"
    CORRECTED = "corrected"


class Move(StrEnum):
    """Everything that can happen to a ticket."""

    INTAKE = "intake"
    SIGN = "sign"
    VERIFY_TRUE = "verify_true"
    VERIFY_UNREACHED = "verify_unreached"
    VERIFY_WRONG = "verify_wrong"
    ASSIGN = "assign"
    ASSIGN_BY_NAMED = "assign_by_named"
    ANSWER = "answer"
    UNIT_ACCEPT = "unit_accept"
    UNIT_CONTACTED = "unit_contacted"
    UNIT_PROGRESS = "unit_progress"
    UNIT_PROMISE = "unit_promise"
    UNIT_DONE = "unit_done"
    ASSIST_ACCEPT = "assist_accept"
    ASSIST_DONE = "assist_done"
    FOLLOW_UP_SATISFIED = "follow_up_satisfied"
    FOLLOW_UP_UNREACHED = "follow_up_unreached"
    FOLLOW_UP_UNSATISFIED = "follow_up_unsatisfied"
    REPLIED = "replied"
    REPLIED_WHEN_MERGED = "replied_when_merged"
    ARCHIVE = "archive"
    DISPATCHED_AGAIN = "dispatched_again"
    SEEN_AGAIN = "seen_again"
    MERGE = "merge"
    VOID = "void"
    TRANSFERRED = "transferred"
    ASSISTED = "assisted"
    RETURNED_TO_DESK = "returned_to_desk"
    RETURNED_TO_CITY = "returned_to_city"
    EXTENDED = "extended"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    EXCLUDED = "excluded"


class Who(StrEnum):
    """Who may bring a move about."""

    AGENT = "agent"
    TOKEN = "token"  # noqa: S105 - a caller of the API, no secret
    SUPERVISOR = "supervisor"
    NAMED = "named"
    LEAD = "lead"
    ASSIST = "assist"
    ITSELF = "itself"


class Undo(StrEnum):
    """Until when /撤销 takes a move back."""

    YES = "yes"
    NO = "no"
    UNTIL_SIGNED = "until_signed"
    UNTIL_UNIT_ANSWERED = "until_unit_answered"
    UNTIL_FOLLOWED_UP = "until_followed_up"


OPEN_STATES: frozenset[State] = frozenset(
    {
        State.PENDING_SIGN,
        State.PENDING_VERIFY,
        State.PENDING_ASSIGN,
        State.ASSIGNED,
        State.ACCEPTED,
        State.HANDLING,
        State.RESOLVED,
        State.PENDING_REPLY,
        State.SUSPENDED,
    }
)
# Nothing is left to do: replied to the platform, or closed.
ENDED_STATES: frozenset[State] = frozenset(State) - OPEN_STATES
# Over for everybody: what is replied may still be asked about until it is archived.
CLOSED_STATES: frozenset[State] = ENDED_STATES - {State.REPLIED}
WITH_UNIT: frozenset[State] = frozenset({State.ASSIGNED, State.ACCEPTED, State.HANDLING})
# The steps of a request: they move no ticket by themselves.
REQUEST_EVENTS: frozenset[EventKind] = frozenset(kind for kind in EventKind if kind.startswith("request_"))
# The clocks that run on a unit.
UNIT_STAGES: tuple[Stage, ...] = (Stage.ACCEPT, Stage.FIRST_CONTACT, Stage.HANDLE, Stage.PROMISE)
