"""Who called stays sealed: no group, log or API answer shows it, and /电话 leaves a line in the access log."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models.access_log import AccessEntry
from tests.stories import town
from tests.stories.desk import StoryDesk
from tests.stories.town import CALLER_NAME, CALLER_PHONE, IDENTITY, NUMBER, SECOND


def test_identity_is_in_no_log_no_list_and_no_answer_of_the_api(
    desk: StoryDesk, capfd: pytest.CaptureFixture[str]
) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", f"已联系{CALLER_NAME}（{CALLER_PHONE}），正在处理", quoting=push)
    desk.says("zuoxi02", "/查 4512")
    desk.says("zuoxi02", "/提醒预览 4512")
    desk.says("liwg", f"{CALLER_NAME}家已修好", quoting=push)
    desk.says("zuoxi02", f"/回访 4512 不满意 未解决 {CALLER_NAME}说还冷，电话{CALLER_PHONE}")
    desk.advance_to("12:00")
    logged = "".join(capfd.readouterr())
    shown = "".join(desk.api_text(path) for path in (f"/tickets/{NUMBER}", "/tickets"))
    told = "".join(message.text for message in desk.said_by_the_product())
    for word in IDENTITY:
        assert word not in logged and word not in shown and word not in told
    assert "unit_message" in shown


def test_unit_of_the_order_may_see_the_caller_in_direct_chat_and_it_is_logged(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    assert "请私聊我发" in desk.says("liwg", "/电话 4512", "wrQINGHE")
    answer = desk.says("liwg", "/电话 4512 约上门时间")
    assert CALLER_NAME in answer and CALLER_PHONE in answer and "李网格 liwg" in answer
    with desk.runtime.database.reading() as session:
        logged = session.execute(select(AccessEntry.actor, AccessEntry.action, AccessEntry.reason)).all()
    assert logged == [("liwg", "reveal", "约上门时间")]
    assert desk.ticket().events("revealed")[0]["actor"] == "liwg"


def test_caller_is_shown_to_the_agent_on_duty_only(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    assert CALLER_PHONE in desk.says("zuoxi02", "/电话 4512")
    assert "只有值班坐席能用" in desk.says("zuoxi03", "/电话 4512")
    assert CALLER_PHONE not in desk.says("duwg", "/电话 4512")
    assert CALLER_PHONE not in desk.says("sunzr", "/电话 4512")


def test_question_of_the_bot_never_repeats_who_called(desk: StoryDesk) -> None:
    for number, name in ((NUMBER, CALLER_NAME), (SECOND, "司马长河")):
        desk.walks_to_assigned(number, 来电人=name)
    for words in (f"{CALLER_NAME}{CALLER_PHONE}联系过了", "司马长河联系过了", f"9999{CALLER_NAME}联系过了"):
        answer = desk.says("liwg", words, "wrQINGHE")
        assert CALLER_NAME not in answer and CALLER_PHONE not in answer and "司马长河" not in answer
        desk.says("liwg", "都不是", "wrQINGHE")
    desk.says("liwg", f"{CALLER_NAME}联系过了", "wrQINGHE")
    again = desk.says("liwg", f"司马长河和{CALLER_NAME}都联系过了", "wrQINGHE")
    assert "哪一件" in again or "请带上单号" in again
    assert CALLER_NAME not in again and "司马长河" not in again


@pytest.mark.parametrize(
    "words",
    [
        f"/承诺 4512 {CALLER_NAME}{CALLER_PHONE}",
        f"/受理 4512 {CALLER_NAME}{CALLER_PHONE}",
        f"/查 {CALLER_NAME}",
        f"/办结 {CALLER_NAME}",
    ],
)
def test_refusal_in_a_group_never_repeats_who_called(desk: StoryDesk, words: str) -> None:
    desk.walks_to_assigned()
    answer = desk.says("liwg", words, "wrQINGHE")
    assert answer and CALLER_NAME not in answer and CALLER_PHONE[:7] not in answer


@pytest.mark.parametrize("number", ["13912345678", "110101199003071233", "张三13800138000", "钱女士1"])
def test_phone_or_name_in_the_place_of_a_number_is_refused(desk: StoryDesk, number: str) -> None:
    shape = {"tickets": [{"ticket_no": number, "title": "路灯不亮"}]}
    headers = {"Authorization": f"Bearer {town.API_TOKEN}"}
    answer = desk._api.post("/api/v1/tickets", json=shape, headers=headers)
    assert answer.status_code == 422 and answer.get_json()["results"][0]["outcome"] == "rejected"


def test_full_width_number_is_the_same_order(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", town.order())
    rows = [{"ticket_no": "２０２６１１１８００４５１２", "title": "路灯不亮"}]
    [result] = desk.api("/tickets", post={"tickets": rows})["results"]
    assert (result["ticket_no"], result["outcome"]) == (town.NUMBER, "unchanged")


def test_caller_written_into_other_fields_is_masked_there_too(desk: StoryDesk) -> None:
    row = {
        "ticket_no": town.NUMBER,
        "caller_name": town.CALLER_NAME,
        "caller_phone": town.CALLER_PHONE,
        "kind": f"{town.CALLER_NAME}",
        "community": f"青禾家园社区{town.CALLER_PHONE}",
        "urgency": f"{town.CALLER_NAME}",
        "category_path": [f"{town.CALLER_NAME}"],
    }
    desk.api("/tickets", post={"tickets": [row]})
    shown = desk.api_text(f"/tickets/{town.NUMBER}")
    assert town.CALLER_NAME not in shown and town.CALLER_PHONE not in shown


def test_reason_of_a_reveal_is_masked(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.says("zuoxi02", f"/电话 4512 {town.CALLER_NAME}约时间 {town.CALLER_PHONE}")
    shown = desk.api_text(f"/tickets/{town.NUMBER}")
    assert "revealed" in shown and town.CALLER_NAME not in shown and town.CALLER_PHONE not in shown


def test_paste_of_a_sensitive_order_in_the_desk_group_shows_nothing_of_the_matter(desk: StoryDesk) -> None:
    pasted = town.order(是否保密="是", 主要内容="举报村书记受贿，要求保密")
    answer = desk.pastes("zuoxi02", pasted, "wrDESK")
    assert "已登记" in answer and "村书记" not in answer


def test_caller_who_asked_for_secrecy_is_shown_to_the_agent_on_duty_and_officials_for_a_reason(desk: StoryDesk) -> None:
    desk.walks_to_assigned(是否保密="是")
    desk.advance_to("12:30")
    for who, said in (("liwg", "诉求人要求保密"), ("chenzr", "诉求人要求保密"), ("zuoxi02", "只有值班坐席")):
        answer = desk.says(who, "/电话 4512 约上门")
        assert said in answer and CALLER_NAME not in answer and CALLER_PHONE not in answer
    assert "不提供联系方式" in desk.says("liwg", "4512 电话是多少", "wrQINGHE")
    assert "写明查看理由" in desk.says("sunzr", "/电话 4512")
    assert "私聊" in desk.says("sunzr", "/电话 4512 复核", "wrSUPERVISORS")
    assert CALLER_PHONE in desk.says("sunzr", "/电话 4512 复核")
    assert CALLER_PHONE in desk.says("zuoxi03", "/电话 4512 回访")
    with desk.runtime.database.reading() as session:
        logged = session.execute(select(AccessEntry.actor, AccessEntry.reason).order_by(AccessEntry.id)).all()
    assert logged == [("sunzr", "复核"), ("zuoxi03", "回访")]


@pytest.mark.parametrize("words", [CALLER_PHONE, "139 1234 5678", "+86-139-1234-5678", CALLER_NAME])
def test_agent_finds_earlier_orders_of_a_caller_in_direct_chat_and_it_is_logged(desk: StoryDesk, words: str) -> None:
    desk.walks_to_assigned(NUMBER)
    desk.walks_to_assigned(SECOND, 来电人="司马长河", 联系电话="13800001111")
    answer = desk.says("zuoxi02", f"/查 {words}")
    assert "同一来电人共1件（查询已留痕）" in answer and NUMBER in answer and SECOND not in answer
    with desk.runtime.database.reading() as session:
        [logged] = session.execute(select(AccessEntry.actor, AccessEntry.action, AccessEntry.reason)).all()
    assert (logged.actor, logged.action) == ("zuoxi02", "search")
    assert words not in (logged.reason or "")


def test_orders_are_found_by_name_and_place_or_phone_and_every_search_is_logged(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.walks_to_assigned(SECOND, 所属社区="北柳巷社区", 问题点位="柳湾乡城关街7号院")
    at_home = desk.says("zuoxi02", f"/查 姓名 {CALLER_NAME} 青禾家园")
    assert NUMBER in at_home and SECOND not in at_home and "共1件" in at_home
    both = desk.says("sunzr", f"/查 电话：{CALLER_PHONE[:3]} {CALLER_PHONE[3:]}")
    assert NUMBER in both and SECOND in both
    # Numbers, states and days: nothing of who called, where and why.
    assert not [word for word in (CALLER_NAME, CALLER_PHONE, "青禾", "城关", "室温") if word in at_home + both]
    assert "没有这位来电人" in desk.says("sunzr", f"/查 姓名 {CALLER_NAME} 云杉里")
    assert "请写完整" in desk.says("sunzr", "/查 电话 1391234")
    with desk.runtime.database.reading() as session:
        rows = session.execute(select(AccessEntry.actor, AccessEntry.reason, AccessEntry.ticket_id)).all()
    assert [(row.actor, row.reason) for row in rows] == [
        ("zuoxi02", "按姓名和地点查询，找到1件"),
        ("sunzr", "按电话查询，找到2件"),
        ("sunzr", "按电话查询，找到2件"),
        ("sunzr", "按姓名和地点查询，找到0件"),
    ]
    assert [row.ticket_id is None for row in rows] == [False, False, False, True]
    for bare in (f"{CALLER_NAME} 青禾家园", f"青禾家园 {CALLER_NAME}"):
        assert NUMBER in (told := desk.says("zuoxi02", f"/查 {bare}")) and SECOND not in told
    # In a group nobody may, and what was typed is not repeated; off duty neither.
    for who, chat in (("zuoxi02", "wrDESK"), ("sunzr", "wrSUPERVISORS"), ("liwg", "wrQINGHE")):
        for words in (f"姓名 {CALLER_NAME} 青禾家园", f"电话 {CALLER_PHONE}"):
            answer = desk.says(who, f"/查 {words}", chat)
            assert answer and not [said for said in (NUMBER, CALLER_NAME, CALLER_PHONE) if said in answer]
    assert NUMBER not in desk.says("zuoxi03", f"/查 姓名 {CALLER_NAME}")
    with desk.runtime.database.reading() as session:
        refused = session.scalars(select(AccessEntry.actor).where(AccessEntry.reason.endswith("已拒绝"))).all()
    assert refused == ["zuoxi02"] * 2 + ["sunzr"] * 2 + ["liwg"] * 2 + ["zuoxi03"]


def test_phone_is_looked_for_in_direct_chat_only(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    assert "请私聊我发" in desk.says("zuoxi02", f"/查 {CALLER_PHONE}", "wrDESK")
    for who in ("liwg", "zhaoxz", "guanli", "zuoxi03"):
        assert NUMBER not in desk.says(who, f"/查 {CALLER_PHONE}")
        assert NUMBER not in desk.says(who, f"/查 {CALLER_NAME}")
    assert desk.says("zuoxi02", "/查 13900000000") == "没有这位来电人的工单（查询已留痕）。"
    assert NUMBER not in desk.says("zuoxi02", "/查 1391234567")


def test_order_of_a_caller_who_asked_for_secrecy_is_not_given_away_by_the_phone(desk: StoryDesk) -> None:
    desk.walks_to_assigned(是否保密="是")
    assert NUMBER not in desk.says("zuoxi03", f"/查 {CALLER_PHONE}")
    assert NUMBER in desk.says("zuoxi02", f"/查 {CALLER_PHONE}")


@pytest.mark.parametrize("words", ["501的不在家", "501他家电话多少", "去了501没人应", "机主姓欧阳"])
def test_room_and_family_name_alone_are_hidden_from_the_groups(desk: StoryDesk, words: str) -> None:
    push = desk.walks_to_assigned()
    desk.walks_to_assigned(SECOND)
    desk.all_read()
    desk.says("liwg", words, quoting=push)
    desk.says("liwg", f"{words}，修好了", "wrQINGHE")
    said = [message.text for message in desk.said_by_the_product()]
    assert not [text for text in said if "姓欧阳" in text or "501" in text]


def test_unit_reads_the_caller_of_a_closed_order_no_more(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.says("liwg", "/办结 4512 已联系，修好了")
    for words in ("/回访 4512 满意 已解决", "/已回复 4512 已电话答复", "/归档 4512"):
        desk.says("zuoxi02", words)
    assert desk.ticket().state == "archived"
    answer = desk.says("liwg", "/电话 4512 再看看")
    assert "不再提供联系方式" in answer and CALLER_NAME not in answer and CALLER_PHONE not in answer
    assert NUMBER in desk.says("liwg", "/查 4512")
    assert CALLER_PHONE in desk.says("zuoxi02", "/电话 4512 复核")
