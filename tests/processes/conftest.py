"""One installation in processes of its own for the tests of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chaos.town import Place, Town, eventually, free_bind


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One installation for all tests of a module; each test takes in a ticket of its own."""
    running = Town(Place(tmp_path_factory.mktemp("town"), free_bind(), free_bind())).start()
    try:
        eventually(running.is_ready, 180, "ready")
        yield running
    finally:
        running.stop()
