"""What identifies a person lies in the database only sealed, and old keys still open it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.caller import Caller
from models.database import Database
from models.draft import Draft
from models.group import Group
from models.inbox import InboxRow
from models.message import Message
from models.person import Person
from models.sealing import Keyring, SealBroken, SealedJson, SealedText, install_keyring
from models.tables import Base
from models.ticket import Ticket

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
OLD, NEW = b"o" * 32, b"n" * 32
PLANTED = ("张晓梅", "13800000101", "6号楼2单元301", "key-of-a-group", "收到，马上去301", "这是发出去的话")
MUST_BE_SEALED = {
    "callers": {"name", "phone", "address"},
    "people": {"mobile"},
    "groups": {"push_key"},
    "messages": {"address", "body", "rest", "twin"},
    "cards": {"code", "shown"},
    "inbox": {"message", "answer"},
    "drafts": {"text"},
    "tickets": {"original"},
    "events": {"original"},
}


def plant(database: Database) -> None:
    with database.transaction() as session:
        known = {"category_path": [], "special_flags": [], "missing": [], "deadline_reasons": [], "created_at": NOW}
        ticket = Ticket(platform="12345", ticket_no="1", tail="1", state="handling", original=PLANTED[0], **known)
        ticket.caller = Caller(name=PLANTED[0], phone=PLANTED[1], address=PLANTED[2])
        session.add(ticket)
        session.add(Person(userid="a", userid_key="a", name="甲", mobile=PLANTED[1], roles=[]))
        session.add(Group(name="群", kind="unit", push_key=PLANTED[3]))
        inbox = InboxRow(source="aibot", external_id="1", received_at=NOW, sender="a", message=PLANTED[4])
        session.add(inbox)
        session.add(Draft(pasted_by="a", pasted_at=NOW, text=PLANTED[2]))
        body = {"text": {"content": PLANTED[5]}}
        moments = {"created_at": NOW, "not_before": NOW}
        session.add(Message(destination="d", channel="app", address=PLANTED[3], body=body, state="sent", **moments))


def test_columns_that_may_hold_identity_are_of_sealed_types() -> None:
    for table, columns in MUST_BE_SEALED.items():
        sealed = {c.name for c in Base.metadata.tables[table].columns if isinstance(c.type, SealedText | SealedJson)}
        assert columns <= sealed, table


def test_no_planted_word_is_found_in_the_raw_file(sqlite_url: str) -> None:
    install_keyring(Keyring([NEW]))
    database = Database(sqlite_url)
    plant(database)
    database.close()
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    raw = b"".join(part.read_bytes() for part in path.parent.glob(f"{path.name}*"))
    escaped = [word.encode("unicode_escape") for word in PLANTED]
    assert not [word for word in PLANTED if word.encode() in raw]
    assert not [word for word in escaped if word in raw]
    assert "甲".encode() in raw, "the file was read"


def test_value_sealed_under_an_older_key_still_opens(sqlite_url: str) -> None:
    install_keyring(Keyring([OLD]))
    database = Database(sqlite_url)
    plant(database)
    install_keyring(Keyring([NEW, OLD]))
    with database.reading() as session:
        assert session.query(Caller).one().phone == PLANTED[1]
    install_keyring(Keyring([NEW]))
    with pytest.raises(SealBroken), database.reading() as session:
        session.query(Caller).one()
    database.close()


def test_new_values_are_sealed_under_the_newest_key() -> None:
    both, newest, oldest = Keyring([NEW, OLD]), Keyring([NEW]), Keyring([OLD])
    sealed = both.seal(b"x", "callers.name")
    assert newest.open(sealed, "callers.name") == b"x"
    with pytest.raises(SealBroken):
        oldest.open(sealed, "callers.name")


def test_value_moved_to_another_column_or_altered_does_not_open() -> None:
    keys = Keyring([NEW])
    sealed = keys.seal(b"13800000101", "callers.phone")
    with pytest.raises(SealBroken):
        keys.open(sealed, "people.mobile")
    with pytest.raises(SealBroken):
        keys.open(sealed[:-1] + bytes([sealed[-1] ^ 1]), "callers.phone")


def test_lookup_finds_rows_written_before_a_rotation() -> None:
    before, after = Keyring([OLD]), Keyring([NEW, OLD])
    assert before.lookup_hash("phone:13800000101") in after.lookup_hashes("phone:13800000101")
    assert before.lookup_hash("phone:13800000101") != after.lookup_hash("phone:13800000101")


def test_broken_seal_and_keyring_tell_nothing_of_what_they_hold() -> None:
    keys = Keyring([NEW])
    with pytest.raises(SealBroken) as broken:
        keys.open(b"13800000101 and more bytes than a nonce", "callers.phone")
    assert "138" not in str(broken.value) and "nnn" not in repr(keys)
