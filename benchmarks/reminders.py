"""How long a thousand reminders of a hundred chats take from falling due until the wire has them."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import config
from actions.desk_clock import set_clock
from actions.directory import load_directory
from actions.intake import known_to, take
from actions.journal import Source
from actions.orders import Order
from actions.ports import Channel, Parcel, SendOutcome, Sent, Uploaded, UploadOutcome, Wire
from actions.preparing import prepare
from benchmarks.measured import Measured, seconds
from benchmarks.places import KINDS, database, demo_directory, installation, quiet
from models.queries.balance import balance
from rules.lifecycle import State
from runtime import Runtime
from tests.servers import valkey
from wiring import build

_GOAL_SECONDS = 2.0
_N_CHATS, _N_EACH = 100, 10
_DISPATCHED = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)
_ASSIGNED = _DISPATCHED + timedelta(minutes=15)


@dataclasses.dataclass
class CountingWire:
    """A platform that takes everything at once."""

    n_taken: int = 0

    def send(self, wire: Wire) -> SendOutcome:
        """Take a message."""
        self.n_taken += 1
        return Sent()

    def upload(self, channel: Channel, address: str, parcel: Parcel) -> UploadOutcome:
        """Keep a file."""
        return Uploaded("media-1")

    def is_there(self, wire: Wire) -> bool:
        """Tell that the platform is there."""
        return True


def measure() -> Iterator[Measured]:
    """Yield the time on both databases."""
    for kind in KINDS:
        with tempfile.TemporaryDirectory(prefix="cuiban-bench-", dir="/tmp") as name:
            folder = Path(name)
            with database(kind, folder) as url, valkey(folder) as redis_url:
                yield _on(kind, build(config.load(installation(folder, url, redis_url, "127.0.0.1:1"))))


def _on(kind: str, runtime: Runtime) -> Measured:
    quiet()
    wire = CountingWire()
    runtime.sender = dataclasses.replace(runtime.sender, gateway=wire)
    _fill(runtime)
    _set_clock(runtime, _ASSIGNED + timedelta(hours=1))
    taken = seconds(lambda: (runtime.scan(), runtime.send()))
    with runtime.database.reading() as session:
        n_sent = balance(session, None, None).by_state["sent"]
    runtime.database.close()
    if n_sent != _N_CHATS * _N_EACH:
        raise RuntimeError(f"{n_sent} reminders were sent, not {_N_CHATS * _N_EACH}")
    return Measured(
        f"{n_sent:,} due reminders of {_N_CHATS} chats handed to the wire, {kind}",
        f"< {_GOAL_SECONDS:g} s",
        f"{taken:.2f} s in {wire.n_taken} messages",
        taken < _GOAL_SECONDS,
    )


def _fill(runtime: Runtime) -> None:
    """Assign ten orders to each of a hundred units at the same moment, so that all are urged at the same moment."""
    names = [f"第{number:03d}社区" for number in range(_N_CHATS)]
    people = [person for person in demo_directory()["people"] if not person.get("department")]
    heads = [{"userid": f"head{n:03d}", "name": "主任", "department": name} for n, name in enumerate(names)]
    directory = {
        "departments": [{"name": name, "kind": "community", "lead": f"head{n:03d}"} for n, name in enumerate(names)],
        "people": [*people, *({**head, "roles": ["unit_lead"]} for head in heads)],
        "groups": [
            {"name": f"{name}群", "kind": "unit", "webhook_key": f"key-{n}", "departments": [name]}
            for n, name in enumerate(names)
        ],
    }
    _set_clock(runtime, _ASSIGNED)
    with runtime.database.transaction() as session:
        load_directory(session, directory)
    with runtime.database.transaction() as session:
        desk = runtime.desk(session)
        numbered = [_order(number, names[number % _N_CHATS]) for number in range(_N_CHATS * _N_EACH)]
        orders = [prepare(order, desk.rules.number_patterns) for order in numbered]
        known = known_to(desk, orders)
        for order in orders:
            take(desk, order, Source(actor="bench"), known, how="file")


def _order(number: int, unit: str) -> Order:
    return Order(
        ticket_no=f"20261118{number:06d}",
        title="楼道照明灯不亮",
        limit_text="7天",
        first_dispatched_at=_DISPATCHED,
        lead_unit=unit,
        state=State.ASSIGNED,
        signed_at=_DISPATCHED + timedelta(minutes=5),
        verified_at=_DISPATCHED + timedelta(minutes=10),
        assigned_at=_ASSIGNED,
    )


def _set_clock(runtime: Runtime, at: datetime) -> None:
    """Let desk time stand still at a moment."""
    with runtime.database.transaction() as session:
        set_clock(session, runtime.clock(), at, 0.0)
