"""Lets only those tokens in that the configuration gives the right to."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, TypeVar

from flask import g, request

from rules.permissions import Actor, Allowed, Chat, Place, may
from web.api.errors import Refused
from web.backend import ApiToken

View = TypeVar("View", bound=Callable[..., Any])


def needs(right: str, tokens: Sequence[ApiToken]) -> Callable[[View], View]:
    """Return the decorator of a view that only tokens with `right` reach; others get 401 or 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **named: Any) -> Any:
            g.api_token = _admitted(right, tokens)
            return view(*args, **named)

        return guarded  # type: ignore[return-value]

    return decorate


def caller() -> ApiToken:
    """Return the token this request came with."""
    token: ApiToken = g.api_token
    return token


def _admitted(right: str, tokens: Sequence[ApiToken]) -> ApiToken:
    shown = request.authorization
    if shown is None or shown.type != "bearer" or not shown.token:
        raise Refused(401, "no_token")
    token = _find(shown.token, tokens)
    if token is None:
        raise Refused(401, "wrong_token")
    actor = Actor(token.actor, frozenset(f"api_{name}" for name in token.rights))
    if not isinstance(may(actor, f"api_{right}", Place(Chat.API)), Allowed):
        raise Refused(403, "not_your_right", right=right)
    return token


def _find(shown: str, tokens: Sequence[ApiToken]) -> ApiToken | None:
    # Every token is compared, so that the time tells nothing about which one was nearly right.
    found = None
    for token in tokens:
        if hmac.compare_digest(token.token.encode(), shown.encode("utf-8", "replace")):
            found = token
    return found
