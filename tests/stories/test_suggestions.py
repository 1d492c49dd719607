"""A new order comes with who handled similar ones, and its hit is counted; of nothing alike nothing is said."""

from __future__ import annotations

from actions.suggesting import HitRate, hit_rate
from tests.stories import town
from tests.stories.conftest import OpenDesk
from tests.stories.desk import StoryDesk

LAMPS = "路灯连续几天不亮，晚上漆黑一片，老人出行不便。"


def _number(n: int) -> str:
    return f"202611180047{n:02d}"


def _pastes(desk: StoryDesk, n: int, text: str = LAMPS, **more: str) -> str:
    fields = {"问题点位": f"柳湾路{n}号灯杆", "主要内容": text, "来电人": f"李建{n}", **more}
    return desk.pastes("zuoxi02", town.order(_number(n), 联系电话=f"1391112{n:04d}", **fields))


def _assigns(desk: StoryDesk, n: int, unit: str) -> str:
    for command in (f"/签收 {_number(n)}", f"/初核 {_number(n)} 属实"):
        desk.says("zuoxi02", command)
    return desk.says("zuoxi02", f"/转办 {_number(n)} {unit}")


def test_a_new_order_comes_with_the_unit_of_similar_ones_and_its_hit_is_counted(desk_at: OpenDesk) -> None:
    desk = desk_at("10:00")
    for n in (1, 2):
        assert "建议" not in _pastes(desk, n)
        _assigns(desk, n, "城管办")
    desk.runtime.chores.learn()
    answer = _pastes(desk, 3)
    [line] = [each for each in answer.splitlines() if each.startswith("建议")]
    assert "单位 城市管理办公室" in line
    assert "…4702 等2件" in line or "…4701 等2件" in line
    assert f"签收、初核后照此发：/转办 {_number(3)[-4:]} 城市管理办公室" in line
    assert "李建" not in line
    assert desk.ticket(_number(3)).shape["state"] == "pending_sign", "a suggestion is never carried out"
    assert "建议" not in _pastes(desk, 4, "养老金认证在手机上怎么办理？")
    desk.says("zuoxi02", f"/签收 {_number(3)}")
    assert f"建议：/转办 {_number(3)[-4:]} 城市管理办公室" in desk.says("zuoxi02", f"/初核 {_number(3)} 属实")
    _assigns(desk, 3, "城管办")
    _pastes(desk, 5)
    _assigns(desk, 5, "便民中心")
    with desk.runtime.database.reading() as session:
        assert hit_rate(desk.runtime.desk(session)) == HitRate(n_assigned=2, n_followed=1)


def test_what_communities_handle_is_suggested_to_the_community_of_the_place(desk_at: OpenDesk) -> None:
    desk = desk_at("10:00")
    dirt = "楼道堆满杂物，消防栓被挡住，无人清理。"
    for n in (1, 2):
        _pastes(desk, n, dirt)
        _assigns(desk, n, "青禾")
    desk.runtime.chores.learn()
    assert "单位 北柳巷社区" in _pastes(desk, 3, dirt, 所属社区="北柳巷社区", 问题点位="北柳巷12号院")
