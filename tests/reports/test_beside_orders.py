"""What reports tell beside the orders, on rows made by hand, and that it is counted again from those rows alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from actions.desk import Desk
from actions.ledger import entries, items
from models.database import Database
from models.ledger import LedgerEntry
from models.platform_times import Reconciliation
from models.study import HotSpotRow, Suggestion
from models.ticket import Ticket
from reports.checking.beside_orders import beside_orders
from reports.checking.checks import check
from reports.dataset import DataSet
from reports.differing import Differs
from reports.figure_register import figures_of
from reports.freezing import freeze
from reports.ledger_again import count_orders_again
from reports.outline import Block, Figure, Paragraph, Table
from reports.outlines.every import outline
from reports.outlines.figures import Figures
from reports.outlines.hot_spots import hot_spots
from reports.outlines.money import deductions
from reports.outlines.reconciling import compared
from reports.outlines.suggesting import hit_rate
from reports.papers import papers
from rules.hot_spots import HotSpotRule
from rules.reconciling import MATTERS, Kind
from rules.report_periods import Period, ReportKind
from tests.reports.hand import DAY, NOVEMBER, at, data_set, figures_in, limit, order
from tests.township import RULES


def words_of(*blocks: Block) -> str:
    """Return what paragraphs say, as it is read."""
    said = [block for block in blocks if isinstance(block, Paragraph)]
    return "".join(part.shown if isinstance(part, Figure) else part for block in said for part in block.parts)


def counted_again(data: DataSet, blocks: Iterable[Block]) -> None:
    figures = [figure for block in blocks for figure in figures_of(block)]
    assert figures
    for figure in figures:
        expected = beside_orders(data, figure.key)
        assert expected is not None, figure.key
        assert (expected.value, expected.shown) == (figure.value, figure.shown), figure.key


def with_totals(data: DataSet) -> DataSet:
    for name in ("received_count", "received_count.previous", "closed_count", "open_count"):
        data.state(f"total.{name}", 0)
    return data


def a_comparison(moment: str, **differences: int) -> DataSet:
    data = data_set()
    told = {"id": 4, "made_at": at(moment), "n_rows": 120, "matched": 117, "confirmed": 5, "contradicted": 1}
    data.add("comparison", [told])
    data.add("differences", ({"kind": kind, "n": n, "is_grave": kind in MATTERS} for kind, n in differences.items()))
    return data


def test_daily_report_tells_what_the_last_comparison_found() -> None:
    data = a_comparison("25 17:40", late_there=2, missing_here=1, time=9)
    line = compared(Figures(data))
    assert words_of(line) == (
        "与平台对账：11-25 17:40比对，平台120行，对上117件；补录核实5项、不符1项；不一致12处，其中影响扣款或漏登的3处。"
    )
    counted_again(data, [line])


def test_comparison_without_a_difference_says_none() -> None:
    assert "不一致0处，其中影响扣款或漏登的0处" in words_of(compared(Figures(a_comparison("26 08:00"))))


def test_day_without_a_comparison_is_said_to_have_none() -> None:
    assert words_of(compared(Figures(data_set()))) == "与平台对账：当日未比对，以前也没有比对过。"
    older = a_comparison("24 17:40", late_there=2)
    line = compared(Figures(older))
    assert words_of(line) == "与平台对账：当日未比对，上次比对是11-24 17:40。"
    counted_again(older, [line])


def test_finished_papers_with_a_comparison_yield_no_complaint() -> None:
    data = a_comparison("25 17:40", late_there=2, missing_here=1, time=9)
    data.add("tickets", [order(1, "25 09:00")])
    assert [wrong.text for wrong in check(with_totals(data), papers(outline(data)))] == []


@pytest.mark.parametrize("kind", list(Kind))
def test_every_grave_kind_is_counted_again_as_grave(kind: Kind) -> None:
    counted_again(data := a_comparison("25 17:40", **{str(kind): 3}), [compared(Figures(data))])


def hot_spots_of(kind: ReportKind = ReportKind.MONTHLY, period: Period = NOVEMBER, days: int = 7) -> DataSet:
    """Return a November with a hot spot of four orders in it, one of them sensitive, and one of October's."""
    data = data_set(kind, period)
    place = {"place": "云杉里3号楼"}
    data.add(
        "tickets",
        [
            order(1, "24 08:00", **place),
            order(2, "24 08:10", **place),
            order(3, "24 08:20", matter="积水", **place),
            order(4, "24 08:30", is_sensitive=1),
            order(5, "24 08:40", merged=1, **place),
        ],
    )
    found_at = at("24 09:00")
    spot = {"first_found_at": found_at, "last_found_at": found_at, "place": "云杉里3号楼", "days": days}
    data.add("hot_spots", [{"id": 8, **spot}, {"id": 9, **spot, "place": "柳湾乡"}])
    reasons = (("crowd", 1, None), ("building_day", 3, 25), ("point", 4, 35), ("matter", 4, 0))
    rows = ({"hot_spot_id": 8, "rule": r, "n_claims": n, "mean_hundredths": mean} for r, n, mean in reasons)
    data.add("hot_spot_reasons", [*rows, {"hot_spot_id": 9, "rule": "category_rise", "n_claims": 6}])
    data.add("hot_spot_orders", [{"hot_spot_id": 8, "ticket_id": number} for number in range(1, 6)])
    data.add("hot_spot_orders", [{"hot_spot_id": 9, "ticket_id": 99}])
    return data


