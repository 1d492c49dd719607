"""Measures everything, or what is named: python -m benchmarks [deadlines reading_replies …]."""

from __future__ import annotations

import importlib
import sys

from rich.console import Console
from rich.table import Table

from benchmarks.measured import Measured

ALL = ("deadlines", "reading_replies", "due_clocks", "reminders", "callbacks", "importing", "monthly_report")


def main(names: list[str]) -> int:
    """Print what was measured beside its goal; the exit code is 1 when something stays below its goal."""
    if unknown := sorted(set(names) - set(ALL)):
        print(f"unknown: {', '.join(unknown)}; there are: {', '.join(ALL)}", file=sys.stderr)
        return 2
    found: list[Measured] = []
    for name in names or ALL:
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        found += importlib.import_module(f"benchmarks.{name}").measure()
    table = Table("what", "goal", "measured", "")
    for one in found:
        mark = {True: "reached", False: "MISSED", None: ""}[one.is_reached]
        table.add_row(one.what, one.goal, one.value, mark)
    Console(width=None if sys.stdout.isatty() else 140).print(table)
    return int(any(one.is_reached is False for one in found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
