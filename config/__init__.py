"""The settings of one installation, read from config.toml and checked before anything starts."""

from __future__ import annotations

import hashlib
import os
from datetime import datetime
from pathlib import Path

from config.loading import read_sections
from config.mistakes import ConfigError, Mistake
from config.policy import Limits, Repeat, StageTable, Step
from config.shapes import ApiToken, Sections
from config.values import Secret, is_loopback, split_bind

__all__ = [
    "ApiToken",
    "Config",
    "ConfigError",
    "Limits",
    "Mistake",
    "Repeat",
    "Secret",
    "StageTable",
    "Step",
    "chosen_path",
    "is_loopback",
    "load",
    "split_bind",
]

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / "deploy" / "demo" / "config.toml"
_LONGEST_SOCKET_DIR_BYTES = 70  # the kernel takes 107 in all; supervisor adds a name and a pid


class Config(Sections):
    """A checked configuration; `path` is the file it came from."""

    path: Path

    @property
    def database_url(self) -> str:
        """Return the database's URL with an absolute path; it may hold a password."""
        url = self.database.url.reveal() if self.database.url else f"sqlite:///{self.server.var_dir}/cuiban.db"
        file = url.removeprefix("sqlite:///")
        if file == url or file.startswith("/") or file in ("", ":memory:"):
            return url
        return f"sqlite:///{os.path.normpath(self.path.parent / file)}"

    @property
    def redis_url(self) -> str:
        """Return the URL of Redis, for the embedded server that of its socket; it may hold a password."""
        return f"unix://{self.socket_dir}/redis.sock" if self.redis.is_embedded else self.redis.url.reveal()

    @property
    def socket_dir(self) -> Path:
        """Return where sockets live: in var_dir, or in /tmp when that path is too long for a socket."""
        inside = self.server.var_dir / "run"
        if len(os.fsencode(inside)) <= _LONGEST_SOCKET_DIR_BYTES:
            return inside
        short = hashlib.sha256(os.fsencode(self.server.var_dir)).hexdigest()[:12]
        # Every process must find the same folder, whatever its TMPDIR; the launcher checks who owns it.
        return Path("/tmp") / f"cuiban-{short}"  # noqa: S108

    @property
    def is_local_platform(self) -> bool:
        """Tell whether WeCom is played on this machine, so that desk time may be moved."""
        return is_loopback(self.wecom.api_base)

    @property
    def has_long_connection(self) -> bool:
        """Tell whether the AI bot is heard over the long connection, which a process of its own then holds."""
        return self.wecom.aibot is not None and self.wecom.aibot.mode == "long_connection"

    @property
    def first_desk_time(self) -> datetime | None:
        """Return the desk time of the very first start (aware), None for the real time."""
        start = self.clock.start
        return start.replace(tzinfo=self.site.timezone) if start and start.tzinfo is None else start

    def policies(self) -> dict[tuple[str, str | None], Limits]:
        """Return what differs from the default policies, by stage and grade (None = every grade)."""
        return self.policy.overrides()


def load(path: Path | str) -> Config:
    """Read and check a configuration file; raises ConfigError with everything that is wrong in it."""
    path = Path(path).resolve()
    return Config(**read_sections(path), path=path)


def chosen_path() -> Path:
    """Return CUIBAN_CONFIG, else config.toml beside the code, else the demo's configuration."""
    if named := os.environ.get("CUIBAN_CONFIG"):
        return Path(named).resolve()
    own = ROOT / "config.toml"
    return own if own.exists() else DEMO
