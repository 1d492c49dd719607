"""Every answer of the platform tells a sender what to do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.ports import Channel, GiveUp, RetryLater, Sent
from bot.wecom.errcodes import ERRCODES, CodeClass, outcome_for


@pytest.mark.parametrize(
    ("errcode", "outcome"),
    [
        (0, Sent()),
        (-1, RetryLater(timedelta(seconds=1), "system busy", -1)),
        (45033, RetryLater(timedelta(seconds=5), "too many calls on one resource at once", 45033)),
        (42001, RetryLater(timedelta(seconds=60), "access token expired", 42001)),
        (40001, GiveUp("wrong secret", 40001, "channel")),
        (44004, GiveUp("the content is empty", 44004, "message")),
        (93000, GiveUp("the push key is invalid or the robot was removed", 93000, "target")),
        (60111, GiveUp("no such userid", 60111, "target")),
    ],
)
def test_each_class_of_code_leads_to_its_outcome(errcode: int, outcome: object) -> None:
    assert outcome_for(errcode, "", Channel.APP) == outcome


def test_the_rate_limit_waits_a_minute() -> None:
    outcome = outcome_for(45009, "api freq out of limit", Channel.PUSH_KEY)
    assert isinstance(outcome, RetryLater) and outcome.after == timedelta(seconds=60)


def test_a_used_response_url_has_already_answered() -> None:
    assert outcome_for(60140, "", Channel.RESPONSE_URL) == Sent()
    assert isinstance(outcome_for(60140, "", Channel.APP), GiveUp)


def test_an_untrusted_address_is_shown_to_the_operator() -> None:
    errmsg = "not allow to access from your ip, hint: [1699], from ip: 203.0.113.7, more info at https://…"
    outcome = outcome_for(60020, errmsg, Channel.APP)
    assert isinstance(outcome, GiveUp)
    assert outcome.scope == "channel" and "203.0.113.7" in outcome.why and "hint" not in outcome.why


def test_a_bad_parameter_is_named_but_no_key_is_repeated() -> None:
    errmsg = "text.content exceed max length 2048, key 693a91f6-7aaa-4bb2-9a2e-f2e2b1c0d9e8. hint: [16992123]"
    outcome = outcome_for(40058, errmsg, Channel.PUSH_KEY)
    assert isinstance(outcome, GiveUp)
    assert "text.content exceed max length 2048" in outcome.why and "693a91f6" not in outcome.why


def test_a_code_nobody_listed_is_tried_again_later() -> None:
    outcome = outcome_for(999999, "strange", Channel.APP)
    assert isinstance(outcome, RetryLater) and outcome.errcode == 999999


def test_every_row_says_what_it_means_and_where_that_is_written() -> None:
    waiting = {CodeClass.RETRY, CodeClass.WAIT, CodeClass.REFRESH}
    for row in ERRCODES.values():
        assert row.meaning and row.page.isdigit()
        assert (row.wait > timedelta(0)) is (row.code_class in waiting), row


EXPECTED = {
    CodeClass.DONE: {0},
    CodeClass.RETRY: {-1, 846609},
    CodeClass.REFRESH: {40014, 42001},
    CodeClass.WAIT: {45009, 45033, 846607},
    CodeClass.CONFIG: {40001, 40091, 40013, 40056, 43012, 48002, 301002, 48006, 48009, 50001, 50003}
    | {80001, 60020, 853000},
    CodeClass.TARGET: {40003, 60111, 46004, 40050, 49008, 50002, 60011, 60021, 81013, 86216, 86217}
    | {93000, 93004, 93005, 93006, 93008} | set(range(86001, 86009)),
    CodeClass.BUG: {40007, 40029, 42022, 40032, 40008, 40058, 40063, 41016, 40123, 42045, 45001, 45002, 44001, 44004}
    | {45007, 45008, 60140, 82001, 82002, 82003, 85002, 846604, 846605, 846606, 846608},
}  # fmt: skip


def test_the_table_holds_every_code_in_its_class() -> None:
    found = {one: {row.code for row in ERRCODES.values() if row.code_class is one} for one in CodeClass}
    assert found == EXPECTED