def mean(n: str) -> str:
    return f"（此前周均{n}件）"


def test_hot_spots_are_told_with_the_rules_that_found_them() -> None:
    data = hot_spots_of()
    words, listed = hot_spots(Figures(data), 10)
    assert words_of(words) == "本期热点1处。"
    assert isinstance(listed, Table)
    (row,) = listed.rows
    assert [part.shown if isinstance(part, Figure) else part for part in row] == [
        *("云杉里3号楼", "路灯不亮", "4"),
        f"群体诉求，同一楼栋24小时3件{mean('0.3')}，同一点位同一事项7天4件{mean('0.4')}，同一事项7天4件{mean('0.0')}",
        *("11-24 09:00", "20261125000003、20261125000002、20261125000001"),
    ]
    counted_again(data, [words, listed])


def test_hot_spot_of_sensitive_orders_alone_is_only_counted() -> None:
    data = hot_spots_of()
    data.narrow("id = 4")
    words, listed = hot_spots(Figures(data), 10)
    assert isinstance(listed, Table)
    row = [part.shown if isinstance(part, Figure) else part for part in listed.rows[0]]
    assert (row[0], row[1], row[2], row[5]) == ("—", "敏感件聚集", "1", "不列")
    counted_again(data, [words, listed])


@pytest.mark.parametrize("rule", list(HotSpotRule))
@pytest.mark.parametrize("days", [3, 7])
def test_rule_of_a_hot_spot_is_worded_again_alike(rule: HotSpotRule, days: int) -> None:
    data = hot_spots_of(days=days)
    data.add("hot_spot_reasons", [{"hot_spot_id": 8, "rule": str(rule), "n_claims": 12, "mean_hundredths": 1095}])
    counted_again(data, hot_spots(Figures(data), 10))


def test_finished_papers_with_a_hot_spot_yield_no_complaint() -> None:
    data = hot_spots_of(kind=ReportKind.WEEKLY, period=Period(at("23 00:00"), at("30 00:00")))
    assert [wrong.text for wrong in check(with_totals(data), papers(outline(data)))] == []


def test_week_without_a_hot_spot_says_so() -> None:
    (words,) = hot_spots(Figures(data := data_set(ReportKind.WEEKLY)), 10)
    assert words_of(words) == "本期热点0处。"
    counted_again(data, [words])
    data.state("hot_spots_sought", False)
    with pytest.raises(AssertionError, match="hot_spots_count"):
        counted_again(data, [words])
    assert [words_of(each) for each in hot_spots(Figures(data), 10)] == ["热点识别没有启用，本期未统计热点。"]


