"""A desk whose platform answers as told and whose machine time moves only by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from actions.desk import Desk
from actions.outbox import Due, put
from actions.ports import Channel, Parcel, SendOutcome, Sent, Uploaded, UploadOutcome, Wire
from bot.sender import Sender
from models.clock import Clock
from models.database import Database, Session
from models.delivery import Delivery
from models.group import Group
from models.message import Attempt, Message
from models.person import Person
from models.queries import audit
from models.queries import balance as queries
from models.ticket import Ticket
from rules.policy import Audience, Offset, StagePolicy, Step
from rules.settings import DeskRules
from rules.ticket_number import compile_patterns
from rules.working_time import Calendar

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZONE).astimezone(UTC)
LADDER = StagePolicy(
    steps=tuple(Step(Offset.parse(at), (Audience.UNIT,)) for at in ("-5m", "-2m", "0m")),
)
LEASE = timedelta(seconds=20)
Answer = Callable[[Wire], SendOutcome]


def rules() -> DeskRules:
    calendar = Calendar(frozenset(), frozenset(), frozenset({2026, 2027}), ZONE)
    return DeskRules("柳湾乡", ZONE, "12345", tuple(compile_patterns([r"20\d{12}"])), calendar)


@dataclass
class Platform:
    """A gateway that answers with the next of `answers`, then with Sent; remembers the wires it was handed."""

    answers: list[SendOutcome | Answer] = field(default_factory=list)
    wires: list[Wire] = field(default_factory=list)
    is_up: bool = True
    uploads: list[UploadOutcome] = field(default_factory=list)
    parcels: list[tuple[Channel, Parcel]] = field(default_factory=list)

    def upload(self, channel: Channel, address: str, parcel: Parcel) -> UploadOutcome:
        self.parcels.append((channel, parcel))
        return self.uploads.pop(0) if self.uploads else Uploaded(f"media-{len(self.parcels)}")

    def is_there(self, wire: Wire) -> bool:
        return self.is_up

    def send(self, wire: Wire) -> SendOutcome:
        self.wires.append(wire)
        answer = self.answers.pop(0) if self.answers else Sent()
        return answer(wire) if callable(answer) else answer

    @property
    def texts(self) -> list[str]:
        return [wire.twin or wire.body[wire.body["msgtype"]]["content"] for wire in self.wires]


@dataclass
class Purse:
    """A budget of `left` sends for each address; None for as many as one likes."""

    left: int | None = None
    taken: list[str] = field(default_factory=list)

    def take(self, channel: Channel, address: str, at: datetime) -> timedelta | None:
        if self.left is not None and self.taken.count(address) >= self.left:
            return timedelta(seconds=30)
        self.taken.append(address)
        return None

    def recount(self, channel: Channel, address: str, sent_at: Sequence[datetime]) -> None: ...

    def is_known(self, channel: Channel, address: str) -> bool:
        return True


class Bench:
    """One database with a unit's group, the supervisors' group, the desk's group and two people."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = NOW
        self.platform, self.purse, self.rules = Platform(), Purse(), rules()
        with database.transaction() as session:
            for name, kind in (("青禾群", "unit"), ("督办群", "supervisors"), ("坐席群", "desk")):
                session.add(Group(name=name, kind=kind, push_key=f"key-{kind}"))
            for userid, name in (("chenzr", "陈主任"), ("zuoxi01", "周敏")):
                session.add(Person(userid=userid, userid_key=userid, name=name, roles=[]))
        self._next_cause = 0

    def sender(self, platform: Platform | None = None) -> Sender:
        return Sender(self.database, self.rules, platform or self.platform, self.purse, 1000002, lambda: self.now)

    def run(self) -> int:
        return self.sender().run()

    def later(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def desk(self, session: Session) -> Desk:
        return Desk(session, self.now, self.now, self.rules)

    def ticket(self, number: int = 4512, **fields: object) -> tuple[int, int]:
        """Store a ticket and its running handle clock, due in an hour; return both ids."""
        no = f"2026112400{number:04d}"
        values = {"state": "handling", "category_path": [], "special_flags": [], "missing": [], "title": "室温不达标"}
        values |= {"deadline_basis": "stated", "deadline_reasons": [], "created_at": self.now, **fields}
        with self.database.transaction() as session:
            ticket = Ticket(platform="12345", ticket_no=no, tail=no[-4:], **values)
            session.add(ticket)
            session.flush()
            due_at = self.now + timedelta(hours=1)
            clock = Clock(ticket_id=ticket.id, stage="handle", started_at=self.now, due_at=due_at)
            clock.postponed, clock.fired, clock.reasons = [], [], []
            clock.policy = LADDER.to_json()
            session.add(clock)
            session.flush()
            return ticket.id, clock.id

    def stop_clock(self, clock_id: int) -> None:
        with self.database.transaction() as session:
            session.get_one(Clock, clock_id).stopped_at = self.now

    def remind(self, ids: tuple[int, int], destination: str = "group:1", **fields: object) -> int:
        ticket_id, clock_id = ids
        return self.put("reminder", destination, ticket_id=ticket_id, clock_id=clock_id, **fields)

    def note(self, destination: str = "group:1", **fields: object) -> int:
        """Put a delivery that speaks for itself, whatever waits beside it: a hand-over."""
        return self.put("hand_over", destination, facts={"shift": "早班", "agent": "zuoxi01"}, **fields)

    def please_phone(self, destination: str) -> int:
        """Put a request to phone somebody."""
        return self.put("please_phone", destination, facts={"userid": "zuoxi01"})

    def put(self, kind: str, destination: str, **fields: object) -> int:
        self._next_cause += 1
        values = {"audience": "unit", "due_at": self.now, **fields}
        cause = (str(values.pop("cause_kind", "test")), int(str(values.pop("cause_id", self._next_cause))))
        due = Due(*cause, kind, destination, **values)
        with self.database.transaction() as session:
            assert put(self.desk(session), due)
            return int(session.query(Delivery.id).order_by(Delivery.id.desc()).first()[0])

    def states(self) -> dict[int, str]:
        with self.database.reading() as session:
            return {row.id: row.state for row in session.query(Delivery).order_by(Delivery.id)}

    def message(self) -> Message:
        """Return the last message."""
        return self._loaded(Message)[-1]

    def attempts(self) -> list[Attempt]:
        return self._loaded(Attempt)

    def _loaded(self, table: type[Any]) -> list[Any]:
        with self.database.reading() as session:
            rows = list(session.query(table).order_by(table.id))
            session.expunge_all()
            return rows

    def balances(self) -> bool:
        """Tell whether what was due adds up, and the auditor finds nothing."""
        with self.database.reading() as session:
            counted = queries.balance(session, None, None)
            return counted.is_even and audit.contradictions(session, None, None) == 0
