"""A new rota never rewrites who was on shift, and one that begins later lets the old one go on until then."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, datetime
from typing import Any

from actions import handing_over
from actions.directory import load_directory
from actions.keeping_rotas import Moment
from actions.shifts import agent_at, rota_gaps
from tests.actions.town import AGENT, DIRECTORY, OTHER_AGENT, ZONE, Town


def _with(people: list[str], since: date | None = None, name: str | None = None) -> dict[str, Any]:
    changed = deepcopy(DIRECTORY)
    [line] = changed["shifts"]
    line |= {"people": people} | ({"since": since} if since else {}) | ({"name": name} if name else {})
    return changed


def _load(town: Town, directory: dict[str, Any]) -> None:
    load_directory(town.session, directory, Moment.at(town.now, ZONE))
    town.session.flush()


def _who(town: Town, moment: str) -> str | None:
    found = agent_at(town.desk, datetime.fromisoformat(f"2026-{moment}").replace(tzinfo=ZONE))
    return found.userid if found else None


def test_new_rota_counts_from_now_on_and_the_past_keeps_its_agent(town: Town) -> None:
    assert _who(town, "11-24 09:59") == AGENT
    _load(town, _with([OTHER_AGENT]))
    assert [_who(town, at) for at in ("11-20 12:00", "11-24 09:59", "11-24 10:00", "11-30 12:00")] == [
        *(AGENT, AGENT),
        *(OTHER_AGENT, OTHER_AGENT),
    ]
    assert handing_over.post_hand_over(town.desk), "who is put into a running shift takes it over"
    assert handing_over.waits_for(town.desk, OTHER_AGENT)
    _load(town, _with([OTHER_AGENT, OTHER_AGENT]))
    assert not handing_over.post_hand_over(town.desk), "the same person goes on"
    town.walk("11:00")
    _load(town, _with([AGENT]))
    assert [_who(town, at) for at in ("11-24 09:59", "11-24 10:30", "11-24 11:00")] == [AGENT, OTHER_AGENT, AGENT]


def test_rota_that_begins_later_leaves_no_gap_until_then(town: Town) -> None:
    _load(town, _with([OTHER_AGENT], date(2026, 12, 1)))
    assert [_who(town, at) for at in ("11-24 10:30", "11-30 23:00", "12-01 00:30")] == [AGENT, AGENT, OTHER_AGENT]
    assert rota_gaps(town.desk, date(2026, 11, 24), date(2026, 12, 10)) == []


def test_rota_that_was_to_begin_later_is_replaced_before_it_does(town: Town) -> None:
    _load(town, _with([OTHER_AGENT], date(2026, 12, 1)))
    _load(town, _with([OTHER_AGENT], date(2026, 11, 28)))
    assert [_who(town, at) for at in ("11-27 12:00", "11-28 12:00")] == [AGENT, OTHER_AGENT]
    _load(town, _with([AGENT], date(2026, 11, 1)))
    assert [_who(town, at) for at in ("11-24 12:00", "11-28 12:00", "12-02 12:00")] == [AGENT] * 3
    assert rota_gaps(town.desk, date(2026, 11, 24), date(2026, 12, 10)) == []


def test_line_that_goes_is_worked_until_what_comes_instead_begins(town: Town) -> None:
    _load(town, _with([OTHER_AGENT], date(2026, 12, 1), "新班"))
    assert [_who(town, at) for at in ("11-30 12:00", "12-01 12:00")] == [AGENT, OTHER_AGENT]
    without = deepcopy(DIRECTORY) | {"shifts": []}
    _load(town, without)
    assert [_who(town, at) for at in ("11-24 09:00", "11-24 12:00", "12-02 12:00")] == [AGENT, None, None]


def test_line_that_is_added_says_nothing_of_the_time_before(town: Town) -> None:
    more = deepcopy(DIRECTORY)
    more["shifts"].append(
        {**more["shifts"][0], "name": "加班", "people": [OTHER_AGENT], "start": "09:00", "end": "12:00"}
    )
    _load(town, more)
    assert [_who(town, at) for at in ("11-24 09:30", "11-24 10:00", "11-25 09:30")] == [AGENT, OTHER_AGENT, OTHER_AGENT]
