"""Every call of the API needs a token with the right to it."""

from __future__ import annotations

import hmac

import pytest

from tests.web.conftest import NUMBER, client_of, speaker
from tests.web.town import CALLER, CLOCK, INTAKE, NOTHING, READ, Town
from web.app import create_web_app

CALLS = [
    ("/tickets", {"json": {"tickets": []}}, INTAKE),
    ("/tickets", {}, READ),
    (f"/tickets/{NUMBER}", {}, READ),
    (f"/tickets/{NUMBER}/caller", {}, CALLER),
    ("/delivery", {}, READ),
    ("/clock", {}, CLOCK),
    ("/clock", {"json": {"speed": 2}}, CLOCK),
]


@pytest.mark.parametrize(("path", "options", "right"), CALLS)
def test_only_the_right_token_comes_through(
    small_town: Town, path: str, options: dict[str, object], right: str
) -> None:
    ask = speaker(client_of(small_town))
    for token in (INTAKE, READ, CALLER, CLOCK, NOTHING):
        status = ask(path, token, **options).status_code
        assert (status == 403) == (token != right), token
    assert ask(path, None, **options).status_code == 401


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", f"Basic {READ}", READ, f"Bearer {READ}x", f"Bearer {READ[:-1]}", "Bearer é"],
)
def test_anything_but_a_known_token_is_told_to_bring_one(small_town: Town, header: str) -> None:
    answer = client_of(small_town).get("/api/v1/delivery", headers={"Authorization": header.encode()})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.get_json()["reason"]


def test_no_token_is_ever_logged_or_shown(small_town: Town, capfd: pytest.CaptureFixture[str]) -> None:
    app = create_web_app(small_town)
    small_town.walk_to = None  # type: ignore[method-assign,assignment]
    answer = speaker(app.test_client())("/clock", CLOCK, json={"advance": "1m"})
    written = "".join(capfd.readouterr())
    assert answer.status_code == 500 and "request_failed" in written
    assert CLOCK not in written + answer.text + repr(small_town.web)


def test_every_token_is_compared_in_constant_time(small_town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[bytes] = []
    in_constant_time = hmac.compare_digest

    def noted(ours: bytes, theirs: bytes) -> bool:
        compared.append(ours)
        return in_constant_time(ours, theirs)

    monkeypatch.setattr(hmac, "compare_digest", noted)
    assert speaker(client_of(small_town))("/delivery", READ).status_code == 200
    assert compared == [token.token.encode() for token in small_town.web.tokens]
