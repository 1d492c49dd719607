"""Works out again what is told beside the orders: comparison, hot spots, ledger, suggestions."""

from __future__ import annotations

import re
from collections.abc import Callable

from reports.checking.recount import Expected, rate
from reports.checking.shown import NOTHING
from reports.checking.spans import moment_words
from reports.dataset import DataSet

_COMPARISON = re.compile(r"comparison\.(?P<what>made_at|n_rows|matched|confirmed|contradicted|differences|grave)")
# Named once more, so that a kind that was frozen as harmless is noticed.
_GRAVE = "('deadline_earlier', 'late_there', 'missing_here', 'reply_not_there', 'sign_not_there')"
_CAME = "merged + is_excluded = 0 AND came_at BETWEEN :start AND :end - 1"
_ITS_ORDERS = f"FROM tickets WHERE {_CAME} AND id IN (SELECT ticket_id FROM hot_spot_orders WHERE hot_spot_id = :spot)"
_WORDS = """CASE rule WHEN 'crowd' THEN '群体诉求' WHEN 'building_day' THEN '同一楼栋24小时' || n_claims || '件'
    ELSE CASE rule WHEN 'point' THEN '同一点位同一事项' WHEN 'matter' THEN '同一事项'
    WHEN 'place_rise' THEN '同一小区或路段' WHEN 'category_rise' THEN '同一类别' END
    || days || '天' || n_claims || '件' END
    || coalesce('（此前' || iif(_DAYS = 7, '周均', '每' || days || '天平均') || (_TENTHS / 10) || '.' || (_TENTHS % 10)
    || '件）', '')""".replace("_TENTHS", "((mean_hundredths * _DAYS * 2 + 70) / 140)").replace(
    "_DAYS", "iif(rule = 'building_day', 7, days)"
)
_OF_SPOT = {
    "place": f"SELECT iif(EXISTS (SELECT 1 {_ITS_ORDERS} AND NOT is_sensitive), place, NULL) FROM hot_spots"
    " WHERE id = :spot",
    "matter": f"""SELECT coalesce((SELECT matter {_ITS_ORDERS} AND NOT is_sensitive
        GROUP BY matter ORDER BY count(*) DESC, matter LIMIT 1), '敏感件聚集')""",
    "orders": f"SELECT count(*) {_ITS_ORDERS}",
    "why": f"""SELECT group_concat(words, '，') FROM (SELECT {_WORDS} AS words FROM hot_spot_reasons r
        JOIN hot_spots h ON h.id = r.hot_spot_id WHERE h.id = :spot ORDER BY r.id)""",
    "first_found_at": "SELECT first_found_at FROM hot_spots WHERE id = :spot",
}
_FOUND = {"differences": "1 = 1", "grave": f"kind IN {_GRAVE}"}


def beside_orders(data: DataSet, key: str) -> Expected | None:
    """Return what such a figure must be; None for a key that is none of these."""
    for pattern, worked_out in _KNOWN:
        found = pattern.fullmatch(key)
        if found is not None:
            return worked_out(data, **found.groupdict())
    return None


def _comparison(data: DataSet, what: str) -> Expected | None:
    if what in _FOUND:
        n = sum(row["n"] for row in data.rows(f"SELECT n FROM differences WHERE {_FOUND[what]}"))
        return Expected(n, str(n))
    for row in data.rows("SELECT * FROM comparison ORDER BY made_at DESC LIMIT 1"):
        if what == "made_at":
            words = moment_words(data, row["made_at"])
            return Expected(words, words)
        return Expected(row[what], str(row[what]))
    return None


def _n_hot_spots(data: DataSet) -> Expected | None:
    this = data.spans["this"]
    query = f"""SELECT count(DISTINCT hot_spot_id) FROM hot_spot_orders
        WHERE ticket_id IN (SELECT id FROM tickets WHERE {_CAME})"""
    n = data.value(query, start=this.start, end=this.end)
    # Where nobody looked for hot spots, none is no count.
    unsought = data.value("SELECT count(*) FROM facts WHERE (name, value) = ('hot_spots_sought', 'false')")
    return None if unsought and not n else Expected(n, str(n))


