"""The contract's ladder once more, written down from its table and not from the product: what people have to hear."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

DESK, SUPERVISORS = "wrDESK", "wrSUPERVISORS"
ZONE = timezone(timedelta(hours=8))
_MINUTE = timedelta(minutes=1)
# An order that comes in when its limit has passed is left to whoever took it in for so long.
_GRACE = 5 * _MINUTE
# The demo's rotas (deploy/demo/directory.toml): who begins on 1 November, by the hour the shift begins.
_SINCE = date(2026, 11, 1)
_AGENTS = ("zuoxi01", "zuoxi02", "zuoxi03", "zuoxi04")
_SUPERVISORS_ROTA = ("wangzr", "sunzr")


@dataclass(frozen=True)
class Unit:
    """A unit of the demo: its name, its group, its head and somebody who answers there."""

    name: str
    group: str
    lead: str
    staff: str


UNITS = (
    Unit("青禾家园社区", "wrQINGHE", "chenzr", "liwg"),
    Unit("北柳巷社区", "wrBEILIU", "hanzr", "duwg"),
    Unit("南柳社区", "wrNANLIU", "xuzr", "jiangwg"),
    Unit("槐树庄社区", "wrHUAISHU", "gaozr", "yewg"),
    Unit("云杉里社区", "wrYUNSHAN", "luzr", "panwg"),
    Unit("柳湾热力公司", "wrRELI", "shijl", "dingsf"),
)


@dataclass(frozen=True)
class Stage:
    """A stage of the contract: its word, its limit (minutes, or a share of the whole limit), its rungs and repeats.

    A rung stands so many minutes, or such a share of the limit, before due.
    """

    word: str
    minutes: float
    share: float | None
    rungs: tuple[tuple[float, tuple[str, ...]], ...]
    in_shares: bool
    repeat_minutes: float
    repeat_to: tuple[str, ...]

    def limit(self, whole: timedelta) -> timedelta:
        """Return the limit of this stage on an order with that limit as a whole."""
        most = self.minutes * _MINUTE
        return most if self.share is None else min(most, self.share * whole)


_DUTY, _SUPERVISOR, _UNIT, _LEAD = "on_duty", "supervisor", "unit", "unit_lead"
STAGES = {
    "sign": Stage(
        "签收", 20, None,
        ((10, (_DUTY,)), (5, (_DUTY,)), (2, (_DUTY,)), (0, (_DUTY, _SUPERVISOR))), False, 10, (_SUPERVISOR,),
    ),
    "verify": Stage(
        "初核", 10, None, ((5, (_DUTY,)), (2, (_DUTY,)), (0, (_DUTY, _SUPERVISOR))), False, 10, (_DUTY, _SUPERVISOR)
    ),
    "assign": Stage(
        "转办", 30, 0.08, ((0.5, (_DUTY,)), (0.2, (_DUTY,)), (0, (_SUPERVISOR,))), True, 15, (_SUPERVISOR,)
    ),
    "accept": Stage(
        "受理", 120, 0.08, ((0.5, (_UNIT,)), (0.2, (_UNIT, _LEAD)), (0, (_LEAD, _DUTY))), True, 10, (_LEAD,)
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Clock:
    """A clock that ran: desk moments, `stopped_at` None while it runs, `known_at` when the desk could know of it."""

    number: str
    stage: str
    started_at: datetime
    stopped_at: datetime | None
    known_at: datetime
    whole: timedelta
    unit: Unit | None = None


@dataclass(frozen=True)
class Rung:
    """What one chat has to hear of a clock from `due_at` on; `left` is the time left until the limit at `stands_at`.

    It stands on the ladder at `stands_at`; who learned of the order later has to hear it only from then on.
    """

    clock: Clock
    chat: str
    stands_at: datetime
    due_at: datetime
    left: timedelta

    def __str__(self) -> str:
        return f"{self.clock.number} {self.clock.stage} -{self.left.total_seconds() / 60:g}m in {self.chat}"


def rungs_of(clock: Clock) -> list[Rung]:
    """Return what every chat has to hear of a clock, were it never stopped; repeats are left out."""
    stage = STAGES[clock.stage]
    limit = stage.limit(clock.whole)
    is_overdue = clock.known_at >= clock.started_at + limit
    from_when = clock.known_at + _GRACE if is_overdue else clock.known_at
    found = []
    for before, audiences in stage.rungs:
        left = before * limit if stage.in_shares else before * _MINUTE
        at = clock.started_at + limit - left
        if at < clock.started_at:
            continue
        chats = dict.fromkeys(chat for audience in audiences for chat in _chats(audience, clock.unit, at, not left))
        found += [Rung(clock, chat, at, max(at, from_when), left) for chat in chats]
    return found


def repeats_of(clock: Clock, chat: str, until: datetime) -> Iterator[datetime]:
    """Yield when a chat may hear of a clock once more after the last rung."""
    stage = STAGES[clock.stage]
    limit, every = stage.limit(clock.whole), stage.repeat_minutes * _MINUTE
    at = clock.started_at + limit + every
    while at <= until:
        if any(chat in _chats(audience, clock.unit, at, True) for audience in stage.repeat_to):
            yield at
        at += every


def _chats(audience: str, unit: Unit | None, at: datetime, is_breach: bool) -> tuple[str, ...]:
    match audience:
        case "on_duty":
            return (DESK, f"app:{agent_at(at)}")
        case "supervisor":
            days = (at.astimezone(ZONE).date() - _SINCE).days
            direct = f"app:{_SUPERVISORS_ROTA[days % len(_SUPERVISORS_ROTA)]}"
            return (direct, SUPERVISORS) if is_breach else (direct,)
    assert unit is not None, audience
    return (unit.group,) if audience == _UNIT else (unit.group, f"app:{unit.lead}")


def agent_at(at: datetime) -> str:
    """Return the agent on shift at a desk moment: four shifts of six hours, each handed on daily."""
    local = at.astimezone(ZONE)
    return _AGENTS[((local.date() - _SINCE).days + local.hour // 6) % len(_AGENTS)]
