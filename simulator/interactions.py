"""What the AI bot heard and may still answer on the long connection, each by its req_id (WeCom page 101463)."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from simulator.message import Message
from simulator.refusal import Refused

REPLY_WINDOW = timedelta(hours=24)
EVENT_WINDOW = timedelta(seconds=5)
STREAM_WINDOW = timedelta(minutes=6)
MESSAGE, ENTER_CHAT, CARD_TAP = "message", "enter_chat", "template_card_event"
_WINDOWS = {MESSAGE: REPLY_WINDOW, ENTER_CHAT: EVENT_WINDOW, CARD_TAP: EVENT_WINDOW}


@dataclass
class Interaction:
    """One callback on the line; `stream_id` and `shown_id` belong to an answer that is still being streamed."""

    req_id: str
    kind: str
    chat: str
    at: datetime
    message: Message | None = None
    userid: str = ""
    task_id: str = ""
    is_answered: bool = False
    stream_id: str = ""
    stream_began_at: datetime | None = None
    shown_id: str = ""
    words: str | None = None
    over: threading.Event = field(default_factory=threading.Event, repr=False)

    def settle(self, words: str | None) -> None:
        """Note the final answer and wake whoever waits for it."""
        self.is_answered, self.words = True, words
        self.over.set()


class Interactions:
    """The open callbacks of the line."""

    def __init__(self) -> None:
        self._known: dict[str, Interaction] = {}

    def begin(
        self, kind: str, chat: str, at: datetime, message: Message | None = None, *, userid: str = "", task_id: str = ""
    ) -> Interaction:
        """Return a new interaction under a req_id of its own."""
        begun = Interaction(secrets.token_urlsafe(18), kind, chat, at, message, userid, task_id)
        self._known[begun.req_id] = begun
        return begun

    def answerable(self, req_id: str, kind: str, now: datetime) -> Interaction:
        """Return what `req_id` stands for; refuses 846605 (not of this kind), 846604 (late) and 846606 (answered)."""
        found = self._known.get(req_id)
        if found is None or found.kind != kind:
            raise Refused(846605)
        if now - found.at > _WINDOWS[kind]:
            raise Refused(846604)
        if found.is_answered:
            raise Refused(846606)
        return found
