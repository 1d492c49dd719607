"""Each metric of the reports, on so few orders that anybody can count them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.checking.recount import Recount
from reports.checking.single_facts import single_fact
from reports.dataset import DataSet, micros
from reports.figure_register import figures_of
from reports.outline import Paragraph
from reports.outlines.counts import COUNTS, RATES
from reports.outlines.figures import Figures, Of
from reports.outlines.keeping import pace
from reports.outlines.receiving import received
from reports.paper_text import words_of
from rules.report_periods import ReportKind
from tests.reports.hand import NOVEMBER, at, data_set, limit, order


def a_day() -> DataSet:
    """Five orders of the 25th and what they are: late, in time, open, merged, excluded; two of the day before."""
    data = data_set()
    data.add("tickets", [
        order(1, "25 08:00", closed_at=at("25 20:00"), deadline_at=at("25 18:00"), signed_at=at("25 08:10")),
        order(2, "25 09:00", closed_at=at("25 20:00"), deadline_at=at("26 09:00"), signed_at=at("25 09:30")),
        order(3, "25 10:00", deadline_at=at("26 07:00"), contacted_at=at("25 11:00"), unit="南柳社区", handler=1),
        order(4, "25 11:00", state="merged", merged=1, handler=3),
        order(5, "25 12:00", is_excluded=1, closed_at=at("25 13:00")),
        order(6, "24 23:59", deadline_at=at("26 20:00"), accepted_at=at("25 00:10"), handler=1),
        order(7, "24 08:00", closed_at=at("25 00:00"), deadline_at=at("26 08:00"), sent_back=1, handler=4),
        order(8, "25 23:59", closed_at=at("26 08:00"), deadline_at=at("27 08:00"), category="供热", path="供热"),
        order(9, "25 15:00", state="returned", returned_at=at("25 16:00"), deadline_at=at("26 15:00")),
        order(10, "25 16:00", state="suspended", deadline_at=at("26 02:00"), contacted_at=at("25 17:00"), handler=2),
    ])  # fmt: skip
    data.add("clocks", [
        limit(1, 1, "sign", "25 08:20", "25 08:10"),
        limit(2, 2, "sign", "25 09:20", "25 09:30"),
        limit(3, 3, "sign", "25 10:20", None),
        limit(4, 4, "sign", "25 11:20", "25 11:30"),
        limit(5, 5, "sign", "25 12:20", "25 12:30"),
        limit(6, 6, "sign", "26 00:00", "25 23:59"),
        limit(7, 8, "sign", "25 23:59", "25 23:59", outcome="cancelled"),
        limit(8, 3, "handle", "25 20:00", None, unit="南柳社区"),
        limit(9, 10, "sign", "25 16:20", None, stands_still=1),
    ])  # fmt: skip
    return data


@pytest.mark.parametrize(
    ("metric", "n"),
    [
        ("received_count", 6),  # 1 2 3 8 9 10; not what was merged or excluded
        ("merged_count", 1),
        ("excluded_count", 1),
        ("closed_count", 3),  # 1 2 7; the midnight of its end is in the day that it begins
        ("open_count", 3),  # 3 6 10 at half past eight; 8 was replied at eight
        ("in_hand_count", 3),
        ("handlers_count", 2),  # 3 and 6 are one person's; nobody has what is merged or over
        ("suspended_count", 1),
        ("overdue_open_count", 1),  # 3; the limit of what is suspended stands still
        ("overdue_closed_count", 1),  # 1
        ("overdue_count", 2),
        ("due_count", 1),  # 1
        ("due_soon_count", 1),  # 6, until half past eight of the 27th
        ("at_risk_count", 0),
        ("not_contacted_count", 1),  # 6
        ("closed_in_time_count", 2),  # 2 7
        ("closed_or_overdue_count", 4),  # 1 2 7 and 3
        ("received_closed_count", 3),  # 1 2 8
        ("closed_first_time_count", 2),  # 1 2
        ("closed_again_count", 1),  # 7
        ("returned_count", 1),  # 9
        ("sign_due_count", 3),  # 1 2 3; not what was cancelled, stands still or fell due at midnight
        ("sign_on_time_count", 1),  # 1
    ],
)
def test_metric_counts_what_its_line_says(metric: str, n: int) -> None:
    assert Figures(a_day()).count(metric).value == n


def test_figures_are_written_with_their_counts() -> None:
    figures = Figures(a_day())
    assert figures.rate("sign_on_time_rate").shown == "1/3 = 33.3%（样本少）"
    assert figures.rate("on_time_close_rate").value == Decimal("50.0")
    assert figures.rate("verify_on_time_rate").shown == "—"
    assert (figures.mean("open_per_handler").value, figures.mean("open_per_handler").shown) == (Decimal("1.5"), "1.5")
    assert Figures(data_set()).mean("open_per_handler").shown == "—"
    for data, shown in ((a_day(), ("3", "2", "1.5")), (data_set(), ("0", "0", "—"))):
        again = (Recount(data, ()).expected(key) for key in ("in_hand_count", "handlers_count", "open_per_handler"))
        assert tuple(each and each.shown for each in again) == shown
    assert figures.count("received_count", "previous").value == 2
    assert figures.change("received_count").shown == "上升200.0%（基数小）"
    assert figures.change("closed_count").shown == "—"
    assert figures.rate("sign_on_time_rate", "this", Of("unit", "城管科")).shown == "—"


def test_limit_met_early_counts_at_once_in_the_day_in_which_it_is_due() -> None:
    found = []
    for made_at in ("25 10:00", "25 12:00", "26 08:30"):
        data = data_set(made_at=at(made_at))
        data.add("tickets", [order(1, "25 08:00"), order(2, "24 08:00")])
        data.add("clocks", [
            limit(1, 1, "sign", "25 11:00", "25 09:00"),  # met ahead of its time
            limit(2, 1, "sign", "25 11:00", "25 11:30", seq=2),  # met when it was late
            limit(3, 1, "sign", "25 11:00", None, stands_still=1),
            limit(4, 1, "sign", "26 00:00", "25 09:00"),  # of another day
            limit(5, 2, "sign", "24 11:00", "24 09:00"),
            limit(6, 2, "sign", "24 11:00", "24 10:00", seq=2),
            limit(7, 2, "sign", "24 11:00", "24 10:30", seq=3),  # not known at ten on that day
        ])  # fmt: skip
        figures = [Figures(data).rate("sign_on_time_rate", span) for span in ("this", "previous")]
        for figure in figures:
            again = Recount(data, ()).expected(figure.key)
            assert again is not None and (again.value, again.shown) == (figure.value, figure.shown)
        found.append([figure.shown.partition(" ")[0] for figure in figures])
    assert found == [["1/1", "2/2"], ["1/2", "3/3"], ["1/2", "3/3"]]


def test_change_of_rates_is_in_percentage_points_of_what_is_shown() -> None:
    data = data_set()
    data.add("tickets", [order(1, "25 08:00"), order(2, "24 08:00")])
    data.add("clocks", [limit(n, 1, "verify", "25 09:00", "25 09:00" if n else "25 09:01", seq=n) for n in range(3)])
    data.add("clocks", [limit(9 + n, 2, "verify", "24 09:00", "24 09:01" if n else "24 08:59") for n in range(2)])
    change = Figures(data).change("verify_on_time_rate")
    assert (change.value, change.shown) == (Decimal("16.7"), "上升16.7个百分点（基数小）")


def test_rest_of_a_ranking_is_what_is_not_told_by_name() -> None:
    data = data_set()
    data.add("tickets", [order(n, "25 08:00", category=f"第{'甲乙丙丁'[n % 4]}类") for n in range(1, 11)])
    figures = Figures(data)
    tops = figures.top("received_count", "category", 2)
    assert [(of.value, figures.number("received_count", "this", of)) for of in tops] == [
        ("第丙类", 3),
        ("第乙类", 3),
        ("其余", 4),
    ]


def test_unit_that_answered_last_of_all_has_not_answered_the_last_reminder() -> None:
    data = data_set()
    data.add("tickets", [order(1, "25 08:00"), order(2, "25 08:00"), order(3, "25 08:00")])
    urges = [(1, "25 09:00", "25 09:30"), (2, "25 09:00", "25 09:30"), (2, "25 22:00", None), (3, "26 07:00", None)]
    data.add("urges", [
        {"id": n, "ticket_id": ticket, "urged_at": at(urged), "answered_at": at(said) if said else None}
        for n, (ticket, urged, said) in enumerate(urges)
    ])  # fmt: skip
    assert Figures(data).count("unanswered_count").value == 2
    assert Figures(data).count("urged_count").value == 3


def test_pace_is_the_nearest_rank_in_whole_minutes() -> None:
    data = data_set()
    data.add("tickets", [order(n, "25 08:00", signed_at=at(f"25 08:{n:02d}")) for n in range(1, 11)])
    spoken = {part.key: part.shown for part in pace(Figures(data)).parts if not isinstance(part, str)}
    assert spoken["time_to_sign.median"] == "5分钟"
    assert spoken["time_to_sign.p90"] == "9分钟"
    # Of nothing nothing is said.
    assert "time_to_close.median" not in spoken


MOMENTS = st.integers(0, 40).map(lambda quarter: at(f"{24 + quarter // 16} {quarter % 16 + 7:02d}:15"))
ORDERS = st.lists(
    st.builds(
        lambda came, deadline, closed, place: {"came": came, "deadline": deadline, "closed": closed, "place": place},
        MOMENTS, st.none() | MOMENTS, st.none() | MOMENTS, st.sampled_from(["甲号院", "乙号院", None]),
    ),
    max_size=12,
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(ORDERS)
def test_parts_add_up_and_rates_stay_between_nothing_and_all(drawn: list[dict[str, object]]) -> None:
    data = data_set()
    data.add("tickets", [
        order(n, "25 08:00", came_at=each["came"], deadline_at=each["deadline"], closed_at=each["closed"],
              place=each["place"], returned_at=None)
        for n, each in enumerate(drawn, 1)
    ])  # fmt: skip
    figures = Figures(data)
    for metric in RATES:
        value = figures.rate(metric).value
        assert value is None or 0 <= Decimal(value) <= 100
    for metric in COUNTS:
        assert sum(figures.by(metric, "place").values()) == figures.number(metric)
    assert figures.number("overdue_count") == figures.number("overdue_open_count") + figures.number(
        "overdue_closed_count"
    )


def test_nothing_is_told_of_a_time_before_the_first_order() -> None:
    data = data_set(ReportKind.MONTHLY, NOVEMBER)
    data.add("tickets", [order(1, "25 10:00")])
    data.state("known_from", micros(at("02 00:00")) - 40 * 86_400_000_000)
    figures = Figures(data)
    told = [figures.count("received_count", "last_year"), figures.change("received_count", "last_year")]
    told += [figures.rate("close_rate", "last_year"), figures.change("close_rate", "last_year")]
    told += [figures.count("received_count", "previous")]
    assert [figure.shown for figure in told] == ["—", "—", "—", "—", "0"]
    words, *_ = received(figures, "previous", "last_year")[-2:]
    assert isinstance(words, Paragraph)
    assert "去年同期（2025年11月）数据不足" in "".join(map(words_of, words.parts))
    recount = Recount(data, [])
    for figure in (*told, *figures_of(words)):
        expected = single_fact(data, figure.key) or recount.expected(figure.key)
        assert expected is not None, figure.key
        assert (expected.value, expected.shown) == (figure.value, figure.shown), figure.key


@pytest.mark.parametrize("metric", COUNTS)
def test_no_count_looks_through_a_whole_table_for_each_order(metric: str) -> None:
    count = COUNTS[metric]
    given = dict.fromkeys(("start", "end", "whole_end", "at", "soon"), 0)
    steps = data_set().rows(f"EXPLAIN QUERY PLAN SELECT count(*) FROM {count.rows} WHERE {count.where}", **given)
    assert sum(step["detail"].startswith("SCAN") for step in steps) <= 1, [step["detail"] for step in steps]