def test_monthly_report_tells_what_counts_and_what_is_disputed_apart() -> None:
    data = data_set(ReportKind.MONTHLY, NOVEMBER)
    lines = [
        *(("sign", "counted", 200, 500, 1), ("reply", "counted", 300, 300, 1), ("sign", "disputed", 200, 500, 1)),
        ("sign", "claimed", 200, 500, 1),
        *(("verify", "waived", 200, 500, 1), ("sign", "excluded", 200, 500, 1), ("assign", "lapsed", 200, 500, 1)),
        *(("reply", "counted", 300, 300, number) for number in (2, 3, 4, None)),
    ]
    columns = ("fault", "standing", "low", "high", "ticket_id")
    data.add("ledger", (dict(zip(columns, each, strict=True)) for each in lines))
    late = {"deadline_at": at("20 10:00"), "closed_at": at("20 12:00")}
    back = {"state": "returned", "deadline_at": at("20 10:00"), "returned_at": at("20 12:00")}
    told: list[dict[str, Any]] = [late, {**late, "merged": 1}, back, {"closed_at": at("20 12:00")}, late]
    data.add("tickets", (order(number, f"1{number} 10:00", **each) for number, each in enumerate(told, 1)))
    said = deductions(Figures(data))
    assert words_of(*said) == (
        "本期计入扣款6项、1700–2000元，其中签收超时1项、平台回复超时5项。"
        "与“超时件”核对：平台回复超时扣款中1项在超时件之列，另含并单1项、退回1项，另有2项扣款后延期或改在他期办结；"
        "超时件中1件本期未计入平台回复扣款。"
        "另列不计入：有异议，待裁定1项、200–500元；平台记为超时，待核定1项、200–500元。"
    )
    counted_again(data, said)


def test_entry_that_names_no_order_is_found_by_the_limit_that_passed() -> None:
    data = data_set(ReportKind.MONTHLY, NOVEMBER)
    data.add("ledger", [{"fault": "reply", "standing": "counted", "low": 200, "high": 500}])
    data.add("tickets", [order(1, "18 10:00", deadline_at=at("20 10:00"), closed_at=at("20 12:00"))])
    data.add("clocks", [limit(1, 1, "platform_reply", "20 10:00", "20 12:00", breached_at=at("20 10:00"))])
    with pytest.raises(AssertionError, match=r"ledger\.reply"):
        counted_again(data, deductions(Figures(data)))


def test_no_other_report_tells_of_money() -> None:
    for kind in (ReportKind.DAILY, ReportKind.WEEKLY, ReportKind.SPECIAL):
        said = outline(with_totals(data_set(kind, DAY)))
        assert not [figure.key for figure in figures_in(said) if figure.key.startswith("ledger.")]


def test_monthly_report_tells_how_often_the_suggested_unit_was_taken() -> None:
    data = data_set(ReportKind.MONTHLY, NOVEMBER)
    assert words_of(hit_rate(Figures(data))) == "转办建议命中率（转办单位与建议相同）—。"
    counted_again(data, [hit_rate(Figures(data))])
    data.add("suggestions", ({"ticket_id": number, "is_followed": number % 4 != 0} for number in range(1, 13)))
    assert words_of(hit_rate(Figures(data))) == "转办建议命中率（转办单位与建议相同）9/12 = 75.0%。"
    counted_again(data, [hit_rate(Figures(data))])


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


def test_last_comparison_that_came_to_its_end_is_frozen(database: Database) -> None:
    plain = {"by": "import", "file_name": "export.csv", "sha256": "0" * 64}
    counts = {"rows": 7, "matched": 6, "confirmed": 1, "differences": {"late_there": 1, "unit": 2}}
    with database.transaction() as session:
        for moment, ended, found in (
            ("25 09:00", "25 09:01", {"rows": 3}),
            ("25 18:00", "25 18:01", counts),
            ("25 19:00", None, {}),
            ("26 10:00", "26 10:01", {"rows": 9}),
        ):
            finished_at = at(ended) if ended else None
            session.add(Reconciliation(made_at=at(moment), finished_at=finished_at, counts=found, **plain))
    with database.snapshot() as session:
        now = at("26 08:30")
        data = freeze(Desk(session, now, now, RULES), ReportKind.DAILY, DAY, "RB-20261126-1")
    (run,) = data.rows("SELECT * FROM comparison")
    assert (run["n_rows"], run["matched"], run["confirmed"], run["contradicted"]) == (7, 6, 1, 0)
    assert [tuple(row) for row in data.rows("SELECT * FROM differences")] == [("late_there", 1, 1), ("unit", 2, 0)]


