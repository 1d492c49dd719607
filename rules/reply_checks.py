"""Checks the draft of a reply before it goes to the platform, by its words alone: domain.md, section 9."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from rules.masking import mask_text

SHORTEST, LONGEST = 60, 800
_REACHED = re.compile(r"联系|电话|致电|回电|当面|上门|告知(?:了)?(?:您|诉求人|来电人|居民)")
_FORWARDED = re.compile(r"已?(?:转交|转派|转办|移交|交由|派发)")
_PROMISE = re.compile(r"承诺|下一步|将(?:于|在|会|尽快|继续|进一步)|尽快|预计|计划(?:于|在)?")
_DATE = re.compile(
    r"\d{1,2}月\d{1,2}日|\d{4}-\d{1,2}-\d{1,2}|今天|明天|后天|本周|下周|\d{1,2}\s*(?:日|号|天)[前内]?|月底|年底"
)
_UNSOLVED, _DONE = re.compile(r"未(?:能|予)?解决|没有?解决|尚未解决"), re.compile(r"已办结|办理完毕|已解决")
_UNIT = re.compile(r"[\u4e00-\u9fff]{2,14}(?:社区|办公室|服务中心|居委会|村委会)")


@dataclass(frozen=True)
class Beside:
    """What a draft is held against: its parts that say contact and result, our names, and what is of others."""

    has_contact: bool
    has_result: bool
    is_sensitive: bool
    units: Collection[str] = ()
    caller_names: Collection[str] = ()
    caller_phones: Collection[str] = ()
    numbers: Collection[str] = ()
    own_address: str = ""
    other_addresses: Iterable[str] = ()


def problems(text: str, beside: Beside) -> list[tuple[str, str]]:
    """Return what is to be mended or looked at, each as a code and the words it is about."""
    found: list[tuple[str, str]] = []
    if not beside.has_contact and not _REACHED.search(text):
        found.append(("no_contact", ""))
    if not beside.has_result:
        found.append(("only_forwarded" if _FORWARDED.search(text) else "no_result", ""))
    promises = [sentence for sentence in re.split(r"[。；;\n]", text) if _PROMISE.search(sentence)]
    found += [("promise_without_date", sentence.strip()[:30]) for sentence in promises if not _DATE.search(sentence)]
    if len(text) < SHORTEST:
        found.append(("too_short", str(len(text))))
    if len(text) > LONGEST:
        found.append(("too_long", str(len(text))))
    if _shows_somebody(text, beside):
        found.append(("identity", ""))
    own = beside.own_address
    others = (address for address in beside.other_addresses if len(address) >= 4 and address not in own)
    found += [("other_address", address) for address in dict.fromkeys(others) if address in text and own not in address]
    found += [("unit_typo", f"{written}→{meant}") for written, meant in _misspelt(text, tuple(beside.units))]
    if _UNSOLVED.search(text) and _DONE.search(text):
        found.append(("conflict", ""))
    if beside.is_sensitive:
        found.append(("sensitive", ""))
    return found


def _shows_somebody(text: str, beside: Beside) -> bool:
    known = {"caller_names": beside.caller_names, "caller_phones": beside.caller_phones}
    return mask_text(text, numbers_to_keep=beside.numbers, **known) != text


def _misspelt(text: str, units: Sequence[str]) -> list[tuple[str, str]]:
    """A name that differs from one of ours by a single character, and is none of ours itself."""
    found = []
    for written in dict.fromkeys(_UNIT.findall(text)):
        if any(unit in written for unit in units):
            continue
        near = [unit for unit in units if _ends_almost_like(written, unit)]
        if len(near) == 1:
            found.append((written[-len(near[0]) :], near[0]))
    return found


def _ends_almost_like(written: str, unit: str) -> bool:
    tail = written[-len(unit) :]
    return len(tail) == len(unit) and sum(a != b for a, b in zip(tail, unit, strict=True)) == 1
