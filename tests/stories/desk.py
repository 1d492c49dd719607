"""Tells stories on a whole desk: people speak through the simulated platform, desk time is walked, chats are read."""

from __future__ import annotations

import json
import threading
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from werkzeug.serving import make_server

import config
from actions.desk_clock import desk_now, set_clock
from actions.directory import load_directory
from machine_clock import MachineClock
from runtime import Runtime
from simulator.callbacks import AS_THE_PLATFORM, How, http_wire
from simulator.hearing import Heard
from simulator.message import Message, Via
from simulator.server import SimulatedWecom
from simulator.world import World
from tests.stories import town
from tests.stories.loaded import once_for_all
from wiring import build, create_app

ZONE = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 11, 18, 10, 0, tzinfo=ZONE)
_LEG = timedelta(hours=8)
_FROM_THE_PRODUCT = (Via.PUSH_KEY, Via.APP, Via.AIBOT, Via.RESPONSE_URL)


@dataclass
class MachineTime:
    """The machine's clock of a story; product and platform share it, and only a story moves it."""

    now: datetime = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class Chat:
    """A chat as its members read it: what the product said into it and nobody has looked at yet."""

    def __init__(self, sim: SimulatedWecom, chat: str) -> None:
        self._sim, self._chat = sim, chat
        self._read: set[str] = set()

    def unread(self) -> list[Message]:
        """Return what came and was not expected yet, oldest first."""
        found = [message for message in self._sim.city.messages(self._chat) if message.via in _FROM_THE_PRODUCT]
        return [message for message in found if message.id not in self._read]

    def expects(self, *words: str, mentions: list[str] | None = None) -> Message:
        """Take the oldest unread message, which must hold all these words (and name these people); return it."""
        unread = self.unread()
        assert unread, f"{self._chat}: nothing came, but expected {words}"
        message = unread[0]
        missing = [word for word in words if word not in message.text]
        assert not missing, f"{self._chat}: expected {missing} in:\n{_shown(unread)}"
        if mentions is not None:
            assert list(message.mentions) == mentions, f"{self._chat}: {message.mentions} in:\n{message.text}"
        self._read.add(message.id)
        return message

    def expects_nothing(self) -> None:
        """Nothing is unread."""
        unread = self.unread()
        assert not unread, f"{self._chat}: expected nothing, but there is:\n{_shown(unread)}"

    def is_read(self) -> None:
        """Mark everything as read: the story is not about it."""
        self._read |= {message.id for message in self.unread()}


class Shown:
    """A ticket as the API shows it."""

    def __init__(self, shape: dict[str, Any]) -> None:
        self.shape = shape
        self.state: str = shape["state"]
        self.round: int = shape["round"]

    @property
    def kinds(self) -> list[str]:
        """Return what happened, in order."""
        return [event["kind"] for event in self.shape["events"]]

    def events(self, kind: str) -> list[dict[str, Any]]:
        """Return the events of one kind."""
        return [event for event in self.shape["events"] if event["kind"] == kind]

    def clock(self, stage: str, unit: str | None = None) -> dict[str, Any]:
        """Return the last clock of a stage (of a unit)."""
        found = [c for c in self.shape["clocks"] if c["stage"] == stage and unit in (None, c["unit"])]
        assert found, f"no clock {stage} {unit or ''}"
        return dict(found[-1])

    def has_clock(self, stage: str) -> bool:
        """Tell whether a clock of that stage was ever started."""
        return any(clock["stage"] == stage for clock in self.shape["clocks"])

    def due(self, stage: str, unit: str | None = None) -> str:
        """Return when a clock is due, as `18 10:20` in the desk's zone."""
        return local(self.clock(stage, unit)["due_at"])

    def stopped(self, stage: str, unit: str | None = None) -> str | None:
        """Return when a clock stopped, as `18 10:12`; None while it runs."""
        at = self.clock(stage, unit)["stopped_at"]
        return local(at) if at else None