def test_hot_spots_of_the_period_are_frozen(database: Database) -> None:
    told = {"reasons": [{"rule": "point", "n_claims": 4, "mean": 0.75}], "ticket_ids": [3, 1, 3], "place": "云杉里"}
    with database.transaction() as session:
        for first, last in (("01 09:00", "03 09:00"), ("20 09:00", "22 09:00"), ("27 09:00", "28 09:00")):
            session.add(HotSpotRow(first_found_at=at(first), last_found_at=at(last), **told))
    with database.snapshot() as session:
        now = at("26 08:30")
        week = Period(at("16 00:00"), at("23 00:00"))
        data = freeze(Desk(session, now, now, RULES), ReportKind.WEEKLY, week, "ZB-20261126-1")
    (spot,) = data.rows("SELECT * FROM hot_spots")
    assert (spot["place"], spot["days"]) == ("云杉里", 7)
    (reason,) = data.rows("SELECT * FROM hot_spot_reasons")
    assert (reason["rule"], reason["n_claims"], reason["mean_hundredths"]) == ("point", 4, 75)
    assert [row["ticket_id"] for row in data.rows("SELECT * FROM hot_spot_orders")] == [1, 3]


def test_ledger_is_frozen_as_it_stands_though_nobody_has_read_it_yet(year_url: str) -> None:
    database, now = Database(year_url), at("26 23:00")
    with database.snapshot() as session:
        desk = Desk(session, now, now, RULES)
        before = sorted(items(desk, NOVEMBER), key=str)
        assert not session.new
        unread = freeze(desk, ReportKind.MONTHLY, NOVEMBER, "YB-20261126-1")
    with database.transaction() as session:
        read = [each.item for each in entries(Desk(session, now, now, RULES), NOVEMBER)]
    with database.snapshot() as session:
        desk = Desk(session, now, now, RULES)
        after = items(desk, NOVEMBER)
        posted = freeze(desk, ReportKind.MONTHLY, NOVEMBER, "YB-20261126-2")
        session.add(
            LedgerEntry(fault="sign", happened_at=at("20 09:00"), ticket_id=1, low=200, high=500, entered_at=now)
        )
        session.flush()
        with pytest.raises(Differs, match="sign 1: 0 frozen, 1 counted"):
            count_orders_again(desk, posted)
        session.rollback()
    database.close()
    said = deductions(Figures(unread))
    assert "平台回复超时扣款中0项" not in words_of(*said) and "项在超时件之列" in words_of(*said)
    assert words_of(*said) == words_of(*deductions(Figures(posted)))
    counted_again(unread, said)
    assert before
    assert before == sorted(read, key=str) == sorted(after, key=str)


def test_suggestions_of_the_month_are_frozen_one_by_one(year_url: str) -> None:
    database, now = Database(year_url), at("26 23:00")
    with database.transaction() as session:
        unit = session.scalars(select(Ticket.lead_unit_id).where(Ticket.lead_unit_id.is_not(None)).limit(1)).one()
        known = session.scalars(select(Ticket).where(Ticket.lead_unit_id.is_not(None)).order_by(Ticket.id)).all()[:40]
        plain = {"category_path": [], "because": [], "unit_id": unit}
        for n, ticket in enumerate(known):
            suggested_at = at("20 09:00") if n % 2 else at("20 09:00") - timedelta(days=40)
            session.add(Suggestion(ticket_id=ticket.id, suggested_at=suggested_at, **plain))
        followed = {ticket.id: int(ticket.lead_unit_id == unit) for ticket in known[1::2] if ticket.state != "voided"}
    with database.snapshot() as session:
        data = freeze(Desk(session, now, now, RULES), ReportKind.MONTHLY, NOVEMBER, "YB-20261126-1")
    database.close()
    assert dict(map(tuple, data.rows("SELECT * FROM suggestions"))) == followed
    assert set(followed.values()) == {0, 1}
