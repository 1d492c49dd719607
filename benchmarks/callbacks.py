"""How many callbacks are answered in a second, durable and with a list, beside an echo that stores nothing."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import config
from actions.desk_clock import start_clock
from actions.directory import load_directory
from actions.intake import take_in
from actions.journal import Source
from actions.orders import Order
from benchmarks.load import fire, sealed_texts
from benchmarks.measured import Measured
from benchmarks.places import KINDS, database, demo_directory, free_port, installation, quiet
from deploy.place import environment
from deploy.web import server_command
from simulator.doors import Door, app_door
from simulator.world import Credentials, World
from tests.servers import valkey
from wiring import build

_N_CALLS, _N_WARM, _N_CLIENTS, _N_OPEN = 1600, 160, 8, 20
_READY_WITHIN_SECONDS = 30
_AGENT = "zuoxi03"
# The share of the echo's rate and the 99th percentile in milliseconds to reach; SQLite syncs at every commit.
_GOALS = {"SQLite": (0.25, 150), "PostgreSQL": (0.5, 50)}


def measure() -> Iterator[Measured]:
    """Yield rate and slowest answers on both databases, each beside the echo with as many processes."""
    for kind in KINDS:
        with tempfile.TemporaryDirectory(prefix="cuiban-bench-", dir="/tmp") as name:
            folder = Path(name)
            with database(kind, folder) as url, valkey(folder) as redis_url:
                address = f"127.0.0.1:{free_port()}"
                settings = config.load(installation(folder, url, redis_url, address))
                yield from _beside_the_echo(kind, settings, address)


def _beside_the_echo(kind: str, settings: config.Config, address: str) -> Iterator[Measured]:
    _open_some_orders(settings)
    loads = {}
    for app in ("benchmarks.echo:create_app()", "wsgi:app"):
        with _web(app, settings, address):
            door, known = _door(settings)
            fire(address, sealed_texts(door, known, _AGENT, "/待办", _N_WARM, 0), 1)
            loads[app] = fire(address, sealed_texts(door, known, _AGENT, "/待办", _N_CALLS, _N_WARM), _N_CLIENTS)
    echo, product = loads.values()
    share, goal_ms = product.each_second / echo.each_second, _GOALS[kind][1]
    yield Measured(
        f"callbacks answered with /待办, {kind}",
        f"≥ {_GOALS[kind][0]:g} × echo",
        f"{share:.2f} × echo ({product.each_second:,.0f}/s, echo {echo.each_second:,.0f}/s)",
        share >= _GOALS[kind][0],
    )
    yield Measured(
        f"… 99th percentile at {_N_CLIENTS} clients, {kind}",
        f"< {goal_ms} ms",
        f"{product.p99_ms:.0f} ms (echo {echo.p99_ms:.0f} ms), {product.n_late} answered later",
        product.p99_ms < goal_ms and not product.n_late,
    )


def _open_some_orders(settings: config.Config) -> None:
    """Fill the list the agent asks for."""
    runtime = build(settings)
    quiet()
    with runtime.database.transaction() as session:
        start_clock(session, runtime.clock(), settings.first_desk_time, settings.clock.speed)
        load_directory(session, demo_directory())
        desk = runtime.desk(session)
        for number in range(_N_OPEN):
            dispatched = desk.now - timedelta(minutes=number)
            order = Order(
                f"20261118{number:06d}", title="楼道灯不亮", limit_text="24小时", first_dispatched_at=dispatched
            )
            take_in(desk, order, Source(actor="bench"), how="feed")
    runtime.database.close()


def _door(settings: config.Config) -> tuple[Door, Credentials]:
    world = World.from_mappings(tomllib.loads(settings.path.read_text(encoding="utf-8")), demo_directory())
    return app_door(world.credentials), world.credentials


@contextmanager
def _web(app: str, settings: config.Config, address: str) -> Iterator[None]:
    """Run an application as the house runs its web: same server, as many processes and threads."""
    around = environment(settings) | {"PYTHONPATH": str(config.ROOT)}
    command = server_command(address, around["CUIBAN_WEB_PROCESSES"], around["CUIBAN_WEB_THREADS"], app)
    with Path(os.devnull).open("wb") as nowhere:
        server = subprocess.Popen(command, cwd=config.ROOT, env=around, stdout=nowhere, stderr=nowhere)
    try:
        _wait_for(server, address)
        yield
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(server: subprocess.Popen[bytes], address: str) -> None:
    give_up_at = time.monotonic() + _READY_WITHIN_SECONDS
    while True:
        try:
            urllib.request.urlopen(f"http://{address}/", timeout=5)
        except urllib.error.HTTPError:
            return
        except OSError:
            if server.poll() is not None or time.monotonic() > give_up_at:
                raise
            time.sleep(0.1)
        else:
            return
