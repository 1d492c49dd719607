"""An order that comes in under way: its past as given, what is absent as unknown, its present on the clock at once."""

from __future__ import annotations

from typing import Any

import pytest

from actions import replying
from actions.journal import digest_of
from actions.refusals import Refusal
from models.queries import clocks as clock_queries
from models.queries import gauges
from models.queries import tickets as queries
from rules.lifecycle import State
from tests.actions.town import HEAD, Town, at, minutes

UNIT = "云杉里社区"
DISPATCHED = at("08:00", 23)
# A seven-day order of the day before, on time at every step.
IN_TIME = {
    "signed_at": at("08:10", 23),
    "verified_at": at("08:15", 23),
    "assigned_at": at("08:30", 23),
    "accepted_at": at("09:00", 23),
    "contacted_at": at("11:00", 23),
    "resolved_at": at("09:50", 24),
    "replied_at": at("09:55", 24),
}


def enters(town: Town, state: str | None, n_moments: int = 7, **facts: Any) -> Any:
    moments = dict(list(IN_TIME.items())[:n_moments])
    order = {"first_dispatched_at": DISPATCHED, "lead_unit": UNIT, **moments, **facts}
    return town.take(state=State(state) if state else None, **order)


@pytest.mark.parametrize(
    ("state", "n_moments", "n_met", "running"),
    [
        ("pending_verify", 1, 1, ["platform_reply", "verify"]),
        ("pending_assign", 2, 2, ["assign", "platform_reply"]),
        ("assigned", 3, 3, ["accept", "first_contact", "handle", "platform_reply"]),
        ("accepted", 4, 4, ["first_contact", "handle", "platform_reply"]),
        ("accepted", 5, 5, ["handle", "platform_reply"]),
        ("handling", 5, 5, ["handle", "platform_reply"]),
        ("resolved", 6, 6, ["follow_up", "platform_reply"]),
        ("pending_reply", 6, 6, ["platform_reply"]),
        ("replied", 7, 7, []),
        ("archived", 7, 7, []),
        ("returned", 3, 3, []),
        ("merged", 2, 2, []),
        ("voided", 3, 0, []),
        ("suspended", 5, 5, ["handle", "platform_reply"]),
        ("suspended", 0, 0, ["platform_reply", "sign"]),
        (None, 4, 4, ["first_contact", "handle", "platform_reply"]),
        (None, 7, 7, []),
    ],
)
def test_any_state_may_come_in_with_its_past_times(
    town: Town, state: str | None, n_moments: int, n_met: int, running: list[str]
) -> None:
    ticket = enters(town, state, n_moments)
    assert ticket.state == (state or {4: "accepted", 7: "replied"}[n_moments])
    past = [clock for clock in clock_queries.clocks_of(town.session, ticket.id) if not clock.is_running]
    assert [clock.outcome for clock in past] == ["met"] * n_met
    assert town.running(ticket) == running
    given = [name for name in IN_TIME if getattr(ticket, name) is not None]
    assert given == list(IN_TIME)[:n_moments]
    assert "breached" not in town.story(ticket)


def test_absent_times_are_unknown_and_never_a_breach(town: Town) -> None:
    ticket = enters(town, "resolved", 0)
    past = [clock for clock in clock_queries.clocks_of(town.session, ticket.id) if not clock.is_running]
    assert {clock.stage: clock.outcome for clock in past} == dict.fromkeys(
        ("sign", "verify", "assign", "accept", "first_contact", "handle"), "unknown"
    )
    town.walk("18:00")
    assert "breached" not in town.story(ticket)


def test_time_given_too_late_is_a_breach_and_one_after_an_absent_time_is_not(town: Town) -> None:
    late = enters(town, "pending_verify", signed_at=at("08:31", 23), **dict.fromkeys(list(IN_TIME)[1:]))
    sign = town.clock(late, "sign")
    assert (sign.outcome, sign.breached_at) == ("missed", at("08:20", 23))
    assert "breached" in town.story(late)
    moments = {**dict.fromkeys(IN_TIME), "signed_at": at("08:10", 23), "assigned_at": at("11:00", 23)}
    unproven = enters(town, "assigned", ticket_no="20261124004599", **moments)
    assert town.clock(unproven, "verify").outcome == "unknown"
    assert (town.clock(unproven, "assign").outcome, town.clock(unproven, "assign").breached_at) == ("unknown", None)


def test_unit_stages_are_measured_from_the_assignment(town: Town) -> None:
    moments = {**IN_TIME, "accepted_at": at("11:00", 23), "contacted_at": at("12:00", 23), "replied_at": None}
    ticket = enters(town, "resolved", 0, **moments)
    starts = {stage: town.clock(ticket, stage).started_at for stage in ("accept", "first_contact", "handle")}
    assert set(starts.values()) == {at("08:30", 23)}
    assert (town.clock(ticket, "accept").outcome, town.clock(ticket, "accept").breached_at) == ("missed", None)


