"""A changed rota counts alike on SQLite and PostgreSQL: leave of several days, a running shift, the rota's own gaps."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta

import pytest

from actions import changing_shifts, handing_over, watching_shifts
from actions.changing_shifts import Wish
from actions.directory import load_directory
from actions.keeping_rotas import Moment
from actions.refusals import Refusal
from actions.shifts import agent_at, agents_shifts
from models.delivery import Delivery
from rules.rota_changes import ChangeKind
from tests.actions.town import AGENT, DIRECTORY, OTHER_AGENT, SUPERVISOR, ZONE, Town, at
from texts.wording import wording


def _told(town: Town, kind: str, userid: str = SUPERVISOR) -> list[str]:
    town.session.flush()
    rows = town.session.query(Delivery).filter_by(kind=kind, destination=f"user:{userid}").order_by(Delivery.id)
    return [wording(town.desk, row) for row in rows]


def _leave(town: Town, first: int, last: int) -> list[Wish]:
    listed = agents_shifts(town.desk, date(2026, 11, first), date(2026, 11, last))
    return [Wish(ChangeKind.LEAVE, each, AGENT, None, reason="探亲") for each in listed]


def test_leave_of_three_days_is_told_as_one_and_taken_back_as_one(town: Town) -> None:
    row = changing_shifts.ask(town.desk, town.said(AGENT), _leave(town, 26, 28))
    [told] = _told(town, "shift_told")
    assert told.count("全天") == 6 and "共3个班" in told and "探亲" in told
    assert [agent_at(town.desk, at("12:00", day)) for day in (26, 28)] == [None, None]
    listed = agents_shifts(town.desk, date(2026, 11, 27), date(2026, 11, 27))
    changing_shifts.ask(town.desk, town.said(OTHER_AGENT), [Wish(ChangeKind.COVER, listed[0], None, OTHER_AGENT)])
    changing_shifts.withdraw(town.desk, town.said(AGENT), row)
    whose = [agent_at(town.desk, at("12:00", day)) for day in (26, 27, 28)]
    assert [one.userid for one in whose if one] == [AGENT, OTHER_AGENT, AGENT]
    assert "共" not in _told(town, "shift_told")[-1] and "28日" in _told(town, "shift_told")[-1]


def test_shift_taken_over_while_it_runs_is_confirmed_by_whoever_takes_it(town: Town) -> None:
    handing_over.post_hand_over(town.desk)
    handing_over.take_over(town.desk, AGENT)
    [today] = agents_shifts(town.desk, date(2026, 11, 24), date(2026, 11, 24))
    wish = Wish(ChangeKind.TAKE, today, AGENT, OTHER_AGENT, other=OTHER_AGENT)
    row = changing_shifts.ask(town.desk, town.said(AGENT), [wish])
    with pytest.raises(Refusal, match="swap_not_asked_you"):
        changing_shifts.answer(town.desk, town.said(AGENT), row, agrees=True)
    town.now += timedelta(minutes=30)
    changing_shifts.answer(town.desk, town.said(OTHER_AGENT), row, agrees=True)
    assert handing_over.post_hand_over(town.desk) and not handing_over.post_hand_over(town.desk)
    [asked] = _told(town, "hand_over_asked", OTHER_AGENT)
    assert "全天从10:30起由您值班" in asked and not _told(town, "hand_over_asked", AGENT)
    town.now += timedelta(minutes=10)
    watching_shifts.watch(town.desk)
    [told] = _told(town, "shift_unconfirmed")
    assert "何静没有确认接班" in told and "换班前当班的是周敏" in told
    assert handing_over.take_over(town.desk, OTHER_AGENT)[1]
    with pytest.raises(Refusal, match="not_your_shift"):
        handing_over.take_over(town.desk, AGENT)


def test_gap_of_the_rota_itself_is_told_again_an_hour_before_unless_it_was_filled(town: Town) -> None:
    def load(**line: str) -> None:
        changed = deepcopy(DIRECTORY)
        changed["shifts"][0] |= line
        load_directory(town.session, changed, Moment.at(town.now, ZONE))
        town.session.flush()

    load(end="20:00")
    for clock in ("18:58", "19:00", "19:01", "19:30", "21:00"):
        town.now = at(clock)
        watching_shifts.watch(town.desk)
        assert len(_told(town, "rota_own_gap")) == (clock >= "19:00"), clock
    assert "今天20:00–24:00没有坐席值班" in _told(town, "rota_own_gap")[0]
    town.now = at("19:30", 25)
    watching_shifts.watch(town.desk)
    assert len(_told(town, "rota_own_gap")) == 1, "every evening is no news"
    load(end="18:00")
    town.now = at("10:00", 26)
    load(end="24:00")
    town.now = at("17:30", 26)
    watching_shifts.watch(town.desk)
    assert len(_told(town, "rota_own_gap")) == 1, "it was filled meanwhile"
