"""Checks that totals are the sums of their rows, that shares make a whole, and that names are names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from reports.checking.shown import rates_in
from reports.checking.wrong import Wrong

TOTAL = "合计"
_COUNT, _PERCENT = re.compile(r"-?\d+"), re.compile(r"(\d+(?:\.\d+)?)%")
_SHARE = "占比"
_ROUNDING = Decimal("0.05")
# Columns in which names stand, and what stands there beside them.
_NAMED = frozenset(
    {"单位", "承办单位", "社区", "社区（村）", "类别", "点位", "事项类别", "分类", "一级分类", "三级分类", "诉求分类"}
)
_NO_NAMES = frozenset({TOTAL, "未明确", "坐席直办或未转办", "未分类", "其他", "其余", "—", ""})


def wrong_sums(rows: Sequence[Sequence[str]], where: str) -> Iterator[Wrong]:
    """Yield what does not add up; the first row are the headings."""
    if len(rows) < 3:
        return
    headings, *body = rows
    has_total = body[-1][0].startswith(TOTAL)
    parts = body[:-1] if has_total else body
    for column, heading in enumerate(headings):
        cells = [row[column] for row in parts]
        if has_total and column:
            yield from _total(cells, body[-1][column], f"{where}“{heading}”列", is_share=_SHARE in heading)
        if _SHARE in heading:
            yield from _shares(cells, f"{where}“{heading}”列", is_whole=has_total)


def _total(cells: Sequence[str], total: str, where: str, *, is_share: bool) -> Iterator[Wrong]:
    if _COUNT.fullmatch(total) and all(_COUNT.fullmatch(cell) for cell in cells):
        added = sum(map(int, cells))
        if added != int(total):
            yield Wrong("wrong_total", where, str(added), total)
        return
    pooled = rates_in(total)
    if len(pooled) != 1:
        return
    rates = [rate for cell in cells for rate in rates_in(cell)]
    added, of = sum(rate.part for rate in rates), sum(rate.whole for rate in rates)
    if is_share:
        of = pooled[0].whole
    if (added, of) != (pooled[0].part, pooled[0].whole):
        yield Wrong("wrong_total", where, f"{added}/{of}", f"{pooled[0].part}/{pooled[0].whole}")


def _shares(cells: Sequence[str], where: str, *, is_whole: bool) -> Iterator[Wrong]:
    shares = [Decimal(found[1]) for cell in cells if (found := _PERCENT.search(cell))]
    if not shares:
        return
    added, slack = sum(shares, Decimal(0)), _ROUNDING * len(shares)
    if added > 100 + slack or (is_whole and added < 100 - slack):
        yield Wrong("shares_not_whole", where, "100%", f"{added}%")


def unknown_names(rows: Sequence[Sequence[str]], where: str, names: Collection[str]) -> Iterator[Wrong]:
    """Yield what stands in a column of names and is no name of the data; the first row are the headings."""
    for column, heading in enumerate(rows[0] if rows else ()):
        if heading in _NAMED:
            for line, row in enumerate(rows[1:], 2):
                if row[column] not in names and row[column] not in _NO_NAMES:
                    yield Wrong("unknown_name", f"{where}第{line}行", "", row[column])
