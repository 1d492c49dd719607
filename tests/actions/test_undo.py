"""/撤销 takes back everything one message did to a ticket, and nothing that somebody built on."""

from __future__ import annotations

import pytest

from actions import assigning, calls, follow_up, nudging, replying, signing, undo, unit_work
from actions.refusals import Refusal
from actions.unit_work import Word
from models.followup import FollowUp
from models.queries import calls as call_queries
from models.queries import people
from models.ticket import Ticket
from tests.actions.town import AGENT, HEAD, OTHER_AGENT, STAFF, SUPERVISOR, Town, at, minutes


def visit_tomorrow(town: Town, ticket: Ticket) -> None:
    """One message: 已联系居民，明天上门."""
    said, share = town.said(STAFF), town.share(ticket)
    unit_work.contacted(town.desk, ticket, share, said, Word("已联系居民，明天上门"))
    unit_work.progress(town.desk, ticket, share, said, Word())
    unit_work.promise(town.desk, ticket, share, said, at("15:00", 25), Word())


def take_back(town: Town, who: str, ticket: Ticket | None = None) -> str:
    _ticket, event = undo.undo_last(town.desk, town.said(who), ticket)
    return str(event.facts["undone"])


def test_undo_takes_back_everything_one_message_did(town: Town) -> None:
    ticket = town.assigned()
    before = {clock: town.clock(ticket, clock).due_at for clock in town.running(ticket)}
    visit_tomorrow(town, ticket)
    assert town.running(ticket) == ["handle", "platform_reply", "promise"]
    take_back(town, STAFF)
    share = town.share(ticket)
    assert (ticket.state, ticket.accepted_at, ticket.contacted_at) == ("assigned", None, None)
    assert (share.accepted_at, share.accepted_by, share.contacted_at) == (None, None, None)
    assert {clock: town.clock(ticket, clock).due_at for clock in town.running(ticket)} == before
    assert [event.kind for event in town.events(ticket) if event.kind == "undone"] == ["undone"]
    assert town.events(ticket)[-1].facts["parts"] == [
        {"kind": kind} for kind in ("accepted", "contacted", "progress", "promised")
    ]


def test_undo_gives_back_the_step_that_progress_put_off(town: Town) -> None:
    ticket = town.assigned()
    unit_work.accept(town.desk, ticket, town.share(ticket), town.said(STAFF), Word())
    looked_at = town.clock(ticket, "handle").look_again_at
    unit_work.progress(town.desk, ticket, town.share(ticket), town.said(STAFF), Word("在修"))
    assert town.clock(ticket, "handle").postponed
    take_back(town, STAFF)
    assert town.clock(ticket, "handle").postponed == []
    assert town.clock(ticket, "handle").look_again_at == looked_at
    assert ticket.state == "accepted"


def test_undo_keeps_who_accepted_before(town: Town) -> None:
    ticket = town.assigned()
    unit_work.accept(town.desk, ticket, town.share(ticket), town.said(HEAD), Word())
    unit_work.done(town.desk, ticket, town.share(ticket), town.said(STAFF), Word("好了"), is_contacted=True)
    take_back(town, STAFF)
    share = town.share(ticket)
    assert (share.accepted_by, share.done_at, share.contacted_at) == (HEAD, None, None)
    assert (ticket.state, ticket.resolved_at) == ("accepted", None)
    assert town.running(ticket) == ["first_contact", "handle", "platform_reply"]


def test_undo_takes_back_an_assisting_units_progress_with_its_acceptance(town: Town) -> None:
    ticket = town.assigned(assists=["城管科"])
    unit_work.progress(town.desk, ticket, town.share(ticket, "城管科"), town.said("xukz"), Word("已到场"))
    assert town.running(ticket).count("accept") == 1
    take_back(town, "xukz")
    assert town.running(ticket).count("accept") == 2
    assert town.share(ticket, "城管科").accepted_by is None


def test_undone_stop_runs_on_with_its_true_due_and_is_breached_when_that_has_passed(town: Town) -> None:
    ticket = town.take()
    town.walk("10:19")
    signing.sign(town.desk, ticket, town.said(AGENT), None)
    town.walk("10:25")
    take_back(town, AGENT)
    town.scan()
    sign = town.clock(ticket, "sign")
    assert (ticket.state, sign.due_at, sign.breached_at) == ("pending_sign", at("10:20"), at("10:20"))
    assert "breached" in town.story(ticket)


def test_undo_is_refused_once_somebody_else_acted(town: Town) -> None:
    ticket = town.assigned()
    unit_work.accept(town.desk, ticket, town.share(ticket), town.said(STAFF), Word())
    with pytest.raises(Refusal) as refused:
        take_back(town, AGENT)
    assert refused.value.code == "acted_upon"
    assert ticket.state == "accepted"


def test_undo_is_possible_again_after_the_other_took_it_back(town: Town) -> None:
    ticket = town.assigned()
    unit_work.accept(town.desk, ticket, town.share(ticket), town.said(STAFF), Word())
    take_back(town, STAFF)
    assert take_back(town, AGENT) == "assigned"
    assert (ticket.state, ticket.lead_unit_id) == ("pending_assign", None)
    assert town.running(ticket) == ["assign", "platform_reply"]


def test_undo_goes_back_action_by_action(town: Town) -> None:
    ticket = town.verified()
    assert [take_back(town, AGENT) for _ in range(2)] == ["verified", "signed"]
    assert ticket.state == "pending_sign"


