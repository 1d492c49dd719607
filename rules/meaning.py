"""Decides what the words about one ticket mean: the model weighs them, and the guards keep what is costly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from rules import lexicon
from rules.guards import is_negated, is_question, needs_confirmation, why_not_done
from rules.half_width import half_width
from rules.plain_done import is_plain_done, may_mean_done
from rules.promised_time import promised_words
from rules.reaching import contact_in
from rules.reply_model import Weighed, reply_model
from rules.short_answers import says_not_yet


class Intent(StrEnum):
    """What a unit's free text is for."""

    ACK = "ack"
    PROGRESS = "progress"
    RESOLVED = "resolved"
    EXTENSION = "extension"
    RETURN = "return"
    TRANSFER = "transfer"
    EXCLUDE = "exclude"
    QUESTION = "question"
    OTHER = "other"


REQUESTS = frozenset({Intent.EXTENSION, Intent.RETURN, Intent.TRANSFER, Intent.EXCLUDE})
# From where a costly reading counts without a question: a false close loses every reminder, while a request is
# only prepared and decided by others. Chosen by examining each hand with what the others taught.
_SURE_FROM = {Intent.RESOLVED: 0.98} | dict.fromkeys(REQUESTS, 0.6)
# In fewer letters there is too little to be sure of: only what is plain throughout counts.
_A_STORY = 8
# From so many letters on a guard that speaks against a likely claim has it asked about, before that it decides.
_SPEAKS_FOR_ITSELF = 12
_LIKELY, _WHATEVER_STANDS_THERE = 0.9, 0.99
# Guards that, in so many letters, were never right against a model as sure as this.
_BEYOND_DOUBT = 0.995
_MILD = frozenset({"wish", "not_claimed", "doubt", "by_the_citizen"})
_DECIDES = frozenset({"future", "condition", "question", "negation"})
# Below this nobody can say what was meant, and a person is told.
_HEARD = 0.4
# In a few letters nobody ever taught there is less to go by.
_LEAST_EVIDENCE = 10.0
# A request whose word is denied or decided is believed from here on.
_AGAINST_ITS_WORD, _SURE_PROGRESS = 0.97, 0.9
_NEVER_BELIEVED = frozenset({"condition", "refused"})
_ASKED, _TOLD_APART = 0.55, 0.6

