"""Names people in words where they cannot be @-ed, and the bot where another robot speaks for it."""

from __future__ import annotations

from collections.abc import Sequence


def called_in_words(text: str, names: Sequence[str]) -> str:
    """Return a text that asks these people, by name, to look at it."""
    return f"{text}\n请{'、'.join(names)}关注。" if names else text


def by_another_robot(text: str, bot: str | None) -> str:
    """Return a text as a robot says it that hears nothing itself: whoever answers has to @ the bot, by its name.

    Nor can anybody open a chat with it: what is to be said alone is said to the bot.
    """
    return text.replace("@我", f"@{bot} ").replace("私聊我", f"私聊{bot}") if bot else text
