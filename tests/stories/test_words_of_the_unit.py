"""What a unit's words and commands do not do: a failed try, a denied result, words nobody could read."""

from __future__ import annotations

import pytest

from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, SECOND, THIRD, order


@pytest.mark.parametrize("note", ["打了三次没人接", "没打通"])
def test_failed_try_in_the_command_leaves_first_contact_running(desk: StoryDesk, note: str) -> None:
    desk.walks_to_assigned()
    assert "未接通" in desk.says("liwg", f"/首联 4512 {note}", "wrQINGHE")
    assert desk.ticket().clock("first_contact")["stopped_at"] is None


@pytest.mark.parametrize("note", ["没修好", "还没修好", "修好了一半"])
def test_result_that_denies_itself_is_asked_about(desk: StoryDesk, note: str) -> None:
    desk.walks_to_assigned()
    assert "确认办结" in desk.says("liwg", f"/办结 4512 {note}", "wrQINGHE")
    assert desk.ticket().state == "assigned"
    desk.says("liwg", "确认办结", "wrQINGHE")
    assert desk.ticket().state == "resolved"


def test_undo_names_everything_it_took_back(desk: StoryDesk) -> None:
    post = desk.walks_to_assigned()
    desk.says("liwg", "已联系居民，明天上午上门", quoting=post)
    answer = desk.says("liwg", "/撤销", "wrQINGHE")
    assert "首联、进展、承诺" in answer


def test_words_nobody_could_read_reach_the_agent_and_take_nothing(desk: StoryDesk) -> None:
    post = desk.walks_to_assigned()
    desk.all_read()
    assert "还没算受理" in desk.says("liwg", "三轮", quoting=post)
    desk.group("wrDESK").expects("单位留言", NUMBER)
    assert desk.ticket().state == "assigned"


def test_answers_name_first_contact_while_it_is_due_first(desk: StoryDesk) -> None:
    post = desk.walks_to_assigned()
    desk.says("liwg", "收到", quoting=post)
    assert "请先在今天15:31前联系诉求人" in desk.says("liwg", "正在修", quoting=post)
    assert "今天15:31前联系诉求人，明天07:00前办结" in desk.says("liwg", "什么时候到期？", quoting=post)


def test_bundle_tells_how_to_answer_with_the_keys_of_a_phone(desk: StoryDesk) -> None:
    for number in (NUMBER, SECOND, THIRD):
        desk.walks_to_assigned(number)
    desk.all_read()
    desk.advance_to("11:00")
    bundle = desk.group("wrQINGHE").unread()[-1]
    assert "“1收到 2不是我们的”" in bundle.text and "只回“收到”即全部受理" in bundle.text


@pytest.mark.parametrize("note", ["还没联系", "明天联系", "联系了物业", "联系了吗"])
def test_report_of_contact_that_speaks_of_none_is_asked_about(desk: StoryDesk, note: str) -> None:
    desk.walks_to_assigned()
    assert "联系过诉求人" in desk.says("liwg", f"/首联 4512 {note}", "wrQINGHE")
    assert desk.ticket().clock("first_contact")["stopped_at"] is None
    desk.says("liwg", "已联系", "wrQINGHE")
    assert desk.ticket().stopped("first_contact") == "18 10:00"


@pytest.mark.parametrize("note", ["", "已通话，约明天上门", "约好明天见面", "居民知道了"])
def test_report_of_contact_is_taken(desk: StoryDesk, note: str) -> None:
    desk.walks_to_assigned()
    assert "已记首联" in desk.says("liwg", f"/首联 4512 {note}", "wrQINGHE")


@pytest.mark.parametrize("note", ["居民不满意", "明天再去一趟", "不是我们社区的，申请退单", "如果修好了"])
def test_result_that_leaves_something_open_is_asked_about(desk: StoryDesk, note: str) -> None:
    desk.walks_to_assigned()
    assert "确认办结" in desk.says("liwg", f"/办结 4512 {note}", "wrQINGHE")
    assert desk.ticket().state == "assigned"


@pytest.mark.parametrize("note", ["路灯已修好，已告知诉求人", "好了", "已告知政策，居民认可", "问题不存在，已解释"])
def test_result_without_a_doubt_is_taken(desk: StoryDesk, note: str) -> None:
    desk.walks_to_assigned()
    assert "已记办结" in desk.says("liwg", f"/办结 4512 {note}", "wrQINGHE")


def test_limit_that_has_passed_is_not_asked_for_as_if_it_were_to_come(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "已联系居民", quoting=push)
    desk.advance_to("08:30", days=1)
    assert "办理已超1小时30分钟，请尽快办结" in desk.says("liwg", "收到", quoting=push)


def test_small_talk_quoting_a_new_order_does_not_take_it(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.all_read()
    assert "还没算受理，接件请@我回复“收到”" in desk.says("liwg", "开会呢", quoting=push)
    desk.group("wrDESK").expects_nothing()


def test_unit_reads_its_own_part_in_few_words(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    for command in ("/签收 4512", "/初核 4512 属实", "/转办 4512 青禾 协办 北柳巷"):
        desk.says("zuoxi02", command)
    push = desk.group("wrQINGHE").expects(NUMBER)
    assert "｜待受理｜" in desk.says("liwg", "/待办")
    desk.says("liwg", "已联系居民，正在处理", quoting=push)
    assert "协办｜待受理" in desk.says("duwg", "/待办")
    desk.says("duwg", "4512 收到", "wrBEILIU")
    assert "协办｜已受理" in desk.says("duwg", "/待办") and "办理中" in desk.says("liwg", "/待办")
    desk.advance_to("22:30")
    shown = desk.says("duwg", "/查 4512")
    assert "协办｜已受理" in shown and "办理：" in shown and "收到" in shown and len(shown.splitlines()) <= 12
    assert not [word for word in ("暂存", "处）", "不必再发", "提醒｜", "升级", "超过内部时限") if word in shown]
    desk.says("duwg", "4512 我们这边弄完了", "wrBEILIU")
    assert "协办｜已办完" in desk.says("duwg", "/待办")
