"""The hard rules that keep a text from being read as done; they hold whatever reads the words above them."""

from __future__ import annotations

import re
from functools import lru_cache

from rules.half_width import half_width
from rules.lexicon import QUESTION, RESOLVED
from rules.promised_time import promised_words

_HARMLESS = re.compile(
    r"没问题|没有问题|不用催|不用再催|别催|问题不存在|不再|不漏|没有不满意|没有?异议|没有遗留|没有反弹"
    r"|不只|不仅|无需再|无异味|没味|没有再|[没未无不]见?(?:再)?(?:反弹|复发)|没动静|没响动|再没|没再|没(?:有)?(?:别|其他)的|没(?:有)?查到"
    r"|未发现|没有?发现|[闻看见找听]都没有|[一半滴][^,，。;；]{1,3}(?:都|也)?没有|没问清|没后[话续]"
)
_NEGATION = re.compile(r"(?:没有?|未|不|无法|尚未|难以|别|甭|莫)[^,，。;；]{0,5}$")
_NEGATED_RESULT = re.compile(
    r"(?:解决|办|修|弄|整|处理|搞|清理?|拆|换|结|补|通|装)(?:不[了完好成定掉通净]|没[完好])|完不成|(?:没"
    r"|不)算(?:解决|办结|完)|[了好完]个(?:屁|鬼|锤子|毛线?|球|啥)|才怪|鬼才|见鬼"
)
_FUTURE = re.compile(
    r"(?:明[天日早晚儿]|回头|晚点|等?一?会儿?|等下|稍后|过[一两二三几]天|年底|月底|本月|这周|本周|拟"
    r"|差一?点|快|后天|下周|下[个]?月|下午|今晚|预计|争取|马上|立刻|立即|这就|尽快|尽量|准备|计划|打算|将"
    r"|即将|快要?|快|能|可以|可|会|要|需要?|得|应该|估计|有望|力争|保证|一定|等|待|后?再|正在|在|还在|开始|着手"
    r"|组织|安排|请|催|督促|协助|帮|配合|想办法|推动|方便|为了|希望|抓紧|继续|负责|让|抽空|答应|承诺|同意"
    r"|打电话|协调|联系|通知|派人|联合|商量|研究|讨论|周[一二三四五六日天]"
    r"|[0-9一二三四五六七八九十两半]+(?:个?天|个?小时|分钟|点|号)[前内后])[^,，。;；]{0,10}$"
)
_DONE_ANYWAY = re.compile(
    r"(?:已经?|都|全部?|均|上午|刚刚?|昨天|昨晚|早就"
    r")(?:(?![,，。;；能会要催请让约派]|联系|通知|安排|协调|答应|承诺"
    r"|同意).){0,6}$|可以结|能结了$"
)
_CONDITION = re.compile(
    r"如果|要是|假如|万一|若|的话|除非|只要|一旦|倘|要不|否则|修不好就|[^,，。]不[好了]就|等.{1,12}(?:才|再|就|后)"
)
_RELAPSE = re.compile(
    r"(?<!不)还(?:漏|堵|冷|吵|臭|有味|是不|不[亮热通行够])|但是?[^,，。]{0,4}(?:不(?!了)|没(?!问题)|未)"
    r"|又(?!来感谢|表示感谢)(?=[^,，。;；]{0,6}(?:[坏漏堵堆停断灭冷凉吵臭响犯摆占冒有不没掉塌返洇渗滴脏乱满长裂倒]|来[了电]|来投诉|打来|投诉"
    r"|反[映弹]|出现|开工|开始|跳闸|热不|贴))|仍|还是(?:不|没|有|漏|堵|冷|吵|臭)|依旧|依然|反弹|再[次度](?!上门|入户|到现场|去|派)|复发|没过多久|老样子"
    r"|不行|返潮|回潮"
)
_PARTIAL = re.compile(
    r"先把|先将|基本|大部分|大体|大致|多半|部分|一半|一多半|差不多|就差|只差|还差|还缺|还少|就剩|只剩|还剩|剩下|剩余|先临时"
    r"|临时|暂时|初步|尚有|还有.{0,8}(?:没|未|差)|还有[0-9一两二三四五六七八九十几]|其余|其他(?:的)?(?:没|未|还)|第一步|一期|阶段性"
    r"|[二两三四五六七八九]成|百分之|[0-9]+%|一共|总共|半截|半边|剩[一两二三几俩][户个家盏处块段]|比以前[好强]|[好小少轻强亮热](?:了|那么)?一?(?:点儿?|丢丢|些)(?=[,，。;；]|$)|[个户家人盏处辆](?:里头|里面|当中)|[没不]全(?!部)"
)
_UNFINISHED = re.compile(
    r"(?:还|尚|都|仍|也|但)?(?:没有?|未)(?:[^,，。;；]{0,3})(?:完|好|弄|换|修|到|解决|处理|办|清|拆|装|通"
    r"|做|来|动|搞|结)|还没|待[^,，。]{0,6}(?:确认|核实|验收|回访)|尚未|未复|还在|在[修拆清换弄施]|还要|还得|还需|正在|仍在|等(?:配件|材料|批|验|复查|复核|检查|确认|签字"
    r"|通知|料|结果|专业|厂家)|明[天日早](?:再|继续|换|修|来|还)|后续(?:还|再)|下一?步|接下来|没[有]?$"
)
_EXCEPTION = re.compile(
    r"除了|除[^,，。]{1,16}(?:外|以外|之外)|(?<![拆清消排扫铲解])除外|[以之]外(?:的|其|全|都|均|已)|除\s*[0-9①-⑳]|不含|只有[^,，。]{1,16}(?:没|未)|就[^,，。]{0,16}(?:没|未|还没)|唯独|不包括"
)
_HEARD_OF = re.compile(
    r"^(?:我?听|据)[^,，。;；]{1,6}[说讲称]"
    # 居民说不用来了，修好了: what others say goes on behind the comma where the unit says nothing of its own.
    r"|^(?:居民|业主|住户|诉求人|反映人|物业|师傅|施工方)(?:来电|电话里|那边)?[说称讲]"
    r"(?:(?!我|现场|核实|查看|看[过了]|[。;；]).){1,16}[,，](?:都|已经?|全)?[修弄办换清解处][理好完掉决]了?[.。!！]?$"
)
_HEARSAY = re.compile(r"(?:说|称|讲|表示|原话|告诉我们?|听说|据说|反馈说)(?:是|已经?|都)?[^,，。;；]{0,4}$")
_ASKED_FOR = re.compile(
    r"(?<![按据的])(?<!时限)(?<!自己)要求(?!撤|取消)|希望|催(?:着|问|我们)|盼|请求(?!撤)|追问|问(?!题|[了过的候清]|人家|遍)"
)
_AT_ONCE = re.compile(
    r"马上(?![^,，。;；]{0,8}了)|这就[去办弄修来]|今[晚夜](?![^,，。;；]{0,8}了)|(?:晚上|回头|再)去(?!看了|了)|到天黑"
    r"|(?:周|星期|礼拜)[一二三四五六日天末]去|只等|一[到齐来批]就|再有[^,，。;；]{1,5}就"
)
# 白线没画, 那个没货 at the end: something is lacking, unless it is noise, a complaint or the like that is gone.
_GONE = (
    r"(?:[再了啥别人事影车说超少碍挑闹后费花一多尾灰挨抬犯跳响洇动颠剩错掉差杂堆积漏反堵遗断臭]|意见|异议|二话|话|问题|[异怪]?味|[响动]?[声静]|毛病"
    r"|隐患|纠纷|下文|着急|走样|落下|扬尘|满溢|争议|违规|淤泥|[这那]回?事|此事|拖欠|欠发|滴水|起皮|渣|反弹)"
)
_LACKS = re.compile(
    rf"没(?:有)?(?!{_GONE})[^,，。;；有没]{{1,4}}[。.!！]*$|[试用测验]不[了成]|没亲|全黄了|泡汤|白忙|占线|[了完好]被"
)
# Steps of a procedure that sound like its end.
_ONE_STEP = re.compile(
    r"立案|笔录|送检|取样|验伤|各执一词|验收没过|返工|下单了|订货了|(?:采购|施工|维修)合同|老跳|没服谁|定了位|拨款|报上去"
    r"|送到[^,，。;；]{1,8}[委局科院](?:了|$)|查管网|没谈成|不见绝|发火|一伙"
    r"|不够了?(?=[,，。;；]|$)|不肯|不依(?!不)|不听劝|主家撕|吵起来|打起来|没完没了|再说$|又得"
)
_HALF_DOUBT = re.compile(r"应该|可能|好像|大概|估计|或许|似乎|算是|据说|听说|差不多")
# What follows the word for done and takes it back: 修好需要一周, 办完再说, 解决方案, 修好了一半.
_NOT_YET_AFTER = re.compile(
    r"中(?!心)|不|方案|办法|措施|时限|时间|期限|率|[了完]?(?:就(?!好|行)|再|后(?!续)|之后|以后|告诉"
    r"|告知你|通知我|通知你|回复一下|跟你|跟我|联系你|需要?|要到|难|手续|大半|未|一[盏半个部处些辆台间户栋层根段条块])"
)
_ALWAYS_AHEAD = re.compile(
    r"等修|等.{0,4}$|就快|快要?$|差一?点|差点|拟|待$|申请$|稍后|回头|晚点|一会儿?就?$|过[一两二三几]天"
)
# A time ahead whatever follows it: 明天上午就修好了 is still a promise.
_SURELY_AHEAD = re.compile(r"明[日早晚儿]|明天(?!然)|后天|下个?(?:周|月|星期|礼拜)|[月年周]底|周末")
_UNTIL = re.compile(r"[日号天点时周月末底午晚班半一二三四五六](?:之|以)?前|[0-9一二三四五六七八九十两]点半?|上午")
_PAST = re.compile(r"昨|前天|上周|上个?月|早就|刚")
# 去处理了 and 已转物业处理了 tell who went or who has it now, not that it is over.
_SENT_OFF = re.compile(r"(?:去|来|赶到|前往)(?:了)?(?:现场)?$")
_PASSED_ON = re.compile(
    r"(?:(?<!好)转(?![移运弯变动])|移交|交由|交给|督促|敦促|责令|责成|派)(?:(?![,，。;；已]).){0,10}$"
)
_ASKS = re.compile(rf"{QUESTION.pattern}|(?<!着)呢$|[^都也一]没有$")
_MARK_AFTER = re.compile(r"了|啦|儿|[启试抹使投通刷]|完|毕|好|掉|干净|到位|正常|供|运行|$|[,.。;；!、\s👌👍~)]")

