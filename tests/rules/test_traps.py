"""The traps of unit replies, one by one: each row is what somebody types and how it must be read."""

from __future__ import annotations

import pytest

from rules.intents import REQUESTS, Intent, Piece, read_reply
from rules.ticket_number import compile_patterns

PATTERNS = compile_patterns([r"20\d{12}", r"\d{18}", r"热线-\d{6}-\d{6}", r"SJF-\d{8}-\d{4}"])


def read(text: str) -> list[Piece]:
    return read_reply(text, PATTERNS)


def only(text: str) -> Piece:
    [piece] = read(text)
    return piece


@pytest.mark.parametrize("text", ["还没解决", "没联系上", "未到现场", "无法修复", "尚未办结", "管子没换成"])
def test_negation(text: str) -> None:
    assert only(text).intent is Intent.PROGRESS


@pytest.mark.parametrize("text", ["已办结，居民没有不满意", "不是没修，早修好了，居民也认可"])
def test_double_negation_denies_nothing(text: str) -> None:
    assert only(text).intent is Intent.RESOLVED


@pytest.mark.parametrize("text", ["明天能解决", "预计今天办结", "争取下午修好", "这就弄好", "晚上之前准修好"])
def test_future(text: str) -> None:
    assert only(text).intent in (Intent.PROGRESS, Intent.ACK)


@pytest.mark.parametrize("text", ["照片发了", "现场照片已发群里", "图片上传了", "门禁和停车的照片", "清理后的照片"])
def test_photos_alone_say_nothing_of_the_work(text: str) -> None:
    assert (only(text).intent, only(text).reasons) == (Intent.PROGRESS, ("shows",))


@pytest.mark.parametrize(
    "text",
    [
        "申请延期，配件没到",
        "我们申请延期，厂家没货",
        "我们明天去换阀门，估计要到28号才能弄完，申请延期，已跟居民说了",
    ],
)
def test_request_in_so_many_words_needs_no_question(text: str) -> None:
    assert (only(text).intent, only(text).is_sure) == (Intent.EXTENSION, True)


@pytest.mark.parametrize(
    "text", ["申请延期了吗", "申请延期被驳回了，正在办", "修不好就申请延期", "不申请延期了，今天能办完"]
)
def test_request_asked_about_decided_or_denied_is_not_made_unasked(text: str) -> None:
    assert only(text).intent is not Intent.EXTENSION or not only(text).is_sure


@pytest.mark.parametrize("text", ["修不好就申请延期", "要是居民不同意我们就退单", "如果明天还堵就转给水务所"])
def test_condition_asks_for_nothing_unasked(text: str) -> None:
    piece = only(text)
    assert piece.intent not in REQUESTS or not piece.is_sure


@pytest.mark.parametrize("text", ["解决了吗？", "办完了没有", "这个修好了没", "4512结了吗"])
def test_question_before_done(text: str) -> None:
    assert only(text).intent is Intent.QUESTION


@pytest.mark.parametrize("text", ["居民说解决了，晚上又漏", "昨天修好的，今早又坏了", "清走了，中午又堆上了"])
def test_quoted_then_relapsed(text: str) -> None:
    assert only(text).intent is Intent.PROGRESS


def test_mixed_tense() -> None:
    piece = only("已联系居民，明天上门")
    assert (piece.intent, piece.contacted) == (Intent.PROGRESS, True)


@pytest.mark.parametrize(
    "text",
    [
        "电话13800000101打过了",
        "3号楼2单元501已上门",
        "收费200元",
        "14:30到的现场",
        "打12345问过",
        "96156不管",
        "京A·D0000的车挪走了",
    ],
)
def test_numbers_that_are_no_tickets(text: str) -> None:
    assert not [name for piece in read(text) for name in (*piece.numbers, *piece.tails)]


@pytest.mark.parametrize("text", ["押金已退给租户了", "退休手续办好了，本人来取走的", "物业答应退款，正在走账"])
def test_refund_is_no_return(text: str) -> None:
    assert only(text).intent is not Intent.RETURN


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("已转物业，物业说今天修", Intent.PROGRESS),
        ("请转派执法队", Intent.TRANSFER),
        ("麻烦改派给水务所", Intent.TRANSFER),
    ],
)
def test_third_party_is_no_transfer(text: str, intent: Intent) -> None:
    assert only(text).intent is intent


