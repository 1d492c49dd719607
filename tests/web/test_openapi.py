"""The description of the API is true: schemathesis holds the API against it, in this process and bounded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings, strategies
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from models.database import Database
from models.sealing import Keyring, install_keyring
from tests.web.conftest import NUMBER, client_of, row, send, speaker
from tests.web.town import READ, TOKENS, Town
from web.app import create_web_app
from web.backend import ApiToken, WebSettings

ALL = "all-rights-token-0123456789"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
    ignored_auth,
    unsupported_method,
]


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Any) -> Iterator[Any]:
    """The schema of an API whose one token may do everything, over a database with a ticket in it."""
    install_keyring(Keyring([b"k" * 32]))
    database = Database(sqlite_template.copy_to(tmp_path_factory.mktemp("api") / "cuiban.db"))
    everything = ApiToken("all", ALL, frozenset({"intake", "read", "caller", "clock"}))
    town = Town(database, WebSettings("http://127.0.0.1:8080", (*TOKENS, everything), True))
    send(speaker(client_of(town)), row())
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", create_web_app(town))
    database.close()


CALLS = [
    ("GET", "/api/v1/tickets"),
    ("POST", "/api/v1/tickets"),
    ("GET", "/api/v1/tickets/{ticket_no}"),
    ("GET", "/api/v1/tickets/{ticket_no}/caller"),
    ("GET", "/api/v1/delivery"),
    ("GET", "/api/v1/clock"),
    ("POST", "/api/v1/clock"),
]


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize(("method", "path"), CALLS)
def test_api_keeps_to_its_description(described: Any, method: str, path: str, mode: GenerationMode) -> None:
    """Right and wrong calls made up from the description are answered as it says."""

    @settings(max_examples=20, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(data=strategies.data())
    def hold(data: strategies.DataObject) -> None:
        try:
            case = data.draw(described[path][method].as_strategy(generation_mode=mode))
        except Unsatisfiable:
            return
        if data.draw(strategies.booleans()) and mode is GenerationMode.POSITIVE and "ticket_no" in path:
            case.path_parameters["ticket_no"] = NUMBER
        # An intake takes the good rows and tells of the bad ones, so its 200 may answer a partly wrong body.
        is_intake = (method, path) == ("POST", "/api/v1/tickets")
        checks = [check for check in CHECKS if not (is_intake and check is negative_data_rejection)]
        case.call_and_validate(headers={"Authorization": f"Bearer {ALL}"}, checks=checks)

    hold()


def test_description_names_every_call_and_no_other(small_town: Town) -> None:
    described = speaker(client_of(small_town))("/openapi.json", None).get_json()
    assert described["openapi"].startswith("3.1")
    found = {(method.upper(), path) for path, calls in described["paths"].items() for method in calls}
    assert found == set(CALLS)
    assert READ not in str(described)