# What is said of a word stands so close to it; however long a message goes on, reading must stay quick.
_NEAR, _MOST_CLAIMS = 100, 50


def why_not_done(text: str) -> tuple[str, ...]:
    """Return why `text`, although it holds a word for done, must not be read as done; empty when it may.

    The reasons are negation, future, condition, question, relapse, partial, exception, unfinished, hearsay, wish,
    doubt, passed_on, not_claimed, lacking, one_step.
    """
    plain = _without_the_harmless(text)
    reasons = [
        reason
        for reason, pattern in (
            ("question", _ASKS),
            ("condition", _CONDITION),
            ("relapse", _RELAPSE),
            ("partial", _PARTIAL),
            ("exception", _EXCEPTION),
            ("unfinished", _UNFINISHED),
            ("negation", _NEGATED_RESULT),
            ("future", _AT_ONCE),
            ("lacking", _LACKS),
            ("one_step", _ONE_STEP),
            ("hearsay", _HEARD_OF),
            ("wish", _ASKED_FOR),
            ("doubt", _HALF_DOUBT),
        )
        if pattern.search(plain)
    ]
    done_words = list(RESOLVED.finditer(text))
    if len(done_words) > _MOST_CLAIMS:
        return (*reasons, "doubt")
    claims = [
        _why_not_claimed(plain[max(0, found.start() - _NEAR) : found.start()], found[0], plain[found.end() :][:_NEAR])
        for found in done_words
    ]
    if "negation" in claims or (claims and all(claims)):
        reasons += [reason for reason in claims if reason]
    return tuple(dict.fromkeys(reasons))


