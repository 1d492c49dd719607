"""Somebody with a phone sends a recording by the link the bot gave: seen in a real browser, on a line that breaks."""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect, sync_playwright
from werkzeug.serving import make_server

from actions.uploading import PIECE_BYTES
from tests.stories import town
from tests.stories.desk import StoryDesk, story_desk
from wiring import create_app

CHROMIUM = shutil.which("chromium")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run"]  # fmt: skip
PHONE = {"width": 375, "height": 720}
RECORDING = b"ID3\x03\x00" + b"la" * PIECE_BYTES
PHOTO = b"\xff\xd8\xff" + b"a photo"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.skipif(
        CHROMIUM is None and os.environ.get("CI") != "true", reason="there is no Chromium on this machine"
    ),
]


@pytest.fixture
def desk(tmp_path: Path, sqlite_url: str, valkey_url: str) -> Iterator[StoryDesk]:
    with story_desk(tmp_path, sqlite_url, valkey_url) as opened:
        opened.walks_to_assigned()
        yield opened


@pytest.fixture
def base(desk: StoryDesk) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, create_app(desk.runtime), threaded=True)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as playing:
        browser = playing.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser.new_page(viewport=PHONE, device_scale_factor=2)
        browser.close()


def test_recording_is_sent_from_a_phone_over_a_line_that_breaks(
    desk: StoryDesk, base: str, page: Page, tmp_path: Path
) -> None:
    pictures = Path(os.environ.get("CUIBAN_PICTURES", tmp_path))
    found = re.search(r"/upload/\S+", desk.says("liwg", "/证据 4512"))
    assert found is not None
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if "Content Security" in said.text else None)
    broken: list[str] = []

    def breaks_twice(route: Route) -> None:
        if len(broken) < 2:
            broken.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    page.route(re.compile(r"/files/\d+/1$"), breaks_twice)
    page.goto(base + found[0])
    expect(page.get_by_text(town.NUMBER)).to_be_visible()
    page.screenshot(path=pictures / "upload-1-open.png")
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE["width"], "nothing has to be scrolled sideways"
    files = [("与居民通话录音.mp3", RECORDING), ("现场.jpg", PHOTO), ("说明.docx", b"PK\x03\x04" + b"x" * 50)]
    page.locator("#files").set_input_files(
        [{"name": name, "mimeType": "application/octet-stream", "buffer": content} for name, content in files]
    )
    expect(page.get_by_text(re.compile("正在上传"))).not_to_have_count(0)
    expect(page.locator("#sum")).to_have_text("已存2个", timeout=30_000)
    expect(page.get_by_text("这种文件不收，只收图片、录音、视频和PDF。")).to_be_visible()
    page.screenshot(path=pictures / "upload-2-sent.png", full_page=True)
    expect(page.get_by_text("重试", exact=True).locator("visible=true")).to_have_count(0)
    page.get_by_text("都传完了").click()
    expect(page.get_by_text("2个文件已记到工单")).to_be_visible()
    page.screenshot(path=pictures / "upload-3-done.png")
    page.goto(base + found[0])
    expect(page.get_by_text("已经失效")).to_be_visible()
    page.screenshot(path=pictures / "upload-4-dead.png")
    assert len(broken) == 2 and wrong == []
    kept = [(each["kind"], each["filename"]) for each in desk.ticket().shape["evidence"]]
    assert kept == [("audio", "与居民通话录音.mp3"), ("image", "现场.jpg")]
