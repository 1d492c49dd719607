"""What each metric counts, worked out a second time from the report's data, by other SQL than the report is made with.

An order is looked at as a whole first: when it ended, whether it was open at `:at`, late, closed in the span. `:start`
and `:last` are the first and the last moment of the span, `:whole_last` is the last one of the whole span where it is
cut, `:soon` is until when a limit is near. Of a limit is known how it was kept when it was met or due.
"""

from __future__ import annotations

from dataclasses import dataclass

_LIFE = """
    SELECT id, unit, category, matter, place, community, kind, grade, came_at, came_day, closed_day, came_weekday,
        came_hour, state, round, sent_back, is_sensitive, is_crowd, is_emergency, accepted_at, contacted_at,
        assigned_at, resolved_at, deadline_at, closed_at, returned_at, merged, is_excluded, handler,
        merged + is_excluded = 0 AS counts,
        came_at BETWEEN :start AND :last AS came,
        coalesce(closed_at BETWEEN :start AND :last, 0) AS closed,
        came_at < :at AND min(coalesce(closed_at, :at), coalesce(returned_at, :at)) >= :at
            AND NOT (state IN ('replied', 'archived') AND coalesce(closed_at, returned_at) IS NULL) AS open
    FROM tickets
"""
_ORDERS = f"""
    SELECT *, open AND state <> 'suspended' AND coalesce(deadline_at < :at, 0) AS late_open,
        closed AND coalesce(closed_at - deadline_at > 0, 0) AS late_closed,
        open AND state <> 'suspended' AND coalesce(deadline_at >= :at AND deadline_at < :soon, 0) AS near,
        open AND coalesce(assigned_at < :at, 0) AND coalesce(resolved_at, :at) >= :at AS at_unit
    FROM ({_LIFE})
"""
_LIMITS = """
    SELECT c.unit AS holder, t.unit, t.category, t.matter, t.place, t.community, t.kind, t.grade, t.came_at,
        t.came_day, t.closed_day, t.came_weekday, t.came_hour, t.merged + t.is_excluded = 0 AS counts,
        c.due_at BETWEEN :start AND :whole_last
            AND (c.outcome IS NULL OR c.outcome IN ('met', 'missed', 'attempted'))
            AND min(c.due_at, coalesce(c.stopped_at, c.due_at)) <= :at
            AND (c.stopped_at IS NOT NULL OR c.stands_still = 0) AS due,
        c.stopped_at IS NOT NULL AND c.missed_at IS NULL AS kept
    FROM clocks c, tickets t WHERE t.id = c.ticket_id
"""
_OF_ORDER = """t.unit, t.category, t.matter, t.place, t.community, t.kind, t.grade, t.came_at, t.came_day, t.closed_day,
        t.came_weekday, t.came_hour, t.merged + t.is_excluded = 0 AS counts"""
_CALLS = f"""
    SELECT b.reached, b.satisfied, b.solved, b.called_at BETWEEN :start AND :last AS called, {_OF_ORDER}
    FROM tickets t, call_backs b WHERE b.ticket_id = t.id
"""
_REQUESTS = f"""
    SELECT r.kind AS asked, r.state NOT IN ('rejected', 'granted', 'refused', 'withdrawn') AS waits, {_OF_ORDER}
    FROM tickets t, requests r WHERE r.ticket_id = t.id
"""
_URGES = f"""
    SELECT u.urged_at BETWEEN :start AND :last AS urged, {_OF_ORDER} FROM tickets t, urges u WHERE u.ticket_id = t.id
"""


@dataclass(frozen=True)
class Metric:
    """One metric: the rows it is of, and the flag that says which of them count."""

    rows: str
    flag: str
    holder: str = "unit"
    # Where a column is named, its different values are counted and not the rows.
    apart: str = ""

    @property
    def counted(self) -> str:
        """Return the SQL of what the rows come to."""
        return f"count(DISTINCT iif({self.flag}, {self.apart}, NULL))" if self.apart else f"sum({self.flag})"


def _order(flag: str) -> Metric:
    return Metric(_ORDERS, f"counts AND {flag}")


def _limit(stage: str, flag: str) -> Metric:
    return Metric(f"{_LIMITS} AND c.stage = '{stage}'", f"counts AND {flag}", "holder")


def _waiting(*kinds: str) -> Metric:
    return Metric(_REQUESTS, f"counts AND waits AND asked IN {(*kinds, '')!r}")


def _call(flag: str) -> Metric:
    return Metric(_CALLS, f"counts AND called AND {flag}")


_STAGES = ("sign", "verify", "assign", "first_contact", "accept", "handle")
_AGAIN = """id IN (SELECT ticket_id FROM relations WHERE is_same_matter AND found_by IN ('caller', 'number'))"""
_NAMED = """id IN (SELECT ticket_id FROM relations WHERE is_same_matter AND found_by = 'number')"""
_PLACED = """id IN (SELECT ticket_id FROM relations WHERE is_same_matter AND found_by = 'place_and_matter')"""
_MORE_TIME = (
    """id IN (SELECT ticket_id FROM requests WHERE kind = 'extension' AND state = 'granted' AND closed_at < :at)"""
)
_COMPLAINED = """id IN (SELECT ticket_id FROM call_backs WHERE reached AND called_at BETWEEN :start AND :last
                 AND ('不满意' IN (satisfied) OR coalesce(solved, '已解决') <> '已解决'))"""
