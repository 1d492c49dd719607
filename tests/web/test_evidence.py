"""The board hands out evidence to save, to whoever is logged in, and keeps a line of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from models.access_log import AccessEntry
from models.evidence import Evidence
from models.evidence_folder import EvidenceFolder
from models.sealing import keyring
from models.ticket import Ticket
from tests.web.conftest import client_of, row, send, speaker
from tests.web.town import PASSWORD, Town

PHOTO = b"\xff\xd8\xff" + b"<script>alert(1)</script>" * 100_000


def board(town: Town, folder: Path, **order: object) -> FlaskClient:
    """Return a browser before a town with one order that has one photo, whose name tells the caller's."""
    town.folder = EvidenceFolder(folder, keyring())
    client = client_of(town)
    send(speaker(client), row(**order))
    with town.folder.receive(10**7) as half_made:
        half_made.write(PHOTO)
        whole = half_made.finish()
        town.folder.keep(half_made, whole)
    with town.database.transaction() as session:
        ticket = session.scalars(select(Ticket)).one()
        facts = {"kind": "image", "sha256": whole.sha256, "filename": "张晓梅家 1.jpg", "size_bytes": whole.size_bytes}
        session.add(Evidence(ticket_id=ticket.id, added_at=town.now, added_by="liwg", **facts))
    return client


def test_file_is_handed_out_after_login_as_a_file_to_save(small_town: Town, tmp_path: Path) -> None:
    client = board(small_town, tmp_path)
    assert client.get("/evidence?id=1").status_code == 303
    client.post("/login", data={"password": PASSWORD})
    answer = client.get("/evidence?id=1")
    assert answer.status_code == 200 and answer.data == PHOTO
    headers = answer.headers
    assert headers["Content-Type"] == "application/octet-stream" and headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert quote("张晓梅") not in headers["Content-Disposition"]
    assert "sandbox" in headers["Content-Security-Policy"] and "script" not in headers["Content-Security-Policy"]
    with small_town.database.reading() as session:
        [entry] = session.scalars(select(AccessEntry))
        assert (entry.actor, entry.action, entry.ticket_id, entry.channel) == ("board:admin", "evidence", 1, "board")


def test_board_lists_files_without_the_caller_in_their_names(small_town: Town, tmp_path: Path) -> None:
    client = board(small_town, tmp_path)
    client.post("/login", data={"password": PASSWORD})
    page = client.get("/ticket?id=1").text
    assert "佐证（1）" in page and "/evidence?id=1" in page and "2.4 MB" in page
    assert "张晓梅" not in page


def test_files_of_a_sensitive_order_are_not_on_the_board(small_town: Town, tmp_path: Path) -> None:
    client = board(small_town, tmp_path, confidential=True)
    client.post("/login", data={"password": PASSWORD})
    assert "/evidence" not in client.get("/ticket?id=1").text
    assert client.get("/evidence?id=1").status_code == 404


@pytest.mark.parametrize("query", ["", "?id=0", "?id=-1", "?id=99", "?id=x", "?id=99999999999999999999"])
def test_file_that_is_not_there_is_said_so(small_town: Town, tmp_path: Path, query: str) -> None:
    client = board(small_town, tmp_path)
    client.post("/login", data={"password": PASSWORD})
    assert client.get(f"/evidence{query}").status_code == 404


def test_missing_or_damaged_file_is_told_in_words(small_town: Town, tmp_path: Path) -> None:
    client = board(small_town, tmp_path)
    client.post("/login", data={"password": PASSWORD})
    [path] = [path for path in small_town.folder.kept.rglob("*") if path.is_file()]
    path.write_bytes(b"x" * 100)
    assert "从备份恢复" in client.get("/evidence?id=1").text
    path.unlink()
    assert "从备份恢复" in client.get("/evidence?id=1").text


def test_what_was_left_half_made_is_cleared_after_a_while(small_town: Town, tmp_path: Path) -> None:
    folder = EvidenceFolder(tmp_path, keyring())
    folder.put_piece(1, 0, b"half")
    assert folder.clear_incoming(small_town.now - timedelta(days=3650)) == 0
    assert folder.clear_incoming(small_town.now + timedelta(days=3650)) == 1
    assert list(folder.incoming.iterdir()) == []
