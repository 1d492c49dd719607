"""What the desk writes into its own tables counts at once: who leads what, and what units are called besides."""

from __future__ import annotations

from console.checks import look_at_directory
from console.lines import NOTE
from tests.stories.conftest import OpenDesk
from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, SECOND, THIRD, order

LAMP = "柳湾路3号灯杆的路灯不亮，夜里看不清路。"
CHENGGUAN = "城市管理办公室"


def _verified(desk: StoryDesk, number: str, **fields: str) -> str:
    answer = desk.pastes("zuoxi02", order(number, **fields))
    for command in (f"/签收 {number}", f"/初核 {number} 属实"):
        desk.says("zuoxi02", command)
    return answer


def test_order_without_a_unit_is_offered_those_that_may_be_meant_and_goes_to_the_one_chosen(desk_at: OpenDesk) -> None:
    desk = desk_at("10:00", tables=True)
    # No past order is alike: the table of categories speaks.
    answer = _verified(desk, NUMBER, 主要内容=LAMP)
    assert f"建议：类别 市政->道路设施->路灯不亮；单位 {CHENGGUAN}（写有“路灯”，类别表这样定）" in answer
    asked = desk.says("zuoxi02", "/转办 4512")
    assert f"①{CHENGGUAN}（类别表的主责单位）" in asked and "②" not in asked, "no community leads street lamps"
    assert "没有转办" in desk.says("zuoxi02", "都不是")
    assert desk.ticket().state == "pending_assign"
    desk.says("zuoxi02", "/转办 4512")
    desk.says("zuoxi02", "1 协办 青禾里")
    shown = desk.ticket()
    assert (shown.shape["lead_unit"], shown.shape["assist_units"]) == (CHENGGUAN, ["青禾家园社区"])
    # What communities may lead goes to the one of the place; of two the second is told how to go on alone.
    _verified(desk, SECOND, 主要内容="楼道堆物严重，无法通行。")
    _verified(desk, THIRD, 主要内容="遛狗不牵绳。", 所属社区="别处")
    asked = desk.says("zuoxi02", f"/转办 {SECOND} {THIRD}")
    assert "①青禾家园社区（类别表的主责单位）" in asked and "还缺单位" in asked.splitlines()[-1]
    assert "已转青禾家园社区" in desk.says("zuoxi02", "青禾里")
    assert desk.ticket(SECOND).shape["lead_unit"] == "青禾家园社区"
    assert "还缺单位" in desk.says("zuoxi02", f"/转办 {THIRD}")


def test_community_as_lead_of_what_is_not_on_its_list_is_warned_of(desk_at: OpenDesk) -> None:
    desk = desk_at("10:00", tables=True)
    _verified(desk, NUMBER, 主要内容=LAMP, 问题分类="市政/道路设施/路灯不亮")
    said = desk.says("zuoxi02", "/转办 4512 青禾")
    assert "已转青禾家园社区" in said and "“市政->道路设施->路灯不亮”不在社区职责清单内" in said
    _verified(desk, SECOND, 主要内容="楼道堆物。", 问题分类="环境/楼道堆物")
    assert "职责清单" not in desk.says("zuoxi02", f"/转办 {SECOND} 青禾")
    _verified(desk, THIRD, 主要内容=LAMP, 问题分类="市政/道路设施/路灯不亮")
    assert "职责清单" not in desk.says("zuoxi02", f"/转办 {THIRD} 市容科")


def test_other_names_of_the_file_are_known_wherever_a_unit_is_named(desk_at: OpenDesk) -> None:
    desk = desk_at("10:00", tables=True)
    desk.walks_to_assigned()
    assert "转派" in desk.says("liwg", "4512 这个不归我们管，应该转给市容科处理，是他们维护的灯", "wrQINGHE")
    [request] = desk.ticket().shape["requests"]
    assert (request["kind"], request["state"]) == ("transfer", "prepared")
    assert CHENGGUAN in desk.says("zuoxi02", "/查 4512")
    assert [each["ticket_no"] for each in desk.api("/tickets", department="青禾里")["tickets"]] == [NUMBER]
    assert "青禾家园社区" in desk.says("guanli", "/绑定 青禾里", "wrSTRANGE")
    with (desk.config_path.parent / "unit_aliases.csv").open("a", encoding="utf-8") as table:
        table.write("没有的科,某科\n")
    with desk.runtime.database.reading() as session:
        [line] = [each for each in look_at_directory(desk.runtime.desk(session)) if each.what == "类别表和别名表"]
    assert line.level == NOTE and "没有的科" in line.said and CHENGGUAN not in line.said


def test_suggestion_for_a_sensitive_order_is_told_in_direct_chat_alone(desk_at: OpenDesk) -> None:
    desk = desk_at("10:00", tables=True)
    threat = f"{LAMP}再不修就扬言去拉横幅。"
    assert "建议" not in desk.says("zuoxi02", "/登记\n" + order(NUMBER, 主要内容=threat), "wrDESK")
    assert "建议" in desk.pastes("zuoxi02", order(SECOND, 主要内容=threat, 问题点位="柳湾路4号"))
    desk.says("zuoxi02", "/签收 4512")
    desk.says("zuoxi02", "/初核 4512 属实")
    assert "①" not in desk.says("zuoxi02", "/转办 4512", "wrDESK")
    assert "①" in desk.says("zuoxi02", "/转办 4512")
