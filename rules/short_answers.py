"""Tells what a few words beside a ticket or a line do: let stand what was said, deny it, or say not yet."""

from __future__ import annotations

import re

from rules.half_width import half_width

_YES = re.compile(
    r"(?:是|对|嗯+|好|行|没错|没问题|就是|确认|OK|ok|谢谢|辛苦|麻烦|这[个件]|那[个件]|👌|👍|🙏|\[(?:强|OK|好的|抱拳)\]"
    r"|[的了呢啊吧呀哈哦\s,.!~、])+"
)
_AFFIRMS = re.compile(r"[是对嗯好行👌👍]|没错|没问题|确认|OK|ok|\[(?:强|好的)\]")
_NOT_THIS = re.compile(r"(?:还|都|也)?(?:不是|不对|不算|否|不)(?:这[个件]|那[个件]|它)?[的了啊呀哈]*[.!~\s]*")
_BARE_NO = r"(?:没有?|未)[呢啊呀哈了的]*"
_NOT_YET = re.compile(
    r"(?:还|都|也|一直|暂时?|目前|现在|[\s,])*(?:没有?|未|没能|没来得及|没顾上|没开始|没时间)"
    r"(?:处理|解决|开始|联系|上门|过去|电话|居民|弄|办|修|去|动|做|搞|清|换|拆|到|完|好|打|给|干|来|看|整|装|通|结|成|上|呢|啊|呀|哈|的)*[.!~\s]*"
)
_NEGATES = re.compile("[没未不无别]")


def lets_stand(words: str) -> bool:
    """Tell whether words beside a chosen line add nothing to what was said before: none, or a plain yes."""
    return not words or bool(_YES.fullmatch(half_width(words)))


def says_yes(words: str) -> bool:
    """Tell whether words are a plain yes, perhaps with thanks beside it: 好的没问题, 行吧, 👌."""
    return bool(words) and lets_stand(words) and _AFFIRMS.search(half_width(words)) is not None


def denies_the_line(words: str) -> bool:
    """Tell whether words beside a line say that it was not meant: 1是2不是."""
    return bool(_NOT_THIS.fullmatch(half_width(words)))


def says_not_yet(words: str, *, is_named: bool) -> bool:
    """Tell whether words are a plain 还没 or 没弄; a bare 没有 is one only beside the ticket it names."""
    plain = half_width(words).strip()
    return bool(_NOT_YET.fullmatch(plain)) and (is_named or not re.fullmatch(_BARE_NO, plain))


def negates(words: str) -> bool:
    """Tell whether there is any word of denial in it, such as 修不了."""
    return bool(_NEGATES.search(words))
