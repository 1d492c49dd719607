"""Tells whether a text is a reason for a reply without evidence: a plain statement of what was done, nothing else."""

from __future__ import annotations

import re

from rules.guards import is_question
from rules.half_width import half_width

_OF_A_REPLY = re.compile(
    "电话|答复|回复|解答|解释|说明|告知|短信|微信|当面|上门|现场|照片|证据|无需|不需|不用|不涉及|政策|咨询"
    "|接通|打通|联系不上|撤诉|满意|认可|知晓|重复|诉求人|来电人|居民|市民"
)
_DENIES = re.compile(
    r"(?:还|尚|并|都|也)(?:没|未|不)|(?:没有?|未|不曾)[^,，。;；]{0,4}(?:回复|答复|回|答|告知|解释|说明|办)|(?:不|别|勿)(?:要|能|是|想|该)"
    r"|等|先|再说|回头|晚点|稍后|一会|待|马上|立刻|立即|尽快|尽量|准备|打算|明[天早晚日]|后天|下周|下午|今晚|争取|正在|正要|这就|将|快要"
    r"|我去|去[看查问打]|看[看下一]|记错|写错|发错|点错|搞错|弄错|怎么|撤销|取消|更正|作废|什么|为何|呢|么$"
)


def is_plain_reason(text: str) -> bool:
    """Tell whether `text` (without numbers of tickets) says how or why, and neither asks, denies nor promises."""
    plain = half_width(text).strip()
    if plain.startswith("/") or is_question(plain) or _DENIES.search(plain):
        return False
    return bool(_OF_A_REPLY.search(plain))
