"""What a report counts: each metric of the desk as one condition on the frozen rows (docs/decisions/0047-reports.md).

`:start` and `:end` are the span's, `:whole_end` is the end of the whole one where it is cut, `:at` the moment at
which the report tells what is open, `:soon` until when a limit is near. A rate is a part of its whole; both are counts
of this list. SQLite and PostgreSQL read the conditions alike, so that they count on the database itself too
(reports/living.py).
"""

from __future__ import annotations

from dataclasses import dataclass

_COUNTED = "NOT t.merged AND NOT t.is_excluded"
_CAME = "t.came_at >= :start AND t.came_at < :end"
_CLOSED = "t.closed_at >= :start AND t.closed_at < :end"
# What came in when it was over already may have no time of its end.
_OVER_AT_ONCE = "t.state IN ('replied', 'archived', 'returned') AND t.closed_at IS NULL AND t.returned_at IS NULL"
_OVER = f"(coalesce(t.closed_at < :at, FALSE) OR coalesce(t.returned_at < :at, FALSE) OR {_OVER_AT_ONCE})"
_OPEN = f"t.came_at < :at AND NOT {_OVER}"
# A suspended order's limit stands still, and it has none that could pass.
_RUNS = f"{_OPEN} AND t.state <> 'suspended' AND t.deadline_at IS NOT NULL"
# A limit is of the span in which it is due, however early it was met, and counts once it is known how it was kept.
_TO_KEEP = (
    "c.due_at >= :start AND c.due_at < :whole_end AND coalesce(c.outcome, '') NOT IN ('cancelled', 'moved', 'unknown')"
    " AND (c.stopped_at <= :at OR c.due_at <= :at AND NOT (c.stopped_at IS NULL AND c.stands_still))"
)
_KEPT = "c.missed_at IS NULL AND c.stopped_at IS NOT NULL"
_WITH_UNIT = "t.assigned_at < :at AND coalesce(t.resolved_at >= :at, TRUE)"
_TICKETS = "tickets t"
_CLOCKS = "clocks c JOIN tickets t ON t.id = c.ticket_id"
_CALLS = "call_backs b JOIN tickets t ON t.id = b.ticket_id"
_REQUESTS = "requests r JOIN tickets t ON t.id = r.ticket_id"
_URGES = "urges u JOIN tickets t ON t.id = u.ticket_id"
_CALLED = "b.called_at >= :start AND b.called_at < :end"
_REACHED = f"{_CALLED} AND b.reached"
_NOT_CONTENT = f"{_REACHED} AND (b.satisfied = '不满意' OR b.solved <> '已解决')"
_REPEATS = (
    "EXISTS (SELECT 1 FROM relations a WHERE a.ticket_id = t.id AND a.is_same_matter"
    " AND a.found_by IN ('caller', 'number'))"
)
_FOUND_BY = "EXISTS (SELECT 1 FROM relations a WHERE a.ticket_id = t.id AND a.is_same_matter AND a.found_by = '{rule}')"
_NAMES_IT, _SAME_PLACE = (_FOUND_BY.format(rule=rule) for rule in ("number", "place_and_matter"))


@dataclass(frozen=True)
class Count:
    """One count: its name in Chinese, the rows it is of, and which of them; `what` of these is counted."""

    name: str
    rows: str
    where: str
    unit_of: str = "t.unit"
    what: str = "*"


@dataclass(frozen=True)
class Rate:
    """One rate: its name, and the counts it is of."""

    name: str
    part: str
    whole: str


def _orders(name: str, where: str) -> Count:
    return Count(name, _TICKETS, f"{_COUNTED} AND {where}")


def _limits(name: str, stage: str, where: str = "TRUE") -> Count:
    return Count(name, _CLOCKS, f"{_COUNTED} AND c.stage = '{stage}' AND {_TO_KEEP} AND {where}", "c.unit")


