"""Words the statistics of a period in some ten lines: counts, what was in time, what citizens said; and hot spots."""

from __future__ import annotations

from collections.abc import Sequence

from actions.desk import Desk
from actions.suggesting import HitRate
from models.study import HotSpotRow
from reports.living import Living
from reports.outlines import shown
from reports.outlines.counts import RATES
from reports.outlines.figures import Counts
from rules.report_periods import Period, words_of
from rules.report_subject import Subject
from rules.three_rates import ThreeRates
from texts import hot_spots as hot_spot_texts
from texts.callbacks import rate, satisfaction
from texts.report_refusals import NOTHING_FITS_ALL, PERIODS

_IN_TIME = ("sign_on_time_rate", "verify_on_time_rate", "assign_on_time_rate", "first_contact_on_time_rate")
_SHARES = (*_IN_TIME, "on_time_close_rate")
_COUNTED = ("received_count", "closed_count", "open_count", "overdue_count", "overdue_open_count")
_IN_HAND = ("in_hand_count", "handlers_count")
_TOLD = (*_COUNTED, *_IN_HAND, "overdue_closed_count", "unsatisfied_count")
_PARTS = [part for name in (*_SHARES, "desk_satisfaction_rate") for part in (RATES[name].part, RATES[name].whole)]
_LARGEST = 3
_MORE = {"category": "类别", "unit": "单位", "community": "社区（村）"}
_HOT_ONES = 5


def statistics(living: Living, hits: HitRate | None, *, is_official: bool = False) -> str:
    """Return the figures of a period and of what it was narrowed down to, as the reports count them.

    `hits`: how often suggested units were followed, where that was not narrowed down.
    """
    about = f"｜{living.subject.words}" if living.subject else ""
    span_words = f"{words_of(living.period, living.zone)}{'（考核期）' if is_official else ''}"
    first, is_before = _known_from(living)
    if is_before:
        return f"【统计】{span_words}{about}\n数据不足：{first}"
    counts = Counts(living)
    counts.count_together((*_TOLD, *_PARTS))
    n, share = counts.number, counts.share_shown
    at = shown.moment_shown(living.as_of, living.zone)
    # The monthly report tells the rates of its official period, which begins within the month before.
    official_span = f"{words_of(living.period, living.zone)}，{'' if is_official else '不是'}考核周期"
    late = f"未办结{n('overdue_open_count')}件，超时后办结{n('overdue_closed_count')}件"
    lines = [
        f"【统计】{span_words}{about}",
        *([first] if first else []),
        f"新增{n('received_count')}件，办结{n('closed_count')}件",
        f"截至{at}：在办{n('open_count')}件{_by_each(counts)}；超时{n('overdue_count')}件（{late}）",
        *(f"{RATES[metric].name} {share(metric)}{_why_none(counts, metric)}" for metric in _SHARES),
        f"坐席回访：满意{share('desk_satisfaction_rate')}，不满意或未解决{n('unsatisfied_count')}件次",
        f"官方回访（{official_span}）：{_official(living.three_rates())}",
        *([f"转办建议命中率 {shown.rate_shown(hits.n_followed, hits.n_assigned)}"] if hits else []),
    ]
    return "\n".join([*lines, *_largest(living, counts), *_how_taken(living.subject)])


def _known_from(living: Living) -> tuple[str, bool]:
    """Say from which day on anything is known, where that is within the period; and whether it is after all of it."""
    first = living.known_from()
    if first is None:
        return "", False
    day = first.astimezone(living.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    told = f"工单从{day.year}年{day.month}月{day.day}日起才有，这之前没有数据"
    return (told, living.period.end <= day) if day > living.period.start else ("", False)


def _how_taken(subject: Subject | None) -> list[str]:
    """Say what a name was taken for, where it could be meant in another way."""
    if subject is None:
        return []
    if subject.areas:
        return [f"按属地统计，不论谁承办；只看它自己承办的，请写：/统计 {subject.areas[0]} 承办"]
    return ["按地点统计，不含敏感、保密件（只在社区和单位的统计里）"] if subject.place else []


def _by_each(counts: Counts) -> str:
    """How much each of those has who accepted what is open; nothing where nobody did."""
    n_orders, n_people = (counts.number(metric) for metric in _IN_HAND)
    return f"，{n_people}人经办{n_orders}件，人均{counts.mean_shown('open_per_handler')}件" if n_people else ""


def hot_spots(desk: Desk, found: Sequence[HotSpotRow], period: Period | None) -> str:
    """Return the hot spots of a period, or those running now: where and what, since when, by which rule."""
    when = words_of(period, desk.rules.zone) if period else "现在"
    if not found:
        return f"【热点】{when}：没有"
    more = f"，下面是最近的{_HOT_ONES}处" if len(found) > _HOT_ONES else ""
    lines = [
        f"{shown.moment_shown(row.first_found_at, desk.rules.zone)}起｜{hot_spot_texts.line(desk, row)}"
        for row in found[:_HOT_ONES]
    ]
    return "\n".join([f"【热点】{when}：{len(found)}处{more}", *lines])


def nothing_counted(*, apart: bool = False) -> str:
    """Answer where no order is of what was named; that is not repeated, for it could be a citizen's name.

    `apart`: each word is known, but no order is of all of them.
    """
    if apart:
        return NOTHING_FITS_ALL
    return (
        "没认出您写的词：它不是工单里的单位、社区、分类或地点，也不是时间，没有统计。\n"
        f"可以写单位、社区、小区或道路、分类（如供热）和时间（{PERIODS}），如：/统计 青禾家园 上周"
    )


def _why_none(counts: Counts, metric: str) -> str:
    """Say what a rate is of, where there is nothing: an order signed before midnight may be due after it."""
    if counts.number(RATES[metric].whole):
        return ""
    return "（这段时间内没有到期的）" if metric in _IN_TIME else "（没有办结的，也没有超时的）"


def _official(found: ThreeRates) -> str:
    if not found.valid:
        return "响应率—，解决率—，满意率—，综合—（没有有效回访）"
    few = "（样本少）" if found.valid < shown.FEW else ""
    return (
        f"有效{found.valid}件{few}，响应率{rate(found.contacted, found.valid, found.response)}，"
        f"解决率{rate(found.solved, found.valid, found.resolution)}，满意率{satisfaction(found)}，综合{found.composite}"
    )


def _largest(living: Living, counts: Counts) -> list[str]:
    """What came most, where it is not what was asked for."""
    subject = living.subject
    asked = {} if subject is None else vars(subject) | {"community": subject.areas}
    found = []
    for dimension, word in _MORE.items():
        top = [] if asked.get(dimension) else counts.largest("received_count", dimension, _LARGEST)
        if top:
            told = "，".join(f"{of.value}{counts.number('received_count', 'this', of)}" for of in top)
            found.append(f"{word}前{len(top)}：{told}")
    return found
