"""Hides the person a complaint accuses: a name behind a post or the word for accusing, in texts of sensitive orders."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rules.masking import hide_caller
from rules.names_before_phones import NO_NAME
from rules.surnames import DOUBLE_SURNAMES, SURNAMES, surname_of

_POSTS = (
    "干部|书记|主任|[站所局镇村队科乡校院处厂组班]长|会计|民警|辅警|警察|城管|社工|网格员|工作人员|负责人|经理|老板|法人|员工|村民|居民|职员|老师"
    "|医生|护士|司机|同事|男子|女子|领导|名叫|叫做"
)
_FAMILY = rf"(?:{'|'.join(DOUBLE_SURNAMES)}|[{''.join(sorted(SURNAMES))}])"
# What follows a name: nothing, or what the person is said to have done.
_DOES = (
    "受贿|行贿|贪|收受?|索|吃|拿|要|打|骂|殴|侮|辱|违|占|侵|挪|私|滥|利用|在|是|等|和|与|以|于|把|将|对|向|不|有|没|长期|多次|涉|虚|骗|欺|威|恐|酒|赌"
    "|勾|包庇|克扣|强|乱|态度|工作|失|渎|说|称|称|的|及|、|给|让|用|从|上|醉|扰|噪|拖|存|为"
)
_PLAIN = re.compile(
    rf"(?:{_POSTS}|举报|控告|检举|投诉|反映|状告)(?P<name>(?!{NO_NAME.pattern}){_FAMILY}[一-鿿]{{1,2}}?)"
    rf"(?={_DOES}|[^一-鿿]|$)"
)
# Behind a post a family name begins a name also where the words that follow are unknown.
_BEHIND_POST = re.compile(rf"(?:{_POSTS})(?P<name>(?!{NO_NAME.pattern}){_FAMILY}[一-鿿]{{2}})")


def hide_accused(text: str, names: Iterable[str] = ()) -> str:
    """Return a masked text without the names of those it may accuse; `names` are those of people the desk knows."""
    text = hide_caller(text, names, ())
    for pattern in (_PLAIN, _BEHIND_POST):
        text = pattern.sub(_hidden, text)
    return text


def _hidden(found: re.Match[str]) -> str:
    whole, name = found[0], found["name"]
    return whole[: len(whole) - len(name)] + surname_of(name) + "**"
