"""The product's web in processes of its own, with the server's real options."""

from __future__ import annotations

import http.client
import random
import socket
import subprocess
import time
import tomllib
import urllib.request
from pathlib import Path

import config
from actions.desk_clock import start_clock
from actions.directory import load_directory
from benchmarks.load import Call, sealed_texts
from benchmarks.places import demo_directory, installation
from deploy.place import environment
from deploy.web import server_command
from simulator.doors import app_door
from simulator.world import World
from tests.deploy.conftest import eventually, free_port
from wiring import build


class Web:
    """The product's web on a port of its own, with the server's real options, and one known caller."""

    def __init__(self, folder: Path, database_url: str, redis_url: str, processes: str = "1") -> None:
        self.port = free_port()
        settings = config.load(installation(folder, database_url, redis_url, f"127.0.0.1:{self.port}"))
        runtime = build(settings)
        with runtime.database.transaction() as session:
            start_clock(session, runtime.clock(), settings.first_desk_time, settings.clock.speed)
            load_directory(session, demo_directory())
        runtime.database.close()
        world = World.from_mappings(tomllib.loads(settings.path.read_text(encoding="utf-8")), demo_directory())
        self.known, self.door = world.credentials, app_door(world.credentials)
        command = server_command(f"127.0.0.1:{self.port}", processes, "8")
        self.process = subprocess.Popen(command, cwd=config.ROOT, env=environment(settings), stderr=subprocess.DEVNULL)
        eventually(self.is_alive, 30)

    def is_alive(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)

    def callback(self) -> Call:
        [call] = sealed_texts(self.door, self.known, "zuoxi03", "/值班", 1, random.randrange(10**9))
        return call

    def answered_after(self, headers: dict[str, str]) -> float:
        """Return how many seconds a good callback took, which must be answered."""
        call = self.callback()
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        began = time.monotonic()
        line.request("POST", call.target, call.body, headers)
        answer = line.getresponse()
        assert (answer.status, bool(answer.read())) == (200, True)
        line.close()
        return time.monotonic() - began
