"""The old group robot hears a group as the AI bot does: same inbox, same answers, once; its key is learnt and kept."""

from __future__ import annotations

import pytest

from actions.ports import Channel
from models.queries import people, ways
from simulator.callbacks import How
from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER

HERE = "wrQINGHE"
BOTH = pytest.mark.parametrize("speaks_xml", [True, False], ids=["xml", "json"])


@BOTH
def test_unit_answers_through_the_old_robot_once_however_often_it_is_delivered(
    desk: StoryDesk, speaks_xml: bool
) -> None:
    desk.walks_to_assigned(NUMBER)
    said = f"@催办通知（勿@） {NUMBER} 收到"
    heard = desk.sim.voices.call_robot("liwg", said, HERE, How(deliveries=3), speaks_xml=speaks_xml)
    assert [f"{NUMBER} 已记受理" in (each.text or "") for each in heard.exchanges] == [True, True, True]
    assert desk.ticket().kinds.count("accepted") == 1


def test_binding_through_the_old_robot_learns_its_key_and_never_says_it(desk: StoryDesk) -> None:
    bound = desk.sim.calls_robot("guanli", "@催办通知（勿@） /绑定 便民中心", "wrSTRANGE") or ""
    assert "本群已绑定便民服务中心" in bound and "试发一条" in bound and "key-strange" not in bound
    desk.runtime.send()
    desk.group("wrSTRANGE").expects("【试发】")


def test_removed_robot_closes_the_push_key_of_its_group(desk: StoryDesk) -> None:
    desk.sim.voices.call_robot("moshengren", "", HERE, event="delete_from_chat")
    with desk.runtime.database.reading() as session:
        group = people.group_by_chat(session, HERE)
        assert group is not None
        way = ways.way(session, Channel.PUSH_KEY, f"group:{group.id}")
        assert way is not None and way.errcode == 93008
    assert "推送机器人不在群里（93008）" in desk.says("guanli", "/绑定", HERE)


def test_added_robot_says_what_is_to_be_done(desk: StoryDesk) -> None:
    added = desk.sim.voices.call_robot("guanli", "", "wrSTRANGE", event="add_to_chat")
    assert "还没有绑定单位" in (added.answer or "")
    assert "发 /绑定 看还差什么" in (desk.sim.voices.call_robot("guanli", "", HERE, event="add_to_chat").answer or "")


def test_group_with_two_hearing_robots_is_told_so(desk: StoryDesk) -> None:
    desk.says("liwg", "/帮助", HERE)
    desk.sim.calls_robot("liwg", "@催办通知（勿@） /帮助", HERE)
    assert "本群有两个机器人在听，请只@催办助手" in desk.says("guanli", "/绑定", HERE)
