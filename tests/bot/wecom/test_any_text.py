"""No text whatever, split, merged, marked or repeated, breaks a limit, loses a line or calls anybody unasked."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.ports import Channel, Wire
from bot.wecom import bodies
from bot.wecom.byte_limits import n_bytes
from bot.wecom.foreign_text import harmless

HOSTILE = (
    "@all",
    "@ALL",
    "@所有人",
    "@everyone",
    "<@all>",
    "<@LiSi>",
    "[点我](http://x.cn)",
    "<a href='x'>",
    "@\u200ball",
)
ORDINARY = ("单", "\n", "\n\n", "😀", "👨\u200d👩\u200d👧", "20261118000318", "@", "<", "]", "(")
PIECES = st.one_of(
    st.sampled_from(HOSTILE),
    st.sampled_from(ORDINARY),
    st.text(alphabet=st.characters(exclude_categories=()), max_size=12),
)
TEXTS = st.lists(PIECES, max_size=60).map("".join)
# Merged from many, or one that is long by itself.
LONG = st.tuples(TEXTS, st.integers(1, 60), TEXTS).map(lambda each: "\n".join([each[0]] * each[1] + [each[2]]))
LIMITS = {Channel.PUSH_KEY: 2048, Channel.APP: 2048, Channel.AIBOT: 20480}
_CALLS = re.compile(r"@(?:all|所有人|everyone)|<[@!/?A-Za-z]|\]\(", re.IGNORECASE)
_MARK = re.compile(r"\n（\d+/\d+）\Z")


def body(channel: Channel, part: str) -> dict[str, Any]:
    match channel:
        case Channel.PUSH_KEY:
            return bodies.group_text(part, ["LiSi", "@all", "<@all>", "all|LiSi"])
        case Channel.APP:
            return bodies.app_text("LiSi", part, 1000002)
        case _:
            return bodies.aibot_markdown("wrQINGHE", part, is_group=True)


def content(wire: Wire) -> str:
    return str(wire.body[wire.body["msgtype"]]["content"])


@pytest.mark.parametrize("channel", list(LIMITS))
@given(text=st.one_of(TEXTS, LONG))
def test_any_text_arrives_whole_within_the_limit_and_calls_nobody(channel: Channel, text: str) -> None:
    parts = bodies.parts_of(channel, text)
    wires = [Wire(channel, "there", body(channel, part)) for part in parts]
    told = [content(wire) for wire in wires]
    assert told == parts
    bare = [_MARK.sub("", part) for part in told] if len(told) > 1 else told
    assert "".join(bare).replace("\n", "") == harmless(text).encode("utf-8", "replace").decode().replace("\n", "")
    repeated = [bodies.mark_as_repeat(wire, "10:32") for wire in wires]
    repeated += [bodies.mark_as_another(wire, 12) for wire in wires] if channel is Channel.APP else []
    for wire in [*wires, *repeated]:
        assert n_bytes(content(wire)) <= LIMITS[channel]
        assert not _CALLS.search("".join(char for char in content(wire) if char not in "\u200b\u200d"))
    assert all(content(after).find(content(before)) >= 0 for before, after in zip(wires, repeated, strict=False))
    called = [wire.body["text"]["mentioned_list"] for wire in wires if channel is Channel.PUSH_KEY]
    assert all(each == ["LiSi"] for each in called)
