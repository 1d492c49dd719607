"""What people do in the chats: say, quote, tap a card, open a chat; and how the bot's answer is shown."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from simulator import callback_body as bodies
from simulator.callbacks import AS_THE_PLATFORM, CallbackDriver, Exchange, How
from simulator.city import City, direct_chat
from simulator.doors import app_door, bot_door
from simulator.message import AIBOT, APP, Message, Via


@dataclass(frozen=True)
class Heard:
    """What became of something a person did; `hint` tells why nothing was delivered."""

    message: Message | None
    exchanges: tuple[Exchange, ...] = ()
    hint: str | None = None

    @property
    def answer(self) -> str | None:
        """The last answer with words."""
        return next((e.text for e in reversed(self.exchanges) if e.text), None)


class Voices:
    """The people of the city, speaking to the product through its doors."""

    def __init__(self, city: City, driver: CallbackDriver, api_base: Callable[[], str]) -> None:
        self.city = city
        self.driver = driver
        self.api_base = api_base
        self._known = city.world.credentials

    def say(
        self, userid: str, text: str, chat: str, quote: Message | str | None = None, how: How = AS_THE_PLATFORM
    ) -> Heard:
        """Show what a person typed and deliver it when the platform would.

        `chat` is a group's id, "app", "aibot", or a direct chat's full id; `quote` a message, its id or plain text.
        """
        chat = direct_chat(chat, userid) if chat in (APP, AIBOT) else chat
        quoted = self._quoted(quote)
        message = self.city.show(chat, userid, text, Via.PERSON, quote=quoted, mentions=self._mentions(text, chat))
        hint = self._deaf(message)
        if hint:
            return Heard(message, hint=hint)
        if chat.startswith(APP + ":"):
            number = secrets.randbits(62)
            plain = bodies.app_text(self._known, userid, text, self._seconds(), number)
            return self._deliver_app(message, plain, how)
        return self._deliver_bot(message, quoted, how)

    def tap(self, userid: str, message: Message, key: str, how: How = AS_THE_PLATFORM) -> Heard:
        """Tap a button of a card; the AI bot's event is delivered once and never retried."""
        card = message.card or {}
        task, kind = str(card.get("task_id", "")), str(card.get("card_type", ""))
        if message.sender == APP:
            code = self.city.card_codes.issue([message.id], self.city.clock())
            fields = {"EventKey": key, "TaskId": task, "CardType": kind, "ResponseCode": code}
            plain = bodies.app_event(self._known, userid, self._seconds(), "template_card_event", fields)
            return self._deliver_app(message, plain, how)
        event = {"card_type": kind, "event_key": key, "task_id": task}
        return self._bot_event(userid, message.chat, "template_card_event", event)

    def enter(self, userid: str, chat: str) -> Heard:
        """Open the conversation with the app or the AI bot's single chat."""
        full = direct_chat(chat, userid)
        if chat == APP:
            plain = bodies.app_event(self._known, userid, self._seconds(), "enter_agent", {"EventKey": ""})
            return self._shown(full, APP, self.driver.deliver(app_door(self._known), plain), None)
        return self._bot_event(userid, full, "enter_chat", {})

    def _bot_event(self, userid: str, chat: str, event: str, fields: dict[str, str]) -> Heard:
        group = None if chat.startswith(AIBOT + ":") else chat
        plain = bodies.bot_event(_msgid(), userid, group, self._seconds(), event, fields)
        exchanges = self.driver.deliver(bot_door(self._known), json.dumps(plain).encode(), How(tries=1))
        return self._shown(chat, AIBOT, exchanges, None)

    def _deliver_app(self, message: Message, plain: bytes, how: How) -> Heard:
        return self._shown(message.chat, APP, self.driver.deliver(app_door(self._known), plain, how), message)

    def _deliver_bot(self, message: Message, quoted: str | None, how: How) -> Heard:
        single = message.chat.startswith(AIBOT + ":")
        with self.city.lock:
            code = self.city.response_codes.issue(message, self.city.clock())
        url = f"{self.api_base()}/cgi-bin/aibot/response?response_code={code}"
        group = None if single else message.chat
        plain = bodies.bot_text(_msgid(), message.sender, message.text, group, url, quoted)
        body = json.dumps(plain, ensure_ascii=False).encode()
        return self._shown(message.chat, AIBOT, self.driver.deliver(bot_door(self._known), body, how), message)

    def _shown(self, chat: str, sender: str, exchanges: list[Exchange], message: Message | None) -> Heard:
        """Show the first answer only: a redelivered message gets one bubble, as on the platform."""
        reply = next((e.reply for e in exchanges if e.reply and (e.reply.text or e.reply.card)), None)
        if reply is not None:
            kind = "markdown" if reply.msgtype == "stream" else reply.msgtype
            self.city.show(chat, sender, reply.text, Via.ANSWER, msgtype=kind, card=reply.card, body=reply.body)
        return Heard(message, tuple(exchanges), _failure(exchanges))

    def _quoted(self, quote: Message | str | None) -> str | None:
        if isinstance(quote, Message):
            return quote.text
        found = self.city.message(quote) if quote else None
        return found.text if found else quote or None

    def _mentions(self, text: str, chat: str) -> tuple[str, ...]:
        return (AIBOT,) if ":" not in chat and f"@{self._known.bot_name}" in text else ()

    def _deaf(self, message: Message) -> str | None:
        if ":" in message.chat:
            return None
        group = self.city.world.group(message.chat)
        if group is not None and not group.ai_bot:
            return f"{self._known.bot_name}不在这个群里，听不到这条消息"
        return None if AIBOT in message.mentions else f"没有 @{self._known.bot_name}，机器人听不到这条消息"

    def _seconds(self) -> int:
        return int(self.city.clock().timestamp())


def _msgid() -> str:
    return "CAEQ" + secrets.token_urlsafe(18)


def _failure(exchanges: list[Exchange]) -> str | None:
    last = exchanges[-1]
    if last.status == 200 and not last.fault:
        return None
    if last.status == 200:
        return f"服务的回答无法显示（{last.fault}）"
    what = f"返回 {last.status}" if last.status else "没有应答"
    return f"没有送达：服务{what}，已试 {len(exchanges)} 次"
