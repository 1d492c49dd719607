"""What is wrong is told over whatever way is left, once, and that it is over is told too."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

import pytest

from actions.ports import Channel
from bot.alarms import CHECKS_BEFORE_RECOVERY
from models.database import Database
from models.delivery import Delivery
from models.group import Group
from models.person import Person
from models.queries import machinery
from models.rota import RotaRow
from rules.telling import CHECKS_OF_WHAT_CAN_WAIT
from rules.troubles import Finding, Trouble
from tests.jobs.bench import Bench, codes


def is_stuck(bench: Bench) -> None:
    bench.put_delivery()
    bench.check(15)


def is_mended(bench: Bench) -> None:
    with bench.desk.database.transaction() as session:
        for row in session.query(Delivery).filter_by(state="pending"):
            row.state, row.ended_at = "superseded", bench.now


def test_recovery_is_told_once_when_it_has_lasted_for_five_minutes(small_bench: Bench) -> None:
    bench = small_bench
    is_stuck(bench)
    is_mended(bench)
    bench.check(CHECKS_BEFORE_RECOVERY - 1)
    assert len(bench.platform.sent) == 1
    bench.check(1)
    [alarm, recovery] = bench.platform.texts
    assert "有提醒积压" in alarm
    assert recovery == "【系统恢复】柳湾乡催办系统：提醒发送已恢复正常。积压的提醒会自动发出，不用再逐件打电话。"
    bench.check(CHECKS_BEFORE_RECOVERY)
    assert len(bench.platform.sent) == 2


def test_recovery_says_what_is_still_wrong(small_bench: Bench) -> None:
    bench = small_bench
    is_stuck(bench)
    is_mended(bench)
    bench.check(CHECKS_BEFORE_RECOVERY, alive=False)
    assert "提醒发送已恢复正常。但还有问题：" in bench.platform.texts[-1]
    assert "调度进程5分钟没有动静" in bench.platform.texts[-1]


def test_what_comes_back_within_five_minutes_was_never_over(small_bench: Bench) -> None:
    bench = small_bench
    is_stuck(bench)
    is_mended(bench)
    bench.check(CHECKS_BEFORE_RECOVERY - 1)
    with patch("jobs.watchdog.findings", return_value=(Finding(Trouble.DELIVERY, 300),)):
        bench.check()
    bench.check(CHECKS_BEFORE_RECOVERY - 1)
    assert len(bench.platform.sent) == 1


def test_what_goes_wrong_again_after_its_recovery_is_told_at_once(small_bench: Bench) -> None:
    bench = small_bench
    is_stuck(bench)
    is_mended(bench)
    bench.check(CHECKS_BEFORE_RECOVERY)
    with patch("jobs.watchdog.findings", return_value=(Finding(Trouble.DELIVERY, 300),)):
        bench.check(3)
    assert [text[:6] for text in bench.platform.texts] == ["【系统告警】", "【系统恢复】", "【系统告警】"]


def test_two_watchdogs_tell_a_recovery_once_and_a_new_one_tells_it_too(bench: Bench) -> None:
    is_stuck(bench)
    is_mended(bench)
    first, second = bench.another(), bench.another()
    for _ in range(CHECKS_BEFORE_RECOVERY + 3):
        bench.check(dog=first)
        second.check()
    assert [text[:6] for text in bench.platform.texts] == ["【系统告警】", "【系统恢复】"]


def test_old_alarm_is_forgotten_without_a_word(small_bench: Bench) -> None:
    bench = small_bench
    with bench.desk.database.transaction() as session:
        machinery.beat(session, "told:scan", bench.now - timedelta(days=30))
        machinery.beat(session, "told:of_another_release", bench.now)
    bench.check(CHECKS_BEFORE_RECOVERY + 1)
    assert bench.platform.sent == []
    with bench.desk.database.reading() as session:
        assert "told:scan" not in machinery.heartbeats(session)


def test_database_that_is_back_is_told_by_who_told_that_it_was_away(small_bench: Bench) -> None:
    bench = small_bench
    bench.check()
    gone = Database(f"sqlite:///{bench.desk.config.server.var_dir}", wait_seconds=0.1)  # a folder is no database
    real, bench.desk.database, bench.watchdog.alarms.database = bench.desk.database, gone, gone
    for _ in range(3):
        bench.now += timedelta(seconds=10)
        bench.watchdog.check()
    bench.desk.database = bench.watchdog.alarms.database = real
    bench.check(CHECKS_BEFORE_RECOVERY + 3)
    assert ["数据库" in text and text[:6] for text in bench.platform.texts] == ["【系统告警】", "【系统恢复】"]


def test_full_disk_is_told_with_the_database_it_stopped(small_bench: Bench) -> None:
    bench = small_bench
    bench.check()
    bench.desk.database = Database(f"sqlite:///{bench.desk.config.server.var_dir}", wait_seconds=0.1)
    with patch("shutil.disk_usage") as usage:
        usage.return_value.free = 3 << 20
        assert codes(bench.watchdog.check()) == ["database", "disk"]


def test_nobody_to_be_reached_is_logged_and_tried_again_after_two_minutes(
    small_bench: Bench, capfd: pytest.CaptureFixture[str]
) -> None:
    bench = small_bench
    bench.platform.app_works = bench.platform.push_works = False
    is_stuck(bench)
    assert "nobody_told" in capfd.readouterr().out
    assert [wire.channel for wire in bench.platform.sent] == [Channel.APP, Channel.PUSH_KEY]
    bench.check(11)
    assert len(bench.platform.sent) == 2
    bench.platform.push_works = True
    bench.check(1)
    assert [wire.channel for wire in bench.platform.sent][2:] == [Channel.APP, Channel.PUSH_KEY]
    bench.check(13)
    assert len(bench.platform.sent) == 4


def test_without_a_push_key_a_dead_app_leaves_the_log_and_readyz(
    small_bench: Bench, capfd: pytest.CaptureFixture[str]
) -> None:
    bench = small_bench
    with bench.desk.database.transaction() as session:
        session.query(Group).one().push_key = None
    bench.platform.app_works = False
    is_stuck(bench)
    assert "nobody_told" in capfd.readouterr().out
    assert {wire.channel for wire in bench.platform.sent} == {Channel.APP}
    with bench.desk.database.reading() as session:
        facts = machinery.heartbeats(session)["watchdog"].facts or {}
    assert [each["code"] for each in facts["findings"]] == ["delivery"]


def test_dead_app_is_told_in_the_group(small_bench: Bench) -> None:
    bench = small_bench
    bench.platform.app_works = False
    bench.tried(Channel.APP, "failed", 60020)
    bench.check(3)
    assert "应用私信1分钟都发不出去（错误60020）" in bench.platform.texts[-1]
    assert bench.platform.sent[-1].address == "key-supervisors"


def test_dead_channel_is_not_called_well_for_lack_of_tries(small_bench: Bench) -> None:
    bench = small_bench
    bench.tried(Channel.APP, "failed", 60020)
    bench.check(3)
    for _ in range(6):
        bench.now += timedelta(minutes=25)
        assert codes(bench.check(2)) == ["channel:app"]
    bench.tried(Channel.APP, "sent")
    bench.check(CHECKS_BEFORE_RECOVERY)
    assert "应用私信已恢复正常" in bench.platform.texts[-1]


def test_warning_is_told_by_day_and_asks_nobody_to_phone(small_bench: Bench) -> None:
    bench = small_bench
    bench.now += timedelta(hours=14)  # midnight
    with patch("jobs.seen.Eyes._look_slowly", return_value=[Finding(Trouble.CALENDAR, days=37)]):
        bench.check(CHECKS_OF_WHAT_CAN_WAIT)
        assert bench.platform.sent == []
        bench.now += timedelta(hours=8)
        bench.check(2)
    assert bench.platform.texts == [
        "【系统提醒】柳湾乡催办系统：节假日安排只够37天，之后按周一至周五算。请转告管理员处理。"
    ]
    bench.check(CHECKS_BEFORE_RECOVERY + 6)
    assert bench.platform.texts[1:] == ["【系统提醒】柳湾乡催办系统：节假日安排已恢复正常。"]


def test_platform_that_hangs_does_not_keep_the_watchdog_from_its_next_look(small_bench: Bench) -> None:
    bench = small_bench
    with bench.desk.database.transaction() as session:
        session.query(RotaRow).delete()
    seconds = iter(range(0, 900, 8))
    bench.platform.app_works = False
    with patch("bot.alarms.time.monotonic", side_effect=lambda: next(seconds)), patch("bot.alarms._SAY_FOR_SECONDS", 8):
        is_stuck(bench)
    assert [wire.address for wire in bench.platform.sent] == ["sunzr", "key-supervisors"]


def add(bench: Bench, *rows: object) -> None:
    with bench.desk.database.transaction() as session:
        session.add_all(rows)


def test_that_the_bot_is_cut_off_administrators_hear_too(small_bench: Bench) -> None:
    bench = small_bench
    add(bench, Person(userid="guanli", userid_key="guanli", name="管理员", roles=["admin"]))
    with patch("jobs.watchdog.findings", return_value=(Finding(Trouble.LINE_TAKEN, 70),)):
        bench.check(3)
    assert [wire.address for wire in bench.platform.sent] == ["sunzr", "guanli"]
    assert "机器人被别的程序连走了，群里的话收不到" in bench.platform.texts[0]


def test_recovery_of_the_line_says_that_what_was_said_meanwhile_is_lost(small_bench: Bench) -> None:
    bench = small_bench
    with patch("jobs.watchdog.findings", return_value=(Finding(Trouble.LINE, 130),)):
        bench.check(3)
    bench.check(CHECKS_BEFORE_RECOVERY)
    [_, recovery] = bench.platform.texts
    assert recovery == (
        "【系统恢复】柳湾乡催办系统：机器人的长连接已恢复正常。断开期间发给机器人的话没有收到，请转告各单位：没有回音的再发一次。"
    )


def test_line_that_is_down_for_another_reason_than_before_has_not_come_back(small_bench: Bench) -> None:
    bench = small_bench
    with patch("jobs.watchdog.findings", return_value=(Finding(Trouble.LINE_TAKEN, 70),)):
        bench.check(3)
    with patch("jobs.watchdog.findings", return_value=(Finding(Trouble.LINE_REFUSED, 70, errcode=853000),)):
        bench.check(CHECKS_BEFORE_RECOVERY + 1)
    assert [text[:6] for text in bench.platform.texts] == ["【系统告警】", "【系统告警】"]
    bench.check(CHECKS_BEFORE_RECOVERY)
    assert bench.platform.texts[-1].count("机器人的长连接") == 1 and "已恢复正常" in bench.platform.texts[-1]


def test_with_no_other_way_left_the_bot_itself_tells_the_group(small_bench: Bench) -> None:
    bench = small_bench
    bench.platform.app_works = bench.platform.push_works = False
    with bench.desk.database.transaction() as session:
        session.query(Group).filter_by(kind="supervisors").one().chat_id = "wrSUPERVISORS"
    is_stuck(bench)
    assert bench.platform.sent[-1].channel is Channel.AIBOT and bench.platform.sent[-1].address == "wrSUPERVISORS"
