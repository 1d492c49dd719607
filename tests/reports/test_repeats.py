"""Weekly and monthly reports tell which orders were called in again, and by which rule they were found."""

from __future__ import annotations

from reports.checking.order_figures import order_figure
from reports.checking.recount import Recount
from reports.dataset import DataSet
from reports.figure_register import figures_of
from reports.outline import Table
from reports.outlines.figures import Figures
from reports.outlines.repeats import repeats_by_rule
from tests.reports.hand import data_set, order

FOUND = [(1, "number"), (1, "caller"), (2, "caller"), (3, "place_and_matter"), (4, "caller")]


def with_repeats() -> DataSet:
    data = data_set()
    told = {4: {"is_sensitive": 1}}
    data.add("tickets", (order(n, f"25 1{n}:00", **told.get(n, {})) for n in range(1, 6)))
    plain = {"earlier_no": "20261101000001", "found_at": data.made_at}
    data.add(
        "relations",
        [
            *(
                {"id": n, "ticket_id": ticket, "found_by": rule, "is_same_matter": 1, **plain}
                for n, (ticket, rule) in enumerate(FOUND, 1)
            ),
            {"id": 9, "ticket_id": 5, "found_by": "caller", "is_same_matter": 0, **plain},
        ],
    )
    return data


def test_each_repeat_stands_with_the_rules_that_found_it() -> None:
    blocks = repeats_by_rule(Figures(with_repeats()), 10)
    (table,) = [block for block in blocks if isinstance(block, Table)]
    rules = [row[-1].shown for row in table.rows if not isinstance(row[-1], str)]
    assert rules == [
        "同一地点反映同一事项",
        "同一来电人再次反映同一事项",
        "写明原工单编号、同一来电人再次反映同一事项",
    ]
    shown = {figure.key: figure.shown for block in blocks for figure in figures_of(block)}
    names = ("repeat_by_number_count", "repeat_by_caller_count", "same_place_count")
    # The sensitive one is counted, and stands in no list.
    assert [shown[name] for name in names] == ["1", "2", "1"]


def test_repeats_are_counted_again_from_the_rows() -> None:
    data = with_repeats()
    figures = [figure for block in repeats_by_rule(Figures(data), 10) for figure in figures_of(block)]
    recount = Recount(data, [figure.key for figure in figures])
    for figure in figures:
        expected = order_figure(data, figure.key) or recount.expected(figure.key)
        assert expected is not None, figure.key
        assert (expected.value, expected.shown) == (figure.value, figure.shown), figure.key
