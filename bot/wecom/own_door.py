"""Knocks at our own callback URL as the platform's console does: signed with our keys, over the way people come."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from bot.wecom.envelope import Envelope
from bot.wecom.exchange import Deadline, NotSent, get_text, session_for


@dataclass(frozen=True)
class Knock:
    """What came of a knock: `status` None when nobody was reached (`why` names the kind of failure)."""

    status: int | None
    is_right: bool = False
    why: str = ""


def knock(base_url: str, path: str, envelope: Envelope, now: datetime, seconds: float) -> Knock:
    """Do one URL check (page 90238) at `base_url` + `path`; right is only the very plaintext, unquoted, unchanged."""
    nonce, echo = secrets.token_hex(8), secrets.token_hex(10)
    sealed = envelope.seal(echo.encode(), nonce, int(now.timestamp()))
    query = urlencode(
        {
            "msg_signature": sealed.msg_signature,
            "timestamp": sealed.timestamp,
            "nonce": nonce,
            "echostr": sealed.encrypted,
        }
    )
    try:
        status, said = get_text(session_for(base_url), f"{base_url.rstrip('/')}{path}?{query}", Deadline(seconds))
    except NotSent as failure:
        return Knock(None, why=str(failure))
    return Knock(status, said == echo.encode())
