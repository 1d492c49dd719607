"""What goes out as a card, with which buttons; what stays text; and the link to the board behind a long list."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from actions import cards
from actions.ports import Channel, GiveUp, SendOutcome, Sent, Unknown, Wire
from models.card import Card
from models.clock import Clock
from models.delivery import Delivery
from models.department import Department
from models.message import Message
from models.request import Request
from models.rota import Backlog, RotaChange
from rules.cards import CARD_LIFE, CARDS
from tests.bot.delivery_bench import Bench
from tests.bot.wecom.test_cards import _within_limits

AUDIENCES = {"desk": "on_duty", "unit": "unit_lead", "officials": "supervisor"}
USER = "user:zuoxi01"


def _due(bench: Bench, name: str, **ticket: object) -> None:
    """Put what the table calls `name` for one person."""
    who, _, about = name.partition(":")
    if about == "hand_over":
        bench.put("hand_over_asked", USER, audience="on_duty", facts={"shift": "早班", "agent": "zuoxi01"})
        return
    if about in ("swap", "backlog"):
        _due_of_shifts(bench, about)
        return
    ids = bench.ticket(**ticket)  # type: ignore[arg-type]
    if about == "please_phone":
        facts = {"userid": "chenzr"}
        bench.put("please_phone", USER, audience="on_duty", ticket_id=ids[0], facts=facts)
        return
    stage, _, subject = about.partition(":")
    with bench.database.transaction() as session:
        clock = session.get_one(Clock, ids[1])
        clock.stage, clock.subject = ("verify" if stage == "verify_by_night" else stage), subject or None
        if stage == "request":
            made = {"kind": "extension", "prepared_by": "chenzr", "prepared_at": bench.now, "reason": "配件没到"}
            request = Request(ticket_id=ids[0], state="prepared" if subject == "endorse" else "endorsed", **made)
            session.add(request)
            session.flush()
            clock.subject = f"{subject} extension {request.id}"
    bench.remind(ids, USER, audience=AUDIENCES[who])


def _due_of_shifts(bench: Bench, about: str) -> None:
    with bench.database.transaction() as session:
        if about == "swap":
            asked = {"asked_by": "zuoxi02", "asked_at": bench.now, "other": "zuoxi01"}
            session.add(RotaChange(kind="take", state="asked", day=date(2026, 11, 28), shift="早班", **asked))
        else:
            session.add(Backlog(began_at=bench.now, most=3, agent="zuoxi02"))
    if about == "swap":
        bench.put("shift_asked", USER, cause_kind="rota_change", cause_id=1, audience="other", facts={})
    else:
        facts = {"n": 3, "first_due_at": bench.now.isoformat()}
        bench.put("backlog_offered", USER, cause_kind="backlog", cause_id=1, audience="supervisor", facts=facts)


def _by_night(bench: Bench) -> None:
    bench.now = bench.now.replace(hour=15)  # eleven in the evening


@pytest.mark.parametrize("name", CARDS)
def test_each_kind_of_the_table_goes_out_as_its_card(bench: Bench, name: str) -> None:
    if name == "desk:verify_by_night":
        _by_night(bench)
    _due(bench, name, community="青禾家园社区", title="室温不达标，已经三天了，家里有老人和孩子，请尽快解决" * 3)
    if name == "desk:assign":
        _is_a_unit(bench)
    bench.run()
    [wire] = bench.platform.wires
    assert wire.channel is Channel.APP and wire.body["msgtype"] == "template_card", wire.twin
    card = wire.body["template_card"]
    _within_limits(card)
    texts = [button.text.format(unit="青禾家园社区") for button in CARDS[name]]
    assert [button["text"] for button in card["button_list"]] == texts
    assert wire.twin and card["sub_title_text"] in wire.twin.replace("\n", " "), "no more than its twin"
    rows = {row["keyname"]: row["value"] for row in card.get("horizontal_content_list", [])}
    if not any(word in name for word in ("patrol", "hand_over", "swap", "backlog")):
        assert rows["单号"] == "20261124004512"


def _is_a_unit(bench: Bench) -> None:
    with bench.database.transaction() as session:
        session.add(Department(name="青禾家园社区", kind="community"))


def test_community_that_is_no_unit_gets_no_button(bench: Bench) -> None:
    _due(bench, "desk:assign", community="别处社区")
    bench.run()
    assert bench.platform.wires[0].body["msgtype"] == "text"


def test_more_time_is_not_offered_once_it_is_over(bench: Bench) -> None:
    _due(bench, "unit:handle")
    bench.later(7200)
    bench.run()
    assert bench.platform.wires[0].body["msgtype"] == "text"


def test_several_matters_of_one_person_are_a_list_without_buttons(bench: Bench) -> None:
    for number in (4512, 4513):
        bench.remind(bench.ticket(number), USER, audience="unit_lead")
    bench.run()
    [wire] = bench.platform.wires
    assert wire.body["msgtype"] == "text" and "①" in wire.body["text"]["content"]


def test_group_gets_no_buttons(bench: Bench) -> None:
    bench.remind(bench.ticket())
    bench.run()
    assert bench.platform.wires[0].body["msgtype"] == "text"


def test_words_too_long_for_a_card_go_out_whole(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("texts.cards._ROOM", 20)
    _due(bench, "unit:handle")
    bench.run()
    assert bench.platform.wires[0].body["msgtype"] == "text"


def test_broken_card_does_not_cost_the_message(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.offering.texts.shown", lambda *_, **__: 1 / 0)
    _due(bench, "unit:handle")
    bench.run()
    assert bench.platform.wires[0].body["msgtype"] == "text" and "sent" in bench.states().values()


def _cards(bench: Bench) -> list[Card]:
    rows: list[Any] = bench._loaded(Card)
    return rows


def test_code_of_the_card_is_kept_sealed_and_used_once(bench: Bench) -> None:
    bench.platform.answers = [Sent(card_code="CODE-A")]
    _due(bench, "desk:sign")
    bench.run()
    [card] = _cards(bench)
    assert card.code == "CODE-A"
    bench.stop_clock(card.clock_id or 0)
    bench.run()
    update = bench.platform.wires[-1]
    assert update.body["response_code"] == "CODE-A" and update.body["userids"] == ["zuoxi01"]
    assert update.body["template_card"]["task_id"] == card.task_id
    bench.run()
    assert len(bench.platform.wires) == 2


def test_card_whose_code_is_gone_stays_as_it_is_and_is_accounted_for(bench: Bench) -> None:
    bench.platform.answers = [Sent(card_code="CODE-A"), GiveUp("the response code is used or expired", 60140)]
    _due(bench, "desk:sign")
    bench.run()
    bench.stop_clock(_cards(bench)[0].clock_id or 0)
    bench.run()
    bench.run()
    assert len(bench.platform.wires) == 2, "nobody waits for it, so nothing is said instead"
    assert list(bench.states().values()) == ["sent", "superseded"] and bench.balances()


def test_change_that_nobody_answered_is_tried_again_and_harms_nobody(bench: Bench) -> None:
    used = GiveUp("the response code is used or expired", 60140)
    bench.platform.answers = [Sent(card_code="CODE-A"), Unknown("cut"), used]
    _due(bench, "desk:sign")
    bench.run()
    bench.stop_clock(_cards(bench)[0].clock_id or 0)
    bench.run()
    bench.later(5)
    bench.run()
    assert len(bench.platform.wires) == 3 and list(bench.states().values()) == ["sent", "unknown"] and bench.balances()


def test_change_of_which_nobody_ever_knows_sends_nobody_to_the_telephone(bench: Bench) -> None:
    bench.platform.answers = [Sent(card_code="CODE-A"), *[Unknown("cut")] * 200]
    _due(bench, "desk:sign")
    bench.run()
    bench.stop_clock(_cards(bench)[0].clock_id or 0)
    for _ in range(60):
        bench.run()
        bench.later(60)
    assert list(bench.states().values()) == ["sent", "unknown"] and bench.balances()


def test_whoever_tapped_is_told_in_words_where_nobody_knows_whether_the_card_changed(bench: Bench) -> None:
    def unless_words(wire: Wire) -> SendOutcome:
        return Sent() if wire.body.get("msgtype") == "text" else Unknown("cut")

    bench.platform.answers = [Sent(card_code="CODE-A"), *[unless_words] * 200]
    _due(bench, "desk:sign")
    bench.run()
    with bench.database.transaction() as session:
        card = session.get_one(Card, 1)
        cards.close(bench.desk(session), card, "已签收", is_told=False)
        cards.show_again(bench.desk(session), card, "已签收，请初核", needed=True)
    for _ in range(40):
        bench.run()
        bench.later(60)
    assert list(bench.states().values()) == ["sent", "unknown", "sent"] and bench.balances()
    assert bench.platform.wires[-1].body["text"]["content"] == "已签收，请初核"


def test_card_older_than_its_life_is_closed_without_a_word(bench: Bench) -> None:
    bench.platform.answers = [Sent(card_code="CODE-A")]
    _due(bench, "desk:sign")
    bench.run()
    bench.now += CARD_LIFE + timedelta(minutes=1)
    bench.run()
    assert _cards(bench)[0].closed_at is not None and len(bench.platform.wires) == 1


def test_changes_wait_behind_what_is_urgent_and_count_in_the_budget(bench: Bench) -> None:
    bench.platform.answers = [Sent(card_code="CODE-A")]
    _due(bench, "desk:sign")
    bench.run()
    bench.stop_clock(_cards(bench)[0].clock_id or 0)
    bench.remind(bench.ticket(4999), "user:chenzr", audience="unit_lead", severity="breach")
    bench.run()
    kinds = [("response_code" in wire.body) for wire in bench.platform.wires]
    assert kinds == [False, False, True]
    assert bench.purse.taken.count("zuoxi01") == 2


def test_refused_card_is_said_in_words_under_the_same_lease(bench: Bench) -> None:
    bench.platform.answers = [GiveUp("no callback URL", 43012, "channel")]
    _due(bench, "desk:sign")
    bench.run()
    first, second = bench.platform.wires[:2]
    assert first.body["msgtype"] == "template_card" and second.body["msgtype"] == "text"
    assert second.body["text"]["content"] == first.twin
    assert [attempt.errcode for attempt in bench.attempts()][:2] == [43012, None]
    assert bench.states()[1] == "sent" and _cards(bench)[0].closed_at is not None


def _to_supervisors(bench: Bench, n: int, first: int = 5000, **more: object) -> list[Wire]:
    bench.rules = replace(bench.rules, board_url="https://desk.example/")
    for number in range(n):
        bench.remind(bench.ticket(first + number), "group:2", audience="supervisor", **more)
    bench.run()
    return bench.platform.wires


def test_long_list_of_the_supervisors_is_followed_by_a_link_to_the_board(bench: Bench) -> None:
    text, card = _to_supervisors(bench, 60)
    assert "没有列出" in text.body["text"]["content"]
    assert card.body["msgtype"] == "template_card" and card.body["template_card"]["card_type"] == "text_notice"
    assert card.body["template_card"]["card_action"]["url"] == "https://desk.example/"
    assert set(bench.states().values()) == {"sent"}
    with bench.database.reading() as session:
        carrier = session.get_one(Delivery, 1).message_id
        assert session.get_one(Message, carrier).twin == text.body["text"]["content"], "the record shows the words"


def test_link_that_is_refused_is_left_out(bench: Bench) -> None:
    bench.platform.answers = [Sent(), GiveUp("card_action", 42045)]
    assert len(_to_supervisors(bench, 60)) == 2
    assert set(bench.states().values()) == {"sent"}


def test_short_list_and_one_that_calls_somebody_have_no_link(bench: Bench) -> None:
    assert len(_to_supervisors(bench, 2)) == 1
    assert len(_to_supervisors(bench, 60, 6000, mentions=("chenzr",))) == 2
