"""Pictures, files, voice and video reach each door in its own way, or not at all."""

from __future__ import annotations

import base64
import re

import pytest
from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from simulator.callbacks import How
from tests.simulator.bot_end import BotEnd

PICTURE = b"\xff\xd8\xff" + b"jpeg" * 20


def opened(sealed: bytes, key: str) -> bytes:
    """Decrypt a file as a bot does, whatever padding its key came with."""
    raw = base64.b64decode(key + "=" * (-len(key) % 4))
    decryptor, unpadder = Cipher(algorithms.AES(raw), modes.CBC(raw[:16])).decryptor(), padding.PKCS7(256).unpadder()
    return unpadder.update(decryptor.update(sealed) + decryptor.finalize()) + unpadder.finalize()


def path_of(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def test_picture_with_a_mention_reaches_the_bot_as_a_mixed_message(sim, product):
    assert sim.sends("chenzr", PICTURE, "现场.jpg", "wrQINGHE", "已修好").answer == "收到"
    text, picture = product.heard[0]["mixed"]["msg_item"]
    assert (product.heard[0]["msgtype"], text["text"]["content"]) == ("mixed", "@催办助手 已修好")
    assert (picture["msgtype"], "aeskey" in picture["image"]) == ("image", False)
    fetched = sim.app.test_client().get(path_of(picture["image"]["url"]))
    assert opened(fetched.data, sim.city.world.credentials.bot_key) == PICTURE
    assert "%E7%8E%B0%E5%9C%BA.jpg" in fetched.headers["Content-Disposition"]


@pytest.mark.parametrize("kind", ["image", "file", "video"])
def test_file_alone_reaches_the_bot_in_its_single_chat(sim, product, kind):
    sim.sends("chenzr", PICTURE, "录音.mp3", "aibot", kind=kind)
    assert (product.heard[0]["msgtype"], set(product.heard[0][kind])) == (kind, {"url"})


def test_of_a_voice_message_the_bot_gets_the_transcript_only(sim, product):
    sim.sends("chenzr", b"#!AMR", "a.amr", "aibot", kind="voice", transcript="已经联系了")
    assert product.heard[0]["voice"] == {"content": "已经联系了"}


def test_address_answers_403_after_five_minutes(sim, product, clock):
    sim.sends("chenzr", PICTURE, "a.jpg", "aibot")
    path, client = path_of(product.heard[0]["image"]["url"]), sim.app.test_client()
    clock.pass_seconds(300)
    assert client.get(path).status_code == 200
    clock.pass_seconds(1)
    assert client.get(path).status_code == 403
    assert client.get("/aibot/media/made-up").status_code == 403


def test_fetching_a_file_meets_faults_too(sim, product):
    sim.sends("chenzr", PICTURE, "a.jpg", "aibot")
    sim.fault("aibot/media", "http", status=502)
    path, client = path_of(product.heard[0]["image"]["url"]), sim.app.test_client()
    assert [client.get(path).status_code, client.get(path).status_code] == [502, 200]


def test_on_the_line_each_file_has_a_key_of_its_own_sometimes_without_padding(sim):
    sim.mode = "long_connection"
    bot = BotEnd(sim)
    for _ in range(2):
        sim.sends("chenzr", PICTURE, "a.jpg", "aibot", how=How(timeout_seconds=0))
    links = [bot.hears()["body"]["image"] for _ in range(2)]
    assert links[0]["aeskey"] != links[1]["aeskey"]
    assert sorted(len(link["aeskey"]) for link in links) == [43, 44]
    for link in links:
        assert opened(sim.app.test_client().get(path_of(link["url"])).data, link["aeskey"]) == PICTURE
    sim.stop()


@pytest.mark.parametrize(
    ("chat", "kind", "text"),
    [
        ("wrQINGHE", "file", "请看"),
        ("wrQINGHE", "voice", "请看"),
        ("wrDEAF", "image", "请看"),
        ("app", "file", ""),
        ("aibot", "file", "请看"),
    ],
)
def test_what_the_platform_passes_on_to_nobody(sim, product, chat, kind, text):
    heard = sim.sends("chenzr", PICTURE, "a.bin", chat, text, kind=kind)
    assert (bool(heard.hint), product.heard) == (True, [])
    assert len(sim.city.messages()) == 1


def test_picture_without_a_mention_is_heard_by_nobody(sim, product):
    page = sim.app.test_client()
    files = [{"kind": "image", "name": "a.jpg", "data": base64.b64encode(PICTURE).decode()}]
    answer = page.post("/sim/say", json={"userid": "chenzr", "chat": "wrQINGHE", "text": "", "files": files})
    assert "听不到" in answer.json["hint"]
    shown = page.get("/sim/state").json["messages"][0]
    assert shown["files"] == [{"kind": "image", "name": "a.jpg", "bytes": len(PICTURE), "transcript": ""}]
    assert page.get(f"/sim/file/{shown['id']}/0").data == PICTURE
    assert page.get(f"/sim/file/{shown['id']}/1").status_code == 404


def test_file_that_is_none_is_refused_by_the_api(sim):
    wrong = {"userid": "chenzr", "chat": "aibot", "text": "", "files": [{"kind": "image", "name": "a", "data": "%"}]}
    assert sim.app.test_client().post("/sim/say", json=wrong).status_code == 400


@pytest.mark.parametrize("kind", ["image", "voice", "video"])
def test_app_fetches_what_people_send_by_media_id(sim, product, caller, kind):
    sim.sends("chenzr", PICTURE, "a.jpg", "app", kind=kind)
    assert f"<MsgType><![CDATA[{kind}]]></MsgType>" in product.heard[0]
    media_id = re.search(r"<MediaId><!\[CDATA\[([^\]]+)", product.heard[0]).group(1)
    token = caller.token()
    assert caller.get("media/get", access_token=token, media_id=media_id).data == PICTURE
    part = sim.app.test_client().get(
        f"/cgi-bin/media/get?access_token={token}&media_id={media_id}", headers={"Range": "bytes=0-2"}
    )
    assert (part.status_code, part.data) == (206, PICTURE[:3])
    assert caller.get("media/get", access_token=token, media_id="gone").json["errcode"] == 40007


def test_quoted_picture_comes_as_a_picture(sim, product):
    first = sim.sends("chenzr", PICTURE, "a.jpg", "aibot").message
    sim.says("chenzr", "这张", "aibot", quote=first)
    assert product.heard[1]["quote"]["msgtype"] == "image"
