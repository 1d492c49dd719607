"""A paste without a number waits for it, and never ends up in an order it does not belong to."""

from __future__ import annotations

from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, SECOND, THIRD, order


def test_number_sent_soon_completes_the_draft(desk: StoryDesk) -> None:
    assert "已暂存为草稿" in desk.pastes("zuoxi02", order(""))
    assert "已登记" in desk.says("zuoxi02", f"编号 {NUMBER}")
    assert desk.ticket().state == "pending_sign"


def test_looking_up_a_known_number_pours_no_draft_into_it(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(问题点位="", 所属社区=""))
    desk.pastes("zuoxi02", order("", 问题点位="云杉里6号楼"))
    desk.says("zuoxi02", NUMBER)
    assert "云杉里" not in str(desk.ticket().shape)
    assert "已登记" in desk.says("zuoxi02", f"编号 {SECOND}")


def test_number_that_comes_much_later_is_about_something_else(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(""))
    desk.advance_to("10:31")
    desk.says("zuoxi02", f"编号 {NUMBER}")
    assert not desk.knows(NUMBER)


def test_of_two_drafts_the_bot_does_not_guess(desk: StoryDesk) -> None:
    for place in ("云杉里6号楼", "青禾家园9号楼"):
        desk.pastes("zuoxi02", order("", 问题点位=place))
    asked = desk.says("zuoxi02", f"编号 {THIRD}")
    assert "2份" in asked and f"{THIRD} ②" in asked
    first, second = asked.splitlines()[1:3]
    assert first.startswith("①10:00") and "6号楼" in first and second.startswith("②10:00") and "9号楼" in second
    assert not desk.knows(THIRD)
    assert "2份" in desk.says("zuoxi02", f"编号 {THIRD} ③")
    assert "已登记" in desk.says("zuoxi02", f"编号 {THIRD} ②")
    assert "9号楼" in desk.ticket(THIRD).shape["address"]
    assert "已登记" in desk.says("zuoxi02", f"{SECOND}")
    assert "6号楼" in desk.ticket(SECOND).shape["address"]


def test_number_in_a_form_of_no_platform_is_said_back_and_not_called_absent(desk: StoryDesk) -> None:
    answer = desk.pastes("zuoxi02", order("2026111800451"))
    assert "编号“2026111800451”（13位）不是平台单号的样子" in answer and "没看到" not in answer
    assert "已登记" in desk.says("zuoxi02", f"编号 {NUMBER}")


def test_dispatch_from_the_future_is_not_taken_and_can_be_put_right(desk: StoryDesk) -> None:
    answer = desk.pastes("zuoxi02", order(dispatched="2026-11-18 11:40:00"))
    assert "派单时间“2026-11-18 11:40:00”还没到，没有采用" in answer and "不计考核" in answer
    assert desk.ticket().due("sign") == "18 10:20"
    assert "请在今天10:15前签收" in desk.says("zuoxi02", "/更正 4512 派单时间 09:55")


def test_number_that_lacks_a_figure_is_told_so_while_a_draft_waits(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(""))
    for written in ("2026111800451", "编号 2026111800451", "单号：2026111800451"):
        assert "“2026111800451”（13位）不是平台单号的样子" in desk.says("zuoxi02", written)
    assert "已登记" in desk.says("zuoxi02", NUMBER)
    assert "样子" not in desk.says("zuoxi02", "2026111800451")


def test_number_with_lookalike_letters_is_shown_and_its_order_kept(desk: StoryDesk) -> None:
    answer = desk.pastes("zuoxi02", order("2O261118004512"))
    assert "“2O261118004512”里有像数字的字母" in answer and "编号 加上平台上的单号" in answer
    assert "已登记" in desk.says("zuoxi02", f"编号 {NUMBER}")
