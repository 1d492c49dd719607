"""Brings a citizen's phone and full name to the one form in which they are looked for."""

from __future__ import annotations

import re

from rules.half_width import half_width

_SEPARATORS = re.compile(r"[\s().+\-]")
# A mobile is dialled with a 0 before it from a landline elsewhere, and written down so.
_PHONE = re.compile(r"(?:(?:00)?86)?(?:0?(?P<mobile>1[3-9][0-9]{9})|(?P<landline>0[0-9]{9,11}))")
_NAME = re.compile(r"[一-鿿·]{2,8}")


def phone_key(text: str) -> str | None:
    """Return a whole mobile or area-coded number as bare digits; None when the text is anything else."""
    found = _PHONE.fullmatch(_SEPARATORS.sub("", half_width(text)))
    return found["mobile"] or found["landline"] if found else None


def name_key(text: str) -> str | None:
    """Return a full Chinese name without spaces; None when the text is anything else."""
    plain = re.sub(r"\s", "", text)
    return plain if _NAME.fullmatch(plain) else None
