"""How the product hears: callbacks over HTTP or frames on the long connection, and its answers shown in the chat."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from simulator import callback_body as bodies
from simulator import card as cards
from simulator.callbacks import AS_THE_PLATFORM, CallbackDriver, Exchange, How
from simulator.city import City
from simulator.doors import Door, app_door, bot_door, robot_door
from simulator.interactions import MESSAGE
from simulator.long_connection import LongConnection
from simulator.message import AIBOT, APP, PUSH, Message, Via
from simulator.refusal import Refused
from simulator.world import LONG_CONNECTION, Credentials

# The platform goes on for six minutes; a product that never finishes is seen sooner.
MOST_REFRESHES = 20
DOORS: dict[str, Callable[[Credentials], Door]] = {"app": app_door, "aibot": bot_door, "robot": robot_door}


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


class Hearing:
    """The doors of the product, and what it says through them."""

    def __init__(self, city: City, driver: CallbackDriver, line: LongConnection, api_base: Callable[[], str]) -> None:
        self.city = city
        self.driver = driver
        self.line = line
        self.api_base = api_base
        self._known = city.world.credentials

    def app(self, chat: str, plains: list[bytes], how: How, message: Message | None, tapped: Message | None) -> Heard:
        """Deliver XML to the app, one callback after the other."""
        exchanges = [e for plain in plains for e in self.driver.deliver(app_door(self._known), plain, how)]
        return self._shown(chat, APP, exchanges, message, tapped)

    def robot(self, chat: str, plain: bytes, how: How, message: Message | None, *, speaks_xml: bool) -> Heard:
        """Deliver to the legacy group robot."""
        door = robot_door(self._known, speaks_xml=speaks_xml)
        return self._shown(chat, PUSH, self.driver.deliver(door, plain, how), message, None)

    def bot_message(self, message: Message, part: dict[str, Any], quote: dict[str, Any] | None, how: How) -> Heard:
        """Deliver what somebody said to the AI bot, in whichever mode it is."""
        with self.city.lock:
            self.city.spoken_in.add(message.chat)
        chat_id = _group_of(message.chat)
        plain = bodies.bot_message(
            msgid(), self.city.roll.heard_as(message.sender), chat_id, self._late_url(message), part, quote
        )
        if self.city.mode != LONG_CONNECTION:
            exchanges = self.driver.deliver(self._bot_door(), self._bytes(plain), how)
            return self._refreshed(self._shown(message.chat, AIBOT, exchanges, message, None), message.chat, plain)
        with self.city.lock:
            begin, now = self.city.interactions.begin, self.city.clock()
            asked = [begin(MESSAGE, message.chat, now, message) for _ in range(how.deliveries)]
        return _on_the_line(message, self.line.deliver("aibot_msg_callback", self._from_bot(plain), asked, how))

    def _refreshed(self, heard: Heard, chat: str, plain: dict[str, Any]) -> Heard:
        """Ask again and again for the rest of an answer that was left open, each time showing its whole text."""
        exchanges = list(heard.exchanges)
        asked = {key: value for key, value in plain.items() if key not in ("quote", plain["msgtype"])}
        for _ in range(MOST_REFRESHES):
            reply = exchanges[-1].reply
            stream = reply.body.get("stream", {}) if reply and reply.msgtype == "stream" else {}
            if stream.get("finish", True):
                break
            body = asked | {"msgid": msgid(), "msgtype": "stream", "stream": {"id": stream["id"]}}
            exchanges += self.driver.deliver(self._bot_door(), self._bytes(body), How(tries=1))
            if again := exchanges[-1].reply:
                shown = self.city.messages(chat, via=Via.ANSWER)[-1]
                self.city.change(shown.id, text=again.text, body=again.body)
        return replace(heard, exchanges=tuple(exchanges))

    def bot_event(
        self, userid: str, chat: str, event: str, fields: dict[str, Any], how: How, tapped: Message | None = None
    ) -> Heard:
        """Deliver an event of the AI bot, which is never tried again."""
        seconds = int(self.city.clock().timestamp())
        plain = bodies.bot_event(msgid(), self.city.roll.heard_as(userid), _group_of(chat), seconds, event, fields)
        if tapped is not None:
            plain["response_url"] = self._late_url(replace(tapped, chat=chat))
        if self.city.mode != LONG_CONNECTION:
            exchanges = self.driver.deliver(self._bot_door(), self._bytes(plain), replace(how, tries=1))
            return self._shown(chat, AIBOT, exchanges, None, tapped)
        with self.city.lock:
            now, task = self.city.clock(), str(fields.get("task_id", ""))
            asked = self.city.interactions.begin(event, chat, now, tapped, task_id=task)
        return _on_the_line(None, self.line.deliver("aibot_event_callback", self._from_bot(plain), [asked], how))

    def check_url(self, which: str, how: How = AS_THE_PLATFORM) -> tuple[int, bool]:
        """Do the console's check of "app", "aibot" or "robot"; return the status and whether the echo was right."""
        return self.driver.check_url(DOORS[which](self._known), how)

    def _late_url(self, message: Message) -> str:
        with self.city.lock:
            code = self.city.response_codes.issue(message, self.city.clock())
        return f"{self.api_base()}/cgi-bin/aibot/response?response_code={code}"

    def _bot_door(self) -> Door:
        return bot_door(self._known)

    def _from_bot(self, plain: dict[str, Any]) -> dict[str, Any]:
        return plain | {"aibotid": self._known.bot_id}

    def _bytes(self, plain: dict[str, Any]) -> bytes:
        return json.dumps(self._from_bot(plain), ensure_ascii=False).encode()

    def _shown(
        self, chat: str, sender: str, exchanges: list[Exchange], message: Message | None, tapped: Message | None
    ) -> Heard:
        """Show the first answer only: a redelivered message gets one bubble, as on the platform."""
        reply = next((e.reply for e in exchanges if e.reply and (e.reply.text or e.reply.card or e.reply.update)), None)
        hint = _failure(exchanges)
        if reply is not None and reply.update:
            hint = hint or self._updated(tapped, reply.card, reply.update)
        elif reply is not None:
            kind = "markdown" if reply.msgtype == "stream" else reply.msgtype
            more = {"msgtype": kind, "card": reply.card, "body": reply.body, "mentions": reply.mentions}
            self.city.show(chat, sender, reply.text, Via.ANSWER, **more)
        return Heard(message, tuple(exchanges), hint)

    def _updated(self, tapped: Message | None, card: dict[str, Any] | None, update: str) -> str | None:
        """Change the tapped card as the answer says; tell what is wrong with the answer."""
        if tapped is None:
            return "服务的回答无法显示（没有点击卡片）"
        if update != "update_template_card":
            self.city.change(tapped.id, card=(tapped.card or {}) | {"button_list": [], "replaced": update})
            return None
        try:
            new = cards.checked(card)
        except Refused as refused:
            return f"服务的回答无法显示（卡片 {refused.errcode} {refused.hint}）"
        if new.get("task_id") != (tapped.card or {}).get("task_id"):
            return "服务的回答无法显示（task_id 与点击的卡片不同）"
        self.city.change(tapped.id, card=new, text=cards.readable(new))
        return None


def msgid() -> str:
    """Return a new id of an AI bot's callback."""
    return "CAEQ" + secrets.token_urlsafe(18)


def _group_of(chat: str) -> str | None:
    return None if ":" in chat else chat


def _on_the_line(message: Message | None, exchanges: list[Exchange]) -> Heard:
    """Tell what became of a callback on the line, where the answer is shown as it comes in."""
    lost = all(exchange.status == 0 for exchange in exchanges)
    return Heard(message, tuple(exchanges), "没有送达：长连接没有连上，企业微信不会补发" if lost else None)


def _failure(exchanges: list[Exchange]) -> str | None:
    last = exchanges[-1]
    if last.status == 200 and not last.fault:
        return None
    if last.status == 200:
        return f"服务的回答无法显示（{last.fault}）"
    what = f"返回 {last.status}" if last.status else "没有应答"
    return f"没有送达：服务{what}，已试 {len(exchanges)} 次"
