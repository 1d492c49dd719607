"""Decides whether two things said about one ticket cannot both be so: done and not done, ours and not ours."""

from __future__ import annotations

import re
from enum import Enum, auto

from rules.guards import why_not_done
from rules.intents import Intent
from rules.lexicon import NOT_REACHED, NOT_TRIED
from rules.promising import promises
from rules.reaching import contact_in


class Claim(Enum):
    """What a message claims of a ticket."""

    DONE = auto()
    NOT_DONE = auto()
    UNDER_WAY = auto()
    OURS = auto()
    NOT_OURS = auto()
    AHEAD = auto()
    CONTACTED = auto()
    NOT_CONTACTED = auto()
    TRIED = auto()
    MORE_TIME = auto()
    NO_MORE_TIME = auto()


_UNDER_WAY = re.compile("正在|仍在|还在|在办|办理中|处理中")
# 没联系上 behind a report of done says nothing of the work.
_OF_THE_CONTACT = re.compile(f"{NOT_REACHED.pattern}|{NOT_TRIED.pattern}")
_NOT_CONTENT = re.compile(
    r"不(?:太|怎么|很|大)?满意|不认可|不买账|还有(?:点|些|其他|别的|不少|新的?)*(?:问题|意见|毛病)|又来?投诉"
)
_NO_MORE_TIME = re.compile(r"(?:不用|不需要?|无需|用不着|不必|不)(?:再)?(?:申请|要)?延(?:期|长|时|到)")
_DIFFERENT = frozenset(
    frozenset(pair)
    for pair in (
        (Claim.DONE, Claim.NOT_DONE),
        (Claim.DONE, Claim.UNDER_WAY),
        (Claim.DONE, Claim.NOT_OURS),
        (Claim.OURS, Claim.NOT_OURS),
        (Claim.NOT_DONE, Claim.NOT_OURS),
        (Claim.UNDER_WAY, Claim.NOT_OURS),
        (Claim.DONE, Claim.AHEAD),
        (Claim.AHEAD, Claim.NOT_OURS),
        (Claim.CONTACTED, Claim.NOT_CONTACTED),
        (Claim.CONTACTED, Claim.TRIED),
        (Claim.MORE_TIME, Claim.NO_MORE_TIME),
    )
)
_SUCCEEDED = frozenset({(Claim.UNDER_WAY, Claim.DONE), (Claim.AHEAD, Claim.DONE), (Claim.TRIED, Claim.CONTACTED)})


def claim_of(intent: Intent, text: str, *, is_plain: bool) -> Claim | None:
    """Return what a message claims; a mere receipt, a question and small talk claim nothing."""
    match intent:
        case Intent.RESOLVED:
            return Claim.DONE
        case Intent.RETURN | Intent.TRANSFER:
            return Claim.NOT_OURS
        case Intent.EXTENSION:
            return Claim.NOT_DONE
        case Intent.PROGRESS:
            if why_not_done(_OF_THE_CONTACT.sub("", _UNDER_WAY.sub("", text))) or _NOT_CONTENT.search(text):
                return Claim.NOT_DONE
            return Claim.UNDER_WAY if _UNDER_WAY.search(text) else _ours(text)
        case Intent.ACK if not is_plain:
            return _ours(text)
        case Intent.OTHER if why_not_done(text):
            return Claim.NOT_DONE
    return None


def time_claim_of(intent: Intent, text: str) -> Claim | None:
    """Return what a message claims of the limit: that more time is needed, or that it is not."""
    if _NO_MORE_TIME.search(text):
        return Claim.NO_MORE_TIME
    return Claim.MORE_TIME if intent is Intent.EXTENSION else None


def contact_claim_of(text: str) -> Claim | None:
    """Return what a message claims of the contact with the citizen."""
    match contact_in(text):
        case True:
            return Claim.CONTACTED
        case False:
            return Claim.TRIED
        case None:
            return Claim.NOT_CONTACTED if NOT_TRIED.search(text) else None


def _ours(text: str) -> Claim:
    """Whoever promises a time takes the order, and is not done with it."""
    return Claim.AHEAD if promises(text) else Claim.OURS


def takes_done_back(intent: Intent, text: str, *, is_plain: bool) -> bool:
    """Tell whether a message cannot be said by somebody who is done: 没修好, 又坏了, 明天再去."""
    return differ(Claim.DONE, claim_of(intent, text, is_plain=is_plain))


def differ(earlier: Claim | None, later: Claim | None) -> bool:
    """Tell whether both cannot be so; what was under way, promised or tried in vain may well succeed later."""
    if earlier is None or later is None or (earlier, later) in _SUCCEEDED:
        return False
    return frozenset((earlier, later)) in _DIFFERENT