_BY_THE_CITIZEN = re.compile(
    rf"{lexicon.CITIZEN.pattern}[^,，。;；]{{0,6}}(?:(?:自己|自个)(?!也|都|说|打|去|来|试|走|记|要求|跟|把诉求|撤|搞错|弄错)|自行|自费|自家|找人(?!说))"
)
_LEFT_OPEN = re.compile(
    r"(?:要|想|索要)[^,，。;；]{0,4}(?:赔偿|补偿)|管不了|还想|还要求|不满意|不认(?!识)|不同意|不答应|不干|不买账|不乐意"
)
_LEFT_OPEN_NOW = re.compile(r"不满意|不认可|不同意|管不了|明天|后天|下周|再去|再来|待办")
# 已上门，居民表示感谢 tells that somebody was there and of thanks, and nothing of the work.
_ONLY_TOLD = re.compile(
    r"(?=[^,，。;；]*(?:联系|沟通|告知|通知|见面|上门|入户|走访|电话))(?:(?!解释|说明|答复|[修换拆装清])[^,，。;；]){2,16}[,，]"
    rf"{lexicon.CITIZEN.pattern}(?:对此|也|已经?|都|很|非常|表示)*(?:理解|认可|感谢|谢谢|知[道晓]|接受|同意)了?(?:和?支持)?[.!。！]*"
)
# 。。。 and 😂 say nothing of a ticket; a question mark asks.
_NO_WORDS = re.compile(r"(?:(?![?？])[\W_])*")
# 4513也是 says nothing by itself, and what was said of the other ticket is not carried over unasked.
_LIKE_THE_OTHER = re.compile(r"(?:也(?:是|一样|同样|这样)?|同上|一样|同样|同理)[的了吧啊]*[。.!]?")
# 居民不满意 says that it is not over, however short it is.
_DISCONTENT = re.compile(
    r"(?:(?:已经?|都|电话)?(?:回访|联系|打电话|问)(?:过了?|了)[\s,，]*)?"
    rf"{lexicon.CITIZEN.pattern}(?:还是|还|仍|对此|对结果|反馈|反映|表示|说|很|非常|现在|也|都)*(?:不(?:太|怎么|很|大)?满意|不认可|不买账)"
    r"[了的啊呀]?[.。!！]*"
)
# 何时办结：今天18点 answers in the words that were asked with.
_ASKED_WHEN = re.compile(r"(?:何时|什么时候|几时|几点)(?:能|可以)?(?:办结|办完|完成|办好)[:：\s]\s*")
# 现场照片 beside pictures says of itself neither done nor under way.
_SHOWS = re.compile(
    r"(?:(?:现场|前后|整改前?后?|处理后)?的?|[^\s,，.。;；:已好完了没不未净毕]{1,14}的)(?:照片|图片?|视频|录音)"
    r"(?:[如见在]?[下上此]?(?:发了|附上)?|(?:已经?|都|也)*(?:上传|[发拍传补])(?:[到在])?(?:群里?)?[了好上]*)[吧啊哈]?"
)
# 申请延期，配件没到 asks in so many words, and so does 明天换阀门，28号才能弄完，申请延期，已跟居民说了.
_APPLIES = re.compile(
    r"(?:^|(?<=[\s,，.。;；]))(?:我们?|本?社区|本?单位|现|特|想|要|需要?|所以|故|因此)*申请(?:延期|延时|退单|退回|剔除|挂账|转派)"
    r"(?!的|失败|没|了|被|吗|过)"
)
# Who looked wrong and finds the order to be theirs gives nothing back.
_OURS_AFTER_ALL = re.compile(
    r"(?:弄|搞|看|说|记|认|想)(?:错|岔|混)了?[\s,，。、]*(?:这个?|那个?|这单|这件|此件|确实|应该|还|就)*是(?:我们?|咱们?|本)(?:社区|村|单位|科|队|这边)?[的这]?"
    r"(?:$|[\s,，。!！~]|这边|我们|接着|继续|马上)"
)
# 这是我们的 alone takes the order as theirs too.
_OURS = re.compile(
    r"(?:这个?|那个?|[这此]件|[这此]单|确实|的确|就|应该|还)*是(?:我们?|咱们?)(?:社区|村|单位|科|队|辖区)?的[。.!！~]*"
)
# 不退单, 别延期 and 没申请转派 say outright that nothing is asked for.
_REFUSING = r"(?<![得能要法可行是])(?:不|别|没有?|未|甭|莫|无需|无须)(?:再|要|用|需要?|想|必|给|申请|提|说|打算|是)*"
_REFUSED = re.compile(rf"{_REFUSING}$")
_REFUSES_IN_SHORT = re.compile(rf"{_REFUSING}[退延挂剔]")
_DECIDED = re.compile(r"被驳回|驳回了|批了|批下来")
_UNLESS = re.compile("如果|要是|假如|万一|的话|除非|一旦|倘若")
_REQUEST_WORDS = {
    Intent.EXCLUDE: lexicon.EXCLUDE,
    Intent.RETURN: lexicon.RETURN,
    Intent.TRANSFER: lexicon.TRANSFER,
    Intent.EXTENSION: lexicon.EXTENSION,
}


@dataclass(frozen=True)
class Meaning:
    """What words mean, how sure that is (0 to 1), and what it rests on: words, signs and guards."""

    intent: Intent
    confidence: float
    reasons: tuple[str, ...]


def is_sure(intent: Intent, confidence: float) -> bool:
    """Tell whether a reading counts without a question."""
    return confidence >= _SURE_FROM.get(intent, 0.0)


