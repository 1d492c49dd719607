"""Works out the three rates of the official periods again, from a figure's key, by the database's own counting."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from reports.checking.recount import NOBODY, Expected, changed
from reports.checking.shown import FEW, FEW_MARK, NOTHING
from reports.dataset import DataSet

_KEY = re.compile(
    r"(?:(?P<dimension>unit|category)\.(?P<value>.+)\.)?(?P<span>official|official_before)\.(?P<what>[a-z_]+)(?P<change>\.pop)?"
)
_NAME = re.compile(r"official\.(?:unit|category)\.(?P<value>.+)\.name")
_COUNTS = ("valid", "contacted", "solved", "satisfied", "basically")
# Whoever rated nothing is in no rate, whatever the platform calls valid.
_VALID = "is_valid = 1 AND coalesce(satisfied NOT IN ('未评价', '无法回访', '无人接听'), 1)"
_POINTS = "个百分点"


@dataclass(frozen=True)
class _Counts:
    valid: int
    contacted: int
    solved: int
    satisfied: int
    basically: int


def official_figure(data: DataSet, key: str) -> Expected | None:
    """Return what a figure of the official call-backs must be; None for a key nobody knows."""
    if named := _NAME.fullmatch(key):
        return Expected(named["value"], named["value"])
    found = _KEY.fullmatch(key)
    if found is None or found["span"] not in data.spans:
        return None
    span, what = found["span"], found["what"]
    if what in ("first_day", "last_day"):
        day = _day(data, span, what)
        return Expected(day, day)
    where = (found["dimension"] or "", found["value"] or "")
    if what.removesuffix("_count") in _COUNTS and what.endswith("_count"):
        n: int = getattr(_counted(data, span, *where), what.removesuffix("_count"))
        return Expected(n, str(n))
    share = _SHARES.get(what.removesuffix("_rate"))
    if share is None:
        return None
    if found["change"]:
        return _change(data, what)
    return _shown(data, what.removesuffix("_rate"), _counted(data, span, *where))


def _day(data: DataSet, span: str, what: str) -> str:
    within = data.spans[span]
    at = within.start if what == "first_day" else within.end - timedelta(seconds=1)
    return f"{at.astimezone(data.zone):%Y-%m-%d}"


def _counted(data: DataSet, span: str, dimension: str, value: str) -> _Counts:
    solved = "('解决', '基本解决')" if data.fact("rates")["basically_solved_counts"] == "True" else "('解决')"
    same = f"coalesce({dimension}, '{NOBODY}') = :value" if dimension else "1"
    query = f"""
        SELECT count(*) AS valid, sum(coalesce(contacted, 0)) AS contacted,
            sum(coalesce(solved IN {solved}, 0)) AS solved, sum(coalesce(satisfied = '满意', 0)) AS satisfied,
            sum(coalesce(satisfied = '基本满意', 0)) AS basically
        FROM official WHERE {_VALID} AND called_at BETWEEN :first AND :last AND {same}
    """
    within = data.spans[span]
    last: datetime = within.end - timedelta(microseconds=1)
    [row] = data.rows(query, first=within.start.astimezone(UTC), last=last, value=value)
    return _Counts(*(row[name] or 0 for name in _COUNTS))


def _exact(data: DataSet, name: str, its: _Counts) -> Decimal:
    """Return a rate in percent, or the score, before it is rounded."""
    kept = data.fact("rates")
    n = Decimal(its.valid)
    if name == "satisfaction":
        return (its.satisfied + Decimal(kept["k"]) * its.basically) * 100 / n
    if name == "composite":
        parts = ("response", "resolution", "satisfaction")
        # Multiplied before it is divided, so that no third is cut off before it is weighed.
        return sum((Decimal(kept[f"{part}_weight"]) * _exact(data, part, its) for part in parts), Decimal(0))
    part: int = _SHARES[name](its)
    return Decimal(100) * part / n


_SHARES = {
    "response": lambda its: its.contacted,
    "resolution": lambda its: its.solved,
    "satisfaction": lambda its: its.satisfied,
    "composite": lambda its: its.valid,
}


def _rounded(data: DataSet, name: str, its: _Counts) -> Decimal | None:
    step = Decimal(1).scaleb(-int(data.fact("rates")["decimals"]))
    if not its.valid:
        return None
    # Twenty-eight digits are more than enough for a half to be a half again.
    return _exact(data, name, its).quantize(Decimal("1e-12"), ROUND_HALF_UP).quantize(step, ROUND_HALF_UP)


def _shown(data: DataSet, name: str, its: _Counts) -> Expected:
    value = _rounded(data, name, its)
    if value is None:
        return Expected(None, NOTHING)
    few = FEW_MARK if its.valid < FEW else ""
    if name in ("response", "resolution"):
        return Expected(value, f"{_SHARES[name](its)}/{its.valid} = {value}%{few}")
    return Expected(value, f"{value}{'%' if name == 'satisfaction' else ''}{few}")


def _change(data: DataSet, what: str) -> Expected:
    name = what.removesuffix("_rate")
    now, then = (_rounded(data, name, _counted(data, span, "", "")) for span in ("official", "official_before"))
    if now is None or then is None:
        return Expected(None, NOTHING)
    by = now - then
    return Expected(by, f"{by:+}" if by else f"{by}") if name == "composite" else changed(by, _POINTS)
