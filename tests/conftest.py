"""What every test may ask for: a Valkey, a database of either kind; and what no test may do."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from logs import shape_events
from tests.guards import watched

if TYPE_CHECKING:
    from benchmarks.township_year import Year
    from tests.servers import Postgres, SqliteTemplate

# One folder for all workers of a run; short, because socket paths are limited to about 100 bytes.
_SERVERS = "CUIBAN_TEST_SERVERS"
# In memory no commit waits for a disk. A container may have too little of it.
_IN_MEMORY, _ENOUGH_BYTES = Path("/dev/shm"), 2 * 2**30


def pytest_configure(config: pytest.Config) -> None:
    # As in production: what structlog does unasked paints the source of each traceback, which takes seconds.
    shape_events(cached=False)
    if not hasattr(config, "workerinput"):
        in_memory = _IN_MEMORY.is_dir() and shutil.disk_usage(_IN_MEMORY).free > _ENOUGH_BYTES
        folder = Path(tempfile.mkdtemp(prefix="cuiban-tests-", dir=_IN_MEMORY if in_memory else "/tmp"))
        # PostgreSQL refuses to run as root and then needs a way into this folder as another user.
        folder.chmod(0o755)
        os.environ[_SERVERS] = str(folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ[_SERVERS], ignore_errors=True)


def pytest_collection_finish() -> None:
    """Spare the collector of garbage what stays for the whole run, and let it look seldom: it costs a fifth."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Fail a test that sleeps, leaves this machine or overfills a column, even where the code swallowed the refusal."""
    with watched() as offences:
        yield
    if offences:
        pytest.fail("; ".join(offences), pytrace=False)


@pytest.fixture(scope="session")
def servers_folder() -> Path:
    """The folder in which the servers of this run keep their files and sockets."""
    return Path(os.environ[_SERVERS])


@pytest.fixture(scope="session")
def valkey_server(servers_folder: Path) -> Iterator[str]:
    """The URL of this worker's Valkey, whatever it holds."""
    from tests.servers import valkey  # only here: tests of the rules start without it

    with valkey(servers_folder) as url:
        yield url


@pytest.fixture
def valkey_url(valkey_server: str) -> str:
    """The URL of a real, empty Valkey."""
    import redis

    redis.Redis.from_url(valkey_server).flushall()
    return valkey_server


@pytest.fixture(scope="session")
def postgres_server(servers_folder: Path) -> Iterator[Postgres]:
    """A PostgreSQL shared by all workers."""
    from tests.compiled import share_compiled
    from tests.quick_routes import build_urls_when_asked
    from tests.servers import Postgres

    share_compiled()
    build_urls_when_asked()
    server = Postgres(servers_folder)
    yield server
    server.close()


@pytest.fixture
def postgres_url(postgres_server: Postgres) -> Iterator[str]:
    """The URL of a migrated, empty PostgreSQL database."""
    url = postgres_server.take()
    yield url
    postgres_server.give_back(url)


@pytest.fixture(scope="session")
def sqlite_template(servers_folder: Path) -> SqliteTemplate:
    """A migrated SQLite file to copy."""
    from tests.compiled import share_compiled
    from tests.quick_routes import build_urls_when_asked
    from tests.servers import SqliteTemplate

    share_compiled()
    build_urls_when_asked()
    return SqliteTemplate(servers_folder)


@pytest.fixture
def sqlite_url(sqlite_template: SqliteTemplate, servers_folder: Path) -> Iterator[str]:
    """The URL of a migrated, empty SQLite file."""
    with tempfile.TemporaryDirectory(dir=servers_folder) as folder:
        yield sqlite_template.copy_to(Path(folder) / "cuiban.db")


@pytest.fixture(scope="session")
def small_year(sqlite_template: SqliteTemplate, servers_folder: Path) -> tuple[Path, Year]:
    """The file of two invented months of a township up to 2026-11-26, and what was planted; only to be read."""
    from tests.township import made_year

    return made_year(sqlite_template, servers_folder)


@pytest.fixture
def year_url(small_year: tuple[Path, Year], servers_folder: Path) -> Iterator[str]:
    """The URL of a copy of the two invented months, to write into."""
    from tests.township import copy_of

    with tempfile.TemporaryDirectory(dir=servers_folder) as folder:
        yield copy_of(small_year[0], Path(folder) / "year.db")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a migrated, empty database; the test runs once on each kind."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(name))
