"""Two web processes answer as one."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Iterator

import pytest

from tests.deploy.web import Web
from tests.servers import SqliteTemplate

pytestmark = [pytest.mark.processes, pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory, sqlite_template: SqliteTemplate, valkey_server: str) -> Iterator[Web]:
    folder = tmp_path_factory.mktemp("web")
    running = Web(folder, sqlite_template.copy_to(folder / "cuiban.db"), valkey_server, processes="2")
    yield running
    running.process.terminate()
    running.process.wait(timeout=20)


def counted(web: Web) -> float:
    """Return how many calls of /healthz one scrape tells of, whichever process answers it."""
    with urllib.request.urlopen(f"http://127.0.0.1:{web.port}/metrics", timeout=5) as answer:
        text = answer.read().decode()
    found = re.search(r'cuiban_http_requests_total\{[^}]*endpoint="health.lives"[^}]*\} ([0-9.e+]+)', text)
    assert found and "cuiban_open_tickets" in text
    return float(found[1])


def test_every_scrape_counts_the_requests_of_both(web: Web) -> None:
    before = counted(web)
    for _ in range(40):
        assert web.is_alive()
    assert [counted(web) - before for _ in range(20)] == [40] * 20
