"""Who calls again is recognised: the agent reads of the older order, the unit hears it once, the ladder climbs."""

from __future__ import annotations

import pytest

from tests.stories import town
from tests.stories.conftest import OpenDesk
from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, SECOND, THIRD

OTHER_PHONE = {"来电人": "李建国", "联系电话": "13800009999"}
NOISE = {"主要内容": "市民反映楼上装修噪音扰民，要求制止。", "问题点位": "云杉里6号楼3单元202"}


@pytest.fixture
def desk(desk_at: OpenDesk) -> StoryDesk:
    return desk_at("10:00", repeats=True)


def test_agent_reads_of_the_older_order_and_its_unit_hears_once_that_the_citizen_called_again(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.says("liwg", "4512 收到，已联系居民，正在排查", "wrQINGHE")
    desk.all_read()
    answer = desk.pastes("zuoxi02", town.order(SECOND, 主要内容="市民再次来电，暖气还是不热。"))
    assert "重复来电" in answer and NUMBER in answer and "青禾家园社区" in answer and "办理中" in answer
    told = desk.group("wrQINGHE").expects("再次来电", NUMBER, "第2次", "引用本条@催办助手 回复")
    assert SECOND not in told.text and "前办结" in told.text
    desk.pastes("zuoxi02", town.order(SECOND, 主要内容="市民再次来电，暖气还是不热。"))
    desk.advance_to("10:30")
    desk.group("wrQINGHE").expects_nothing()
    assert desk.ticket(NUMBER).kinds.count("called_again") == 1


def test_what_was_done_is_told_in_whole_clauses_without_the_orders_named_before_it(desk: StoryDesk) -> None:
    for number, more in ((NUMBER, {}), (SECOND, {**NOISE, **OTHER_PHONE})):
        desk.walks_to_assigned(number, **more)
        desk.all_read()
    did = "4512、4513都联系过居民了，已现场查看，主管道阀门锈蚀堵塞，已更换阀门并冲洗管道，室内温度21度，已办结"
    desk.says("liwg", did, "wrQINGHE")
    told = desk.pastes("zuoxi02", town.order(THIRD, 主要内容="市民再次来电，暖气还是不热。"))
    assert "联系过居民了，已现场查看，主管道阀门锈蚀堵塞，已更换阀门并冲洗管道…" in told and "4513" not in told


def test_unit_that_is_late_already_is_told_to_do_it_now(desk: StoryDesk) -> None:
    desk.walks_to_assigned(办理时限="2小时", dispatched="2026-11-18 08:05:00")
    desk.advance_to("10:01")
    desk.all_read()
    desk.pastes("zuoxi02", town.order(SECOND))
    desk.group("wrQINGHE").expects("再次来电", NUMBER, "办理已超时，请立即办理")


def test_related_orders_are_in_the_json_with_how_they_were_found(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.pastes("zuoxi02", town.order(SECOND))
    [older] = desk.ticket(SECOND).shape["related"]
    assert older == {
        "ticket_no": NUMBER,
        "round": 1,
        "state": "assigned",
        "relation": "repeat_of",
        "found_by": "caller",
    }
    [newer] = desk.ticket(NUMBER).shape["related"]
    assert (newer["ticket_no"], newer["relation"]) == (SECOND, "repeated_by")
    assert NUMBER in desk.says("zuoxi02", f"/查 {SECOND}")


def test_repeat_climbs_one_rung_higher_and_says_so(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", town.order())
    desk.pastes("zuoxi02", town.order(SECOND))
    for command in (f"/签收 {SECOND}", f"/初核 {SECOND} 属实", f"/转办 {SECOND} 青禾"):
        desk.says("zuoxi02", command)
    assert "重复来电，提醒提前升一级" in desk.says("zuoxi02", f"/时限 {SECOND}")
    assert "重复来电，提醒提前升一级" in desk.says("zuoxi02", f"/提醒预览 {SECOND}")
    assert "提前升一级" not in desk.says("zuoxi02", f"/时限 {NUMBER}")
    desk.all_read()
    # Half of the time to accept: of a first call the group alone would hear, of a repeat its head as well.
    desk.advance_to("11:05")
    desk.direct("chenzr").expects("受理提醒", SECOND)


def test_same_place_and_matter_of_another_citizen_is_told_as_such(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.all_read()
    answer = desk.pastes("zuoxi02", town.order(SECOND, 问题点位="青禾家园二期3号楼4单元102", **OTHER_PHONE))
    assert "疑似重复" in answer and NUMBER in answer
    # Nobody has taken it yet, so its head is named.
    desk.group("wrQINGHE").expects("又有来电", NUMBER, "同一地点", "请在明天07:00前办结", mentions=["chenzr"])
    assert desk.ticket(SECOND).shape["related"][0]["found_by"] == "place_and_matter"


def test_another_matter_of_the_same_citizen_is_shown_to_the_agent_alone(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.all_read()
    answer = desk.pastes("zuoxi02", town.order(SECOND, **NOISE))
    assert "事项不同" in answer and NUMBER in answer
    desk.group("wrQINGHE").expects_nothing()
    assert "提前升一级" not in desk.says("zuoxi02", f"/时限 {SECOND}")
    assert desk.ticket(SECOND).shape["related"][0]["relation"] == "same_caller"


def test_thanks_of_the_same_citizen_call_nothing_in_again(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.all_read()
    thanks = town.order(SECOND, 诉求类型="表扬", 主要内容="市民上次反映的室温问题已解决，来电表示感谢。")
    assert "事项不同" in desk.pastes("zuoxi02", thanks)
    desk.group("wrQINGHE").expects_nothing()


def test_other_citizens_elsewhere_and_calls_of_long_ago_are_no_repeats(desk: StoryDesk) -> None:
    desk.walks_to_assigned(dispatched="2026-10-10 10:00:00", limit="60天")
    desk.all_read()
    assert "重复" not in desk.pastes("zuoxi02", town.order(SECOND))
    assert "重复" not in desk.pastes("zuoxi02", town.order(THIRD, **OTHER_PHONE, **NOISE))
    desk.group("wrQINGHE").expects_nothing()
    assert desk.ticket(THIRD).shape["related"] == []


def test_who_asked_for_secrecy_is_not_given_away_by_calling_again(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.all_read()
    answer = desk.pastes("zuoxi02", town.order(SECOND, 是否保密="是"))
    assert "重复来电" in answer and "没有告知单位" in answer
    desk.group("wrQINGHE").expects_nothing()
    for command in (f"/签收 {SECOND}", f"/初核 {SECOND} 属实", f"/转办 {SECOND} 青禾"):
        desk.says("zuoxi02", command)
    desk.all_read()
    for chat in ("app", "wrQINGHE"):
        assert "重复来电" not in desk.says("chenzr", f"/时限 {SECOND}", chat)
    assert NUMBER not in desk.says("chenzr", f"/查 {SECOND}")
    assert SECOND not in desk.says("chenzr", f"/查 {NUMBER}")


def test_who_asked_for_secrecy_the_first_time_is_not_given_away_later(desk: StoryDesk) -> None:
    desk.walks_to_assigned(是否保密="是")
    desk.all_read()
    assert "重复来电" in desk.pastes("zuoxi02", town.order(SECOND))
    desk.group("wrQINGHE").expects_nothing()
    desk.direct("chenzr").expects_nothing()


def test_second_call_is_no_fault_of_whoever_signs(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", town.order())
    desk.pastes("zuoxi02", town.order(SECOND))
    desk.all_read()
    desk.advance_to("10:10")
    assert [m for m in desk.direct("zuoxi02").unread() if "签收" in m.text]
    desk.direct("sunzr").expects_nothing()


def test_platform_that_urges_twice_raises_the_ladder_once(desk: StoryDesk) -> None:
    desk.walks_to_assigned(limit="7天")
    words = f"催办单，原单号{NUMBER}，市民催促尽快办理。"
    for number in (SECOND, THIRD):
        desk.pastes("zuoxi02", town.order(number, 诉求类型="催办", 主要内容=words, 问题点位=""))
    desk.all_read()
    desk.advance_to("11:00")
    # Half of the two hours to accept: the group, and one rung higher its head, but not the agent, two rungs higher.
    desk.direct("chenzr").expects("受理", NUMBER)
    of_the_desk = [*desk.direct("zuoxi02").unread(), *desk.group("wrDESK").unread()]
    assert not [message for message in of_the_desk if "受理" in message.text]


def test_urging_order_urges_the_unit_of_the_older_one_at_once(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.all_read()
    urging = town.order(SECOND, 诉求类型="催办", 主要内容=f"催办单，原单号{NUMBER}，市民催促尽快办理。", 问题点位="")
    answer = desk.pastes("zuoxi02", urging)
    assert "催办原单" in answer and NUMBER in answer and "已向单位发催办" in answer
    desk.group("wrQINGHE").expects("平台催办", NUMBER, mentions=["chenzr"])
    desk.direct("chenzr").expects("平台催办", NUMBER)
    assert desk.ticket(NUMBER).kinds.count("urged") == 1
    assert "平台催办，提醒提前升一级" in desk.says("zuoxi02", f"/时限 {NUMBER}")
    assert "提前升一级" not in desk.says("zuoxi02", f"/时限 {SECOND}")
    assert desk.ticket(SECOND).shape["related"][0]["found_by"] == "number"


def test_urging_order_by_night_leaves_the_unit_asleep(desk_at: OpenDesk) -> None:
    desk = desk_at("20:00", repeats=True)
    desk.walks_to_assigned(dispatched="2026-11-18 20:00:00", limit="7天")
    desk.says("liwg", "4512 收到，已联系居民", "wrQINGHE")
    desk.advance_to("23:00")
    desk.all_read()
    urging = town.order(SECOND, dispatched="2026-11-18 23:00:00", 诉求类型="催办", 主要内容=f"催办原单号{NUMBER}。")
    desk.pastes("zuoxi04", urging)
    desk.advance_to("23:30")
    desk.group("wrQINGHE").expects_nothing()
    desk.advance_to("07:31", days=1)
    assert any("平台催办" in message.text for message in desk.group("wrQINGHE").unread())


def test_urging_order_of_one_that_is_late_wakes_its_unit(desk_at: OpenDesk) -> None:
    desk = desk_at("20:00", repeats=True)
    desk.walks_to_assigned(dispatched="2026-11-18 20:00:00", limit="7天")
    desk.advance_to("23:00")
    desk.all_read()
    urging = town.order(SECOND, dispatched="2026-11-18 23:00:00", 诉求类型="催办", 主要内容=f"催办原单号{NUMBER}。")
    desk.pastes("zuoxi04", urging)
    desk.group("wrQINGHE").expects("平台催办", NUMBER)


def test_urging_order_of_a_replied_or_unknown_one_is_put_to_the_agent(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.says("zuoxi02", f"/已回复 {NUMBER} 已电话答复市民")
    desk.all_read()
    answer = desk.pastes("zuoxi02", town.order(SECOND, 诉求类型="督办", 主要内容=f"督办单，原工单编号：{NUMBER}"))
    assert "原单已回复" in answer and NUMBER in answer
    unknown = "20261001000001"
    answer = desk.pastes(
        "zuoxi02", town.order(THIRD, 诉求类型="催办", 主要内容=f"催办，原单号{unknown}", **OTHER_PHONE)
    )
    assert f"{unknown} 本系统没有" in answer
    assert desk.ticket(THIRD).shape["related"][0]["state"] is None
    desk.group("wrQINGHE").expects_nothing()


def test_feed_that_brings_a_repeat_tells_the_desk_and_the_unit(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.all_read()
    row = {
        "ticket_no": SECOND,
        "kind": "投诉",
        "content": "室温仅14度，要求尽快解决。",
        "address": "青禾家园二期3号楼",
        "caller_phone": town.CALLER_PHONE,
        "limit_text": "24小时",
        "first_dispatched_at": "2026-11-18T10:00:00+08:00",
    }
    [result] = desk.api("/tickets", post={"tickets": [row]})["results"]
    assert "重复" in result["reason"]
    desk.runtime.send()
    desk.group("wrDESK").expects("新单重复", SECOND, NUMBER, "青禾家园社区")
    desk.group("wrQINGHE").expects("再次来电", NUMBER)


def test_order_taken_in_by_mistake_takes_back_what_the_unit_heard(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.all_read()
    desk.pastes("zuoxi02", town.order(SECOND, 诉求类型="催办", 主要内容=f"催办，原单号{NUMBER}"))
    desk.group("wrQINGHE").expects("平台催办", NUMBER)
    desk.says("zuoxi02", f"/撤销 {SECOND}")
    desk.group("wrQINGHE").expects("更正", NUMBER, "刚才的“平台催办”是误录")
    assert "提前升一级" not in desk.says("zuoxi02", f"/时限 {NUMBER}")
    assert desk.ticket(NUMBER).shape["related"] == []


def test_repeat_of_a_merged_order_points_to_the_one_that_goes_on(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.pastes("zuoxi02", town.order(SECOND))
    answer = desk.says("zuoxi02", f"/并单 {SECOND} 到 {NUMBER} 同一来电人同一诉求")
    request = next(
        word for word in answer.replace("：", " ").replace("，", " ").split() if word.isdigit() and len(word) < 4
    )
    desk.says("sunzr", f"/同意 {request}")
    assert desk.ticket(SECOND).state == "merged"
    desk.advance_to("10:40")
    desk.all_read()
    answer = desk.pastes("zuoxi02", town.order(THIRD))
    assert NUMBER in answer and SECOND not in answer
    desk.group("wrQINGHE").expects("再次来电", NUMBER)


@pytest.mark.parametrize("kind", ["投诉", "催办"])
def test_call_that_its_unit_heard_of_is_no_new_one_when_it_is_merged(desk: StoryDesk, kind: str) -> None:
    desk.walks_to_assigned()
    desk.pastes("zuoxi02", town.order(SECOND, 诉求类型=kind, 主要内容=f"原单号{NUMBER}，室温仅14度，要求尽快解决。"))
    desk.advance_to("10:45")
    desk.says("zuoxi02", "/并单 4513 到 4512 同一来电人同一诉求")
    desk.all_read()
    desk.says("sunzr", "/同意 1")
    assert desk.ticket(SECOND).state == "merged"
    assert not [message for message in desk.group("wrQINGHE").unread() if "来电" in message.text]
    assert desk.says("zuoxi02", "/查 4512").count("· 11月18日 10:45") == 0
    assert "提醒提前升一级" in desk.says("zuoxi02", "/时限 4512")


def test_calls_within_half_an_hour_are_one_word_to_the_unit(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.all_read()
    desk.pastes("zuoxi02", town.order(SECOND))
    desk.pastes("zuoxi02", town.order(THIRD))
    desk.group("wrQINGHE").expects("再次来电", NUMBER)
    desk.group("wrQINGHE").expects_nothing()


def test_group_of_a_unit_is_not_told_that_its_citizen_reports_its_head(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.pastes("zuoxi02", town.order(SECOND, 主要内容="举报青禾社区陈主任受贿，要求查处。", 问题点位=""))
    assert f"关联：{SECOND}" in desk.says("zuoxi02", "/查 4512")
    for who in ("zuoxi02", "sunzr", "liwg"):
        assert SECOND not in desk.says(who, "/查 4512", "wrQINGHE")


def test_unit_that_gets_a_repeat_of_an_order_that_is_over_hears_that_the_citizen_called_again(desk: StoryDesk) -> None:
    assert "重复来电" not in desk.walks_to_assigned().text
    desk.says("liwg", "4512 修好了，已联系居民", "wrQINGHE")
    desk.says("zuoxi02", "/回访 4512 满意 已解决")
    desk.says("zuoxi02", "/已回复 4512 电话答复，无需照片")
    desk.all_read()
    post = desk.walks_to_assigned(SECOND)
    assert "重复来电：市民之前反映过此事" in post.text and NUMBER not in post.text


def test_order_of_a_secret_caller_says_nothing_of_earlier_calls(desk: StoryDesk) -> None:
    desk.walks_to_assigned(是否保密="是")
    desk.all_read()
    assert "重复来电" not in desk.walks_to_assigned(SECOND).text
