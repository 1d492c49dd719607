"""What a sensitive order is about is read in direct chat by whom it concerns; no group hears it."""

from __future__ import annotations

from tests.stories import town
from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER


def _assigned(desk: StoryDesk, **order: str) -> None:
    desk.pastes("zuoxi02", town.order(**order))
    for command in ("/签收 4512", "/初核 4512 属实", "/转办 4512 青禾"):
        desk.says("zuoxi02", command)
    desk.all_read()


def test_sensitive_order_goes_to_the_head_of_the_unit_and_its_group_hears_no_more_than_its_number(
    desk: StoryDesk,
) -> None:
    desk.pastes("zuoxi02", town.order(主要内容="市民扬言不解决就跳楼。"))
    for command in ("/签收 4512", "/初核 4512 属实"):
        desk.says("zuoxi02", command)
    desk.all_read()
    desk.says("zuoxi02", "/转办 4512 青禾")
    assert "跳楼" not in desk.group("wrQINGHE").expects("新工单", NUMBER).text
    desk.direct("chenzr").expects("新工单", NUMBER, "跳楼")


def test_words_of_the_head_in_direct_chat_are_not_read_out_to_the_desk(desk: StoryDesk) -> None:
    _assigned(desk, 是否保密="是", 主要内容="举报村书记受贿，要求保密。")
    desk.says("chenzr", "4512 村书记受贿一事申请延期到后天")
    told = desk.group("wrDESK").expects("提出申请", "延期申请1", NUMBER, "敏感件")
    assert "受贿" not in told.text
    assert "受贿" in desk.says("zuoxi02", "/查 4512")


def test_unit_hears_in_its_group_that_an_order_comes_back_and_its_head_why(desk: StoryDesk) -> None:
    _assigned(desk, 主要内容="市民扬言不解决就跳楼。")
    desk.says("chenzr", "/办结 4512 已联系，人已安抚")
    desk.all_read()
    desk.says("zuoxi02", "/回访 4512 不满意 未解决 还说要跳楼")
    told = desk.group("wrQINGHE").expects("退回办理", NUMBER, "不满意", "敏感件")
    assert "跳楼" not in told.text
    assert "跳楼" in desk.says("chenzr", "/查 4512")


def test_people_of_a_unit_who_differ_about_a_sensitive_order_are_not_quoted(desk: StoryDesk) -> None:
    _assigned(desk, 主要内容="市民扬言不解决就跳楼。")
    desk.says("chenzr", "/办结 4512 已联系，要跳楼的人已安抚")
    desk.all_read()
    desk.says("liwg", "4512 还没办结，要跳楼的人没找到")
    told = desk.group("wrDESK").expects("说法不一", NUMBER, "陈主任", "李网格", "敏感件")
    assert "跳楼" not in told.text
