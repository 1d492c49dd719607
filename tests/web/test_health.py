"""/healthz, /readyz and /metrics."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from models.database import Database
from models.inbox import InboxRow
from models.migrate import known_revisions
from models.queries import machinery
from tests.web.conftest import NUMBER, client_of, row, send, speaker
from tests.web.town import HEARTBEATS, Town


def _reasons(town: Town) -> list[str]:
    answer = client_of(town).get("/readyz")
    reasons: list[str] = answer.get_json()["reasons"]
    assert answer.status_code == (503 if reasons else 200)
    assert answer.get_json()["ready"] == (not reasons)
    return reasons


def test_desk_with_all_signs_of_life_is_ready(town: Town) -> None:
    town.beat()
    assert _reasons(town) == []


@pytest.mark.parametrize("name", HEARTBEATS)
def test_silence_of_one_is_told_by_name(small_town: Town, name: str) -> None:
    town = small_town
    town.beat(*(other for other in HEARTBEATS if other != name))
    [never] = _reasons(town)
    town.beat(name, ago=timedelta(seconds=75))
    [silent] = _reasons(town)
    assert "还没有" in never and "75秒" in silent
    assert ("扫描" if name == "scan" else name) in silent


def test_slow_desk_time_may_scan_more_slowly(small_town: Town) -> None:
    small_town.set_speed(0.1)
    small_town.beat()
    small_town.beat("scan", ago=timedelta(seconds=250))
    assert _reasons(small_town) == []


def test_what_the_watchdog_found_is_told(small_town: Town) -> None:
    small_town.beat()
    findings = [{"code": "delivery", "seconds": 300}, {"code": "disk", "free_mebibytes": 12}, {"code": "scan"}]
    with small_town.database.transaction() as session:
        machinery.beat(session, "watchdog", small_town.now, {"findings": findings})
    assert _reasons(small_town) == ["有提醒积压5分钟没有发出", "磁盘快满了，只剩12MB"]


def test_warning_is_shown_and_keeps_the_desk_ready(small_town: Town) -> None:
    small_town.beat()
    findings = [{"code": "calendar", "days": 37}, {"code": "group:3", "name": "青禾群", "errcode": 93000}]
    with small_town.database.transaction() as session:
        machinery.beat(session, "watchdog", small_town.now, {"findings": findings})
    answer = client_of(small_town).get("/readyz")
    assert (answer.status_code, answer.get_json()["reasons"]) == (200, [])
    assert answer.get_json()["warnings"] == [
        "节假日安排只够37天，之后按周一至周五算",
        "“青禾群”的群推送被企业微信拒收（错误93000），群里收不到提醒",
    ]


def test_finding_only_another_release_knows_is_left_out(small_town: Town) -> None:
    small_town.beat()
    with small_town.database.transaction() as session:
        machinery.beat(session, "watchdog", small_town.now, {"findings": [{"code": "unheard_of:x"}]})
    assert _reasons(small_town) == []


def test_waits_are_looked_at_here_while_the_watchdog_is_dead(small_town: Town) -> None:
    town = small_town
    row = InboxRow(source="aibot", external_id="1", received_at=town.now, sender="luzr", message="收到")
    with town.database.transaction() as session:
        session.add(row)
        machinery.beat(session, "watchdog", town.now, {"findings": [{"code": "delivery", "seconds": 300}]})
    town.now += timedelta(seconds=75)
    town.beat(*(name for name in HEARTBEATS if name != "watchdog"))
    assert _reasons(town) == ["看门狗进程（watchdog）已75秒没有心跳", "有人发来的消息1分钟没有答复"]


def test_absent_redis_is_told(small_town: Town) -> None:
    small_town.beat()
    small_town.redis.is_away = True
    assert _reasons(small_town) == ["Redis 连不上"]


@pytest.mark.parametrize(
    ("revision", "said"),
    [
        (known_revisions()[-1], "数据库结构不是最新，请运行 ./manage.py migrate"),
        ("20991231_0001", "数据库结构比程序新，请把这台服务器上的程序也升级并重启"),
    ],
)
def test_database_of_another_schema_is_told(town: Town, revision: str, said: str) -> None:
    town.beat()
    with town.database.transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    assert _reasons(town) == [said]


def test_absent_database_is_told_and_the_process_still_lives() -> None:
    town = Town(Database("postgresql+psycopg://nobody@127.0.0.1:1/none", wait_seconds=1))
    client = client_of(town)
    assert client.get("/readyz").get_json()["reasons"] == ["数据库连不上"]
    assert client.get("/healthz").status_code == 200
    answer = speaker(client)("/tickets")
    assert (answer.status_code, answer.get_json()["error"]) == (503, "database_away")


def test_metrics_name_what_the_watchdog_found(small_town: Town) -> None:
    findings = [{"code": "heartbeat:worker:send", "seconds": 90}, {"code": "calendar", "days": 37}]
    with small_town.database.transaction() as session:
        machinery.beat(session, "watchdog", small_town.now, {"findings": findings})
    metrics = client_of(small_town).get("/metrics").get_data(as_text=True)
    assert 'cuiban_findings{code="heartbeat:worker:send",level="trouble"} 1.0' in metrics
    assert 'cuiban_findings{code="calendar",level="warning"} 1.0' in metrics


def test_metrics_count_what_is_open(town: Town) -> None:
    town.beat()
    client = client_of(town)
    send(speaker(client), row())
    town.now += timedelta(minutes=20)
    metrics = client.get("/metrics").get_data(as_text=True)
    for line in (
        'cuiban_open_tickets{state="pending_sign"} 1.0',
        "cuiban_overdue_clocks 1.0",
        'cuiban_deliveries{state="sent"} 0.0',
        "cuiban_oldest_sendable_seconds 0.0",
        "cuiban_unanswered_inbound 0.0",
        'cuiban_heartbeat_age_seconds{name="scan"} 1200.0',
        'cuiban_http_requests_total{endpoint="tickets.take_in",method="POST",status="200"} 1.0',
    ):
        assert line in metrics
    assert NUMBER not in metrics and "张" not in metrics


def test_paths_and_methods_nobody_knows_make_one_series(client: FlaskClient) -> None:
    for path in ("/a", "/b", "/13800000101"):
        client.get(path)
        client.open(path, method="BREW")
    counted = [line for line in client.get("/metrics").text.splitlines() if 'endpoint="none"' in line]
    assert len([line for line in counted if "_total" in line]) == 2
