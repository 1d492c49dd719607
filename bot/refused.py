"""Words a refusal for the person it is told to: a unit never reads about what only the desk can do."""

from __future__ import annotations

from typing import Any

from actions.refusals import Refusal
from bot.call import Call
from texts.refusals import refusal


def refused_to(call: Call, refused: Refusal, **facts: Any) -> str:
    """Return the sentence for a refusal; `facts` stand in where the refusal has none of its own."""
    return refusal(refused.code, {**facts, **refused.facts, "to_unit": call.is_unit_speaker})