def test_undo_of_an_unsigned_intake_voids_it(town: Town) -> None:
    ticket = town.take()
    assert take_back(town, AGENT) == "created"
    assert (ticket.state, town.running(ticket)) == ("voided", [])


def test_intake_signed_by_another_agent_cannot_be_undone(town: Town) -> None:
    ticket = town.take()
    signing.sign(town.desk, ticket, town.said(OTHER_AGENT), None)
    with pytest.raises(Refusal):
        take_back(town, AGENT)
    assert ticket.state == "pending_verify"


def test_done_cannot_be_undone_once_followed_up(town: Town) -> None:
    ticket = town.resolved()
    follow_up.unreached(town.desk, ticket, town.said(AGENT), None)
    with pytest.raises(Refusal) as refused:
        take_back(town, STAFF)
    assert refused.value.code == "acted_upon"


def test_undo_says_no_after_ten_minutes(town: Town) -> None:
    town.take()
    town.now += minutes(11)
    with pytest.raises(Refusal) as refused:
        take_back(town, AGENT)
    assert refused.value.code == "nothing_to_undo"


def test_nudge_cannot_be_taken_back(town: Town) -> None:
    ticket = town.assigned()
    nudging.urge(town.desk, ticket, town.said(AGENT))
    with pytest.raises(Refusal) as refused:
        take_back(town, AGENT)
    assert refused.value.code == "cannot_undo"


def test_undone_phone_check_takes_its_planned_calls_along(town: Town) -> None:
    ticket = town.signed()
    signing.verify_unreached(town.desk, ticket, town.said(AGENT), None, None, by_night=False)
    assert "task" in town.running(ticket)
    take_back(town, AGENT)
    assert town.running(ticket) == ["platform_reply", "verify"]
    assert call_queries.open_calls(town.session, ticket.id) == []


def test_undone_third_try_leaves_two(town: Town) -> None:
    ticket = town.resolved()
    for _ in range(3):
        town.now += minutes(61)
        _event, tries = follow_up.unreached(town.desk, ticket, town.said(AGENT), None)
    assert (tries, call_queries.open_calls(town.session, ticket.id)) == (3, [])
    take_back(town, AGENT)
    assert calls.citizen_tries(town.desk, ticket, "follow_up") == 2


def test_undone_follow_up_counts_no_more(town: Town) -> None:
    ticket = town.resolved()
    follow_up.satisfied(town.desk, ticket, town.said(AGENT), "满意", None)
    take_back(town, AGENT)
    assert [row.is_valid for row in town.session.query(FollowUp)] == [False]
    assert (ticket.state, town.running(ticket)) == ("resolved", ["follow_up", "platform_reply"])


def test_undone_send_back_gives_the_unit_its_done_again(town: Town) -> None:
    ticket = town.resolved()
    limit = ticket.internal_deadline_at
    follow_up.unsatisfied(town.desk, ticket, town.said(AGENT), "不满意", "未解决", None)
    take_back(town, AGENT)
    assert (ticket.state, ticket.internal_deadline_at) == ("resolved", limit)
    assert town.share(ticket).done_at == ticket.resolved_at
    assert town.running(ticket) == ["follow_up", "platform_reply"]


def test_undone_reply_lets_all_clocks_run_again(town: Town) -> None:
    ticket = town.assigned()
    running = town.running(ticket)
    replying.replied(town.desk, ticket, town.said(AGENT), None, "电话答复")
    assert town.running(ticket) == []
    take_back(town, AGENT)
    assert (town.running(ticket), ticket.replied_at) == (running, None)
    assert {town.clock(ticket, stage).outcome for stage in running} == {None}


def test_archived_ticket_is_not_brought_back_by_undoing_its_reply(town: Town) -> None:
    ticket = town.assigned()
    replying.replied(town.desk, ticket, town.said(AGENT), None, "电话答复")
    replying.archive(town.desk, ticket)
    with pytest.raises(Refusal):
        take_back(town, AGENT)
    assert ticket.state == "archived"


def test_taken_back_order_is_corrected_where_it_was_posted_and_never_said_where_not(town: Town) -> None:
    ticket = town.assigned(assists=["城管科"])
    posts = [row for row in town.told(ticket) if row.kind == "order"]
    posts[0].state = "sent"
    town.session.flush()
    take_back(town, AGENT)
    corrections = [row for row in town.told(ticket) if row.facts.get("code") == "taken_back"]
    assert [row.destination for row in corrections] == [posts[0].destination]
    town.session.refresh(posts[1])
    assert posts[1].state == "superseded"


def test_undo_without_a_number_takes_the_last_ticket_of_two(town: Town) -> None:
    first, second = town.take(), town.take(ticket_no="20261124004599")
    said = town.said(AGENT)
    signing.sign(town.desk, first, said, None)
    signing.sign(town.desk, second, said, None)
    take_back(town, AGENT)
    assert (first.state, second.state) == ("pending_verify", "pending_sign")


def test_named_person_is_asked_no_more_after_undo(town: Town) -> None:
    ticket = town.verified()
    person = people.person(town.session, SUPERVISOR)
    assert person is not None
    assigning.ask_named(town.desk, ticket, town.said(AGENT), person)
    take_back(town, AGENT)
    assert ticket.named_dispatcher is None
