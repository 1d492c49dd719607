"""What was told, to whom, when: an auditor reads it from the ticket, whatever became of it."""

from __future__ import annotations

import re
from typing import Any

from models.queries import tickets as queries
from simulator.faults import Fault
from tests.stories.conftest import OpenDesk
from tests.stories.desk import StoryDesk, local
from tests.stories.town import IDENTITY, NUMBER, SECOND, order
from texts.story import story


def _deliveries(desk: StoryDesk, **wanted: Any) -> list[dict[str, Any]]:
    found = desk.ticket().shape["deliveries"]
    return [each for each in found if all(each[key] == value for key, value in wanted.items())]


def _shown(desk: StoryDesk) -> list[str]:
    with desk.runtime.database.reading() as session:
        at = desk.runtime.desk(session)
        ticket = queries.latest_round(session, NUMBER, None)
        assert ticket is not None
        return story(at, ticket)


def test_every_reminder_is_shown_with_its_receiver_way_moment_and_words(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.advance_to("11:33")
    [first] = _deliveries(desk, stage="accept", step="-50%")
    assert (first["chat"], first["person"], first["channel"]) == ("青禾家园社区接诉即办群", None, "push_key")
    assert (first["state"], local(first["due_at"]), local(first["sent_at"])) == ("sent", "18 10:57", "18 10:57")
    assert first["text"].startswith("【受理提醒】") and NUMBER in first["text"]
    [attempt] = first["attempts"]
    assert attempt["outcome"] == "sent" and len(attempt["body_sha256"]) == 64
    lead = _deliveries(desk, stage="accept", step="-20%", person="chenzr")
    assert [each["channel"] for each in lead] == ["app"]
    # A digest may hold the digits of a room by chance.
    told = re.sub("[0-9a-f]{64}", "", str(desk.ticket().shape))
    assert not any(word in told for word in IDENTITY)


def test_held_reminder_is_told_as_held_with_its_release_and_its_words(desk_at: OpenDesk) -> None:
    desk = desk_at("06:00")
    desk.walks_to_assigned(dispatched="2026-11-18 06:00:00", limit="7天")
    desk.advance_to("07:10")
    [held] = _deliveries(desk, stage="accept", step="-50%")
    assert (held["state"], local(held["release_at"]), held["sent_at"]) == ("held", "18 07:30", None)
    assert held["text"].startswith("【受理提醒】") and "还有30分钟到期" in held["text"]
    [reminded] = [event for event in desk.ticket().events("reminded") if "暂存" in event["text"]]
    assert reminded["text"] == "暂存至11月18日 07:30（夜间）"
    lines = _shown(desk)
    assert any(
        "受理到期前1小时 → 承办单位（群推送：青禾家园社区接诉即办群），暂存至11月18日 07:30（夜间）" in x for x in lines
    )
    desk.advance_to("07:31")
    assert "07:30 已发" in [event["text"] for event in desk.ticket().events("reminded")]
    assert any(line.endswith("提醒｜受理（青禾家园社区） → 承办单位｜07:30 已发") for line in _shown(desk))
    assert _deliveries(desk, stage="accept", step="-50%")[0]["state"] == "sent"


def test_repeat_that_waits_for_others_by_day_says_so_also_in_the_note_of_the_shift(desk_at: OpenDesk) -> None:
    desk = desk_at("11:05")
    for number, minute in ((SECOND, "05"), (NUMBER, "10")):
        desk.advance_to(f"11:{minute}")
        desk.pastes("zuoxi02", order(number, dispatched=f"2026-11-18 11:{minute}:00"))
    desk.advance_to("11:55")
    held = [event["text"] for event in desk.ticket().events("escalated") if "暂存" in event["text"]]
    assert held == ["暂存至11月18日 12:35（等待合并）（2处）"]
    desk.advance_to("12:00")
    note = next(m for m in desk.group("wrDESK").unread() if "交接班" in m.text)
    assert "条（等待合并" in note.text and "夜间" not in note.text
    assert SECOND in note.text.split("等待合并")[1].splitlines()[0]
    assert "（等待合并" in desk.says("zuoxi03", "/系统状态")


def test_notices_are_filed_under_whom_they_were_for_and_what_they_say(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(limit=""))
    [notice] = _deliveries(desk, kind="notice")
    assert notice["audience"] == "on_duty"
    assert any("请补时限通知 → 值班坐席（群推送：坐席群 @吴桐）" in line for line in _shown(desk))


def test_breach_says_who_was_on_shift_whenever_it_is_looked_at(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.advance_to("10:21")
    [breach] = desk.ticket().events("breached")
    assert breach["text"] == "当班坐席：吴桐（早班）"
    desk.advance_to("13:00")
    assert any("超时｜签收｜当班坐席：吴桐（早班）" in line for line in _shown(desk))


def test_reminder_that_never_arrives_is_told_as_failed_and_not_as_sent(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.sim.city.faults.add(Fault("webhook/send", "errcode", errcode=93000, times=None, target="key-qinghe"))
    desk.advance_to("10:58")
    [failed] = _deliveries(desk, stage="accept", step="-50%")
    assert failed["state"] == "failed" and failed["sent_at"] is None and failed["attempts"][0]["errcode"] == 93000
    assert desk.ticket().events("reminded")[-1]["text"] == "没发成"


def test_reminder_repeated_after_an_unknown_outcome_is_told_as_sent_again(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.sim.city.faults.add(Fault("webhook/send", "accept_then_cut", target="key-qinghe"))
    desk.advance_to("10:58")
    [told] = _deliveries(desk, stage="accept", step="-50%")
    assert (told["state"], told["resent"]) == ("sent", True)
    assert [attempt["outcome"] for attempt in told["attempts"]] == ["unknown", "sent"]
    assert any("已发（补发，先前没有回音）" in line for line in _shown(desk))


def test_tries_of_a_reminder_that_was_worded_anew_stay_with_it(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.sim.city.faults.add(Fault("webhook/send", "errcode", errcode=45009, times=3, target="key-qinghe"))
    desk.advance_to("10:58")
    for _ in range(5):
        desk.machine_passes(minutes=2)
        desk.runtime.send()
    [told] = _deliveries(desk, stage="accept", step="-50%")
    assert [attempt["errcode"] for attempt in told["attempts"]] == [45009, 45009, 45009, None]
    assert any("已发（试了4次，先前企业微信错误45009）" in line for line in _shown(desk))


def test_direct_message_repeated_with_the_same_bytes_is_not_called_a_second_telling(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.sim.city.faults.add(Fault("message/send", "http", status=502))
    desk.advance_to("11:34")
    [told] = _deliveries(desk, stage="accept", step="-20%", channel="app")
    assert [(attempt["outcome"], attempt["why"]) for attempt in told["attempts"]] == [
        ("unknown", "HTTP 502"),
        ("sent", None),
    ]
    assert any("已发（同文重发，先前没有回音（企业微信网关出错））" in line for line in _shown(desk))


def test_reminder_that_nobody_needed_any_more_says_why(desk_at: OpenDesk) -> None:
    desk = desk_at("06:00")
    push = desk.walks_to_assigned(dispatched="2026-11-18 06:00:00", limit="7天")
    desk.advance_to("07:10")
    desk.says("liwg", "收到", quoting=push)
    [ended] = _deliveries(desk, stage="accept", step="-50%")
    assert (ended["state"], ended["text"]) == ("superseded", None)
    assert any("不必再发（计时已停）" in line for line in _shown(desk))
