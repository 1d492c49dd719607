"""A watchdog on a whole installation whose platform answers as told and whose machine time moves only by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import update

from actions.attempts import address_hash
from actions.outbox import Due, put
from actions.ports import Channel, GiveUp, Parcel, SendOutcome, Sent, Uploaded, UploadOutcome, Wire
from jobs.beats import BEATS
from jobs.ticking import DONE
from jobs.watchdog import Watchdog
from models.clock import Clock
from models.machinery import Heartbeat
from models.message import Attempt, Message
from models.queries import machinery
from rules.stages import Stage
from rules.troubles import Finding
from rules.watching import BEATING
from runtime import Runtime

ALIVE = frozenset({*BEATING, "scan", *(DONE + beat.job for beat in BEATS)})
START = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
HEARTBEAT = """
[heartbeat]
url = "http://127.0.0.1:1/alive"
every = "1m"
"""
DIRECTORY: dict[str, Any] = {
    "people": [
        {"userid": "wangzr", "name": "王主任", "roles": ["supervisor"]},
        {"userid": "sunzr", "name": "孙主任", "roles": ["supervisor"]},
    ],
    "groups": [{"name": "督办群", "kind": "supervisors", "webhook_key": "key-supervisors"}],
    "duty": [
        {"name": "值班", "start": "00:00", "end": "24:00", "people": ["sunzr"], "since": datetime(2026, 1, 1).date()}  # noqa: DTZ001
    ],
}


@dataclass
class Platform:
    """A gateway that remembers what it was handed and refuses the app, or the push keys, when told to."""

    app_works: bool = True
    push_works: bool = True
    sent: list[Wire] = field(default_factory=list)

    def send(self, wire: Wire) -> SendOutcome:
        self.sent.append(wire)
        if wire.channel is Channel.APP and not self.app_works:
            return GiveUp("no trusted address", 60020, scope="channel")
        if wire.channel is Channel.PUSH_KEY and not self.push_works:
            return GiveUp("the robot was removed", 93000, scope="target")
        return Sent()

    def upload(self, channel: Channel, address: str, parcel: Parcel) -> UploadOutcome:
        return Uploaded("media-1") if self.app_works else GiveUp("no trusted address", 60020, scope="channel")

    def is_there(self, wire: Wire) -> bool:
        return self.app_works or wire.channel is not Channel.APP

    @property
    def texts(self) -> list[str]:
        return [wire.body["text"]["content"] for wire in self.sent]


class Bench:
    """A watchdog on a desk whose machine time stands still between checks."""

    def __init__(self, runtime: Runtime) -> None:
        self.now = START
        self.platform = Platform()
        self.pings: list[str] = []
        self.desk = runtime
        self.desk.clock = lambda: self.now
        self.desk.gateway = self.platform
        self.watchdog = self.another()
        with self.desk.database.transaction() as session:
            for name in ALIVE:
                machinery.beat(session, name, self.now)

    def another(self) -> Watchdog:
        return Watchdog(self.desk, self.now, ping=self.pings.append)

    def live(self, *but: str) -> None:
        """Let every process show that it lives, and every job that it was done."""
        with self.desk.database.transaction() as session:
            session.execute(update(Heartbeat).where(Heartbeat.name.in_(ALIVE - {*but})).values(beat_at=self.now))

    def check(
        self, times: int = 1, *, alive: bool = True, dog: Watchdog | None = None, silent: str = ""
    ) -> tuple[Finding, ...]:
        found: tuple[Finding, ...] = ()
        for _ in range(times):
            self.now += timedelta(seconds=10)
            if alive:
                self.live(silent)
            found = (dog or self.watchdog).check()
        return found

    def put_delivery(self, *, release_at: datetime | None = None) -> None:
        with self.desk.database.transaction() as session:
            due = Due("event", 1, "notice", "user:sunzr", "named", self.now, release_at=release_at)
            put(self.desk.desk(session), due)

    def tried(self, channel: Channel, outcome: str, errcode: int | None = None, address: str = "sunzr") -> None:
        """Remember that a message was tried just now."""
        state = {"sent": "sent", "failed": "failed"}.get(outcome, "waiting")
        with self.desk.database.transaction() as session:
            number = len(session.query(Message).all())
            moments = {"created_at": self.now, "not_before": self.now}
            message = Message(
                destination=f"user:{number}", channel=channel, address=address, body={}, state=state, **moments
            )
            session.add(message)
            session.flush()
            session.add(
                Attempt(
                    message_id=message.id,
                    started_at=self.now,
                    outcome=outcome,
                    errcode=errcode,
                    body_sha256="x",
                    address_hash=address_hash(channel, address),
                )
            )

    def start_clock(self, *, due_in: timedelta, look_again_in: timedelta | None, seq: int = 1) -> int:
        """Let a clock of the contract run whose next look was written by somebody who may have been wrong."""
        policy = self.desk.rules.policies.policy_for(Stage.SIGN, None, False)
        with self.desk.database.transaction() as session:
            clock = Clock(
                stage=str(Stage.SIGN),
                seq=seq,
                started_at=self.now + due_in - timedelta(minutes=20),
                due_at=self.now + due_in,
                look_again_at=None if look_again_in is None else self.now + look_again_in,
                policy=policy.to_json(),
                fired=[],
                postponed=[],
                reasons=[],
            )
            session.add(clock)
            session.flush()
            return clock.id


def codes(found: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in found]
