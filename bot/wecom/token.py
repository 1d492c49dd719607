"""The app's access token: shared by all processes, fetched by one of them at a time, renewed early."""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import timedelta
from urllib.parse import urlencode

import redis
import requests

from actions.ports import Channel, GiveUp, RetryLater
from bot.wecom.errcodes import outcome_for
from bot.wecom.exchange import Answer, Deadline, NotSent, get_json

EARLY_SECONDS = 300
# Renewals of several apps, started together, do not come together.
SPREAD_SECONDS = 120
# An early renewal holds up the message that finds it due, so it is short, and rests when it fails.
_EARLY_RENEWAL_SECONDS = 2.0
_RENEWAL_RESTS_SECONDS = 30
REFUSAL_SECONDS = 15
_NETWORK_WAIT = timedelta(seconds=5)
_LOCK_SLACK_SECONDS = 2.0


class TokenUnavailable(Exception):
    """There is no access token now; `outcome` says what that means for the message."""

    def __init__(self, outcome: RetryLater | GiveUp) -> None:
        super().__init__(outcome.why)
        self.outcome = outcome


@dataclass(frozen=True)
class AppCredentials:
    """Who the app is; the secret is in no repr."""

    corp_id: str
    agent_id: int
    secret: str

    def __repr__(self) -> str:
        return f"AppCredentials({self.corp_id!r}, {self.agent_id!r}, …)"


@dataclass(frozen=True)
class _Held:
    token: str
    renew_at: float
    expires_at: float


