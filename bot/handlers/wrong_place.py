"""Keeps what a unit writes to its own group and to direct chat, as the table of rights keeps its commands."""

from __future__ import annotations

from bot.call import Call
from bot.permitting import permit_place


def handle(call: Call) -> str | None:
    """Raise Refusal, before any ticket is looked for, where a unit may not speak of its orders; the rest passes."""
    if call.is_unit_speaker:
        permit_place(call, "say", command="", wrong_chat="not_a_unit_group")
    return None