def meaning_of(words: str, *, is_named: bool = False) -> Meaning:
    """Return what the words about one ticket mean; `is_named`: a number or line stood beside them."""
    if lexicon.PLAIN_ACK.fullmatch(words):
        return Meaning(Intent.ACK, 0.95, ("plain_ack",))
    if _NO_WORDS.fullmatch(words) or _LIKE_THE_OTHER.fullmatch(words):
        return Meaning(Intent.OTHER, 0.3, ("empty",))
    if lexicon.FROM_THE_DESK.search(words):
        return Meaning(Intent.OTHER, 0.9, ("not_about_a_ticket",))
    if _OURS_AFTER_ALL.search(words) or _OURS.fullmatch(words):
        return Meaning(Intent.ACK, _TOLD_APART, ("ours_after_all",))
    if _SHOWS.fullmatch(words):
        return Meaning(Intent.PROGRESS, _TOLD_APART, ("shows",))
    if says_not_yet(words, is_named=is_named):
        return Meaning(Intent.PROGRESS, 0.9, ("not_yet",))
    if promised_words(words) == half_width(words).strip(" ,.!。~"):
        return Meaning(Intent.PROGRESS, _TOLD_APART, ("promise",))
    if _DISCONTENT.fullmatch(words):
        return Meaning(Intent.PROGRESS, 0.9, ("not_yet",))
    asked = _ASKED_WHEN.match(words)
    if asked and promised_words(words[asked.end() :]):
        return Meaning(Intent.PROGRESS, _TOLD_APART, ("promise",))
    weighed = reply_model().weigh(words)
    intent = Intent(weighed.likeliest)
    if intent is Intent.RESOLVED or is_plain_done(words) or may_mean_done(words):
        return _claimed_done(words, weighed)
    return _guarded(words, intent, weighed)


def doubts_done(result: str) -> bool:
    """Tell whether the result beside a report of done denies it, leaves something open or asks for something else.

    The report itself is the word for done, so a result without one (已告知政策) is none the worse.
    """
    words = half_width(result)
    if why_not_done(words) or needs_confirmation(words) or _LEFT_OPEN_NOW.search(words):
        return True
    weighed = reply_model().weigh(words)
    return Intent(weighed.likeliest) in REQUESTS and weighed.likelihood[weighed.likeliest] >= _TOLD_APART


def _claimed_done(words: str, weighed: Weighed) -> Meaning:
    """Done without a question only when no guard speaks against it and it is plain or the model is very sure."""
    likelihood = weighed.likelihood[Intent.RESOLVED]
    against = why_not_done(words)
    is_likely = is_sure(Intent.RESOLVED, likelihood) and len(words) >= _A_STORY
    has_doubts_only = len(words) >= _SPEAKS_FOR_ITSELF and (
        likelihood >= _WHATEVER_STANDS_THERE or (likelihood >= _LIKELY and _DECIDES.isdisjoint(against))
    )
    if against and not has_doubts_only:
        return _otherwise(weighed, against)
    doubts = (("left_open", _LEFT_OPEN), ("by_the_citizen", _BY_THE_CITIZEN))
    found = [*against, *(name for name, pattern in doubts if pattern.search(words))]
    found += ["only_told"] if _ONLY_TOLD.fullmatch(words) and not lexicon.RESOLVED.search(words) else []
    if likelihood >= _BEYOND_DOUBT and len(words) >= _SPEAKS_FOR_ITSELF and _MILD.issuperset(found):
        found = []
    found += [] if is_likely or is_plain_done(words) else ["not_plain"]
    reasons = (str(Intent.RESOLVED), *reply_model().why(weighed, Intent.RESOLVED), *found)
    return Meaning(Intent.RESOLVED, _ASKED if found else max(_SURE_FROM[Intent.RESOLVED], likelihood), reasons)


def _otherwise(weighed: Weighed, against: tuple[str, ...]) -> Meaning:
    """What denies itself is no claim: a question when it asks, else progress."""
    asks = "question" in against and weighed.likelihood[Intent.QUESTION] >= weighed.likelihood[Intent.PROGRESS]
    return Meaning(Intent.QUESTION if asks else Intent.PROGRESS, _TOLD_APART, (str(Intent.RESOLVED), *against))


