"""Bodies stay within their bytes and call nobody but the people named."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.ports import Channel, Wire
from bot.wecom import bodies
from bot.wecom.byte_limits import n_bytes
from bot.wecom.foreign_text import harmless

TEXTS = st.lists(st.one_of(st.text(max_size=40), st.sampled_from(["@all", "@所有人", "<@LiSi>", "工单" * 400]))).map(
    "".join
)
BUILDERS: list[tuple[Callable[[str], dict[str, Any]], int]] = [
    (bodies.group_text, 2048),
    (lambda text: bodies.app_text("WangFang", text, 1000002), 2048),
    (bodies.response_markdown, 20480),
]


def content_of(body: dict[str, Any]) -> str:
    content: str = body[body["msgtype"]]["content"]
    return content


@pytest.mark.parametrize(("builder", "limit"), BUILDERS)
@given(text=TEXTS)
def test_every_body_fits_its_channel(builder: Callable[[str], dict[str, Any]], limit: int, text: str) -> None:
    body = builder(text)
    assert n_bytes(content_of(body)) <= limit
    assert json.loads(json.dumps(body, ensure_ascii=False).encode()) == body


@given(text=TEXTS)
def test_foreign_text_never_calls_anybody(text: str) -> None:
    built = bodies.group_text(text)
    assert not re.search("@all|@所有人|<@", content_of(built), re.IGNORECASE)
    assert "mentioned_list" not in built["text"]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("@all 停水", "＠all 停水"),
        ("@ALL", "＠ALL"),
        ("@所有人", "＠所有人"),
        ("@\u200ball", "＠\u200ball"),
        ("@\u034fall @\u3164all @\U000e0061all", "＠\u034fall ＠\u3164all ＠\U000e0061all"),
        ("<\u180e@all>", "＜\u180e＠all>"),
        ("@\u061call", "＠all"),
        ("<@LiSi>", "＜@LiSi>"),
        ("<<@all>>", "<＜＠all>>"),
        ("<think>藏</think>", "＜think>藏＜/think>"),
        ("@李四 你好", "@李四 你好"),
        ("a < b", "a < b"),
        ("<a href='http://x.cn'>点我</a>", "＜a href='http://x.cn'>点我＜/a>"),
        ("[领奖](http://x.cn)", "[领奖］(http://x.cn)"),
        ("停水\r\n\x07三天\u202e了", "停水\n三天了"),
        ("/签收 <单号> [时间]", "/签收 <单号> [时间]"),
    ],
)
def test_marks_that_call_hide_or_lead_away_become_plain(written: str, shown: str) -> None:
    assert harmless(written) == shown


@pytest.mark.parametrize("userid", ["@all", "", "a|b", "<@x>"])
def test_a_mention_list_never_holds_everybody(userid: str) -> None:
    assert "mentioned_list" not in bodies.group_text("x", [userid])["text"]


def test_a_direct_message_asks_for_the_duplicate_check() -> None:
    body = bodies.app_text("WangFang", "请签收", 1000002)
    assert (body["touser"], body["agentid"], body["enable_duplicate_check"]) == ("WangFang", 1000002, 1)


@pytest.mark.parametrize("userid", ["@all", "LiSi|WangFang"])
def test_a_direct_message_goes_to_one_person_only(userid: str) -> None:
    with pytest.raises(ValueError):
        bodies.app_text(userid, "x", 1)


def test_a_group_push_is_repeated_with_a_mark_and_within_its_bytes() -> None:
    wire = Wire(Channel.PUSH_KEY, "key", bodies.group_text("单" * 682, ["LiSi"]))
    repeat = bodies.mark_as_repeat(wire)
    assert content_of(repeat.body).startswith("（补发）单") and n_bytes(content_of(repeat.body)) <= 2048
    assert repeat.body["text"]["mentioned_list"] == ["LiSi"]
    assert content_of(bodies.mark_as_repeat(wire, "10:05").body).startswith("（补发10:05的消息）单")
    assert content_of(wire.body) == "单" * 682


@pytest.mark.parametrize(
    "wire",
    [
        Wire(Channel.RESPONSE_URL, "https://wecom.example/r", bodies.response_markdown("好")),
        Wire(Channel.PUSH_KEY, "key", {"msgtype": "image", "image": {}}),
    ],
)
def test_every_other_wire_is_repeated_unchanged(wire: Wire) -> None:
    assert bodies.mark_as_repeat(wire) is wire