class StoryDesk:
    """A running installation with everybody around it."""

    def __init__(self, runtime: Runtime, sim: SimulatedWecom, machine: MachineTime, config_path: Path) -> None:
        self.runtime, self.sim, self.machine, self.config_path = runtime, sim, machine, config_path
        self._chats: dict[str, Chat] = {}
        self._api = create_app(runtime).test_client()

    # People

    def says(
        self, userid: str, text: str, chat: str = "app", *, quoting: Message | None = None, how: How = AS_THE_PLATFORM
    ) -> str:
        """Say something (in a group the bot is mentioned) and return the words of the answer."""
        return self.hears(userid, text, chat, quoting=quoting, how=how).answer or ""

    def hears(
        self, userid: str, text: str, chat: str = "app", *, quoting: Message | None = None, how: How = AS_THE_PLATFORM
    ) -> Heard:
        """Say something and return every exchange with the product."""
        where = quoting.chat if quoting is not None and chat == "app" else chat
        heard = self.sim.hears(userid, text, where, quoting, how=how)
        assert heard.hint is None or how is not AS_THE_PLATFORM, heard.hint
        self.runtime.send()
        return heard

    def taps(self, userid: str, card: Message, key: str) -> str:
        """Tap a button of a card as it stands in the chat by now; return the words of an answer, if any came back."""
        shown = self.sim.city.message(card.id)
        assert shown is not None
        answer = self.sim.taps(userid, shown, key) or ""
        self.runtime.send()
        return answer

    def pastes(self, userid: str, order: str, chat: str = "app") -> str:
        """Paste an order."""
        return self.says(userid, order, chat)

    def walks_to_assigned(self, number: str = town.NUMBER, to: str = "青禾", **order: str) -> Message:
        """Paste, sign, check and assign an order at once; return the post in its unit's group."""
        self.pastes("zuoxi02", town.order(number, **order))
        for command in (f"/签收 {number}", f"/初核 {number} 属实", f"/转办 {number} {to}"):
            self.says("zuoxi02", command)
        group = next(name for name in ("wrQINGHE", "wrBEILIU", "wrCHENGGUAN") if self.group(name).unread())
        return self.group(group).expects("新工单", number)

    # Time

    @property
    def now(self) -> datetime:
        """Desk time in the desk's zone."""
        with self.runtime.database.reading() as session:
            return desk_now(session, self.machine()).astimezone(ZONE)

    def advance_to(self, clock: str, *, days: int = 0) -> None:
        """Walk desk time to `10:37` of today or of a later day, through every due moment.

        The machine's clock goes on now and then: in one minute the platform takes twenty messages, and no more.
        """
        hour, minute = map(int, clock.split(":"))
        day = self.now.date() + timedelta(days=days)
        target = datetime.combine(day, time(hour, minute), ZONE)
        assert target >= self.now, "desk time never goes back"
        for place in _on_the_way(self.now, target):
            self.machine_passes(minutes=1)
            self.runtime.walk_to(place.astimezone(UTC))
        self.machine_passes(minutes=1)
        self.runtime.send()

    def machine_passes(self, **span: float) -> None:
        """Let machine time pass; desk time stands still meanwhile."""
        with self.runtime.database.transaction() as session:
            here = desk_now(session, self.machine())
            self.machine.now += timedelta(**span)
            set_clock(session, self.machine(), here, 0.0)

    # Chats and tickets

    def group(self, chat: str) -> Chat:
        """Return a group as its members read it."""
        return self._chats.setdefault(chat, Chat(self.sim, chat))

    def direct(self, userid: str) -> Chat:
        """Return a person's conversation with the app."""
        return self._chats.setdefault(userid, Chat(self.sim, f"app:{userid}"))

    def all_read(self) -> None:
        """Mark everything everywhere as read."""
        for message in self.sim.city.messages():
            kind, _, userid = message.chat.partition(":")
            (self.direct(userid) if kind == "app" else self.group(message.chat)).is_read()

    def ticket(self, number: str = town.NUMBER, **query: str | int) -> Shown:
        """Return a ticket as the API shows it."""
        shape = self.api(f"/tickets/{number}", **query)
        return Shown(shape)

    def api(self, path: str, *, post: Any = None, **query: str | int) -> dict[str, Any]:
        """Call the API with the token of the story."""
        answer = self._api.open(
            f"/api/v1{path}",
            method="GET" if post is None else "POST",
            json=post,
            query_string=query,
            headers={"Authorization": f"Bearer {town.API_TOKEN}"},
        )
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return dict(answer.get_json())

    def api_text(self, path: str) -> str:
        """Return an answer of the API as it goes over the wire."""
        headers = {"Authorization": f"Bearer {town.API_TOKEN}"}
        return self._api.get(f"/api/v1{path}", headers=headers).get_data(as_text=True)

    def knows(self, number: str) -> bool:
        """Tell whether the ticket exists."""
        headers = {"Authorization": f"Bearer {town.API_TOKEN}"}
        return self._api.get(f"/api/v1/tickets/{number}", headers=headers).status_code == 200

    def said_by_the_product(self) -> list[Message]:
        """Return every message of the product, answers included."""
        return [message for message in self.sim.city.messages() if message.via is not Via.PERSON]


def _on_the_way(start: datetime, target: datetime) -> list[datetime]:
    legs = [start + _LEG * number for number in range(1, int((target - start) / _LEG) + 1)]
    return [*(place for place in legs if place < target), target]


