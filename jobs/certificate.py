"""Looks now and then at the certificate of the host to which WeCom brings its callbacks."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import structlog

from config import is_loopback
from rules.troubles import Finding, Trouble

log = structlog.get_logger("certificate")
_LOOK_EVERY, _LOOK_EVERY_WHILE_WRONG = timedelta(hours=6), timedelta(minutes=10)
_TIMEOUT_SECONDS = 5.0
_EXPIRED = 10  # X509_V_ERR_CERT_HAS_EXPIRED
_HTTPS = 443


def ends_at(host: str, port: int) -> datetime:
    """Return when the certificate of a host ends; raises SSLCertVerificationError when nobody would trust it."""
    trusting = ssl.create_default_context()
    with (
        socket.create_connection((host, port), timeout=_TIMEOUT_SECONDS) as plain,
        trusting.wrap_socket(plain, server_hostname=host) as sealed,
    ):
        shown = sealed.getpeercert() or {}
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), UTC)


def in_background(work: Callable[[], None]) -> None:
    """Do something that may take seconds without holding up the checks."""
    threading.Thread(target=work, daemon=True).start()


@dataclass
class CertificateLook:
    """What was last seen of the certificate behind `base_url`; nothing where there is none to look at."""

    base_url: str
    warn_before: timedelta = timedelta(days=14)
    fetch: Callable[[str, int], datetime] = ends_at
    start: Callable[[Callable[[], None]], None] = in_background
    _looked_at: datetime | None = None
    _ends_at: datetime | None = None
    _is_doubtful: bool = False
    _has_expired: bool = False

    def finding(self, now: datetime) -> Finding | None:
        """Return what is wrong as of the last look, and look again when it is time."""
        if urlsplit(self.base_url).scheme != "https" or is_loopback(self.base_url):
            return None
        found = self._judged(now)
        every = _LOOK_EVERY if found is None and self._ends_at is not None else _LOOK_EVERY_WHILE_WRONG
        if self._looked_at is None or abs(now - self._looked_at) >= every:
            self._looked_at = now
            self.start(self._look)
            found = self._judged(now)
        return found

    def _judged(self, now: datetime) -> Finding | None:
        if self._has_expired or (self._ends_at is not None and self._ends_at <= now):
            return Finding(Trouble.CERTIFICATE)
        if self._is_doubtful:
            return Finding(Trouble.CERTIFICATE_ENDS)
        if self._ends_at is not None and self._ends_at - now < self.warn_before:
            return Finding(Trouble.CERTIFICATE_ENDS, days=(self._ends_at - now).days)
        return None

    def _look(self) -> None:
        parts = urlsplit(self.base_url)
        try:
            self._ends_at = self.fetch(parts.hostname or "", parts.port or _HTTPS)
            self._is_doubtful = self._has_expired = False
        except ssl.SSLCertVerificationError as problem:
            log.warning("certificate_refused", why=problem.verify_message)
            self._ends_at = None
            self._has_expired = problem.verify_code == _EXPIRED
            self._is_doubtful = not self._has_expired
        except (OSError, KeyError, ValueError) as problem:
            # From inside the house the public name often cannot be reached: that says nothing of the certificate.
            log.info("certificate_not_seen", why=type(problem).__name__)
