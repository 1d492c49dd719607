"""Words refusals: one short sentence that says what to do; the table of each area stands in a module of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from texts import (
    binding_refusals,
    command_refusals,
    correction_refusals,
    file_refusals,
    find_refusals,
    ledger_refusals,
    report_refusals,
    request_refusals,
    shift_refusals,
    ticket_refusals,
    time_refusals,
)

Facts = dict[str, Any]
_AREAS = (
    *(ticket_refusals, command_refusals, time_refusals, file_refusals, correction_refusals, binding_refusals),
    *(find_refusals, ledger_refusals, report_refusals, request_refusals, shift_refusals),
)
_WORDS: dict[str, Callable[[Facts], str]] = {code: words for area in _AREAS for code, words in area.WORDS.items()}
CODES = tuple(_WORDS)


def refusal(code: str, facts: Facts) -> str:
    """Return the sentence for a refusal; an unknown code is a bug of ours and raises KeyError."""
    return _WORDS[code](facts)
