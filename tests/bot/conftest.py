"""A desk with a platform that answers as told, on either kind of database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from models.database import Database
from models.sealing import Keyring, install_keyring
from tests.bot.delivery_bench import Bench


@pytest.fixture
def bench(database_url: str) -> Iterator[Bench]:
    install_keyring(Keyring([b"k" * 32]))
    database = Database(database_url)
    yield Bench(database)
    database.close()