@pytest.mark.parametrize("text", ["除了4513其他办完", "1207以外都好了", "都办完了，就4513没办"])
def test_exception_is_never_applied_unasked(text: str) -> None:
    assert not any(piece.intent is Intent.RESOLVED and piece.is_sure for piece in read(text))


@pytest.mark.parametrize("text", ["👌", "[强]", "1", "收", "收到"])
def test_short_receipt_is_one_as_the_whole_message(text: str) -> None:
    piece = only(text)
    assert (piece.intent, piece.plain) == (Intent.ACK, True)


@pytest.mark.parametrize("text", ["👌还没修好", "1号楼还没通水"])
def test_short_receipt_before_news_is_none(text: str) -> None:
    assert only(text).intent is Intent.PROGRESS


@pytest.mark.parametrize("text", ["以处理完了", "已解绝", "己处理好了"])
def test_slips_of_the_keyboard(text: str) -> None:
    assert only(text).intent is Intent.RESOLVED


def test_many_in_one() -> None:
    said = {name: piece.intent for piece in read("4512办结，4513明天，1207延期") for name in piece.tails}
    assert said == {"4512": Intent.RESOLVED, "4513": Intent.PROGRESS, "1207": Intent.EXTENSION}


@pytest.mark.parametrize("text", ["签收时限20分钟", "您好，您有1件工单即将超时，请尽快反馈"])
def test_words_of_the_desk_are_no_reply(text: str) -> None:
    assert only(text).intent is Intent.OTHER


@pytest.mark.parametrize(
    "text", ["物业说4512、4513都修好了", "居民说4512和4513都修好了", "居民来电说已经解决", "居民说不用来了，修好了"]
)
def test_done_in_the_words_of_others_is_progress_whatever_stands_between(text: str) -> None:
    assert [piece.intent for piece in read(text)] == [Intent.PROGRESS]


@pytest.mark.parametrize(
    "text", ["已告知居民处理流程，居民表示认可", "已上门，居民表示感谢", "已与居民沟通，居民表示理解"]
)
def test_contact_and_thanks_without_a_word_of_the_work_are_asked_about(text: str) -> None:
    assert (only(text).intent, only(text).is_sure, only(text).contacted) == (Intent.RESOLVED, False, True)


@pytest.mark.parametrize("text", ["已换灯泡，已联系居民，居民表示认可", "已与居民解释清楚，居民表示理解"])
def test_work_told_beside_the_contact_is_not_asked_about(text: str) -> None:
    assert (only(text).intent, only(text).is_sure) == (Intent.RESOLVED, True)


@pytest.mark.parametrize("text", ["弄错了，是我们的", "搞错了，这个是我们社区的，我们办", "不好意思看错了是我们的"])
def test_order_found_to_be_theirs_after_all_is_not_given_back(text: str) -> None:
    assert only(text).intent is Intent.ACK


@pytest.mark.parametrize("text", ["地址弄错了，不是我们的", "派错了，是青禾社区的"])
def test_order_of_others_is_given_back(text: str) -> None:
    assert only(text).intent is Intent.RETURN


@pytest.mark.parametrize(
    "text",
    [
        *("不退单", "不要退单", "别退", "不退", "不申请退单", "这是我们辖区的，不退单", "这是我们的不退"),
        *("不申请延期", "别延期", "没申请延期", "不用转派", "不剔除", "不挂账", "先不挂账"),
    ],
)
def test_request_refused_outright_is_never_made_unasked(text: str) -> None:
    piece = only(text)
    assert piece.intent not in REQUESTS or not piece.is_sure


@pytest.mark.parametrize("text", ["是我们的", "确实是我们的", "这是我们社区的"])
def test_who_says_it_is_theirs_gives_nothing_back(text: str) -> None:
    assert only(text).intent is Intent.ACK
    assert only("不是我们的").intent is Intent.RETURN


@pytest.mark.parametrize("text", ["办不了退单", "能不能退单，不归我们", "要不退单吧，不是我们辖区"])
def test_request_beside_a_denial_of_something_else_is_heard(text: str) -> None:
    assert only(text).intent is Intent.RETURN
