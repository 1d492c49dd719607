"""First day in a group: the trial push, what its answer shows, and what people are told to do otherwise."""

from __future__ import annotations

import json
import secrets

import pytest

from actions import first_day
from simulator import callback_body as bodies
from simulator.doors import bot_door
from simulator.faults import Fault
from simulator.message import Message
from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, order

HERE, THERE = "wrQINGHE", "wrBEILIU"


def bind(desk: StoryDesk) -> Message:
    """Bind the group anew, as an administrator does on its first day; return the trial push."""
    answer = desk.says("guanli", "/绑定 青禾", HERE)
    assert "本群已绑定青禾家园社区" in answer and "试发一条" in answer
    return desk.group(HERE).expects("【试发】", "看到@您了吗", "不是工单", mentions=["guanli"])


def code_of(push: Message) -> str:
    return push.text.partition("【试发】")[2][:4]


def quotes_without_text(desk: StoryDesk, userid: str, text: str) -> str:
    """Say something in the group that quotes a message of which the platform brings no text."""
    credentials = desk.sim.city.world.credentials
    plain = bodies.bot_text(secrets.token_hex(8), userid, f"@催办助手 {text}", HERE, "https://127.0.0.1/x", None)
    plain["quote"] = {"msgtype": "template_card"}
    door = bot_door(credentials)
    exchanges = desk.sim.driver.deliver(door, json.dumps(plain, ensure_ascii=False).encode())
    desk.runtime.send()
    return exchanges[-1].text or ""


def test_quoted_answer_shows_all_at_once(desk: StoryDesk) -> None:
    push = bind(desk)
    assert "等管理员回复试发" in desk.says("guanli", "/绑定", HERE)
    assert "试好了：能推送、能@人、引用带原文" in desk.says("guanli", "收到", quoting=push)
    shown = desk.says("guanli", "/绑定", HERE)
    assert shown.splitlines() == [
        "本群：青禾家园社区（青禾家园社区接诉即办群）",
        "① 听得到本群",
        "② 推送密钥对，推得到本群",
        "③ @得到人",
        "④ 引用带原文",
    ]
    assert "5个群，1个已试好" in desk.says("guanli", "/绑定")


def test_what_was_shown_is_not_tried_again_at_the_next_binding(desk: StoryDesk) -> None:
    desk.says("guanli", "收到", quoting=bind(desk))
    assert desk.says("guanli", "/绑定 青禾", HERE).endswith("群名“青禾家园社区接诉即办群”。")
    desk.group(HERE).expects_nothing()
    assert "试发一条" in desk.says("guanli", "/绑定 再试", HERE)
    desk.group(HERE).expects("【试发】")


def test_trial_under_way_is_not_doubled(desk: StoryDesk) -> None:
    bind(desk)
    assert "等管理员回复试发" in desk.says("guanli", "/绑定 青禾", HERE)
    desk.group(HERE).expects_nothing()


def test_trial_and_its_answer_touch_no_order(desk: StoryDesk) -> None:
    desk.walks_to_assigned(NUMBER)
    push = bind(desk)
    assert "推送到了本群" in desk.says("liwg", "收到", quoting=push)
    assert desk.ticket().state == "assigned"
    assert "等管理员回复试发" in desk.says("guanli", "/绑定", HERE)


def test_denied_mention_is_said_to_be_mended(desk: StoryDesk) -> None:
    push = bind(desk)
    assert "@不到人，请核对名册里的账号" in desk.says("guanli", f"没@到 {code_of(push)}", HERE)
    assert "③ @不到人" in desk.says("guanli", "/绑定", HERE)


def test_key_of_another_group_is_found_where_its_push_came_out(desk: StoryDesk) -> None:
    desk.says("guanli", "/绑定 青禾家园社区接诉即办群 key-beiliu")
    push = desk.group(THERE).expects("【试发】")
    answer = desk.says("hanzr", "收到", quoting=push)
    assert "这条是给“青禾家园社区接诉即办群”试发的，却发到了本群" in answer
    assert "推送发到了“北柳巷社区接诉即办群”，密钥贴错了群" in desk.says("guanli", "/绑定", HERE)
    desk.says("guanli", "/绑定 青禾家园社区接诉即办群 key-qinghe")
    assert "试好了" in desk.says("guanli", "收到", quoting=desk.group(HERE).expects("【试发】"))


def test_key_that_is_known_to_be_another_groups_carries_no_order_there(desk: StoryDesk) -> None:
    desk.says("guanli", "/绑定 青禾家园社区接诉即办群 key-beiliu")
    desk.says("hanzr", "收到", quoting=desk.group(THERE).expects("【试发】"))
    desk.group(THERE).is_read()
    desk.pastes("zuoxi02", order())
    for command in ("/签收 4512", "/初核 4512 属实", "/转办 4512 青禾"):
        desk.says("zuoxi02", command)
    desk.runtime.send()
    assert not [message for message in desk.group(THERE).unread() if NUMBER in message.text]
    assert "推送发到了“北柳巷社区接诉即办群”，密钥贴错了群" in desk.says("guanli", "/绑定", HERE)


