"""The cards at /cards: one page for each unit, shut without a login, with examples the bot really understands."""

from __future__ import annotations

import pytest

from actions.directory import load_directory
from models.database import Session
from models.queries import people
from rules.intents import Intent, read_reply
from rules.ticket_number import find_numbers
from tests.web.conftest import client_of, row, send, speaker
from tests.web.town import PASSWORD, Town
from texts.unit_card import examples, unit_card

UNITS = ("青禾家园社区", "城市管理办公室")


@pytest.fixture
def office(small_town: Town) -> Town:
    kinds = zip(UNITS, ("community", "department"), strict=True)
    with small_town.database.transaction() as session:
        load_directory(session, {"departments": [{"name": name, "kind": kind} for name, kind in kinds]})
    return small_town


def unit_named(session: Session, name: str) -> int:
    found = people.department_called(session, name)
    assert found is not None
    return found.id


def test_cards_are_shut_without_a_login(office: Town) -> None:
    assert client_of(office).get("/cards").status_code == 303
    assert client_of(office).get("/cards/青禾家园社区").status_code == 303


def test_every_unit_has_its_page_and_one_can_be_had_alone(office: Town) -> None:
    client = client_of(office)
    client.post("/login", data={"password": PASSWORD})
    page = client.get("/cards").text
    assert page.count('<section class="card">') == len(UNITS)
    assert all(f"<h1>{name}</h1>" in page for name in UNITS)
    assert "催办通知（勿@）" in page and "/试一下" in page and "/电话 单号" in page
    alone = client.get("/cards/青禾家园社区").text
    assert "发照片：和单号写在同一条里@" in alone
    assert alone.count('<section class="card">') == 1
    assert client.get("/cards/没有的单位").status_code == 404


def test_examples_are_read_as_what_they_stand_for(office: Town) -> None:
    with office.database.reading() as session:
        desk = office.desk(session)
        unit = people.department(session, unit_named(session, UNITS[0]))
        said = examples(desk, unit, "20261124004512")
    patterns = office.rules.number_patterns
    read = [read_reply(each.words, patterns)[0] for each in said]
    wanted = [Intent.ACK, Intent.PROGRESS, Intent.RESOLVED, Intent.EXTENSION, Intent.TRANSFER]
    assert [piece.intent for piece in read] == wanted
    assert all(piece.numbers == ("20261124004512",) or piece.tails == ("4512",) for piece in read[1:])


def test_number_on_a_card_has_the_real_form_and_is_nobodys(office: Town) -> None:
    send(speaker(client_of(office)), row())
    with office.database.reading() as session:
        card = unit_card(office.desk(session), people.department(session, unit_named(session, UNITS[0])))
    assert card.number == "20261124004513" and card.tail == "4513"
    assert [found.text for found in find_numbers(card.number, office.rules.number_patterns)] == [card.number]
