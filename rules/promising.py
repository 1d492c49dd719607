"""Decides whether words promise something: a time to come and what will be done then, neither denied nor over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from rules.half_width import half_width
from rules.lexicon import CITIZEN
from rules.promised_time import Mention, Promise, mentions, moment_of
from rules.requested_time import plainly_dated

_BREAK = re.compile(r"[,。;!\n…]")
# 合同12月1日到期 and 来电 are nothing the unit will do.
_DOING = re.compile(
    r"上门|入户|去|到(?![期货账底])|来(?![电水气]|不及)|弄|修|办(?![公法])|处理|解决|搞|完(?!全)|清|换|装|拆|通(?=开|好|$)|疏通|施工"
    r"|进场|动工|开工|整改|挖|补|送|拉|运|查|检|测|看(?!情况|天气)|见面|碰头|联系|回复|答复|反馈|回电|沟通|协调(?!会)|回话|打电话|给[个您你]?(?:结果|信儿?|电话)|安排|落实|恢复|停工|停业|结案|再打|报结果"
)
_DENIED = re.compile(
    r"不(?!出意外|见不散|超过|晚于|迟于|用催|耽误|误)|没(?!问题)|未|无法|难以|甭|莫|勿|别(?!的)"
    r"|停[水电气暖]|又|正在|还在|一直|在(?=[修处办弄清换拆施])"
)
_CANNOT = re.compile(r"[^,。;]{0,3}?(?:不[了成完好上动掉通净]|没[成完好到])")
_NOT_THEN = re.compile(r"(?:要求|希望|催着?|盼着?|不是|不能|不用|不等|不到|没说|没约|别|甭|未必|不一定|无法|没法)$")
_CONDITION = re.compile("如果|要是|假如|万一|除非|倘")
_OVER_BEFORE = re.compile(r"昨|前天|上周|上个?月|刚才|已经?[于在]?\s*$")
_OVER_AFTER = re.compile(r"了(?!解)|过(?![去来一])|已|刚|的(?=现场|$)|发现")
_DONE_THEN = re.compile(r"^已|[修办弄去来换清到好完]的(?:现场|$)")
# 上午到现场查看,家中无人 tells what was found, not what will be done.
_FOUND = re.compile(
    r"[^,。;]{0,4}(?:到|去|上门|入户)[^,。;]{0,8}[,\s](?!现在|目前)[^,。;]{0,8}?(?:发现|经查|属实|无人|没人[在应]|未见|敲门)"
)
_BY_THEMSELVES = re.compile("自己|自行|自费|自个")
_SURE = re.compile("[修弄办搞清换理]?[好完定结]$")
_WILL = re.compile(r"^之?前|^左右|能|会(?!议)|准|争取|保证|一定|得|要|可以|再")
_ELSE_COMES = re.compile(rf"^(?:但是?|可是?|因为?|那?个?)?{CITIZEN.pattern}(?:要|得|才|都)?$")
_TAIL = re.compile(
    r"(?:\s|争取|尽量|之?内|之?前|以前|左右|以后|之?后|[吧啊哈呀呢哦]|行|可以|能|准|一定|OK|ok|再|才|都|全部?|没问题|这边|我们?|师傅)*"
)
# 09:30到现场 said at ten tells of this morning, not of tomorrow.
_SINCE_JUST_NOW = timedelta(hours=21)
_LEAD = re.compile(
    r"(?:\s|收到|好[的嘞]?|嗯|行|可以|那|就|我们?|师傅|物业|这边|预计|大概|大约|估计|争取|最[晚迟快早]|尽量|得|要|等|到|计划|准备|先|再|只能"
    r"|可能|说|都|全部?|的|(?:何时|什么时候|几时|几点)(?:能|可以)?(?:办结|办完|完成|办好)|已?[^,。;]{0,4}联系[^,。;]{0,6}|(?:剩|余|其他|其余|其它|另|还有|别的)[^,。;]{0,4}|[:、])*"
)
_SET_FOR = re.compile(
    rf"(?:约[好了定在到的]*(?:{CITIZEN.pattern})?[在到的]?|说好[了在]?|定[在了到的]?|改[到成为在]?|推[到迟至]*|时间[是定在:]*|换到|挪到)$"
)
# 今天周三，周四去 says which day it is.
_WHICH_DAY = re.compile("今[天儿日](?:周|星期|礼拜)[一二三四五六日天]")
_DONE_BY = re.compile(rf"(?:{_DOING.pattern})[^,。;]{{0,4}}?(?:要|得|等|到|在|是|时间)$")


@dataclass(frozen=True)
class UnclearTime:
    """A promise was made, but its moment cannot be read; `text` is what was said of it."""

    text: str


@dataclass(frozen=True)
class _Around:
    """What is said before and behind a time, within its clause and up to the next time."""

    before: str
    after: str
    onward: str


def promise_in(text: str, now: datetime, tz: tzinfo) -> Promise | UnclearTime | None:
    """Return the first promise in a unit's words about one ticket, UnclearTime for one that cannot be read, or None.

    今天去过了, 明天修不了 and 合同12月1日到期 name times and promise nothing; a time alone (②明天) is a promise.
    """
    plain = plainly_dated(half_width(text), now.astimezone(tz).date())
    unclear: UnclearTime | None = None
    for mention, around in _promising(plain):
        words = plain[mention.start : mention.end].strip()
        at = moment_of(mention, now, tz)
        was_just_now = mention.is_next and at is not None and at - now > _SINCE_JUST_NOW
        if at is not None and at > now and not was_just_now:
            return Promise(at, words)
        if mention.is_vague or _WILL.search(around.after.strip()) or _SURE.search(around.after.strip()):
            unclear = unclear or UnclearTime(words)
    return unclear


def promises(text: str) -> bool:
    """Tell whether a unit's words promise something, whatever the clock says."""
    return next(_promising(half_width(text)), None) is not None


