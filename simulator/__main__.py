"""Runs the simulator from the command line: python -m simulator --config … --directory … --product …"""

from __future__ import annotations

import argparse
import signal
import sys
import threading
import tomllib
from pathlib import Path

from simulator.caller import line_bind
from simulator.server import SimulatedWecom
from simulator.world import read_world


def main() -> int:
    """Serve until SIGINT or SIGTERM."""
    wanted = _arguments()
    try:
        world = read_world(wanted.config, wanted.directory)
        host, _, port = wanted.bind.rpartition(":")
        line = line_bind(world.credentials.bot_line)
        wecom = SimulatedWecom(world, wanted.product, bind=(host or "127.0.0.1", int(port)), line_bind=line)
        # The product may remember being heard before this run; a platform never forgets it.
        wecom.has_been_heard_everywhere()
        wecom.start()
    except (OSError, ValueError, KeyError, tomllib.TOMLDecodeError) as error:
        sys.stderr.write(f"simulator: {error}\n")
        return 1
    asked_to_stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: asked_to_stop.set())
    sys.stdout.write(f"simulator: {wecom.api_base}/\n")
    sys.stdout.flush()
    asked_to_stop.wait()
    wecom.stop()
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m simulator", description="A local WeCom to try the product against."
    )
    parser.add_argument("--bind", default="127.0.0.1:8090", help="host:port to listen on")
    parser.add_argument("--config", type=Path, required=True, help="the product's config.toml")
    parser.add_argument("--directory", type=Path, required=True, help="the directory file with people and groups")
    parser.add_argument("--product", default="http://127.0.0.1:8080", help="where the product listens")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
