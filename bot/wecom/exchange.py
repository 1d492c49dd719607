"""One bounded request to the platform, telling what certainly did not leave from what perhaps arrived."""

from __future__ import annotations

import io
import json
import logging
import re
import time
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError
from urllib3.filepost import encode_multipart_formdata

ANSWER_BYTES = 64 * 1024
_SHORTEST_SECONDS = 0.05
_JSON = "application/json; charset=utf-8"
_SECRET_PARAMETER = re.compile(r"((?:access_token|key|corpsecret|response_code|code|media_id)=)[^&\s\"'#]+")


class NotSent(Exception):
    """The request certainly did not reach the platform; the text names only the kind of failure."""


class CutOff(Exception):
    """The body left, but no whole answer came back; the text names only the kind of failure."""


@dataclass(frozen=True)
class Answer:
    """What came back: the HTTP status, the JSON object if it was one, and what time it was there."""

    status: int
    payload: dict[str, Any] | None
    told_at: datetime | None = None


class Deadline:
    """A moment of steady time, the machine's sleep included, by which everything about one send is over."""

    def __init__(self, seconds: float) -> None:
        self._ends_at = steady_seconds() + seconds

    def left_seconds(self) -> float:
        """Return the seconds left, zero when it has passed."""
        return max(0.0, self._ends_at - steady_seconds())


class _WatchedBody(io.BytesIO):
    """Bytes that remember whether the connection stood and began to take them; none begin to leave too late."""

    def __init__(self, raw: bytes, deadline: Deadline) -> None:
        super().__init__(raw)
        self.begun = False
        self._deadline = deadline

    def read(self, size: int | None = -1, /) -> bytes:
        # A process that was stopped since it looked at its time may have lost the message to another one.
        if not self.begun and self._deadline.left_seconds() <= 0:
            raise TimeoutError
        self.begun = True
        return super().read(size)


def steady_seconds() -> float:
    """Return seconds that never jump, the machine's sleep included where the system can tell."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


def session_for(api_base: str) -> requests.Session:
    """Return a session that never retries by itself and keeps secrets out of the HTTP library's log."""
    silence_secrets()
    session = requests.Session()
    # A proxy of the environment is meant for the way out, not for a server on this machine.
    session.trust_env = not is_loopback_host(urlsplit(api_base).hostname or "")
    return session


def post_json(http: requests.Session, url: str, body: dict[str, Any], deadline: Deadline) -> Answer:
    """POST `body` once; equal bodies give equal bytes. Raises NotSent or CutOff."""
    raw = json.dumps(body, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")
    return _posted(http, url, deadline, raw, _JSON)


def post_file(http: requests.Session, url: str, name: str, content: bytes, deadline: Deadline) -> Answer:
    """POST a file once as the multipart field `media`. Raises NotSent or CutOff."""
    raw, kind = encode_multipart_formdata({"media": (name, content, "application/octet-stream")})
    return _posted(http, url, deadline, raw, kind)


def _posted(http: requests.Session, url: str, deadline: Deadline, raw: bytes, kind: str) -> Answer:
    watched = _WatchedBody(raw, deadline)
    try:
        return _exchange(http, "POST", url, deadline, watched, kind)
    except (requests.RequestException, HTTPError, OSError, ValueError) as error:
        failure = _name_of(error)
    # Raised out here so that no traceback carries the library's text, which holds the URL.
    raise CutOff(failure) if watched.begun else NotSent(failure)


def get_json(http: requests.Session, url: str, deadline: Deadline) -> Answer:
    """GET `url` once; asking changes nothing, so every failure is NotSent."""
    try:
        return _exchange(http, "GET", url, deadline, None)
    except (requests.RequestException, HTTPError, OSError, ValueError) as error:
        failure = _name_of(error)
    raise NotSent(failure)


def _exchange(
    http: requests.Session, method: str, url: str, deadline: Deadline, body: _WatchedBody | None, kind: str = _JSON
) -> Answer:
    left = deadline.left_seconds()
    if left < _SHORTEST_SECONDS:
        raise TimeoutError
    headers = {"Content-Type": kind, "Accept-Encoding": "identity"}
    # A redirect would carry the body, and the secret in the URL, to a host nobody configured.
    with http.request(
        method, url, data=body, headers=headers, timeout=(left / 2, left), stream=True, allow_redirects=False
    ) as response:
        told_at = _moment(response.headers.get("Date"))
        return Answer(response.status_code, _json_object(_read(response, deadline)), told_at)


def get_text(http: requests.Session, url: str, deadline: Deadline) -> tuple[int, bytes]:
    """GET `url` once and return the status and what it says; every failure is NotSent."""
    left = deadline.left_seconds()
    try:
        with http.get(url, timeout=(left / 2, left), stream=True, allow_redirects=False) as response:
            return response.status_code, _read(response, deadline)
    except (requests.RequestException, HTTPError, OSError, ValueError) as error:
        failure = _name_of(error)
    raise NotSent(failure)


def _moment(header: str | None) -> datetime | None:
    try:
        told_at = parsedate_to_datetime(header) if header else None
    except ValueError:
        return None
    return told_at if told_at is not None and told_at.tzinfo is not None else None


def _read(response: requests.Response, deadline: Deadline) -> bytes:
    content = b""
    while piece := response.raw.read1(ANSWER_BYTES):
        content += piece
        if len(content) > ANSWER_BYTES or deadline.left_seconds() <= 0:
            raise TimeoutError
    return content


def _json_object(content: bytes) -> dict[str, Any] | None:
    try:
        payload = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return payload if isinstance(payload, dict) else None


def _name_of(error: BaseException) -> str:
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return type(reason if isinstance(reason, BaseException) else error).__name__


def is_loopback_host(host: str) -> bool:
    """Tell whether a host's name or address is this machine's own."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class _SecretFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args, record.exc_info = _SECRET_PARAMETER.sub(r"\1…", record.getMessage()), (), None
        return True


_SECRETS = _SecretFilter()


def silence_secrets() -> None:
    """Keep keys and tokens in URLs out of the log of the HTTP library."""
    # urllib3 writes whole paths with their query at debug level; adding the same filter again changes nothing.
    logging.getLogger("urllib3.connectionpool").addFilter(_SECRETS)