class AccessTokens:
    """Gives out the token of one app. Source: WeCom page 91039.

    `clock` is machine time in seconds since the epoch. Without Redis each process keeps a token of its own;
    the platform gives all of them the same one.
    """

    def __init__(
        self,
        store: redis.Redis,
        http: requests.Session,
        api_base: str,
        app: AppCredentials,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store, self._http, self._app, self._clock = store, http, app, clock
        self._url = api_base.rstrip("/") + "/cgi-bin/gettoken"
        digest = hashlib.sha256(app.secret.encode()).hexdigest()[:8]
        self._name = f"cuiban:wecom:token:{app.corp_id}:{app.agent_id}:{digest}"
        self._own: _Held | None = None
        self._rests_until = 0.0
        self._gate = threading.Lock()

    def current(self, deadline: Deadline) -> str:
        """Return a token that is still good; raises TokenUnavailable."""
        held = self._held()
        if held is None or held.expires_at <= self._clock():
            return self._fetched_once(None, deadline)
        if held.renew_at <= self._clock() and not self._renewal_rests():
            return self._renewed_early(held.token, deadline)
        return held.token

    def renewed(self, dead_token: str, deadline: Deadline) -> str:
        """Return another token than `dead_token`, which the platform refused; raises TokenUnavailable."""
        return self._fetched_once(dead_token, deadline)

    def _renewed_early(self, good: str, deadline: Deadline) -> str:
        """Renew a token that is still good, unless somebody else is just doing so; when it fails, it is used on."""
        try:
            with self._turn(deadline, waits=False):
                held = self._held()
                if held is not None and held.token != good and held.expires_at > self._clock():
                    return held.token
                return self._fetched(Deadline(min(_EARLY_RENEWAL_SECONDS, deadline.left_seconds() / 2)))
        except TokenUnavailable:
            self._let_renewal_rest()
            return good

    def _renewal_rests(self) -> bool:
        if self._rests_until > self._clock() >= self._rests_until - _RENEWAL_RESTS_SECONDS:
            return True
        try:
            return bool(self._store.exists(f"{self._name}:rests"))
        except redis.RedisError:
            return False

    def _let_renewal_rest(self) -> None:
        self._rests_until = self._clock() + _RENEWAL_RESTS_SECONDS
        with suppress(redis.RedisError):
            self._store.set(f"{self._name}:rests", 1, ex=_RENEWAL_RESTS_SECONDS)

    def _fetched_once(self, replaced: str | None, deadline: Deadline) -> str:
        """Fetch a token unless another thread or process did so while this one waited for its turn."""
        with self._turn(deadline):
            held = self._held()
            if held is not None and held.token != replaced and held.expires_at > self._clock():
                return held.token
            return self._fetched(deadline)

    @contextmanager
    def _turn(self, deadline: Deadline, *, waits: bool = True) -> Iterator[None]:
        """Hold the right to fetch, alone in all processes; without `waits` only where it is free at once."""
        if not self._gate.acquire(timeout=deadline.left_seconds() if waits else 0):
            raise TokenUnavailable(RetryLater(_NETWORK_WAIT, "the access token is being fetched"))
        left = deadline.left_seconds()
        lock = self._store.lock(f"{self._name}:turn", timeout=left + _LOCK_SLACK_SECONDS, sleep=0.02)
        try:
            if not self._locked(lock.acquire, left if waits else 0):
                raise TokenUnavailable(RetryLater(_NETWORK_WAIT, "the access token is being fetched"))
            yield
        finally:
            # A lock that was never held, or ran out, cannot be released; neither matters any more.
            with suppress(redis.RedisError):
                lock.release()
            self._gate.release()

    def _locked(self, acquire: Callable[..., bool], left_seconds: float) -> bool:
        # Without Redis each process goes alone; that costs a few calls and nothing else.
        try:
            return acquire(blocking_timeout=left_seconds)
        except redis.RedisError:
            return True

    def _fetched(self, deadline: Deadline) -> str:
        self._check_refusal()
        query = urlencode({"corpid": self._app.corp_id, "corpsecret": self._app.secret})
        try:
            answer = get_json(self._http, f"{self._url}?{query}", deadline)
        except NotSent as failure:
            why = f"the access token could not be fetched: {failure}"
        else:
            return self._taken(answer)
        raise TokenUnavailable(RetryLater(_NETWORK_WAIT, why, is_down=True))

    def _taken(self, answer: Answer) -> str:
        payload = answer.payload or {}
        errcode, token, lives = payload.get("errcode", 0), payload.get("access_token"), payload.get("expires_in")
        if isinstance(errcode, int) and errcode != 0:
            self._remember_refusal(errcode)
            raise TokenUnavailable(_refusal(errcode, str(payload.get("errmsg", ""))))
        if not isinstance(token, str) or not token or not isinstance(lives, int):
            why = f"no access token in an answer of HTTP {answer.status}"
            raise TokenUnavailable(RetryLater(_NETWORK_WAIT, why, is_down=True))
        now = self._clock()
        early = min(EARLY_SECONDS + secrets.randbelow(SPREAD_SECONDS), lives / 2)
        self._own = _Held(token, now + lives - early, now + lives)
        with suppress(redis.RedisError):
            self._store.set(self._name, json.dumps(asdict(self._own)), px=max(1, lives) * 1000)
        return token

    def _held(self) -> _Held | None:
        try:
            stored = self._store.get(self._name)
        except redis.RedisError:
            return self._own
        if not isinstance(stored, (bytes, str)):
            return None
        try:
            return _Held(**json.loads(stored))
        except (TypeError, ValueError):
            return None

    def _check_refusal(self) -> None:
        # Too many failing calls an hour get a corporation blocked, so a refusal is remembered for a moment.
        stored: object = None
        with suppress(redis.RedisError):
            stored = self._store.get(f"{self._name}:refused")
        if isinstance(stored, (bytes, str)):
            raise TokenUnavailable(_refusal(int(stored), ""))

    def _remember_refusal(self, errcode: int) -> None:
        with suppress(redis.RedisError):
            self._store.set(f"{self._name}:refused", errcode, ex=REFUSAL_SECONDS)


def _refusal(errcode: int, errmsg: str) -> RetryLater | GiveUp:
    outcome = outcome_for(errcode, errmsg, Channel.APP)
    return outcome if isinstance(outcome, (RetryLater, GiveUp)) else RetryLater(_NETWORK_WAIT, "no access token")
