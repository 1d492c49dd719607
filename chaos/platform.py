"""The simulated WeCom of a whole installation: what people say there and see there, and how it fails."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config import ROOT

TOKEN = "DEMO-ONLY-api-token"
# A callback takes three tries of five seconds at most.
_ANSWER_SECONDS = 25.0
_DELIVERED = 202
_MARK = "（补发）"


@dataclass(frozen=True)
class Seen:
    """One bubble of a chat, a card in plain words, and the machine moment (seconds) at which it was there."""

    number: int
    chat: str
    sender: str
    text: str
    via: str
    quote: str | None
    at: float

    @property
    def is_pushed(self) -> bool:
        """Tell whether the desk said it of its own accord, not in answer to somebody."""
        return self.via in ("push_key", "app", "aibot")


@dataclass(frozen=True)
class Heard:
    """What became of something a person said: the statuses of the callbacks, and the answer in the last of them.

    On the long connection nobody confirms that a message was heard: only an answer shows it.
    """

    statuses: Sequence[int]
    answer: str | None

    @property
    def was_taken(self) -> bool:
        """Tell whether the desk took it over."""
        return 200 in self.statuses

    @property
    def was_delivered(self) -> bool:
        """Tell whether it was put on the long connection of whoever held it, where nobody confirms it."""
        return _DELIVERED in self.statuses


class Platform:
    """The simulated WeCom at an address, by its control interface."""

    def __init__(self, url: str) -> None:
        self.url = url

    def is_up(self) -> bool:
        """Tell whether it answers."""
        try:
            with urllib.request.urlopen(f"{self.url}/", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def ask(self, path: str, **body: Any) -> Any:
        """Ask the control interface; a body makes it a POST."""
        return ask(f"{self.url}/sim{path}", body, _ANSWER_SECONDS)

    def say(self, userid: str, chat: str, text: str) -> Heard:
        """Let a person say something."""
        found = self.ask("/say", userid=userid, chat=chat, text=text)
        return Heard(found["statuses"], found["answer"])

    def fails(self, endpoint: str, kind: str, **more: Any) -> None:
        """Let calls of an endpoint go wrong from now on (simulator/faults.py)."""
        self.ask("/fault", endpoint=endpoint, kind=kind, **more)

    def behaves(self) -> None:
        """Take all faults away."""
        self.ask("/fault", off=True)

    def faults(self) -> list[dict[str, Any]]:
        """Return the faults that no call has met yet."""
        found: list[dict[str, Any]] = self.ask("/state")["faults"]
        return found

    def group_names(self) -> dict[str, str]:
        """Return what the groups are called, by their ids."""
        return {group["chat"]: group["name"] for group in self.ask("/state")["groups"]}

    def told(self, chat: str, number: str) -> list[str]:
        """Return what the desk said about a ticket in a chat, in order."""
        messages = self.ask("/state")["messages"]
        return [
            row["text"] for row in messages if row["chat"] == chat and number in row["text"] and row["via"] != "person"
        ]


class PlatformProcess(Platform):
    """A simulated WeCom in a process of its own, which outlives whatever happens to the installation."""

    def __init__(self, bind: str, config: Path, product: str) -> None:
        super().__init__(f"http://{bind}")
        directory = config.with_name("directory.toml")
        command = [sys.executable, "-m", "simulator", "--bind", bind, "--config", str(config)]
        command += ["--directory", str(directory), "--product", product]
        with config.with_name("simulator.out").open("wb") as output:
            self._process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output)

    def stop(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.wait(timeout=20)


@dataclass
class Ear:
    """Hears every chat and notes when each bubble appeared, by the machine's own clock."""

    platform: Platform
    clock: Callable[[], float] = time.time
    seen: list[Seen] = field(default_factory=list)
    _deaf: threading.Event = field(default_factory=threading.Event)

    def start(self) -> Ear:
        """Begin to listen; return self."""
        threading.Thread(target=self._listen, name="ear", daemon=True).start()
        return self

    def stop(self) -> None:
        """Listen no more."""
        self._deaf.set()

    def _listen(self) -> None:
        since, epoch = 0, ""
        while not self._deaf.is_set():
            try:
                news = ask(f"{self.platform.url}/sim/state?since={since}&wait=5{epoch}", {}, 15)
            except OSError:
                time.sleep(0.1)
                continue
            now = self.clock()
            since, epoch = news["seq"], f"&epoch={news['epoch']}"
            known = {one.number for one in self.seen}
            # A card that changes is no new bubble.
            fresh = [row for row in news["messages"] if not (row["card"] and row["number"] in known)]
            self.seen += [_seen(row, now) for row in fresh]


def _seen(row: dict[str, Any], now: float) -> Seen:
    text = in_plain_words(row["text"]) if row["card"] else row["text"]
    return Seen(row["number"], row["chat"], row["from"], text, row["via"], row["quote"], now)


def in_plain_words(card: str) -> str:
    """Return a card's readable text (title, words, its number and limit a line each) as the reminder it stands for."""
    title, _, rest = card.partition("\n")
    words, _, fields = rest.partition("\n单号：")
    number = fields.partition("\n")[0]
    mark, title = (_MARK, title.removeprefix(_MARK)) if title.startswith(_MARK) else ("", title)
    return f"{mark}【{title}】{number}｜{words}" if number else f"{mark}【{title}】{rest}"


def ask(url: str, body: dict[str, Any], seconds: float) -> Any:
    """Return the JSON of an address; a body makes it a POST with the demo's token."""
    raw = json.dumps(body).encode() if body else None
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(url, raw, headers), timeout=seconds) as answer:
        return json.load(answer)
