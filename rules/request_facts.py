"""Pulls out of a unit's own words what it asks for: kind, until when, why, which units, whether the caller knows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from rules.asked_words import spelled_out
from rules.half_width import half_width
from rules.intents import Intent
from rules.lexicon import CITIZEN
from rules.named_units import NamedUnit, UnitNames, units_in
from rules.requested_time import requested_until, with_months_ended
from rules.requests import REQUESTS, Need, RequestKind
from rules.working_time import Calendar

_SUSPEND = re.compile("挂[账帐]")
_EXCLUDE = re.compile("剔除|不计入|不纳入|不列入|不算考核|免考核")
_ASSIST = re.compile(r"(?<!我们)(?<!我单位)(?<!我社区)(?:协办|协同)|双派|吹哨|一起|共同|联合|一块|配合|协助|参与")
_TRANSFER = re.compile("转派|改派|转给|转到|转过去|转办|移交|派给|换主办|主办换|主办改|归|属于|该由|应由|主办")

_HEDGE = re.compile("可能|好像|也许|大概|估计|恐怕|说不定|要不(?:然|要)?|是不是|该不该|不知道能")
_PLAINLY = re.compile("申请|请|麻烦|要求|希望|能不能|能否|可否|建议")

_WHO = rf"(?:{CITIZEN.pattern})(?:本人|家里?|那边)?"
_LATER = r"马上|稍后|回头|一?会儿?再?|这就|待会儿?|明天|准备|打算|晚点|尽快|下午"
_TELL = r"(?:告知|告诉|通知|说明|解释|答复|回复|沟通|商量|协商|联系|打?过?招呼|说|讲|谈)"
_TOLD = re.compile(
    rf"(?:(?P<no>还?没有?|还?未|尚未|没来得及|没顾上)|(?P<later>{_LATER})|已经?|都|也|刚刚?|电话|当面){{0,6}}"
    rf"(?:(?:[跟和向给与同对]){_WHO}(?:已经?|都|也|电话里?){{0,4}}{_TELL}|(?:告知|告诉|通知|答复|回复){_WHO}"
    rf"|{_WHO}(?:已经?|都){{0,3}}(?:告知|通知)|(?:告知|通知)(?=[了过]?(?:$|[\s,。;])))"
    r"(?:[过好了]|清楚|明白){0,4}"
)
_KNOWS = re.compile(
    rf"{_WHO}(?:已经?|也|都|还|表示|是){{0,5}}(?P<no>不)?(?:知道|知晓|知情|同意|理解|认可|没意见|能接受)了?"
)
_ASKS = re.compile(r"要不要|需要|是否|该不该|吗|怎么|请坐席|请你们|麻烦|帮")

# Stands for what was read apart while the reason is looked for.
_READ = "□"
_POLITELY = (
    r"(?:\s|我们?|咱们?|社区|这边|就|那|先|只能|还是|所以|现|特|想|要|需要?|请求?|希望|能不能|能否|可不可以|可否|是否可以|麻烦|帮忙?|申请"
    r"|建议|要求|提出?|再|多|给|把?(?:这|此|本|该)?(?:个|件|单子?|工单|个单子)|领导|坐席|您好|你好|老师|予以|给予){0,16}"
)
_ENDING = (
    r"(?:\s|一下|处理|办理|申请|行不行|行不|行吗|可以吗|好吗|成吗|[吧呗吗啊呢了]|谢谢|之?内|左右|之?前"
    r"|给?(?:坐席|你们|他们)|考核){0,10}"
)
_CORES = {
    RequestKind.EXTENSION: (
        r"(?:延[期长时后迟缓]?|宽限|缓一?缓?|推迟?|顺延|展期|能?拖)(?:到|至|时间|办理|一下|我们|的|□)*"
        r"|(?:到|至)?□+(?:的?(?:延期|宽限))?(?:时间)?"
    ),
    RequestKind.RETURN_TO_DESK: r"退单|退回去?|退掉|退(?=$|[吧了啊呗]|一下)|收回|重派|重新派单?",
    RequestKind.TRANSFER: (
        r"(?:转派|改派|转办|转过去|转走|(?:转|派|移交|交)(?=[给到至]?□))(?:给|到|至)?□*(?:那边)?(?:主办|负责)?"
    ),
    RequestKind.ASSIST: (
        r"双派|吹哨|[请让由和跟]?□+(?:[、和跟与及]|□)*(?:一起|共同|联合|一块)?(?:协办|配合|协助|双派|办|去)?"
    ),
    RequestKind.SUSPEND: r"挂[账帐](?:到|至|□)*",
    RequestKind.EXCLUDE: r"剔除|不计入考核|不纳入考核",
}
_ASKED = {kind: re.compile(rf"{_POLITELY}(?:{core}){_ENDING}") for kind, core in _CORES.items()}
_AT_ITS_END = {kind: re.compile(rf"{asked.pattern}$") for kind, asked in _ASKED.items()}
_MENTION = re.compile(r"@\S+")
_CLAUSE = re.compile(r"[^,。;!?\s]+")
_LEAD = re.compile(r"(?:(?:主要)?(?:是)?因为|由于|原因是?|理由是?|[:、]|收到(?:是收到)?了?|好的|但是?|可是?|不过)+")
_THEREFORE = re.compile(r"(?:[、:]|所以|因此|故)+$")
_LONGEST = 200
# Nobody reads what stands further on; a request is a sentence or two.
_READ_TO = 600


@dataclass(frozen=True)
class Moment:
    """When something is said, and what times count from: the ticket's limit and the working days."""

    now: datetime
    zone: tzinfo
    due_at: datetime | None = None
    calendar: Calendar | None = None


