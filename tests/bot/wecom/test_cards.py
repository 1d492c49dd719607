"""Cards keep every limit of the platform (WeCom page 101032), and what counts is never shortened."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.wecom.cards import SHOWN, Face, Row, button_card, marked, notice_card, shorten
from rules.cards import CARDS

NUMBER, DEADLINE = "热线-20261118-12345678901234", "2027年11月18日 10:20（平台）"
LONG = "室温不达标，" * 60
TASK = "cb-0123456789abcdef01234567"


def _within_limits(card: dict[str, Any]) -> None:
    """Check a card against the table of fields and lengths."""
    assert len(card["main_title"]["title"]) <= SHOWN["main_title.title"]
    assert len(card["main_title"].get("desc", "")) <= SHOWN["main_title.desc"]
    assert len(card["sub_title_text"]) <= SHOWN["sub_title_text"]
    assert len(card.get("source", {}).get("desc", "")) <= SHOWN["source.desc"]
    assert len(card.get("horizontal_content_list", [])) <= 6
    assert all(len(row["keyname"]) <= SHOWN["keyname"] for row in card.get("horizontal_content_list", []))
    keys = [button["key"] for button in card.get("button_list", [])]
    assert len(keys) <= 6 and len(set(keys)) == len(keys) and all(len(key.encode()) <= 1024 for key in keys)
    assert all(len(button["text"]) <= SHOWN["button.text"] for button in card.get("button_list", []))
    json.dumps(card, ensure_ascii=False).encode()


@pytest.mark.parametrize("name", CARDS)
def test_card_of_every_kind_keeps_the_limits_whatever_it_tells(name: str) -> None:
    buttons = [(button.key, button.text.format(unit="青禾家园社区")) for button in CARDS[name]]
    rows = (Row("单号", NUMBER, whole=True), Row("时限", DEADLINE, whole=True), Row("承办单位名称", LONG))
    for done in (None, "已由欧阳娜娜批准 11月18日 10:12"):
        card = button_card(Face(LONG, LONG, LONG, rows, desc=LONG), TASK, buttons, done)
        _within_limits(card)
        values = [row["value"] for row in card["horizontal_content_list"]]
        assert values[:2] == [NUMBER, DEADLINE], "the number and the deadline are never shortened"
        assert len(values[2]) == SHOWN["value"] and values[2].endswith("…")
        assert [button["key"] for button in card["button_list"]] == [key for key, _text in buttons]
        assert card.get("replace_text") == done


def test_buttons_of_the_table_are_short_enough_to_be_read_whole() -> None:
    buttons = [button for row in CARDS.values() for button in row if "{" not in button.text]
    assert all(len(button.text) <= SHOWN["button.text"] for button in buttons)


@given(st.text(max_size=300), st.integers(min_value=2, max_value=112))
@settings(max_examples=200)
def test_shortening_never_exceeds_its_room_nor_breaks_a_character(text: str, room: int) -> None:
    short = shorten(text, room)
    assert len(short) <= room
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


@pytest.mark.parametrize("joined", ["👨‍👩‍👧", "👍🏽", "1️⃣", "🇨🇳"])
def test_what_is_one_character_on_the_screen_is_left_out_as_a_whole(joined: str) -> None:
    for room in range(2, 8):
        kept = shorten("好" + joined * 4, room).removesuffix("…").removeprefix("好")
        assert kept == joined * (len(kept) // len(joined))


@given(st.text(max_size=60))
def test_no_words_of_people_call_anybody_or_break_a_line(text: str) -> None:
    card = button_card(Face("柳湾乡", f"签收 {text}", f"@all <@lisi> {text}"), TASK, [("sign", "已签收")])
    said = json.dumps(card, ensure_ascii=False)
    assert "@all" not in said and "<@" not in said and "\\n" not in said


@pytest.mark.parametrize("task_id", ["", "a" * 129, "工单", "a b"])
def test_task_id_is_of_the_platforms_alphabet(task_id: str) -> None:
    with pytest.raises(ValueError, match="task id"):
        button_card(Face("柳湾乡", "签收提醒", "请签收"), task_id, [("sign", "已签收")])


@pytest.mark.parametrize("buttons", [[], [("a", "一"), ("a", "二")], [(str(n), "点") for n in range(7)]])
def test_card_has_one_to_six_buttons_of_different_keys(buttons: list[tuple[str, str]]) -> None:
    with pytest.raises(ValueError, match="buttons"):
        button_card(Face("柳湾乡", "签收提醒", "请签收"), TASK, buttons)


def test_key_longer_than_the_platform_takes_is_refused() -> None:
    with pytest.raises(ValueError, match="key"):
        button_card(Face("柳湾乡", "签收提醒", "请签收"), TASK, [("键" * 342, "已签收")])


def test_notice_card_leads_somewhere() -> None:
    with pytest.raises(ValueError, match="somewhere"):
        notice_card(Face("柳湾乡", "催办", "共3件"))
    card = notice_card(Face("柳湾乡", "催办", "共3件", url="https://desk.example/"))
    _within_limits(card)
    assert card["card_action"] == {"type": 1, "url": "https://desk.example/"}


def test_repeat_is_marked_in_the_title_within_its_room() -> None:
    card = button_card(Face("柳湾乡", LONG, "请签收"), TASK, [("sign", "已签收")])
    again = marked(card, "（补发）")
    assert again["main_title"]["title"].startswith("（补发）")
    _within_limits(again)
