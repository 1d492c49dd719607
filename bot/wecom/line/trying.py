"""Tries the way to the long connection, and on request the bot's credentials, without holding or hearing anything."""

from __future__ import annotations

from dataclasses import dataclass

from bot.wecom.exchange import CutOff, NotSent
from bot.wecom.line.connection import open_connection
from bot.wecom.line.frames import Command
from bot.wecom.line.keeper import BotCredentials
from bot.wecom.line.reconnecting import Ending


@dataclass(frozen=True)
class Tried:
    """What came of it: `errcode` None where nothing was asked or answered, `why` the kind of failure."""

    is_reached: bool
    errcode: int | None = None
    why: str = ""


def try_line(bot: BotCredentials, seconds: float, *, subscribe: bool) -> Tried:
    """Open the socket and close it again; to `subscribe` shows whether the credentials are right.

    A subscription takes the bot from whoever holds it, the handshake alone takes it from nobody.
    """
    try:
        connection = open_connection(bot.url, lambda _: None, lambda: True)
    except NotSent as failure:
        return Tried(is_reached=False, why=str(failure))
    try:
        if not subscribe:
            return Tried(is_reached=True)
        acked = connection.ask(Command.SUBSCRIBE, {"bot_id": bot.bot_id, "secret": bot.secret}, seconds)
        return Tried(is_reached=True, errcode=acked.errcode)
    except (NotSent, CutOff) as failure:
        return Tried(is_reached=True, why=str(failure))
    finally:
        connection.close(Ending.STOPPED)
