"""Whoever speaks is the same person under any spelling and under an encrypted id; nobody ever sees that id."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from actions import recognising
from actions.directory import load_directory
from models.inbox import InboxRow
from models.queries import identities, people
from simulator.faults import Fault
from simulator.message import Via
from simulator.roll import open_id_of
from tests.stories.desk import StoryDesk, story_desk
from tests.stories.line import gateway
from tests.stories.town import NUMBER, order

CONVERSION = "batch/openuserid_to_userid"
QINGHE = "wrQINGHE"


@pytest.fixture
def encrypted(desk: StoryDesk) -> StoryDesk:
    """A desk whose AI bot was made by a member, so that it hears encrypted ids."""
    desk.sim.city.roll.encrypts = True
    return desk


def code_in(answer: str) -> str:
    found = re.search(r"编号 (\d{6})", answer)
    assert found, answer
    return found[1]


def sweep(desk: StoryDesk) -> None:
    desk.machine_passes(seconds=11)
    desk.runtime.sweep()
    desk.runtime.send()


def test_one_person_answers_signs_and_takes_back_under_any_spelling(desk: StoryDesk) -> None:
    desk.pastes("ZUOXI02", order(NUMBER))
    for command in (f"/签收 {NUMBER}", f"/初核 {NUMBER} 属实", f"/转办 {NUMBER} 青禾"):
        desk.says("ZuoXi02", command)
    post = desk.group(QINGHE).expects("新工单", NUMBER)
    assert "已记受理" in desk.says("LiWG", "收到", quoting=post)
    assert "已撤销" in desk.says("LIWG", "/撤销")
    assert {event["actor"] for event in desk.ticket().shape["events"] if event["actor"]} == {"zuoxi02", "liwg"}


def test_an_answer_to_a_question_counts_under_another_spelling(desk: StoryDesk) -> None:
    post = desk.walks_to_assigned()
    asked = desk.says("liwg", "办完了吗", quoting=post)
    assert asked
    desk.says("liwg", "收到", quoting=post)
    asked = desk.says("liwg", f"{NUMBER} 办结")
    desk.says("LIWG", "联系过了")
    assert "contacted" in desk.ticket().kinds, asked


def test_agent_on_duty_is_so_under_the_spelling_of_another_file(desk: StoryDesk) -> None:
    """The rota, the head of a unit and a person may be spelled differently, and a later file differently again."""
    with desk.runtime.database.transaction() as session:
        load_directory(
            session,
            {
                "departments": [{"name": "青禾家园社区", "kind": "community", "lead": "CHENZR"}],
                "people": [
                    {"userid": "ZUOXI02", "name": "吴桐", "roles": ["agent"]},
                    {"userid": "ChenZR", "name": "陈主任", "department": "青禾家园社区", "roles": ["unit_lead"]},
                    {"userid": "sunzr", "name": "孙主任", "roles": ["supervisor"]},
                ],
                "shifts": [
                    {"name": "全天", "start": "00:00", "end": "24:00", "people": ["zuoxi02"], "since": desk.now.date()}
                ],
                "duty": [
                    {"name": "值", "start": "00:00", "end": "24:00", "people": ["SunZR"], "since": desk.now.date()}
                ],
            },
        )
        spelled = {someone.userid for someone in people.all_people(session)}
        rota = {userid for row in people.rota_rows(session) for userid in row.people}
        heads = {unit.lead_userid for unit in people.all_departments(session)}
    assert spelled == {"zuoxi02", "chenzr", "sunzr"}
    assert rota | heads <= spelled


def test_encrypted_id_is_converted_once_and_its_owner_heard(encrypted: StoryDesk) -> None:
    desk = encrypted
    post = desk.walks_to_assigned()
    assert "已记受理" in desk.says("liwg", "收到", quoting=post)
    assert "已记录" in desk.says("liwg", "正在修", quoting=post) or desk.ticket().events("progress")
    assert desk.sim.city.calls[CONVERSION] == 1
    assert desk.ticket().events("accepted")[0]["actor"] == "liwg"


def test_encrypted_id_is_known_in_letters_of_any_case(encrypted: StoryDesk) -> None:
    desk = encrypted
    desk.says("liwg", "/待办", QINGHE)
    with desk.runtime.database.reading() as session:
        known = identities.open_id(session, open_id_of("liwg").upper())
        assert known is not None and known.userid == "liwg"


def test_message_waits_while_nobody_can_tell_who_sent_it_and_is_answered_then(encrypted: StoryDesk) -> None:
    desk = encrypted
    post = desk.walks_to_assigned()
    desk.sim.city.faults.add(Fault(CONVERSION, "errcode", errcode=-1, times=None))
    assert desk.says("liwg", "收到", quoting=post) == ""
    for _ in range(5):
        sweep(desk)
    assert desk.ticket().state == "assigned"
    desk.sim.city.faults.clear()
    sweep(desk)
    desk.group(QINGHE).expects("已记受理")
    assert desk.ticket().state == "accepted"


def test_away_platform_is_asked_once_a_sweep_and_not_for_each_message(encrypted: StoryDesk) -> None:
    desk = encrypted
    desk.sim.city.faults.add(Fault(CONVERSION, "errcode", errcode=-1, times=None))
    for who in ("liwg", "chenzr", "duwg"):
        desk.says(who, "/待办", "aibot")
    before = desk.sim.city.calls[CONVERSION]
    sweep(desk)
    assert desk.sim.city.calls[CONVERSION] - before == 1


def test_who_cannot_be_told_is_bound_once_by_an_administrator(encrypted: StoryDesk) -> None:
    desk = encrypted
    desk.sim.city.roll.member("liwg").is_hidden = True
    post = desk.walks_to_assigned()
    answer = desk.says("liwg", "收到", quoting=post)
    assert "告诉管理员" in answer and "\n" not in answer
    code = code_in(answer)
    assert "已登记为李网格" in desk.says("guanli", f"/绑定 {code} 李网格")
    assert "已记受理" in desk.says("liwg", "收到", quoting=post)
    assert desk.sim.city.calls[CONVERSION] == 1, "nobody is asked about every message"


def test_binding_somebody_twice_needs_the_word_and_frees_the_first(encrypted: StoryDesk) -> None:
    desk = encrypted
    for who in ("liwg", "chenzr"):
        desk.sim.city.roll.member(who).is_hidden = True
    first, second = (code_in(desk.says(who, "/待办", "aibot")) for who in ("liwg", "chenzr"))
    desk.says("guanli", f"/绑定 {first} 李网格")
    assert "没有改动" in desk.says("guanli", f"/绑定 {second} 李网格")
    assert "没有改动" in desk.says("guanli", f"/绑定 {first} 陈主任")
    desk.says("guanli", f"/绑定 {first} 改为 陈主任")
    assert "认不出" not in desk.says("liwg", "/待办", "aibot"), "the first id is now 陈主任's"
    assert "已登记为李网格" in desk.says("guanli", f"/绑定 {second} liwg")


def test_binding_refuses_what_it_does_not_know(encrypted: StoryDesk) -> None:
    desk = encrypted
    desk.sim.city.roll.member("liwg").is_hidden = True
    code = code_in(desk.says("liwg", "/待办", "aibot"))
    assert "没有编号" in desk.says("guanli", "/绑定 000000 李网格") or code == "000000"
    assert "没有“张三”" in desk.says("guanli", f"/绑定 {code} 张三")
    assert "编号" not in desk.says("chenzr", f"/绑定 {code} 李网格"), "only administrators bind"


def test_set_up_that_is_refused_leaves_the_way_over_the_administrator(encrypted: StoryDesk) -> None:
    desk = encrypted
    desk.sim.city.faults.add(Fault(CONVERSION, "errcode", errcode=60020, times=None))
    assert code_in(desk.says("liwg", "/待办", "aibot"))
    desk.sim.city.faults.clear()
    desk.machine_passes(minutes=11)
    assert "认不出" not in desk.says("liwg", "/待办", "aibot"), "asked again once the address is trusted"


def test_nobody_is_shown_an_encrypted_id(encrypted: StoryDesk) -> None:
    desk = encrypted
    desk.sim.city.roll.member("liwg").is_hidden = True
    post = desk.walks_to_assigned()
    for who in ("liwg", "chenzr", "moshengren"):
        desk.says(who, "收到", quoting=post)
    shown = [message.text for message in desk.sim.city.messages() if message.via is not Via.PERSON]
    assert not [text for text in shown if open_id_of("liwg")[:12].lower() in text.lower()]


def test_stranger_is_told_whom_to_ask_by_name(desk: StoryDesk) -> None:
    answer = desk.says("moshengren", "收到", QINGHE)
    assert answer == "您还没有登记在册，请联系管理员添加。"


def test_encrypted_ids_are_told_over_the_long_connection_too(tmp_path: Path, sqlite_url: str, valkey_url: str) -> None:
    with story_desk(tmp_path, sqlite_url, valkey_url, long_connection=True) as desk, gateway(desk):
        desk.sim.city.roll.encrypts = True
        post = desk.walks_to_assigned()
        assert "已记受理" in desk.says("liwg", "收到", quoting=post)


def test_second_id_of_a_person_whom_the_platform_names_in_small_letters_is_noticed(encrypted: StoryDesk) -> None:
    """The platform may write a userid as it likes; it is still the one person who has an id already."""
    first, second = "woAAAAAAAAAAAAAAAAAAAAAAAAAA", "woBBBBBBBBBBBBBBBBBBBBBBBBBB"
    with encrypted.runtime.database.transaction() as session:
        recognising.note_answer(session, [first, second], {first: "LIWG"}, encrypted.machine())
        code = recognising.code_of(session, second)
    assert "没有改动" in encrypted.says("guanli", f"/绑定 {code} 李网格")


def test_what_is_kept_of_a_message_is_its_senders_own_userid(encrypted: StoryDesk) -> None:
    encrypted.says("liwg", "/待办", "aibot")
    encrypted.says("ZUOXI02", "/待办")
    with encrypted.runtime.database.reading() as session:
        senders = {row.sender for row in session.query(InboxRow)}
    assert senders == {"liwg", "zuoxi02"}


def test_card_is_tapped_once_by_one_person_under_any_spelling(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.advance_to("10:10")
    card = desk.direct("zuoxi02").expects("签收提醒", NUMBER)
    desk.taps("ZUOXI02", card, "sign")
    desk.machine_passes(seconds=1)
    desk.taps("zuoxi02", card, "sign")
    assert [event["actor"] for event in desk.ticket().events("signed")] == ["zuoxi02"]
