"""The local administrator's login: a password from the configuration and a session that ends."""

from __future__ import annotations

import hmac

from flask import request, session

from models.sealing import keyring


def caller_address() -> str:
    """Return who asks: behind a proxy on this machine the address the proxy adds last, which nobody else can write."""
    address = request.remote_addr or ""
    forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return forwarded[:45] if forwarded and address in ("127.0.0.1", "::1") else address


def is_right(password: str, typed: str) -> bool:
    """Tell whether the typed password is the configured one."""
    return hmac.compare_digest(password.encode(), typed.encode("utf-8", "replace"))


def log_in(password: str) -> None:
    """Begin the session; a changed password ends it."""
    session.clear()
    session.permanent = True
    session["admin"] = _mark(password)


def is_logged_in(password: str | None) -> bool:
    """Tell whether this request belongs to a session of the administrator."""
    mark = session.get("admin")
    return password is not None and isinstance(mark, str) and hmac.compare_digest(mark, _mark(password))


def _mark(password: str) -> str:
    return keyring().lookup_hash("board session:" + password)[-32:]
