"""Template cards keep the limits of the platform, and change once for each code or tap."""

from __future__ import annotations

import pytest

from simulator.card import checked
from simulator.refusal import Refused

BUTTONS = {
    "card_type": "button_interaction", "main_title": {"title": "派单"}, "task_id": "T-1@u7",
    "button_list": [{"text": "收到", "key": "ack"}],
}  # fmt: skip
NOTICE = {"card_type": "text_notice", "main_title": {"title": "派单"}, "card_action": {"type": 1, "url": "http://x"}}
VOTE = {
    "card_type": "vote_interaction", "main_title": {"title": "换班"}, "task_id": "V-1",
    "checkbox": {"question_key": "q", "option_list": [{"id": "a", "text": "同意"}]},
    "submit_button": {"text": "提交", "key": "ok"},
}  # fmt: skip


def buttons(*keys: str) -> dict[str, object]:
    return {"button_list": [{"text": "好", "key": key} for key in keys]}


@pytest.mark.parametrize("card", [BUTTONS, NOTICE, VOTE, BUTTONS | buttons(*"abcdef"), NOTICE | {
    "main_title": {}, "sub_title_text": "只有副标题"}])  # fmt: skip
def test_good_cards_are_taken(card):
    assert checked(card) == card


@pytest.mark.parametrize(
    ("card", "errcode"),
    [
        (None, 40058),
        ({"card_type": "letter"}, 40058),
        (NOTICE | {"card_action": {}}, 42045),
        (NOTICE | {"card_action": {"type": 0}}, 42045),
        (NOTICE | {"main_title": {}}, 41016),
        (NOTICE | {"horizontal_content_list": [{"keyname": "a"}] * 7}, 40058),
        (NOTICE | {"jump_list": [{"type": 1}] * 4}, 40058),
        (BUTTONS | {"task_id": ""}, 40058),
        (BUTTONS | {"task_id": "有汉字"}, 40058),
        (BUTTONS | {"task_id": "T" * 129}, 40058),
        (BUTTONS | buttons(), 40058),
        (BUTTONS | buttons(*"abcdefg"), 40058),
        (BUTTONS | buttons("a", "a"), 40058),
        (BUTTONS | buttons("k" * 1025), 40058),
        (VOTE | {"checkbox": {"option_list": []}}, 40058),
        (VOTE | {"checkbox": {"option_list": [{"id": str(n), "text": "x"} for n in range(21)]}}, 40058),
        (VOTE | {"submit_button": {}}, 40058),
    ],
)
def test_bad_cards_are_refused(card, errcode):
    with pytest.raises(Refused) as refused:
        checked(card)
    assert refused.value.errcode == errcode


def sent(caller, to: str = "chenzr|liwg", card: dict[str, object] | None = None) -> dict[str, object]:
    body = {"touser": to, "agentid": 1000002, "msgtype": "template_card", "template_card": card or BUTTONS}
    return caller.post("message/send", body, access_token=caller.token())


def update(caller, code: object, **more: object) -> dict[str, object]:
    body = {"userids": ["chenzr"], "agentid": 1000002, "response_code": code, "button": {"replace_name": "已签收"}}
    return caller.post("message/update_template_card", body | more, access_token=caller.token())


def test_only_a_card_with_something_to_tap_gets_a_code(caller):
    assert "response_code" in sent(caller)
    assert "response_code" not in sent(caller, card=NOTICE)


def test_button_is_greyed_for_those_named_and_the_code_is_used_up(caller, sim):
    code = sent(caller)["response_code"]
    assert update(caller, code, userids=["ChenZR", "nobody"])["invaliduser"] == "nobody"
    assert sim.city.messages("app:chenzr")[0].card["replaced"] == "已签收"
    assert "replaced" not in sim.city.messages("app:liwg")[0].card
    assert update(caller, code)["errcode"] == 60140


def test_code_lives_72_hours(caller, clock):
    first, second = (sent(caller, card=BUTTONS | {"task_id": task})["response_code"] for task in ("T-1", "T-2"))
    clock.pass_seconds(72 * 3600 - 1)
    assert update(caller, first)["errcode"] == 0
    clock.pass_seconds(1)
    assert update(caller, second)["errcode"] == 60140


