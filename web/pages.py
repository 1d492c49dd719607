"""What a page may load and do, as its headers tell the browser: nothing but what it names itself."""

from __future__ import annotations

import secrets

from flask import Response, g, request


def style_nonce() -> str:
    """Return the mark under which the styles of this page are let in."""
    return _nonce("style_nonce")


def allow_script() -> str:
    """Let the page have its own script, which may call nobody but us; returns the mark it needs."""
    return _nonce("script_nonce")


def _nonce(name: str) -> str:
    if name not in g:
        setattr(g, name, secrets.token_urlsafe(16))
    return str(getattr(g, name))


def protect(response: Response) -> Response:
    """Add the headers that keep foreign code, frames and caches away."""
    response.headers.setdefault("Content-Security-Policy", _policy())
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Frame-Options"] = "DENY"
    response.headers["Referrer-Policy"] = "no-referrer"
    if not request.path.startswith("/wecom/"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _policy() -> str:
    style = f"'nonce-{g.style_nonce}'" if "style_nonce" in g else "'none'"
    script = f"script-src 'nonce-{g.script_nonce}'; connect-src 'self'; " if "script_nonce" in g else ""
    return f"default-src 'none'; {script}style-src {style}; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
