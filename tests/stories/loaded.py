"""Sets a fresh database going, or copies what setting the same going in the same file led to before."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url

_outcomes: dict[tuple[bytes, str], bytes] = {}


def once_for_all(url: str, what: str, load: Callable[[], bool]) -> None:
    """Do `load`, which writes `what` into the database; no connection to the file is open yet.

    A file that looks exactly as one before it gets what came of that one, if `load` told that it left nothing anywhere
    else; PostgreSQL is loaded each time.
    """
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        load()
        return
    path = Path(str(address.database))
    before = hashlib.sha256(path.read_bytes()).digest(), what
    if before not in _outcomes:
        if not load():
            return
        with closing(sqlite3.connect(path)) as connection:
            _outcomes[before] = connection.serialize()
    else:
        path.write_bytes(_outcomes[before])
