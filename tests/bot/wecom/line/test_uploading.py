"""Files go over the long connection in chunks of the platform's size, two at a time, and arrive as they were."""

from __future__ import annotations

import os
import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.wecom.exchange import CutOff, Deadline, NotSent
from bot.wecom.line.connection import USUAL_PACE, Connection, open_connection
from bot.wecom.line.frames import Acked, Command
from bot.wecom.line.local import LineClient, LineServer
from bot.wecom.line.reconnecting import Ending
from bot.wecom.line.uploading import CHUNK_BYTES, NotTaken, Upload, carry
from simulator.server import SimulatedWecom
from simulator.world import World

BOT = {"bot_id": "aibDEMO", "secret": "line-secret"}
CONFIG = f"""
[wecom]
corp_id = "wwDEMO"
[wecom.aibot]
mode = "long_connection"
bot_id = "{BOT["bot_id"]}"
secret = "{BOT["secret"]}"
"""


@pytest.fixture
def sim() -> Iterator[SimulatedWecom]:
    running = SimulatedWecom(World.from_mappings(tomllib.loads(CONFIG), {})).start()
    yield running
    running.stop()


@pytest.fixture
def line(sim: SimulatedWecom) -> Iterator[Connection]:
    opened = open_connection(sim.websocket_url, lambda _: None, lambda: True, USUAL_PACE)
    assert opened.ask(Command.SUBSCRIBE, BOT, 5).errcode == 0
    yield opened
    opened.close(Ending.STOPPED)


@pytest.mark.parametrize("size", [5, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES + 17])
def test_a_file_arrives_byte_for_byte(sim: SimulatedWecom, line: Connection, size: int) -> None:
    content = os.urandom(size)
    media_id = carry(line.ask, Upload("file", "日报.docx", content), 30)
    stored = sim.city.file(media_id)
    assert stored and (stored.name, stored.content) == ("日报.docx", content)


@pytest.mark.parametrize(
    ("kind", "name", "size", "errcode"),
    [
        ("sticker", "a.png", 9, 40058),
        ("image", "a.docx", 9, 40058),
        ("file", "长" * 86, 9, 40058),
        ("file", "", 9, 40058),
        ("file", "a.txt", 4, 44001),
        ("image", "a.png", 2 * 1024 * 1024 + 1, 45001),
        ("voice", "a.amr", 2 * 1024 * 1024 + 1, 45001),
        ("video", "a.mp4", 10 * 1024 * 1024 + 1, 45001),
        ("file", "a.zip", 20 * 1024 * 1024 + 1, 45001),
    ],
)
def test_what_the_platform_would_refuse_does_not_leave(kind: str, name: str, size: int, errcode: int) -> None:
    with pytest.raises(NotTaken) as refused:
        Upload(kind, name, bytes(size))
    assert refused.value.errcode == errcode


class Platform:
    """Answers uploads as told and counts how many chunks are under way at once."""

    def __init__(self, lost: int = 0, *, in_pairs: bool = False) -> None:
        self.lost, self.at_once, self.most_at_once, self.chunks = lost, 0, 0, list[int]()
        self.in_pairs = in_pairs
        self._gate, self._two = threading.Lock(), threading.Barrier(2)

    def say(self, command: Command, body: dict[str, Any], _seconds: float) -> Acked:
        if command is Command.UPLOAD_CHUNK:
            with self._gate:
                self.at_once += 1
                self.most_at_once = max(self.most_at_once, self.at_once)
                self.chunks.append(body["chunk_index"])
                is_lost, self.lost = self.lost > 0, self.lost - 1
            if self.in_pairs:
                self._two.wait(5)
            with self._gate:
                self.at_once -= 1
            if is_lost:
                raise CutOff("no answer")
        known = {Command.UPLOAD_INIT: {"upload_id": "u1"}, Command.UPLOAD_FINISH: {"media_id": "m1"}}
        return Acked("r", 0, "", known.get(command, {}))


def test_two_chunks_are_under_way_at_once_and_no_more() -> None:
    platform = Platform(in_pairs=True)
    assert carry(platform.say, Upload("file", "a.zip", bytes(8 * CHUNK_BYTES)), 10) == "m1"
    assert platform.most_at_once == 2 and sorted(platform.chunks) == list(range(8))


def test_a_chunk_without_answer_is_said_once_more() -> None:
    platform = Platform(lost=1)
    assert carry(platform.say, Upload("file", "a.zip", bytes(9)), 10) == "m1"
    assert platform.chunks == [0, 0]
    with pytest.raises(CutOff):
        carry(Platform(lost=2).say, Upload("file", "a.zip", bytes(9)), 10)


def test_another_process_has_its_file_carried(sim: SimulatedWecom, line: Connection, tmp_path: Path) -> None:
    client = LineClient(tmp_path / "line.sock")
    with pytest.raises(NotSent):
        client.upload(Upload("file", "a.zip", bytes(9)), Deadline(5))
    server = LineServer(tmp_path / "line.sock", line.ask, lambda: True)
    content = os.urandom(2 * CHUNK_BYTES)
    media_id = client.upload(Upload("file", "a.zip", content), Deadline(20))
    stored = sim.city.file(media_id)
    assert stored and stored.content == content
    sim.fault("aibot_upload_media_init", "errcode", errcode=846607)
    with pytest.raises(NotTaken) as refused:
        client.upload(Upload("file", "a.zip", content), Deadline(20))
    assert refused.value.errcode == 846607
    server.stop()