def _promising(plain: str) -> Iterator[tuple[Mention, _Around]]:
    found = list(mentions(plain))
    for place, mention in enumerate(found):
        low = found[place - 1].end if place else 0
        high = found[place + 1].start if place + 1 < len(found) else len(plain)
        around = _Around(
            _BREAK.split(plain[low : mention.start])[-1], _behind(plain[mention.end : high]), plain[mention.end : high]
        )
        if _is_promised(mention, around) and not _is_the_date(plain, mention):
            yield mention, around


def _is_the_date(plain: str, mention: Mention) -> bool:
    whole = _WHICH_DAY.fullmatch(plain, mention.start, mention.end)
    return whole is not None and plain[mention.end : mention.end + 1] in ",。;"


def _behind(rest: str) -> str:
    """What is said behind a time; when nothing stands there, the words behind the comma: 明天,我们去修."""
    clause = _BREAK.split(rest)[0]
    if _TAIL.fullmatch(clause) and rest[len(clause) : len(clause) + 1] == ",":
        return clause + _BREAK.split(rest[len(clause) + 1 :])[0]
    return clause


def _is_promised(mention: Mention, around: _Around) -> bool:
    before, after = around.before.strip(), around.after.strip()
    if _NOT_THEN.search(before) or _CONDITION.search(before) or _CONDITION.match(after):
        return False
    if _OVER_BEFORE.search(before) or _DONE_THEN.search(after) or _ELSE_COMES.search(before):
        return False
    if _SET_FOR.search(before) and _TAIL.fullmatch(after.removesuffix("了")):
        return True
    if _BY_THEMSELVES.match(after) and "我" not in before:
        return False
    if not mention.is_ahead and (_is_over(after) or _FOUND.match(around.onward)):
        return False
    if _TAIL.fullmatch(after):
        is_alone = _LEAD.fullmatch(before)
        return bool(is_alone or (_DONE_BY.search(before) and not _DENIED.search(before)))
    doing = _DOING.search(after)
    if doing is None or _DENIED.search(after[: doing.start()]):
        return False
    return not _CANNOT.match(after[doing.end() :])


def _is_over(after: str) -> bool:
    """今天去过了 and 三点到的现场 are over; 今天就能修好了 is not."""
    over = _OVER_AFTER.search(after)
    will = _WILL.search(after)
    return bool(over and not (will and will.start() < over.start()))
