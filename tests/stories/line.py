"""A desk that hears its groups over the long connection, with its gateway in threads of this process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from bot.wecom.line.connection import Pace
from jobs.gateway import Gateway
from runtime import Runtime
from simulator.callbacks import How
from tests.stories.desk import StoryDesk

# A minute of waiting goes by in a fifth of a second.
QUICK = Pace(ack=1.0, ping_every=1.0, quiet_after=30.0, waits=1 / 300)
# Long enough for a machine that stands still under load.
HELD_FOR = timedelta(seconds=10)
# Says something and does not wait for the answer.
UNANSWERED = How(timeout_seconds=0)


def eventually(is_so: Callable[[], object], seconds: float = 8.0) -> None:
    """Wait until something is so; fail when it does not come about."""
    pause, give_up_at = threading.Event(), time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < give_up_at, "it did not come about"
        pause.wait(0.01)


@contextmanager
def gateway(
    desk: StoryDesk | Runtime, pace: Pace = QUICK, held_for: timedelta = HELD_FOR, *, is_awaited: bool = True
) -> Iterator[Gateway]:
    """Run a gateway for a while."""
    runtime = desk.runtime if isinstance(desk, StoryDesk) else desk
    runtime.config.socket_dir.mkdir(parents=True, exist_ok=True)
    runtime.config.server.var_dir.mkdir(parents=True, exist_ok=True)
    stop, one = threading.Event(), Gateway(runtime, pace, held_for)
    running = threading.Thread(target=one.run, args=(stop,), daemon=True)
    running.start()
    try:
        if is_awaited:
            eventually(lambda: one.keeper.is_open)
        yield one
    finally:
        stop.set()
        running.join(10)
        assert not running.is_alive()
