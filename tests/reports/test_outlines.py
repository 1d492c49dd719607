"""What every report keeps to: figures under one key, sums that add up, no digit in the words, nobody's identity."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from actions.desk import Desk
from benchmarks.township_year import Year
from models.caller import Caller
from models.database import Database
from models.queries import reporting
from models.sealing import Keyring, install_keyring
from reports.dataset import DataSet, Foreign
from reports.differing import Differs
from reports.freezing import freeze
from reports.outline import Figure, Outline, Paragraph, Table
from reports.outlines.every import outline
from rules.report_periods import ReportKind, period_of
from rules.report_subject import Subject
from tests.actions.town import ZONE, Town, found
from tests.reports.hand import NOVEMBER, at, data_set, figures_in, limit, order, words_in
from tests.township import RULES

NOW = datetime(2026, 11, 26, 8, 30, tzinfo=ZONE)
ORDER_NUMBER = re.compile(r"20\d{12}")


def frozen(year: tuple[Path, Year], kind: ReportKind, subject: Subject | None = None) -> DataSet:
    database = Database(f"sqlite:///{year[0]}")
    with database.snapshot() as session:
        desk = Desk(session, NOW, NOW, RULES)
        data = freeze(desk, kind, period_of(kind, NOW, ZONE), "RB-20261126-1", subject)
    database.close()
    return data


@cache
def frozen_once(year: tuple[Path, Year], kind: ReportKind, subject: Subject | None = None) -> DataSet:
    """Return data that are only read."""
    return frozen(year, kind, subject)


def subject_of(kind: ReportKind, year: tuple[Path, Year]) -> Subject | None:
    if kind is ReportKind.SPECIAL:
        return Subject(category="供热")
    return Subject(ticket_nos=year[1].hot_spots[-1].ticket_nos[:2]) if kind is ReportKind.INCIDENT else None


# Told of one moment and not of the period: whoever reads of them reads of which.
OF_A_MOMENT = {"open_count", "overdue_open_count", "due_soon_count", "at_risk_count", "sensitive_open_count"}
OF_A_MOMENT |= {"in_hand_count", "not_contacted_count", "unanswered_count", "returns_waiting_count"}


def without_moment(said: Outline) -> Iterator[set[str]]:
    """Yield the figures of each paragraph that tells how things stand and not when."""
    blocks = (*said.summary, *(block for section in said.sections for block in section.blocks))
    for block in blocks:
        if isinstance(block, Paragraph):
            keys = {part.key for part in block.parts if isinstance(part, Figure)}
            # What a list leaves out stands below the words that tell the moment.
            is_rest = any(key.endswith(".listed") for key in keys)
            if keys & OF_A_MOMENT and not keys & {"as_of", "made_at"} and not is_rest:
                yield keys


def sums(said: Outline) -> Iterator[tuple[str, int, int]]:
    """Yield of each column of numbers under a sum what stands there and what the rows above come to."""
    for section in said.sections:
        for block in section.blocks:
            if isinstance(block, Table) and block.has_total:
                for column, total in zip(block.columns, block.rows[-1], strict=True):
                    above = [row[block.columns.index(column)] for row in block.rows[:-1]]
                    if isinstance(total, Figure) and isinstance(total.value, int):
                        parts = [part.value for part in above if isinstance(part, Figure)]
                        yield f"{block.name}/{column}", total.value, sum(int(part or 0) for part in parts)


@pytest.mark.parametrize("kind", [kind for kind in ReportKind if kind is not ReportKind.STATEMENT])
def test_report_of_an_invented_year_keeps_to_every_rule(small_year: tuple[Path, Year], kind: ReportKind) -> None:
    subject = subject_of(kind, small_year)
    data = frozen_once(small_year, kind, subject)
    said, kept = outline(data), data.to_bytes()

    assert outline(DataSet.from_bytes(kept)) == said
    assert frozen(small_year, kind, subject).to_bytes() == kept

    told: dict[str, Figure] = {}
    for figure in figures_in(said):
        assert told.setdefault(figure.key, figure) == figure
    assert [words for words in words_in(said) if re.search(r"\d", ORDER_NUMBER.sub("", words))] == []
    assert [line for line in sums(said) if line[1] != line[2]] == []
    assert list(without_moment(said)) == []
    assert len({section.heading for section in said.sections}) == len(said.sections)
    names = [block.name for section in said.sections for block in section.blocks if isinstance(block, Table)]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        (Subject(category="供热"), "柳湾乡供热专项分析报告"),
        (Subject(unit="综合行政执法队"), "柳湾乡综合行政执法队（承办）专项分析报告"),
        (Subject(place="南柳小区", category="市政"), "柳湾乡南柳小区市政专项分析报告"),
        (Subject(areas=("南柳社区", "南柳"), category="市政"), "柳湾乡南柳社区（属地）市政专项分析报告"),
    ],
)
def test_special_report_is_about_its_subject_alone(small_year: tuple[Path, Year], subject: Subject, title: str) -> None:
    data = frozen(small_year, ReportKind.SPECIAL, subject)
    rows = data.rows("SELECT path, unit, coalesce(place, '') || coalesce(community, '') AS place FROM tickets")
    assert rows
    for row in rows:
        assert (subject.category or "") in row["path"]
        assert subject.unit in (None, row["unit"])
        assert subject.place is None or "南柳" in row["place"]
    told = {figure.key: figure for figure in figures_in(outline(data))}
    assert outline(data).title == title
    assert 0 < int(told["received_count"].value or 0) < data.fact("total.received_count")
    assert data.value("SELECT count(*) FROM clocks WHERE ticket_id NOT IN (SELECT id FROM tickets)") == 0


def test_kept_bytes_hold_nobody_who_called(small_year: tuple[Path, Year]) -> None:
    kept = b"".join(frozen_once(small_year, kind).to_bytes() for kind in (ReportKind.MONTHLY, ReportKind.WEEKLY))
    database = Database(f"sqlite:///{small_year[0]}")
    with database.reading() as session:
        callers = session.query(Caller).limit(400).all()
        assert [caller.id for caller in callers if (caller.phone or "").encode() in kept] == []
        hashes = [caller.phone_hash for caller in callers if caller.phone_hash]
        assert len(hashes) > 100
        assert [each for each in hashes if each.encode() in kept] == []
    database.close()


def test_every_moment_is_frozen_as_a_number(small_year: tuple[Path, Year]) -> None:
    data = frozen_once(small_year, ReportKind.MONTHLY)
    tables = [name for (name,) in data.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    columns = [(table, each[1]) for table in tables for each in data.rows(f"PRAGMA table_info({table})")]
    moments = [(table, column) for table, column in columns if column.endswith("_at")]
    assert len(moments) > 20
    kinds = {
        (table, column, kind)
        for table, column in moments
        for (kind,) in data.rows(f"SELECT DISTINCT typeof({column}) FROM {table}")
    }
    assert len(kinds) > 15 and {kind for *_, kind in kinds} <= {"integer", "null"}, kinds


@pytest.mark.parametrize("kept", [b"", b"not a database at all", b"SQLite format 3\x00" + bytes(4080)])
def test_foreign_bytes_are_refused(kept: bytes) -> None:
    with pytest.raises(Foreign):
        DataSet.from_bytes(kept)


def test_total_that_is_counted_otherwise_stops_the_report(
    small_year: tuple[Path, Year], monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = reporting.closed
    monkeypatch.setattr(reporting, "closed", lambda session, span: counted(session, span) + 1)
    with pytest.raises(Differs, match=r"closed_count: (\d+) frozen, (\d+) counted"):
        frozen(small_year, ReportKind.DAILY)


def test_order_of_a_real_desk_is_in_its_daily_report(database_url: str) -> None:
    install_keyring(Keyring([b"k" * 32]))
    database = Database(database_url)
    with database.transaction() as session:
        town: Town = found(session)
        ticket = town.assigned(caller_name="王建国", title="王建国家楼道灯不亮", community="云杉里社区")
        town.walk("16:00")
        secret = town.assigned(ticket_no="20261124004513", confidential=True, title="不可说的事", content="不可说的事")
        town.walk("20:00")
        town.send_all()
        town.now += timedelta(hours=16)
        desk = Desk(session, town.now, town.now, town.rules)
        data = freeze(desk, ReportKind.DAILY, period_of(ReportKind.DAILY, town.now, ZONE), "RB-20261125-1")
        session.rollback()
    database.close()
    told = {figure.key: figure.value for figure in figures_in(outline(data))}
    assert told["received_count"] == 2
    assert told["not_contacted_count"] == 2
    assert told["sensitive_count"] == 1
    assert told["unanswered_count"] == 2
    assert told[f"order.{ticket.ticket_no}-1.unit"] == "云杉里社区"
    assert told[f"order.{secret.ticket_no}-1.matter"] == "（敏感或保密，不公开）"
    kept = data.to_bytes()
    assert "不可说".encode() not in kept
    assert "王建国".encode() not in kept


def test_month_that_is_not_over_says_so_and_is_compared_with_as_long_a_time() -> None:
    data = data_set(ReportKind.MONTHLY, NOVEMBER, made_at=at("26 08:30"))
    first = outline(data).sections[0].blocks[0]
    assert isinstance(first, Paragraph)
    assert first.parts[0] == "本期未满，数据统计至"


def test_why_an_order_is_late_is_what_the_records_say() -> None:
    data = data_set()
    data.add("tickets", [order(1, "20 08:00", deadline_at=at("25 08:00"), title="路灯不亮")])
    data.add("clocks", [
        limit(1, 1, "accept", "20 10:00", "20 13:15", unit="城管科"),
        limit(2, 1, "handle", "24 08:30", None, unit="城管科"),
    ])  # fmt: skip
    sent = {"clock_id": 2, "ticket_id": 1, "stage": "handle", "n": 4, "last_at": at("25 16:10"), "last_to": "unit_lead"}
    data.add("reminders", [sent])
    data.add("words", [{"ticket_id": 1, "said_at": at("24 15:02"), "kind": "progress", "text": "等配件\n到货"}])
    told = {figure.key: figure.shown for figure in figures_in(outline(data))}
    assert told["order.20261125000001-1.reason"] == (
        "受理超3小时15分、办理超2天；共提醒4次，末次11-25 16:10提醒单位负责人；单位末次反馈（11-24 15:02）：等配件 到货"
    )
    assert told["order.20261125000001-1.late_by"] == "1天"


def test_citizen_who_was_not_content_and_said_no_more_is_told_in_one_word() -> None:
    data = data_set(ReportKind.MONTHLY, NOVEMBER, made_at=at("30 23:00"))
    data.add("tickets", [order(1, "19 09:00"), order(2, "19 09:00")])
    called = {"called_at": at("20 10:00"), "reached": 1, "satisfied": "不满意"}
    data.add(
        "call_backs", [{"id": n, "ticket_id": n, "solved": word, **called} for n, word in ((1, None), (2, "未解决"))]
    )
    said = [figure.shown for figure in figures_in(outline(data)) if figure.key.endswith(".call_back")]
    assert sorted(said) == ["不满意", "不满意、未解决"]


def test_three_rates_come_from_the_hotlines_calls_alone() -> None:
    data = data_set(ReportKind.MONTHLY, NOVEMBER, made_at=at("30 23:00"))
    rows = [{"is_valid": 1, "contacted": n < 99, "solved": "解决" if n < 92 else "未解决"} for n in range(100)]
    satisfied = ["满意"] * 85 + ["基本满意"] * 10 + ["不满意"] * 5
    data.add("official", [
        {**row, "id": n, "ticket_no": f"2026112500{n:04d}", "called_at": at("20 10:00"), "satisfied": satisfied[n],
         "unit": "城管科"}
        for n, row in enumerate(rows)
    ])  # fmt: skip
    data.add(
        "call_backs", [{"id": 1, "ticket_id": 1, "called_at": at("20 10:00"), "reached": 1, "satisfied": "不满意"}]
    )
    told = {figure.key: figure.shown for figure in figures_in(outline(data))}
    assert told["official.composite_score"] == told["unit.城管科.official.composite_score"] == "93.5"
    assert told["official.response_rate"] == "99/100 = 99.0%"
    assert told["official.satisfaction_rate"] == "94.0%"
    assert told["official.response_rate.pop"] == "—"
    assert (told["lost.not_contacted_count"], told["lost.not_solved_count"], told["lost.not_satisfied_count"]) == (
        *("1", "8"),
        "5",
    )
