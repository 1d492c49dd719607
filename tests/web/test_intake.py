"""POST /api/v1/tickets: what is taken, what is refused, and that twice is once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings, strategies

import web.api.intake
from models.queries import tickets as queries
from tests.web.conftest import NUMBER, Ask, client_of, row, send, speaker
from tests.web.town import INTAKE, ZONE, Town


def test_new_order_is_created_and_signing_is_on_the_clock(ask: Ask, town: Town) -> None:
    assert send(ask, row()) == [{"ticket_no": NUMBER, "outcome": "created", "reason": None}]
    shown = ask(f"/tickets/{NUMBER}").get_json()
    assert [(clock["stage"], clock["due_at"]) for clock in shown["clocks"]] == [
        ("sign", "2026-11-24T10:15:00+08:00"),
        ("platform_reply", "2026-11-25T09:55:00+08:00"),
    ]
    assert town.waker.woken == ["scan_deadlines", "send_outbox"]


def test_same_order_twice_changes_nothing(ask: Ask, town: Town) -> None:
    send(ask, row())
    assert send(ask, row(), row()) == [{"ticket_no": NUMBER, "outcome": "unchanged", "reason": None}] * 2
    assert len(ask("/tickets").get_json()["tickets"]) == 1


@pytest.mark.parametrize(
    "number",
    ["8088123456", "1381111222", "12345", "20261124004512A", "2026112400451", "202611240045123", "单20261124004512"],
)
def test_number_the_chat_would_not_read_is_refused_without_being_repeated_in_the_reason(ask: Ask, number: str) -> None:
    [result] = send(ask, row(ticket_no=number))
    assert result["outcome"] == "rejected" and "单号格式" in result["reason"] and number not in result["reason"]


def test_later_dispatch_of_a_replied_number_is_a_new_round(ask: Ask) -> None:
    past = {"state": "replied", "signed_at": "2026-11-24T09:58", "replied_at": "2026-11-24T09:59"}
    send(ask, row(first_dispatched_at="2026-11-24T09:00", **past))
    [result] = send(ask, row(first_dispatched_at="2026-11-24T09:59:30"))
    assert result["outcome"] == "reopened"
    shown = ask(f"/tickets/{NUMBER}").get_json()
    assert (shown["round"], shown["state"]) == (2, "pending_sign")
    assert shown["related"] == [{"ticket_no": NUMBER, "round": 1, "state": "replied", "relation": "round"}]
    assert ask(f"/tickets/{NUMBER}?round=1").get_json()["state"] == "replied"


def test_missing_fact_is_filled_in_by_a_later_copy(ask: Ask) -> None:
    send(ask, row(community=...))
    assert send(ask, row())[0]["outcome"] == "updated"
    assert ask(f"/tickets/{NUMBER}").get_json()["community"] == "青禾家园社区"


def test_local_time_is_that_of_the_site(ask: Ask, town: Town) -> None:
    send(ask, row(first_dispatched_at="2026-11-24 09:55"))
    with town.database.reading() as session:
        ticket = queries.latest_round(session, NUMBER)
        assert ticket is not None and ticket.first_dispatched_at is not None
        assert ticket.first_dispatched_at.astimezone(ZONE).hour == 9


def test_one_bad_row_does_not_hold_up_the_others(ask: Ask) -> None:
    answer = ask("/tickets", INTAKE, json={"tickets": [row(ticket_no="无号"), row(), "not a row"]})
    assert answer.status_code == 200
    assert [result["outcome"] for result in answer.get_json()["results"]] == ["rejected", "created", "rejected"]


def test_row_refused_by_the_desk_leaves_nothing_behind(ask: Ask, town: Town) -> None:
    answer = ask("/tickets", INTAKE, json={"tickets": [row(state="assigned", lead_unit="没有的单位")]})
    assert answer.status_code == 422
    assert answer.get_json()["results"][0]["outcome"] == "rejected"
    assert ask(f"/tickets/{NUMBER}").status_code == 404
    assert town.waker.woken == []


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"departement": "x"}, "departement 没有这个字段"),
        ({"ticket_no": ...}, "ticket_no 必填"),
        ({"ticket_no": "没有数字"}, "ticket_no 格式不对"),
        ({"reported_at": "昨天"}, "reported_at 时间看不懂，例如 2026-11-24T10:16:00+08:00"),
        ({"reported_at": "0001-01-01T00:00:00+08:00"}, "reported_at 年份应在2000到2100之间"),
        ({"reported_at": 1764000000}, "reported_at 应为文字，例如 2026-11-24T10:16:00+08:00"),
        ({"content": "长" * 20_001}, "content 最多20000个字"),
        ({"title": "断\x00开"}, "title 格式不对"),
        ({"confidential": "是"}, "confidential 应为 true 或 false"),
        ({"grade": "g3d"}, "grade 应为 'g2h', 'g24h', 'g7d' or 'g15d' 之一"),
        ({"assist_units": "甲"}, "assist_units 应为列表"),
        (
            {"first_dispatched_at": "2026-11-24T11:00"},
            f"{NUMBER} 未登记：单上的时间（11月24日 11:00）还没到，请核对后重新登记。",
        ),
    ],
)
def test_wrong_row_is_rejected_with_its_reason(small_town: Town, wrong: dict[str, Any], reason: str) -> None:
    ask = speaker(client_of(small_town))
    answer = ask("/tickets", INTAKE, json={"tickets": [row(**wrong)]})
    assert answer.status_code == 422
    assert answer.get_json()["results"][0] | {"ticket_no": None} == {
        "ticket_no": None,
        "outcome": "rejected",
        "reason": reason,
    }


def test_reason_never_repeats_what_was_written(ask: Ask) -> None:
    answer = ask("/tickets", INTAKE, json={"tickets": [row(caller_phone="13800000101" * 9, caller_name=["张晓梅"])]})
    assert answer.status_code == 422
    assert "13800000101" not in answer.text and "张晓梅" not in answer.text


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"tickets": 1}', b"[" * 100_000, b"\xff\xfe"])
def test_body_that_is_no_intake_is_a_bad_request(client: FlaskClient, body: bytes) -> None:
    headers = {"Authorization": f"Bearer {INTAKE}", "Content-Type": "application/json"}
    answer = client.post("/api/v1/tickets", data=body, headers=headers)
    assert answer.status_code == 400
    assert set(answer.get_json()) == {"error", "reason"}


def test_more_than_five_hundred_rows_are_refused_whole(ask: Ask) -> None:
    answer = ask("/tickets", INTAKE, json={"tickets": [{}] * 501})
    assert (answer.status_code, answer.get_json()["reason"]) == (400, "请求有误：tickets 最多500项")


def test_huge_body_is_refused_before_it_is_read(ask: Ask) -> None:
    answer = ask("/tickets", INTAKE, json={"tickets": [{"content": "x" * 5_000_000}]})
    assert (answer.status_code, answer.get_json()["error"]) == (413, "too_large")


def test_bug_in_one_row_is_told_with_a_reference_and_the_others_are_taken(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = web.api.intake.take_in

    def broken(desk: Any, order: Any, *rest: Any, **named: Any) -> Any:
        if order.ticket_no == NUMBER:
            raise ZeroDivisionError("secret detail")
        return real(desk, order, *rest, **named)

    monkeypatch.setattr(web.api.intake, "take_in", broken)
    first, second = send(ask, row(), row(ticket_no="20261124004599"))
    assert first["outcome"] == "rejected" and "编号" in first["reason"] and "secret" not in first["reason"]
    assert second["outcome"] == "created"


@settings(max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(
    texts=strategies.dictionaries(
        strategies.sampled_from(["title", "content", "address", "community", "caller_name", "caller_phone", "kind"]),
        strategies.text(strategies.characters(codec=None), max_size=30),
        min_size=1,
    ),
    number=strategies.integers(10_000_000_000_000, 99_999_999_999_999),
)
@example(texts={"title": "断\x00开"}, number=20_261_124_004_512)
def test_whatever_people_write_is_taken_or_told(ask: Ask, texts: dict[str, str], number: int) -> None:
    [result] = send(ask, row(ticket_no=str(number), **texts))
    assert "编号" not in (result["reason"] or "")
    assert result["outcome"] == "rejected" or ask(f"/tickets/{number}").status_code == 200


def test_two_feeds_at_once_make_one_ticket(town: Town) -> None:
    ask = speaker(client_of(town))
    both_ready = threading.Barrier(2)

    def deliver(_feed: int) -> list[str]:
        both_ready.wait(timeout=10)
        rows = [row(ticket_no=f"202611240{n:05}") for n in range(10)]
        return [result["outcome"] for result in send(ask, *rows)]

    with ThreadPoolExecutor(2) as feeds:
        outcomes = sorted(zip(*feeds.map(deliver, range(2)), strict=True))
    assert [sorted(pair) for pair in outcomes] == [["created", "unchanged"]] * 10
