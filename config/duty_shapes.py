"""The sections of config.toml about shifts, reports, rates and money."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from config.policy import Table
from config.values import Duration, HomePath, TimeOfDay

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
# Who may be sent reports: never a unit.
Reader = Literal["agent", "analyst", "supervisor", "leader", "admin", "auditor"]


class ReportReaders(Table):
    daily: tuple[Reader, ...] = ("analyst", "supervisor")
    weekly: tuple[Reader, ...] = ("analyst", "supervisor")
    monthly: tuple[Reader, ...] = ("analyst", "supervisor", "leader")


class Handover(Table):
    remind: bool = True
    confirm_within: Duration = timedelta(minutes=10)
    again_after: Duration = timedelta(minutes=20)


class Roster(Table):
    gap_days: int = Field(default=35, ge=1, le=120)
    backlog: int = Field(default=3, ge=0, le=100)
    check_takes: Duration = timedelta(minutes=10)


class Reports(Table):
    daily_at: TimeOfDay = time(8, 30)
    daily_window: Literal["noon", "day"] = "day"
    weekly_on: Weekday = "mon"
    weekly_at: TimeOfDay = time(9, 0)
    monthly_on: int = Field(default=1, ge=1, le=28)
    monthly_at: TimeOfDay = time(9, 0)
    period_start_day: int = Field(default=19, ge=1, le=28)
    to: ReportReaders = Field(default_factory=ReportReaders)
    incident_again: Duration = timedelta(hours=2)


Share = Annotated[Decimal, Field(ge=0, le=1)]


class Rates(Table):
    response_weight: Share = Decimal("0.10")
    resolution_weight: Share = Decimal("0.50")
    satisfaction_weight: Share = Decimal("0.40")
    k: Share = Decimal("0.9")
    decimals: int = Field(default=1, ge=0, le=4)
    basically_solved_counts: bool = False
    tie_break: Literal["received", "valid"] = "received"

    @model_validator(mode="after")
    def _weights_are_a_whole(self) -> Rates:
        total = self.response_weight + self.resolution_weight + self.satisfaction_weight
        if total != 1:
            raise ValueError(
                f"三个权重（response_weight、resolution_weight、satisfaction_weight）之和须是 1，现在是 {total}"
            )
        return self


def _range(written: Any) -> Any:
    """An amount alone is a range of one."""
    return (written, written) if isinstance(written, int) else written


def _from_low_to_high(range_: tuple[int, int]) -> tuple[int, int]:
    if range_[0] > range_[1]:
        raise ValueError(f"{range_[0]} 大于 {range_[1]}，先写小的")
    return range_


Money = Annotated[int, Field(ge=0)]
Deduction = Annotated[tuple[Money, Money], BeforeValidator(_range), AfterValidator(_from_low_to_high)]
Percent = Annotated[Decimal, Field(ge=0, le=100)]


class Penalties(Table):
    sign: Deduction = (200, 500)
    verify: Deduction = (200, 500)
    assign: Deduction = (200, 500)
    reply: Deduction = (200, 500)
    wording: Deduction = (50, 500)
    attitude: Deduction = (100, 200)
    late: Deduction = (100, 100)
    early: Deduction = (100, 100)
    absence: Deduction = (500, 1000)


class ContractPayment(Table):
    name: str = Field(min_length=1, max_length=30)
    due: date
    percent: Percent
    performance_percent: Percent = Decimal(0)


class ContractMoney(Table):
    total: Money = 575_610
    breach_percent: Percent = Decimal(10)
    payments: tuple[ContractPayment, ...] = ()

    @model_validator(mode="after")
    def _no_more_than_all(self) -> ContractMoney:
        percent = sum(payment.percent for payment in self.payments)
        if percent > 100:
            raise ValueError(f"各笔 percent 之和是 {percent}，不能大于 100")
        return self


Compared = Literal["dispatched_at", "signed_at", "verified_at", "assigned_at", "replied_at", "deadline_at"]


class Reconcile(Table):
    tolerance: Duration = timedelta(minutes=2)
    tolerances: dict[Compared, Duration] = Field(default_factory=dict)
    stale_after: Duration = timedelta(days=1)


def _whole_days(span: timedelta) -> timedelta:
    if span % timedelta(days=1):
        raise ValueError("写整天，如 7d")
    return span


WholeDays = Annotated[Duration, AfterValidator(_whole_days)]


class HotSpots(Table):
    enabled: bool = True
    within: WholeDays = timedelta(days=7)
    before: WholeDays = timedelta(days=28)
    claims: int = Field(default=3, ge=2)
    rise: float = Field(default=2.0, ge=0)
    rise_claims: int = Field(default=6, ge=2)
    in_a_day: int = Field(default=3, ge=2)
    people: int = Field(default=5, ge=2)

    @model_validator(mode="after")
    def _has_a_weekly_mean(self) -> HotSpots:
        if self.before < timedelta(weeks=1):
            raise ValueError("before 至少 7d，不然没有周均可比")
        return self


class Data(Table):
    categories: HomePath | None = None
    aliases: HomePath | None = None
