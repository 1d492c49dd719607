"""The AI bot's long connection: a WebSocket that one bot process at a time holds (WeCom page 101463)."""

from __future__ import annotations

import json
import secrets
import threading
import time
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

from simulator.callback_body import disconnected
from simulator.callbacks import Exchange, How
from simulator.caller import CUT, Caller, Standing
from simulator.city import City
from simulator.doors import Reply
from simulator.faults import Fault
from simulator.interactions import Interaction
from simulator.line_commands import COMMANDS
from simulator.refusal import Refused, refusal_body

DELIVERED = 202  # Handed over and not answered in time: the line knows no receipt.
_FRAME_BYTES = 2 * 1024 * 1024


class LongConnection:
    """The platform's end of the line: who holds it, what is pushed into it, what comes out of it."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.subscriptions = 0
        self.last_loss = ""
        self._holder: Caller | None = None
        self._callers: set[Caller] = set()
        self._server: Server | None = None
        self._is_stopping = False

    def open(self, bind: tuple[str, int]) -> None:
        """Listen and serve in threads."""
        self._is_stopping = False
        self._server = serve(
            self._serve, *bind, max_size=_FRAME_BYTES, open_timeout=2, ping_interval=None, close_timeout=1
        )
        threading.Thread(target=self._server.serve_forever, name="simulated line", daemon=True).start()

    def stop(self) -> None:
        """Stop listening and break every connection."""
        if self._server is not None:
            with self.city.lock:
                self._is_stopping, callers = True, list(self._callers)
            for caller in callers:
                caller.close(CUT)
            self._server.shutdown(close_connections=False)
            self._server = None

    @property
    def url(self) -> str | None:
        """What the product's `websocket_url` must be; None while nobody listens."""
        if self._server is None:
            return None
        host, port = self._server.socket.getsockname()[:2]
        return f"ws://{host}:{port}"

    @property
    def holder(self) -> Caller | None:
        """Return the connection that is subscribed."""
        return self._holder

    def state(self) -> dict[str, Any]:
        """Return how the line stands, for the page."""
        with self.city.lock:
            holder = self._holder
            return {
                "url": self.url,
                "standing": holder.standing if holder else "absent",
                "since": holder.since.isoformat() if holder and holder.since else None,
                "open": len(self._callers),
                "subscriptions": self.subscriptions,
                "last_loss": self.last_loss,
            }

    # What the platform pushes

    def deliver(self, cmd: str, body: dict[str, Any], asked: list[Interaction], how: How) -> list[Exchange]:
        """Push one callback once for each interaction; one that finds nobody connected is lost, as on the platform."""
        handed = [self._hand_over(cmd, body, interaction) for interaction in asked]
        ends_at = time.monotonic() + how.timeout_seconds
        lost, each = Exchange(0, fault="nobody connected"), zip(asked, handed, strict=True)
        return [_outcome(one, max(0.0, ends_at - time.monotonic())) if left else lost for one, left in each]

    # What can go wrong with it

    def close(self, code: int) -> bool:
        """Close the holder's connection with `code`; 1006 means cut without a word."""
        holder = self._lose(f"closed {code}")
        if holder is not None:
            holder.close(code)
        return holder is not None

    def forget(self) -> bool:
        """Drop the subscription in silence: pings are answered, everything else is refused 846609."""
        with self.city.lock:
            holder = self._holder
            if holder is not None:
                holder.standing, self.last_loss = Standing.FORGOTTEN, "forgotten"
        return holder is not None

    def evict(self, *, close: bool = False) -> bool:
        """Let somebody else take the bot over; the socket stays open unless `close`."""
        holder = self._lose("evicted", Standing.EVICTED)
        if holder is not None:
            self._tell_disconnected(holder)
            if close:
                holder.close(1000)
        return holder is not None

    # Within

    def _hand_over(self, cmd: str, body: dict[str, Any], interaction: Interaction) -> bool:
        holder = self._holder
        if holder is None or holder.standing is not Standing.SUBSCRIBED:
            return False
        return holder.put({"cmd": cmd, "headers": {"req_id": interaction.req_id}, "body": body})

    def _serve(self, wire: ServerConnection) -> None:
        caller = Caller(wire)
        with self.city.lock:
            if self._is_stopping:
                return
            self._callers.add(caller)
        try:
            for raw in wire:
                self._take(caller, raw)
        except (ConnectionClosed, OSError):
            pass  # How it ended is the other side's business.
        finally:
            with self.city.lock:
                self._callers.discard(caller)
                if self._holder is caller:
                    self._holder, self.last_loss = None, "gone"

    def _take(self, caller: Caller, raw: str | bytes) -> None:
        try:
            frame = json.loads(raw)
            cmd, req_id = str(frame["cmd"]), str(frame["headers"]["req_id"])
            body = frame.get("body") or {}
            if not isinstance(body, dict):
                raise TypeError
        except (ValueError, KeyError, TypeError):
            caller.put({"headers": {"req_id": ""}} | refusal_body(Refused(40058, "frame")))
            return
        with self.city.lock:
            self.city.calls[cmd] += 1
        fault = self.city.faults.take(cmd, (str(body.get("chatid", "")),))
        if fault is None:
            caller.put(self._answer(caller, cmd, req_id, body))
        else:
            self._suffer(caller, fault, cmd, req_id, body)

    def _answer(self, caller: Caller, cmd: str, req_id: str, body: dict[str, Any]) -> dict[str, Any]:
        ack: dict[str, Any] = {"headers": {"req_id": req_id}, "errcode": 0, "errmsg": "ok"}
        try:
            if cmd == "aibot_subscribe":
                self._subscribe(caller, body)
                return ack
            if cmd == "ping" and caller.standing is not Standing.NEW:
                return ack
            if caller.standing is not Standing.SUBSCRIBED:
                raise Refused(846609)
            if cmd not in COMMANDS:
                raise Refused(40058, "cmd")
            with self.city.lock:
                more = COMMANDS[cmd](self.city, req_id, body)
            return ack | ({"body": more} if more else {})
        except Refused as refused:
            return ack | refusal_body(refused)

    def _suffer(self, caller: Caller, fault: Fault, cmd: str, req_id: str, body: dict[str, Any]) -> None:
        if fault.kind == "errcode":
            caller.put({"headers": {"req_id": req_id}} | refusal_body(Refused(fault.errcode)))
        elif fault.kind == "http":
            caller.close(CUT)
        elif fault.kind != "hang":
            self._suffer_after(caller, fault, self._answer(caller, cmd, req_id, body))

    def _suffer_after(self, caller: Caller, fault: Fault, ack: dict[str, Any]) -> None:
        """Take the frame and lose its answer, or give it late."""
        if fault.kind == "accept_then_cut":
            caller.close(CUT)
        elif fault.kind == "slow":
            late = threading.Timer(fault.seconds, caller.put, (ack,))
            late.daemon = True
            late.start()

    def _subscribe(self, caller: Caller, body: dict[str, Any]) -> None:
        known = self.city.world.credentials
        if not known.bot_secret or (body.get("bot_id"), body.get("secret")) != (known.bot_id, known.bot_secret):
            raise Refused(853000)
        with self.city.lock:
            before, self._holder = self._holder, caller
            caller.standing, caller.since = Standing.SUBSCRIBED, self.city.clock()
            self.subscriptions += 1
            if before is not None and before is not caller:
                before.standing, self.last_loss = Standing.EVICTED, "evicted"
        if before is not None and before is not caller:
            self._tell_disconnected(before)

    def _tell_disconnected(self, caller: Caller) -> None:
        body = disconnected(self.city.world.credentials.bot_id, int(self.city.clock().timestamp()))
        caller.put({"cmd": "aibot_event_callback", "headers": {"req_id": secrets.token_urlsafe(18)}, "body": body})

    def _lose(self, why: str, standing: Standing = Standing.FORGOTTEN) -> Caller | None:
        with self.city.lock:
            holder, self._holder = self._holder, None
            if holder is not None:
                holder.standing, self.last_loss = standing, why
        return holder


def _outcome(interaction: Interaction, seconds: float) -> Exchange:
    """Wait for the answer to what was handed over."""
    if not interaction.over.wait(seconds):
        return Exchange(DELIVERED)
    return Exchange(200, Reply(interaction.kind, interaction.words or "", None, {}))
