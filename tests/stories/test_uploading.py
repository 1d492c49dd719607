"""Phone recordings and large files come by a page that one link opens, for one ticket, for a while."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from actions.uploading import PIECE_BYTES
from tests.stories import town
from tests.stories.desk import StoryDesk
from tests.stories.test_evidence import JPEG, MP3, evidence_of
from wiring import create_app

LONG_CALL = MP3 + b"la" * PIECE_BYTES


class Phone:
    """A phone that has the page of a link open, without any login."""

    def __init__(self, desk: StoryDesk, link: str) -> None:
        self.client: FlaskClient = create_app(desk.runtime).test_client()
        self.path = "/upload/" + link.rpartition("/upload/")[2]

    def opens(self) -> tuple[int, str]:
        answer = self.client.get(self.path)
        return answer.status_code, answer.text

    def calls(self, method: str, path: str, **body: Any) -> tuple[int, dict[str, Any]]:
        answer = self.client.open(self.path + path, method=method, **body)
        return answer.status_code, answer.get_json(silent=True) or {}

    def announces(self, name: str, size: Any) -> tuple[int, dict[str, Any]]:
        return self.calls("POST", "/files", json={"name": name, "size": size})

    def uploads(self, name: str, content: bytes) -> tuple[int, dict[str, Any]]:
        file_id = self.announces(name, len(content))[1]["id"]
        for n, at in enumerate(range(0, len(content), PIECE_BYTES)):
            assert self.calls("PUT", f"/files/{file_id}/{n}", data=content[at : at + PIECE_BYTES])[0] == 200
        return self.calls("POST", f"/files/{file_id}")


def link_for(desk: StoryDesk, userid: str = "liwg", tail: str = "4512") -> str:
    found = re.search(r"http://\S+/upload/\S+", desk.says(userid, f"/证据 {tail}"))
    assert found is not None
    return found[0]


@pytest.fixture
def phone(assigned: StoryDesk) -> Phone:
    return Phone(assigned, link_for(assigned))


def test_recording_comes_in_pieces_and_is_evidence(assigned: StoryDesk, phone: Phone) -> None:
    status, page = phone.opens()
    assert status == 200 and town.NUMBER in page
    assert phone.uploads("通话 录音.mp3", LONG_CALL) == (200, {"kind": "audio"})
    assert phone.uploads("现场.png.jpg", JPEG) == (200, {"kind": "image"})
    assert evidence_of(assigned) == [("audio", "liwg"), ("image", "liwg")]
    [recording, _photo] = assigned.ticket().shape["evidence"]
    assert recording["filename"] == "通话_录音.mp3"
    assert b"".join(assigned.runtime.folder.pieces(recording["sha256"])) == LONG_CALL
    assert phone.calls("POST", "/close") == (200, {"n": 2})
    assert not list(assigned.runtime.folder.incoming.iterdir())
    assert "证据：录音1份、图片1张" in assigned.says("zuoxi02", "/查 4512")


def test_link_is_dead_once_it_was_closed(phone: Phone) -> None:
    phone.uploads("a.mp3", MP3)
    phone.calls("POST", "/close")
    assert phone.opens()[0] == 410 and "已经失效" in phone.opens()[1]
    assert phone.announces("b.mp3", 10)[0] == 410


def test_link_is_dead_after_its_time(assigned: StoryDesk, phone: Phone) -> None:
    assigned.machine_passes(hours=2, seconds=1)
    assert phone.opens()[0] == phone.announces("b.mp3", 10)[0] == 410


def test_link_is_dead_when_the_ticket_is_over(assigned: StoryDesk, phone: Phone) -> None:
    for command in ("/已回复 4512 电话答复，无需照片", "/归档 4512"):
        assigned.says("zuoxi02", command)
    assert phone.opens()[0] == 410


def test_link_is_dead_when_the_ticket_is_another_units(assigned: StoryDesk, phone: Phone) -> None:
    phone.uploads("a.mp3", MP3)
    assigned.says("chenzr", "/转派 4512 北柳巷 点位在北柳巷辖区", "wrQINGHE")
    assigned.says("sunzr", "/同意 1")
    assert assigned.ticket().shape["lead_unit"] == "北柳巷社区"
    assert phone.opens()[0] == phone.announces("b.mp3", 10)[0] == 410
    assert evidence_of(assigned) == [("audio", "liwg")]


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1] + ("0" if t[-1] != "0" else "1"), lambda t: t[:-1], lambda t: "9" + t]
)
def test_token_that_was_changed_opens_nothing(assigned: StoryDesk, phone: Phone, change: Any) -> None:
    phone.path = "/upload/" + change(phone.path.rpartition("/")[2])
    assert phone.opens()[0] == phone.announces("b.mp3", 10)[0] == 410


def test_link_of_one_ticket_reaches_no_file_of_another(assigned: StoryDesk, phone: Phone) -> None:
    assigned.walks_to_assigned(town.SECOND)
    other = Phone(assigned, link_for(assigned, tail="4513"))
    file_id = other.announces("a.mp3", len(MP3))[1]["id"]
    assert phone.calls("PUT", f"/files/{file_id}/0", data=MP3)[0] == 422
    assert phone.calls("POST", f"/files/{file_id}")[0] == 422


def test_what_is_no_evidence_is_refused_and_not_kept(assigned: StoryDesk, phone: Phone) -> None:
    status, said = phone.uploads("现场.jpg", b"<html><script>alert(1)</script></html>")
    assert status == 422 and said["reason"] == "这种文件不收，只收图片、录音、视频和PDF。"
    assert evidence_of(assigned) == []


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "空的"), (-1, "空的"), (100 * 2**20 + 1, "太大"), (10**30, "太大"), ("9", "没有传完整"), (True, "没有传完整")],
)
def test_size_that_cannot_be_is_refused_before_any_byte(phone: Phone, size: Any, words: str) -> None:
    status, said = phone.announces("a.mp3", size)
    assert status == 422 and words in said["reason"]


@pytest.mark.parametrize(
    ("said", "status"),
    [('{"name": "录音\\ud83d.mp3", "size": 10}', 200), ("[" * 100_000, 422), ("null", 422), ("", 422)],
)
def test_announcement_that_cannot_be_read_is_refused_and_breaks_nothing(phone: Phone, said: str, status: int) -> None:
    assert phone.calls("POST", "/files", data=said)[0] == status


@pytest.mark.parametrize(("number", "n_bytes"), [(0, 10), (1, PIECE_BYTES - 1), (3, 3), (2, 4), (2, 2)])
def test_piece_that_does_not_fit_is_refused(phone: Phone, number: int, n_bytes: int) -> None:
    file_id = phone.announces("a.mp3", 2 * PIECE_BYTES + 3)[1]["id"]
    assert phone.calls("PUT", f"/files/{file_id}/{number}", data=b"x" * n_bytes)[0] == 422


def test_missing_piece_leaves_the_file_open(assigned: StoryDesk, phone: Phone) -> None:
    content = MP3 + b"x" * PIECE_BYTES
    file_id = phone.announces("a.mp3", len(content))[1]["id"]
    phone.calls("PUT", f"/files/{file_id}/0", data=content[:PIECE_BYTES])
    assert phone.calls("POST", f"/files/{file_id}")[0] == 422
    assert "证据：1份正在取" in assigned.says("liwg", "/查 4512")
    phone.calls("PUT", f"/files/{file_id}/1", data=content[PIECE_BYTES:])
    assert phone.calls("POST", f"/files/{file_id}")[0] == 200
    assert phone.calls("POST", f"/files/{file_id}")[0] == 200, "whose answer was lost asks again"
    assert len(evidence_of(assigned)) == 1


def test_link_takes_so_many_files(phone: Phone) -> None:
    for _ in range(20):
        assert phone.announces("a.mp3", 10)[0] == 200
    assert "最多传20个" in phone.announces("a.mp3", 10)[1]["reason"]


def test_day_has_its_share_of_bytes(phone: Phone) -> None:
    sizes = [phone.announces("a.mp4", 100 * 2**20)[0] for _ in range(11)]
    assert sizes == [200] * 10 + [422]


def test_group_is_given_no_link(assigned: StoryDesk) -> None:
    assert "/upload/" not in assigned.says("liwg", "/证据 4512", "wrQINGHE")


def test_upload_is_taken_back_like_any_file(assigned: StoryDesk, phone: Phone) -> None:
    phone.uploads("a.mp3", MP3)
    assigned.says("liwg", "/撤销 4512")
    assert evidence_of(assigned) == []


def test_page_loads_nothing_from_elsewhere_and_runs_only_its_own_script(phone: Phone) -> None:
    answer = phone.client.get(phone.path)
    policy = answer.headers["Content-Security-Policy"]
    nonce = re.search(r"script-src 'nonce-([^']+)'", policy)
    assert nonce and f'<script nonce="{nonce[1]}">' in answer.text
    assert policy.startswith("default-src 'none'; ") and "unsafe" not in policy and "connect-src 'self'" in policy
    assert not re.search(r"""(?:src|href)\s*=|https?://""", answer.text)
    assert answer.headers["Referrer-Policy"] == "no-referrer" and answer.headers["Cache-Control"] == "no-store"
