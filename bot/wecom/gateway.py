"""Hands frozen messages to WeCom and tells what became of each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Protocol
from urllib.parse import quote

import redis
from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

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
from bot.wecom.bodies import is_card_update
from bot.wecom.errcodes import ERRCODES, CodeClass, outcome_for
from bot.wecom.exchange import Answer, CutOff, Deadline, NotSent, post_file, post_json, session_for
from bot.wecom.line.uploading import NotTaken, Upload
from bot.wecom.token import AccessTokens, AppCredentials, TokenUnavailable
from rules.userids import is_same

_NETWORK_WAIT = timedelta(seconds=5)
_BUSY_WAIT = timedelta(seconds=60)
_CODE_CHARACTERS = 1024
_PORTS = {"http": 80, "https": 443}


class Line(Protocol):
    """The AI bot's long connection, which another process may hold."""

    def send(self, body: dict[str, Any], deadline: Deadline) -> Answer:
        """Have `body` said as `aibot_send_msg` and return the platform's answer; raises NotSent or CutOff."""
        ...

    def upload(self, upload: Upload, deadline: Deadline) -> str:
        """Have a file carried over the line and return its media_id; raises NotTaken, NotSent or CutOff."""
        ...

    def is_open(self, deadline: Deadline) -> bool:
        """Tell whether the connection stands and is subscribed; never raises."""
        ...


class WecomGateway:
    """The ChatGateway of WeCom: push keys, the app, the AI bot and its late answer.

    `timeout_seconds` bounds one send with all its calls, `upload_seconds` one file on its way there. `app` is None
    where no app is configured, `line` where the AI bot has no long connection.
    """

    def __init__(
        self,
        api_base: str,
        app: AppCredentials | None,
        store: redis.Redis,
        timeout_seconds: float,
        line: Line | None = None,
        upload_seconds: float = 60.0,
    ) -> None:
        self._line, self._upload_seconds = line, upload_seconds
        self._api_base = api_base.rstrip("/")
        self._timeout_seconds = timeout_seconds
        self._http = session_for(api_base)
        self._tokens = AccessTokens(store, self._http, api_base, app) if app else None

    def __repr__(self) -> str:
        return f"WecomGateway({self._api_base!r})"

    def send(self, wire: Wire) -> SendOutcome:
        """Send `wire` once and return its outcome; raises nothing for what the network or the platform does."""
        deadline = Deadline(self._timeout_seconds)
        try:
            match wire.channel:
                case Channel.PUSH_KEY:
                    return _judged(post_json(self._http, self._push_url(wire), wire.body, deadline), wire)
                case Channel.APP:
                    path = "update_template_card" if is_card_update(wire) else "send"
                    return _judged(self._app_answer(wire.body, deadline, path), wire)
                case Channel.AIBOT:
                    return self._said_on_the_line(wire, deadline)
                case Channel.RESPONSE_URL:
                    return self._late_answer(wire, deadline)
        except TokenUnavailable as refused:
            return refused.outcome
        except NotSent as failure:
            return RetryLater(_NETWORK_WAIT, f"not sent: {failure}", is_down=True)
        except CutOff as failure:
            return Unknown(f"no answer: {failure}")

    def upload(self, channel: Channel, address: str, parcel: Parcel) -> UploadOutcome:
        """Have the platform keep a file once; raises nothing for what the network or the platform does."""
        deadline = Deadline(self._upload_seconds)
        try:
            # The limits are the same on every way, and what is over them need not travel.
            file = Upload("file", parcel.name, parcel.content)
            match channel:
                case Channel.PUSH_KEY:
                    path = f"webhook/upload_media?key={quote(address, safe='')}"
                    answer = self._uploaded(path, file, deadline)
                case Channel.APP:
                    answer = self._with_token(lambda token: self._uploaded_by_app(file, token, deadline), deadline)
                case Channel.AIBOT if self._line is not None:
                    return Uploaded(self._line.upload(file, deadline))
                case _:
                    return GiveUp("no way for files", scope="channel")
        except TokenUnavailable as refused:
            return refused.outcome
        except NotTaken as refused:
            return _upload_outcome(outcome_for(refused.errcode, str(refused), channel))
        except NotSent as failure:
            return RetryLater(_NETWORK_WAIT, f"not sent: {failure}", is_down=True)
        except CutOff as failure:
            return RetryLater(_NETWORK_WAIT, f"no answer: {failure}")
        return _kept(answer, channel, address)

    def is_there(self, wire: Wire) -> bool:
        """Tell whether the platform itself answers where `wire` would go: a body without a message is refused by it.

        Whatever stands between us and fails has no errcode to give. The late answer's address is not tried: it may
        be used up by that.
        """
        deadline = Deadline(self._timeout_seconds)
        try:
            match wire.channel:
                case Channel.PUSH_KEY:
                    return _errcode(post_json(self._http, self._push_url(wire), {}, deadline)) is not None
                case Channel.APP:
                    return _errcode(self._app_answer({}, deadline)) is not None
                case Channel.AIBOT:
                    return self._line is not None and self._line.is_open(deadline)
                case Channel.RESPONSE_URL:
                    return True
        except (TokenUnavailable, NotSent, CutOff):
            return False

    def _push_url(self, wire: Wire) -> str:
        return f"{self._api_base}/cgi-bin/webhook/send?key={quote(wire.address, safe='')}"

    def _app_answer(self, body: dict[str, Any], deadline: Deadline, path: str = "send") -> Answer:
        return self._with_token(lambda token: self._posted_by_app(path, body, token, deadline), deadline)

    def _with_token(self, asked: Callable[[str], Answer], deadline: Deadline) -> Answer:
        if self._tokens is None:
            raise TokenUnavailable(GiveUp("no app is configured", scope="channel"))
        token = self._tokens.current(deadline)
        answer = asked(token)
        if _class_of(answer) is CodeClass.REFRESH:
            # The platform may end a token early; once more with a new one, and no further.
            answer = asked(self._tokens.renewed(token, deadline))
        return answer

    def _uploaded_by_app(self, file: Upload, token: str, deadline: Deadline) -> Answer:
        return self._uploaded(f"media/upload?access_token={quote(token, safe='')}", file, deadline)

    def _uploaded(self, path: str, file: Upload, deadline: Deadline) -> Answer:
        url = f"{self._api_base}/cgi-bin/{path}&type={file.kind}"
        return post_file(self._http, url, file.name, file.content, deadline)

    def _posted_by_app(self, path: str, body: dict[str, Any], token: str, deadline: Deadline) -> Answer:
        url = f"{self._api_base}/cgi-bin/message/{path}?access_token={quote(token, safe='')}"
        return post_json(self._http, url, body, deadline)

    def _said_on_the_line(self, wire: Wire, deadline: Deadline) -> SendOutcome:
        if self._line is None:
            return GiveUp("the AI bot has no long connection", scope="channel")
        return _judged(self._line.send(wire.body, deadline), wire)

    def _late_answer(self, wire: Wire, deadline: Deadline) -> SendOutcome:
        if not _same_host(wire.address, self._api_base):
            return GiveUp("the response_url is not of the configured platform", scope="target")
        return _judged(post_json(self._http, wire.address, wire.body, deadline), wire)