def test_key_that_another_group_has_proven_is_not_taken(desk: StoryDesk) -> None:
    desk.says("guanli", "收到", quoting=bind(desk))
    refused = desk.says("guanli", "/绑定 北柳巷社区接诉即办群 key-qinghe")
    assert "没有保存：这是“青禾家园社区接诉即办群”的推送密钥" in refused


def test_whole_address_of_a_push_robot_is_taken_as_its_key(desk: StoryDesk) -> None:
    address = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=key-qinghe"
    assert "推送密钥已保存" in desk.says("guanli", f"/绑定 青禾家园社区接诉即办群 {address}")
    desk.group(HERE).expects("【试发】")


def test_push_that_came_out_in_a_group_nobody_bound_is_found_too(desk: StoryDesk) -> None:
    desk.says("guanli", "/绑定 青禾家园社区接诉即办群 key-strange")
    push = desk.group("wrSTRANGE").expects("【试发】")
    assert "密钥贴错了群" in desk.says("guanli", "收到", quoting=push)
    assert "推送发到了另一个群" in desk.says("guanli", "/绑定", HERE)


@pytest.mark.parametrize(
    ("errcode", "words"),
    [(93000, "密钥不对，或推送机器人已被移出群"), (93008, "推送机器人不在群里"), (93004, "推送机器人被停用")],
)
def test_refused_push_key_is_told_directly_with_what_to_do(desk: StoryDesk, errcode: int, words: str) -> None:
    desk.sim.city.faults.add(Fault("webhook/send", "errcode", errcode=errcode, times=None, target="key-qinghe"))
    desk.says("guanli", "/绑定 青禾", HERE)
    desk.runtime.send()
    assert any("试发没发出" in m.text and words in m.text for m in desk.direct("guanli").unread())
    assert words in desk.says("guanli", "/绑定", HERE)
    desk.sim.city.faults.clear()
    desk.says("guanli", "/绑定 再试", HERE)
    assert "试好了" in desk.says("guanli", "收到", quoting=desk.group(HERE).expects("【试发】"))


def test_quote_without_text_is_remembered_and_nobody_is_asked_to_quote_any_more(desk: StoryDesk) -> None:
    push = bind(desk)
    asked = quotes_without_text(desk, "guanli", "收到")
    assert f"收到 {code_of(push)}" in asked
    assert "试好了，但本群的引用不带原文" in quotes_without_text(desk, "guanli", f"收到 {code_of(push)}")
    post = desk.walks_to_assigned(NUMBER)
    assert "@催办助手 写单号回复“收到”" in post.text and "引用" not in post.text
    assert "④ 引用不带原文，回复请写单号" in desk.says("guanli", "/绑定", HERE)


def test_answer_without_a_quote_is_asked_to_quote_once(desk: StoryDesk) -> None:
    push = bind(desk)
    code = code_of(push)
    assert "没看到引用，请再试一次" in desk.says("guanli", f"@催办助手 收到 {code.lower()}", HERE)
    assert "引用不带原文" in desk.says("guanli", f"@催办助手 收到{code}", HERE)


def test_administrator_hears_once_of_a_group_that_is_not_ready_after_a_day(desk: StoryDesk) -> None:
    bind(desk)
    desk.advance_to("09:50", days=1)
    assert not [m for m in desk.direct("guanli").unread() if "试发未完成" in m.text]
    desk.advance_to("10:10")
    desk.runtime.chores.welcome()
    desk.runtime.send()
    desk.direct("guanli").expects("试发未完成", "青禾家园社区接诉即办群")
    desk.advance_to("12:00")
    desk.direct("guanli").expects_nothing()


def test_answer_in_a_direct_chat_is_sent_back_to_the_group(desk: StoryDesk) -> None:
    push = bind(desk)
    assert "请到“青禾家园社区接诉即办群”里" in desk.says("guanli", f"收到 {code_of(push)}")
    assert "推送密钥：等管理员回复试发" in desk.says("guanli", "/绑定", HERE)


def test_stranger_is_told_whom_to_ask(desk: StoryDesk) -> None:
    push = bind(desk)
    assert "联系管理员" in desk.says("moshengren", "收到", quoting=push)


def test_doctor_can_ask_how_every_group_stands(desk: StoryDesk) -> None:
    bind(desk)
    with desk.runtime.database.reading() as session:
        found = first_day.all_standings(desk.runtime.desk(session))
        assert [each.group.name for each in found if each.code] == ["青禾家园社区接诉即办群"]
