"""/系统状态 says how much may still be sent where, what is refused, and whom nothing reaches."""

from __future__ import annotations

from models.group import Group
from models.queries import people
from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, order


def test_fullest_destinations_are_named_with_what_they_have_left(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    for _ in range(3):
        desk.says("zuoxi02", f"/催办 {NUMBER}")
    said = desk.says("guanli", "/系统状态")
    assert "每分钟额度：青禾家园社区接诉即办群的群推送还剩" in said and "/18条" in said


def test_refused_way_is_listed_until_it_works_again(desk: StoryDesk) -> None:
    desk.sim.fault("webhook/send", "errcode", errcode=93000, times=1, target="key-qinghe")
    desk.pastes("zuoxi02", order())
    for command in (f"/签收 {NUMBER}", f"/初核 {NUMBER} 属实", f"/转办 {NUMBER} 青禾"):
        desk.says("zuoxi02", command)
    assert "发不通：青禾家园社区接诉即办群的群推送（错误93000" in desk.says("guanli", "/系统状态")
    desk.runtime.try_again()
    desk.says("zuoxi02", f"/催办 {NUMBER}")
    desk.runtime.send()
    assert "发不通" not in desk.says("guanli", "/系统状态")


def test_whom_nothing_reaches_is_named_with_what_to_do(desk: StoryDesk) -> None:
    assert "还发不到" not in desk.says("guanli", "/系统状态")
    with desk.runtime.database.transaction() as session:
        group = people.group_by_chat(session, "wrBEILIU")
        assert isinstance(group, Group)
        group.push_key = None
    desk.sim.fault("message/send", "errcode", errcode=60111, times=None, target="zuoxi02")
    desk.pastes("zuoxi02", order())
    desk.advance_to("10:11")
    desk.runtime.send()
    said = desk.says("guanli", "/系统状态")
    assert "还发不到吴桐：加进应用的可见范围" in said
    assert "还发不到北柳巷社区接诉即办群：添加“消息推送”" in said
