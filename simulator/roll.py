"""The members of the simulated corporation: encrypted ids, who is out of sight, and what became of people."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field


@dataclass
class Member:
    """What is switched on for one member besides the world's own words."""

    name: str | None = None
    status: int = 1
    is_hidden: bool = False


@dataclass
class Roll:
    """The members as the platform knows them; `encrypts`: the AI bot was made by a member and hears encrypted ids."""

    encrypts: bool = False
    members: dict[str, Member] = field(default_factory=dict)

    def member(self, userid: str) -> Member:
        """Return what may be switched on for a member."""
        return self.members.setdefault(userid.lower(), Member())

    def heard_as(self, userid: str) -> str:
        """Return the id under which the AI bot hears a member."""
        return open_id_of(userid) if self.encrypts else userid


def open_id_of(userid: str) -> str:
    """Return the encrypted id of a member, always the same."""
    digest = hashlib.sha256(userid.lower().encode()).digest()
    return "wo" + base64.urlsafe_b64encode(digest).decode().rstrip("=")[:30]
