"""Pulls out of a unit's own words what it asks for: kind, until when, why, which units, whether the caller knows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from rules.asked_words import spelled_out
from rules.caller_told import told_in
from rules.half_width import half_width
from rules.intents import Intent
from rules.named_units import NamedUnit, UnitNames, units_in
from rules.request_reason import reason_in
from rules.requested_time import plainly_dated, requested_until
from rules.requests import REQUESTS, Need, RequestKind
from rules.spoken_time import NUMERAL
from rules.working_time import Calendar

_SUSPEND = re.compile("挂[账帐起]|疑难件")
_EXCLUDE = re.compile("剔|不(?:能|要)?(?:计|算)|不纳入|不列入|别算|别计|免考|免计|移[出除]|移掉|拿掉|刨出|考核|统计")
_EXCLUDE_PLAINLY = re.compile("剔除?|不计入考核|免考")
_MERGE = re.compile("并单|合并|并到|并成|合成一|同一件")
_OURS = re.compile(r"(?:我们?|咱们?|本)(?:社区|单位|村|科|所|队|这边)?(?:来|可以|负责|只|做)?(?:协办|协同|配合|协助)")
_JOINTLY = re.compile("双派|吹哨|共同|一起|一块|联合|会同|[增加]派|增列|协办单位")
_HELPING = re.compile("协办|协同|配合|协助|参与")
_TO_OTHERS = re.compile("转派|改派|转给|转到|转至|转过去|转办|移交|换主办|主办换|主责换|主办改|改由")
_THEIRS = re.compile("归|属于|该由|应由|主办|主派|主责|牵头|派给")

# 延到25号 asks for more time whatever else is said; 已经延到 and 同意延到 tell of it.
_NEW_LIMIT = re.compile(
    rf"(?<![已经批意不没])延期?[到至](?={NUMERAL}|[今明后下本周月年])(?![^,。;]*(?:批了|同意|已批))"
)
_HEDGE = re.compile("可能|好像|也许|大概|估计|恐怕|说不定|要不(?:然|要)?|是不是|该不该|不知道能")
_PLAINLY = re.compile("申请|请|麻烦|要求|希望|能不能|能否|可否|建议")
# Nobody reads what stands further on; a request is a sentence or two.
_READ_TO = 600


@dataclass(frozen=True)
class Moment:
    """When something is said, and what times count from: the ticket's limit and the working days."""

    now: datetime
    zone: tzinfo
    due_at: datetime | None = None
    calendar: Calendar | None = None

    @property
    def today(self) -> date:
        """Return the day on which it is said."""
        return self.now.astimezone(self.zone).date()


@dataclass(frozen=True)
class RequestFacts:
    """What is asked for; `kind` is None where the words leave open which, `reason` is '' where none is given.

    `caller_told` is None where nothing is said of it. Of a return `units` are those who should have it instead.
    """

    kind: RequestKind | None
    until: datetime | None
    reason: str
    caller_told: bool | None
    units: tuple[NamedUnit, ...]


def request_in(
    words: str, intent: Intent, moment: Moment, directory: Sequence[UnitNames] = (), own_unit: int | None = None
) -> RequestFacts:
    """Return the facts of a request that words were read as; `words` are without ticket numbers."""
    plain = plainly_dated(half_width(words[:_READ_TO]), moment.today)
    kind = kind_of(plain, intent)
    units = units_in(plain, directory, but=own_unit)
    if kind is None:
        return RequestFacts(None, None, "", told_in(plain), units)
    if REQUESTS[kind].needs is not Need.UNTIL:
        named = [unit.word for unit in units if kind is not RequestKind.RETURN_TO_DESK]
        return RequestFacts(kind, None, reason_in(plain, kind, named), told_in(plain), units)
    until, plain, named = _until(plain, kind, moment)
    return RequestFacts(kind, until, reason_in(plain, kind, named), told_in(plain), units)


def _until(plain: str, kind: RequestKind, moment: Moment) -> tuple[datetime | None, str, list[str]]:
    """Return until when, the words as they were read, and those of them that name it; far days are spelled out."""
    due_at = moment.due_at if kind is RequestKind.EXTENSION else None
    for words in (plain, spelled_out(plain, moment.today)):
        wanted = requested_until(words, moment.now, moment.zone, due_at=due_at, calendar=moment.calendar)
        if wanted is not None:
            return wanted.until, words, [words[wanted.start : wanted.end]]
    return None, plain, []


def names_new_limit(words: str) -> bool:
    """Tell whether words that were read as news name a date to which the limit is to be put off."""
    return bool(_NEW_LIMIT.search(half_width(words)))


def is_hedged(words: str) -> bool:
    """Tell whether words only think of asking: 可能要延期, 要不退了; 可能来不及，申请延期 asks."""
    return bool(_HEDGE.search(words)) and not _PLAINLY.search(_HEDGE.sub("", words))


def kind_of(plain: str, intent: Intent) -> RequestKind | None:
    """Return what exactly is asked for; None where the words name two things or something else."""
    match intent:
        case Intent.EXTENSION:
            return RequestKind.EXTENSION
        case Intent.RETURN:
            return None if _MERGE.search(plain) else RequestKind.RETURN_TO_DESK
        case Intent.TRANSFER:
            return _with_or_to_others(_OURS.sub("", plain))
        case Intent.EXCLUDE:
            return _left_out(plain)
    return None


def _with_or_to_others(plain: str) -> RequestKind | None:
    jointly, away = _JOINTLY.search(plain), _TO_OTHERS.search(plain)
    if jointly and away:
        return None
    helps = jointly or (_HELPING.search(plain) and not away and not _THEIRS.search(plain))
    return RequestKind.ASSIST if helps else RequestKind.TRANSFER


def _left_out(plain: str) -> RequestKind | None:
    if _MERGE.search(plain):
        return None
    if _SUSPEND.search(plain):
        return None if _EXCLUDE_PLAINLY.search(plain) else RequestKind.SUSPEND
    return RequestKind.EXCLUDE if _EXCLUDE.search(plain) else None