def test_code_of_a_tap_updates_the_card_of_everybody_who_got_it(caller, sim, product):
    sent(caller)
    sim.taps("chenzr", sim.city.messages("app:chenzr")[0], "ack")
    code = product.heard[0].split("<ResponseCode><![CDATA[")[1].split("]]>")[0]
    done = BUTTONS | {"main_title": {"title": "已签收"}, "replace_text": "陈主任已签收"}
    assert update(caller, code, userids=["chenzr", "liwg"], template_card=done)["errcode"] == 0
    shown = [sim.city.messages(f"app:{who}")[0].card for who in ("chenzr", "liwg")]
    assert [(card["main_title"]["title"], card["replaced"]) for card in shown] == [("已签收", "陈主任已签收")] * 2


@pytest.mark.parametrize(
    ("more", "errcode"),
    [
        ({"agentid": 7}, 40056),
        ({"userids": []}, 40063),
        ({"button": {}}, 40063),
        ({"template_card": NOTICE | {"card_action": {}}}, 42045),
    ],
)
def test_refused_update_does_not_use_the_code_up(caller, more, errcode):
    code = sent(caller)["response_code"]
    assert update(caller, code, **more)["errcode"] == errcode
    assert update(caller, code)["errcode"] == 0


def test_task_id_is_used_once(caller, sim, clock):
    assert [sent(caller)["errcode"], sent(caller)["errcode"]] == [0, 40058]
    assert len(sim.city.messages("app:chenzr")) == 1


def test_app_without_a_callback_may_not_send_buttons(caller, sim):
    object.__setattr__(sim.city.world.credentials, "app_token", "")
    assert sent(caller)["errcode"] == 43012
    assert sent(caller, card=NOTICE)["errcode"] == 0


def test_passive_answer_to_a_tap_changes_the_bots_card(sim, product):
    product.reply = {"msgtype": "template_card", "template_card": BUTTONS}
    sim.says("chenzr", "/待办", "aibot")
    card = sim.city.messages("aibot:chenzr")[-1]
    done = BUTTONS | {"main_title": {"title": "已签收"}}
    product.reply = {"response_type": "update_template_card", "template_card": done}
    heard = sim.voices.tap("chenzr", card, "ack")
    assert (heard.hint, sim.city.message(card.id).text) == (None, "已签收")
    assert "response_url" in product.heard[-1]
    product.reply = {"response_type": "update_template_card", "template_card": done | {"task_id": "T-2"}}
    assert "task_id" in sim.voices.tap("chenzr", card, "ack").hint


def test_passive_answer_of_the_app_greys_the_button_of_who_tapped(caller, sim, product):
    sent(caller)
    product.xml_reply = "<xml><MsgType>update_button</MsgType><Button><ReplaceName>已签收</ReplaceName></Button></xml>"
    sim.taps("chenzr", sim.city.messages("app:chenzr")[0], "ack")
    assert sim.city.messages("app:chenzr")[0].card["replaced"] == "已签收"


def test_two_taps_in_one_second_are_two_events(caller, sim, product):
    sent(caller, card=BUTTONS | buttons("ack", "reject"))
    for key in ("ack", "reject"):
        sim.taps("chenzr", sim.city.messages("app:chenzr")[0], key)
    seconds = {xml.split("<CreateTime>")[1].split("<")[0] for xml in product.heard}
    assert (len(product.heard), len(seconds)) == (2, 1)


def test_choices_of_a_vote_come_with_the_tap(caller, sim, product):
    sent(caller, card=VOTE)
    sim.voices.tap("chenzr", sim.city.messages("app:chenzr")[0], "ok", selected={"q": ["a"]})
    assert "<QuestionKey><![CDATA[q]]></QuestionKey><OptionIds><OptionId><![CDATA[a]]>" in product.heard[0]
    product.reply = {"msgtype": "template_card", "template_card": VOTE}
    sim.says("chenzr", "/换班", "aibot")
    sim.voices.tap("chenzr", sim.city.messages("aibot:chenzr")[-1], "ok", selected={"q": ["a"]})
    chosen = product.heard[-1]["event"]["template_card_event"]["selected_items"]
    assert chosen == {"selected_item": [{"question_key": "q", "option_ids": {"option_id": ["a"]}}]}


def test_message_is_taken_back_within_a_day(caller, sim, clock):
    first, second = (caller.app_text("写错了", to="chenzr|liwg")["msgid"] for _ in range(2))
    clock.pass_seconds(24 * 3600)
    assert caller.post("message/recall", {"msgid": first}, access_token=caller.token())["errcode"] == 0
    assert [m.msgtype for m in sim.city.messages("app:chenzr")] == ["recalled", "text"]
    clock.pass_seconds(1)
    assert caller.post("message/recall", {"msgid": second}, access_token=caller.token())["errcode"] == 40058
