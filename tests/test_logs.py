"""A log tells where something went wrong, and never whom it was about."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator

import pytest
import requests
import structlog

from logs import configure_logs

NAME, PHONE = "欧阳晓月", "13800000102"


@pytest.fixture(autouse=True)
def configured() -> Iterator[None]:
    before, handlers, hook = structlog.get_config(), list(logging.root.handlers), sys.excepthook
    logging.root.handlers[:] = []
    configure_logs()
    yield
    structlog.configure(**before)
    logging.root.handlers[:] = handlers
    sys.excepthook = hook


def cannot_read(text: str) -> None:
    try:
        raise KeyError(text)
    except KeyError as problem:
        problem.add_note(text)
        raise ExceptionGroup(text, [ValueError(f"cannot read {text}")]) from problem


def test_exception_is_logged_with_its_place_and_kind_and_without_what_it_quotes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    try:
        cannot_read(f"{NAME} {PHONE}")
    except ExceptionGroup:
        structlog.get_logger().exception("failed")
        record = logging.LogRecord("rq.worker", logging.ERROR, __file__, 1, "job failed", (), sys.exc_info())
    told = capsys.readouterr().out + logging.root.handlers[0].format(record)
    assert NAME not in told and PHONE not in told
    assert all(word in told for word in ("ExceptionGroup", "ValueError", "KeyError", "cannot_read", "job failed"))


def test_what_speaks_of_the_machine_alone_is_told_by_its_first_line(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        raise OSError(28, f"No space left on device\nDETAIL: Failing row contains ({NAME})")
    except OSError:
        structlog.get_logger().exception("failed")
    [failed] = map(json.loads, capsys.readouterr().out.splitlines())
    assert failed["exception"][0]["exc_value"] == "[Errno 28] No space left on device"


def test_process_that_ends_by_an_exception_tells_no_more_of_it(capfd: pytest.CaptureFixture[str]) -> None:
    try:
        cannot_read(f"{NAME} {PHONE}")
    except ExceptionGroup as problem:
        sys.excepthook(type(problem), problem, problem.__traceback__)
    told = "".join(capfd.readouterr())
    assert NAME not in told and PHONE not in told and "cannot_read" in told


def test_address_that_a_connection_was_refused_at_is_not_told(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        raise requests.ConnectionError("Max retries exceeded with url: /cgi-bin/webhook/send?key=a-secret")
    except requests.ConnectionError:
        structlog.get_logger().exception("failed")
    assert "a-secret" not in capsys.readouterr().out