@contextmanager
def story_desk(
    folder: Path,
    database_url: str,
    redis_url: str,
    *,
    start: datetime = MORNING,
    patrol: bool = False,
    handover: bool = False,
    repeats: bool = False,
    reports_to: Mapping[str, Sequence[str]] = MappingProxyType({}),
    long_connection: bool = False,
    tables: bool = False,
) -> Iterator[StoryDesk]:
    """Run an installation on its own database against a platform of its own, with the desk's own tables or none.

    With the long connection the AI bot hears nothing until a gateway runs, see tests/stories/line.py.
    """
    machine = MachineTime()
    directory = tomllib.loads(town.directory())
    written = town.CONFIG.format(
        database_url=database_url,
        redis_url=redis_url,
        api_base="{api_base}",
        patrol=_toml(patrol),
        handover=_toml(handover),
        repeats=_toml(repeats),
        **{kind: json.dumps(list(reports_to.get(kind, ()))) for kind in ("daily", "weekly", "monthly")},
    )
    if long_connection:
        written = written.replace("[wecom.aibot]", town.ON_THE_LINE)
    if tables:
        written += '[data]\ncategories = "categories.csv"\naliases = "unit_aliases.csv"\n'
        (folder / "categories.csv").write_text(town.CATEGORIES, encoding="utf-8-sig")
        (folder / "unit_aliases.csv").write_text(town.ALIASES, encoding="utf-8-sig")
    # The platform knows a group and a member that the product was never told about.
    outside = {"chat_id": "wrSTRANGE", "name": "陌生群", "webhook_key": "key-strange"}
    platform = {**directory, "groups": [*directory["groups"], outside]}
    platform["people"] = [*directory["people"], {"userid": "moshengren", "name": "陌生人"}]
    sim = SimulatedWecom(World.from_mappings(tomllib.loads(written), platform), clock=machine)
    sim.start()
    try:
        path = folder / "config.toml"
        filled = written.replace("{api_base}", sim.api_base)
        if long_connection:
            filled = filled.replace("ws://127.0.0.1:1", sim.websocket_url)
        path.write_text(filled, encoding="utf-8")
        runtime = build(config.load(path))
        _take_over_time(runtime, machine)
        desk = StoryDesk(runtime, sim, machine, path)
        sim.driver.wire = _wire(desk)
        _set_going(desk, directory, start, repr((directory, start, written)).replace(redis_url, ""))
        desk.all_read()
        yield desk
        runtime.database.close()
    finally:
        sim.stop()


@contextmanager
def real_line(desk: StoryDesk) -> Iterator[None]:
    """Let callbacks reach the product over HTTP for a while, as they do outside of tests."""
    server = make_server("127.0.0.1", 0, create_app(desk.runtime), threaded=True)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    in_process, desk.sim.driver.wire = desk.sim.driver.wire, http_wire(lambda: f"http://127.0.0.1:{server.server_port}")
    try:
        yield
    finally:
        desk.sim.driver.wire = in_process
        server.shutdown()
        server.server_close()


def _take_over_time(runtime: Runtime, machine: MachineTime) -> None:
    for part in (runtime, runtime.dispatcher, runtime.sender, runtime.lane, runtime.reports, runtime.carrier):
        part.clock = machine
    runtime.machine = MachineClock(runtime.config.thresholds.clock_jump, machine, lambda: machine.now.timestamp())


def _set_going(desk: StoryDesk, directory: dict[str, Any], start: datetime, what: str) -> None:
    """Let the desk know its people and come to its first moment."""
    runtime = desk.runtime

    def load() -> bool:
        with runtime.database.transaction() as session:
            load_directory(session, directory)
            set_clock(session, desk.machine(), start.astimezone(UTC), 0.0)
        runtime.walk_to(start.astimezone(UTC))
        return not desk.sim.city.messages() and not runtime.redis.dbsize()

    once_for_all(runtime.config.database_url, what.replace(runtime.config.database_url, ""), load)


def _wire(desk: StoryDesk) -> Any:
    def call(
        method: str, path: str, query: dict[str, str], body: bytes, kind: str, _seconds: float
    ) -> tuple[int, bytes]:
        answer = desk._api.open(path, method=method, query_string=query, data=body, content_type=kind)
        return answer.status_code, answer.get_data()

    return call


def local(moment: str) -> str:
    """Return an ISO moment as `18 10:20` in the desk's zone."""
    return f"{datetime.fromisoformat(moment).astimezone(ZONE):%d %H:%M}"


def _toml(flag: bool) -> str:
    return "true" if flag else "false"


def _shown(messages: list[Message]) -> str:
    return "\n".join(f"  [{m.via}] {m.text} @{','.join(m.mentions)}" for m in messages)