def test_present_stage_whose_start_is_unknown_reminds_at_once_but_is_no_breach(town: Town) -> None:
    ticket = enters(town, "pending_assign", 1)
    town.scan()
    assert {audience for _at, audience, _to in town.reached(ticket, "assign")} == {"supervisor"}
    assert (town.clock(ticket, "assign").missed_at is None, town.clock(ticket, "assign").breached_at) == (False, None)
    assert "missed" in town.story(ticket) and "breached" not in town.story(ticket)


def test_present_stage_fires_only_its_highest_step_at_once(town: Town) -> None:
    ticket = enters(town, "handling", 5, limit_text=None, deadline_at=at("14:00"))
    town.scan()
    told = [row for row in town.told(ticket, "handle") if row.state == "pending"]
    assert {row.step for row in told} == {"-1h"}
    assert "superseded" in {row.state for row in town.told(ticket, "handle")}


@pytest.mark.parametrize(
    ("moments", "code"),
    [
        ({"signed_at": at("10:01")}, "stated_in_future"),
        ({"replied_at": at("12:00")}, "stated_in_future"),
        ({"signed_at": at("07:59", 23)}, "stated_too_early"),
        ({"signed_at": at("08:10", 23), "resolved_at": at("08:00", 22)}, "stated_too_early"),
    ],
)
def test_past_time_lies_between_the_dispatch_and_now(town: Town, moments: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        enters(town, None, 0, **moments)
    assert refused.value.code == code


@pytest.mark.parametrize("state", ["assigned", "accepted", "handling", "suspended"])
def test_order_with_a_unit_cannot_come_in_without_it(town: Town, state: str) -> None:
    with pytest.raises(Refusal) as refused:
        enters(town, state, 4, lead_unit=None)
    assert refused.value.code == "unit_missing"


def test_order_the_desk_answered_itself_has_no_clock_of_a_unit(town: Town) -> None:
    ticket = enters(town, "pending_reply", 2, lead_unit=None)
    stages = {clock.stage for clock in clock_queries.clocks_of(town.session, ticket.id)}
    assert stages == {"sign", "verify", "assign", "platform_reply"}


def test_assisting_units_come_in_with_clocks_of_their_own(town: Town) -> None:
    ticket = enters(town, "assigned", 3, assist_units=("城管科",))
    assert town.running(ticket).count("accept") == town.running(ticket).count("handle") == 2
    assert town.running(ticket).count("first_contact") == 1
    assert {row.destination for row in town.told(ticket) if row.kind == "order"} == {"group:3", "group:4"}
    with pytest.raises(Refusal):
        enters(town, "assigned", 3, ticket_no="20261124004599", assist_units=("没有的科",))


def test_suspended_order_says_nothing_and_is_not_late_when_it_is_answered(town: Town) -> None:
    ticket = enters(town, "suspended", 5, limit_text="48小时")
    town.walk("18:00", 26)
    assert town.told(ticket) == []
    assert clock_queries.overdue_clocks(town.session, town.now) == []
    replying.replied(town.desk, ticket, town.said(HEAD), None, "电话答复")
    assert town.clock(ticket, "platform_reply").outcome == "met"
    assert "breached" not in town.story(ticket)


def test_replied_order_without_its_time_is_archived_by_itself_all_the_same(town: Town) -> None:
    ticket = enters(town, "replied", 0)
    town.jump("10:01", 30)
    assert replying.archive_ripe(town.desk) == 0
    town.settle(archive_after=town.now - at("10:00"))
    assert replying.archive_ripe(town.desk) == 1
    assert ticket.state == "archived"


def test_what_is_paused_is_overdue_in_no_count(town: Town) -> None:
    ticket = enters(town, "suspended", 5, deadline_at=at("09:00", 24))
    assert gauges.count_overdue_clocks(town.session, town.now + minutes(9 * 24 * 60)) == 0
    assert gauges.next_limits(town.session, [ticket.id]) == {}


def test_digest_of_every_event_can_be_worked_out_again_from_the_record(town: Town) -> None:
    beijing = {name: moment.astimezone(town.desk.rules.zone) for name, moment in IN_TIME.items()}
    ticket = enters(town, "replied", 0, **beijing)
    town.session.flush()
    town.session.expire_all()
    events = queries.events_of(town.session, ticket.id)
    assert len(events) > 5 and [digest_of(event) for event in events] == [event.digest for event in events]
