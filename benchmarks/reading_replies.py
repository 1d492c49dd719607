"""How long it takes to understand one reply of a unit: what it says and which ticket it means."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from functools import partial

import config
from benchmarks.measured import Measured, median_seconds
from config.desk_rules import desk_rules
from rules.intents import read_reply
from rules.linking import Candidate, MessageFacts, link

_GOAL_MS = 1.0
_N_TIMES = 50
_REPLIES = (
    "收到",
    "收到，马上安排",
    "已联系居民，今天下午上门",
    "4512办完了，居民认可",
    "①办完 ②明天上午",
    "还没解决，物业说要等配件，明天下午3点前修好",
    "20261118004512 不是我们社区的，应该退回",
    "申请延期到下周五，需要报审批",
    "今天去现场看过了，楼道照明灯三盏不亮，联系了电工，晚上换好后拍照，居民电话没打通，稍后再联系一次并反馈结果",
    "全部收到，4512已办结，4513还在处理",
)


def measure() -> Iterator[Measured]:
    """Yield the median of all replies and the slowest of them."""
    patterns = desk_rules(config.load(config.DEMO)).number_patterns
    unit = frozenset({7})
    candidates = [Candidate(f"202611180{number:05d}", unit, is_open=number % 3 == 0) for number in range(4500, 4600)]
    quoted = tuple(candidate.ticket_no for candidate in candidates[12:14])

    def understand(text: str) -> None:
        for piece in read_reply(text, patterns):
            evidence = (piece.numbers, piece.tails, piece.lines, quoted)
            link(MessageFacts(*evidence, unit_ids=unit, is_plain_ack=piece.plain), candidates)

    taken = [median_seconds(partial(understand, text), _N_TIMES) * 1000 for text in _REPLIES]
    usual, slowest = statistics.median(taken), max(taken)
    yield Measured("intent and link of one reply", f"< {_GOAL_MS:g} ms", f"{usual:.2f} ms", usual < _GOAL_MS)
    yield Measured("… of the slowest reply", f"< {_GOAL_MS:g} ms", f"{slowest:.2f} ms", slowest < _GOAL_MS)
