"""Files that go up over HTTP keep the sizes and types of pages 90253 and 99110."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest

MEGABYTE = 1024 * 1024


@pytest.fixture
def upload(sim, caller) -> Any:
    def call(path: str, content: bytes, kind: str, field: str = "media") -> dict[str, Any]:
        query = {"type": kind, "key": "key-desk", "access_token": caller.token()}
        data = {field: (BytesIO(content), "工单.xlsx")}
        return dict(sim.app.test_client().post(f"/cgi-bin/{path}", query_string=query, data=data).json)

    return call


def test_file_of_the_app_is_sent_and_fetched_for_three_days(sim, caller, upload, clock):
    made = upload("media/upload", b"123456", "file")
    assert (made["errcode"], made["type"]) == (0, "file")
    body = {"msgtype": "file", "file": {"media_id": made["media_id"]}}
    assert caller.app_text("", **body)["errcode"] == 0
    assert sim.city.messages("app:chenzr")[0].text == "[file] 工单.xlsx"
    clock.pass_seconds(3 * 24 * 3600)
    assert caller.app_text("", **body)["errcode"] == 40007
    assert caller.get("media/get", access_token=caller.token(), media_id=made["media_id"]).json["errcode"] == 40007


@pytest.mark.parametrize(
    ("path", "kind", "size", "errcode"),
    [
        ("media/upload", "file", 5, 44001),
        ("media/upload", "file", 20 * MEGABYTE + 1, 45001),
        ("media/upload", "image", 10 * MEGABYTE + 1, 45001),
        ("media/upload", "voice", 2 * MEGABYTE + 1, 45001),
        ("media/upload", "letter", 9, 40004),
        ("webhook/upload_media", "voice", 2 * MEGABYTE + 1, 45001),
        ("webhook/upload_media", "image", 9, 40004),
        ("webhook/upload_media", "voice", 9, 0),
    ],
)
def test_sizes_and_types_are_kept(upload, path, kind, size, errcode):
    assert upload(path, b"x" * size, kind)["errcode"] == errcode


def test_field_must_be_called_media(upload):
    assert upload("media/upload", b"123456", "file", field="file")["errcode"] == 41005


def test_file_of_a_push_key_is_no_file_of_the_app(caller, upload):
    made = upload("webhook/upload_media", b"123456", "file")
    assert caller.app_text("", msgtype="file", file={"media_id": made["media_id"]})["errcode"] == 40007
