"""The self-built app's interface keeps the platform's limits, silent ones included."""

from __future__ import annotations

import pytest


def test_wrong_corp_and_wrong_secret_have_their_own_codes(caller):
    assert caller.get("gettoken", corpid="wwOTHER", corpsecret="app-secret").json["errcode"] == 40013
    assert caller.get("gettoken", corpid="wwTESTTOWN", corpsecret="no").json["errcode"] == 40001


def test_asking_for_a_token_twice_gives_the_same_one(caller):
    assert caller.token() == caller.token()


@pytest.mark.parametrize(("token", "errcode"), [("", 41001), ("made-up", 40014)])
def test_calls_without_a_living_token_are_refused(caller, token, errcode):
    assert caller.app_text("你好", token=token)["errcode"] == errcode


def test_token_is_expired_after_two_hours(caller, clock):
    token = caller.token()
    clock.pass_seconds(7200)
    assert caller.app_text("你好", token=token)["errcode"] == 42001
    assert caller.app_text("你好", token=caller.token())["errcode"] == 0


def test_direct_message_is_shown_in_the_members_conversation(caller, sim):
    answer = caller.app_text("请看一下", to="CHENZR")
    (message,) = sim.city.messages("app:chenzr")
    assert (answer["errcode"], message.text, message.via, message.sender) == (0, "请看一下", "app", "app")


def test_long_text_is_cut_silently_at_2048_bytes(caller, sim):
    assert caller.app_text("催" * 700)["errcode"] == 0
    assert sim.city.messages("app:chenzr")[0].text == "催" * 682


def test_long_markdown_is_refused(caller, sim):
    answer = caller.app_text("", msgtype="markdown", markdown={"content": "x" * 2049})
    assert answer["errcode"] == 45002
    assert sim.city.messages() == []


def test_unknown_member_is_named_and_the_others_get_it(caller, sim):
    answer = caller.app_text("你好", to="chenzr|Nobody")
    assert (answer["errcode"], answer["invaliduser"]) == (0, "nobody")
    assert len(sim.city.messages("app:chenzr")) == 1


@pytest.mark.parametrize(
    ("change", "errcode"),
    [
        ({"touser": "nobody"}, 81013),
        ({"touser": ""}, 82001),
        ({"agentid": 7}, 40056),
        ({"msgtype": "telepathy"}, 40008),
        ({"msgtype": "markdown", "markdown": {"content": " "}}, 44004),
        ({"msgtype": "markdown", "markdown": "你好"}, 44004),
    ],
)
def test_bad_messages_are_refused_with_the_platforms_code(caller, sim, change, errcode):
    assert caller.app_text("你好", **change)["errcode"] == errcode
    assert sim.city.messages() == []


def test_thirty_first_message_in_a_minute_is_dropped_in_silence(caller, sim, clock):
    answers = [caller.app_text(f"第{n}条")["errcode"] for n in range(31)]
    assert answers == [0] * 31
    assert len(sim.city.messages("app:chenzr")) == 30
    assert [drop.reason for drop in sim.city.drops] == ["rate"]
    clock.pass_seconds(60)
    caller.app_text("下一分钟")
    assert len(sim.city.messages("app:chenzr")) == 31


def test_checked_duplicate_is_taken_but_not_shown_twice(caller, sim, clock):
    for _ in range(2):
        assert caller.app_text("你好", enable_duplicate_check=1, duplicate_check_interval=600)["errcode"] == 0
    assert len(sim.city.messages()) == 1
    clock.pass_seconds(600)
    caller.app_text("你好", enable_duplicate_check=1, duplicate_check_interval=600)
    assert len(sim.city.messages()) == 2


def test_repeated_message_is_shown_twice_without_the_check(caller, sim):
    caller.app_text("你好")
    caller.app_text("你好")
    assert len(sim.city.messages()) == 2


def test_checked_message_to_another_member_is_no_duplicate(caller, sim):
    caller.app_text("你好", enable_duplicate_check=1)
    caller.app_text("你好", to="liwg", enable_duplicate_check=1)
    assert [m.chat for m in sim.city.messages()] == ["app:chenzr", "app:liwg"]


def test_card_is_updated_once_by_its_code(caller, sim):
    token = caller.token()
    code = caller.app_card(token)["response_code"]
    body = {"userids": ["chenzr"], "agentid": 1000002, "response_code": code, "button": {"replace_name": "已签收"}}
    assert caller.post("message/update_template_card", body, access_token=token)["errcode"] == 0
    assert sim.city.messages()[0].card["replaced"] == "已签收"
    assert caller.post("message/update_template_card", body, access_token=token)["errcode"] == 60140


def test_notice_card_without_an_action_is_refused(caller):
    card = {"card_type": "text_notice", "main_title": {"title": "派单"}}
    body = {"touser": "chenzr", "agentid": 1000002, "msgtype": "template_card", "template_card": card}
    assert caller.post("message/send", body, access_token=caller.token())["errcode"] == 42045


def test_body_that_is_no_json_object_is_refused(caller):
    assert caller.post("message/send", [1], access_token=caller.token())["errcode"] == 47001


def test_unknown_media_is_refused(caller):
    assert caller.get("media/get", access_token=caller.token(), media_id="x").json["errcode"] == 40007


def test_callback_addresses_are_told(caller):
    assert caller.get("getcallbackip", access_token=caller.token()).json["ip_list"] == ["127.0.0.1"]
