"""Two complete installations on one database and one Redis tell every step once between them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from chaos.platform import PlatformProcess
from chaos.town import Place, Town, eventually, free_bind
from tests.processes.told_once import DESK, all_accounted_for, breach_told, every_step_was_told_once_or_superseded

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]


@pytest.fixture
def towns(tmp_path: Path, postgres_url: str, valkey_url: str) -> Iterator[tuple[Town, Town]]:
    """Two of everything but database, Redis and WeCom, which calls back the first."""
    shared = {"platform": free_bind(), "database": postgres_url, "redis": valkey_url, "has_simulator": False}
    first = Town(Place(tmp_path / "a", free_bind(), speed=60, **shared))
    second = Town(Place(tmp_path / "b", free_bind(), speed=60, **shared))
    platform = PlatformProcess(str(shared["platform"]), first.config, first.web)
    try:
        first.manage("import-directory", str(first.config.with_name("directory.toml")))
        first.start(), second.start()
        for town in (first, second):
            eventually(town.is_ready, 180, "ready")
        yield first, second
    finally:
        first.stop()
        second.stop()
        platform.stop()


def test_two_installations_on_one_database_and_redis_send_nothing_twice(towns: tuple[Town, Town]) -> None:
    first, second = towns
    numbers = ["20261118009101", "20261118009102", "20261118009103"]
    for number, town, minutes in zip(numbers, (first, second, first), (9, 7, 5), strict=True):
        town.take_in(number, timedelta(minutes=minutes))
    eventually(lambda: first.told(DESK, numbers[0]), 60, "the first step")
    assert "签收" in (first.platform.say("zuoxi03", "app", f"/查 {numbers[2]}").answer or "")
    for number in numbers:
        eventually(lambda number=number: breach_told(first, number), 90, "the breach")
    second.api("/clock", speed=1)
    eventually(lambda: all_accounted_for(first), 30, "every delivery has its end")
    assert first.balance() == second.balance()
    for number in numbers:
        every_step_was_told_once_or_superseded(second, number)
    assert all(first.balance()[end] == 0 for end in ("failed", "unknown"))
