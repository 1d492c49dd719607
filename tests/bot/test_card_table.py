"""The table of cards: every button stands for a command that exists, and nothing costly is done by one tap."""

from __future__ import annotations

import pytest

from bot.commands import by_name
from rules.cards import CARDS, Button

BUTTONS = {button.key: button for row in CARDS.values() for button in row}
COSTLY = ("办结", "退单", "已回复", "剔除", "挂账", "作废", "并单", "归档", "市区批复", "转派", "直办")


@pytest.mark.parametrize("button", BUTTONS.values(), ids=BUTTONS.keys())
def test_a_button_stands_for_a_command_with_whom_and_what_it_is_about(button: Button) -> None:
    words = button.words(no="20261118004512", request=12, unit="青禾家园社区", change=3)
    name, _, rest = words.partition(" ")
    assert name == "20261118004512" or by_name(name.removeprefix("/")).name == name[1:]
    assert "{" not in words and (rest or name == "/巡检")


@pytest.mark.parametrize("button", BUTTONS.values(), ids=BUTTONS.keys())
def test_nothing_costly_is_done_by_one_tap(button: Button) -> None:
    assert not any(button.typed.startswith(f"/{word}") for word in COSTLY)


def test_buttons_of_a_card_differ_and_their_keys_mean_one_thing_everywhere() -> None:
    for name, row in CARDS.items():
        assert 1 <= len(row) <= 6, name
        assert len({button.key for button in row}) == len(row), name
        assert all(BUTTONS[button.key] == button for button in row), name
