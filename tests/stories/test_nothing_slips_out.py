"""No way of writing a caller's name or phone brings it before a group, an API answer or an open column."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator

import pytest
from sqlalchemy import inspect, text

from actions.directory import load_directory
from tests.stories import town
from tests.stories.desk import StoryDesk
from tests.stories.town import CALLER_NAME, CALLER_PHONE, NUMBER


def _is_nowhere(desk: StoryDesk, *words: str) -> None:
    """Neither told, nor shown, nor stored open."""
    told = "".join(message.text for message in desk.said_by_the_product())
    shown = desk.api_text(f"/tickets/{NUMBER}") + desk.api_text("/tickets")
    stored = "".join(_open_texts(desk))
    for word in words:
        assert word not in told and word not in shown
        assert word not in stored and json.dumps(word)[1:-1] not in stored


def _open_texts(desk: StoryDesk) -> Iterator[str]:
    with desk.runtime.database.reading() as session:
        for table in inspect(session.connection()).get_table_names():
            for row in session.execute(text(f'SELECT * FROM "{table}"')):
                yield from (str(value) for value in row if isinstance(value, str | dict | list))


@pytest.mark.parametrize("value", ["供暖/欧阳晓月/13912345678", "欧阳晓月13912345678", "供暖->139-1234-5678"])
def test_corrected_category_is_masked(desk: StoryDesk, value: str) -> None:
    desk.walks_to_assigned()
    assert "已更正" in desk.says("zuoxi02", f"/更正 4512 分类 {value}", "wrDESK")
    category = "/".join(desk.ticket().shape["category_path"])
    assert CALLER_NAME not in category and "1234" not in category
    _is_nowhere(desk, CALLER_NAME, CALLER_PHONE)


def test_category_has_a_length(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    assert "最多60个字" in desk.says("zuoxi02", f"/更正 4512 分类 供暖/{'冷' * 61}")


@pytest.mark.parametrize(
    ("before", "command"),
    [
        ("/签收 4512", "/初核 4512 未接通"),
        ("/签收 4512", "/直办 4512 答复"),
        ("", "/作废 4512"),
        ("", "/已回复 4512"),
        ("", "/暂缓提醒 4512 1h"),
        ("assigned", "/电催 4512 未通"),
        ("assigned", "/首联 4512"),
        ("assigned", "/进展 4512"),
        ("assigned", "/办结 4512 灯已修好，已告知"),
        ("done", "/回访 4512 不满意 未解决 暖气不热"),
        ("", "/更正 4512 标题"),
        ("", "/更正 4512 内容"),
        ("", "/更正 4512 地址 云杉里6号楼"),
    ],
)
def test_free_text_of_every_command_is_masked(desk: StoryDesk, before: str, command: str) -> None:
    if before in ("assigned", "done"):
        desk.walks_to_assigned()
    else:
        desk.pastes("zuoxi02", town.order())
    if before.startswith("/"):
        desk.says("zuoxi02", before)
    if before == "done":
        desk.says("liwg", "/办结 4512 已联系居民，修好了", "wrQINGHE")
    who, chat = ("liwg", "wrQINGHE") if command[1:3] in ("首联", "进展", "办结") else ("zuoxi02", "app")
    n_events = len(desk.ticket().kinds)
    desk.says(who, f"{command} {CALLER_NAME}{CALLER_PHONE}知道了", chat)
    assert len(desk.ticket().kinds) > n_events, "the command was not taken"
    desk.says("zuoxi02", "/查 4512", "wrDESK")
    _is_nowhere(desk, CALLER_NAME, CALLER_PHONE)


def test_opinion_of_an_official_is_masked(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.says("zuoxi02", "/作废 4512 录错")
    desk.says("sunzr", f"/驳回 1 {CALLER_NAME}{CALLER_PHONE}还在等")
    assert "欧阳**139****5678还在等" in desk.direct("zuoxi02").unread()[-1].text
    desk.says("zuoxi02", "/作废 4512 录错")
    desk.says("sunzr", f"/同意 2 {CALLER_NAME} {CALLER_PHONE}", "wrSUPERVISORS")
    desk.says("zuoxi02", "/查 4512", "wrDESK")
    _is_nowhere(desk, CALLER_NAME, CALLER_PHONE)


@pytest.mark.parametrize(
    ("who", "words", "chat"),
    [
        ("sunzr", "/同意 欧阳晓月", "wrSUPERVISORS"),
        ("sunzr", "/驳回 13912345678 欧阳晓月", "wrSUPERVISORS"),
        ("guanli", "/绑定 欧阳晓月", "wrSTRANGE"),
        ("guanli", "/绑定 13912345678", "wrSTRANGE"),
        ("zuoxi02", "/撤销 欧阳晓月", "wrDESK"),
        ("zuoxi02", "/超时 欧阳晓月", "wrDESK"),
        ("zuoxi02", "/签收 欧阳 晓月 4513", "wrDESK"),
    ],
)
def test_refusal_in_a_group_repeats_nobody(desk: StoryDesk, who: str, words: str, chat: str) -> None:
    desk.walks_to_assigned()
    answer = desk.says(who, words, chat)
    assert answer and CALLER_NAME not in answer and CALLER_PHONE not in answer


def test_who_prepared_a_request_does_not_endorse_it(desk: StoryDesk) -> None:
    directory = tomllib.loads(town.directory())
    directory["people"].append({"userid": "both", "name": "双岗", "roles": ["agent", "supervisor"]})
    with desk.runtime.database.transaction() as session:
        load_directory(session, directory)
    desk.walks_to_assigned()
    desk.says("both", "/作废 4512 录错")
    for command in ("/同意 1", "/驳回 1"):
        assert "另一位主管" in desk.says("both", command)
    assert desk.ticket().state == "assigned"
    desk.says("sunzr", "/同意 1")
    assert desk.ticket().state == "voided"


@pytest.mark.parametrize("platform", ["欧阳晓月女士", "13912345678", "12345 热线", "6555-1234567"])
def test_platform_is_the_short_name_of_one(desk: StoryDesk, platform: str) -> None:
    row = {"ticket_no": NUMBER, "platform": platform, "title": "路灯不亮"}
    headers = {"Authorization": f"Bearer {town.API_TOKEN}"}
    answer = desk._api.post("/api/v1/tickets", json={"tickets": [row]}, headers=headers)
    assert answer.status_code == 422 and platform not in answer.get_data(as_text=True)


@pytest.mark.parametrize("spelling", ["欧阳晓月", "欧阳 晓月", "“欧阳晓月”", "欧阳晓月的女儿欧阳小小"])
def test_caller_is_hidden_however_the_order_writes_the_name(desk: StoryDesk, spelling: str) -> None:
    matter = f"市民{CALLER_NAME}反映，欧阳　晓月家住青禾家园3-501，灯坏"
    desk.walks_to_assigned(来电人=spelling, 问题点位="青禾家园3-501", 主要内容=matter)
    assert desk.ticket().shape["address"] == "青禾家园3号楼"
    _is_nowhere(desk, CALLER_NAME, "欧阳　晓月", "3-501")


def test_copy_of_an_order_that_brings_its_words_names_no_caller(desk: StoryDesk) -> None:
    row = {"ticket_no": NUMBER, "title": "路灯不亮", "caller_name": CALLER_NAME, "caller_phone": CALLER_PHONE}
    desk.api("/tickets", post={"tickets": [row]})
    copy = {"ticket_no": NUMBER, "content": f"{CALLER_NAME}反映路灯不亮"}
    assert desk.api("/tickets", post={"tickets": [copy]})["results"][0]["outcome"] == "updated"
    assert desk.ticket().shape["content"] == "欧阳**反映路灯不亮"
    _is_nowhere(desk, CALLER_NAME, CALLER_PHONE)


@pytest.mark.parametrize(
    ("field", "value"),
    [("诉求类型", "欧阳晓月家漏水"), ("派单时间", "欧阳晓月派的"), ("诉求类型", "欧阳晓月13912345678")],
)
def test_what_could_not_be_read_of_a_paste_is_quoted_without_its_caller(
    desk: StoryDesk, field: str, value: str
) -> None:
    assert "看不懂" in desk.pastes("zuoxi02", town.order(**{field: value}), "wrDESK")
    _is_nowhere(desk, CALLER_NAME, CALLER_PHONE)


@pytest.mark.parametrize("chat", ["wrDESK", "wrQINGHE"])
@pytest.mark.parametrize("said", [CALLER_NAME, CALLER_PHONE, "110105198003071234"])
def test_command_written_out_for_a_group_is_masked_before_it_is_cut(desk: StoryDesk, chat: str, said: str) -> None:
    desk.walks_to_assigned()
    for n_before in range(10, 30):
        answer = desk.says("zuoxi02", f"/挂帐 4512 {'好' * n_before}{said}", chat)
        assert "/挂账 4512 好好" in answer
        assert all(said[:length] not in answer for length in range(max(3, len(said) // 2), len(said)))


@pytest.mark.parametrize(
    "said",
    [
        "4512和4513都修好了，已联系欧阳晓月和赵大勇，都满意",
        "4513修好了，欧阳晓月说她家还不热，赵大勇没意见",
        "/办结 4513 欧阳晓月和赵大勇都联系了，修好了",
        "4513申请延期到后天，欧阳晓月家和赵大勇家的配件没到，已告知",
        "/延期 4513 到11月25日 欧阳晓月家和赵大勇家的配件没到 已告知居民",
        "4513什么时候去赵大勇家，是和欧阳晓月家一起吗？",
    ],
)
def test_words_about_one_order_do_not_name_the_caller_of_another_of_the_unit(desk: StoryDesk, said: str) -> None:
    desk.walks_to_assigned()
    other = {"来电人": "赵大勇", "联系电话": "13877776666", "主要内容": "楼道灯坏了。", "问题点位": "青禾家园9号楼"}
    desk.walks_to_assigned(town.SECOND, **other)
    desk.says("liwg", said, "wrQINGHE")
    desk.says("chenzr", "4513没修好，赵大勇和欧阳晓月都说不行", "wrQINGHE")
    for command in ("/查 4512", "/查 4513"):
        desk.says("liwg", command, "wrQINGHE")
        desk.says("zuoxi02", command, "wrDESK")
    desk.says("zuoxi02", "/回访 4513 不满意 未解决 欧阳晓月和赵大勇都不满意", "wrDESK")
    _is_nowhere(desk, CALLER_NAME, "赵大勇")
