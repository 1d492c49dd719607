"""What a userid is: compared whatever its case, and told from the encrypted ids that only the platform can read."""

from __future__ import annotations

# Source: WeCom pages 90236 (some answers write userids in lower case) and 101521 (encrypted ids).
_OPAQUE_BEGINS, _OPAQUE_IS_LONGER_THAN = "wo", 20


def userid_key(userid: str) -> str:
    """Return a userid as it is compared and found by."""
    return userid.lower()


def is_same(one: str | None, other: str | None) -> bool:
    """Tell whether two userids are one person's; nobody is nobody's."""
    return one is not None and other is not None and userid_key(one) == userid_key(other)


def is_opaque(userid: str) -> bool:
    """Tell whether an id may be an encrypted one, which names nobody until it is converted."""
    return len(userid) > _OPAQUE_IS_LONGER_THAN and userid_key(userid).startswith(_OPAQUE_BEGINS)
