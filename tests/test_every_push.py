"""Every push is a delivery: nothing but the sender and the second way of alarms hands anything to the platform."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.test_architecture import ROOT, modules

# What may be made where: a delivery by `put` alone, a message and its tries by the rules of sending alone.
MADE_IN = {
    "Delivery": {"actions/outbox.py"},
    "Message": {"actions/sending.py"},
    "Attempt": {"actions/attempts.py"},
}
# The watchdog and the onlooker tell past the outbox, because the outbox may be what is broken; the doctor tries a way
# by itself.
HANDS_OVER = {"bot/delivering.py", "bot/alarms.py", "console/sending_a_line.py"}
# Here the gateway is made, and its own parts call each other.
GATEWAY = ("bot/wecom/", "wiring.py")


def calls() -> Iterator[tuple[str, ast.Call]]:
    for path in modules():
        name = path.relative_to(ROOT).as_posix()
        if name.startswith("simulator/"):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        yield from ((name, node) for node in ast.walk(tree) if isinstance(node, ast.Call))


def hands_over(call: ast.Call) -> bool:
    """Tell whether a call is `….gateway.send(…)` or a gateway made on the spot."""
    if not (isinstance(call.func, ast.Attribute) and call.func.attr == "send"):
        return False
    return "gateway" in ast.unparse(call.func.value).lower()


def test_only_the_sender_and_the_second_way_of_alarms_hand_anything_to_the_platform() -> None:
    found = {name for name, call in calls() if hands_over(call) and not name.startswith(GATEWAY)}
    assert found == HANDS_OVER


@pytest.mark.parametrize("table", sorted(MADE_IN))
def test_what_is_accounted_for_is_made_in_one_place(table: str) -> None:
    found = {name for name, call in calls() if isinstance(call.func, ast.Name) and call.func.id == table}
    assert found == MADE_IN[table]


def test_only_put_and_the_rules_of_sending_write_these_tables() -> None:
    """Also past the constructors, by an INSERT."""
    writers = {"insert_delivery": {"actions/outbox.py"}, "insert_message": {"actions/sending.py"}}
    for function, places in writers.items():
        found = {
            name
            for name, call in calls()
            if isinstance(call.func, ast.Attribute | ast.Name)
            and (call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id) == function
        }
        assert found == places