_SILENT = """id IN (SELECT ticket_id FROM urges WHERE urged_at >= :start AND urged_at < :at
             AND (answered_at IS NULL OR answered_at >= :at))"""
_SLIPPING = """(coalesce(accepted_at, :at) >= :at OR id IN (SELECT ticket_id FROM clocks WHERE stage = 'handle'
               AND coalesce(stopped_at, :at) >= :at AND due_at < :at))"""

METRICS: dict[str, Metric] = {
    "received_count": _order("came"),
    "closed_count": _order("closed"),
    "open_count": _order("open"),
    "in_hand_count": _order("open AND handler > 0"),
    "handlers_count": Metric(_ORDERS, "counts AND open", apart="handler"),
    "due_count": _order("coalesce(deadline_at BETWEEN :start AND :last, 0) AND returned_at IS NULL"),
    "overdue_open_count": _order("late_open"),
    "overdue_closed_count": _order("late_closed"),
    "overdue_count": _order("max(late_open, late_closed)"),
    "closed_in_time_count": _order("closed AND deadline_at IS NOT NULL AND NOT late_closed"),
    "closed_or_overdue_count": _order("deadline_at IS NOT NULL AND max(closed, late_open)"),
    "received_closed_count": _order("came AND coalesce(closed_at < :at, 0)"),
    "closed_first_time_count": _order("closed AND sent_back + round = 1"),
    "closed_again_count": _order("closed AND sent_back + round > 1"),
    "returned_count": _order("came AND coalesce(returned_at < :at, 0)"),
    "extended_count": _order(f"came AND {_MORE_TIME}"),
    "repeat_count": _order(f"came AND {_AGAIN}"),
    "repeat_by_number_count": _order(f"came AND {_NAMED}"),
    "repeat_by_caller_count": _order(f"came AND {_AGAIN} AND NOT {_NAMED}"),
    "same_place_count": _order(f"came AND {_PLACED} AND NOT {_AGAIN}"),
    "any_repeat_count": _order(f"came AND max({_AGAIN}, {_PLACED}) AND NOT is_sensitive"),
    "unsatisfied_orders_count": _order(_COMPLAINED),
    "crowd_count": _order("came AND is_crowd"),
    "sensitive_count": _order("came AND is_sensitive"),
    "sensitive_open_count": _order("open AND is_sensitive"),
    "emergency_count": _order("came AND is_emergency"),
    "not_contacted_count": _order("at_unit AND coalesce(contacted_at, :at) >= :at"),
    "due_soon_count": _order("near"),
    "at_risk_count": _order(f"near AND {_SLIPPING}"),
    "suspended_count": _order("open AND state = 'suspended'"),
    "merged_count": Metric(_ORDERS, "merged AND came"),
    "excluded_count": Metric(_ORDERS, "is_excluded AND NOT merged AND came"),
    "unanswered_count": _order(f"at_unit AND {_SILENT}"),
    **{f"{stage}_due_count": _limit(stage, "due") for stage in _STAGES},
    **{f"{stage}_on_time_count": _limit(stage, "due AND kept") for stage in _STAGES},
    "returns_waiting_count": _waiting("return_to_city", "return_to_desk"),
    "extensions_waiting_count": _waiting("extension"),
    "exclusions_waiting_count": _waiting("exclude"),
    "suspensions_waiting_count": _waiting("suspend"),
    "transfers_waiting_count": _waiting("transfer"),
    "called_count": _call("1"),
    "reached_count": _call("reached"),
    "satisfied_count": _call("reached AND coalesce(satisfied, '') = '满意'"),
    "unsatisfied_count": _call("reached AND ('不满意' IN (satisfied) OR coalesce(solved, '已解决') <> '已解决')"),
    "urged_count": Metric(_URGES, "counts AND urged"),
}
# A rate in percent is the first of these of the second.
RATES: dict[str, tuple[str, str]] = {
    **{f"{stage}_on_time_rate": (f"{stage}_on_time_count", f"{stage}_due_count") for stage in _STAGES},
    "close_rate": ("received_closed_count", "received_count"),
    "on_time_close_rate": ("closed_in_time_count", "closed_or_overdue_count"),
    "first_time_close_rate": ("closed_first_time_count", "closed_count"),
    "reopen_rate": ("closed_again_count", "closed_count"),
    "return_rate": ("returned_count", "received_count"),
    "extension_rate": ("extended_count", "received_count"),
    "repeat_rate": ("repeat_count", "received_count"),
    "desk_satisfaction_rate": ("satisfied_count", "reached_count"),
    "valid_callback_rate": ("reached_count", "called_count"),
}
# So many of the first to one of the second.
MEANS = {"open_per_handler": ("in_hand_count", "handlers_count")}
_DAYS_OPEN = "(:at - came_at) / 86400000000.0"
COLUMNS = {
    "unit": "", "category": "category", "matter": "matter", "place": "place", "community": "community", "kind": "kind",
    "grade": "grade", "day": "came_day", "closed_day": "closed_day",
    "age": f"iif({_DAYS_OPEN} < 7, iif({_DAYS_OPEN} < 3, '三日以内', '三至七日'),"
    f" iif({_DAYS_OPEN} < 15, '七至十五日', '十五日以上'))",
    "grid": "came_weekday || '-' || (came_hour - came_hour % 2)",
}  # fmt: skip
