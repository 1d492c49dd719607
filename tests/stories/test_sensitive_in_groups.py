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


def test_what_could_not_be_read_of_a_sensitive_order_is_not_quoted_in_a_group(desk: StoryDesk) -> None:
    words = {"主要内容": "举报村书记受贿。", "派单时间": "书记受贿那天派"}
    told = desk.pastes("zuoxi02", town.order(**words), "wrDESK")
    assert "派单时间看不懂" in told and "书记" not in told
    assert "“书记受贿那天派”看不懂" in desk.pastes("zuoxi02", town.order(town.SECOND, **words))


def test_drafts_to_choose_from_say_nothing_of_a_sensitive_matter_in_a_group(desk: StoryDesk) -> None:
    for matter in ("举报村书记受贿。", "楼道灯坏了。"):
        desk.pastes("zuoxi02", town.order("", 主要内容=matter), "wrDESK")
    asked = desk.says("zuoxi02", f"编号 {NUMBER}", "wrDESK")
    assert "①10:00粘贴｜敏感件\n" in asked and "②10:00粘贴｜楼道灯坏了" in asked
    assert "受贿" in desk.says("zuoxi02", f"编号 {NUMBER}")


def test_table_of_returns_tells_why_a_sensitive_order_came_back_to_its_head_alone(desk: StoryDesk) -> None:
    _assigned(desk, 主要内容="举报村书记受贿。")
    desk.says("chenzr", "/退单 4512 村书记受贿不归我们管")
    assert "受贿" in desk.says("chenzr", "/查 退单") and "受贿" in desk.says("zuoxi02", "/查 退单")
    for who, chat in (("liwg", "app"), ("chenzr", "wrQINGHE"), ("zuoxi02", "wrDESK")):
        told = desk.says(who, "/查 退单", chat)
        assert NUMBER in told and "敏感件" in told and "受贿" not in told


def test_order_that_a_second_paste_makes_sensitive_is_told_to_leaders_and_kept_out_of_groups(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", town.order(诉求类型="", 主要内容="", limit="7天"))
    whole = town.order(诉求类型="举报", 主要内容="举报青禾社区书记张大伟受贿", limit="7天")
    answer = desk.pastes("zuoxi02", whole)
    assert "敏感件：举报（举报：" in answer and "举报件请勿转给被举报的单位和个人" in answer
    desk.direct("zhaoxz").expects("敏感件", NUMBER)
    for command in ("/签收 4512", "/初核 4512 属实", "/转办 4512 城管办"):
        desk.says("zuoxi02", command)
    assert not [message for message in desk.group("wrCHENGGUAN").unread() if "受贿" in message.text]


def test_secrecy_and_marks_of_a_second_paste_are_taken_unless_put_right_and_taken_back_by_undo(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", town.order(limit="7天"))
    secret = town.order(是否保密="是", 特殊标记="群体", limit="7天")
    assert "补上了原来缺的内容" in desk.pastes("zuoxi02", secret)
    assert desk.ticket().shape["confidential"] is True and desk.ticket().shape["special_flags"] == ["群体"]
    assert "已撤销“补全敏感、保密”" in desk.says("zuoxi02", "/撤销")
    assert desk.ticket().shape["confidential"] is False and desk.ticket().shape["special_flags"] == []
    desk.says("zuoxi02", "/更正 4512 敏感 涉稳")
    desk.says("zuoxi02", "/更正 4512 敏感 无")
    desk.pastes("zuoxi02", town.order(特殊标记="群体", limit="7天"))
    assert desk.ticket().shape["special_flags"] == []
