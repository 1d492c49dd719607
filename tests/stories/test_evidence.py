"""Photos, recordings and files become the evidence of a ticket, and of the right one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from models.incoming_file import IncomingFile
from simulator.attachments import Attachment
from simulator.message import Message
from simulator.voices import Heard
from tests.stories import town
from tests.stories.conftest import holds_at_the_end
from tests.stories.desk import StoryDesk, story_desk
from tests.stories.line import gateway

JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000") + b"a photo of a mended lamp"
PNG = b"\x89PNG\r\n\x1a\n" + b"another photo"
MP4 = bytes.fromhex("00000018667479706d703432000000006d70343269736f6d") + b"moving pictures"
AMR = b"#!AMR\n" + b"somebody speaks"
MP3 = b"ID3\x03\x00" + b"a recorded call"


def sends(
    desk: StoryDesk,
    userid: str,
    *files: tuple[str, bytes],
    chat: str = "app",
    text: str = "",
    quoting: Message | None = None,
    name: str = "IMG_0001.jpg",
    fetching: bool = True,
) -> str:
    """Send files, in a group beside a mention, and return the words of the answer; they are fetched right after."""
    where = quoting.chat if quoting is not None and chat == "app" else chat
    if where not in ("app", "aibot"):
        text = f"@催办助手 {text}"
    attached = [Attachment(kind, name, content) for kind, content in files]
    heard: Heard = desk.sim.voices.say(userid, text, where, quoting, files=attached)
    assert heard.hint is None, heard.hint
    if fetching:
        fetches(desk)
    return heard.answer or ""


def fetches(desk: StoryDesk) -> None:
    desk.runtime.fetch()
    desk.runtime.send()


def evidence_of(desk: StoryDesk, number: str = town.NUMBER) -> list[tuple[str, str]]:
    return [(each["kind"], each["by"]) for each in desk.ticket(number).shape["evidence"]]


@pytest.fixture
def two_assigned(assigned: StoryDesk) -> StoryDesk:
    assigned.walks_to_assigned(town.SECOND)
    assigned.all_read()
    return assigned


def test_photo_after_the_command_is_kept_sealed_and_shown(assigned: StoryDesk) -> None:
    assert "接下来发的图片、语音、视频都记到 20261118004512" in assigned.says("liwg", "/证据 4512")
    assert sends(assigned, "liwg", ("image", JPEG)) == "20261118004512 已记图片1张。"
    assert "证据：图片1张" in assigned.says("liwg", "/查 4512")
    [shown] = assigned.ticket().shape["evidence"]
    assert (shown["kind"], shown["by"], shown["filename"]) == ("image", "liwg", "IMG_0001.jpg")
    folder = assigned.runtime.lane.folder
    assert b"".join(folder.pieces(shown["sha256"])) == JPEG
    [sealed] = [path for path in folder.kept.rglob("*") if path.is_file()]
    assert JPEG[20:] not in sealed.read_bytes()
    assert assigned.ticket().kinds[-1] == "evidence"
    assert assigned.says("liwg", "完") == "20261118004512 证据：图片1张。"


def test_everything_an_app_hears_is_kept(assigned: StoryDesk) -> None:
    assigned.says("liwg", "/证据 4512")
    sends(assigned, "liwg", ("image", PNG))
    sends(assigned, "liwg", ("voice", AMR), name="录音.amr")
    assert "共3份" in sends(assigned, "liwg", ("video", MP4), name="现场.mp4")
    assert assigned.says("liwg", "发完了") == "20261118004512 证据：图片1张、录音1份、视频1段。"


def test_bot_in_its_single_chat_takes_files_by_encrypted_url(assigned: StoryDesk) -> None:
    assert "文件（录音也发文件）都记到 20261118004512" in assigned.says("liwg", "/证据 4512", "aibot")
    sends(assigned, "liwg", ("file", MP3), chat="aibot", name="通话录音.exe")
    sends(assigned, "liwg", ("image", JPEG), chat="aibot")
    sends(assigned, "liwg", ("video", MP4), chat="aibot")
    assert evidence_of(assigned) == [("audio", "liwg"), ("image", "liwg"), ("video", "liwg")]
    assert assigned.ticket().shape["evidence"][0]["filename"] == "通话录音.mp3"


def test_picture_beside_a_number_in_the_group_goes_to_that_ticket(two_assigned: StoryDesk) -> None:
    answer = sends(two_assigned, "liwg", ("image", JPEG), ("image", PNG), chat="wrQINGHE", text="4513 已到现场处理")
    assert "20261118004513 已记图片2张。" in answer
    assert evidence_of(two_assigned, town.SECOND) == [("image", "liwg"), ("image", "liwg")]
    assert evidence_of(two_assigned) == []


def test_picture_that_quotes_a_push_goes_to_its_ticket(desk: StoryDesk) -> None:
    post = desk.walks_to_assigned()
    desk.walks_to_assigned(town.SECOND)
    answer = sends(desk, "liwg", ("image", JPEG), quoting=post)
    assert answer == "20261118004512 已记图片1张。"
    assert evidence_of(desk) == [("image", "liwg")]


def test_picture_without_a_word_of_which_is_asked_about_and_never_guessed(two_assigned: StoryDesk) -> None:
    answer = sends(two_assigned, "liwg", ("image", JPEG), chat="wrQINGHE")
    assert "图片1张收到了，是哪一件的" in answer
    assert evidence_of(two_assigned) == evidence_of(two_assigned, town.SECOND) == []
    assert two_assigned.says("liwg", "4513", "wrQINGHE") == "20261118004513 已记图片1张。"
    assert evidence_of(two_assigned, town.SECOND) == [("image", "liwg")]


def test_words_about_a_ticket_answer_which_it_was(two_assigned: StoryDesk) -> None:
    sends(two_assigned, "liwg", ("image", JPEG))
    assert "20261118004513 已记图片1张" in two_assigned.says("liwg", "4513的，已到现场，正在处理")
    assert evidence_of(two_assigned, town.SECOND) == [("image", "liwg")]
    assert two_assigned.ticket(town.SECOND).state == "handling"


def test_callers_phone_leaves_neither_by_a_name_nor_by_words_with_a_room_glued_to_it(desk: StoryDesk) -> None:
    glued = f"{town.CALLER_PHONE}1709室"
    post = desk.walks_to_assigned(主要内容=f"暖气不热，回拨{glued}")
    assert town.CALLER_PHONE not in post.text and "1709" not in post.text
    desk.says("liwg", "/证据 4512")
    sends(desk, "liwg", ("image", JPEG), name=f"{glued}.jpg")
    desk.says("chenzr", f"/延期 4512 到后天 {glued}没人，约了后天", "wrQINGHE")
    assert "139****5678" in desk.ticket().shape["evidence"][0]["filename"]
    shown = desk.api_text(f"/tickets/{town.NUMBER}") + "".join(each.text for each in desk.said_by_the_product())
    assert town.CALLER_PHONE not in shown


def test_files_without_a_word_are_asked_about_once(two_assigned: StoryDesk) -> None:
    asked = "图片1张收到了，是哪一件的？请回单号后四位，例如：4512"
    assert sends(two_assigned, "liwg", ("image", JPEG)) == asked
    assert sends(two_assigned, "zuoxi02", ("image", JPEG), chat="aibot") == asked
    assert sends(two_assigned, "liwg", ("image", JPEG), chat="wrQINGHE").count("是哪一件的") == 1
    heard = sends(two_assigned, "hanzr", ("voice", AMR), name="录音.amr")
    assert heard.startswith("语音我听不了") and "是哪一件的" not in heard


def test_agent_says_which_it_was_in_a_few_words(two_assigned: StoryDesk) -> None:
    assert "请回单号后四位" in sends(two_assigned, "zuoxi02", ("image", JPEG))
    assert two_assigned.says("zuoxi02", "4513的照片") == "20261118004513 已记图片1张。"


def test_photo_that_is_of_nothing_is_dropped(two_assigned: StoryDesk) -> None:
    sends(two_assigned, "liwg", ("image", JPEG))
    assert two_assigned.says("liwg", "发错了") == "好的，没有记到工单。"
    assert "已记图片" not in two_assigned.says("liwg", "4513 已到现场")
    assert evidence_of(two_assigned, town.SECOND) == []


def test_dropped_photo_does_not_come_back_with_the_next(two_assigned: StoryDesk) -> None:
    sends(two_assigned, "liwg", ("image", JPEG))
    two_assigned.says("liwg", "都不是")
    assert "图片1张收到了" in sends(two_assigned, "liwg", ("image", PNG))
    assert two_assigned.says("liwg", "4513") == "20261118004513 已记图片1张。"
    assert len(evidence_of(two_assigned, town.SECOND)) == 1


def test_photo_dropped_before_its_bytes_came_is_not_fetched_nor_told_as_lost(two_assigned: StoryDesk) -> None:
    sends(two_assigned, "liwg", ("image", JPEG), chat="aibot", fetching=False)
    two_assigned.says("liwg", "算了", "aibot")
    two_assigned.machine_passes(minutes=6)
    fetches(two_assigned)
    two_assigned.direct("liwg").expects_nothing()
    assert "图片1张收到了" in sends(two_assigned, "liwg", ("image", PNG), chat="aibot")


@pytest.mark.parametrize("command", ["/电话 4513", "/试一下", "/撤销 4513", "/查 4513"])
def test_photo_that_waits_does_not_follow_what_says_nothing_of_it(two_assigned: StoryDesk, command: str) -> None:
    two_assigned.says("liwg", "4513 收到")
    sends(two_assigned, "liwg", ("image", JPEG))
    assert "已记图片" not in two_assigned.says("liwg", command)
    assert evidence_of(two_assigned, town.SECOND) == []
    assert two_assigned.says("liwg", "4512") == "20261118004512 已记图片1张。"


def test_real_photo_does_not_go_to_an_exercise_in_the_group(two_assigned: StoryDesk) -> None:
    sends(two_assigned, "liwg", ("image", JPEG), chat="wrQINGHE")
    two_assigned.says("liwg", "/试一下", "wrQINGHE")
    exercise = two_assigned.group("wrQINGHE").expects("【练习】")
    assert "已记图片" not in two_assigned.says("liwg", "收到", quoting=exercise)
    assert two_assigned.says("liwg", "4512", "wrQINGHE") == "20261118004512 已记图片1张。"


def test_photo_that_waits_for_its_number_is_not_asked_for(two_assigned: StoryDesk) -> None:
    sends(two_assigned, "liwg", ("image", JPEG))
    answer = two_assigned.says("liwg", "4512 已修好，已联系居民，居民满意")
    assert "已记图片1张" in answer and "现场照片" not in answer


def test_reply_right_after_the_photo_does_not_miss_it(assigned: StoryDesk) -> None:
    sends(assigned, "zuoxi02", ("image", JPEG), chat="wrDESK", text="4512", fetching=False)
    assert "证据1份" in assigned.says("zuoxi02", "/已回复 4512")


def test_pictures_follow_the_words_whose_ticket_was_asked_about(two_assigned: StoryDesk) -> None:
    answer = sends(two_assigned, "liwg", ("image", JPEG), chat="wrQINGHE", text="已到现场，正在抢修")
    assert "①" in answer and "已记图片" not in answer
    assert "20261118004513 已记图片1张" in two_assigned.says("liwg", "2", "wrQINGHE")
    assert evidence_of(two_assigned, town.SECOND) == [("image", "liwg")]


def test_two_tickets_in_one_message_are_asked_about(two_assigned: StoryDesk) -> None:
    answer = sends(two_assigned, "liwg", ("image", JPEG), chat="wrQINGHE", text="4512、4513 都到现场了")
    assert "是哪一件的" in answer
    assert evidence_of(two_assigned) == evidence_of(two_assigned, town.SECOND) == []


def test_caption_of_photos_of_two_tickets_reports_neither_done(two_assigned: StoryDesk) -> None:
    sends(two_assigned, "liwg", ("image", JPEG), ("image", PNG), chat="wrQINGHE", text="4512 4513 门禁和停车的照片")
    assert two_assigned.ticket().state == two_assigned.ticket(town.SECOND).state == "handling"


def test_photo_that_a_done_lacks_is_asked_for_as_a_direct_chat_takes_it(two_assigned: StoryDesk) -> None:
    answer = two_assigned.says("liwg", "4512 已修好，已联系居民，居民满意")
    assert answer.endswith("有现场照片，请直接发来。")


def test_only_ticket_of_a_unit_is_the_one_its_picture_shows(assigned: StoryDesk) -> None:
    assert sends(assigned, "liwg", ("image", JPEG), chat="wrQINGHE") == "20261118004512 已记图片1张。"


def test_picture_with_done_stands_beside_it(assigned: StoryDesk) -> None:
    answer = sends(assigned, "chenzr", ("image", JPEG), chat="wrQINGHE", text="4512 已修好，已联系居民，居民满意")
    assert "已记图片1张" in answer
    assert assigned.ticket().state == "resolved"
    assert evidence_of(assigned) == [("image", "chenzr")]


def test_agent_gives_pictures_by_number_too(assigned: StoryDesk) -> None:
    assert "已记图片1张" in sends(assigned, "zuoxi02", ("image", JPEG), chat="wrDESK", text="4512")
    assert "已记图片1张" in sends(assigned, "zuoxi02", ("image", PNG), chat="wrDESK", text="/证据 4512")
    assert evidence_of(assigned) == [("image", "zuoxi02")] * 2


def test_another_unit_gives_nothing(assigned: StoryDesk) -> None:
    answer = sends(assigned, "duwg", ("image", JPEG), chat="wrBEILIU", text="/证据 4512")
    assert "已记" not in answer
    assert evidence_of(assigned) == []
    assert "接下来" not in assigned.says("duwg", "/证据 4512")


def test_command_in_a_group_says_how(assigned: StoryDesk) -> None:
    assert "同一条消息里" in assigned.says("liwg", "/证据 4512", "wrQINGHE")


def test_another_command_ends_the_gathering(two_assigned: StoryDesk) -> None:
    two_assigned.says("liwg", "/证据 4512")
    two_assigned.says("liwg", "/查 4513")
    assert "是哪一件的" in sends(two_assigned, "liwg", ("image", JPEG))


def test_gathering_ends_by_itself_and_lasts_as_long_as_files_come(two_assigned: StoryDesk) -> None:
    two_assigned.says("liwg", "/证据 4512")
    for content in (JPEG, PNG):
        two_assigned.machine_passes(minutes=8)
        assert "已记图片1张" in sends(two_assigned, "liwg", ("image", content))
    two_assigned.machine_passes(minutes=11)
    assert "是哪一件的" in sends(two_assigned, "liwg", ("image", JPEG))


def test_voice_that_is_no_evidence_is_asked_to_be_written(assigned: StoryDesk) -> None:
    assert "语音我听不了，请写字" in sends(assigned, "liwg", ("voice", AMR))


def test_same_photo_twice_is_one_file(assigned: StoryDesk) -> None:
    assigned.says("liwg", "/证据 4512")
    sends(assigned, "liwg", ("image", JPEG))
    sends(assigned, "liwg", ("image", JPEG))
    assert len(evidence_of(assigned)) == 2
    assert len([path for path in assigned.runtime.lane.folder.kept.rglob("*") if path.is_file()]) == 1


def test_file_is_there_before_its_bytes_and_is_told_when_they_never_come(assigned: StoryDesk) -> None:
    assigned.says("liwg", "/证据 4512", "aibot")
    assert sends(assigned, "liwg", ("image", JPEG), chat="aibot", fetching=False) == "20261118004512 已记图片1张。"
    assert "证据：1份正在取" in assigned.says("liwg", "/查 4512")
    assigned.machine_passes(minutes=6)
    fetches(assigned)
    assert "证据：1份没收到" in assigned.says("liwg", "/查 4512")
    assigned.direct("liwg").expects("20261118004512 的图片没收到，请再发一次。")
    assert evidence_of(assigned) == []


def test_fetching_is_tried_again_while_there_is_time(assigned: StoryDesk) -> None:
    assigned.sim.fault("aibot/media", "http", status=502, times=2)
    assigned.says("liwg", "/证据 4512", "aibot")
    sends(assigned, "liwg", ("image", JPEG), chat="aibot")
    assert evidence_of(assigned) == []
    for _ in range(3):
        assigned.machine_passes(seconds=5)
        fetches(assigned)
    assert evidence_of(assigned) == [("image", "liwg")]
    assigned.direct("liwg").expects_nothing()


def test_several_lost_photos_are_one_word(assigned: StoryDesk) -> None:
    sends(assigned, "liwg", ("image", JPEG), ("image", PNG), chat="wrQINGHE", text="4512 已到现场", fetching=False)
    assigned.machine_passes(minutes=6)
    assigned.all_read()
    fetches(assigned)
    assigned.group("wrQINGHE").expects("20261118004512 的图片（2份）没收到，请再发一次。", mentions=["liwg"])
    assigned.group("wrQINGHE").expects_nothing()


@pytest.mark.parametrize(
    "content", [b"MZ\x90\x00" + b"x" * 100, b"<html><script>alert(1)</script></html>", b"PK\x03\x04" + b"x" * 60]
)
def test_what_is_no_evidence_is_not_kept_whatever_it_is_called(assigned: StoryDesk, content: bytes) -> None:
    assigned.says("liwg", "/证据 4512", "aibot")
    sends(assigned, "liwg", ("file", content), chat="aibot", name="photo.jpg")
    assigned.direct("liwg").expects("20261118004512 的文件没有存，只收图片、录音、视频和PDF。")
    assert evidence_of(assigned) == []
    assert not [path for path in assigned.runtime.lane.folder.kept.rglob("*") if path.is_file()]


def test_undo_takes_the_photo_back(assigned: StoryDesk) -> None:
    assigned.says("liwg", "/证据 4512")
    sends(assigned, "liwg", ("image", JPEG))
    assert "已撤销“证据”" in assigned.says("liwg", "/撤销 4512")
    assert evidence_of(assigned) == []
    assert "证据：" not in assigned.says("liwg", "/查 4512").replace("证据：图片1张｜", "")


def test_undo_before_the_bytes_came_keeps_them_from_the_ticket(assigned: StoryDesk) -> None:
    assigned.says("liwg", "/证据 4512")
    sends(assigned, "liwg", ("image", JPEG), fetching=False)
    assigned.says("liwg", "/撤销 4512")
    fetches(assigned)
    assert evidence_of(assigned) == []


def test_reply_with_evidence_needs_no_reason(assigned: StoryDesk) -> None:
    assigned.says("chenzr", "4512 已修好，已联系居民，居民满意", "wrQINGHE")
    sends(assigned, "liwg", ("image", JPEG), chat="wrQINGHE", text="/证据 4512")
    assigned.says("zuoxi02", "/回访 4512 满意")
    assert "证据1份" in assigned.says("zuoxi02", "/已回复 4512")
    assigned.says("zuoxi02", "/归档 4512")
    assert "已归档，不再收证据" in assigned.says("zuoxi02", "/证据 4512")


def test_stranger_leaves_nothing(assigned: StoryDesk) -> None:
    sends(assigned, "moshengren", ("image", JPEG))
    assert not assigned.runtime.lane.folder.kept.exists()
    assigned.direct("moshengren").expects_nothing()


@pytest.fixture
def strict(assigned: StoryDesk) -> StoryDesk:
    """A township where nothing is done before a photo shows it."""
    lenient = assigned.runtime.dispatcher.rules
    assigned.runtime.dispatcher.rules = replace(lenient, evidence_required=True)
    return assigned


def test_done_without_the_photo_a_township_asks_for_is_progress(strict: StoryDesk) -> None:
    answer = strict.says("chenzr", "4512 已修好，已联系居民，居民满意", "wrQINGHE")
    assert "已记为进展；有现场照片才算办结" in answer
    assert strict.ticket().state == "handling"
    assert "已记图片1张" in sends(strict, "chenzr", ("image", JPEG), chat="wrQINGHE", text="4512")
    strict.says("chenzr", "4512 已修好，已联系居民，居民满意", "wrQINGHE")
    assert strict.ticket().state == "resolved"


def test_photo_in_the_same_message_is_enough(strict: StoryDesk) -> None:
    sends(strict, "chenzr", ("image", JPEG), chat="wrQINGHE", text="4512 已修好，已联系居民，居民满意")
    assert strict.ticket().state == "resolved"
    assert evidence_of(strict) == [("image", "chenzr")]


def test_file_that_breaks_the_fetcher_holds_up_no_other(assigned: StoryDesk) -> None:
    assigned.says("liwg", "/证据 4512")
    sends(assigned, "liwg", ("image", JPEG), fetching=False)
    sends(assigned, "liwg", ("image", PNG), fetching=False)
    with assigned.runtime.database.transaction() as session:
        first = session.scalars(select(IncomingFile).order_by(IncomingFile.id)).first()
        assert first is not None
        first.position = 7
    fetches(assigned)
    assert evidence_of(assigned) == [("image", "liwg")]
    assert "证据：图片1张，1份正在取" in assigned.says("liwg", "/查 4512")


def test_machine_page_counts_what_came_and_what_did_not(assigned: StoryDesk) -> None:
    sends(assigned, "liwg", ("image", JPEG), chat="wrQINGHE", text="4512")
    sends(assigned, "liwg", ("image", PNG), chat="wrQINGHE", text="4512", fetching=False)
    assigned.machine_passes(minutes=6)
    fetches(assigned)
    assert "24小时收文件：发来2，已存1，没收到1，正在取0" in assigned.says("guanli", "/系统状态")


def test_what_is_given_to_no_ticket_is_forgotten_after_a_day(two_assigned: StoryDesk) -> None:
    sends(two_assigned, "liwg", ("image", JPEG))
    sends(two_assigned, "liwg", ("image", PNG), chat="wrQINGHE", text="4512")
    sends(two_assigned, "liwg", ("image", PNG))
    kept = two_assigned.runtime.folder.kept
    assert len([path for path in kept.rglob("*") if path.is_file()]) == 2
    two_assigned.machine_passes(days=1, minutes=1)
    two_assigned.runtime.chores.tidy()
    [left] = [path for path in kept.rglob("*") if path.is_file()]
    assert b"".join(two_assigned.runtime.folder.pieces(left.name)) == PNG


def test_files_over_the_long_connection_have_keys_of_their_own(
    tmp_path: Path, sqlite_url: str, valkey_url: str
) -> None:
    with story_desk(tmp_path, sqlite_url, valkey_url, long_connection=True) as desk, gateway(desk):
        desk.walks_to_assigned()
        desk.says("liwg", "/证据 4512", "aibot")
        for content in (JPEG, PNG):
            sends(desk, "liwg", ("image", content), chat="aibot")
        sends(desk, "liwg", ("image", PNG), chat="wrQINGHE", text="4512 已到现场")
        assert evidence_of(desk) == [("image", "liwg")] * 3
        holds_at_the_end(desk)


def test_order_pasted_with_a_picture_is_taken_in_and_has_it(desk: StoryDesk) -> None:
    answer = sends(desk, "zuoxi02", ("image", JPEG), chat="aibot", text=town.order())
    assert "已登记" in answer and "已记图片1张" in answer
    assert evidence_of(desk) == [("image", "zuoxi02")]


def test_official_who_sends_a_picture_is_told_whose_matter_it_is(assigned: StoryDesk) -> None:
    answer = sends(assigned, "sunzr", ("image", JPEG))
    assert "坐席" in answer and "已记" not in answer
