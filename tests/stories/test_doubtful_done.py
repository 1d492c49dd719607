"""A claim of done that is not plain from end to end closes nothing before the unit has confirmed it."""

from __future__ import annotations

import pytest

from tests.stories.desk import StoryDesk


@pytest.mark.parametrize("words", ["弄完了我报", "晚上弄完", "物业去修好", "北柳巷弄完了", "修好了照旧漏"])
def test_doubtful_claim_closes_nothing_until_it_is_confirmed(desk: StoryDesk, words: str) -> None:
    push = desk.walks_to_assigned()
    assert "确认办结" in desk.says("liwg", words, quoting=push)
    assert desk.ticket().stopped("handle") is None
    desk.says("liwg", "确认办结", "wrQINGHE")
    assert desk.ticket().state == "resolved"


def test_contact_told_beside_a_doubtful_claim_is_kept(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    assert "确认办结" in desk.says("liwg", "已联系居民，北柳巷弄完了", quoting=push)
    assert desk.ticket().stopped("first_contact") == "18 10:00"
    assert "仍在办理" in desk.says("liwg", "没有", "wrQINGHE")
    assert desk.ticket().stopped("handle") is None


def test_doubtful_claim_of_a_colleague_is_no_contradiction(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "还没修好", quoting=push)
    desk.all_read()
    desk.says("chenzr", "雨停了修好", quoting=push)
    desk.group("wrDESK").expects_nothing()


def test_question_of_the_unit_whether_it_is_done_takes_nothing(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    assert "问题已转值班坐席" in desk.says("liwg", "修好没", quoting=push)
    assert desk.ticket().state == "assigned"
