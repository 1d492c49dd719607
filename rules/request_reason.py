"""Leaves of a unit's words the reason of what they ask for: without the asking itself, the date, unit and thanks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rules.caller_told import only_tells_of_the_caller
from rules.requests import RequestKind

# Stands for what was read apart while the reason is looked for.
_READ = "□"
_POLITELY = (
    r"(?:\s|我们?|咱们?|社区|这边|就|那|先|只能|还是|所以|现|特|拟|想|要|需要?|请求?|求|烦请|希望|能不能|能否|能(?=再|给|往后|延|宽|缓|转|退)|可不可以|可否|是否可以"
    r"|麻烦|帮忙?|申请|建议|要求|提出?|再|多|给|准予|批准|列入|把?(?:这|此|本|该|将)?(?:个|件|单子?|工单|个单子)"
    r"|领导|坐席|您好?|你好|老师|予以|给予){0,16}"
)
_ENDING = (
    r"(?:\s|一下|处理|办理|回复|答复|申请|行不行|行不|行吗|可以吗|好吗|成吗|[吧呗吗啊呢了]|不(?=$)|谢谢|拜托|之?内|左右|之?前"
    r"|给?(?:坐席|你们|他们)|考核){0,10}"
)
_LIMIT = r"[把将]?(?:办理|回复|答复)?(?:时间|时限|期限|截止(?:时间|日期)?|日期)"
_JOINTLY = r"(?:一起|共同|联合|一块儿?)"
_CORES = {
    RequestKind.EXTENSION: (
        r"(?:延[期长时后迟缓]|宽限|推迟|顺延|展期|(?:延|宽|缓|推|拖|往后[延推顺放挪])(?=[到至一□两])|延(?=$))"
        r"(?:到|至|时间|时限|期限|办理|一下|我们|的|□)*"
        rf"|{_LIMIT}(?:往后)?(?:[延推放改调挪定](?:[到至]|□)+|拉长|放宽|延长)"
        r"|(?:延|宽|缓|推|容)?(?:上|我们)?(?:几天|几日|些天|些日子|点时间|些时间|点工夫|一段时间)"
        r"|(?:到|至)?□+(?:的?(?:延期|宽限))?(?:时间)?"
    ),
    RequestKind.RETURN_TO_DESK: (
        r"退[单丹]|退回去?|退掉|退(?=$|[吧了啊呗]|一下)|收[回走单]|拿[走回]去?|撤[走回]|打回去?|交还|请回|重派|重新派单?"
    ),
    RequestKind.TRANSFER: (
        r"(?:转派|改派|转办|转过去|转走|(?:转|派|移交|交)(?=[给到至]?□))(?:给|到|至)?□*(?:[、和跟与及]+□+)*(?:那边)?[去来]?(?:主办|负责)?"
    ),
    RequestKind.ASSIST: (
        r"(?:双派|吹哨|[增加]派|增列)□*(?:为?协办单位)?"
        rf"|[请让由和跟]?□+(?:[、和跟与及]+□+)*(?:{_JOINTLY}?(?:协办|配合|协助|双派|办理|处理|参与|办|去)|{_JOINTLY}|(?=$))"
    ),
    RequestKind.SUSPEND: r"挂[账帐起](?:到|至|□)*|(?:到|至)?□+",
    RequestKind.EXCLUDE: r"剔除|不计入?考核|不纳入考核|免[考计]",
}
_ASKED = {kind: re.compile(rf"{_POLITELY}(?:{core}){_ENDING}") for kind, core in _CORES.items()}
_AT_ITS_END = {kind: re.compile(rf"{asked.pattern}$") for kind, asked in _ASKED.items()}
_COURTESY = re.compile(
    r"(?:求求?您?了?|谢谢您?了?|多谢|拜托|您看|辛苦您?了?|帮帮忙|麻烦您?了?|请?望?(?:予以?)?(?:支持|批准|理解|审批)|好吗|行吗|可以吗"
    r"|可能|估计|大概|好像|也许|恐怕|请|烦请|麻烦|附[^,]{0,8})+"
)
# 都申请延期 and 还要请城管办协办 leave a word that is no reason.
_FILLER = re.compile(r"(?:[都还也就均再另并]|全部?|全都|一并|另外|同时|以及|(?:这|那)?[几两三]?[件个]|这边|现在?)+")
_MENTION = re.compile(r"@\S+")
_CLAUSE = re.compile(r"[^,。;!?\s]+")
_LEAD = re.compile(
    r"(?:(?:主要)?(?:是)?因为|由于|因(?!此)|原因是?|理由是?|[:、]|收到(?:是收到)?了?|好的|但是?|可是|不过)+"
)
_THEREFORE = re.compile(r"(?:[、:]|所以|因此|故)+$")
_LONGEST = 200


def reason_in(plain: str, kind: RequestKind, read: Sequence[str]) -> str:
    """Return the reason in half-width words; '' when none is given. `read` are the words that were read apart."""
    blotted = _blotted(plain, read)
    kept = []
    for clause in _CLAUSE.finditer(blotted):
        start, end = _left(blotted, clause, kind)
        left = _THEREFORE.sub("", plain[start:end])
        is_reason = left and not (_COURTESY.fullmatch(left) or _FILLER.fullmatch(left))
        if is_reason and not only_tells_of_the_caller(left):
            kept.append(left)
    return "，".join(kept)[:_LONGEST]


def _blotted(plain: str, read: Sequence[str]) -> str:
    """Return the text without what was read apart, nothing moved."""
    for word in read:
        plain = plain.replace(word, _READ * len(word))
    return _MENTION.sub(lambda found: " " * len(found[0]), plain)


def _left(blotted: str, clause: re.Match[str], kind: RequestKind) -> tuple[int, int]:
    """Where in a clause something is said beside the asking, which stands at its beginning or end."""
    start, end = clause.span()
    if lead := _LEAD.match(blotted, start, end):
        start = lead.end()
    asked = _ASKED[kind].match(blotted, start, end)
    if asked and (asked.end() == end or _READ in asked[0] or _LEAD.match(blotted, asked.end(), end)):
        start = asked.end()
        lead = _LEAD.match(blotted, start, end)
        start = lead.end() if lead else start
    if asked := _AT_ITS_END[kind].search(blotted, start, end):
        end = asked.start()
    return start, end
