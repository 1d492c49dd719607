"""A message is lent to one handler at a time and answered once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.inbox import LEASE, Claim, ClaimLost, Redelivered, accept_once, claim, finish
from rules.chat import ChatKind, ChatMessage, MessageKind, Source
from tests.actions.town import Town

RECEIPT = ChatMessage(Source.APP, "m-1", "xiaolu", ChatKind.DIRECT, MessageKind.TEXT, text="收到")
MOMENT = timedelta(seconds=1)


def accepted(town: Town) -> Claim:
    held = accept_once(town.session, RECEIPT, town.now)
    assert isinstance(held, Claim)
    return held


def test_message_in_somebodys_hands_is_lent_to_nobody_else(town: Town) -> None:
    first = accepted(town)
    assert claim(town.session, first.inbox_id, town.now + LEASE - MOMENT) is None
    second = claim(town.session, first.inbox_id, town.now + LEASE + MOMENT)
    assert second is not None and second.tries == 2
    assert claim(town.session, first.inbox_id, town.now + LEASE + 2 * MOMENT) is None


def test_whoever_lost_the_message_cannot_answer_it(town: Town) -> None:
    first = accepted(town)
    second = claim(town.session, first.inbox_id, town.now + LEASE + MOMENT)
    assert second is not None
    with pytest.raises(ClaimLost):
        finish(town.session, first, "已记受理", town.now)
    assert finish(town.session, second, "已记受理", town.now, late=True)


def test_answered_message_is_neither_lent_nor_answered_again(town: Town) -> None:
    held = accepted(town)
    finish(town.session, held, "已记受理", town.now)
    assert claim(town.session, held.inbox_id, town.now + LEASE + MOMENT) is None
    with pytest.raises(ClaimLost):
        finish(town.session, held, "另一个回答", town.now)
    assert accept_once(town.session, RECEIPT, town.now) == Redelivered("已记受理")
