"""A file is shown under a harmless name that ends as what it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.files import FileType, clean_name

JPG, MP3 = FileType("image", "jpg"), FileType("audio", "mp3")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("现场照片.jpg", "现场照片.jpg"),
        ("photo.exe", "photo.jpg"),
        ("photo.jpg.exe", "photo.jpg.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\li\\照片 1.png", "照片_1.jpg"),
        ("photo\u202egpj.exe", "photogpj.jpg"),
        ("a\r\nSet-Cookie: x.jpg", "aSet-Cookie_x.jpg"),
        ('"><script>.jpg', "script.jpg"),
        ("....", "image.jpg"),
        ("", "image.jpg"),
        (None, "image.jpg"),
        ("x" * 400 + ".jpg", "x" * 60 + ".jpg"),
    ],
)
def test_name_is_cleaned(written: str | None, shown: str) -> None:
    assert clean_name(written, JPG) == shown


@given(st.text(max_size=400))
def test_no_name_leads_anywhere_or_ends_as_something_else(written: str) -> None:
    shown = clean_name(written, MP3)
    assert shown.endswith(".mp3") and len(shown) <= 64
    assert not set(shown) & set('/\\\r\n\0<>"') and not shown.startswith(".")
