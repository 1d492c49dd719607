"""What people confirm, choose and take back teaches how their words were meant, and shows no citizen."""

from __future__ import annotations

import pytest

from actions.lessons import Lesson, lessons
from tests.stories.desk import StoryDesk
from tests.stories.town import CALLER_NAME


def taught(desk: StoryDesk) -> list[tuple[str, str]]:
    with desk.runtime.database.transaction() as session:
        found: list[Lesson] = lessons(desk.runtime.desk(session))
    return [(lesson.meant, lesson.text) for lesson in found]


def test_confirmed_claim_teaches_that_the_words_meant_done(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "弄完了我报", quoting=push)
    assert taught(desk) == []
    desk.says("liwg", "确认办结", "wrQINGHE")
    assert taught(desk) == [("resolved", "弄完了我报")]


def test_denied_claim_teaches_that_they_did_not(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "北柳巷弄完了", quoting=push)
    desk.says("liwg", "没有", "wrQINGHE")
    assert taught(desk) == [("progress", "北柳巷弄完了")]


def test_words_taken_back_wait_for_a_person_to_say_what_they_meant(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "修好了，已联系居民", quoting=push)
    desk.says("liwg", "/撤销", "wrQINGHE")
    assert taught(desk) == [("", "修好了，已联系居民")]


def test_lesson_shows_no_citizen(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", f"{CALLER_NAME}家修好了照旧漏", quoting=push)
    desk.says("liwg", "没有", "wrQINGHE")
    [(_, text)] = taught(desk)
    assert CALLER_NAME not in text


def test_words_taken_back_show_no_citizen(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    assert "已记进展" in desk.says("liwg", f"{CALLER_NAME}家正在修", quoting=push)
    desk.says("liwg", "/撤销", "wrQINGHE")
    [(meant, text)] = taught(desk)
    assert meant == "" and "正在修" in text and CALLER_NAME not in text


@pytest.mark.parametrize(("choice", "meant"), [("1", "extension"), ("2", "progress"), ("3", "")])
def test_choice_whether_words_were_a_request_teaches_what_they_meant(desk: StoryDesk, choice: str, meant: str) -> None:
    push = desk.walks_to_assigned()
    assert "是要申请延期吗" in desk.says("liwg", "可能要延期到11月21日", quoting=push)
    desk.says("liwg", choice, "wrQINGHE")
    assert taught(desk) == [(meant, "可能要延期到11月21日")]