def _guarded(words: str, intent: Intent, weighed: Weighed) -> Meaning:
    likelihood = weighed.likelihood[intent]
    reasons = (str(intent), *reply_model().why(weighed, intent))
    if intent in (Intent.ACK, Intent.PROGRESS) and (objection := _objection(words, intent)):
        return Meaning(Intent.OTHER, 0.7, (objection,))
    is_unheard = likelihood < _HEARD and intent in (Intent.ACK, Intent.PROGRESS, Intent.OTHER)
    is_unheard = is_unheard or (len(words) < _A_STORY and weighed.evidence < _LEAST_EVIDENCE)
    if is_unheard and contact_in(words) is None:
        return Meaning(Intent.OTHER, likelihood, ("nothing_known",))
    if intent in REQUESTS and (denied := _denied(words, intent)):
        is_believed = likelihood >= _AGAINST_ITS_WORD and denied not in _NEVER_BELIEVED
        return Meaning(intent, likelihood if is_believed else _ASKED, (*reasons, denied))
    is_doubtful = intent is Intent.ACK or (intent is Intent.PROGRESS and likelihood < _SURE_PROGRESS)
    applies = intent in (Intent.ACK, Intent.PROGRESS) and _applies(words)
    if (is_doubtful or applies) and (wanted := _asked_for_beside(words)):
        is_plain = applies and not is_question(words)
        return Meaning(wanted, _TOLD_APART if is_plain else _ASKED, (str(wanted), "beside"))
    if intent in (Intent.ACK, Intent.OTHER) and contact_in(words) is not None:
        return Meaning(Intent.PROGRESS, _TOLD_APART, ("contact",))
    if intent is Intent.ACK and is_question(words) and not lexicon.ASKS_POLITELY.search(words):
        return Meaning(Intent.QUESTION, _TOLD_APART, ("question",))
    return Meaning(intent, likelihood, reasons)


def _denied(words: str, intent: Intent) -> str | None:
    """A request under a condition, denied or decided already is not made unasked."""
    if _UNLESS.search(words):
        return "condition"
    found = list(_REQUEST_WORDS[intent].finditer(words))
    if all(_REFUSED.search(words[: each.start()]) for each in found) if found else _REFUSES_IN_SHORT.search(words):
        return "refused"
    if any(_DECIDED.search(words, match.start()) for match in found):
        return "decided"
    if found and not lexicon.ASKS_POLITELY.search(words) and all(is_negated(words, each.start()) for each in found):
        return "denied"
    return None


def _applies(words: str) -> bool:
    """Tell whether it asks in so many words and in a clause of its own, whatever else is told beside it."""
    found = _APPLIES.search(words)
    return found is not None and not _UNLESS.search(words) and not _DECIDED.search(words, found.end())


def _asked_for_beside(words: str) -> Intent | None:
    """Return the request whose word stands undenied in what looks like a receipt: 这个应由物业科负责."""
    return next(
        (
            intent
            for intent, pattern in _REQUEST_WORDS.items()
            if (found := pattern.search(words)) and not is_negated(words, found.start()) and "不" not in words
        ),
        None,
    )


def _objection(words: str, intent: Intent) -> str | None:
    """修不了, and beside a receipt: 不受理, 没收到, 拒绝签收, 安排不了, or an objection to the order."""
    receipts = list(lexicon.ACK.finditer(words))
    refused = bool(receipts) and all(_is_refused(words, receipt) for receipt in receipts)
    objects = lexicon.OBJECTION.search(words)
    if intent is Intent.ACK:
        return "objection" if objects or refused else None
    return "objection" if (objects or refused) and len(words) < _A_STORY else None


def _is_refused(words: str, receipt: re.Match[str]) -> bool:
    before, after = words[: receipt.start()], words[receipt.end() :]
    return bool(
        is_negated(words, receipt.start()) or re.search("拒绝?$", before) or re.match("不(?:[了下成动]|过来)", after)
    )
