"""What is heard on the long connection: stored at once, answered beside the listening, or else answered another way."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from queue import Queue
from typing import Any, Protocol

import structlog

from actions.inbox import Claim
from actions.ports import Channel, Wire
from bot.dispatch import Dispatcher
from bot.wecom.aibot_callback import answer_for
from bot.wecom.exchange import CutOff, NotSent
from bot.wecom.line.frames import Acked, Command, Heard
from models.database import OperationalError
from rules.chat import ChatMessage, MessageKind

log = structlog.get_logger("line")
# More than that wait only where the database is away; then the platform has to wait as well.
_MOST_WAITING = 2000
_ANSWERING_AT_ONCE = 4
# Who taps a card or opens the chat has to be answered within five seconds, whatever else is being said.
_HURRIED = (MessageKind.CARD_CLICK, MessageKind.ENTER_CHAT)
_STORE_AGAIN_AFTER_SECONDS = 0.5
_ANSWER_SECONDS = 8.0
_DONE, _ANSWERED_BEFORE = 0, 846606


class Ask(Protocol):
    """Says something on the line and returns the platform's answer; raises NotSent or CutOff."""

    def __call__(self, command: Command, body: dict[str, Any], seconds: float, req_id: str) -> Acked:
        """Say `body` under the id of what it answers."""
        ...


class Hearing:
    """Takes in what is heard: one thread stores, a few answer; neither pings nor pushes wait for them.

    `must_wait` takes one of a conversation's budget, or tells that there is none left; `may_work` tells whether the
    database is this program's.
    """

    def __init__(
        self, dispatcher: Dispatcher, ask: Ask, must_wait: Callable[[Wire], bool], may_work: Callable[[], bool]
    ) -> None:
        self._dispatcher = dispatcher
        self._ask = ask
        self._must_wait = must_wait
        self._may_work = may_work
        self._heard: Queue[Heard | None] = Queue(_MOST_WAITING)
        self._answering = ThreadPoolExecutor(_ANSWERING_AT_ONCE, thread_name_prefix="line-answer")
        self._hurrying = ThreadPoolExecutor(1, thread_name_prefix="line-hurry")
        self._storing = threading.Thread(target=self._store_all, name="line-store", daemon=True)
        self._storing.start()

    def hear(self, heard: Heard) -> None:
        """Take in one message or event."""
        self._heard.put(heard)

    def stop(self, seconds: float) -> None:
        """Store what was heard and answer what was begun, for so long at most; the rest is left for the sweep."""
        self._heard.put(None)
        self._storing.join(seconds)
        for answering in (self._hurrying, self._answering):
            answering.shutdown(wait=True, cancel_futures=True)

    def _store_all(self) -> None:
        while (heard := self._heard.get()) is not None:
            taken = self._stored(heard.message)
            if taken is not None and self._may_work():
                answering = self._hurrying if heard.message.kind in _HURRIED else self._answering
                answering.submit(self._answer_guarded, heard, taken)

    def _stored(self, message: ChatMessage) -> Claim | None:
        """Store a message, however long the database is away: it is not sent again. None when it was here before."""
        while True:
            try:
                taken = self._dispatcher.take_in(message, owed=True)
            except OperationalError:
                log.warning("not_stored_yet")
                threading.Event().wait(_STORE_AGAIN_AFTER_SECONDS)
            except Exception:
                # A bug would meet this one message each time; those behind it are still to be stored.
                log.exception("not_stored")
                return None
            else:
                return taken if isinstance(taken, Claim) else None

    def _answer_guarded(self, heard: Heard, taken: Claim) -> None:
        try:
            self._answer(heard, taken)
        except Exception:
            # What is owed stays so, and the sweep says it another way.
            log.exception("answer_not_said", inbox_id=taken.inbox_id)

    def _answer(self, heard: Heard, taken: Claim) -> None:
        text = self._dispatcher.answer(heard.message, taken)
        if not text:
            return
        body = answer_for(heard.message, text)
        if body is None:
            self._dispatcher.settle(taken.inbox_id)
            return
        arrived = self._say(heard, body)
        if arrived is True:
            self._dispatcher.settle(taken.inbox_id)
        else:
            log.info("answered_another_way", inbox_id=taken.inbox_id)
            self._dispatcher.say_later(taken.inbox_id, may_have_arrived=arrived is None)

    def _say(self, heard: Heard, body: dict[str, Any]) -> bool | None:
        """Say an answer once; tells whether it arrived, None when nobody knows."""
        message, command = heard.message, _command(heard.message, body)
        # A card that changes is no message more in its conversation.
        if command is not Command.UPDATE and self._must_wait(
            Wire(Channel.AIBOT, message.chat_id or message.sender, body)
        ):
            return False
        try:
            acked = self._ask(command, body, _ANSWER_SECONDS, heard.req_id)
        except NotSent:
            return False
        except CutOff:
            return None
        if acked.errcode != _DONE:
            log.warning("answer_refused", errcode=acked.errcode)
        return None if acked.errcode == _ANSWERED_BEFORE else acked.errcode == _DONE


def _command(message: ChatMessage, body: dict[str, Any]) -> Command:
    if body.get("response_type") == "update_template_card":
        return Command.UPDATE
    return Command.WELCOME if message.kind is MessageKind.ENTER_CHAT else Command.RESPOND
