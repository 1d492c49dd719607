"""Fetches what people send, streamed and capped: the app's files by media_id, the AI bot's by encrypted URL."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Any
from urllib.parse import quote, unquote_to_bytes

import urllib3
from requests.utils import DEFAULT_CA_BUNDLE_PATH, get_environ_proxies, select_proxy
from urllib3.exceptions import HTTPError
from urllib3.util import Timeout

from actions.ports import Channel, NotFetched, RetryLater
from bot.wecom.errcodes import ERRCODES, CodeClass, outcome_for
from bot.wecom.exchange import Deadline, silence_secrets
from bot.wecom.media_cipher import BadFile, MediaCipher, media_key
from bot.wecom.media_url import MediaHosts, Place
from bot.wecom.token import AccessTokens, TokenUnavailable
from rules.chat import MediaRef, Source

_PIECE_BYTES = 64 * 1024
_ERROR_BYTES = 64 * 1024
_CONNECT_SECONDS, _READ_SECONDS = 5.0, 15.0
_TOKEN_SECONDS = 8.0
# A padded block, and no more, comes on top of a file.
_PAD_BYTES = 32
_NAME_CHARACTERS = 300
_ENCODED_NAME = re.compile(r"filename\*\s*=\s*utf-8''([^;\s]+)", re.IGNORECASE)
_PLAIN_NAME = re.compile(r'filename\s*=\s*(?:"([^"]*)"|([^;\s]+))', re.IGNORECASE)
Put = Callable[[bytes], None]


class _Refused(Exception):
    """The platform answered with a code instead of a file."""

    def __init__(self, errcode: int, errmsg: str) -> None:
        super().__init__(errcode)
        self.errcode, self.errmsg = errcode, errmsg


class WecomMedia:
    """The platform's files. Sources: WeCom pages 90254 (app), 100719 (AI bot), 101463 (long connection).

    `bot_key` is the EncodingAESKey of the AI bot's callback, for files that bring no key of their own. One try takes
    `seconds` at most.
    """

    def __init__(
        self, api_base: str, hosts: MediaHosts, tokens: AccessTokens | None, bot_key: str | None, seconds: float = 240.0
    ) -> None:
        silence_secrets()
        self._api_base, self._hosts, self._tokens = api_base.rstrip("/"), hosts, tokens
        self._bot_key, self._seconds = bot_key, seconds

    def fetch(self, source: Source, ref: MediaRef, put: Put, most_bytes: int) -> str | None:
        """Hand the bytes of a file to `put` and return the name it came with; raises NotFetched."""
        deadline = Deadline(self._seconds)
        try:
            if source is Source.APP and ref.media_id:
                return self._by_media_id(ref.media_id, put, most_bytes, deadline)
            if ref.url:
                return self._by_url(source, ref, put, most_bytes, deadline)
        except TokenUnavailable as refused:
            raise NotFetched("token", again=isinstance(refused.outcome, RetryLater)) from None
        raise NotFetched("url")

    def _by_media_id(self, media_id: str, put: Put, most_bytes: int, deadline: Deadline) -> str | None:
        if self._tokens is None:
            raise NotFetched("no_app")
        token = self._tokens.current(Deadline(_TOKEN_SECONDS))
        try:
            try:
                return self._got(media_id, token, put, most_bytes, deadline)
            except _Refused as refused:
                row = ERRCODES.get(refused.errcode)
                if row is None or row.class_on(Channel.APP) is not CodeClass.REFRESH:
                    raise
                # The platform may end a token early; once more with a new one, and no further.
                fresh = self._tokens.renewed(token, Deadline(_TOKEN_SECONDS))
                return self._got(media_id, fresh, put, most_bytes, deadline)
        except _Refused as refused:
            outcome = outcome_for(refused.errcode, refused.errmsg, Channel.APP)
            raise NotFetched(f"errcode_{refused.errcode}", again=isinstance(outcome, RetryLater)) from None

    def _got(self, media_id: str, token: str, put: Put, most_bytes: int, deadline: Deadline) -> str | None:
        query = f"access_token={quote(token, safe='')}&media_id={quote(media_id, safe='')}"
        place = self._hosts.place(f"{self._api_base}/cgi-bin/media/get?{query}")
        with _opened(place, deadline) as response:
            _check_length(response, most_bytes)
            if _is_json(response):
                raise _refusal(response, deadline)
            for piece in _pieces(response, deadline, most_bytes):
                put(piece)
            return _name_of(response)

    def _by_url(self, source: Source, ref: MediaRef, put: Put, most_bytes: int, deadline: Deadline) -> str | None:
        cipher = self._cipher(source, ref)
        place = self._hosts.place(ref.url or "")
        with _opened(place, deadline) as response:
            most = most_bytes + (_PAD_BYTES if cipher else 0)
            _check_length(response, most)
            for piece in _pieces(response, deadline, most):
                put(cipher.update(piece) if cipher else piece)
            if cipher is not None:
                try:
                    put(cipher.finish())
                except BadFile:
                    # A line that broke off looks the same as a wrong key.
                    raise NotFetched("sealed", again=True) from None
            return _name_of(response)

    def _cipher(self, source: Source, ref: MediaRef) -> MediaCipher | None:
        if source is Source.ROBOT:
            # The old group robot's pictures come as they are.
            return None
        written = ref.aes_key or self._bot_key
        if not written:
            raise NotFetched("no_key")
        try:
            return MediaCipher(media_key(written))
        except BadFile:
            raise NotFetched("no_key") from None


@contextmanager
def _opened(place: Place, deadline: Deadline) -> Iterator[urllib3.BaseHTTPResponse]:
    """Open a file where it was found to be; whatever fails on the way is NotFetched, without the URL in its text."""
    if deadline.left_seconds() <= 0:
        raise NotFetched("slow", again=True)
    seconds = Timeout(connect=_CONNECT_SECONDS, read=_READ_SECONDS)
    headers = {"Host": place.host_header, "Accept-Encoding": "identity", "User-Agent": "cuiban"}
    with _pool(place) as pool:
        try:
            response = pool.urlopen(
                "GET", place.path, headers=headers, timeout=seconds, retries=False, redirect=False,
                preload_content=False, decode_content=False, assert_same_host=False,
            )  # fmt: skip
        except (HTTPError, OSError, ValueError):
            response = None
        if response is None:
            raise NotFetched("network", again=True)
        try:
            _check_status(response)
            yield response
        finally:
            response.close()


def _pool(place: Place) -> urllib3.HTTPConnectionPool:
    """Connect to the address that was looked at, and nowhere else; certificate and name stay those of the host.

    Where the office has only a proxy for its way out, the proxy is asked for that address.
    """
    keeps: dict[str, Any] = {"maxsize": 1}
    if place.scheme == "https":
        keeps |= {"cert_reqs": "CERT_REQUIRED", "ca_certs": DEFAULT_CA_BUNDLE_PATH}
        keeps |= {"server_hostname": place.host, "assert_hostname": place.host}
    url = f"{place.scheme}://{place.host_header}/"
    proxy = None if ip_address(place.address).is_loopback else select_proxy(url, get_environ_proxies(url))
    manager = urllib3.ProxyManager(proxy) if proxy else urllib3.PoolManager()
    return manager.connection_from_host(place.address, place.port, place.scheme, pool_kwargs=keeps)


def _check_status(response: urllib3.BaseHTTPResponse) -> None:
    if 300 <= response.status < 400:
        raise NotFetched("redirect")
    if response.status != 200:
        raise NotFetched(f"http_{response.status}", again=response.status >= 500 or response.status in (408, 429))
    if response.headers.get("Content-Encoding", "identity").lower() not in ("", "identity"):
        raise NotFetched("encoding")


def _check_length(response: urllib3.BaseHTTPResponse, most_bytes: int) -> None:
    length = response.headers.get("Content-Length", "")
    if length.isdigit() and int(length) > most_bytes:
        raise NotFetched("too_large")


def _pieces(response: urllib3.BaseHTTPResponse, deadline: Deadline, most_bytes: int) -> Iterator[bytes]:
    n_bytes, length = 0, response.headers.get("Content-Length", "")
    while True:
        try:
            piece = response.read1(_PIECE_BYTES)
        except (HTTPError, OSError, ValueError):
            break
        if not piece:
            if length.isdigit() and n_bytes < int(length):
                break
            return
        n_bytes += len(piece)
        if n_bytes > most_bytes:
            raise NotFetched("too_large")
        if deadline.left_seconds() <= 0:
            raise NotFetched("slow", again=True)
        yield piece
    # Raised out here so that no traceback carries the library's text, which holds the URL.
    raise NotFetched("cut_off", again=True)


def _is_json(response: urllib3.BaseHTTPResponse) -> bool:
    """Tell whether this is a refusal: it comes with HTTP 200 too, but a file has a name."""
    headers = response.headers
    return "json" in headers.get("Content-Type", "").lower() and "Content-Disposition" not in headers


def _refusal(response: urllib3.BaseHTTPResponse, deadline: Deadline) -> Exception:
    body: Any = None
    try:
        body = json.loads(b"".join(_pieces(response, deadline, _ERROR_BYTES)))
    except ValueError:
        body = None
    errcode = body.get("errcode") if isinstance(body, dict) else None
    if not isinstance(errcode, int) or isinstance(errcode, bool):
        return NotFetched("no_file", again=True)
    return _Refused(errcode, str(body.get("errmsg", "")))


def _name_of(response: urllib3.BaseHTTPResponse) -> str | None:
    """Return the name of a file as it is written; what is made of it is another matter."""
    written = response.headers.get("Content-Disposition", "")[:2000]
    if encoded := _ENCODED_NAME.search(written):
        return unquote_to_bytes(encoded[1]).decode("utf-8", "replace")[:_NAME_CHARACTERS]
    plain = _PLAIN_NAME.search(written)
    if plain is None:
        return None
    name = plain[1] if plain[1] is not None else plain[2]
    # Headers are read as Latin-1, names are written in UTF-8.
    try:
        return name.encode("latin-1").decode("utf-8")[:_NAME_CHARACTERS]
    except (UnicodeEncodeError, UnicodeDecodeError):
        return name[:_NAME_CHARACTERS]
