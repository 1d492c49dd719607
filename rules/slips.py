"""Reads that a unit takes back what it has just said: 打错了, 不对是4513, 发错了是另一个, 撤销."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rules.half_width import half_width
from rules.reply_pieces import UNNAMED_LINE, split_pieces
from rules.ticket_number import Patterns

_BEFORE = r"(?:(?:哎呀?|啊|呀|抱歉|不好意思|对不起|刚才|刚刚|刚|我|那个|那条|上一?条|上面|单号|又|都)[的,\s]*)*"
_SLIP = re.compile(
    _BEFORE + r"(?:(?:打|说|写|发|搞|弄|看|输|报|记|点|回|选)(?:错|串|岔)(?:单号?|号|件|条|地方)?[了啦]*|口误|笔误|手误"
    r"|更正|错了|不对|不是(?:\s*[0-9]{4,})?(?=[,\s]*(?:应该)?是))[!。.,~、:\s]*"
)
_LEADS_TO = re.compile(r"(?:应该|其实|我?说的?|指的)*(?:是|要)\s*")
_SAYS_NO_MORE = re.compile(
    r"(?:不好意思|抱歉|对不起|不算|作废|重来|(?:不是|不要)这[个件条]?|(?:应该)?是?(?:另外?|别的?|其他)一?[个件条的]?(?:工单|单子)?)?[了啊呀吧!。.~\s]*"
)
_TAKE_BACK = re.compile(
    r"(?:我要|我想|请|帮我|麻烦|能)*(?:把)?(?:刚才的?|上一?[条步个件]|那[条个件])?(?:撤销|撤回)"
    r"(?:一下|掉|刚才的?|刚刚的?|上一?[条步个件]|报?办结)*\s*(?P<number>[0-9]{4,})?[吧了啊呀!。.~\s]*"
)
_PLAIN_DENIAL = re.compile(r"不对|更正")


@dataclass(frozen=True)
class Slip:
    """What was said last is wrong; `instead` is what is said in its place, which names a ticket, or ''.

    `is_sure`: it says that another ticket was meant, and not only that something is wrong.
    """

    instead: str = ""
    is_sure: bool = False


def read_slip(text: str, patterns: Patterns, n_lines: int = 0) -> Slip | None:
    """Return what `text` says in place of the last message; None when it does not take that back.

    `n_lines` is how long the list was that the last message chose from: then 不对是2 names another line.
    """
    plain = half_width(text).strip()
    found = _SLIP.match(plain)
    if found is None:
        return None
    rest = plain[found.end() :]
    if _SAYS_NO_MORE.fullmatch(rest):
        return Slip()
    leads = _LEADS_TO.match(rest)
    instead = rest[leads.end() :] if leads else rest
    pieces = split_pieces(instead, patterns, n_lines)
    named = pieces[0].numbers + pieces[0].tails or pieces[0].lines
    if len(pieces) != 1 or len(named) != 1 or UNNAMED_LINE in pieces[0].lines:
        return None
    return Slip(instead, is_sure=bool(leads) or not _PLAIN_DENIAL.search(found[0]))


def asks_to_take_back(text: str) -> str | None:
    """Return the number (or '') that a plain 撤销 names; None when the text is none."""
    found = _TAKE_BACK.fullmatch(half_width(text).strip())
    return None if found is None else found["number"] or ""
