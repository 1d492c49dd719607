"""Turns a checked configuration and the public holidays into the rules that every action goes by."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from chinese_calendar import constants

from config import Config, Limits, is_loopback
from config.desk_files import Tables
from config.duty_shapes import WEEKDAYS
from rules.contract import Contract, Payment
from rules.files import MEBIBYTE, FileCaps
from rules.hot_spots import HotSpotSettings
from rules.night import Night
from rules.penalties import Fault, Penalties, Yuan, share_of
from rules.policy import Audience, Severity, Step
from rules.policy_book import Override, PolicyBook
from rules.policy_defaults import patrol_every
from rules.reconciling import Tolerance
from rules.report_periods import ReportKind
from rules.report_times import ReportTimes
from rules.settings import BREACH_STAGES, DeskRules, Repeats
from rules.shift_watch import ShiftRules
from rules.stages import Grade, Stage
from rules.three_rates import RateSettings
from rules.ticket_number import compile_patterns
from rules.working_time import Calendar


def desk_rules(config: Config) -> DeskRules:
    """Return the township's rules; raises ValueError for an unreadable holiday file."""
    zone = config.site.timezone
    heard_as = (config.wecom.aibot, config.wecom.robot)
    bot_names = tuple(bot.name for bot in heard_as if bot is not None)
    return DeskRules(
        site_name=config.site.name,
        zone=zone,
        default_platform=config.site.platform,
        number_patterns=tuple(compile_patterns(list(config.site.ticket_number_patterns))),
        calendar=_calendar(config),
        bot_names=bot_names,
        night_phone=config.site.night_phone,
        has_app=config.wecom.app is not None,
        board_url="" if is_loopback(config.site.base_url) else f"{config.site.base_url.rstrip('/')}/",
        bot_may_push=config.wecom.aibot is not None and config.wecom.aibot.mode == "long_connection",
        policies=PolicyBook(_overrides(config)),
        night=Night(config.quiet_hours.start, config.quiet_hours.end, zone),
        evidence_required=config.policy.evidence == "require",
        breach_stages=BREACH_STAGES | ({Stage.VERIFY} if config.policy.verify_is_fined else set()),
        patrol_enabled=config.patrol.enabled,
        feed_alive=config.patrol.feed_alive,
        files=FileCaps(
            largest_bytes=config.evidence.largest_mb * MEBIBYTE,
            daily_bytes=config.evidence.daily_mb * MEBIBYTE,
            link_lives=config.evidence.link,
        ),
        base_url=_reachable(config),
        repeats=Repeats(config.repeats.enabled, config.repeats.within),
        shifts=_shifts(config),
        tables=Tables(config),
        hot_spots=HotSpotSettings(**config.hot_spots.model_dump()),
        penalties=_penalties(config),
        contract=_contract(config),
        tolerance=_tolerance(config),
        report_times=_report_times(config),
        daily_window=config.reports.daily_window,
        rates=RateSettings(**config.rates.model_dump(), period_start_day=config.reports.period_start_day),
    )


def _penalties(config: Config) -> Penalties:
    leak = share_of(config.contract.total, config.contract.breach_percent)
    ranges = {Fault(name): Yuan(*range_) for name, range_ in config.penalties.model_dump().items()}
    return Penalties(ranges | {Fault.LEAK: Yuan(leak, leak)})


def _contract(config: Config) -> Contract:
    payments = tuple(Payment(**payment.model_dump()) for payment in config.contract.payments)
    return Contract(config.contract.total, config.contract.breach_percent, payments)


def _tolerance(config: Config) -> Tolerance:
    of_field = {str(name): length for name, length in config.reconcile.tolerances.items()}
    return Tolerance(config.reconcile.tolerance, of_field, config.reconcile.stale_after)


def _shifts(config: Config) -> ShiftRules:
    """Return what is settled of shifts; nobody is asked who has taken over where nobody is to be reminded."""
    return ShiftRules(
        confirm_within=config.handover.confirm_within if config.handover.remind else None,
        again_after=config.handover.again_after,
        gap_days=config.roster.gap_days,
        backlog=config.roster.backlog,
        check_takes=config.roster.check_takes,
    )


def _report_times(config: Config) -> ReportTimes:
    told = config.reports
    to = {ReportKind(kind): tuple(roles) for kind, roles in told.to.model_dump().items()}
    on = WEEKDAYS.index(told.weekly_on)
    return ReportTimes(told.daily_at, on, told.weekly_at, told.monthly_on, told.monthly_at, to, told.incident_again)


def _reachable(config: Config) -> str:
    """Return the board's URL where a phone can open it: an address of this machine only with WeCom played here."""
    url = config.site.base_url
    return url if config.is_local_platform or not is_loopback(url) else ""


def _overrides(config: Config) -> dict[tuple[Stage, Grade | None], Override]:
    found = {_key(*key): _override(limits) for key, limits in config.policies().items()}
    return found | {(Stage.PATROL, None): Override(*patrol_every(config.patrol.every))}


def _key(stage: str, grade: str | None) -> tuple[Stage, Grade | None]:
    return Stage(stage), Grade(grade) if grade else None


def _override(limits: Limits) -> Override:
    steps = None
    if limits.steps is not None:
        steps = tuple(
            Step(step.at, tuple(Audience(to) for to in step.to), Severity(step.severity) if step.severity else None)
            for step in limits.steps
        )
    repeat = None
    if limits.repeat is not None:
        repeat = {"every": limits.repeat.every, "to": tuple(Audience(to) for to in limits.repeat.to)}
        # A repeat that says nothing of how often keeps the number the table gives.
        repeat |= {"times": limits.repeat.times} if limits.repeat.times is not None else {}
    return Override(limits.limit, steps, repeat)


def _calendar(config: Config) -> Calendar:
    """The package's years, and over them the township's own files such as holidays/2027.json in var_dir."""
    off, work = set(constants.holidays), set(constants.workdays)
    years = {day.year for day in off}
    folder = config.server.var_dir / "holidays"
    for file in sorted(folder.glob("[0-9][0-9][0-9][0-9].json")):
        year = int(file.stem)
        own_off, own_work = _read_year(file)
        off = {day for day in off if day.year != year} | own_off
        work = {day for day in work if day.year != year} | own_work
        years.add(year)
    return Calendar(frozenset(off), frozenset(work), frozenset(years), config.site.timezone)


def _read_year(file: Path) -> tuple[set[date], set[date]]:
    try:
        content = json.loads(file.read_text("utf-8"))
        return {date.fromisoformat(day) for day in content["off"]}, {date.fromisoformat(day) for day in content["work"]}
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise ValueError(f"{file}: {problem}") from problem
