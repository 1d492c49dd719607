"""A small town for the tests of the actions: people, groups and a rota, and a desk whose clock moves by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from actions import assigning, firing, intake, looks, signing, unit_work
from actions.desk import Desk
from actions.directory import load_directory
from actions.journal import Source
from actions.orders import Order
from actions.unit_work import Word
from models.assignment import Assignment
from models.clock import Clock
from models.database import Session
from models.delivery import Delivery
from models.department import Department
from models.event import Event
from models.inbox import InboxRow
from models.queries import clocks as clock_queries
from models.queries import deliveries as delivery_queries
from models.queries import people as people_queries
from models.queries import tickets as ticket_queries
from models.ticket import Ticket
from rules.settings import DeskRules
from rules.ticket_number import compile_patterns
from rules.working_time import Calendar

ZONE = ZoneInfo("Asia/Shanghai")
NUMBER = "20261124004512"
CALENDAR = Calendar(frozenset(), frozenset(), frozenset({2026, 2027}), ZONE)
RULES = DeskRules("柳湾乡", ZONE, "12345", tuple(compile_patterns([r"20\d{12}"])), CALENDAR)
AGENT, OTHER_AGENT, SUPERVISOR, LEADER, HEAD, STAFF = "zuoxi01", "zuoxi02", "wangzr", "lixz", "luzr", "xiaolu"

DIRECTORY: dict[str, Any] = {
    "departments": [
        {"name": "云杉里社区", "aliases": ["云杉里"], "kind": "community", "lead": HEAD},
        {"name": "城管科", "aliases": ["城管"], "kind": "department", "lead": "xukz"},
    ],
    "people": [
        {"userid": AGENT, "name": "周敏", "roles": ["agent"]},
        {"userid": OTHER_AGENT, "name": "何静", "roles": ["agent"]},
        {"userid": SUPERVISOR, "name": "王主任", "roles": ["supervisor"]},
        {"userid": LEADER, "name": "李乡长", "roles": ["leader"]},
        {"userid": HEAD, "name": "陆主任", "department": "云杉里社区", "roles": ["unit_lead"]},
        {"userid": STAFF, "name": "小陆", "department": "云杉里社区", "roles": ["unit_staff"]},
        {"userid": "xukz", "name": "徐科长", "department": "城管科", "roles": ["unit_lead"]},
    ],
    "groups": [
        {"name": "坐席群", "kind": "desk", "chat_id": "wrDESK", "webhook_key": "key-desk"},
        {"name": "督办群", "kind": "supervisors", "chat_id": "wrSUP", "webhook_key": "key-sup"},
        {
            "name": "云杉里群",
            "kind": "unit",
            "chat_id": "wrYUN",
            "webhook_key": "key-yun",
            "departments": ["云杉里社区"],
        },
        {"name": "城管群", "kind": "unit", "chat_id": "wrCHENG", "webhook_key": "key-cheng", "departments": ["城管科"]},
    ],
    "shifts": [{"name": "全天", "start": "00:00", "end": "24:00", "people": [AGENT], "since": date(2026, 1, 1)}],
}


def at(clock: str, day: int = 24) -> datetime:
    """Return a moment of November 2026 by the desk's clock."""
    return datetime.combine(date(2026, 11, day), time.fromisoformat(clock), ZONE).astimezone(UTC)


