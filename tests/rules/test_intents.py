"""What units write is read piece by piece, and what is costly is never taken from words that do not say it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.intents import REQUESTS, Intent, Piece, read_reply
from rules.promised_time import promised_words
from rules.ticket_number import compile_patterns

PATTERNS = compile_patterns([r"20\d{12}", r"\d{18}", r"热线-\d{6}-\d{6}", r"SJF-\d{8}-\d{4}"])
SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "replies.jsonl"


def only(text: str) -> Piece:
    pieces = read_reply(text, PATTERNS)
    assert len(pieces) == 1, pieces
    return pieces[0]


NOT_DONE = """
还没解决|没解决|未解决|没有解决|尚未解决|一直没修好|没能修好|还没办完|没弄完|没修好呢|未办结
无法解决|解决不了|修不好|这个办不完|明天能解决|预计今天办结|争取下午修好|马上处理完|这就弄好
下周一解决|今晚修好|周五前办结|尽快解决|等配件到了就能修好|半小时后修好|准备清理完|修不好就申请延期
如果今天修好就不用延期|要是明天解决了再报|只要配件到就能修好|解决了吗|修好了吗？|办完了没有
处理好了没|弄好了没有|是不是解决了？|有没有解决|居民说解决了，晚上又漏|修好了又坏了|清理完又堆上了
处理完了但居民再次投诉|解决了，昨天反弹|疏通了，今天又堵了|除了4513其他办完|除4513外都办结了
都办完了，就4513没办|基本解决了，就差楼道灯|大部分清理完了
差不多弄好了|清理了一半，还剩东侧没拉走|修好两盏，还有一盏没换|处理完90%|初步解决
临时修好了，明天换管子|催物业尽快修好|要求施工方今天清理完|希望能解决|居民要求解决停车问题|正在解决
还在修复|正在组织清理完善|物业答应修好|应该解决了|可能修好了吧|物业说修好了，我们去核实
等居民满意再报|没有完全恢复供暖|我们想办法解决|协调解决中|负责解决|需要专业公司才能修好
安排人去修好它|明天就能修好|两个小时后修好|承诺三天内办结|联合执法队解决|正在研究解决方案
讨论解决办法|办结时限是几天|请问办结了没|已催物业修好|暂时解决不了|没法修好|不一定能解决|没人来修好
谁说解决了|解决了一部分|东边修好了，西边没动|已联系施工队清理完渣土后铺路|下午能拉走了就报
等雨停了才能修好|钥匙没拿到，没办成|修好的话告诉你们|又不热了|还是不亮了|物业那边修好了没通知我们
本来说今天修好的|昨天说修好结果没来|师傅来了没修好|修好需要一周|解决方案报上去了|办结材料还差照片
已经报修了等修好|3号楼修好了5号楼在修|解决了大半|快解决了|就快修好了|差一点修好|解决难度大
这个没法解决|问题没那么容易解决|明儿给解决|回头解决|晚点办结|等会儿办完|一会儿就清走|稍后清理完
过两天修好|修好要到下周|下周才能修好|年底前完成|本月完成|解决了再说|解决完告诉您|什么时候修好
修好了通知我|请尽快办结|办完了回复一下|居民反映没有修好|假的，没解决|没完成|施工完成后回填
完成60%|水来了又停了|已停工两天未复工|办完手续就进场|领导让办完|不能办结|先别办结|暂不办结
不同意办结|没人签字不能结|待办结|拟办结|申请办结|解决不彻底|还差一点没弄好|已解决？|都解决了吧？
4512解决了没|是办完了还是没办|修是修好了，就是还漏|热了一会儿又凉了|灯亮了一盏
热了，但是不到18度|清走了大部分|修好率80%|清理完成时间周五|周五清走|预约周五拉走了再报
居民要求恢复供暖|恢复供暖时间待定|申请延期，办不完了
这两天就清走|师傅说下午过来修好|物业承诺本周修好|人手不够清理不完|等审批下来就拆了|垃圾还堆着没清走
井盖订货了，到货就换好|暖气还是凉的没热|修了两次都没修好|漏水没解决|已督促施工方今晚十点停工了|不是修好了吗
修好了几处，剩下的下周|灯泡坏了，已换好两个还缺三个|解决一部分了|居民不在家没办成|把这个办完就去办那个|正在办结手续
办结报告在写|已解决80%|还需三天才能完成|3天就能搞定|咱们争取今天搞定|搞定不了
搞不定|说是搞定了，我去看看|解决不解决得看业委会|1207估计办完了|以为修好了，结果又漏水|没有处理好
处理了一下，还有味|处理了，不知道行不行|停工了两小时又开工|恢复了又断|已恢复部分供暖|水来了，但水压不够
拆了一半被拦住了
预计月底完工|施工队说明后天完工|没来得及清理完|东门清完了，西门没清|等停暖后才能换好|还得两天弄完
需要居民配合才弄好|业主不让进门，没修成|我们只是把垃圾挪走了一部分|先把现场围挡装好|方案定了，下周完工|准备今天搞完
材料补好了就报|换好零件还要试压|已进场，尽量今天弄完|正修着呢|暂缓，等完工|已处理，但居民称仍有异味
已处理，待居民确认|解决了吗你们|完工时间未定|办好手续才能拆|没给解决|4512解决了？
听居民讲修好了
明天上午10点前修好|3点半弄完|周四上午完成|20号办结|11月20日前办结|明天上午都办结|周五全部办结|明天上午就修好了
师傅已经过去处理了|人已经去处理了|已转物业处理了|已督促物业清理完毕|已派人处理了|已移交城管处理了
清走了一辆还有两辆|修好了个屁|修好了。。。才怪|哪里修好了|怎么报办结|如何办结|已修好，等验收|修好了一盏
1207以外都好了|都办结了，1207除外|没修好呢|没有|还没有|办结没有|整不完了|你们自己处理吧
"""
DONE = """
办完了|已解决|已办结|处理完毕|搞定了|修好了|已经修好了|路灯修好了，居民满意|垃圾清走了|已清理完毕
堆物清理干净了，已告知居民|昨天就解决了|上午已处理好|水管换好了，不漏了|办结|都弄完了|全部清运完了
已疏通，恢复正常|没问题了，已解决|问题已解决，居民认可|可以结了|漏水点修好了，居民签字确认
不用催了，已经办完了|井盖已更换完|已恢复供水|都修好了，麻烦回访|已经跟居民说了，问题解决了
今天上午修好了|刚修好|修好了，下午回访居民|已于11月20日处理完毕|经现场协调，已解决
现场已清理完毕，照片已发|居民电话里说满意，办结|我们已经把垃圾清走了|暖气已经热了，22度
电梯恢复正常运行了|联系物业已修好|物业已经修好了|结了，居民没意见|违建已拆除|车挪走了|三盏灯全亮了
问题已经处理好了，请查收|昨天已办结|处理好了|弄利索了|妥了|已回复居民，事办完了
上午就弄好了|今天上午已修好|昨天修好了|上午修好了|11月20日办结了|20号已办结|昨天下午3点修好了|已于周四完成
已督促物业，已清理完毕|垃圾已转运，清理完毕|搞掂了|整完了|己处理
"""


def phrases(block: str) -> list[str]:
    return [phrase for line in block.strip().splitlines() for phrase in line.split("|")]


@pytest.mark.parametrize("text", phrases(NOT_DONE))
def test_what_is_not_done_is_never_read_as_done(text: str) -> None:
    assert all(piece.intent is not Intent.RESOLVED for piece in read_reply(text, PATTERNS))


@pytest.mark.parametrize("text", phrases(DONE))
def test_what_is_done_is_read_as_done(text: str) -> None:
    assert only(text).intent is Intent.RESOLVED


@pytest.mark.parametrize(
    ("intent", "block"),
    [
        (
            Intent.ACK,
            "收到|收|1|好的|好的收到|👌|[强]|OK|收到，谢谢|明白|已接单|签收|我们接了|收到，马上安排人|知道了，安排小李负责|不退了，我们先办",
        ),
        (
            Intent.PROGRESS,
            (
                "已联系居民，明天上门|正在处理|到现场了，正在排查|物业在换阀门|约了下午三点见面|电话没人接，晚点再打"
                "|等配件|已协调热力公司|在跟施工方沟通|已转物业，他们下午去|退押金的事正在协调|不延期了，正在办"
                "|施工队进场了|刚到现场，还在核实"
            ),
        ),
        (
            Intent.EXTENSION,
            "申请延期3天|能不能宽限两天|时间不够，要延期|延到下周五行不|再给我们三天|配件没到，想延期|麻烦延长两天",
        ),
        (
            Intent.RETURN,
            "退单|申请退回|不归我们管|非我辖区|派错了，不是我们社区的|不在我们辖区|没有这个小区|这单请收回|收到，但不属于我们，退了吧",
        ),
        (Intent.TRANSFER, "请转派执法队|改派给城管办|这个应由物业科负责|需要双派|请城管办协办|归你们管"),
        (Intent.EXCLUDE, "申请剔除|建议挂账|恶意投诉，申请剔除考核|挂账到明年"),
        (
            Intent.QUESTION,
            "几点到期？|谁负责这个？|地址在哪|这种能退吗|怎么处理|反映人电话多少？|这单是我们的吗|系统里查不到",
        ),
        (Intent.OTHER, "大家好|今晚值班表发一下|发错群了|明天上午九点开会|您有3件工单即将超时，请尽快反馈"),
    ],
)
def test_each_intent_is_read_in_many_words(intent: Intent, block: str) -> None:
    wrong = [
        (text, piece.intent)
        for text in block.split("|")
        for piece in read_reply(text, PATTERNS)
        if piece.intent != intent
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("4512和4513都弄完了就1207还没", [(("4512", "4513"), "resolved"), (("1207",), "progress")]),
        ("4512办结，4513明天，1207延期", [(("4512",), "resolved"), (("4513",), "progress"), (("1207",), "extension")]),
        ("4512收到\n4513不归我们管", [(("4512",), "ack"), (("4513",), "return")]),
        ("4512已解决；4513还没解决，等配件", [(("4512",), "resolved"), (("4513",), "progress")]),
        ("20261118004512已解决", [(("20261118004512",), "resolved")]),
        ("尾号4512收到", [(("4512",), "ack")]),
        ("收到4512", [(("4512",), "ack")]),
        ("4512、4513、1207收到", [(("4512", "4513", "1207"), "ack")]),
        ("4512和4513，1207收到", [(("4512", "4513", "1207"), "ack")]),
        ("4512和4513，1207没弄", [(("4512", "4513"), "other"), (("1207",), "progress")]),
    ],
)
def test_message_is_split_into_one_piece_per_ticket(text: str, pieces: list[tuple[tuple[str, ...], str]]) -> None:
    assert [((*p.numbers, *p.tails), p.intent.value) for p in read_reply(text, PATTERNS)] == pieces


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("①办完 ②明天", [((1,), "resolved"), ((2,), "progress")]),
        ("①②收到", [((1, 2), "ack")]),
        ("①收到；③退单", [((1,), "ack"), ((3,), "return")]),
        ("收到，①不是我们的", [((1,), "return")]),
        ("①收到，其他的明天", [((1,), "ack"), ((0,), "progress")]),
        ("其他的明天，①收到", [((0,), "progress"), ((1,), "ack")]),
        ("①弄完剩下的明天", [((1,), "resolved"), ((0,), "progress")]),
        ("①弄完了另一个正在弄", [((1,), "resolved"), ((0,), "progress")]),
        ("①②弄完了，还有一个等料", [((1, 2), "resolved"), ((0,), "progress")]),
        ("①换好两盏，还有一盏没换", [((1,), "progress")]),
        ("①换好两个，另一个没换", [((1,), "progress")]),
    ],
)
def test_circled_lines_of_a_bundle_are_answered_one_by_one(
    text: str, pieces: list[tuple[tuple[int, ...], str]]
) -> None:
    assert [(p.lines, p.intent.value) for p in read_reply(text, PATTERNS)] == pieces


@pytest.mark.parametrize(
    ("text", "promised"),
    [
        ("明天上午10点前修好", "明天上午10点"),
        ("3点半弄完", "3点半"),
        ("20号办结", "20号"),
        ("晚上弄完", "晚上"),
        ("十分钟弄完", "十分钟"),
        ("周五全部办结", "周五"),
        ("还剩一点没清", None),
    ],
)
def test_time_named_for_the_end_is_a_promise_and_no_claim(text: str, promised: str | None) -> None:
    assert (only(text).intent, promised_words(text)) == (Intent.PROGRESS, promised)


@pytest.mark.parametrize("text", ["没修好呢", "没有", "还没有", "还没修呢"])
def test_plain_no_is_not_a_question(text: str) -> None:
    assert only(text).intent is not Intent.QUESTION


@pytest.mark.parametrize(
    "text",
    [
        "除了②都收到",
        "除②都收到",
        "都收到，②除外",
        "除了②都办结了",
        "除7711外其他都办结了",
        "1207以外都好了",
        "都收到，不包括②",
        "除了4513其他办完",
    ],
)
def test_excepted_ticket_is_never_named_by_the_piece_that_excepts_it(text: str) -> None:
    piece = only(text)
    assert (piece.numbers, piece.tails, piece.lines) == ((), (), (0,))
    assert not piece.is_sure and piece.confidence <= 0.5 and not piece.plain
    assert piece.intent is not Intent.RESOLVED


@pytest.mark.parametrize("text", ["4512拆除外墙广告中", "4512清除外立面小广告"])
def test_removing_something_outside_is_no_exception(text: str) -> None:
    assert only(text).tails == ("4512",)


@pytest.mark.parametrize(
    "text", ["4512清理完了，剩下的渣土明天拉", "4512修好了，还有一个明天修", "4512换一半剩下的明天"]
)
def test_rest_of_one_matter_is_no_other_ticket(text: str) -> None:
    piece = only(text)
    assert piece.tails == ("4512",) and piece.intent is Intent.PROGRESS


def test_promise_for_the_others_does_not_land_on_the_one_named() -> None:
    named, others = read_reply("①收到，其他的明天", PATTERNS)
    assert (promised_words(named.text), named.plain) == (None, True)
    assert (promised_words(others.text), others.is_sure, others.plain) == ("明天", False, False)


@pytest.mark.parametrize("text", ["全部收到", "都收到了", "收到，都办", "收到，都马上处理", "全部签收"])
def test_receipt_of_all_is_a_plain_acknowledgement(text: str) -> None:
    assert only(text).plain


@pytest.mark.parametrize("text", ["收到，都办完了", "都办了", "都收到了吗", "全部办结", "收到，都没办", "都没收到"])
def test_more_than_a_receipt_of_all_is_not_plain(text: str) -> None:
    assert not only(text).plain


@pytest.mark.parametrize(
    "text",
    [
        "不受理",
        "不签收",
        "拒绝签收",
        "不接单",
        "未受理",
        "未收到",
        "没收到",
        "收到没",
        "不明白",
        "没安排",
        "安排不了",
        "没派人",
        "不受理，不是我们小区",
        "收到但不是我们",
        "收到 这不是我们小区的",
        "收到，没这个地方",
        "收到，地址不对",
        "。",
        "。。。",
        "~",
    ],
)
def test_refusal_denial_or_punctuation_is_no_receipt(text: str) -> None:
    piece = only(text)
    assert piece.intent is not Intent.ACK and not piece.plain and piece.contacted is None


@pytest.mark.parametrize(
    "text", ["收到不过要明天才能去", "收到，没安排人", "没问题，马上安排", "不退了，我们先办", "收到。", "👌。"]
)
def test_receipt_beside_something_denied_is_one(text: str) -> None:
    assert only(text).intent is Intent.ACK


@pytest.mark.parametrize("text", ["好了知道了", "好了，知道了", "好了别催了", "好了 收到", "正常的", "正常", "都正常"])
def test_impatience_and_what_always_is_so_closes_nothing(text: str) -> None:
    piece = only(text)
    assert piece.intent is not Intent.RESOLVED or not piece.is_sure


@pytest.mark.parametrize("text", ["好了", "好了，谢谢", "修好了别催了", "供暖正常", "正常了", "好了，照片已发"])
def test_short_word_of_done_needs_no_question(text: str) -> None:
    piece = only(text)
    assert piece.intent is Intent.RESOLVED and piece.is_sure


@pytest.mark.parametrize(
    ("text", "plain"),
    [("收到", True), ("1", True), ("4512 收到", True), ("收到，明天办", False), ("1号楼修好了", False)],
)
def test_only_a_whole_message_is_a_plain_acknowledgement(text: str, plain: bool) -> None:
    assert only(text).plain is plain


@pytest.mark.parametrize(
    "text", ["除了4513其他办完", "1207以外都好了", "物业说修好了", "好像弄好了吧", "只有4513没解决，别的都办完了"]
)
def test_exception_and_doubt_are_never_acted_on_unasked(text: str) -> None:
    assert not any(piece.intent is Intent.RESOLVED and piece.is_sure for piece in read_reply(text, PATTERNS))


@pytest.mark.parametrize("text", ["修不好就申请延期", "要是居民不同意我们就退单", "还不行的话再延期"])
def test_request_under_a_condition_is_not_made(text: str) -> None:
    [piece] = read_reply(text, PATTERNS)
    assert piece.intent not in REQUESTS or not piece.is_sure


@pytest.mark.skipif(not SAMPLES.exists(), reason="the sample replies are not on this machine")
def test_sample_replies_are_read_and_none_is_closed_by_mistake() -> None:
    entries = [json.loads(line) for line in SAMPLES.read_text(encoding="utf-8").splitlines()]
    right = 0
    for entry in entries:
        pieces = read_reply(entry["text"], PATTERNS)
        read = {ticket: piece.intent.value for piece in pieces for ticket in (*piece.numbers, *piece.tails)}
        wanted = entry.get("per_ticket") or dict.fromkeys(entry["tickets"], entry["intent"])
        right += read == wanted and (bool(wanted) or [piece.intent.value for piece in pieces] == [entry["intent"]])
        if entry["intent"] not in {"resolved", "mixed"}:
            assert not any(piece.intent is Intent.RESOLVED and piece.is_sure for piece in pieces), entry["text"]
    assert right / len(entries) >= 0.9


@given(st.text(alphabet="没还未解决了办完吗明天4512①②，；\n修好就除又收到1退单", max_size=30))
def test_any_text_gives_at_least_one_piece_and_never_raises(text: str) -> None:
    assert read_reply(text, PATTERNS)


@pytest.mark.parametrize("text", ["已完成摸排，下一步维修", "已联系居民，居民原话：“/办结 全部”"])
def test_next_step_and_quoted_words_are_not_done(text: str) -> None:
    [piece] = read_reply(text, ())
    assert piece.intent is not Intent.RESOLVED or piece.confidence < 0.8
