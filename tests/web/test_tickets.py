"""GET /api/v1/tickets: one ticket, the list, and who called."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models.access_log import AccessEntry
from models.department import Department, DepartmentAlias
from models.event import Event
from tests.web.conftest import NUMBER, Ask, client_of, row, send, speaker
from tests.web.town import CALLER, Town

FIELDS = (
    "ticket_no, round, state, title, kind, grade, limit_text, deadline_at, deadline_basis, lead_unit, assist_units, "
    "address, community, category_path, urgency, confidential, reported_at, first_dispatched_at, special_flags, "
    "internal_deadline_at, related, content, clocks, events, requests, evidence, deliveries"
)


def _number(index: int) -> str:
    return f"202611240{index:05}"


def _many(count: int) -> list[dict[str, object]]:
    """Rows of which two each have the same deadline."""
    return [
        row(ticket_no=_number(n), deadline_at=f"2026-11-25T{8 + n // 120:02}:{n // 2 % 60:02}") for n in range(count)
    ]


def test_ticket_has_exactly_the_agreed_fields(ask: Ask) -> None:
    send(ask, row())
    assert set(ask(f"/tickets/{NUMBER}").get_json()) == set(FIELDS.split(", "))


def test_ticket_never_shows_who_called(ask: Ask) -> None:
    send(ask, row(title="张晓梅 13800000101 反映"))
    for path in (f"/tickets/{NUMBER}", "/tickets"):
        text = ask(path).text
        assert not [word for word in ("张晓梅", "13800000101", "301") if word in text]


def test_unknown_ticket_is_not_found_with_a_reason(ask: Ask) -> None:
    answer = ask("/tickets/20261124000000")
    assert (answer.status_code, answer.get_json()["error"]) == (404, "unknown_ticket")
    assert ask("/tickets/%00").status_code == 404


def test_unit_of_a_ticket_has_its_full_name(ask: Ask, town: Town) -> None:
    _found_unit(town)
    send(ask, row(state="assigned", lead_unit="青禾", assigned_at="2026-11-24T09:58"))
    shown = ask(f"/tickets/{NUMBER}").get_json()
    assert shown["lead_unit"] == "青禾家园社区"
    assert {clock["unit"] for clock in shown["clocks"]} == {None, "青禾家园社区"}


def test_list_can_be_narrowed(ask: Ask, town: Town) -> None:
    _found_unit(town)
    send(ask, *_many(3), row(state="assigned", lead_unit="青禾", deadline_at="2026-12-01T00:00"))

    def numbers(query: str) -> list[str]:
        return [ticket["ticket_no"] for ticket in ask(f"/tickets?{query}").get_json()["tickets"]]

    assert numbers("state=assigned") == [NUMBER]
    assert numbers("department=青禾家园社区") == numbers("department=青禾") == [NUMBER]
    assert numbers("due_before=2026-11-25T08:01") == [_number(0), _number(1)]
    assert numbers("due_before=2026-11-25T08:01:00+08:00") == [_number(0), _number(1)]
    assert numbers("due_before=2026-11-25T00:01:00%2B00:00&state=pending_sign") == [_number(0), _number(1)]
    assert numbers("state=archived") == []


def test_pages_show_every_ticket_once_in_the_order_of_deadlines(ask: Ask) -> None:
    send(ask, *_many(120))
    seen, cursor = [], ""
    while cursor is not None:
        page = ask(f"/tickets?state=pending_sign{'&cursor=' + cursor if cursor else ''}").get_json()
        seen += [ticket["ticket_no"] for ticket in page["tickets"]]
        cursor = page["next_cursor"]
    assert seen == [_number(n) for n in range(120)]


@pytest.mark.parametrize(
    "query",
    [
        "cursor=nonsense",
        "cursor=WzEsMl0.AAAA",
        "cursor=",
        "state=bogus",
        "department=没有的单位",
        "department=%00",
        "due_before=morgen",
        "due_before=9999-12-31T23:59:59",
        "departement=x",
    ],
)
def test_nonsense_in_a_query_is_a_bad_request(small_town: Town, query: str) -> None:
    answer = speaker(client_of(small_town))(f"/tickets?{query}")
    assert answer.status_code == 400
    assert answer.get_json()["reason"]


def test_who_called_is_shown_to_that_right_and_written_down(ask: Ask, town: Town) -> None:
    send(ask, row())
    assert ask(f"/tickets/{NUMBER}/caller", CALLER).get_json() == {
        "name": "张晓梅",
        "phone": "13800000101",
        "address": "青禾家园社区6号楼2单元301室",
    }
    with town.database.reading() as session:
        [entry] = session.scalars(select(AccessEntry))
        assert (entry.actor, entry.action, entry.channel) == ("token:phone", "reveal", "api")
        assert session.scalars(select(Event.kind).order_by(Event.id)).all() == ["created", "revealed"]


def test_right_to_read_does_not_show_who_called(ask: Ask, town: Town) -> None:
    send(ask, row())
    assert ask(f"/tickets/{NUMBER}/caller").status_code == 403
    with town.database.reading() as session:
        assert session.scalars(select(AccessEntry)).all() == []


def _found_unit(town: Town) -> None:
    with town.database.transaction() as session:
        aliases = [DepartmentAlias(alias="青禾")]
        session.add(Department(name="青禾家园社区", kind="community", is_active=True, aliases=aliases))
