"""A group or an app that refuses: the desk goes another way, and the administrator is told once what to mend."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.queries import people
from simulator.message import Via
from tests.stories.conftest import OpenDesk, holds_at_the_end
from tests.stories.desk import StoryDesk, story_desk
from tests.stories.line import gateway
from tests.stories.town import NUMBER, SECOND, order

ADMIN = "guanli"
GROUP = "青禾家园社区接诉即办群"


def assign(desk: StoryDesk, number: str = NUMBER) -> None:
    desk.pastes("zuoxi02", order(number))
    for command in (f"/签收 {number}", f"/初核 {number} 属实", f"/转办 {number} 青禾"):
        desk.says("zuoxi02", command)
    desk.runtime.send()


@pytest.mark.parametrize(
    ("errcode", "words"),
    [
        (93000, ("推送密钥失效", "93000", f"/绑定 {GROUP} 密钥")),
        (93004, ("停用", "93004", "启用")),
        (93008, ("不在群里", "93008", f"/绑定 {GROUP} 密钥")),
    ],
)
def test_refused_push_key_is_told_to_the_administrator_once(
    desk: StoryDesk, errcode: int, words: tuple[str, ...]
) -> None:
    desk.sim.fault("webhook/send", "errcode", errcode=errcode, times=None, target="key-qinghe")
    assign(desk)
    desk.direct(ADMIN).expects(f"【请处理】“{GROUP}”的群推送发不出去", *words, "请值班坐席打电话催办")
    assign(desk, SECOND)
    desk.direct(ADMIN).expects_nothing()


def test_unit_whose_group_refuses_is_reminded_by_its_head_until_the_key_is_given_again(desk: StoryDesk) -> None:
    desk.sim.fault("webhook/send", "errcode", errcode=93000, times=1, target="key-qinghe")
    assign(desk)
    desk.direct("chenzr").expects("新工单", NUMBER)
    assign(desk, SECOND)
    desk.direct("chenzr").expects("新工单", SECOND)
    desk.group("wrQINGHE").expects_nothing()
    desk.says(ADMIN, f"/绑定 {GROUP} key-qinghe")
    desk.says("zuoxi02", f"/催办 {NUMBER}")
    desk.runtime.send()
    desk.group("wrQINGHE").expects("试发")
    desk.group("wrQINGHE").expects(NUMBER)


def test_new_key_is_used_at_once_and_by_night_the_administrator_sleeps(desk_at: OpenDesk) -> None:
    desk = desk_at("23:00")
    desk.sim.fault("webhook/send", "errcode", errcode=93000, times=1, target="key-qinghe")
    desk.pastes("zuoxi04", order())
    for command in (f"/签收 {NUMBER}", f"/初核 {NUMBER} 属实", f"/转办 {NUMBER} 青禾"):
        desk.says("zuoxi04", command)
    desk.runtime.send()
    desk.direct(ADMIN).expects_nothing()
    desk.advance_to("07:31", days=1)
    desk.runtime.send()
    desk.direct(ADMIN).expects("推送密钥失效")


def test_untrusted_address_is_named_to_the_administrator(desk: StoryDesk) -> None:
    desk.sim.fault("message/send", "errcode", errcode=60020, times=1)
    desk.pastes("zuoxi02", order())
    desk.advance_to("10:11")
    desk.runtime.send()
    desk.direct(ADMIN).expects("【请处理】应用私信全部发不出去", "127.0.0.1不在应用的企业可信IP里", "加上127.0.0.1")


def test_withdrawn_permission_is_told_loudly(desk: StoryDesk) -> None:
    desk.sim.fault("message/send", "errcode", errcode=48006, times=None)
    desk.pastes("zuoxi02", order())
    desk.advance_to("10:11")
    desk.runtime.send()
    desk.runtime.send()
    told = desk.group("wrSUPERVISORS").expects("【请处理】应用私信全部发不出去", "48006", "收回", "请电话转告管理员")
    assert list(told.mentions) == ["zuoxi02"]


@pytest.fixture
def on_the_line(tmp_path: Path, sqlite_url: str, valkey_url: str) -> Iterator[StoryDesk]:
    with story_desk(tmp_path, sqlite_url, valkey_url, long_connection=True) as opened:
        yield opened
        holds_at_the_end(opened)


def test_whom_the_app_does_not_reach_gets_his_card_in_the_bots_single_chat(on_the_line: StoryDesk) -> None:
    desk = on_the_line
    with gateway(desk):
        assert desk.says("zuoxi02", "/帮助", "aibot")
        desk.pastes("zuoxi02", order())
        desk.sim.fault("message/send", "errcode", errcode=60021, times=None, target="zuoxi02")
        desk.advance_to("10:10")
        desk.runtime.send()
        [told] = [each for each in desk.sim.city.messages("aibot:zuoxi02") if each.via is Via.AIBOT]
        assert "签收提醒" in told.text and [button["text"] for button in told.card["button_list"]] == ["已签收"]
        desk.taps("zuoxi02", told, "sign")
        assert desk.ticket().state == "pending_verify"
    [row] = [row for row in desk.ticket().shape["deliveries"] if row["person"] == "zuoxi02"]
    assert [each["channel"] for each in row["attempts"]] == ["app", "aibot"]


def test_group_without_a_push_key_is_told_over_the_line(on_the_line: StoryDesk) -> None:
    desk = on_the_line
    with desk.runtime.database.transaction() as session:
        for group in people.all_groups(session):
            group.push_key = None
    with gateway(desk):
        for userid, chat in (("liwg", "wrQINGHE"), ("zuoxi02", "wrDESK")):
            assert desk.says(userid, "/帮助", chat)
        assign(desk)
        told = [each for each in desk.sim.city.messages("wrQINGHE") if each.via is Via.AIBOT]
        assert any("新工单" in each.text and NUMBER in each.text for each in told)
        desk.says("liwg", "收到", quoting=told[-1])
    assert desk.ticket().state == "accepted"