@dataclass(frozen=True)
class RequestFacts:
    """What is asked for; `kind` is None where the words leave open which, `reason` is '' where none is given.

    `caller_told` is None where nothing is said of it. Of a return `units` are those who should have it instead.
    """

    kind: RequestKind | None
    until: datetime | None
    reason: str
    caller_told: bool | None
    units: tuple[NamedUnit, ...]


def request_in(
    words: str, intent: Intent, moment: Moment, directory: Sequence[UnitNames] = (), own_unit: int | None = None
) -> RequestFacts:
    """Return the facts of a request that words were read as; `words` are without ticket numbers."""
    plain = with_months_ended(half_width(words[:_READ_TO]))
    kind = kind_of(plain, intent)
    units = units_in(plain, directory, but=own_unit)
    if kind is None:
        return RequestFacts(None, None, "", told_in(plain), units)
    if REQUESTS[kind].needs is not Need.UNTIL:
        named = [unit.word for unit in units if kind is not RequestKind.RETURN_TO_DESK]
        return RequestFacts(kind, None, _reason(plain, _without(plain, named), kind), told_in(plain), units)
    plain = spelled_out(plain, moment.now.astimezone(moment.zone).date())
    due_at = moment.due_at if kind is RequestKind.EXTENSION else None
    wanted = requested_until(plain, moment.now, moment.zone, due_at=due_at, calendar=moment.calendar)
    named = [plain[wanted.start : wanted.end]] if wanted else []
    until = wanted.until if wanted else None
    return RequestFacts(kind, until, _reason(plain, _without(plain, named), kind), told_in(plain), units)


def is_hedged(words: str) -> bool:
    """Tell whether words only think of asking: 可能要延期, 要不退了; 可能来不及，申请延期 asks."""
    return bool(_HEDGE.search(words)) and not _PLAINLY.search(_HEDGE.sub("", words))


def kind_of(plain: str, intent: Intent) -> RequestKind | None:
    """Return what exactly is asked for; None where the words name two things or something else."""
    match intent:
        case Intent.EXTENSION:
            return RequestKind.EXTENSION
        case Intent.RETURN:
            return RequestKind.RETURN_TO_DESK
        case Intent.TRANSFER:
            return RequestKind.ASSIST if _ASSIST.search(plain) and not _TRANSFER.search(plain) else RequestKind.TRANSFER
        case Intent.EXCLUDE:
            suspends, excludes = _SUSPEND.search(plain), _EXCLUDE.search(plain)
            if suspends and excludes:
                return None
            return RequestKind.SUSPEND if suspends else RequestKind.EXCLUDE if excludes else None
    return None


def told_in(plain: str) -> bool | None:
    """Tell whether half-width words say that the caller was told (True), was not (False), or nothing of it."""
    for clause in _CLAUSE.findall(plain):
        if _ASKS.search(clause):
            continue
        if found := _TOLD.search(clause):
            return not (found["no"] or found["later"] or re.search("没|未", clause[: found.start()][-2:]))
        if found := _KNOWS.search(clause):
            return not (found["no"] and re.search("知", found[0]))
    return None


def _without(plain: str, read: Sequence[str]) -> str:
    """Return the text with what was read apart blotted out, nothing moved."""
    for word in read:
        plain = plain.replace(word, _READ * len(word))
    return _MENTION.sub(lambda found: " " * len(found[0]), plain)


def _reason(plain: str, blotted: str, kind: RequestKind) -> str:
    """The words without the asking itself and without that the caller was told; '' when nothing else is said."""
    kept = []
    for clause in _CLAUSE.finditer(blotted):
        start, end = _left(blotted, clause, kind)
        left = _THEREFORE.sub("", plain[start:end])
        if left and not _only_tells_of_the_caller(left):
            kept.append(left)
    return "，".join(kept)[:_LONGEST]


def _only_tells_of_the_caller(clause: str) -> bool:
    knows = _KNOWS.fullmatch(clause)
    # 居民不同意 is a reason of its own.
    return bool(_TOLD.fullmatch(clause) or (knows and (not knows["no"] or "知" in clause)))


def _left(blotted: str, clause: re.Match[str], kind: RequestKind) -> tuple[int, int]:
    """Where in a clause something is said beside the asking."""
    start, end = clause.span()
    if lead := _LEAD.match(blotted, start, end):
        start = lead.end()
    if asked := _ASKED[kind].match(blotted, start, end):
        start = asked.end()
        if lead := _LEAD.match(blotted, start, end):
            start = lead.end()
    if asked := _AT_ITS_END[kind].search(blotted, start, end):
        end = asked.start()
    return start, end
