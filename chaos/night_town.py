"""A desk on the long connection in this process, its platform beside it and machine time in the hands of who asks."""

from __future__ import annotations

import threading
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import config
from actions.desk_clock import desk_now, set_clock
from actions.directory import load_directory
from bot.wecom.line.connection import Pace
from config import DEMO
from jobs.gateway import Gateway
from machine_clock import MachineClock
from models.migrate import upgrade
from runtime import Runtime
from simulator.server import SimulatedWecom
from simulator.world import World
from wiring import build, create_app

ZONE = ZoneInfo("Asia/Shanghai")
# A minute of waiting goes by in a fifth of a second; nothing is found deaf by the clock, all of it is by speaking.
QUICK = Pace(ack=0.3, ping_every=1.0, quiet_after=1.0, waits=1 / 300)
_LINE_DEMO = DEMO.with_name("long-connection.toml")
_TOKEN = "DEMO-ONLY-api-token"


@dataclass
class NightTown:
    """The desk, its platform and its gateway."""

    runtime: Runtime
    sim: SimulatedWecom
    gateway: Gateway
    machine: list[datetime]
    api: Callable[..., dict[str, Any]]

    def passes(self, span: timedelta) -> None:
        """Let time pass: what falls due is said, what was left unanswered is answered."""
        with self.runtime.database.transaction() as session:
            here = desk_now(session, self.machine[0])
            self.machine[0] += span
            set_clock(session, self.machine[0], here, 0.0)
        self.runtime.walk_to(here + span)
        self.runtime.sweep()
        self.runtime.send()

    @property
    def now(self) -> datetime:
        """Return desk time."""
        with self.runtime.database.reading() as session:
            return desk_now(session, self.machine[0])


def wait_until(is_so: Callable[[], object], seconds: float) -> bool:
    """Wait until something is so; tells whether it came about."""
    pause, give_up_at = threading.Event(), time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > give_up_at:
            return False
        pause.wait(0.005)
    return True


@contextmanager
def night_town(folder: Path, redis_url: str, start: datetime) -> Iterator[NightTown]:
    """Run the demo's township on the long connection; unit groups have no push key, so that the line carries them."""
    machine = [start.astimezone(UTC)]
    directory = tomllib.loads(DEMO.with_name("directory.toml").read_text(encoding="utf-8"))
    for group in directory["groups"]:
        if group["kind"] == "unit":
            group.pop("webhook_key", None)
    text, _, _ = _LINE_DEMO.read_text(encoding="utf-8").partition("[simulator]")
    text = text.replace("[clock]", "[patrol]\nenabled = false\n[clock]")
    world = World.from_mappings(tomllib.loads(text), directory)
    with ExitStack() as stack:
        sim = SimulatedWecom(world, clock=lambda: machine[0])
        sim.start()
        stack.callback(sim.stop)
        text = text.replace("http://127.0.0.1:8090", sim.api_base).replace("ws://127.0.0.1:8091", sim.websocket_url)
        text = text.replace("../../var/demo-line", str(folder / "var")).replace('"embedded"', f'"{redis_url}"')
        path = folder / "config.toml"
        path.write_text(text, encoding="utf-8")
        runtime = _runtime(path, machine, directory, start)
        stack.callback(runtime.database.close)
        client = create_app(runtime).test_client()
        sim.driver.wire = _wire(client)
        stop, gateway = threading.Event(), Gateway(runtime, QUICK)
        running = threading.Thread(target=gateway.run, args=(stop,), daemon=True)
        running.start()
        stack.callback(running.join, 15)
        stack.callback(stop.set)
        assert wait_until(lambda: gateway.keeper.is_open, 20), "the line does not open"
        yield NightTown(runtime, sim, gateway, machine, _api(client))


def _runtime(path: Path, machine: list[datetime], directory: dict[str, Any], start: datetime) -> Runtime:
    settings = config.load(path)
    for place in (settings.server.var_dir, settings.socket_dir):
        place.mkdir(parents=True, exist_ok=True)
    upgrade(settings.database_url)
    runtime = build(settings)

    def clock() -> datetime:
        return machine[0]

    runtime.clock = runtime.dispatcher.clock = runtime.sender.clock = clock
    runtime.machine = MachineClock(settings.thresholds.clock_jump, clock, lambda: machine[0].timestamp())
    with runtime.database.transaction() as session:
        load_directory(session, directory)
        set_clock(session, clock(), start.astimezone(UTC), 0.0)
    return runtime


def _wire(client: Any) -> Any:
    def call(method: str, path: str, query: dict[str, str], body: bytes, kind: str, _s: float) -> tuple[int, bytes]:
        answer = client.open(path, method=method, query_string=query, data=body, content_type=kind)
        return answer.status_code, answer.get_data()

    return call


def _api(client: Any) -> Callable[..., dict[str, Any]]:
    def ask(path: str, **body: Any) -> dict[str, Any]:
        method = "POST" if body else "GET"
        headers = {"Authorization": f"Bearer {_TOKEN}"}
        answer = client.open(f"/api/v1{path}", method=method, json=body or None, headers=headers)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return dict(answer.get_json())

    return ask
