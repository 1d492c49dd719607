"""What happens to an order moves its clocks as the lifecycle table says, row by row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from actions import (
    assigning,
    calls,
    correcting,
    deciding,
    follow_up,
    intake,
    looks,
    reminders,
    replying,
    requesting,
    signing,
    undo,
    unit_work,
)
from actions.journal import Source
from actions.refusals import Refusal
from actions.requesting import Asked
from actions.unit_work import Word
from models.delivery import Delivery
from models.queries import clocks as clock_queries
from models.queries import people
from models.ticket import Ticket
from rules.lifecycle import State
from rules.requests import RequestKind
from tests.actions.town import AGENT, HEAD, OTHER_AGENT, STAFF, SUPERVISOR, ZONE, Town, at, minutes

ASSIST = "城管科"


def say(town: Town, ticket: Ticket, what: str) -> None:
    """Make one move at this moment, as whoever may make it."""
    desk, share = town.desk, lambda: town.share(ticket)
    person = people.person(town.session, HEAD)
    assert person is not None
    moves: dict[str, Callable[[], Any]] = {
        "sign": lambda: signing.sign(desk, ticket, town.said(AGENT), None),
        "属实": lambda: signing.verify_true(desk, ticket, town.said(AGENT), None, None),
        "未接通": lambda: signing.verify_unreached(desk, ticket, town.said(AGENT), None, None, by_night=False),
        "不符": lambda: signing.verify_wrong(desk, ticket, town.said(AGENT), None, None),
        "assign": lambda: assigning.assign(desk, ticket, town.said(AGENT), town.unit(), [town.unit(ASSIST)]),
        "请派": lambda: assigning.ask_named(desk, ticket, town.said(AGENT), person),
        "直办": lambda: assigning.answer_at_desk(desk, ticket, town.said(AGENT), "已解释"),
        "accept": lambda: unit_work.accept(desk, ticket, share(), town.said(STAFF), Word()),
        "contact": lambda: unit_work.contacted(desk, ticket, share(), town.said(STAFF), Word()),
        "progress": lambda: unit_work.progress(desk, ticket, share(), town.said(STAFF), Word("在修")),
        "promise": lambda: unit_work.promise(desk, ticket, share(), town.said(STAFF), at("18:00"), Word()),
        "done": lambda: unit_work.done(desk, ticket, share(), town.said(STAFF), Word(), is_contacted=False),
        "assist accept": lambda: unit_work.accept(desk, ticket, town.share(ticket, ASSIST), town.said("xukz"), Word()),
        "assist contact": lambda: unit_work.contacted(
            desk, ticket, town.share(ticket, ASSIST), town.said("xukz"), Word()
        ),
        "assist done": lambda: unit_work.done(
            desk, ticket, town.share(ticket, ASSIST), town.said("xukz"), Word(), is_contacted=False
        ),
        "满意": lambda: follow_up.satisfied(desk, ticket, town.said(AGENT), "满意", None),
        "回访未接通": lambda: follow_up.unreached(desk, ticket, town.said(AGENT), None),
        "不满意": lambda: follow_up.unsatisfied(desk, ticket, town.said(AGENT), "不满意", "未解决", "还漏"),
        "reply": lambda: replying.replied(desk, ticket, town.said(AGENT), None, "电话答复"),
        "void": lambda: deciding.endorse(
            desk,
            requesting.prepare(desk, ticket, RequestKind.VOID, town.said(AGENT), Asked("录错")),
            town.said(SUPERVISOR),
            None,
        ),
    }
    moves[what]()
    town.session.flush()


def lived(town: Town, story: str, **facts: Any) -> Ticket:
    """Take an order in and let everything in the story happen, a minute apart."""
    ticket = town.take(**facts)
    for what in filter(None, story.split(" / ")):
        town.now += minutes(1)
        say(town, ticket, what)
    return ticket


def outcomes(town: Town, ticket: Ticket, before: set[int]) -> set[tuple[str, str]]:
    """Return (stage, outcome) of what was stopped since."""
    rows = clock_queries.clocks_of(town.session, ticket.id)
    return {(clock.stage, clock.outcome or "") for clock in rows if clock.id in before and not clock.is_running}


_ASSIGNED = "sign / 属实 / assign"
# Story so far, what happens, state after, (stage, outcome) of what stops, stages that start.
TABLE: list[tuple[str, str, str, str, str]] = [
    ("", "sign", "pending_verify", "sign met", "verify"),
    ("sign", "属实", "pending_assign", "verify met", "assign"),
    ("sign", "未接通", "pending_assign", "verify attempted", "assign task"),
    ("sign", "不符", "pending_verify", "", ""),
    ("sign / 属实", "assign", "assigned", "assign met", "accept accept first_contact handle handle"),
    ("sign / 属实", "请派", "pending_assign", "", ""),
    ("sign", "直办", "pending_reply", "verify met", ""),
    ("sign / 属实", "直办", "pending_reply", "assign met", ""),
    ("sign / 未接通", "直办", "pending_reply", "assign met, task met", ""),
    (_ASSIGNED, "accept", "accepted", "accept met", ""),
    (_ASSIGNED, "progress", "handling", "accept met", ""),
    (_ASSIGNED, "contact", "accepted", "accept met, first_contact met", ""),
    (f"{_ASSIGNED} / accept", "contact", "accepted", "first_contact met", ""),
    (f"{_ASSIGNED} / progress", "contact", "handling", "first_contact met", ""),
    (f"{_ASSIGNED} / accept", "progress", "handling", "", ""),
    (f"{_ASSIGNED} / accept", "promise", "accepted", "", "promise"),
    (f"{_ASSIGNED} / promise", "promise", "accepted", "promise moved", "promise"),
    (f"{_ASSIGNED} / promise", "done", "resolved", "handle met, promise met", "follow_up"),
    (_ASSIGNED, "done", "resolved", "accept met, handle met", "follow_up"),
    (_ASSIGNED, "assist accept", "assigned", "accept met", ""),
    (_ASSIGNED, "assist contact", "assigned", "accept met, first_contact met", ""),
    (_ASSIGNED, "assist done", "assigned", "accept met, handle met", ""),
    (f"{_ASSIGNED} / done", "contact", "resolved", "first_contact met", ""),
    (f"{_ASSIGNED} / done", "assist done", "resolved", "accept met, handle met", ""),
    (f"{_ASSIGNED} / done", "满意", "pending_reply", "follow_up met", ""),
    (f"{_ASSIGNED} / done", "回访未接通", "resolved", "", "task"),
    (f"{_ASSIGNED} / done / 回访未接通", "满意", "pending_reply", "follow_up met, task met", ""),
    (f"{_ASSIGNED} / done", "不满意", "handling", "follow_up met", "handle"),
    ("", "reply", "replied", "sign cancelled, platform_reply met", ""),
    (
        _ASSIGNED,
        "reply",
        "replied",
        "accept cancelled, first_contact cancelled, handle cancelled, platform_reply met",
        "",
    ),
    ("sign", "void", "voided", "verify cancelled, platform_reply cancelled", ""),
]


@pytest.mark.parametrize(("story", "what", "state", "stops", "starts"), TABLE)
def test_each_row_stops_and_starts_its_clocks(
    town: Town, story: str, what: str, state: str, stops: str, starts: str
) -> None:
    ticket = lived(town, story)
    running = clock_queries.clocks_of(town.session, ticket.id, running_only=True)
    before = {clock.id for clock in running}
    town.now += minutes(1)
    say(town, ticket, what)
    assert ticket.state == state
    expected = {tuple(each.split(" ")) for each in stops.split(", ") if each}
    assert outcomes(town, ticket, before) == expected
    after = clock_queries.clocks_of(town.session, ticket.id)
    known = {clock.id for clock in after if clock.started_at < town.now} | before
    fresh = [clock.stage for clock in after if clock.id not in known and clock.stage != "request"]
    assert sorted(fresh) == sorted(starts.split())


@pytest.mark.parametrize(
    ("story", "what"),
    [(story, what) for story, what, *_ in TABLE if what not in ("void",)],
)
def test_each_row_but_the_void_is_taken_back_by_whoever_made_it(town: Town, story: str, what: str) -> None:
    ticket = lived(town, story)

    def picture() -> tuple[Any, ...]:
        running = clock_queries.clocks_of(town.session, ticket.id, running_only=True)
        clocks = sorted((clock.stage, clock.department_id or 0, clock.due_at, clock.id) for clock in running)
        tries = {purpose: calls.citizen_tries(town.desk, ticket, purpose) for purpose in ("verify", "follow_up")}
        return ticket.state, clocks, tries, ticket.named_dispatcher, ticket.contacted_at, ticket.internal_deadline_at

    before = picture()
    town.now += minutes(1)
    say(town, ticket, what)
    last = [event for event in town.events(ticket) if event.actor and event.undo is not None][-1]
    undo.undo_last(town.desk, town.said(last.actor or ""), ticket)
    assert picture() == before


def test_void_and_archive_are_never_taken_back(town: Town) -> None:
    voided = lived(town, "sign / void")
    archived = lived(town, "sign / reply", ticket_no="20261124004599")
    replying.archive(town.desk, archived, town.said(AGENT))
    for ticket, who in ((voided, SUPERVISOR), (archived, AGENT)):
        with pytest.raises(Refusal):
            undo.undo_last(town.desk, town.said(who), ticket)


def test_sign_starts_from_the_dispatch_else_from_the_report_else_from_now(town: Town) -> None:
    for n, (dispatched, reported, start) in enumerate(
        [(at("09:55"), at("09:50"), at("09:55")), (None, at("09:50"), at("09:50")), (None, None, at("10:00"))]
    ):
        ticket = town.take(ticket_no=f"2026112400460{n}", first_dispatched_at=dispatched, reported_at=reported)
        assert (town.clock(ticket, "sign").started_at, town.clock(ticket, "sign").due_at) == (
            start,
            start + minutes(20),
        )
        assert town.events(ticket)[0].facts["start_assumed"] is (dispatched is None)


def test_stated_times_go_on_from_one_another(town: Town) -> None:
    ticket = town.take()
    town.walk("10:27")
    assert town.clock(ticket, "sign").breached_at == at("10:20")
    signing.sign(town.desk, ticket, town.said(AGENT), at("10:12"))
    sign, verify = town.clock(ticket, "sign"), town.clock(ticket, "verify")
    assert (sign.stopped_at, sign.outcome, sign.breached_at) == (at("10:12"), "met", None)
    assert (verify.started_at, verify.due_at, verify.quiet_until) == (at("10:12"), at("10:22"), at("10:32"))
    # The breach stands in the story, marked by what corrected it.
    assert [kind for kind in town.story(ticket) if kind in ("breached", "corrected")] == ["breached", "corrected"]
    town.walk("10:31")
    assert town.told(ticket, "verify") == []
    signing.verify_true(town.desk, ticket, town.said(AGENT), at("10:20"), None)
    assert (town.clock(ticket, "verify").outcome, town.clock(ticket, "assign").started_at) == ("met", at("10:20"))


@pytest.mark.parametrize("stated", [at("10:28"), at("09:59")])
def test_stated_time_in_the_future_or_before_the_dispatch_is_refused(town: Town, stated: Any) -> None:
    ticket = town.take()
    town.walk("10:27")
    for move in (
        lambda: signing.sign(town.desk, ticket, town.said(AGENT), stated),
        lambda: replying.replied(town.desk, ticket, town.said(AGENT), stated, "电话答复"),
    ):
        with pytest.raises(Refusal):
            move()
    assert ticket.state == "pending_sign"


def test_signing_stated_in_the_minute_of_the_dispatch_was_right_after_it(town: Town) -> None:
    dispatched = at("10:00") + timedelta(seconds=40)
    town.now = dispatched
    ticket = town.take()
    town.walk("10:10")
    signing.sign(town.desk, ticket, town.said(AGENT), at("10:00"))
    assert ticket.signed_at == town.clock(ticket, "sign").stopped_at == dispatched


def test_clock_made_late_by_a_stated_time_has_missed_nothing_while_it_keeps_quiet(town: Town) -> None:
    ticket = town.take()
    town.jump("10:27")
    signing.sign(town.desk, ticket, town.said(AGENT), at("10:12"))
    verify = town.clock(ticket, "verify")
    assert reminders.fire(town.desk, verify).fire is None
    assert verify.missed_at is None and "missed" not in town.story(ticket)
    town.jump("10:32")
    assert reminders.fire(town.desk, verify).fire is not None
    assert verify.missed_at == at("10:22")


def test_check_cannot_be_stated_before_the_signing(town: Town) -> None:
    ticket = town.take()
    town.walk("10:10")
    signing.sign(town.desk, ticket, town.said(AGENT), None)
    with pytest.raises(Refusal):
        signing.verify_true(town.desk, ticket, town.said(AGENT), at("10:05"), None)


def test_reply_stated_before_a_limit_leaves_what_was_missed_since_then_standing(town: Town) -> None:
    ticket = town.take()
    town.walk("10:40")
    replying.replied(town.desk, ticket, town.said(AGENT), at("10:10"), "平台上已直接答复")
    sign = town.clock(ticket, "sign")
    # Only a stated time of signing may undo it, else anybody could with a reply.
    assert (sign.outcome, sign.stopped_at, sign.breached_at) == ("cancelled", town.now, at("10:20"))
    assert town.story(ticket).count("corrected") == 0


def test_clock_that_should_not_have_run_leaves_no_breach_when_it_is_taken_back(town: Town) -> None:
    town.settle(breach_stages=town.rules.breach_stages | {"verify"})
    ticket = town.take()
    town.walk("10:12")
    signing.sign(town.desk, ticket, town.said(AGENT), at("10:01"))
    town.walk("10:18")
    assert town.clock(ticket, "verify").breached_at == at("10:11")
    undo.undo_last(town.desk, town.said(AGENT), ticket)
    assert (town.clock(ticket, "verify").breached_at, town.running(ticket)) == (None, ["platform_reply", "sign"])


def test_correction_after_a_wrong_order_counts_as_verified(town: Town) -> None:
    ticket = lived(town, "sign / 不符")
    _event, completes = correcting.correct(town.desk, ticket, town.said(AGENT), "社区", "北柳巷社区")
    assert completes and (ticket.state, town.clock(ticket, "verify").outcome) == ("pending_assign", "met")


def test_citizen_who_does_not_answer_is_tried_three_times_while_the_order_goes_on(town: Town) -> None:
    ticket = lived(town, "sign / 未接通 / assign")
    tries = [at("10:02")]
    for _ in range(2):
        due = calls.next_try_at(town.desk, ticket, "verify")
        assert due is not None
        town.walk(due)
        assert town.reached(ticket, "task")[-1][1] == "on_duty"
        assert signing.is_checked_later(town.desk, ticket)
        signing.check_later(town.desk, ticket, town.said(AGENT), "未接通", None, None)
        tries.append(due)
    assert [f"{moment.astimezone(ZONE):%H}" for moment in tries] == ["10", "12", "17"]
    assert (ticket.state, signing.is_checked_later(town.desk, ticket)) == ("assigned", False)
    assert town.story(ticket).count("call_tried") == 2
    undo.undo_last(town.desk, town.said(AGENT), ticket)
    assert calls.citizen_tries(town.desk, ticket, "verify") == 2


def test_citizen_reached_at_the_second_try_is_called_no_more(town: Town) -> None:
    ticket = lived(town, "sign / 未接通 / assign")
    town.walk("12:05")
    signing.check_later(town.desk, ticket, town.said(OTHER_AGENT), "属实", None, None)
    assert not signing.is_checked_later(town.desk, ticket)
    assert "task" not in town.running(ticket) and town.story(ticket)[-1] == "called"


@pytest.mark.parametrize(("story", "purpose"), [("sign", "verify"), (f"{_ASSIGNED} / done", "follow_up")])
def test_tries_fall_into_the_day(town: Town, story: str, purpose: str) -> None:
    town.jump("19:45")
    ticket = lived(town, story, limit_text="7天")
    say(town, ticket, "未接通" if purpose == "verify" else "回访未接通")
    assert calls.next_try_at(town.desk, ticket, purpose) == at("07:30", 25)


def test_only_the_lead_reports_done_and_promises(town: Town) -> None:
    ticket = lived(town, _ASSIGNED)
    with pytest.raises(Refusal):
        unit_work.promise(town.desk, ticket, town.share(ticket, ASSIST), town.said("xukz"), at("18:00"), Word())
    say(town, ticket, "assist done")
    lead = town.unit().id
    left = {
        clock.stage
        for clock in clock_queries.clocks_of(town.session, ticket.id, running_only=True)
        if clock.department_id == lead
    }
    assert left == {"accept", "first_contact", "handle"} and ticket.state == "assigned"


def test_second_promise_replaces_the_first_and_one_after_the_internal_due_is_said_to_be_late(town: Town) -> None:
    ticket = lived(town, _ASSIGNED)
    limit = ticket.internal_deadline_at
    assert limit is not None
    late = []
    for until in (limit - minutes(60), limit, limit + minutes(1)):
        is_late = unit_work.promise(town.desk, ticket, town.share(ticket), town.said(STAFF), until, Word("到时办完"))
        late.append(is_late)
    promises = [clock for clock in clock_queries.clocks_of(town.session, ticket.id) if clock.stage == "promise"]
    assert [(clock.seq, clock.outcome) for clock in promises] == [(1, "moved"), (2, "moved"), (3, None)]
    assert [limit is not None for limit in late] == [False, False, True]


def test_discontent_opens_the_next_handle_half_way_and_tells_unit_and_head_why(town: Town) -> None:
    # Seven days from 10:00; reserve one day; from the 26th at 10:00 half-way to the 30th at 10:00 is the 28th.
    ticket = lived(town, f"{_ASSIGNED} / done")
    town.jump("10:00", 26)
    say(town, ticket, "不满意")
    handle = town.clock(ticket, "handle")
    assert (handle.seq, handle.due_at, ticket.internal_deadline_at) == (2, at("10:00", 28), at("10:00", 28))
    told = {row.destination: row.facts["note"] for row in town.told(ticket) if row.facts.get("code") == "sent_back"}
    assert told == {"group:3": "还漏", "user:luzr": "还漏"}


def test_discontent_within_the_reserve_leaves_the_unit_half_of_what_is_left(town: Town) -> None:
    ticket = lived(town, f"{_ASSIGNED} / done")
    town.jump("11:00", 30)
    say(town, ticket, "不满意")
    # Half-way to the first of December at 10:00 is in the night, so it is the evening before.
    assert town.clock(ticket, "handle").due_at == at("18:00", 30)


def test_discontent_with_no_time_left_is_due_and_told_at_once(town: Town) -> None:
    ticket = lived(town, f"{_ASSIGNED} / done", limit_text="24小时")
    town.jump("11:00", 25)
    say(town, ticket, "不满意")
    assert town.clock(ticket, "handle").due_at == town.now
    town.scan()
    assert {"supervisor", "unit_lead"} <= {audience for _at, audience, _to in town.reached(ticket, "handle")}


def test_follow_up_with_no_time_left_is_due_and_told_at_once(town: Town) -> None:
    ticket = lived(town, f"{_ASSIGNED} / accept", limit_text="24小时")
    town.jump("11:00", 25)
    say(town, ticket, "done")
    follow = town.clock(ticket, "follow_up")
    assert follow.due_at == follow.started_at == town.now
    town.scan()
    assert "supervisor" in {audience for _at, audience, _to in town.reached(ticket, "follow_up")}


@pytest.mark.parametrize("state", ["replied", "archived", "returned"])
def test_number_dispatched_again_is_a_new_round_with_its_full_ladder(town: Town, state: str) -> None:
    first = town.take(state=State(state), lead_unit="云杉里社区")
    town.now += minutes(30)
    taken = intake.take_in(town.desk, town.order(), town.said(AGENT), how="feed")
    assert (taken.outcome, taken.ticket.round, taken.ticket.state) == ("reopened", 2, "pending_sign")
    assert (first.state, town.running(taken.ticket)) == (state, ["platform_reply", "sign"])
    town.walk("10:55")
    heard = [clock for clock, audience, _to in town.reached(taken.ticket, "sign") if audience == "on_duty"]
    assert sorted(set(heard)) == ["10:40", "10:45", "10:48", "10:50"]


@pytest.mark.parametrize("state", ["replied", "archived", "returned", "merged", "voided"])
def test_order_that_is_over_and_fed_again_without_a_later_dispatch_is_no_new_round(town: Town, state: str) -> None:
    first = town.take(state=State(state), lead_unit="云杉里社区")
    town.now += minutes(30)
    for dispatched in (first.first_dispatched_at, at("09:00"), None):
        again = town.order(first_dispatched_at=dispatched)
        taken = intake.take_in(town.desk, again, town.said(AGENT), how="feed")
        assert (taken.outcome, taken.ticket.round, taken.ticket.state) == ("unchanged", 1, state)


def test_number_merged_away_and_dispatched_again_is_not_lost(town: Town) -> None:
    town.take(state=State.MERGED)
    town.now += minutes(30)
    assert intake.take_in(town.desk, town.order(), town.said(AGENT), how="feed").outcome == "reopened"


def test_known_number_stays_as_it_is_and_another_deadline_is_put_to_the_agent_once(town: Town) -> None:
    ticket = town.take()
    ours = ticket.deadline_at
    again = {"first_dispatched_at": ticket.first_dispatched_at}
    feed = Source(actor="feed")
    assert intake.take_in(town.desk, town.order(**again), feed, how="feed").outcome == "unchanged"
    for _ in range(3):
        town.now += minutes(5)
        taken = intake.take_in(town.desk, town.order(limit_text="2小时", **again), feed, how="feed")
        assert (taken.outcome, taken.reasons) == ("unchanged", ("deadline_differs",))
    put = [row for row in town.told(ticket) if row.facts.get("code") == "deadline_differs"]
    assert (len(put), put[0].facts["theirs"], ticket.deadline_at) == (1, at("12:00").isoformat(), ours)
    intake.take_in(town.desk, town.order(limit_text="3小时", **again), feed, how="feed")
    assert town.story(ticket).count("updated") == 2


def test_limit_of_a_copy_without_a_dispatch_counts_from_the_known_one(town: Town) -> None:
    town.take()
    town.now += minutes(30)
    taken = intake.take_in(town.desk, town.order(first_dispatched_at=None), town.said(AGENT), how="paste")
    assert (taken.outcome, taken.reasons) == ("unchanged", ())


def test_corrected_deadline_takes_every_limit_with_it(town: Town) -> None:
    ticket = lived(town, _ASSIGNED, limit_text=None)
    assert (ticket.deadline_basis, town.clock(ticket, "accept").due_at) == ("assumed", at("12:03"))
    correcting.correct(town.desk, ticket, town.said(AGENT), "时限", "24小时")
    handle = town.clock(ticket, "handle")
    assert (ticket.deadline_at, handle.due_at, ticket.internal_deadline_at) == (
        at("10:00", 25),
        at("07:00", 25),
        at("07:00", 25),
    )
    assert town.clock(ticket, "platform_reply").due_at == at("10:00", 25)
    # 8 % of 24 h are 1 h 55 min 12 s.
    assert town.clock(ticket, "accept").due_at == at("10:03") + minutes(115.2)
    assert town.running(ticket).count("handle") == town.running(ticket).count("accept") == 2
    assert [step["at"] for step in handle.policy["steps"]][:2] == ["-12h", "-4h"]


def test_order_sent_back_stays_due_half_way_when_its_deadline_is_corrected(town: Town) -> None:
    ticket = lived(town, f"{_ASSIGNED} / done", limit_text=None)
    town.jump("10:00", 26)
    say(town, ticket, "不满意")
    correcting.correct(town.desk, ticket, town.said(AGENT), "时限", "5天")
    # Five days less 15 % of them (18 h) end on the 28th at 16:00; half-way from the 26th at 10:00.
    assert (town.clock(ticket, "handle").due_at, ticket.internal_deadline_at) == (at("13:00", 27), at("13:00", 27))


def test_limit_that_would_have_passed_before_it_was_known_passes_now(town: Town) -> None:
    ticket = lived(town, _ASSIGNED, limit_text=None)
    town.jump("10:40")
    correcting.correct(town.desk, ticket, town.said(AGENT), "时限", "2小时")
    assert town.clock(ticket, "accept").due_at == at("10:40")
    town.walk("10:45")
    assert {"on_duty", "unit_lead"} <= {audience for _at, audience, _to in town.reached(ticket, "accept")}


def test_praise_that_turns_out_to_be_a_complaint_gets_its_clocks(town: Town) -> None:
    ticket = lived(town, _ASSIGNED, kind="表扬", limit_text=None)
    assert town.running(ticket) == ["accept", "accept", "first_contact"]
    correcting.correct(town.desk, ticket, town.said(AGENT), "类型", "投诉")
    assert town.running(ticket) == ["accept", "accept", "first_contact", "handle", "handle", "platform_reply"]
    assert ticket.internal_deadline_at == town.clock(ticket, "handle").due_at


def test_missed_limit_is_not_missed_twice_by_a_correction(town: Town) -> None:
    ticket = lived(town, "sign / 属实", limit_text=None)
    town.walk("10:40")
    assert town.clock(ticket, "assign").breached_at
    correcting.correct(town.desk, ticket, town.said(AGENT), "时限", "2小时")
    town.walk("11:00")
    assert town.story(ticket).count("breached") == 1


def test_patrol_goes_on_after_the_second_miss_until_somebody_looks(town: Town) -> None:
    town.patrol()
    town.walk("12:00")
    (patrol,) = clock_queries.clocks_without_ticket(town.session, "patrol")
    heard = town.session.query(Delivery).filter_by(clock_id=patrol.id).order_by(Delivery.id)
    assert [(f"{row.due_at.astimezone(ZONE):%H:%M}", row.audience) for row in heard] == [
        ("10:10", "on_duty"),
        ("10:20", "on_duty"),
        ("10:20", "supervisor"),
        ("10:50", "on_duty"),
        ("11:20", "on_duty"),
        ("11:50", "on_duty"),
    ]
    looks.looked(town.desk, AGENT, "patrol")
    (fresh,) = clock_queries.clocks_without_ticket(town.session, "patrol")
    assert (fresh.seq, fresh.due_at, fresh.fired) == (2, at("12:10"), [])


def test_patrol_is_off_for_a_day_after_a_feed_and_on_again_when_the_feed_is_dead(town: Town) -> None:
    town.patrol()
    looks.looked(town.desk, "feed", "feed")
    assert clock_queries.clocks_without_ticket(town.session, "patrol") == []
    town.jump("10:00", 25)
    town.patrol()
    assert clock_queries.clocks_without_ticket(town.session, "patrol") == []
    town.now += minutes(1)
    town.patrol()
    (patrol,) = clock_queries.clocks_without_ticket(town.session, "patrol")
    assert patrol.due_at == at("10:11", 25)


def test_replied_order_is_archived_by_itself_after_fifteen_days(town: Town) -> None:
    town.now = at("10:00", 1)
    ticket = lived(town, "reply")
    town.jump("10:00", 16)
    assert replying.archive_ripe(town.desk) == 0
    town.now += minutes(1)
    assert (replying.archive_ripe(town.desk), ticket.state) == (1, "archived")
    assert town.events(ticket)[-1].actor is None
