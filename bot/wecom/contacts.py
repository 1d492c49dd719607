"""Asks the platform, with the app's token, whose an encrypted id is and what it says of a person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote

import redis

from actions.ports import Channel, GiveUp, Member, NotToldNow
from bot.wecom.errcodes import ERRCODES, CodeClass, outcome_for
from bot.wecom.exchange import Answer, CutOff, Deadline, NotSent, get_json, post_json, session_for
from bot.wecom.identifiers import USERID_LENGTH
from bot.wecom.token import AccessTokens, AppCredentials, TokenUnavailable
from rules.userids import userid_key

# Source: WeCom page 101521.
_IDS_AT_ONCE = 1000
_NAME_CHARACTERS = 64
_Ask = Callable[[str], Answer]


class WecomContacts:
    """The Contacts of WeCom; `timeout_seconds` bounds each question with all its calls."""

    def __init__(self, api_base: str, app: AppCredentials, store: redis.Redis, timeout_seconds: float) -> None:
        self._base = f"{api_base.rstrip('/')}/cgi-bin"
        self._timeout_seconds, self._agent_id = timeout_seconds, app.agent_id
        self._http = session_for(api_base)
        self._tokens = AccessTokens(store, self._http, api_base, app)

    def userids_of(self, open_ids: Sequence[str]) -> dict[str, str]:
        """Return whose encrypted ids these are; one that is missing is a plain id or of somebody the app cannot see.

        Where our own set-up is refused, nobody is known, which an administrator can make up for. Raises NotToldNow.
        """
        found: dict[str, str] = {}
        deadline = Deadline(self._timeout_seconds)
        for begin in range(0, len(open_ids), _IDS_AT_ONCE):
            found |= self._converted(open_ids[begin : begin + _IDS_AT_ONCE], deadline)
        return found

    def member(self, userid: str) -> Member:
        """Return what the app may read of a person. Source: WeCom page 90196; raises NotToldNow."""
        deadline = Deadline(self._timeout_seconds)

        def ask(token: str) -> Answer:
            return get_json(
                self._http, f"{self._base}/user/get?access_token={token}&userid={_quoted(userid)}", deadline
            )

        errcode, facts = self._asked(ask, deadline)
        if errcode and _class_of(errcode) is not CodeClass.TARGET:
            raise NotToldNow(f"errcode {errcode}")
        name, status, departments = (facts.get(key) for key in ("name", "status", "department"))
        return Member(
            errcode,
            name[:_NAME_CHARACTERS].strip() or None if isinstance(name, str) else None,
            tuple(each for each in departments if isinstance(each, int)) if isinstance(departments, list) else (),
            status if isinstance(status, int) else None,
        )

    def _converted(self, open_ids: Sequence[str], deadline: Deadline) -> dict[str, str]:
        body = {"open_userid_list": list(open_ids), "source_agentid": self._agent_id}

        def ask(token: str) -> Answer:
            url = f"{self._base}/batch/openuserid_to_userid?access_token={token}"
            return post_json(self._http, url, body, deadline)

        errcode, facts = self._asked(ask, deadline)
        if errcode:
            return {}
        asked = {userid_key(each): each for each in open_ids}
        rows = facts.get("userid_list")
        pairs = [_pair(row) for row in rows] if isinstance(rows, list) else []
        return {asked[heard]: userid for heard, userid in pairs if heard in asked and userid}

    def _asked(self, ask: _Ask, deadline: Deadline) -> tuple[int, dict[str, Any]]:
        """Return the errcode and the answer, with a new token when the old one is refused; raises NotToldNow."""
        try:
            token = self._tokens.current(deadline)
            errcode, facts = _read(ask(_quoted(token)))
            if _class_of(errcode) is CodeClass.REFRESH:
                errcode, facts = _read(ask(_quoted(self._tokens.renewed(token, deadline))))
        except TokenUnavailable as refused:
            if isinstance(refused.outcome, GiveUp):
                return refused.outcome.errcode or -1, {}
            raise NotToldNow(refused.outcome.why) from None
        except (NotSent, CutOff) as failure:
            raise NotToldNow(str(failure)) from None
        if errcode and not isinstance(outcome_for(errcode, "", Channel.APP), GiveUp):
            raise NotToldNow(f"errcode {errcode}")
        return errcode, facts


def _read(answer: Answer) -> tuple[int, dict[str, Any]]:
    errcode = (answer.payload or {}).get("errcode")
    if answer.status != 200 or answer.payload is None or not isinstance(errcode, int):
        raise NotToldNow(f"HTTP {answer.status}")
    return errcode, answer.payload


def _class_of(errcode: int) -> CodeClass | None:
    row = ERRCODES.get(errcode)
    return row.class_on(Channel.APP) if row else None


def _pair(row: object) -> tuple[str, str]:
    """Read one line of the answer: the encrypted id's key, and the userid; '' where it is none that could be one."""
    heard, userid = (row.get("open_userid"), row.get("userid")) if isinstance(row, dict) else (None, None)
    if not isinstance(heard, str) or not isinstance(userid, str):
        return "", ""
    return userid_key(heard), userid if len(userid) <= USERID_LENGTH and userid.isprintable() else ""


def _quoted(text: str) -> str:
    return quote(text, safe="")
