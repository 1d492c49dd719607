"""Works out again what is told beside the orders themselves: how they compared with the platform's export."""

from __future__ import annotations

import re
from collections.abc import Callable

from reports.checking.recount import Expected
from reports.checking.spans import moment_words
from reports.dataset import DataSet

_COMPARISON = re.compile(r"comparison\.(?P<what>made_at|n_rows|matched|confirmed|contradicted|differences|grave)")
# Named once more, so that a kind that was frozen as harmless is noticed.
_GRAVE = "('deadline_earlier', 'late_there', 'missing_here', 'reply_not_there', 'sign_not_there')"
_FOUND = {"differences": "1 = 1", "grave": f"kind IN {_GRAVE}"}


def beside_orders(data: DataSet, key: str) -> Expected | None:
    """Return what such a figure must be; None for a key that is none of these."""
    for pattern, worked_out in _KNOWN:
        found = pattern.fullmatch(key)
        if found is not None:
            return worked_out(data, **found.groupdict())
    return None


def _comparison(data: DataSet, what: str) -> Expected | None:
    if what in _FOUND:
        n = sum(row["n"] for row in data.rows(f"SELECT n FROM differences WHERE {_FOUND[what]}"))
        return Expected(n, str(n))
    for row in data.rows("SELECT * FROM comparison ORDER BY made_at DESC LIMIT 1"):
        if what == "made_at":
            words = moment_words(data, row["made_at"])
            return Expected(words, words)
        return Expected(row[what], str(row[what]))
    return None


_KNOWN: tuple[tuple[re.Pattern[str], Callable[..., Expected | None]], ...] = ((_COMPARISON, _comparison),)
