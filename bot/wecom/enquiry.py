"""Asks the platform about our own set-up: whether it knows the app, and whom the app may write to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from bot.wecom.errcodes import calling_address
from bot.wecom.exchange import Deadline, NotSent, get_json, session_for
from bot.wecom.token import AppCredentials


class NoAnswer(Exception):
    """The platform could not be reached; the text names only the kind of failure."""


@dataclass(frozen=True)
class Said:
    """What the platform answered to one question; `address` is ours as it saw it, with 60020 only.

    `told_at` is the time there, `heard_at` ours when it was told.
    """

    errcode: int
    facts: dict[str, Any]
    address: str = ""
    told_at: datetime | None = None
    heard_at: datetime | None = None


class Enquiry:
    """Questions of one app, each asked anew: a remembered token would hide a secret that has changed.

    All of them together take no longer than `seconds`.
    """

    def __init__(self, api_base: str, app: AppCredentials, seconds: float) -> None:
        self._base, self._app = f"{api_base.rstrip('/')}/cgi-bin", app
        self._http, self._deadline = session_for(api_base), Deadline(seconds)
        self._token = ""

    def token(self) -> Said:
        """Ask for an access token and keep it for what follows. Source: WeCom page 91039; raises NoAnswer."""
        said = self._ask("gettoken", corpid=self._app.corp_id, corpsecret=self._app.secret)
        self._token = str(said.facts.pop("access_token", ""))
        return said

    def app(self) -> Said:
        """Ask who the app is and who sees it. Source: WeCom page 90227; raises NoAnswer."""
        return self._ask("agent/get", access_token=self._token, agentid=str(self._app.agent_id))

    def callback_addresses(self) -> Said:
        """Ask from which addresses callbacks come. Source: WeCom page 92521; raises NoAnswer."""
        return self._ask("getcallbackip", access_token=self._token)

    def person(self, userid: str) -> Said:
        """Ask about a person of the visible range. Source: WeCom page 90196; raises NoAnswer."""
        return self._ask("user/get", access_token=self._token, userid=userid)

    def _ask(self, path: str, **query: str) -> Said:
        try:
            answer = get_json(self._http, f"{self._base}/{path}?{urlencode(query)}", self._deadline)
        except NotSent as failure:
            why = str(failure)
        else:
            facts = answer.payload
            if facts is not None and answer.status == 200 and isinstance(facts.get("errcode", 0), int):
                address = calling_address(str(facts.get("errmsg", "")))
                return Said(int(facts.get("errcode", 0)), facts, address, answer.told_at, datetime.now(UTC))
            why = f"HTTP {answer.status}"
        raise NoAnswer(why)