def _judged(answer: Answer, wire: Wire) -> SendOutcome:
    if not 200 <= answer.status < 300:
        return _outcome_of_status(answer.status, wire.channel)
    errcode = _errcode(answer)
    if errcode is None:
        return Unknown("the answer cannot be read")
    payload = answer.payload or {}
    errmsg = str(payload.get("errmsg", "")).replace(wire.address, "…")
    outcome = outcome_for(errcode, errmsg, wire.channel)
    return Sent(_unreachable(payload, wire.address), _card_code(payload)) if isinstance(outcome, Sent) else outcome


def _kept(answer: Answer, channel: Channel, address: str) -> UploadOutcome:
    payload = answer.payload or {}
    if not 200 <= answer.status < 300:
        return _upload_outcome(_outcome_of_status(answer.status, channel))
    errcode = _errcode(answer)
    if errcode is None:
        return RetryLater(_NETWORK_WAIT, "the answer cannot be read")
    media_id = payload.get("media_id")
    if errcode == 0 and isinstance(media_id, str) and media_id:
        return Uploaded(media_id)
    return _upload_outcome(outcome_for(errcode, str(payload.get("errmsg", "")).replace(address or "\n", "…"), channel))


def _upload_outcome(outcome: SendOutcome) -> UploadOutcome:
    match outcome:
        case RetryLater() | GiveUp():
            return outcome
        case Sent() | Unknown():
            # Whether it is kept there or not, nobody can name it.
            return RetryLater(_NETWORK_WAIT, "the answer names no media_id")


def _outcome_of_status(status: int, channel: Channel) -> SendOutcome:
    """Judge an answer that is not the platform's own, which always says 200.

    A 5xx comes from something between us that may have passed the message on before it failed.
    """
    if status >= 500:
        return Unknown(f"HTTP {status}")
    if status in (408, 429):
        return RetryLater(_BUSY_WAIT, f"HTTP {status}")
    if channel is Channel.RESPONSE_URL:
        return GiveUp(f"HTTP {status}", scope="target")
    return GiveUp(f"HTTP {status}", scope="message" if status == 413 else "channel")


def _errcode(answer: Answer) -> int | None:
    errcode = (answer.payload or {}).get("errcode")
    return errcode if isinstance(errcode, int) and not isinstance(errcode, bool) else None


def _class_of(answer: Answer) -> CodeClass | None:
    errcode = _errcode(answer)
    row = ERRCODES.get(errcode) if errcode is not None else None
    return row.class_on(Channel.APP) if row else None


def _unreachable(payload: dict[str, Any], address: str) -> tuple[str, ...]:
    """Return the userids not delivered to; the platform writes them in lower case."""
    lists = (payload.get("invaliduser"), payload.get("unlicenseduser"))
    named = [userid for each in lists if isinstance(each, str) for userid in each.split("|") if userid]
    return tuple(dict.fromkeys(address if is_same(userid, address) else userid for userid in named))


def _card_code(payload: dict[str, Any]) -> str | None:
    code = payload.get("response_code")
    return code if isinstance(code, str) and 0 < len(code) <= _CODE_CHARACTERS else None


def _same_host(url: str, api_base: str) -> bool:
    # Read by the parser that will open the connection: another one could see another host in the same text.
    try:
        given, configured = parse_url(url), parse_url(api_base)
    except LocationParseError:
        return False
    return given.auth is None and "\\" not in url and _origin(given) == _origin(configured)


def _origin(url: Url) -> tuple[str | None, str | None, int | None]:
    return url.scheme, url.host, url.port or _PORTS.get(url.scheme or "")
