"""What is found and counted is the same on either database: counts of a period, citizens, exports, words."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from actions import assigning, exporting, finding_callers, hot_spots
from actions.report_subjects import subject_of
from models.assignment import Assignment
from models.clock import Clock
from models.queries import exporting as export_queries
from models.queries import study
from reports.checking.of_subject import of_another_subject
from reports.freezing import freeze
from reports.living import Living
from reports.outlines.counts import COUNTS
from reports.outlines.figures import Counts, Figures
from rules.caller_search import read_caller_search
from rules.report_periods import Period, ReportKind
from rules.report_subject import Subject
from rules.selection import Selection
from tests.actions.town import AGENT, Town, at

DAY = Period(at("00:00"), at("00:00", 25))
PHONE = "13912345678"
# What a frozen data set alone can count is of other tables or columns.
ELSEWHERE = ("requests", "relations", "urges", "sent_back", "is_crowd", "is_sensitive", "is_emergency", "_at >= :at")
LIVING = [name for name, count in COUNTS.items() if not any(word in count.rows + count.where for word in ELSEWHERE)]


def lived(town: Town) -> None:
    """Orders in time, late, open, excluded and secret, at two places and of two categories."""
    lamps = {"category_path": ("市政", "道路"), "community": "云杉里", "address": "云杉里3号楼"}
    town.resolved(ticket_no="20261124000001", caller_name="欧阳雪", caller_phone=PHONE, **lamps)
    town.assigned(
        ticket_no="20261124000002", caller_name="欧阳雪梅", category_path=("供热",), address="槐树庄小区5号楼"
    )
    late = town.take(ticket_no="20261124000003", special_flags=("举报",), address="云杉里3号楼")
    town.walk("10:25")
    excluded = town.signed(ticket_no="20261124000004", category_path=("供热",))
    excluded.is_excluded = True
    town.verified(ticket_no="20261124000005", **lamps)
    assert late.signed_at is None
    town.walk("10:40")


def test_database_counts_what_the_frozen_rows_count(town: Town) -> None:
    lived(town)
    # Over two days ago, and yet one of its limits is due this evening.
    gone = town.signed(ticket_no="20261124000009")
    gone.first_dispatched_at = gone.reported_at = gone.created_at = at("00:00", 22)
    gone.replied_at, gone.state = at("00:30", 22), "replied"
    for clock in town.session.scalars(select(Clock).where(Clock.ticket_id == gone.id)):
        clock.due_at, clock.stopped_at, clock.outcome = at("20:00"), at("00:10", 22), "met"
    # A community has more than the estate that it is called after, and others may have its orders.
    town.verified(ticket_no="20261124000010", community="云杉里社区", address="云杉里平房区7号")
    town.verified(ticket_no="20261124000011", community="云杉里社区", address="云杉里小区东门")
    town.walk("10:41")
    town.session.flush()
    desk = town.desk
    counted: set[str] = set()
    meant = {
        "云杉里": ("云杉里社区（属地）", 4),
        "云杉里社区 属地": ("云杉里社区（属地）", 4),
        "承办 云杉里": ("云杉里社区（承办）", 2),
        "云杉里社区承办 供热": ("云杉里社区（承办）供热", 1),
        "云杉里小区": ("云杉里小区", 3),
        "云杉里3号楼": ("云杉里3号楼", 2),
        **dict.fromkeys(("2026", "12", "小区", "北京市", "3号楼"), (None, 0)),
    }
    for words, (title, n) in meant.items():
        subject = subject_of(desk, words)
        assert subject.words == (title or words)
        assert Counts(Living(desk, DAY, subject)).number("received_count") == n, words
    assert subject_of(desk, "云杉里 承办 供热") == subject_of(desk, "供热 云杉里社区承办")
    named = [subject_of(desk, words) for words in ("云杉里", "云杉里承办", "云杉里小区", "云杉里3号楼")]
    for subject in (None, Subject(category="供热"), *named):
        frozen = Figures(freeze(desk, ReportKind.SPECIAL, DAY, "ZX-20261125-1", subject))
        assert list(of_another_subject(frozen.data)) == []
        living = Counts(Living(desk, DAY, subject))
        living.count_together(LIVING)
        found = {name: living.number(name) for name in LIVING}
        assert found == {name: frozen.number(name) for name in LIVING}, subject
        counted |= {name for name, n in found.items() if n}
        for dimension in ("unit", "category", "community"):
            assert living.by("received_count", dimension) == frozen.by("received_count", dimension), subject
    lying = freeze(desk, ReportKind.SPECIAL, DAY, "ZX-20261125-1", named[0])
    for other in (
        Subject(category="供热"),
        Subject(unit="城管科"),
        Subject(areas=("槐树庄社区",)),
        Subject(place="槐树庄"),
    ):
        lying.subject = other
        assert [wrong.code for wrong in of_another_subject(lying)] == ["other_subject"] * 4
    assert {
        "received_count",
        "open_count",
        "handlers_count",
        "excluded_count",
        "sign_due_count",
        "verify_on_time_count",
    } <= counted
    # Whose unit gave an order away has it no more; of the moment before it is told as it was.
    held = town.session.scalars(select(Assignment).where(Assignment.accepted_by.is_not(None))).one()
    held.ended_at = desk.now
    town.session.flush()
    later = replace(desk, now=desk.now + timedelta(minutes=1))
    assert [Counts(Living(each, DAY)).number("handlers_count") for each in (desk, later)] == [1, 0]


def test_citizens_are_found_by_whole_names_and_exported_for_a_reason(town: Town) -> None:
    lived(town)

    def found(words: str) -> list[str]:
        search = read_caller_search(words)
        assert search is not None, words
        orders = finding_callers.orders_of_caller(town.desk, town.said(AGENT), search, "aibot")
        return [order.ticket_no[-1] for order in orders]

    # A name within another's, a pattern, part of a phone: nobody.
    assert found("姓名 欧阳雪") == ["1"] and found("姓名 欧阳雪梅") == ["2"]
    assert found("电话 +86 139-1234 5678") == ["1"] and found("姓名 欧阳雪 云杉里") == ["1"]
    assert found("姓名 欧阳雪 槐树庄") == [] and found("姓名 欧阳雪 %") == [] and found("姓名 欧阳雪 _") == []
    log = [entry.reason for entry, _ in export_queries.access_log(town.session)]
    assert len(log) == 7 and not [reason for reason in log if "欧阳" in (reason or "") or PHONE in (reason or "")]

    viewer = exporting.Viewer("console:root", "核对")
    places = [Selection(place=word) for word in ("云杉里", "%", "云杉里_号楼")]
    rows = [list(exporting.rows(town.desk, selection, DAY, viewer)) for selection in places]
    assert [len(found) for found in rows] == [2, 0, 0] and rows[0][0][6:8] == ("欧阳雪", PHONE)
    assert len(list(exporting.rows(town.desk, Selection(category="供热", state="assigned"), DAY))) == 1
    exporting.log_of(town.desk, viewer)
    assert len(export_queries.access_log(town.session)) == 7 + len(viewer.seen)


def test_words_of_orders_are_learnt_found_and_measured(town: Town) -> None:
    lived(town)
    desk = town.desk
    # Each order's words are read back as they were written, whatever bytes the driver gives.
    assert hot_spots.learn_words(desk) == 5 and hot_spots.learn_words(desk) == 0
    assert len(study.called_since(town.session, DAY.start)) == 5
    assert [len(spot.claims) for spot in hot_spots.find(desk)] == [5]
    lift = "三号楼电梯停运两天，老人上下楼不便"
    for number in range(6, 11):
        town.assigned(ticket_no=f"2026112400{number:04}", content=lift)
    assert hot_spots.learn_words(desk) == 5
    new = town.verified(ticket_no="20261124000011", content=lift)
    suggested = study.suggestion_of(town.session, new.id)
    assert suggested is not None and suggested.unit_id == town.unit().id and len(suggested.because) >= 3
    assert study.suggestions_followed(town.session, DAY.start, DAY.end) == (0, 0)
    assigning.assign(town.desk, new, town.said(AGENT), town.unit(), [])
    assert study.suggestions_followed(town.session, DAY.start, DAY.end) == (1, 1)
    assert study.suggestions_measured(town.session, DAY.start, DAY.end) == [(new.id, True)]
