"""Counts the hotline's own call-backs again: the three rates, the composite score and the points that were lost."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

from reports.checking.recount import NOBODY, Expected, changed
from reports.checking.shown import FEW, FEW_MARK, NOTHING
from reports.dataset import DataSet

_KEY = re.compile(
    r"(?:(?P<by>unit|category)\.(?P<of>.+)\.)?official\.(?P<what>valid|contacted|solved|satisfied|basically|response|resolution"
    r"|satisfaction|composite)_(?P<kind>count|rate|score)(?:\.(?P<suffix>before|pop))?"
)
_SETTING = re.compile(r"rates\.(?P<name>(?:response|resolution|satisfaction)_weight|k)")
_TOLD = re.compile(r"rates\.category\.(?P<name>.+)\.told")
_VALID = "is_valid AND coalesce(satisfied, '满意') NOT IN ('未评价', '无法回访', '无人接听')"
_SUMS = f"""
    SELECT count(*) AS valid, coalesce(sum(contacted), 0) AS contacted, count(*) FILTER (WHERE satisfied = '满意')
        AS satisfied, count(*) FILTER (WHERE satisfied = '基本满意') AS basically,
        count(*) FILTER (WHERE solved = '解决' OR (:basically AND solved = '基本解决')) AS solved
    FROM official WHERE {_VALID} AND called_at BETWEEN :start AND :end - 1
        AND (:of = '' OR coalesce(iif(:by = 'unit', unit, category), '{NOBODY}') = :of)
"""
_LOST_ORDERS = """count(DISTINCT iif(coalesce(contacted, 0) AND satisfied IN ('满意', '基本满意')
    AND solved IN ('解决', iif(:basically, '基本解决', '解决')), NULL,
    (SELECT id FROM tickets WHERE id = ticket_id)))"""
_LOST = {
    "lost.orders_count": _LOST_ORDERS,
    "lost.not_contacted_count": "sum(NOT coalesce(contacted, 0))",
    "lost.not_solved_count": "sum(coalesce(solved, '') NOT IN ('解决', iif(:basically, '基本解决', '解决')))",
    "lost.not_satisfied_count": "sum(coalesce(satisfied, '') NOT IN ('满意', '基本满意'))",
}


def official_figure(data: DataSet, key: str) -> Expected | None:
    """Return what a figure of the official call-backs must be; None for a key that is none of them."""
    if setting := _SETTING.fullmatch(key):
        told = str(data.fact("rates")[setting["name"]])
        return Expected(told, told)
    if named := _TOLD.fullmatch(key):
        known = f"SELECT count(*) FROM official WHERE coalesce(category, '{NOBODY}') = :name"
        return Expected(named["name"], named["name"]) if data.value(known, name=named["name"]) else None
    if key in _LOST:
        within = data.spans["official"]
        query = f"SELECT {_LOST[key]} FROM official WHERE {_VALID} AND called_at BETWEEN :start AND :end - 1"
        also = int(data.fact("rates")["basically_solved_counts"] == "True")
        n = data.value(query, start=within.start, end=within.end, basically=also) or 0
        return Expected(n, str(n))
    found = _KEY.fullmatch(key)
    if found is None or "official" not in data.spans:
        return None
    of, what, suffix = (found["by"] or "", found["of"] or ""), found["what"], found["suffix"]
    now = _sums(data, "official_before" if suffix == "before" else "official", of)
    if found["kind"] == "count":
        return Expected(now[what], str(now[what]))
    value = _percent(data, now, what)
    if suffix == "pop":
        then = _percent(data, _sums(data, "official_before", of), what)
        return Expected(None, NOTHING) if value is None or then is None else changed(value - then, "个百分点")
    if value is None:
        return Expected(None, NOTHING)
    mark = FEW_MARK if now["valid"] < FEW else ""
    return Expected(value, f"{value}{mark}" if what == "composite" else f"{_counts(now, what)}{value}%{mark}")


def _counts(sums: dict[str, int], what: str) -> str:
    part = {"response": "contacted", "resolution": "solved"}.get(what)
    return f"{sums[part]}/{sums['valid']} = " if part else ""


def _sums(data: DataSet, span: str, of: tuple[str, str]) -> dict[str, int]:
    within, settings = data.spans[span], data.fact("rates")
    also = int(settings["basically_solved_counts"] == "True")
    (row,) = data.rows(_SUMS, start=within.start, end=within.end, by=of[0], of=of[1], basically=also)
    return {name: row[name] or 0 for name in row.keys()}  # noqa: SIM118 - a row of the database


def _percent(data: DataSet, sums: dict[str, int], what: str) -> Decimal | None:
    told: dict[str, Any] = data.fact("rates")
    if not sums["valid"]:
        return None
    satisfied = sums["satisfied"] + Fraction(told["k"]) * sums["basically"]
    parts = {"response": Fraction(sums["contacted"]), "resolution": Fraction(sums["solved"]), "satisfaction": satisfied}
    share = parts.get(what) or Fraction(0)
    if what == "composite":
        share = sum((Fraction(told[f"{name}_weight"]) * part for name, part in parts.items()), Fraction(0))
    digits = int(told["decimals"])
    # Rounded half up: a half more, cut.
    scaled = share * 100 * 10**digits / sums["valid"] + Fraction(1, 2)
    return Decimal(scaled.numerator // scaled.denominator).scaleb(-digits)
