"""What a grant does to the clocks, line by line of the requests table, and that it is taken back whole."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from actions import deciding, requesting, suspending, undo
from actions.deciding import Verdict
from actions.refusals import Refusal
from actions.requesting import Asked
from models.queries import clocks as clock_queries
from models.queries import tickets as queries
from models.queries.calls import open_calls
from models.queries.deliveries import deliveries_of_ticket
from models.request import Request
from models.ticket import Ticket
from rules.lifecycle import Stage
from rules.requests import REQUESTS, DecidedBy, RequestKind
from tests.actions.test_lifecycle import ASSIST, lived, outcomes, say
from tests.actions.town import AGENT, LEADER, OTHER_AGENT, STAFF, SUPERVISOR, Town, at, minutes

_ASSIGNED = "sign / 属实 / assign"
_OF_LEAD = "accept cancelled, first_contact cancelled, handle cancelled"
# Story so far, kind, state after, (stage, outcome) of what stops beside the request's own clock, stages that start.
GRANTS: list[tuple[str, RequestKind, str, str, str]] = [
    (_ASSIGNED, RequestKind.TRANSFER, "assigned", _OF_LEAD, "accept first_contact handle"),
    (
        f"{_ASSIGNED} / contact",
        RequestKind.TRANSFER,
        "assigned",
        "accept cancelled, handle cancelled",
        "accept first_contact handle",
    ),
    (
        f"{_ASSIGNED} / promise",
        RequestKind.RETURN_TO_DESK,
        "pending_assign",
        f"{_OF_LEAD}, promise cancelled",
        "assign",
    ),
    (_ASSIGNED, RequestKind.RETURN_TO_CITY, "returned", f"{_OF_LEAD}, platform_reply cancelled", ""),
    ("", RequestKind.RETURN_TO_CITY, "returned", "sign cancelled, platform_reply cancelled", ""),
    (
        _ASSIGNED,
        RequestKind.EXTENSION,
        "assigned",
        "handle moved, platform_reply moved",
        "handle handle platform_reply",
    ),
    ("sign / 属实", RequestKind.EXTENSION, "pending_assign", "platform_reply moved", "platform_reply"),
    (_ASSIGNED, RequestKind.SUSPEND, "suspended", "", ""),
    (f"{_ASSIGNED} / done", RequestKind.EXCLUDE, "resolved", "", ""),
    (_ASSIGNED, RequestKind.MERGE, "merged", _OF_LEAD, ""),
    (_ASSIGNED, RequestKind.VOID, "voided", f"{_OF_LEAD}, platform_reply cancelled", ""),
]


def prepared(town: Town, ticket: Ticket, kind: RequestKind, actor: str = AGENT) -> Request:
    """Prepare a request of a kind and bring it to whoever grants it."""
    other = town.take(ticket_no="20261118004599") if kind is RequestKind.MERGE else None
    dates = {RequestKind.EXTENSION: at("18:00", 30) + timedelta(days=7), RequestKind.SUSPEND: at("18:00", 30)}
    asked = Asked(
        "理由",
        until=dates.get(kind),
        unit=town.unit(ASSIST) if kind in (RequestKind.TRANSFER, RequestKind.ASSIST) else None,
        survivor=other,
    )
    request = requesting.prepare(town.desk, ticket, kind, town.said(actor), asked)
    if REQUESTS[kind].decided_by is DecidedBy.PLATFORM:
        deciding.endorse(town.desk, request, town.said(SUPERVISOR), None)
        deciding.submit(town.desk, request, town.said(AGENT))
    return request


def grant(town: Town, request: Request) -> str:
    """Let whoever decides grant a request; returns who that was."""
    if REQUESTS[RequestKind(request.kind)].decided_by is DecidedBy.PLATFORM:
        deciding.record_grant(town.desk, request, town.said(AGENT), Verdict())
        return AGENT
    deciding.endorse(town.desk, request, town.said(SUPERVISOR), None)
    return SUPERVISOR


@pytest.mark.parametrize(("story", "kind", "state", "stops", "starts"), GRANTS)
def test_grant_stops_and_starts_the_clocks_of_its_line(
    town: Town, story: str, kind: RequestKind, state: str, stops: str, starts: str
) -> None:
    ticket = lived(town, story)
    request = prepared(town, ticket, kind)
    running = clock_queries.clocks_of(town.session, ticket.id, running_only=True)
    before = {clock.id for clock in running}
    town.now += minutes(1)
    grant(town, request)
    town.session.flush()
    assert (ticket.state, request.state) == (state, "granted")
    expected = {tuple(each.split(" ")) for each in stops.split(", ") if each}
    assert {pair for pair in outcomes(town, ticket, before) if pair[0] != Stage.REQUEST} == expected
    fresh = [c.stage for c in clock_queries.clocks_of(town.session, ticket.id) if c.id not in before and c.is_running]
    assert sorted(fresh) == sorted(starts.split())


@pytest.mark.parametrize(("story", "kind"), [(s, k) for s, k, *_ in GRANTS if k is not RequestKind.VOID])
def test_grant_is_taken_back_whole(town: Town, story: str, kind: RequestKind) -> None:
    ticket = lived(town, story)
    request = prepared(town, ticket, kind)

    def picture() -> tuple[Any, ...]:
        running = clock_queries.clocks_of(town.session, ticket.id, running_only=True)
        clocks = sorted((c.stage, c.department_id or 0, c.due_at, c.id, c.paused_at, c.unurged_by) for c in running)
        own = (ticket.state, ticket.lead_unit_id, ticket.deadline_at, ticket.internal_deadline_at, ticket.is_excluded)
        return own, clocks, request.state, request.closed_at, ticket.merged_into_id, ticket.contacted_at

    before = picture()
    town.now += minutes(1)
    by = grant(town, request)
    undo.undo_last(town.desk, town.said(by), ticket)
    assert picture() == before


def test_assisting_unit_that_takes_over_begins_anew_as_lead(town: Town) -> None:
    ticket = lived(town, _ASSIGNED)
    request = prepared(town, ticket, RequestKind.TRANSFER, STAFF)
    grant(town, request)
    shares = [(row.department_id, row.role) for row in queries.assignments_of(town.session, ticket.id)]
    assert shares == [(town.unit(ASSIST).id, "lead")]
    running = clock_queries.clocks_of(town.session, ticket.id, running_only=True)
    assert {c.stage for c in running if c.department_id == town.unit(ASSIST).id} == {
        "accept",
        "first_contact",
        "handle",
    }


def test_void_is_not_taken_back(town: Town) -> None:
    ticket = lived(town, "sign")
    by = grant(town, prepared(town, ticket, RequestKind.VOID))
    with pytest.raises(Refusal) as refused:
        undo.undo_last(town.desk, town.said(by), ticket)
    assert refused.value.code == "cannot_undo"


def test_suspended_clocks_are_due_later_by_as_long_as_they_stood(town: Town) -> None:
    ticket = lived(town, _ASSIGNED)
    before = {clock.id: clock.due_at for clock in clock_queries.clocks_of(town.session, ticket.id, running_only=True)}
    deadline_at = ticket.deadline_at
    grant(town, prepared(town, ticket, RequestKind.SUSPEND))
    since = town.now
    town.walk("12:00", 26)
    told = deliveries_of_ticket(town.session, ticket.id)
    assert not [row for row in told if row.due_at > since and row.kind == "reminder"]
    suspending.resume(town.desk, ticket, town.said(AGENT), None)
    stood = town.now - since
    running = clock_queries.clocks_of(town.session, ticket.id, running_only=True)
    assert {c.id: c.due_at for c in running if c.id in before} == {key: due + stood for key, due in before.items()}
    assert deadline_at is not None and ticket.deadline_at == deadline_at + stood
    assert ticket.state == "assigned" and ticket.resume_at is None


def test_suspended_order_goes_on_as_of_its_date_however_late_that_is_noticed(town: Town) -> None:
    ticket = lived(town, _ASSIGNED)
    grant(town, prepared(town, ticket, RequestKind.SUSPEND))
    town.jump("09:00", 30)
    assert suspending.resume_ripe(town.desk) == 0
    town.now = at("20:00", 30)
    assert suspending.resume_ripe(town.desk) == 1
    resumed = town.events(ticket)[-1]
    assert (resumed.kind, resumed.occurred_at, ticket.state) == ("resumed", at("18:00", 30), "assigned")


def test_pending_return_lets_accept_and_handle_be_silent_and_its_rejection_lets_them_speak(town: Town) -> None:
    ticket = lived(town, _ASSIGNED)
    request = requesting.prepare(town.desk, ticket, RequestKind.RETURN_TO_DESK, town.said(STAFF), Asked("不归我们"))
    silent = {c.stage for c in clock_queries.clocks_of(town.session, ticket.id, running_only=True) if c.is_silent}
    assert silent == {"accept", "handle"}
    say(town, ticket, "accept")
    assert ticket.state == "accepted"
    deciding.reject(town.desk, request, town.said(SUPERVISOR), "归你们")
    assert not [c for c in clock_queries.clocks_of(town.session, ticket.id) if c.is_running and c.is_silent]


@pytest.mark.parametrize("decide", [deciding.endorse, deciding.reject])
def test_who_prepared_a_request_decides_it_under_no_role(town: Town, decide: Any) -> None:
    ticket = lived(town, _ASSIGNED)
    asked = Asked("配件没到", until=at("18:00", 30) + timedelta(days=7))
    request = requesting.prepare(town.desk, ticket, RequestKind.EXTENSION, town.said(SUPERVISOR), asked)
    with pytest.raises(Refusal) as refused:
        decide(town.desk, request, town.said(SUPERVISOR), None)
    assert (refused.value.code, request.state) == ("own_request", "prepared")
    decide(town.desk, request, town.said(LEADER), None)


def test_assisting_unit_asks_for_nothing_of_its_own(town: Town) -> None:
    ticket = town.assigned([ASSIST])
    with pytest.raises(Refusal) as refused:
        requesting.prepare(town.desk, ticket, RequestKind.EXCLUDE, town.said("xukz"), Asked("恶意重复来电"))
    assert refused.value.code == "request_of_lead"


def test_order_is_not_merged_into_itself(town: Town) -> None:
    ticket = lived(town, _ASSIGNED)
    with pytest.raises(Refusal) as refused:
        requesting.prepare(town.desk, ticket, RequestKind.MERGE, town.said(AGENT), Asked("同一件", survivor=ticket))
    assert refused.value.code == "merge_into_itself"


@pytest.mark.parametrize(
    ("verdict", "code"),
    [
        (Verdict(at=at("09:00")), "stated_too_early"),
        (Verdict(at=at("18:00", 25)), "stated_in_future"),
        (Verdict(until=at("09:00")), "until_passed"),
        (Verdict(until=at("18:00", 25)), "until_no_later"),
    ],
)
def test_platforms_decision_is_no_earlier_than_the_dispatch_and_gives_more_time(
    town: Town, verdict: Verdict, code: str
) -> None:
    ticket = lived(town, _ASSIGNED)
    request = prepared(town, ticket, RequestKind.EXTENSION)
    with pytest.raises(Refusal) as refused:
        deciding.record_grant(town.desk, request, town.said(AGENT), verdict)
    assert (refused.value.code, request.state) == (code, "submitted")


def test_suspended_order_is_still_told_to_leaders_until_one_acknowledges(town: Town) -> None:
    ticket = town.assigned(content="市民扬言不解决就跳楼")
    grant(town, prepared(town, ticket, RequestKind.SUSPEND))
    assert (town.clock(ticket, "handle").paused_at, town.clock(ticket, "alert").paused_at) == (town.now, None)


def test_nobody_phones_a_unit_about_an_order_that_went_to_another(town: Town) -> None:
    ticket = town.assigned()
    town.walk(town.clock(ticket, "accept").due_at + minutes(1))
    assert [task.purpose for task in open_calls(town.session, ticket.id)] == ["urge"]
    grant(town, prepared(town, ticket, RequestKind.TRANSFER))
    assert open_calls(town.session, ticket.id) == []


def test_who_asked_hears_what_became_of_it_also_off_duty(town: Town) -> None:
    ticket = lived(town, _ASSIGNED)
    request = prepared(town, ticket, RequestKind.TRANSFER, OTHER_AGENT)
    before = len(deliveries_of_ticket(town.session, ticket.id))
    grant(town, request)
    told = deliveries_of_ticket(town.session, ticket.id)[before:]
    assert f"user:{OTHER_AGENT}" in {row.destination for row in told}


def test_assisting_unit_is_urged_on_while_the_lead_wants_to_be_rid_of_the_order(town: Town) -> None:
    ticket = town.assigned([ASSIST])
    requesting.prepare(town.desk, ticket, RequestKind.RETURN_TO_DESK, town.said(STAFF), Asked("不归我们"))
    running = clock_queries.clocks_of(town.session, ticket.id, running_only=True)
    silent = {(clock.department_id, clock.stage) for clock in running if clock.is_silent}
    assert silent == {(town.unit().id, "accept"), (town.unit().id, "handle")}


@pytest.mark.parametrize("kind", [RequestKind.RETURN_TO_CITY, RequestKind.MERGE, RequestKind.VOID])
def test_nobody_phones_about_an_order_that_is_no_more(town: Town, kind: RequestKind) -> None:
    ticket = town.assigned()
    town.walk(town.clock(ticket, "accept").due_at + minutes(1))
    assert open_calls(town.session, ticket.id)
    grant(town, prepared(town, ticket, kind))
    assert open_calls(town.session, ticket.id) == []


def test_more_time_moves_by_when_the_unit_has_to_be_done(town: Town) -> None:
    ticket = lived(town, _ASSIGNED)
    before = ticket.internal_deadline_at
    grant(town, prepared(town, ticket, RequestKind.EXTENSION))
    assert ticket.internal_deadline_at == town.clock(ticket, "handle").due_at != before


def test_limit_that_passed_while_nobody_looked_stays_missed_when_more_time_is_given(town: Town) -> None:
    ticket = lived(town, _ASSIGNED)
    request = prepared(town, ticket, RequestKind.EXTENSION)
    old = town.clock(ticket, "handle")
    town.now = old.due_at + minutes(1)
    grant(town, request)
    assert "missed" in town.story(ticket)


def test_wish_to_be_rid_of_an_order_lapses_when_it_has_gone_to_another_unit(town: Town) -> None:
    ticket = lived(town, _ASSIGNED)
    back = requesting.prepare(town.desk, ticket, RequestKind.RETURN_TO_DESK, town.said(STAFF), Asked("不归我们"))
    grant(town, prepared(town, ticket, RequestKind.TRANSFER))
    assert (ticket.state, back.state) == ("assigned", "withdrawn")
