"""A desk on a weekday morning for every story, and what holds at the end of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from models.queries.audit import contradictions
from tests.stories import town
from tests.stories.desk import ZONE, StoryDesk, story_desk

OpenDesk = Callable[..., StoryDesk]


@pytest.fixture
def desk(tmp_path: Path, sqlite_url: str, valkey_url: str) -> Iterator[StoryDesk]:
    """The desk on Wednesday, 18 November 2026 at 10:00, nothing open."""
    with story_desk(tmp_path, sqlite_url, valkey_url) as opened:
        yield opened
        holds_at_the_end(opened)


@pytest.fixture
def assigned(desk: StoryDesk) -> StoryDesk:
    """The desk with one order that is with its unit, everything so far read."""
    desk.walks_to_assigned()
    desk.all_read()
    return desk


@pytest.fixture
def desk_at(tmp_path: Path, sqlite_url: str, valkey_url: str) -> Iterator[OpenDesk]:
    """Open a desk at another moment, such as `desk_at("03:00")`, or with patrol, repeats, or hand-overs watched."""
    with ExitStack() as stack:

        def open_desk(
            clock: str,
            *,
            patrol: bool = False,
            repeats: bool = False,
            handover: bool = False,
            reports_to: Mapping[str, Sequence[str]] = MappingProxyType({}),
            tables: bool = False,
        ) -> StoryDesk:
            hour, minute = map(int, clock.split(":"))
            start = datetime(2026, 11, 18, hour, minute, tzinfo=ZONE)
            settings: dict[str, Any] = {
                "patrol": patrol,
                "repeats": repeats,
                "handover": handover,
                "reports_to": reports_to,
                "tables": tables,
            }
            story = story_desk(tmp_path, sqlite_url, valkey_url, start=start, **settings)
            opened = stack.enter_context(story)
            stack.callback(holds_at_the_end, opened)
            return opened

        yield open_desk


def holds_at_the_end(desk: StoryDesk) -> None:
    """Whatever was told: no identity was shown, nothing was swallowed, and every delivery is accounted for."""
    for message in desk.said_by_the_product():
        # Only the answer to /电话 may hold it, and it carries its watermark.
        seen = [word for word in town.IDENTITY if word in message.text and "已留痕" not in message.text]
        assert not seen, f"{seen} in {message.chat}: {message.text}"
    assert not desk.sim.city.drops
    balance = desk.api("/delivery")
    ends = ("sent", "superseded", "failed", "unknown", "pending", "held")
    assert balance["due"] == sum(balance[end] for end in ends)
    with desk.runtime.database.reading() as session:
        assert contradictions(session, None, None) == 0, "a delivery and its message end differently"
