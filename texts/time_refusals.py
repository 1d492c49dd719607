"""Words refusals about times that people write: when something was done, and until when it is promised."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from texts.moments import desk_moment

Facts = dict[str, Any]


WORDS: dict[str, Callable[[Facts], str]] = {
    "no_number_no_time": lambda f: f"“{f['digits']}”不是您的单号，也不是时间，没有记。时间请写成 10:12。",
    "perhaps_a_number": lambda f: f"“{f['digits']}”是时间还是单号？都没有记，请重发：时间写 {f['clock']}，单号请核对。",
    "no_number_to_come": lambda f: f"“{f['digits']}”不是您的单号，{f['clock']} 也还没到，都没有记，请核对后重发。",
    "number_or_time": lambda f: (
        f"“{f['digits']}”是时间还是单号？没有记，请重发：时间写 {f['clock']}，单号写 {f['number']}。"
    ),
    "no_time_read": lambda f: f"没看懂时间“{f['text'][:20]}”，例如 {f['example']}",
    "stated_in_future": lambda f: f"{desk_moment(f['at'])} 还没到，请写已经发生的时间。",
    "stated_too_early": lambda f: f"{desk_moment(f['at'])} 早于上一步（{desk_moment(f['not_before'])}），请核对时间。",
    "stated_to_come": lambda f: f"“{f['text'][:12]}”还没到，请写已经发生的时间。",
    "stated_unread": lambda f: f"“{f['text']}”看不出是几点，没有记。请写 16:20 或 昨天16:20，其他话写在时间后面。",
    "promise_in_past": lambda f: (
        f"{desk_moment(f['at'])} 已经过了，没有记承诺。请写还没到的时间，例如 /承诺 {f['ticket_no']} 明天下午"
    ),
}
