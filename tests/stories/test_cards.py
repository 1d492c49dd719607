"""Cards in direct chats: a tap does what the typed command would do, once, and everybody's card tells how it stands."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.message import Message
from tests.stories import town
from tests.stories.conftest import OpenDesk
from tests.stories.desk import StoryDesk

NUMBER = town.NUMBER


def _as_it_stands(desk: StoryDesk, card: Message) -> dict[str, Any]:
    shown = desk.sim.city.message(card.id)
    assert shown is not None and shown.card is not None
    return shown.card


def _buttons(card: Message) -> list[str]:
    assert card.card is not None, card.text
    return [button["text"] for button in card.card["button_list"]]


def _sign_card(desk: StoryDesk) -> Message:
    desk.pastes("zuoxi02", town.order())
    desk.advance_to("10:10")
    return desk.direct("zuoxi02").expects("签收提醒", NUMBER, "10:20")


def _updates(desk: StoryDesk) -> int:
    return desk.sim.city.calls["message/update_template_card"]


def test_agent_signs_by_one_tap_and_the_card_tells_it(desk: StoryDesk) -> None:
    card = _sign_card(desk)
    assert _buttons(card) == ["已签收"]

    desk.taps("zuoxi02", card, "sign")

    assert desk.ticket().state == "pending_verify"
    [signed] = desk.ticket().events("signed")
    assert (signed["actor"], signed["link"]) == ("zuoxi02", "card")
    assert _as_it_stands(desk, card)["replace_text"] == "已由吴桐签收 10:10"
    assert "初核" in _as_it_stands(desk, card)["sub_title_text"], "what comes next stands on the card"
    desk.direct("zuoxi02").expects_nothing()


def test_double_click_signs_once_and_is_told_so(desk: StoryDesk) -> None:
    card = _sign_card(desk)
    desk.taps("zuoxi02", card, "sign")
    desk.machine_passes(seconds=1)
    desk.sim.taps("zuoxi02", card, "sign")
    desk.runtime.send()
    assert len(desk.ticket().events("signed")) == 1
    assert "不会重复记" in _as_it_stands(desk, card)["sub_title_text"]
    desk.direct("zuoxi02").expects_nothing()


def test_tap_after_it_was_taken_back_does_it_again(desk: StoryDesk) -> None:
    card = _sign_card(desk)
    desk.taps("zuoxi02", card, "sign")
    assert "现为待签收" in desk.says("zuoxi02", "/撤销")
    desk.machine_passes(seconds=1)
    desk.taps("zuoxi02", card, "sign")
    assert desk.ticket().state == "pending_verify"
    assert len(desk.ticket().events("signed")) == 2


def test_undone_approval_is_to_be_given_again_by_the_card_of_another(desk: StoryDesk) -> None:
    card = _asked(desk)
    desk.says("qianzr", "/同意 1")
    desk.says("qianzr", "/撤销")
    assert desk.ticket().shape["requests"][0]["state"] == "prepared"
    desk.machine_passes(seconds=1)
    desk.taps("sunzr", card, "reject")
    assert desk.ticket().shape["requests"][0]["state"] == "rejected"


def test_what_was_settled_by_something_else_stays_settled(desk: StoryDesk) -> None:
    card = _sign_card(desk)
    desk.taps("zuoxi02", card, "sign")
    desk.says("zuoxi02", "/初核 4512 属实")
    desk.says("zuoxi02", "/撤销")
    desk.machine_passes(seconds=1)
    desk.taps("zuoxi02", card, "sign")
    assert len(desk.ticket().events("signed")) == 1
    assert "不会重复记" in _as_it_stands(desk, card)["sub_title_text"]


def test_late_taps_of_somebody_else_change_the_card_to_the_same_again(desk: StoryDesk) -> None:
    card = _sign_card(desk)
    desk.taps("zuoxi02", card, "sign")
    for _ in range(2):
        desk.machine_passes(seconds=1)
        desk.taps("zuoxi03", card, "sign")
    balance = desk.api("/delivery")
    assert (balance["pending"], balance["held"]) == (0, 0)


def test_two_events_of_one_second_are_one_tap(desk: StoryDesk) -> None:
    card = _sign_card(desk)
    for _ in range(2):
        desk.sim.taps("zuoxi02", card, "sign")
    desk.runtime.send()
    assert len(desk.ticket().events("signed")) == 1
    assert _as_it_stands(desk, card)["replace_text"] == "已由吴桐签收 10:10"


def test_what_was_typed_changes_the_cards_of_all_who_got_them(desk_at: OpenDesk) -> None:
    desk = desk_at("11:46")
    desk.pastes("zuoxi02", town.order(dispatched="2026-11-18 11:46:00"))
    desk.advance_to("11:56")
    of_the_morning = desk.direct("zuoxi02").expects("签收提醒", NUMBER)
    desk.advance_to("12:01")
    desk.direct("zuoxi03").expects("接班确认")
    of_the_afternoon = desk.direct("zuoxi03").expects("签收提醒", NUMBER)
    desk.says("zuoxi03", "/签收 4512")
    for card in (of_the_morning, of_the_afternoon):
        assert _as_it_stands(desk, card)["replace_text"] == "已由郑岚签收 12:01"


def test_tap_that_comes_too_late_is_told_what_is_true_and_does_nothing(desk: StoryDesk) -> None:
    card = _sign_card(desk)
    desk.sim.fault("message/update_template_card", "errcode", errcode=60140)
    desk.says("zuoxi02", "/签收 4512")
    assert "replace_text" not in _as_it_stands(desk, card), "the platform would not change it"
    desk.direct("zuoxi02").expects_nothing()

    desk.taps("zuoxi02", card, "sign")

    assert len(desk.ticket().events("signed")) == 1
    assert "已由吴桐签收" in _as_it_stands(desk, card)["sub_title_text"]
    assert "不用再点" in _as_it_stands(desk, card)["sub_title_text"]


def test_whoever_tapped_is_told_in_words_when_the_card_cannot_be_changed(desk: StoryDesk) -> None:
    card = _sign_card(desk)
    desk.sim.fault("message/update_template_card", "errcode", errcode=60140)
    desk.taps("zuoxi02", card, "sign")
    desk.runtime.send()
    desk.direct("zuoxi02").expects(NUMBER, "签收", "初核")
    assert desk.ticket().state == "pending_verify"


def test_card_older_than_its_life_does_nothing_and_says_what_to_write(desk: StoryDesk) -> None:
    card = _sign_card(desk)
    desk.machine_passes(hours=73)
    desk.taps("zuoxi02", card, "sign")
    assert desk.ticket().state == "pending_sign"
    desk.direct("zuoxi02").expects("超过3天", f"/签收 {NUMBER}")


def test_tap_on_the_card_of_somebody_else_does_nothing_and_says_so(desk_at: OpenDesk) -> None:
    desk = desk_at("11:46")
    desk.pastes("zuoxi02", town.order(dispatched="2026-11-18 11:46:00"))
    desk.advance_to("11:56")
    card = desk.direct("zuoxi02").expects("签收提醒", NUMBER)
    desk.sim.taps("liwg", card, "sign")
    desk.runtime.send()
    assert desk.ticket().state == "pending_sign"
    desk.direct("liwg").expects("这张卡片不是给您的")
    assert "replace_text" not in _as_it_stands(desk, card)


def test_agent_checks_and_assigns_by_taps(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", town.order())
    desk.says("zuoxi02", "/签收 4512")
    desk.advance_to("10:06")
    card = desk.direct("zuoxi02").expects("初核提醒", NUMBER)
    assert _buttons(card) == ["打通，属实", "没打通", "不符"]
    desk.taps("zuoxi02", card, "verify_true")
    assert desk.ticket().state == "pending_assign"
    assert _as_it_stands(desk, card)["replace_text"].startswith("已由吴桐初核")
    desk.direct("zuoxi02").expects_nothing()
    desk.advance_to("10:25")
    card = desk.direct("zuoxi02").expects("转办提醒", NUMBER)
    assert _buttons(card) == ["转办青禾家园社区"]
    desk.taps("zuoxi02", card, "assign")
    assert (desk.ticket().state, desk.ticket().shape["lead_unit"]) == ("assigned", "青禾家园社区")


def test_what_was_wrong_is_asked_in_words_and_the_card_waits(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", town.order())
    desk.says("zuoxi02", "/签收 4512")
    desk.advance_to("10:06")
    card = desk.direct("zuoxi02").expects("初核提醒", NUMBER)
    desk.taps("zuoxi02", card, "verify_wrong")
    desk.direct("zuoxi02").expects(NUMBER, "哪里不符")
    assert "replace_text" not in _as_it_stands(desk, card)
    desk.says("zuoxi02", "地址 青禾家园二期4号楼")
    assert desk.ticket().state == "pending_assign", "what is written next answers what the tap was asked"
    assert _as_it_stands(desk, card)["replace_text"]


def test_head_of_a_unit_accepts_and_tells_of_contact_by_taps(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.all_read()
    desk.advance_to("11:35")
    card = desk.direct("chenzr").expects("受理", NUMBER)
    assert _buttons(card) == ["收到，受理"]
    desk.taps("chenzr", card, "accept")
    [accepted] = desk.ticket().events("accepted")
    assert (accepted["actor"], accepted["link"]) == ("chenzr", "card")
    assert _as_it_stands(desk, card)["replace_text"].startswith("已由陈主任受理")


def test_more_time_is_asked_for_in_words_that_follow_the_tap(desk: StoryDesk) -> None:
    desk.walks_to_assigned(办理时限="30小时")
    desk.says("liwg", "收到", "wrQINGHE")
    desk.says("liwg", "已联系", "wrQINGHE")
    desk.all_read()
    desk.advance_to("12:05", days=1)
    card = next(m for m in desk.direct("chenzr").unread() if m.card and "申请延期" in _buttons(m))
    desk.all_read()
    desk.taps("chenzr", card, "extend")
    desk.direct("chenzr").expects("延期", "到什么时候", "理由")
    assert desk.ticket().shape["requests"] == [], "a tap alone asks for nothing"
    desk.says("chenzr", "到11月21日18:00 配件没到 已告知居民")
    assert [row["kind"] for row in desk.ticket().shape["requests"]] == ["extension"]


def _asked(desk: StoryDesk) -> Message:
    desk.walks_to_assigned()
    desk.says("liwg", "收到", "wrQINGHE")
    desk.all_read()
    desk.says("liwg", "/延期 4512 到11月21日18:00 配件没到 已告知居民", "wrQINGHE")
    return desk.direct("sunzr").expects("待您审批", "延期申请1", NUMBER, "配件没到")


def test_supervisor_approves_by_a_tap(desk: StoryDesk) -> None:
    card = _asked(desk)
    assert _buttons(card) == ["批准", "驳回"]
    desk.taps("sunzr", card, "approve")
    assert desk.ticket().shape["requests"][0]["state"] == "endorsed"
    assert _as_it_stands(desk, card)["replace_text"].startswith("已由孙主任批准")
    desk.group("wrQINGHE").expects("审批结果", "主管已同意")
    desk.taps("sunzr", card, "reject")
    assert desk.ticket().shape["requests"][0]["state"] == "endorsed", "what was decided is not decided anew"


def test_supervisor_who_is_reminded_decides_by_a_tap_on_the_reminder(desk: StoryDesk) -> None:
    _asked(desk)
    desk.all_read()
    desk.advance_to("11:30")
    card = desk.direct("sunzr").expects("审批提醒", NUMBER)
    assert _buttons(card) == ["批准", "驳回"]
    desk.taps("sunzr", card, "approve")
    assert desk.ticket().shape["requests"][0]["state"] == "endorsed"
    assert _as_it_stands(desk, card)["replace_text"].startswith("已由孙主任批准")


def test_supervisor_turns_down_by_a_tap(desk: StoryDesk) -> None:
    card = _asked(desk)
    desk.taps("sunzr", card, "reject")
    assert desk.ticket().shape["requests"][0]["state"] == "rejected"
    assert _as_it_stands(desk, card)["replace_text"].startswith("已由孙主任驳回")


def test_request_taken_back_closes_the_card_of_who_was_to_decide(desk: StoryDesk) -> None:
    card = _asked(desk)
    desk.says("liwg", "/撤回 1", "wrQINGHE")
    assert _as_it_stands(desk, card)["replace_text"].startswith("已由李网格撤回")


def test_incoming_agent_confirms_the_hand_over_by_a_tap(desk_at: OpenDesk) -> None:
    desk = desk_at("11:50")
    desk.advance_to("12:00")
    desk.group("wrDESK").expects("交接班", "郑岚")
    card = desk.direct("zuoxi03").expects("接班确认", "午班")
    assert _buttons(card) == ["已接班"]
    assert "当班" in desk.says("zuoxi02", "/交班 接班"), "whoever goes home does not take over"
    desk.taps("zuoxi03", card, "take_over")
    assert "已接班" in desk.says("zuoxi03", "/值班")


def test_whoever_got_no_answer_hears_how_to_tell_that_he_did_later(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.says("liwg", "4512 收到", "wrQINGHE")
    desk.advance_to("15:00")
    card = next(each for each in desk.direct("chenzr").unread() if "首联提醒" in each.text)
    desk.taps("chenzr", card, "not_contacted")
    desk.taps("chenzr", card, "contacted")
    shown = _as_it_stands(desk, card)["sub_title_text"]
    assert "不用再点" not in shown and "后来有变化，请直接回复单号和情况" in shown
    assert desk.ticket().clock("first_contact")["stopped_at"] is None


def test_platform_that_was_looked_at_is_told_by_a_tap(desk_at: OpenDesk) -> None:
    desk = desk_at("10:00", patrol=True)
    desk.advance_to("10:12")
    card = desk.direct("zuoxi02").expects("巡检", "距上次看平台")
    assert "时限" not in card.text, "how long nobody looked it says itself"
    desk.taps("zuoxi02", card, "patrol")
    assert "replace_text" in _as_it_stands(desk, card)


def test_app_without_a_callback_url_says_the_same_in_words_and_tells_the_administrator(desk: StoryDesk) -> None:
    desk.sim.fault("message/send", "errcode", errcode=43012, times=1)
    desk.pastes("zuoxi02", town.order())
    desk.advance_to("10:10")
    told = desk.direct("zuoxi02").expects("【签收提醒】", NUMBER, f"/签收 {NUMBER}")
    assert told.card is None
    desk.direct("guanli").expects("接收消息", "卡片发不出去")
    calls = desk.sim.city.calls["message/send"]
    desk.advance_to("10:15")
    assert desk.direct("zuoxi02").expects("签收提醒", NUMBER).card is None
    assert desk.sim.city.calls["message/send"] == calls + 1, "no card is tried again within the hour"
    desk.direct("guanli").expects_nothing()


@pytest.mark.parametrize("errcode", [40058, 42045])
def test_card_that_the_platform_refuses_goes_out_as_text_at_once(desk: StoryDesk, errcode: int) -> None:
    desk.sim.fault("message/send", "errcode", errcode=errcode, times=1)
    desk.pastes("zuoxi02", town.order())
    desk.advance_to("10:10")
    assert desk.direct("zuoxi02").expects("【签收提醒】", NUMBER, f"/签收 {NUMBER}").card is None
    desk.advance_to("10:15")
    assert desk.direct("zuoxi02").expects("签收提醒", NUMBER).card is not None, "the next one is tried as a card again"
    desk.direct("guanli").expects_nothing()


def test_record_shows_the_words_and_the_card_no_more_than_those(desk: StoryDesk) -> None:
    card = _sign_card(desk)
    [told] = [row for row in desk.ticket().shape["deliveries"] if row["person"] == "zuoxi02"]
    assert told["text"].startswith(f"【签收提醒】{NUMBER}｜") and f"/签收 {NUMBER}" in told["text"]
    assert card.card is not None
    assert card.card["sub_title_text"] in told["text"] and card.card["main_title"]["title"] in told["text"]


def test_changes_of_cards_are_accounted_for(desk: StoryDesk) -> None:
    before = desk.api("/delivery")
    card = _sign_card(desk)
    desk.taps("zuoxi02", card, "sign")
    assert _updates(desk) == 1
    after = desk.api("/delivery")
    assert after["sent"] > before["sent"] and after["pending"] == 0