def _waiting(name: str, *kinds: str) -> Count:
    among = ", ".join(f"'{kind}'" for kind in kinds)
    waits = f"r.kind IN ({among}) AND r.state IN ('prepared', 'endorsed', 'submitted')"
    return Count(name, _REQUESTS, f"{_COUNTED} AND {waits}")


STAGES = {
    "sign": "签收",
    "verify": "初核",
    "assign": "转办",
    "first_contact": "首联",
    "accept": "受理",
    "handle": "办理",
}

COUNTS: dict[str, Count] = {
    "received_count": _orders("受理量", _CAME),
    "closed_count": _orders("办结量", _CLOSED),
    "open_count": _orders("在办量", _OPEN),
    "in_hand_count": _orders("已有人受理的在办件", f"{_OPEN} AND t.handler IS NOT NULL"),
    "handlers_count": Count("经办人", _TICKETS, f"{_COUNTED} AND {_OPEN}", what="DISTINCT t.handler"),
    "due_count": _orders("到期件", "t.deadline_at >= :start AND t.deadline_at < :end AND t.returned_at IS NULL"),
    "overdue_open_count": _orders("超时未办结", f"{_RUNS} AND t.deadline_at < :at"),
    "overdue_closed_count": _orders("超时办结", f"{_CLOSED} AND t.closed_at > t.deadline_at"),
    "overdue_count": _orders(
        "超时件", f"({_RUNS} AND t.deadline_at < :at OR {_CLOSED} AND t.closed_at > t.deadline_at)"
    ),
    "closed_in_time_count": _orders("按时办结", f"{_CLOSED} AND t.closed_at <= t.deadline_at"),
    "closed_or_overdue_count": _orders(
        "办结及超时未办结", f"t.deadline_at IS NOT NULL AND ({_CLOSED} OR {_RUNS} AND t.deadline_at < :at)"
    ),
    "received_closed_count": _orders("受理件中已办结", f"{_CAME} AND t.closed_at < :at"),
    "closed_first_time_count": _orders("一次办结", f"{_CLOSED} AND t.sent_back = 0 AND t.round = 1"),
    "closed_again_count": _orders("重办", f"{_CLOSED} AND (t.sent_back > 0 OR t.round > 1)"),
    "returned_count": _orders("退单获批", f"{_CAME} AND t.returned_at < :at"),
    "extended_count": _orders(
        "延期获批",
        f"{_CAME} AND EXISTS (SELECT 1 FROM requests r WHERE r.ticket_id = t.id AND r.kind = 'extension'"
        " AND r.state = 'granted' AND r.closed_at < :at)",
    ),
    "repeat_count": _orders("重复诉求", f"{_CAME} AND {_REPEATS}"),
    "repeat_by_number_count": _orders("重复诉求：写明原工单", f"{_CAME} AND {_NAMES_IT}"),
    "repeat_by_caller_count": _orders("重复诉求：同一来电人", f"{_CAME} AND {_REPEATS} AND NOT {_NAMES_IT}"),
    "same_place_count": _orders("同一地点同一事项", f"{_CAME} AND {_SAME_PLACE} AND NOT {_REPEATS}"),
    "any_repeat_count": _orders("重复件", f"{_CAME} AND ({_REPEATS} OR {_SAME_PLACE}) AND NOT t.is_sensitive"),
    "crowd_count": _orders("群体诉求", f"{_CAME} AND t.is_crowd"),
    "sensitive_count": _orders("敏感及保密件", f"{_CAME} AND t.is_sensitive"),
    "sensitive_open_count": _orders("敏感及保密件在办", f"{_OPEN} AND t.is_sensitive"),
    "emergency_count": _orders("突发件", f"{_CAME} AND t.is_emergency"),
    "not_contacted_count": _orders("未联系件", f"{_OPEN} AND {_WITH_UNIT} AND coalesce(t.contacted_at >= :at, TRUE)"),
    "due_soon_count": _orders("临期件", f"{_RUNS} AND t.deadline_at >= :at AND t.deadline_at < :soon"),
    "at_risk_count": _orders(
        "临期件中单位未受理或已过内部时限",
        f"{_RUNS} AND t.deadline_at >= :at AND t.deadline_at < :soon"
        " AND (coalesce(t.accepted_at >= :at, TRUE) OR EXISTS (SELECT 1 FROM clocks c"
        " WHERE c.ticket_id = t.id AND c.stage = 'handle' AND c.due_at < :at AND coalesce(c.stopped_at >= :at, TRUE)))",
    ),
    "suspended_count": _orders("挂账件", f"{_OPEN} AND t.state = 'suspended'"),
    "merged_count": Count("并单", _TICKETS, f"t.merged AND {_CAME}"),
    "excluded_count": Count("剔除", _TICKETS, f"t.is_excluded AND NOT t.merged AND {_CAME}"),
    **{f"{stage}_due_count": _limits(f"{word}应完成", stage) for stage, word in STAGES.items()},
    **{f"{stage}_on_time_count": _limits(f"{word}按时", stage, _KEPT) for stage, word in STAGES.items()},
    "returns_waiting_count": _waiting("退单申请", "return_to_city", "return_to_desk"),
    "extensions_waiting_count": _waiting("延期申请", "extension"),
    "exclusions_waiting_count": _waiting("剔除申请", "exclude"),
    "suspensions_waiting_count": _waiting("挂账申请", "suspend"),
    "transfers_waiting_count": _waiting("转派申请", "transfer"),
    "called_count": Count("回访", _CALLS, f"{_COUNTED} AND {_CALLED}"),
    "reached_count": Count("回访接通", _CALLS, f"{_COUNTED} AND {_REACHED}"),
    "satisfied_count": Count("回访满意", _CALLS, f"{_COUNTED} AND {_REACHED} AND b.satisfied = '满意'"),
    "unsatisfied_count": Count(
        "回访不满意或未解决",
        _CALLS,
        f"{_COUNTED} AND {_NOT_CONTENT}",
    ),
    "unsatisfied_orders_count": _orders(
        "回访不满意或未解决的工单",
        f"EXISTS (SELECT 1 FROM call_backs b WHERE b.ticket_id = t.id AND {_NOT_CONTENT})",
    ),
    "urged_count": Count("向单位发出的提醒", _URGES, f"{_COUNTED} AND u.urged_at >= :start AND u.urged_at < :end"),
    "unanswered_count": Count(
        "提醒后未回应的件",
        _TICKETS,
        f"{_COUNTED} AND {_OPEN} AND {_WITH_UNIT} AND EXISTS (SELECT 1 FROM urges u WHERE u.ticket_id = t.id"
        " AND u.urged_at >= :start AND u.urged_at < :at AND coalesce(u.answered_at >= :at, TRUE))",
    ),
}  # fmt: skip

# How many of its part come to one of its whole.
MEANS: dict[str, Rate] = {"open_per_handler": Rate("人均在办", "in_hand_count", "handlers_count")}

RATES: dict[str, Rate] = {
    **{
        f"{stage}_on_time_rate": Rate(f"{word}及时率", f"{stage}_on_time_count", f"{stage}_due_count")
        for stage, word in STAGES.items()
    },
    "close_rate": Rate("办结率", "received_closed_count", "received_count"),
    "on_time_close_rate": Rate("按时办结率", "closed_in_time_count", "closed_or_overdue_count"),
    "first_time_close_rate": Rate("一次办结率", "closed_first_time_count", "closed_count"),
    "reopen_rate": Rate("重办率", "closed_again_count", "closed_count"),
    "return_rate": Rate("退单率", "returned_count", "received_count"),
    "extension_rate": Rate("延期率", "extended_count", "received_count"),
    "repeat_rate": Rate("重复诉求率", "repeat_count", "received_count"),
    "desk_satisfaction_rate": Rate("回访满意率", "satisfied_count", "reached_count"),
    "valid_callback_rate": Rate("有效回访率", "reached_count", "called_count"),
}
