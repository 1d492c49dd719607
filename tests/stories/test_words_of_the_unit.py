"""What a unit's words and commands do not do: a failed try, a denied result, words nobody could read."""

from __future__ import annotations

import pytest

from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, SECOND, THIRD


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
    assert "还没算受理" in desk.says("liwg", "那边老王晓得这回事", quoting=post)
    desk.group("wrDESK").expects("单位留言", NUMBER)
    assert desk.ticket().state == "assigned"


def test_answers_name_first_contact_while_it_is_due_first(desk: StoryDesk) -> None:
    post = desk.walks_to_assigned()
    desk.says("liwg", "收到", quoting=post)
    assert "请先在今天15:31前联系诉求人" in desk.says("liwg", "正在修", quoting=post)
    assert "今天15:31前联系诉求人，明天07:00前办完" in desk.says("liwg", "什么时候到期？", quoting=post)


def test_bundle_tells_how_to_answer_with_the_keys_of_a_phone(desk: StoryDesk) -> None:
    for number in (NUMBER, SECOND, THIRD):
        desk.walks_to_assigned(number)
    desk.all_read()
    desk.advance_to("11:00")
    bundle = desk.group("wrQINGHE").unread()[-1]
    assert "“1收到 2不是我们的”" in bundle.text and "只回“收到”即全部受理" in bundle.text
