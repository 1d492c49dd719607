"""What people do in the chats: say, send files, quote, tap a card, open a chat, call the old group robot."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from simulator import callback_body as bodies
from simulator.attachments import BOT_FILE_BYTES, Attachment, why_unheard
from simulator.callbacks import AS_THE_PLATFORM, How
from simulator.city import City, StoredFile, direct_chat
from simulator.doors import app_door
from simulator.hearing import Heard, Hearing
from simulator.interactions import CARD_TAP, ENTER_CHAT
from simulator.media import APP_OWNER
from simulator.message import AIBOT, APP, PUSH, Message, Via
from simulator.robot_callback import robot_body
from simulator.world import LONG_CONNECTION

Quote = Message | str | None


class Voices:
    """The people of the city, speaking to the product through its doors."""

    def __init__(self, city: City, hearing: Hearing) -> None:
        self.city = city
        self.hearing = hearing
        self._known = city.world.credentials

    def say(
        self,
        userid: str,
        text: str,
        chat: str,
        quote: Quote = None,
        how: How = AS_THE_PLATFORM,
        files: Sequence[Attachment] = (),
    ) -> Heard:
        """Show what a person typed or sent and deliver it when the platform would.

        `chat` is a group's id, "app", "aibot", or a direct chat's full id; `quote` a message, its id or plain text.
        """
        chat = direct_chat(chat, userid) if chat in (APP, AIBOT) else chat
        quoted = self._quoted(quote)
        message = self.city.show(
            chat, userid, text, Via.PERSON, quote=quoted.text if isinstance(quoted, Message) else quoted,
            mentions=self._mentions(text, chat), files=tuple(files),
        )  # fmt: skip
        hint = self._deaf(message)
        if hint:
            return Heard(message, hint=hint)
        if chat.startswith(APP + ":"):
            return self.hearing.app(chat, self._app_plains(message), how, message, None)
        return self.hearing.bot_message(message, self._bot_part(message), self._quote_part(quoted), how)

    def tap(
        self,
        userid: str,
        message: Message,
        key: str,
        how: How = AS_THE_PLATFORM,
        selected: Mapping[str, Sequence[str]] | None = None,
    ) -> Heard:
        """Tap a button of a card; `selected` holds the chosen option ids of each question."""
        card = message.card or {}
        task, kind = str(card.get("task_id", "")), str(card.get("card_type", ""))
        if message.sender != APP:
            event: dict[str, Any] = {"card_type": kind, "event_key": key, "task_id": task}
            if selected:
                event["selected_items"] = bodies.bot_selection(selected)
            return self.hearing.bot_event(userid, message.chat, CARD_TAP, event, how, message)
        code = self.city.card_codes.issue(self.city.siblings(message.id), self.city.clock())
        fields = {"EventKey": key, "TaskId": task, "CardType": kind, "ResponseCode": code}
        plain = bodies.app_event(self._known, userid, self._seconds(), CARD_TAP, fields, selected or {})
        return self.hearing.app(message.chat, [plain], how, None, message)

    def enter(self, userid: str, chat: str, how: How = AS_THE_PLATFORM) -> Heard:
        """Open the conversation with the app or the AI bot's single chat."""
        full = direct_chat(chat, userid)
        if chat != APP:
            return self.hearing.bot_event(userid, full, ENTER_CHAT, {}, how)
        plain = bodies.app_event(self._known, userid, self._seconds(), "enter_agent", {"EventKey": ""})
        return self.hearing.app(full, [plain], how, None, None)

    def happens(self, userid: str, chat: str, event: str, fields: dict[str, Any], how: How = AS_THE_PLATFORM) -> Heard:
        """Let any other event of the AI bot happen, such as a thumb up for an answer (feedback_event)."""
        return self.hearing.bot_event(userid, direct_chat(chat, userid) if chat == AIBOT else chat, event, fields, how)

    def reports(self, event: str, fields: dict[str, str]) -> Heard:
        """Let the platform itself report something to the app, such as a change of its directory (page 90240)."""
        plain = bodies.app_event(self._known, "sys", self._seconds(), event, dict(fields))
        return Heard(None, tuple(self.hearing.driver.deliver(app_door(self._known), plain)))

    def call_robot(
        self,
        userid: str,
        text: str,
        chat: str,
        how: How = AS_THE_PLATFORM,
        *,
        speaks_xml: bool = True,
        event: str = "",
        files: Sequence[Attachment] = (),
    ) -> Heard:
        """Call the old group robot by name in its group (page 99399), or let an event of it happen."""
        group = self.city.world.group(chat)
        if group is None or not group.webhook_key or not self._known.robot_key:
            return Heard(None, hint="这个群里没有会听的群机器人")
        message = (
            None if event else self.city.show(chat, userid, text, Via.PERSON, mentions=(PUSH,), files=tuple(files))
        )
        pictures = (
            [f"{self.hearing.api_base()}/sim/file/{message.id}/{n}" for n in range(len(files))] if message else []
        )
        base = self.hearing.api_base()
        plain = robot_body(self.city, base, userid, group, text, speaks_xml=speaks_xml, event=event, pictures=pictures)
        return self.hearing.robot(chat, plain, how, message, speaks_xml=speaks_xml)

    def _app_plains(self, message: Message) -> list[bytes]:
        """Return what one message becomes for an app: each file alone, and the text without the quote."""
        plains = []
        for place, file in enumerate(message.files):
            media_id = secrets.token_urlsafe(24)
            with self.city.lock:
                self.city.files[media_id] = StoredFile(file.name, file.content, APP_OWNER, self.city.clock())
            picture = f"{self.hearing.api_base()}/sim/file/{message.id}/{place}"
            plains.append(bodies.app_file(self._known, message.sender, self._seconds(), file.kind, media_id, picture))
        if message.text or not plains:
            number = secrets.randbits(62)
            plains.append(bodies.app_text(self._known, message.sender, message.text, self._seconds(), number))
        return plains

    def _bot_part(self, message: Message) -> dict[str, Any]:
        """Return the type and body under which the AI bot gets a message."""
        files, text = message.files, message.text
        if not files:
            return {"msgtype": "text", "text": {"content": text}}
        if len(files) == 1 and not text:
            return self._file_part(files[0])
        items = [{"msgtype": "text", "text": {"content": text}}] if text else []
        return {"msgtype": "mixed", "mixed": {"msg_item": items + [self._file_part(file) for file in files]}}

    def _file_part(self, file: Attachment) -> dict[str, Any]:
        if file.kind == "voice":
            return {"msgtype": "voice", "voice": {"content": file.transcript}}
        key = None if self.city.mode == LONG_CONNECTION else self._known.bot_key
        with self.city.lock:
            link = self.city.links.make(self.hearing.api_base(), file, self.city.clock(), key)
        return {"msgtype": file.kind, file.kind: link}

    def _quote_part(self, quoted: Message | str | None) -> dict[str, Any] | None:
        if isinstance(quoted, Message):
            return self._bot_part(quoted)
        return None if quoted is None else {"msgtype": "text", "text": {"content": quoted}}

    def _quoted(self, quote: Quote) -> Message | str | None:
        if isinstance(quote, Message) or not quote:
            return quote or None
        return self.city.message(quote) or quote

    def _mentions(self, text: str, chat: str) -> tuple[str, ...]:
        return (AIBOT,) if ":" not in chat and f"@{self._known.bot_name}" in text else ()

    def _deaf(self, message: Message) -> str | None:
        kinds = tuple(file.kind for file in message.files)
        if ":" not in message.chat:
            group = self.city.world.group(message.chat)
            if group is not None and not group.ai_bot:
                return f"{self._known.bot_name}不在这个群里，听不到这条消息"
            if AIBOT not in message.mentions:
                return f"没有 @{self._known.bot_name}，机器人听不到这条消息"
        if any(len(file.content) > BOT_FILE_BYTES for file in message.files):
            return "文件超过 100 MB，发不出去"
        return why_unheard(message.chat, kinds, has_text=bool(message.text)) if kinds else None

    def _seconds(self) -> int:
        return int(self.city.clock().timestamp())
