"""What every gateway must make of what a platform does: one table, whatever the way and whoever plays it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from actions.ports import (
    Channel,
    GiveUp,
    Parcel,
    RetryLater,
    SendOutcome,
    Sent,
    Unknown,
    Uploaded,
    UploadOutcome,
    Wire,
)
from bot.wecom import bodies
from simulator.message import Via
from simulator.server import SimulatedWecom
from simulator.world import Credentials, Group, Person, World

AGENT = 1000002
KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"
BOT = Credentials(
    "wwTESTCORP", AGENT, "app-secret", "AppToken", KEY, "催办助手", "BotToken", KEY, "aibTESTCORP", "bot-secret"
)
WORLD = World(
    people=(Person("WangFang", "王芳"), Person("LiQiang", "李强")),
    groups=(Group("wrQINGHE", "青禾家园社区群", webhook_key="key-qinghe", members=("WangFang", "LiQiang")),),
    credentials=BOT,
)
PUSH, APP, AIBOT, LATE = Channel.PUSH_KEY, Channel.APP, Channel.AIBOT, Channel.RESPONSE_URL
HTTP = (PUSH, APP, LATE)
ALL = (*HTTP, AIBOT)
ENDPOINTS = {PUSH: "webhook/send", APP: "message/send", AIBOT: "aibot_send_msg", LATE: "aibot/response"}
# Longer than a gateway under test waits for an answer.
HANG_SECONDS = 3.0
_PRODUCT = (Via.PUSH_KEY, Via.APP, Via.AIBOT, Via.RESPONSE_URL)


class Stage:
    """A platform where somebody has spoken in the group and to the bot, and what the product may send there."""

    def __init__(self) -> None:
        self.sim = SimulatedWecom(WORLD, wire=lambda *_: (200, b"")).start()
        for chat in ("wrQINGHE", "aibot"):
            self.sim.says("WangFang", "在吗", chat)

    def wire(self, channel: Channel, text: str = "请签收 202611020001") -> Wire:
        """Return a good message on a way."""
        match channel:
            case Channel.PUSH_KEY:
                return Wire(channel, "key-qinghe", bodies.group_text(text, ["WangFang"]))
            case Channel.APP:
                return Wire(channel, "WangFang", bodies.app_text("WangFang", text, AGENT))
            case Channel.AIBOT:
                return Wire(channel, "wrQINGHE", bodies.aibot_markdown("wrQINGHE", text, is_group=True))
            case Channel.RESPONSE_URL:
                asked = self.sim.city.messages("wrQINGHE", via=Via.PERSON)[0]
                code = self.sim.city.response_codes.issue(asked, self.sim.city.clock())
                url = f"{self.sim.api_base}/cgi-bin/aibot/response?response_code={code}"
                return Wire(channel, url, bodies.response_markdown(text))

    def shown(self) -> int:
        """Return how many messages of the product are to be read."""
        return sum(message.via in _PRODUCT for message in self.sim.city.messages())


Given = Callable[[Stage, Channel], Wire]


@dataclass(frozen=True)
class Case:
    """What the platform does on these ways, what a gateway says of it, and how many messages are then read."""

    name: str
    channels: tuple[Channel, ...]
    given: Given
    expected: SendOutcome
    n_shown: int = 0


def essence(outcome: SendOutcome | UploadOutcome) -> tuple[Any, ...]:
    """Return what a sender acts on; the words for people may differ."""
    match outcome:
        case Uploaded():
            return ("uploaded",)
        case Sent():
            return "sent", outcome.unreachable
        case RetryLater():
            return "later", outcome.errcode, outcome.after, outcome.is_down
        case GiveUp():
            return "give up", outcome.errcode, outcome.scope
        case Unknown():
            return ("unknown",)


def _nothing(stage: Stage, channel: Channel) -> Wire:
    return stage.wire(channel)


def _fault(kind: str, **details: Any) -> Given:
    def given(stage: Stage, channel: Channel) -> Wire:
        stage.sim.fault(ENDPOINTS[channel], kind, **details)
        return stage.wire(channel)

    return given


def _errcode(errcode: int, times: int | None = 1) -> Given:
    return _fault("errcode", errcode=errcode, times=times)


def _to(address: str) -> Given:
    def given(stage: Stage, channel: Channel) -> Wire:
        body = dict(stage.wire(channel).body)
        body |= {APP: {"touser": address}, AIBOT: {"chatid": address}}.get(channel, {})
        return Wire(channel, address, body)

    return given


def _body(**fields: Any) -> Given:
    def given(stage: Stage, channel: Channel) -> Wire:
        wire = stage.wire(channel)
        return Wire(channel, wire.address, {**wire.body, **fields})

    return given


def _too_long(stage: Stage, channel: Channel) -> Wire:
    longest = {PUSH: 2048, APP: 2048, AIBOT: 20480, LATE: 20480}[channel]
    # A text of the app would be cut in silence; its markdown is refused.
    kind = "text" if channel is PUSH else "markdown"
    return _body(msgtype=kind, **{kind: {"content": "x" * (longest + 1)}})(stage, channel)


def _full(stage: Stage, channel: Channel) -> Wire:
    city = stage.sim.city
    for _ in range(30):
        city.key_minute.take("key-qinghe", city.clock())
        city.chat_minute.take("wrQINGHE", city.clock())
        city.member_minute.take("WangFang", city.clock())
    return stage.wire(channel)


def _used(stage: Stage, channel: Channel) -> Wire:
    wire = stage.wire(channel)
    stage.sim.city.response_codes.use(wire.address.partition("response_code=")[2])
    return wire


def _sealed_off(errcode: int) -> Given:
    def given(stage: Stage, channel: Channel) -> Wire:
        stage.sim.fault("gettoken", "errcode", errcode=errcode, times=None)
        return stage.wire(channel)

    return given


def _broken_token(stage: Stage, channel: Channel) -> Wire:
    stage.sim.fault("gettoken", "http", times=None)
    return stage.wire(channel)


def _forgotten(stage: Stage, channel: Channel) -> Wire:
    stage.sim.line.forget()
    return stage.wire(channel)


def _evicted(stage: Stage, channel: Channel) -> Wire:
    stage.sim.line.evict()
    return stage.wire(channel)


def _gone(stage: Stage, channel: Channel) -> Wire:
    wire = stage.wire(channel)
    stage.sim.stop()
    return wire


def _later(seconds: float, errcode: int | None, *, is_down: bool = False) -> RetryLater:
    return RetryLater(timedelta(seconds=seconds), "", errcode, is_down=is_down)


MINUTE = 60
CASES = (
    Case("sent", ALL, _nothing, Sent(), 1),
    Case("busy", ALL, _errcode(-1), _later(1, -1)),
    Case("code nobody knows", ALL, _errcode(123456), _later(MINUTE, 123456)),
    Case("too many", (PUSH,), _full, _later(MINUTE, 45009)),
    Case("too many", (AIBOT,), _full, _later(MINUTE, 846607)),
    # The platform says ok and shows nothing: the budget has to keep us from it.
    Case("too many", (APP,), _full, Sent()),
    Case("too many calls", (APP,), _errcode(45009), _later(MINUTE, 45009)),
    Case("too long", ALL, _too_long, GiveUp("", 45002)),
    Case("empty", (PUSH,), _body(text={"content": " "}), GiveUp("", 44004)),
    Case("empty", (AIBOT, LATE), _body(markdown={"content": " "}), GiveUp("", 44004)),
    Case("bad type", ALL, _body(msgtype="letter"), GiveUp("", 40008)),
    Case("bad parameter", ALL, _errcode(40058), GiveUp("", 40058)),
    Case("bad key", (PUSH,), _to("no-such-key"), GiveUp("", 93000, "target")),
    Case("bad secret", (APP,), _sealed_off(40001), GiveUp("", 40001, "channel")),
    Case("bad corporation", (APP,), _sealed_off(40013), GiveUp("", 40013, "channel")),
    Case("bad secret", (AIBOT,), _errcode(853000), GiveUp("", 853000, "channel")),
    Case("untrusted address", (APP,), _errcode(60020), GiveUp("", 60020, "channel")),
    Case("unknown person", (APP,), _to("Nobody"), GiveUp("", 81013, "target")),
    Case("unknown chat", (AIBOT,), _to("wrNONE"), GiveUp("", 93006, "target")),
    Case("chat in other letters", (AIBOT,), _to("wrqinghe"), GiveUp("", 93006, "target")),
    Case("chat that never spoke", (AIBOT,), _to("LiQiang"), GiveUp("", 93006, "target")),
    Case("partial failure", (APP,), _to("WangFang|Nobody"), Sent(("nobody",)), 1),
    Case("token ends once", (APP,), _errcode(42001), Sent(), 1),
    Case("token is wrong once", (APP,), _errcode(40014), Sent(), 1),
    Case("token stays dead", (APP,), _errcode(40014, None), _later(MINUTE, 40014)),
    Case("no token to be had", (APP,), _broken_token, _later(5, None, is_down=True)),
    Case("url used up", (LATE,), _used, Sent()),
    Case("late", ALL, _fault("slow", seconds=0.05), Sent(), 1),
    Case("hang", ALL, _fault("hang", seconds=HANG_SECONDS), Unknown("")),
    Case("taken, no answer", (AIBOT,), _fault("no_ack"), Unknown(""), 1),
    Case("taken, then cut", ALL, _fault("accept_then_cut"), Unknown(""), 1),
    Case("502", HTTP, _fault("http", status=502), Unknown("")),
    Case("subscription forgotten", (AIBOT,), _forgotten, Sent(), 1),
    Case("subscription stays forgotten", (AIBOT,), _errcode(846609, None), _later(1, 846609, is_down=True)),
    Case("bot taken over", (AIBOT,), _evicted, _later(5, None, is_down=True)),
    Case("nobody there", ALL, _gone, _later(5, None, is_down=True)),
)


REPORT = Parcel("日报.docx", b"PK" + bytes(3000))


@dataclass(frozen=True)
class UploadCase:
    """What the platform does with a file on these ways, and what a gateway says of it."""

    name: str
    channels: tuple[Channel, ...]
    expected: UploadOutcome
    parcel: Parcel = REPORT
    given: Callable[[Stage, Channel], object] = lambda stage, channel: None
    key: str = "key-qinghe"


UPLOADS = {PUSH: "webhook/upload_media", APP: "media/upload", AIBOT: "aibot_upload_media_init"}
_FILES = (PUSH, APP, AIBOT)


def _refuses(errcode: int, times: int | None = 1) -> Callable[[Stage, Channel], object]:
    return lambda stage, channel: stage.sim.fault(UPLOADS[channel], "errcode", errcode=errcode, times=times)


def _fails(kind: str, **details: Any) -> Callable[[Stage, Channel], object]:
    return lambda stage, channel: stage.sim.fault(UPLOADS[channel], kind, **details)


UPLOAD_CASES = (
    UploadCase("kept", _FILES, Uploaded("")),
    UploadCase("in many pieces", _FILES, Uploaded(""), Parcel("月报.xlsx", bytes(1_100_000))),
    UploadCase("empty", _FILES, GiveUp("", 44001), Parcel("a.docx", b"")),
    UploadCase("too big", _FILES, GiveUp("", 45001), Parcel("a.docx", bytes(20 * 1024 * 1024 + 1))),
    UploadCase("name too long", _FILES, GiveUp("", 40058), Parcel("长" * 90, bytes(9))),
    UploadCase("busy", _FILES, _later(1, -1), given=_refuses(-1)),
    UploadCase("code nobody knows", _FILES, _later(MINUTE, 123456), given=_refuses(123456)),
    UploadCase("too many", (PUSH, APP), _later(MINUTE, 45009), given=_refuses(45009)),
    UploadCase("too many", (AIBOT,), _later(MINUTE, 846607), given=_refuses(846607)),
    UploadCase("bad key", (PUSH,), GiveUp("", 93000, "target"), key="no-such-key"),
    UploadCase("untrusted address", (APP,), GiveUp("", 60020, "channel"), given=_refuses(60020)),
    UploadCase("token ends once", (APP,), Uploaded(""), given=_refuses(42001)),
    UploadCase("taken, then cut", (PUSH, APP), _later(5, None), given=_fails("accept_then_cut")),
    UploadCase("502", (PUSH, APP), _later(5, None), given=_fails("http", status=502)),
    UploadCase("nobody there", (PUSH, APP), _later(5, None, is_down=True), given=lambda stage, _: stage.sim.stop()),
)
