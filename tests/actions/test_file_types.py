"""Every kind of file that is kept is known by its first bytes, and nothing else is."""

from __future__ import annotations

import pytest

from actions.file_types import type_of
from rules.files import KEPT_TYPES


def box(brand: bytes) -> bytes:
    """Return how a file of the ISO family begins."""
    return b"\x00\x00\x00\x14ftyp" + brand + b"\x00\x00\x00\x00" + brand


HEADS = {
    "image/jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00",
    "image/png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "image/gif": b"GIF89a\x01\x00",
    "image/webp": b"RIFF\x24\x00\x00\x00WEBPVP8 ",
    "image/heic": box(b"heic"),
    "video/mp4": box(b"isom"),
    "video/quicktime": box(b"qt  "),
    "video/3gpp": box(b"3gp4"),
    "audio/mpeg": b"ID3\x03\x00\x00\x00",
    "audio/x-wav": b"RIFF\x24\x00\x00\x00WAVEfmt ",
    "audio/amr": b"#!AMR\n\x3c",
    "audio/mp4": box(b"M4A "),
    "audio/aac": b"\xff\xf1\x50\x80",
    "application/pdf": b"%PDF-1.7\n",
}


def test_no_kind_is_left_out() -> None:
    assert HEADS.keys() == KEPT_TYPES.keys()


@pytest.mark.parametrize("mime", HEADS)
def test_kind_is_known_by_its_first_bytes(mime: str) -> None:
    assert type_of(HEADS[mime] + b"\x00" * 300) == KEPT_TYPES[mime]


@pytest.mark.parametrize(
    "head", [b"", b"MZ\x90\x00", b"PK\x03\x04", b"<html>", b"<svg xmlns=", b"#!/bin/sh", b"\x7fELF"]
)
def test_what_is_no_evidence_is_of_no_kind(head: bytes) -> None:
    assert type_of(head) is None
