"""A claim of done that is not plain from end to end closes nothing before the unit has confirmed it."""

from __future__ import annotations

import pytest

from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, SECOND, order


@pytest.mark.parametrize(
    ("words", "contacted"),
    [
        ("确认办结 联系过了", True),
        ("确认办结，已联系居民", True),
        ("确认办结，照片一会发", False),
        ("确 认 办 结", False),
        ("已确认办结", False),
    ],
)
def test_confirmation_with_something_harmless_beside_it_is_one(desk: StoryDesk, words: str, contacted: bool) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "可以了", quoting=push)
    assert f"{NUMBER} 已记办结" in desk.says("liwg", words, "wrQINGHE")
    assert (desk.ticket().stopped("first_contact") is not None) is contacted


@pytest.mark.parametrize(
    "words", ["确认办结了吗", "确认办结，居民不满意", "确认办结 还差一户", "确认办结不了", "不能确认办结"]
)
def test_confirmation_that_is_taken_back_beside_it_is_none(desk: StoryDesk, words: str) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "可以了", quoting=push)
    desk.says("liwg", words, "wrQINGHE")
    assert desk.ticket().state != "resolved"


def test_word_that_comes_too_late_has_it_asked_once_more(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "可以了", quoting=push)
    desk.machine_passes(minutes=11)
    assert f"请再确认一次：{NUMBER}" in desk.says("liwg", "确认办结", "wrQINGHE")
    assert desk.ticket().state == "assigned"
    assert f"{NUMBER} 已记办结" in desk.says("liwg", "确认办结", "wrQINGHE")


@pytest.mark.parametrize("words", ["弄完了我报", "北柳巷弄完了", "修好了照旧漏"])
def test_doubtful_claim_closes_nothing_until_it_is_confirmed(desk: StoryDesk, words: str) -> None:
    push = desk.walks_to_assigned()
    assert "确认办结" in desk.says("liwg", words, quoting=push)
    assert desk.ticket().stopped("handle") is None
    desk.says("liwg", "确认办结", "wrQINGHE")
    assert desk.ticket().state == "resolved"


@pytest.mark.parametrize("words", ["天黑弄完", "物业去修好", "等师傅来修好"])
def test_what_is_still_to_come_is_progress_without_a_question(desk: StoryDesk, words: str) -> None:
    push = desk.walks_to_assigned()
    assert "已记进展" in desk.says("liwg", words, quoting=push)
    assert desk.ticket().stopped("handle") is None


@pytest.mark.parametrize("words", ["确认办结", "是", "办结"])
def test_quote_of_another_order_never_confirms_the_one_that_was_asked_about(desk: StoryDesk, words: str) -> None:
    asked, other = desk.walks_to_assigned(), desk.walks_to_assigned(SECOND)
    assert "确认办结" in desk.says("liwg", "物业修好了", quoting=asked)
    assert desk.says("liwg", words, quoting=other).startswith(SECOND)
    assert desk.ticket().state == "assigned" and desk.ticket().stopped("handle") is None


def test_contact_told_beside_a_doubtful_claim_is_kept(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    assert "确认办结" in desk.says("liwg", "已联系居民，可以了", quoting=push)
    assert desk.ticket().stopped("first_contact") == "18 10:00"
    assert "仍在办理" in desk.says("liwg", "没有", "wrQINGHE")
    assert desk.ticket().stopped("handle") is None


def test_doubtful_claim_of_a_colleague_is_no_contradiction(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "还没修好", quoting=push)
    desk.all_read()
    desk.says("chenzr", "雨停了修好", quoting=push)
    desk.group("wrDESK").expects_nothing()


def test_claim_of_earlier_work_never_closes_what_was_just_sent_back(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.says("liwg", "4512 已联系居民，修好了", "wrQINGHE")
    desk.all_read()
    desk.says("zuoxi02", "/回访 4512 不满意 未解决 还是不热")
    push = desk.group("wrQINGHE").expects("退回办理")
    for words in ("早就修好了", "我们昨天就办结了", "修好了呀", "[OK] 修好了", "已与居民解释，居民表示理解"):
        assert "退回后又去办了吗" in desk.says("liwg", words, quoting=push), words
        assert desk.ticket().state == "handling"
    assert "退回后又去办了吗" in desk.says("liwg", "/办结 4512 早就修好了", "wrQINGHE")
    assert desk.ticket().state == "handling"
    # Whoever went again is not asked, nor who has told of it since.
    assert f"{NUMBER} 已记办结" in desk.says("liwg", "再次上门，修好了，居民签字了", quoting=push)
    desk.says("zuoxi02", "/回访 4512 不满意 未解决 又不热了")
    desk.says("liwg", "4512 师傅到现场了", "wrQINGHE")
    assert "退回后又去办了吗" in desk.says("liwg", "4512 早就修好了", "wrQINGHE")
    assert f"{NUMBER} 已记办结" in desk.says("liwg", "4512 修好了", "wrQINGHE")


def test_question_of_the_unit_whether_it_is_done_takes_nothing(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    assert "问题已转值班坐席" in desk.says("liwg", "修好没", quoting=push)
    assert desk.ticket().state == "assigned"


@pytest.mark.parametrize("words", ["青禾修好了", "主办弄完了"])
def test_another_unit_being_done_ends_no_part_of_the_assisting_one(desk: StoryDesk, words: str) -> None:
    desk.pastes("zuoxi02", order())
    for command in ("/签收 4512", "/初核 4512 属实", "/转办 4512 青禾 协办 城管办"):
        desk.says("zuoxi02", command)
    assist = desk.group("wrCHENGGUAN").expects("协办工单")
    assert "确认办结" in desk.says("shenky", words, quoting=assist)
    assert desk.ticket().stopped("handle", "城市管理办公室") is None
    assert "协办部分已记办完" in desk.says("shenky", "我们这边弄完了", quoting=assist)


@pytest.mark.parametrize("words", ["“确认办结”", "确认修好了", "确定办结", "确认完成"])
def test_confirmation_in_quotation_marks_or_with_the_own_word_is_one(desk: StoryDesk, words: str) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "修好了给你拍照", quoting=push)
    assert "已记办结" in desk.says("liwg", words, "wrQINGHE")


@pytest.mark.parametrize("words", ["确认没办结", "确认办结不了", "“没有”", "确认不了"])
def test_denied_confirmation_closes_nothing(desk: StoryDesk, words: str) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "修好了给你拍照", quoting=push)
    desk.says("liwg", words, "wrQINGHE")
    assert desk.ticket().stopped("handle") is None


@pytest.mark.parametrize("words", ["正常的", "好了别催了"])
def test_impatience_is_asked_about(desk: StoryDesk, words: str) -> None:
    assert "是已经办结了吗" in desk.says("liwg", words, quoting=desk.walks_to_assigned())
    assert desk.ticket().stopped("handle") is None


def test_word_behind_words_about_another_order_has_it_asked_once_more(desk: StoryDesk) -> None:
    for number in (NUMBER, SECOND):
        desk.walks_to_assigned(number)
    desk.says("liwg", "4512可以了", "wrQINGHE")
    desk.says("liwg", "4513收到", "wrQINGHE")
    again = desk.says("liwg", "确认办结", "wrQINGHE")
    assert NUMBER in again and SECOND not in again and "确认办结" in again
    assert desk.ticket().state == "assigned"
    assert f"{NUMBER} 已记办结" in desk.says("liwg", "确认办结", "wrQINGHE")
    assert desk.ticket(SECOND).state == "accepted"
