"""A message is answered once, whatever the platform and the processes do with it."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from actions import inbox
from actions.inbox import Claim, ClaimLost
from bot import dispatch
from models.database import OperationalError
from rules.chat import ChatKind, ChatMessage, MessageKind, Source
from simulator import callback_body
from simulator.doors import bot_door
from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, order
from wiring import create_app


def message(text: str, external_id: str = "m1") -> ChatMessage:
    return ChatMessage(
        source=Source.AIBOT,
        external_id=external_id,
        sender="zuoxi02",
        chat_kind=ChatKind.DIRECT,
        kind=MessageKind.TEXT,
        text=text,
        created_at=datetime(2026, 11, 18, 2, 0, tzinfo=UTC),
    )


def lend(desk: StoryDesk, said: ChatMessage) -> Claim:
    with desk.runtime.database.transaction() as session:
        taken = inbox.accept_once(session, said, desk.machine())
    assert isinstance(taken, Claim)
    return taken


def test_redelivery_meets_silence_while_at_work_and_the_stored_answer_afterwards(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    lend(desk, message("/签收 4512"))
    assert desk.runtime.dispatcher.receive(message("/签收 4512")) == ""
    desk.machine_passes(seconds=11)
    assert desk.runtime.sweep() == 1
    again = desk.runtime.dispatcher.receive(message("/签收 4512"))
    assert "已签收" in again
    assert desk.ticket().kinds.count("signed") == 1


def test_two_sweeps_answer_once(desk: StoryDesk) -> None:
    lend(desk, message("/值班"))
    desk.machine_passes(seconds=11)
    assert [desk.runtime.sweep(), desk.runtime.sweep()] == [1, 0]


def test_whoever_lost_the_claim_leaves_no_effect(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    held = lend(desk, message("/签收 4512"))
    desk.machine_passes(seconds=11)
    with desk.runtime.database.transaction() as session:
        assert inbox.claim(session, held.inbox_id, desk.machine()) is not None
    with pytest.raises(ClaimLost):
        desk.runtime.dispatcher._answer(message("/签收 4512"), held)
    assert desk.ticket(NUMBER).state == "pending_sign"


def test_bug_leaves_the_message_to_the_sweep_and_after_three_tries_says_so(
    desk: StoryDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> str:
        raise RuntimeError("a bug")

    monkeypatch.setattr(dispatch, "answer_message", broken)
    assert desk.runtime.dispatcher.receive(message("/值班")) == ""
    for _ in range(3):
        desk.machine_passes(seconds=11)
        desk.runtime.sweep()
    answer = desk.runtime.dispatcher.receive(message("/值班"))
    assert "编号" in answer and "a bug" not in answer


def test_doors_refuse_what_is_not_theirs(desk: StoryDesk) -> None:
    client = create_app(desk.runtime).test_client()
    now = str(int(desk.machine().timestamp()))
    query = {"msg_signature": "0" * 40, "timestamp": now, "nonce": "n", "echostr": "x"}
    assert client.get("/wecom/nowhere", query_string=query).status_code == 404
    assert client.post("/wecom/nowhere", query_string=query, data=b"{}").status_code == 404
    for door in ("app", "aibot"):
        assert client.get(f"/wecom/{door}", query_string=query).status_code in (400, 403)
        assert client.post(f"/wecom/{door}", query_string=query, data=b"nonsense").status_code == 400


@pytest.mark.parametrize("has_length", [True, False])
@pytest.mark.parametrize(("n_bytes", "status"), [(1024 * 1024, 200), (1024 * 1024 + 1, 400), (5 * 1024 * 1024, 400)])
def test_good_message_is_refused_only_beyond_one_mebibyte(
    desk: StoryDesk, n_bytes: int, status: int, has_length: bool
) -> None:
    known = desk.sim.city.world.credentials
    door, seconds = bot_door(known), int(desk.machine().timestamp())
    plain = callback_body.bot_text("m-1", "zuoxi02", "/值班", None, None, "http://127.0.0.1:1/r")
    encrypted = door.encrypt(json.dumps(plain).encode())
    body = door.envelope(encrypted, known).ljust(n_bytes)
    # Chunks come without a length; the server ends them.
    chunked = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
    sent: dict[str, Any] = {"input_stream": io.BytesIO(body), "environ_overrides": chunked}
    if has_length:
        sent = {"data": body}
    client = create_app(desk.runtime).test_client()
    answer = client.post(door.path, query_string=door.query(encrypted, seconds), **sent)
    assert answer.status_code == status
    assert bool(status == 200 and door.open_answer(answer.data)) is (status == 200)


def test_message_that_cannot_be_stored_is_asked_for_again(desk: StoryDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **_more: object) -> None:
        raise OperationalError("select 1", {}, Exception("away"))

    monkeypatch.setattr(inbox, "accept_once", away)
    heard = desk.sim.hears("zuoxi02", "/值班", "app", None)
    assert {exchange.status for exchange in heard.exchanges} == {503}


def test_answer_to_a_connection_that_was_given_up_follows_another_way(desk: StoryDesk) -> None:
    said = ChatMessage(
        source=Source.APP,
        external_id="given-up",
        sender="zuoxi02",
        chat_kind=ChatKind.DIRECT,
        kind=MessageKind.TEXT,
        text="/值班",
    )
    desk.direct("zuoxi02").is_read()
    with desk.runtime.database.transaction() as session:
        held = inbox.accept_once(session, said, desk.machine())
    assert isinstance(held, inbox.Claim)
    # The platform gave up and asks again before the answer is there; then the first one is answered into the void.
    assert desk.runtime.dispatcher.receive(said) == ""
    desk.runtime.dispatcher._answer(said, held)
    desk.runtime.send()
    desk.direct("zuoxi02").expects("早班")
    assert not desk.direct("zuoxi02").unread()


def test_answer_to_a_try_that_was_read_after_all_tries_follows_another_way(desk: StoryDesk) -> None:
    at_once = desk.sim.driver.wire

    def held_up(*request: Any) -> tuple[int, bytes]:
        desk.machine.now += timedelta(seconds=16)
        return at_once(*request)

    desk.direct("zuoxi02").is_read()
    desk.sim.driver.wire = held_up
    heard = desk.sim.hears("zuoxi02", "/值班", "app", None)
    desk.sim.driver.wire = at_once
    desk.runtime.send()
    assert not heard.answer
    desk.direct("zuoxi02").expects("早班")
    assert not desk.direct("zuoxi02").unread()
