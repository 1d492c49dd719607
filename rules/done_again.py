"""Tells whether a claim of done speaks of what was done before an order was sent back, or of work done since."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_NEW_WORK = re.compile(
    r"再次|重新|返工|重[修办弄做装换]|又[去来修弄办换清处上重派]|再[去修弄]|二次|第[二三四2-4][次回遍]|这[次回]|回访后|退回后"
)
_EARLIER = re.compile(
    r"早[就已都]|之前|以前|上次|上回|当[时天]|那天|前天|上周|上星期|本来就|一直|明明|原来就|好久|不是.{0,12}(?:吗|嘛|么)|怎么又|又怎么"
)
_PROTEST = re.compile(r"(?:了|的|好|完)(?:呀|嘛|啊)[!！。~…?？]*$")
_YESTERDAY = re.compile(r"昨[天日晚夜]")


def speaks_of_earlier(words: str, sent_back_at: datetime, now: datetime, zone: ZoneInfo) -> bool:
    """Tell whether words (早就修好了, 昨天办结了, 修好了呀) mean the work that the citizen was not content with."""
    if _EARLIER.search(words) or (_PROTEST.search(words.strip()) and not shows_new_work(words)):
        return True
    days_since = now.astimezone(zone).date() - sent_back_at.astimezone(zone).date()
    return bool(_YESTERDAY.search(words)) and days_since <= timedelta(days=1)


def shows_new_work(words: str) -> bool:
    """Tell whether words say that somebody went again: 再次上门，修好了."""
    return bool(_NEW_WORK.search(words))
