"""Throws mangled texts at everything that reads what people write, and tells what crashed and what was slow: make fuzz.

The seed is printed, so that a run can be repeated. What the chat turns away unread (oversized.py) is left out.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import tomllib
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.commands import NAMES
from bot.handlers.oversized import is_oversized
from rules.choices import read_choice
from rules.command_line import read_bare, read_command
from rules.intents import doubts_done, read_reply
from rules.masking import mask_text
from rules.pasted_order import looks_like_order, read_orders
from rules.promising import promise_in
from rules.sensitive import signs
from rules.ticket_number import compile_patterns

ROOT = Path(__file__).resolve().parent.parent
SLOW_SECONDS = 0.05
_LONGEST = 8000
# Some are a few letters over and over: what takes time with each of them is found soonest there.
_REPEATED_SHARE = 0.1
_PATTERNS = tuple(compile_patterns([r"20\d{12}", r"\d{18}", r"热线-\d{6}-\d{6}", r"SJF-\d{8}-\d{4}"]))
_ZONE = ZoneInfo("Asia/Shanghai")
_NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
_LETTERS = (
    "0123456789①②③⑳一二十没不未又还了的，。；：、！？!?\n\t 　|/#@【】[]()（）-—·.'\""
    "到除外转退延办修好完收明后天周点时分前\u200b🙏𠮷e\u0301"
)
_NUMBERS = ("20261118004512", "4512", "13800000101", "261118101108115409", "3号楼2单元501", "14:30", "2026-11-20 09:00")

Reader = Callable[[str], object]
READERS: dict[str, Reader] = {
    "reply": lambda text: read_reply(text, _PATTERNS),
    "reply to a list": lambda text: read_reply(text, _PATTERNS, 9),
    "choice": lambda text: read_choice(text, ["20261118004512", "20261118004513"], _PATTERNS),
    "promise": lambda text: promise_in(text, _NOW, _ZONE),
    "result": doubts_done,
    "paste": lambda text: read_orders(text, patterns=_PATTERNS, pasted_at=_NOW, tz=_ZONE),
    "paste or not": lambda text: looks_like_order(text, _PATTERNS),
    "masking": lambda text: mask_text(text),
    "signs": lambda text: signs(text),
    "command": lambda text: read_command(text, ["催办助手"], allow_bare=True, known_names=NAMES),
    "bare command": lambda text: read_bare(text, NAMES, _PATTERNS),
}
# A unit's message is short; what is longer is pasted by agents.
_REPLIES = frozenset({"reply", "reply to a list", "choice", "promise", "result"})


def seeds() -> list[str]:
    """Return what to mangle: phrases, pastes, commands."""
    phrases = [
        line.split("\t")[1]
        for file in sorted((ROOT / "training" / "phrases").glob("*.tsv"))
        for line in file.read_text(encoding="utf-8").splitlines()[::7]
    ]
    pastes = tomllib.loads((ROOT / "tests" / "rules" / "pastes.toml").read_text(encoding="utf-8"))
    return phrases + [each for each in _texts_in(pastes) if len(each) > 30] * 20 + [f"/{name} 4512" for name in NAMES]


def _texts_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts_in(each)


def mangled(chance: random.Random, known: list[str]) -> str:
    """Return a text put together from known ones, cut, doubled, repeated and sprinkled with letters and numbers."""
    if chance.random() < _REPEATED_SHARE:
        text = chance.choice(known)
        at = chance.randrange(len(text))
        return (text[at : at + chance.randint(1, 12)] * _LONGEST)[: chance.choice([_LONGEST // 4, _LONGEST])]
    text = chance.choice(["", "\n", "，"]).join(chance.choices(known, k=chance.choice([1, 1, 1, 2, 5])))
    for _ in range(chance.choice([0, 1, 2, 5, 20])):
        at, to = sorted((chance.randint(0, len(text)), chance.randint(0, len(text))))
        piece = chance.choice([text[at:to], chance.choice(_LETTERS) * chance.randint(1, 8), chance.choice(_NUMBERS)])
        match chance.randint(0, 3):
            case 0:
                text = text[:at] + text[to:]
            case 1:
                text = text[:at] + piece + text[at:]
            case 2:
                text = text[:at] + piece * chance.randint(1, 30) + text[to:]
            case _:
                text = text[:at] + text[at:to][::-1] + text[to:]
        text = text[:_LONGEST]
    return text


def main() -> None:
    """Run for some minutes; end with 1 when anything crashed or was slow."""
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**9))
    parser.add_argument("--keep", type=Path, help="a folder for the slow texts")
    asked = parser.parse_args()
    chance, known, ends = random.Random(asked.seed), seeds(), time.monotonic() + asked.minutes * 60
    sys.stdout.write(f"seed {asked.seed}, {len(known)} texts to mangle\n")
    read_reply("收到", _PATTERNS)
    n, found, slowest = 0, 0, dict.fromkeys(READERS, 0.0)
    while time.monotonic() < ends:
        text = mangled(chance, known)
        if is_oversized(text):
            continue
        for name, reader in READERS.items():
            if name in _REPLIES and len(text) > _LONGEST // 4:
                continue
            n += 1
            seconds = _seconds(name, reader, text)
            slowest[name] = max(slowest[name], seconds)
            # Another process may have held the core: only what is slow again is slow.
            if seconds > SLOW_SECONDS and min(_seconds(name, reader, text) for _ in range(3)) > SLOW_SECONDS:
                found += 1
                if asked.keep:
                    (asked.keep / f"{found}-{name.replace(' ', '-')}.txt").write_text(text, encoding="utf-8")
                sys.stdout.write(f"SLOW {name} {seconds * 1000:.0f} ms, {len(text)} characters: {text[:200]!r}\n")
    for name, seconds in slowest.items():
        sys.stdout.write(f"{name:16s} slowest {seconds * 1000:6.1f} ms\n")
    sys.stdout.write(f"{n} readings, {found} slow\n")
    sys.exit(1 if found else 0)


def _seconds(name: str, reader: Reader, text: str) -> float:
    started = time.process_time()
    try:
        reader(text)
    except Exception:
        sys.stdout.write(f"CRASH {name}: {text!r}\n{traceback.format_exc()}")
        raise
    return time.process_time() - started


if __name__ == "__main__":
    main()
