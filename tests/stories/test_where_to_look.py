"""What a unit may look up by itself: the phone, the address, how to use the bot; in groups and in direct chat."""

from __future__ import annotations

import pytest

from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER


@pytest.mark.parametrize("words", ["电话多少", "居民电话发我一下", "联系方式有吗", "手机号是多少？"])
def test_phone_is_looked_up_in_direct_chat(desk: StoryDesk, words: str) -> None:
    push = desk.walks_to_assigned()
    desk.all_read()
    assert "私聊我发：/电话 4512" in desk.says("liwg", words, quoting=push)
    desk.group("wrDESK").expects_nothing()
    assert desk.ticket().state == "assigned"


def test_push_says_whom_to_ask_for_the_phone_alone(desk: StoryDesk) -> None:
    assert "私聊催办助手发：/电话 20261118004512" in desk.walks_to_assigned().text


@pytest.mark.parametrize("words", ["地址在哪", "具体地址是什么？", "哪个小区？"])
def test_address_is_told_without_the_room(desk: StoryDesk, words: str) -> None:
    push = desk.walks_to_assigned()
    desk.all_read()
    answer = desk.says("liwg", words, quoting=push)
    assert "青禾家园二期3号楼" in answer and "/电话 4512" in answer
    desk.group("wrDESK").expects_nothing()


def test_phone_of_somebody_else_is_the_agents_to_tell(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.all_read()
    assert "已转值班坐席" in desk.says("liwg", "热力公司电话多少", quoting=push)
    desk.group("wrDESK").expects("单位留言", NUMBER)


@pytest.mark.parametrize("words", ["帮助", "怎么用", "这个怎么用啊？", "help"])
@pytest.mark.parametrize("chat", ["wrQINGHE", "app"])
def test_help_needs_no_slash(desk: StoryDesk, words: str, chat: str) -> None:
    desk.walks_to_assigned()
    assert "/待办" in desk.says("liwg", words, chat)


@pytest.mark.parametrize(
    "words", ["帮助", "4512 收到", "4512 修好了", "4512 已处理完毕，居民不满意", "呃", "/办结 好了", "①办结 ②还没"]
)
def test_direct_chat_asks_for_no_mention_and_no_quote(desk: StoryDesk, words: str) -> None:
    desk.walks_to_assigned()
    answer = desk.says("liwg", words)
    assert answer and "@我" not in answer and "引用" not in answer