@dataclass
class Town:
    """The desk in one open transaction; desk time and machine time move together."""

    session: Session
    now: datetime = field(default_factory=lambda: at("10:00"))
    rules: DeskRules = RULES
    n_said: int = 0

    @property
    def desk(self) -> Desk:
        return Desk(self.session, self.now, self.now, self.rules)

    def settle(self, **rules: Any) -> None:
        """Run the desk by other rules."""
        self.rules = replace(self.rules, **rules)

    def walk(self, clock: str | datetime, day: int = 24) -> None:
        """Let time pass up to a moment, firing everything in order."""
        target = at(clock, day) if isinstance(clock, str) else clock
        while (following := clock_queries.next_moment(self.session, self.now, target)) is not None:
            self.now = following
            self.scan()
        self.now = target
        self.scan()

    def jump(self, clock: str, day: int = 24) -> None:
        """Let time pass without a scan, as when the machine was down."""
        self.now = at(clock, day)

    def scan(self) -> None:
        while firing.fire_due(self.desk):
            pass

    def said(self, actor: str) -> Source:
        """Return the source of a new message of somebody."""
        self.n_said += 1
        row = InboxRow(
            source="aibot", external_id=f"m{self.n_said}", received_at=self.now, sender=actor, message="", tries=0
        )
        self.session.add(row)
        self.session.flush()
        return Source(actor=actor, inbox_id=row.id)

    def unit(self, name: str = "云杉里社区") -> Department:
        found = people_queries.department_called(self.session, name)
        assert found is not None
        return found

    def order(self, **facts: Any) -> Order:
        facts = {"ticket_no": NUMBER, "kind": "投诉", "content": "楼道灯不亮", "limit_text": "7天", **facts}
        return Order(**{"first_dispatched_at": self.now, **facts})

    def take(self, **facts: Any) -> Ticket:
        """Take an order in that is dispatched right now, unless the facts say otherwise."""
        return intake.take_in(self.desk, self.order(**facts), self.said(AGENT), how="paste").ticket

    def signed(self, **facts: Any) -> Ticket:
        ticket = self.take(**facts)
        signing.sign(self.desk, ticket, self.said(AGENT), None)
        return ticket

    def verified(self, **facts: Any) -> Ticket:
        ticket = self.signed(**facts)
        signing.verify_true(self.desk, ticket, self.said(AGENT), None, None)
        return ticket

    def assigned(self, assists: Sequence[str] = (), **facts: Any) -> Ticket:
        ticket = self.verified(**facts)
        others = [self.unit(name) for name in assists]
        assigning.assign(self.desk, ticket, self.said(AGENT), self.unit(), others)
        return ticket

    def resolved(self, **facts: Any) -> Ticket:
        ticket = self.assigned(**facts)
        unit_work.done(self.desk, ticket, self.share(ticket), self.said(STAFF), Word("修好了"), is_contacted=True)
        return ticket

    def share(self, ticket: Ticket, unit: str = "云杉里社区") -> Assignment:
        return unit_work.share_of(self.desk, ticket, self.unit(unit).id)

    def patrol(self) -> None:
        looks.ensure_patrol(self.desk)

    def running(self, ticket: Ticket) -> list[str]:
        """Return the stages whose clocks run, in alphabetical order."""
        return sorted(clock.stage for clock in clock_queries.clocks_of(self.session, ticket.id, running_only=True))

    def clock(self, ticket: Ticket, stage: str) -> Clock:
        """Return the last clock of a stage."""
        return [clock for clock in clock_queries.clocks_of(self.session, ticket.id) if clock.stage == stage][-1]

    def story(self, ticket: Ticket) -> list[str]:
        return [event.kind for event in self.events(ticket)]

    def events(self, ticket: Ticket) -> list[Event]:
        return ticket_queries.events_of(self.session, ticket.id)

    def told(self, ticket: Ticket, stage: str | None = None) -> list[Delivery]:
        """Return what is or was to be said about a ticket (about one stage's clock), in order."""
        rows = delivery_queries.deliveries_of_ticket(self.session, ticket.id)
        return [row for row in rows if stage is None or row.facts.get("stage") == stage]

    def reached(self, ticket: Ticket, stage: str) -> list[tuple[str, str, str]]:
        """Return (desk time, audience, destination kind) of the reminders of a stage that somebody gets."""
        rows = [row for row in self.told(ticket, stage) if row.state in ("pending", "held", "sent")]
        return [(f"{row.created_at.astimezone(ZONE):%H:%M}", row.audience, row.destination) for row in rows]

    def send_all(self) -> None:
        """Pretend that everything sendable was sent just now."""
        for row in self.session.query(Delivery).filter(Delivery.state.in_(("pending", "held"))):
            if row.release_at is None or row.release_at <= self.now:
                row.state, row.ended_at = "sent", self.now
        self.session.flush()


def found(session: Session) -> Town:
    """Return the town with its directory loaded."""
    load_directory(session, DIRECTORY)
    return Town(session)


def minutes(n: float) -> timedelta:
    """Return a span."""
    return timedelta(minutes=n)