def is_negated(text: str, start: int) -> bool:
    """Tell whether the word beginning at `start` is denied by what stands left of it in its clause."""
    return bool(_NEGATION.search(_without_the_harmless(text)[:start]))


def is_question(text: str) -> bool:
    """Tell whether `text` asks: 吗, a question mark, V了没有, 怎么办."""
    return bool(QUESTION.search(text.strip()))


def needs_confirmation(text: str) -> tuple[str, ...]:
    """Return the reasons for which a person must confirm whatever was read: condition or exception."""
    return tuple(
        name for name, pattern in (("condition", _CONDITION), ("exception", _EXCEPTION)) if pattern.search(text)
    )


@lru_cache(maxsize=64)
def _without_the_harmless(text: str) -> str:
    """One text is asked about word by word."""
    return _HARMLESS.sub(lambda match: "□" * len(match[0]), text)


def _why_not_claimed(before: str, word: str, after: str) -> str | None:
    clause = re.split(r"[,，。;；\n]", before)[-1]
    if _NEGATION.search(clause):
        return "negation"
    if _NOT_YET_AFTER.match(after) or _ALWAYS_AHEAD.search(clause):
        return "future"
    if _is_ahead(clause, word, after):
        return "future"
    if _PASSED_ON.search(clause) and not word.startswith("已"):
        return "passed_on"
    if word == "处理了" and _SENT_OFF.search(clause):
        return "passed_on"
    if clause.endswith("就") and not (word + after).startswith((word + "了", word.rstrip("了") + "了")):
        return "future"
    if not (word.endswith("了") or _MARK_AFTER.match(after) or _DONE_ANYWAY.search(clause)):
        return "not_claimed"
    if _HEARSAY.search(clause):
        return "hearsay"
    if _DONE_ANYWAY.search(clause):
        return None
    if _FUTURE.search(clause):
        return "future"
    if word in {"解决", "完成"} and len(clause) > 4 and not re.match("了|完|掉|好|毕|$|[,，。;；]", after):
        return "not_claimed"
    return None


def _is_ahead(clause: str, word: str, after: str) -> bool:
    """A named time lies ahead unless 已 or 了 says that it is over: 20号办结 against 20号已办结."""
    if _SURELY_AHEAD.search(clause):
        return True
    plain = half_width(clause)
    until = _UNTIL.search(plain)
    when = (until[0] if until else None) or promised_words(plain)
    if when is None or _PAST.search(plain):
        return False
    if word.endswith("了") or re.match(r"[完好毕掉妥成]?[了的]", after):
        return False
    start = plain.find(when)
    is_over = "已" in plain[start + len(when) :] + word or re.search(r"已经?[于在]?\s*$", plain[:start])
    return not is_over
