"""What the app asks of the platform: whole, bounded, and never mistaken for an answer when there was none."""

from __future__ import annotations

from typing import Any

import pytest
import redis

from actions.ports import Member, NotToldNow
from bot.wecom.contacts import WecomContacts
from bot.wecom.token import AppCredentials
from rules.userids import is_opaque, is_same
from tests.bot.wecom.conftest import Platform

TOKEN, CONVERT, GET = "/cgi-bin/gettoken", "/cgi-bin/batch/openuserid_to_userid", "/cgi-bin/user/get"
GRANTED = (200, {"errcode": 0, "access_token": "t1", "expires_in": 7200})
WO = "woAJ2GCAAAXtWyujaWJHDDGi0mACAAAA"


@pytest.fixture
def contacts(platform: Platform, store: redis.Redis) -> WecomContacts:
    platform.script(TOKEN, GRANTED, (200, {"errcode": 0, "access_token": "t2", "expires_in": 7200}))
    return WecomContacts(platform.url, AppCredentials("wwCORP", 1000002, "secret"), store, 2)


def answer(*pairs: tuple[str, str], **more: Any) -> tuple[int, dict[str, Any]]:
    return 200, {"errcode": 0, "userid_list": [{"open_userid": a, "userid": b} for a, b in pairs]} | more


def test_ids_are_asked_with_the_number_of_the_app_and_plain_ones_are_nobodys(
    contacts: WecomContacts, platform: Platform
) -> None:
    platform.script(CONVERT, answer((WO.lower(), "LiSi"), invalid_open_userid_list=["zhangsan"]))
    assert contacts.userids_of([WO, "zhangsan"]) == {WO: "LiSi"}
    assert platform.calls_to(CONVERT)[0].body == {"open_userid_list": [WO, "zhangsan"], "source_agentid": 1000002}


def test_no_call_asks_for_more_than_a_thousand(contacts: WecomContacts, platform: Platform) -> None:
    platform.script(CONVERT, answer())
    contacts.userids_of([f"{WO}{n}" for n in range(2001)])
    assert [len(call.body["open_userid_list"]) for call in platform.calls_to(CONVERT)] == [1000, 1000, 1]


def test_dead_token_is_renewed_once(contacts: WecomContacts, platform: Platform) -> None:
    platform.script(CONVERT, (200, {"errcode": 42001}), answer((WO, "LiSi")))
    assert contacts.userids_of([WO]) == {WO: "LiSi"}
    assert [call.query["access_token"] for call in platform.calls_to(CONVERT)] == ["t1", "t2"]


@pytest.mark.parametrize(
    "said",
    [(502, b"bad gateway"), (200, b"<html>"), (200, {"errcode": -1}), (200, {"errcode": 45009}), (200, {"errcode": 7})],
)
def test_what_passes_is_no_answer(contacts: WecomContacts, platform: Platform, said: Any) -> None:
    platform.script(CONVERT, said)
    with pytest.raises(NotToldNow):
        contacts.userids_of([WO])


@pytest.mark.parametrize("errcode", [60020, 48002, 301002, 40056])
def test_set_up_that_is_refused_knows_nobody(contacts: WecomContacts, platform: Platform, errcode: int) -> None:
    platform.script(CONVERT, (200, {"errcode": errcode}))
    assert contacts.userids_of([WO]) == {}


@pytest.mark.parametrize(
    "rows", [None, "x", [None], [{}], [{"open_userid": WO}], [{"open_userid": WO, "userid": "a\nb"}], [{"userid": 1}]]
)
def test_strange_answer_names_nobody(contacts: WecomContacts, platform: Platform, rows: Any) -> None:
    platform.script(CONVERT, (200, {"errcode": 0, "userid_list": rows}))
    assert contacts.userids_of([WO]) == {}


def test_member_is_told_with_what_an_app_may_read(contacts: WecomContacts, platform: Platform) -> None:
    platform.script(GET, (200, {"errcode": 0, "name": "李四", "department": [3, 7], "status": 5, "mobile": "138"}))
    assert contacts.member("LiSi") == Member(0, "李四", (3, 7), 5)
    assert platform.calls_to(GET)[0].query["userid"] == "LiSi"


@pytest.mark.parametrize("errcode", [60011, 60111, 40003])
def test_member_out_of_sight_is_told_apart_from_no_answer(
    contacts: WecomContacts, platform: Platform, errcode: int
) -> None:
    platform.script(GET, (200, {"errcode": errcode}))
    assert contacts.member("LiSi").errcode == errcode


def test_member_cannot_be_told_while_the_app_is_refused(contacts: WecomContacts, platform: Platform) -> None:
    platform.script(GET, (200, {"errcode": 60020, "errmsg": "not allow to access from your ip, from ip: 1.2.3.4"}))
    with pytest.raises(NotToldNow):
        contacts.member("LiSi")


@pytest.mark.parametrize(
    ("userid", "opaque"),
    [(WO, True), (WO.upper(), True), ("woshilaowang", False), ("wo345678901234567890", False), ("liwg", False)],
)
def test_what_may_be_an_encrypted_id(userid: str, opaque: bool) -> None:
    assert is_opaque(userid) is opaque


def test_nobody_is_nobody() -> None:
    assert is_same("LiSi", "lisi") and not is_same(None, None) and not is_same("lisi", None)
