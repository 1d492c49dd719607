"""Words the statistics of a period in some ten lines: counts, what was in time, and what citizens said."""

from __future__ import annotations

from reports.outlines import shown
from reports.outlines.calling import official_calls, settings_of
from reports.outlines.counts import RATES
from reports.outlines.figures import Figures
from rules.report_periods import words_of
from rules.three_rates import ThreeRates, rates
from texts.callbacks import rate

_IN_TIME = ("sign_on_time_rate", "verify_on_time_rate", "assign_on_time_rate", "first_contact_on_time_rate")
_LARGEST = 3
_MORE = {"category": "类别", "unit": "单位", "community": "社区（村）"}


def statistics(figures: Figures, *, is_official: bool = False) -> str:
    """Return the figures of a period and of what it was narrowed down to, as the reports count them."""
    data = figures.data
    about = f"｜{data.subject.words}" if data.subject else ""

    def n(metric: str) -> int:
        return figures.number(metric)

    at = shown.moment_shown(data.as_of, data.zone)
    late = f"未办结{n('overdue_open_count')}件，已办结{n('overdue_closed_count')}件"
    satisfied = _share(figures, "desk_satisfaction_rate")
    lines = [
        f"【统计】{words_of(data.period, data.zone)}{'（考核期）' if is_official else ''}{about}",
        f"新增{n('received_count')}件，办结{n('closed_count')}件，在办{n('open_count')}件（截至{at}）",
        f"超时{n('overdue_count')}件：{late}",
        *(f"{RATES[metric].name} {_share(figures, metric)}" for metric in (*_IN_TIME, "on_time_close_rate")),
        f"坐席回访：满意{satisfied}，不满意或未解决{n('unsatisfied_count')}件次",
        f"官方回访：{_official(rates(official_calls(data, 'official'), settings_of(data)))}",
    ]
    return "\n".join([*lines, *_largest(figures)])


def nothing_counted() -> str:
    """Answer where no order is of what was named."""
    return "没有这样的工单。请写单位、类别、小区或社区的名字，如：/统计 青禾家园 上周"


def _share(figures: Figures, metric: str) -> str:
    return figures.rate(metric).shown


def _official(found: ThreeRates) -> str:
    if not found.valid:
        return "没有有效回访"
    satisfaction = "—" if found.satisfaction is None else f"{found.satisfaction}%"
    few = "（样本少）" if found.valid < shown.FEW else ""
    return (
        f"有效{found.valid}件{few}，响应率{rate(found.contacted, found.valid, found.response)}，"
        f"解决率{rate(found.solved, found.valid, found.resolution)}，满意率{satisfaction}，综合{found.composite}"
    )


def _largest(figures: Figures) -> list[str]:
    """What came most, where it is not what was asked for."""
    subject = figures.data.subject
    asked = {"category": subject and subject.category, "unit": subject and subject.unit}
    found = []
    for dimension, word in _MORE.items():
        top = figures.largest("received_count", dimension, _LARGEST)
        if top and not asked.get(dimension):
            told = "，".join(f"{of.value}{figures.number('received_count', 'this', of)}" for of in top)
            found.append(f"{word}前{len(top)}：{told}")
    return found
