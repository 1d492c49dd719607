"""An app reads the members in its visible range, converts the ids of bots that see `wo…`, and learns who logs in."""

from __future__ import annotations

import pytest

from simulator.roll import open_id_of


@pytest.fixture
def token(caller) -> str:
    return caller.token()


def test_member_is_read_without_the_fields_an_app_no_longer_gets(caller, token):
    member = caller.get("user/get", access_token=token, userid="CHENZR").json
    assert (member["errcode"], member["userid"], member["name"], member["status"]) == (0, "chenzr", "陈主任", 1)
    assert {"mobile", "email", "gender", "avatar"}.isdisjoint(member)
    assert member["open_userid"] == open_id_of("chenzr")


def test_stranger_and_member_out_of_range_have_their_own_codes(sim, caller, token):
    sim.city.roll.member("liwg").is_hidden = True
    assert caller.get("user/get", access_token=token, userid="nobody").json["errcode"] == 60111
    assert caller.get("user/get", access_token=token, userid="liwg").json["errcode"] == 60011
    assert caller.app_text("你好", to="liwg")["errcode"] == 81013
    assert caller.app_text("你好", to="liwg|chenzr")["invaliduser"] == "liwg"
    seen = caller.get("agent/get", access_token=token, agentid=1000002).json["allow_userinfos"]["user"]
    assert {"userid": "chenzr"} in seen
    assert {"userid": "liwg"} not in seen


def test_members_and_ids_are_switched_by_the_api(sim, caller, token):
    page = sim.app.test_client()
    assert page.post("/sim/roll", json={"userid": "LIWG", "hidden": True}).json == {"encrypts": False}
    assert caller.get("user/get", access_token=token, userid="liwg").json["errcode"] == 60011
    page.post("/sim/roll", json={"userid": "liwg", "hidden": False, "name": "李新", "status": 5})
    member = caller.get("user/get", access_token=token, userid="liwg").json
    assert (member["name"], member["status"]) == ("李新", 5)
    assert page.post("/sim/roll", json={"encrypts": True}).json == {"encrypts": True}


def test_departments_and_their_members_are_listed(caller, token):
    rows = caller.get("department/list", access_token=token).json["department"]
    assert [(row["name"], row["parentid"]) for row in rows] == [("全员", 0), ("青禾家园社区", 1)]
    members = caller.get("user/simplelist", access_token=token, department_id=rows[1]["id"]).json["userlist"]
    assert [member["userid"] for member in members] == ["chenzr", "liwg"]


def test_bot_made_by_a_member_sees_other_ids_which_the_app_converts(sim, caller, product, token):
    sim.city.roll.encrypts = True
    sim.says("chenzr", "收到", "wrQINGHE")
    seen = product.heard[0]["from"]["userid"]
    assert seen.startswith("wo")
    assert len(seen) > 20
    asked = {"open_userid_list": [seen, "woUNKNOWN", "chenzr"], "source_agentid": 1000002}
    answer = caller.post("batch/openuserid_to_userid", asked, access_token=token)
    assert answer["userid_list"] == [{"open_userid": seen, "userid": "chenzr"}]
    assert answer["invalid_open_userid_list"] == ["woUNKNOWN", "chenzr"]


def test_conversion_keeps_to_the_visible_range_and_to_a_thousand(sim, caller, token):
    sim.city.roll.member("chenzr").is_hidden = True
    asked = {"open_userid_list": [open_id_of("chenzr")], "source_agentid": 1000002}
    answer = caller.post("batch/openuserid_to_userid", asked, access_token=token)
    assert (answer["userid_list"], len(answer["invalid_open_userid_list"])) == ([], 1)
    wrongs: list[tuple[dict[str, object], int]] = [
        ({"open_userid_list": ["wo"] * 1001}, 40032),
        ({"open_userid_list": []}, 40058),
        ({"source_agentid": 7}, 301002),
    ]
    for wrong, errcode in wrongs:
        assert caller.post("batch/openuserid_to_userid", asked | wrong, access_token=token)["errcode"] == errcode


def test_login_code_works_once(sim, caller, token):
    code = sim.logs_in("chenzr")
    assert caller.get("auth/getuserinfo", access_token=token, code=code).json["userid"] == "chenzr"
    assert caller.get("auth/getuserinfo", access_token=token, code=code).json["errcode"] == 40029


def test_platform_names_its_addresses(caller, token):
    for name in ("getcallbackip", "get_api_domain_ip"):
        assert caller.get(name, access_token=token).json["ip_list"] == ["127.0.0.1"]
        assert caller.get(name, access_token="made-up").json["errcode"] == 40014
