"""The town of these tests, on either kind of database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from models.database import Database
from models.sealing import Keyring, install_keyring
from tests.actions.town import Town, found


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    """A desk with people, groups and a rota at 10:00; the test runs once on each kind of database."""
    install_keyring(Keyring([b"k" * 32]))
    database = Database(database_url)
    with database.transaction() as session:
        yield found(session)
        session.rollback()
    database.close()
