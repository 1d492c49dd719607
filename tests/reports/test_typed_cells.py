"""A figure stands in the workbook as the number it is, and reads there as it does on paper."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reports.outline import Value
from reports.typed_cells import computed, typed
from tests.reports.made_up import figure

CHANGE = '"上升"0.0%;"下降"0.0%;"持平"'
POINTS = '"上升"0.0"个百分点";"下降"0.0"个百分点";"持平"'


@pytest.mark.parametrize(
    ("value", "shown", "content", "number_format"),
    [
        (376, "376", 376, "0"),
        (0, "0", 0, "0"),
        (12, "12件", 12, '0"件"'),
        (-3, "-3", -3, "0"),
        (Decimal("93.4"), "93.4", Decimal("93.4"), "0.0"),
        (Decimal("93.4"), "93.4分", Decimal("93.4"), '0.0"分"'),
        (Decimal("95.0"), "19/20 = 95.0%", Decimal("0.95"), "0.0%"),
        (Decimal("100.0"), "4/4 = 100.0%（样本少）", Decimal(1), "0.0%"),
        (Decimal("33.33"), "33.33%", Decimal("0.3333"), "0.00%"),
        (Decimal("12.5"), "上升12.5%", Decimal("0.125"), CHANGE),
        (Decimal("-12.5"), "下降12.5%", Decimal("-0.125"), CHANGE),
        (Decimal("0.0"), "持平", Decimal(0), CHANGE),
        (Decimal("-2.3"), "下降2.3个百分点", Decimal("-2.3"), POINTS),
        (80, "1小时20分", "1小时20分", "General"),
        (None, "—", "—", "General"),
        ("北柳巷社区", "北柳巷社区", "北柳巷社区", "General"),
        (3, '3"', '3"', "General"),
        (3, "3/20", "3/20", "General"),
    ],
)
def test_figure_is_the_number_it_is(value: Value, shown: str, content: object, number_format: str) -> None:
    cell = typed(figure("key", "名称", value, shown))
    assert (cell.content, cell.number_format) == (content, number_format)


def test_rate_leaves_its_counts_to_the_cell_beside_it() -> None:
    assert typed(figure("key", "及时率", Decimal("95.0"), "19/20 = 95.0%")).counts == "19/20"


@pytest.mark.parametrize(
    ("value", "shown", "content"), [(80, "1小时20分", 80), (None, "—", None), ("甲", "甲社区", "甲")]
)
def test_what_was_computed_stands_beside_how_it_is_written(value: Value, shown: str, content: Value) -> None:
    assert computed(figure("key", "名称", value, shown)).content == content