def _hot_spot(data: DataSet, number: str, what: str) -> Expected | None:
    this = data.spans["this"]
    for row in data.rows(_OF_SPOT[what], spot=int(number), start=this.start, end=this.end):
        value = row[0]
        if what == "first_found_at":
            value = moment_words(data, value)
        return Expected(value, NOTHING if value is None else str(value))
    return None


def _ledger(data: DataSet, standing: str, what: str) -> Expected:
    column = "1" if what == "count" else what
    query = f"SELECT CAST(total(iif(standing = :standing, {column}, 0)) AS INTEGER) FROM ledger"
    n = data.value(query, standing=standing)
    return Expected(n, str(n))


def _fault(data: DataSet, fault: str) -> Expected:
    n = data.value("SELECT count(*) FROM ledger WHERE (fault, standing) = (:fault, 'counted')", fault=fault)
    return Expected(n, str(n))


# By the orders' own clocks as well: a breach that no entry names is none that cost nothing.
_CHARGED = """SELECT ticket_id FROM ledger WHERE fault = 'reply' AND standing = 'counted' UNION ALL
    SELECT ticket_id FROM clocks WHERE stage = 'platform_reply' AND breached_at BETWEEN :start AND :end - 1
    AND NOT EXISTS (SELECT 1 FROM ledger l WHERE l.fault = 'reply' AND l.ticket_id = clocks.ticket_id)"""
# Closed late in the span, or open and late at the end of it, as the late orders are.
_LATE_ONES = """SELECT id FROM tickets WHERE merged + is_excluded = 0 AND iif(closed_at BETWEEN :start AND :end - 1,
    closed_at > deadline_at, came_at < :at AND state <> 'suspended' AND deadline_at < :at
    AND min(coalesce(closed_at, :at), coalesce(returned_at, :at)) >= :at
    AND NOT (state IN ('replied', 'archived') AND coalesce(closed_at, returned_at) IS NULL))"""
_OF_REPLIES = {
    "late": f"SELECT count(*) FROM ({_CHARGED}) WHERE ticket_id IN ({_LATE_ONES})",
    "not_charged": f"SELECT count(*) FROM ({_LATE_ONES})"
    f" WHERE id NOT IN (SELECT ticket_id FROM ({_CHARGED}) WHERE ticket_id > 0)",
    "merged": f"SELECT count(*) FROM ({_CHARGED}) JOIN tickets ON id = ticket_id WHERE merged",
    "excluded": f"SELECT count(*) FROM ({_CHARGED}) JOIN tickets ON id = ticket_id WHERE is_excluded > merged",
    "returned": f"SELECT count(*) FROM ({_CHARGED}) JOIN tickets ON id = ticket_id"
    " WHERE merged + is_excluded = 0 AND returned_at > 0",
}
_OTHER = f"""SELECT count(*) FROM ({_CHARGED}) LEFT JOIN tickets ON id = ticket_id WHERE id IS NULL
    OR merged + is_excluded = 0 AND returned_at IS NULL AND id NOT IN ({_LATE_ONES})"""


def _reply(data: DataSet, what: str) -> Expected:
    this = data.spans["this"]
    query = _OF_REPLIES.get(what, _OTHER)
    n = data.value(query, start=this.start, end=this.end, at=data.as_of)
    return Expected(n, str(n))


def _followed(data: DataSet) -> Expected:
    by_answer = dict(map(tuple, data.rows("SELECT is_followed, count(*) FROM suggestions GROUP BY is_followed")))
    return rate(by_answer.get(1, 0), sum(by_answer.values()))


_KNOWN: tuple[tuple[re.Pattern[str], Callable[..., Expected | None]], ...] = (
    (_COMPARISON, _comparison),
    (re.compile(r"hot_spots_count"), _n_hot_spots),
    (re.compile(r"hot_spot\.(?P<number>\d+)\.(?P<what>place|matter|orders|why|first_found_at)"), _hot_spot),
    (re.compile(r"ledger\.(?P<standing>counted|disputed|claimed|unsettled)\.(?P<what>count|low|high)"), _ledger),
    (re.compile(r"ledger\.fault\.(?P<fault>\w+)"), _fault),
    (re.compile(r"ledger\.reply\.(?P<what>late|merged|excluded|returned|other|not_charged)"), _reply),
    (re.compile(r"suggestion_hit_rate"), _followed),
)
