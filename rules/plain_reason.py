"""Tells whether a text is a reason for a reply without evidence: a plain statement of what was done, nothing else."""

from __future__ import annotations

import re

from rules.guards import is_question
from rules.half_width import half_width

_OF_A_REPLY = re.compile(
    "电话|答复|回复|解答|解释|说明|告知|短信|微信|当面|上门|现场|照片|证据|无需|不需|不用|不涉及|政策|咨询"
    "|接通|打通|联系不上|撤诉|满意|认可|知晓|重复|诉求人|来电人|居民|市民|表扬|感谢"
)
# A word, and nothing of how or why.
_BARE = re.compile(
    r"(?:是|对|有|无|没有?|不是|好|行|可以|嗯|不?用|不需要?|无需|不必|免|略|同上)[的了吧啊]?|[0-9]{0,3}"
    r"|(?:有|无|没|没有|传了|发了|已传|已发|已上传|上传了)?(?:照片|证据|图片?|录音|附件)[了的]?"
)
_DENIES = re.compile(
    r"(?:还|尚|并|都|也)(?:没|未|不)|(?:没有?|未|不曾)[^,，。;；]{0,4}(?:回复|答复|回|答|告知|解释|说明|办)|(?:不|别|勿)(?:要|能|是|想|该)"
    r"|等|先|再说|回头|晚点|稍后|一会|待|马上|立刻|立即|尽快|尽量|准备|打算|明[天早晚日]|后天|下周|下午|今晚|争取|正在|正要|这就|将|快要"
    r"|我去|去[看查问打]|看[看下一]|记错|写错|发错|点错|搞错|弄错|怎么|撤销|取消|更正|作废|什么|为何|呢|么$"
)


def is_plain_reason(text: str) -> bool:
    """Tell whether `text` (without numbers of tickets) says how or why, and neither asks, denies nor promises."""
    plain = half_width(text).strip()
    if says_no_reason(text):
        return False
    if plain.startswith("/") or is_question(plain) or _DENIES.search(plain):
        return False
    return bool(_OF_A_REPLY.search(plain))


def says_no_reason(text: str) -> bool:
    """Tell whether a text is a bare word (是, 无, 有照片), which tells neither how the caller was answered nor why."""
    return _BARE.fullmatch(half_width(text).strip(" \t\n,，、。.;；!！~")) is not None
