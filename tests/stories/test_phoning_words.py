"""Who is asked to phone knows whom, and what to say; nobody is asked to phone himself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stories.conftest import holds_at_the_end
from tests.stories.desk import StoryDesk, story_desk


@pytest.fixture
def desk(tmp_path: Path, sqlite_url: str, valkey_url: str) -> Iterator[StoryDesk]:
    with story_desk(tmp_path, sqlite_url, valkey_url, patrol=True) as opened:
        yield opened
        holds_at_the_end(opened)


def test_agent_whom_neither_app_nor_group_tells_to_look_at_the_platform_is_phoned_by_a_supervisor(
    desk: StoryDesk,
) -> None:
    desk.says("zuoxi02", "/巡检")
    desk.all_read()
    desk.sim.fault("message/send", "errcode", errcode=81013, times=None)
    desk.sim.fault("webhook/send", "errcode", errcode=93000, target="key-desk", times=None)
    desk.advance_to("10:11")
    desk.runtime.send()
    told = [message.text for message in desk.group("wrSUPERVISORS").unread()]
    assert "【请电话通知】吴桐的私信发不出去，本人正在值班，请主管立即打电话转告：巡检提醒" in told


def test_whoever_phones_about_no_order_is_told_what_to_say(desk: StoryDesk) -> None:
    desk.says("zuoxi02", "/巡检")
    desk.all_read()
    desk.sim.fault("message/send", "errcode", errcode=81013, times=None)
    desk.advance_to("10:21")
    desk.group("wrSUPERVISORS").expects(
        "孙主任的私信发不出去，请值班坐席立即打电话转告：巡检提醒", mentions=["zuoxi02"]
    )
