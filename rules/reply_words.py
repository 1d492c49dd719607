"""Reads from what a unit wrote of an order what a reply to the citizen may state: what has happened, what is ahead."""

from __future__ import annotations

import re
from typing import Literal

from rules.guards import is_question
from rules.half_width import half_width
from rules.lexicon import PLAIN_ACK, RESOLVED
from rules.reaching import contact_in
from rules.reply_pieces import UNNAMED_LINE, TextPiece, split_pieces, words_of
from rules.ticket_number import Patterns

Ahead = Literal["visit", "done", "work"]

# 上门维修 is the work itself.
_SITE = re.compile(
    r"现场|到场|上门(?!维修|检?修|更换|安装|清|处理|疏通|告知|解释|换|装)|查看|核实|勘[查察]|检查|实地|入户(?!维修|更换)"
)
_CLAUSE = re.compile(r"[,，。;；!！\n]+")
# Whatever else is said beside it, this lies ahead, or is under way.
_AHEAD = re.compile(
    r"明[天日早晚儿]|后天|下个?(?:周|月|星期|礼拜)|周末|改天|过[一两几]天|回头|稍后|晚点|待会|等会|等一?下|一会儿?|下一步|后续|接下来"
    r"|马上(?!.*了)|立[即刻](?!.*了)|这就|尽[快量]|抓紧|准备|打算|计划|预计|争取|力争|拟(?!定)|即将|将[于在会尽继安由对]|正在|正[修办清换]"
    r"|还在|再[去来看修换]|[去来]不了|约.{0,10}(?:上门|入户|[去来看修见])|^(?:先|再)?等|一[好完到](?:就|再)|[好完]了?(?:再|就|后|之后)?(?:告诉|告知|通知|回复|报)"
    r"|要不|如果|的话|只要|万一"
)
# Ahead unless something in the clause says that it is over.
_MAY_BE_AHEAD = re.compile(
    r"今[天日晚]|上午|下午|中午|晚上|[0-9一二三四五六七八九十两]+点|周[一二三四五六日天]|继续|安排|派[人师]|协调|督促|催|先|要|需|得(?![到知以])|会(?![议同])|能(?!源)"
    r"|可以|在[修弄换清挖拆处办施]|^(?:我们?)?去"
)
_OVER = re.compile(
    r"[了过完毕]|已|[修办弄换装清处理到约说]好|刚|属实|无人|没人|不在|发现|为止|(?<=.)是(?![今明后上下中])|有(?!望)"
)
# Said to the desk or of the citizen, and nothing that he is to read.
_NOT_FOR_HIM = re.compile(
    r"[说发打看搞弄写]错|口误|不对|故意|无理|找[茬事]|胡搅|刁|讹|恶意|有病|别催|不用催|烦(?!请)|麻烦|希望|^(?:请|辛苦|谢谢|感谢)|请坐席|请你们|可以回访"
    r"|^(?:现场|已拍)?(?:照片|图片|视频)"
)
# The end is told as a result, once it counts as one.
_ENDED = re.compile("办结|结案|完结")
# A phone that was masked says nothing any more, and its last figures are no order's number.
_MASKED_PHONE = re.compile(r"的?(?:电话|手机号?|号码)?[:：是]?\s*1[0-9]{2}\*{3,}[0-9]{0,4}")
_OF_BEFORE = re.compile(r"早[就已]?(?!上)|之前|上次|上回|以前|原来就|本来就")
_VISIT = re.compile(r"上门|入户|到场|现场|[去来过](?:看|家|一趟)|去(?!除)|查看|见面")


def is_of_site(stated: str) -> bool:
    """Tell whether what is stated was found out on the spot."""
    return _SITE.search(stated) is not None


def stated_in(
    text: str,
    ticket_no: str,
    patterns: Patterns,
    *,
    is_contact_told: bool,
    is_again: bool = False,
    is_result: bool = False,
) -> str:
    """Return what a message says has happened in this order, without its numbers; empty when it says nothing of that.

    What is said of another order, lies ahead, asks, or is only for the desk is left out, and so is the contact that is
    told elsewhere. `is_again`: the order was sent back, so that 早弄完了 tells of the time before.
    `is_result`: the unit's word counts, so that it may say 已办结.
    """
    said = [_words(piece, ticket_no, patterns) for piece in split_pieces(_MASKED_PHONE.sub("", text), patterns)]
    clauses = [clause.strip() for words in said for clause in _CLAUSE.split(words)]
    kept = [
        clause
        for clause in clauses
        if _has_happened(clause, is_again=is_again) and (is_result or not _ENDED.search(clause))
    ]
    work = [clause for clause in kept if _SITE.search(clause) or contact_in(clause) is not True]
    return "，".join(work if is_contact_told else kept)


def what_lies_ahead(text: str) -> Ahead:
    """Return what a promise is of: to come and look, to be done, or to work on it."""
    plain = half_width(text)
    if RESOLVED.search(plain) or re.search(r"[修办弄换装清处理搞][好完妥]", plain):
        return "done"
    return "visit" if _VISIT.search(plain) else "work"


def _words(piece: TextPiece, ticket_no: str, patterns: Patterns) -> str:
    """Return what a piece says of the order; nothing when it names others alone, or leaves open which it means."""
    named = (*piece.numbers, *piece.tails)
    if named and not any(ticket_no.endswith(name) for name in named):
        return ""
    if UNNAMED_LINE in piece.lines and not named and _names_another(piece.text, ticket_no):
        return ""
    return words_of(piece, patterns)


def _names_another(text: str, ticket_no: str) -> bool:
    return any(not ticket_no.endswith(digits) for digits in re.findall("[0-9]{4,}", half_width(text)))


def _has_happened(clause: str, *, is_again: bool) -> bool:
    if not clause or PLAIN_ACK.fullmatch(clause) or is_question(clause) or _NOT_FOR_HIM.search(clause):
        return False
    if _AHEAD.search(clause) or (is_again and _OF_BEFORE.search(clause)):
        return False
    return not _MAY_BE_AHEAD.search(clause) or _OVER.search(clause) is not None
