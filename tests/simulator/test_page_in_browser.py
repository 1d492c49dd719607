"""The page in a real browser: choosing who one is, speaking, quoting, and news that come by themselves."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from simulator.message import Via
from simulator.server import SimulatedWecom
from tests.simulator.bot_end import BotEnd
from tests.simulator.conftest import Caller
from tests.simulator.pretend import PretendProduct
from tests.simulator.town import town

CHROMIUM = shutil.which("chromium")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run"]  # fmt: skip

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def live() -> Iterator[SimulatedWecom]:
    sim = SimulatedWecom(town(), wire=PretendProduct(town(), "已记下 **20261124000512**"))
    sim.desk_clock.read = lambda: (200, {"now": "2026-11-24T10:00:00+08:00", "speed": 1})  # type: ignore[method-assign]
    yield sim.start()
    sim.stop()


@pytest.fixture
def page(browser: Any, live: SimulatedWecom) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{live.api_base}/", wait_until="domcontentloaded")
    expect(page.get_by_test_id("connection")).to_contain_text("已连接")
    yield page
    page.close()
    assert faults == []


def become(page: Page, userid: str, chat: str) -> None:
    page.get_by_test_id("person-picker").select_option(userid)
    page.locator(f'[data-chat="{chat}"]').click()


def test_group_message_is_sent_with_the_mention_and_answered_in_bold(page, live):
    become(page, "chenzr", "wrQINGHE")
    page.get_by_test_id("composer").fill("收到")
    page.get_by_test_id("send").click()
    expect(page.locator('[data-from="aibot"] b')).to_have_text("20261124000512")
    assert live.city.messages("wrQINGHE")[0].text == "@催办助手 收到"


def test_push_appears_by_itself_and_marks_the_chat_of_who_is_called(page, live):
    become(page, "chenzr", "app:chenzr")
    Caller(live).push("请处理", mentioned_list=["chenzr"])
    chat = page.locator('[data-chat="wrQINGHE"]')
    expect(chat).to_contain_text("[有人@我]")
    expect(chat).to_have_attribute("data-unread", "1")
    chat.click()
    expect(page.get_by_test_id("bubble")).to_contain_text("@陈主任")
    expect(chat).to_have_attribute("data-unread", "0")


def test_quoting_a_push_carries_its_text(page, live):
    Caller(live).push("【新派单】20261124000512")
    become(page, "chenzr", "wrQINGHE")
    page.get_by_test_id("message").hover()
    page.get_by_test_id("quote").click()
    page.get_by_test_id("composer").fill("收到")
    page.get_by_test_id("composer").press("Enter")
    expect(page.get_by_test_id("quoted")).to_have_text("【新派单】20261124000512")
    assert live.city.messages("wrQINGHE", sender="chenzr")[0].quote == "【新派单】20261124000512"


def test_message_without_the_mention_tells_that_the_bot_cannot_hear(page):
    become(page, "chenzr", "wrQINGHE")
    page.get_by_test_id("mention-toggle").uncheck(force=True)
    page.get_by_test_id("composer").fill("大家好")
    page.get_by_test_id("send").click()
    expect(page.get_by_test_id("hint")).to_contain_text("听不到")


def test_several_lines_are_sent_as_one_message(page, live):
    become(page, "zuoxi01", "app:zuoxi01")
    page.get_by_test_id("composer").fill("工单编号：20261124000512\n标题：路灯不亮")
    page.get_by_test_id("composer").press("Enter")
    expect(page.locator('[data-from="app"]')).to_be_visible()
    assert live.city.messages("app:zuoxi01")[0].text == "工单编号：20261124000512\n标题：路灯不亮"


@pytest.mark.parametrize("msgtype", ["text", "markdown"])
def test_markup_in_a_push_is_shown_and_never_run(page, live, msgtype):
    become(page, "chenzr", "wrQINGHE")
    hostile = '<img src=x onerror="document.title=1"><script>1</script>[x](javascript:alert(1))'
    Caller(live).push(hostile, msgtype=msgtype)
    bubble = page.get_by_test_id("bubble")
    expect(bubble).to_contain_text("<script>1</script>")
    assert bubble.locator("img, script, a").count() == 0


def test_clock_shows_desk_time_of_the_product(page):
    expect(page.get_by_test_id("clock-now")).to_contain_text("10:00:")


def test_who_opens_the_bots_chat_is_greeted_once(page, live):
    live.driver.wire.reply = {"msgtype": "text", "text": {"content": "您好"}}
    become(page, "chenzr", "aibot:chenzr")
    expect(page.locator('[data-from="aibot"]')).to_have_count(1)
    become(page, "chenzr", "app:chenzr")
    become(page, "chenzr", "aibot:chenzr")
    assert [heard["event"]["eventtype"] for heard in live.driver.wire.heard] == ["enter_chat"]


def test_address_of_a_callback_is_checked_from_the_page(page):
    page.get_by_test_id("faults").locator("summary").click()
    page.get_by_test_id("check-aibot").click()
    expect(page.get_by_test_id("check-result")).to_contain_text("校验通过")


def test_emptied_chats_vanish_from_an_open_page(page, live):
    Caller(live).push("请处理")
    become(page, "chenzr", "wrQINGHE")
    expect(page.get_by_test_id("message")).to_have_count(1)
    live.clear()
    expect(page.get_by_test_id("message")).to_have_count(0)


def test_phone_shows_the_list_then_the_chat_then_the_clock(page):
    page.set_viewport_size({"width": 390, "height": 800})
    expect(page.get_by_test_id("composer")).to_be_hidden()
    page.locator('[data-chat="wrDESK"]').click()
    expect(page.get_by_test_id("composer")).to_be_visible()
    page.get_by_test_id("clock-open").click()
    expect(page.locator('[data-jump="10m"]')).to_be_in_viewport()


CARD = {
    "card_type": "button_interaction", "main_title": {"title": "新工单"}, "task_id": "T-1",
    "button_list": [{"text": "签收", "key": "ack"}],
}  # fmt: skip


def test_card_is_tapped_and_its_update_is_shown_by_itself(page, live):
    body = {"touser": "chenzr", "agentid": 1000002, "msgtype": "template_card", "template_card": CARD}
    caller = Caller(live)
    code = caller.post("message/send", body, access_token=caller.token())["response_code"]
    become(page, "chenzr", "app:chenzr")
    expect(page.get_by_test_id("card")).to_contain_text("新工单")
    with page.expect_response("**/sim/tap"):
        page.get_by_test_id("card-button").click()
    update = {"userids": ["chenzr"], "agentid": 1000002, "response_code": code, "button": {"replace_name": "已签收"}}
    caller.post("message/update_template_card", update, access_token=caller.token())
    expect(page.get_by_test_id("card")).to_contain_text("已签收")
    expect(page.get_by_test_id("card-button")).to_have_count(0)


def test_choice_on_a_card_goes_with_the_tap(page, live):
    options = [{"id": "a", "text": "同意"}, {"id": "b", "text": "不同意"}]
    vote = {
        "card_type": "vote_interaction", "main_title": {"title": "换班"}, "task_id": "V-1",
        "checkbox": {"question_key": "q", "option_list": options}, "submit_button": {"text": "提交", "key": "ok"},
    }  # fmt: skip
    live.city.show("aibot:chenzr", "aibot", "换班", Via.AIBOT, card=vote)
    become(page, "chenzr", "aibot:chenzr")
    page.get_by_label("不同意").check()
    with page.expect_response("**/sim/tap"):
        page.get_by_test_id("card-button").click()
    event = live.driver.wire.heard[-1]["event"]["template_card_event"]
    assert event["selected_items"]["selected_item"][0]["option_ids"] == {"option_id": ["b"]}


def test_picture_is_picked_sent_and_shown(page, live):
    become(page, "chenzr", "wrQINGHE")
    picture = {"name": "现场.png", "mimeType": "image/png", "buffer": PIXEL}
    page.get_by_test_id("file-input").set_input_files([picture])
    expect(page.get_by_test_id("picked")).to_contain_text("现场.png")
    page.get_by_test_id("composer").fill("已修好")
    page.get_by_test_id("send").click()
    expect(page.get_by_test_id("picture")).to_be_visible()
    assert live.driver.wire.heard[0]["mixed"]["msg_item"][1]["msgtype"] == "image"


def test_line_is_switched_on_taken_away_and_told_as_such(page, live):
    become(page, "chenzr", "aibot:chenzr")
    live.city.mode = "long_connection"
    BotEnd(live)
    expect(page.get_by_test_id("bot-line")).to_contain_text("起在线")
    page.get_by_test_id("line-evict").click()
    expect(page.get_by_test_id("bot-line")).to_contain_text("被别处接走")
    page.get_by_test_id("composer").fill("在吗")
    page.get_by_test_id("send").click()
    expect(page.get_by_test_id("hint")).to_contain_text("不会补发")
