"""Words what people are told of the ledger in direct chat: an entry, a dispute, a decision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from actions.desk import Desk
from models.ledger import LedgerEntry, LedgerRuling
from models.queries import people as people_queries
from models.ticket import Ticket
from rules.ledger import Ruling
from rules.ledger_names import FAULTS, RULINGS, yuan
from rules.penalties import Fault, Yuan
from texts.ledger import about
from texts.moments import moment

Facts = dict[str, Any]


def _entered(desk: Desk, _ticket: Ticket | None, facts: Facts) -> str:
    row = desk.session.get_one(LedgerEntry, facts["entry"])
    what = "｜".join(part for part in (_what(desk, row), row.text) if part)
    return f"【考核登记】{what}。有异议请私聊我发：/扣款 异议 {row.id} 理由"


def _disputed(desk: Desk, _ticket: Ticket | None, facts: Facts) -> str:
    row, ruling = _both(desk, facts)
    ask = f"裁定请发：/扣款 裁定 {row.id} 免|减 300|维持 理由"
    return f"【扣款异议】{_what(desk, row)}｜{_name(desk, ruling.by)}：{ruling.reason}。{ask}"


def _decided(desk: Desk, _ticket: Ticket | None, facts: Facts) -> str:
    row, ruling = _both(desk, facts)
    cost = f"为{ruling.amount}元" if ruling.amount is not None else ""
    verdict = f"{RULINGS[Ruling(ruling.ruling)]}{cost}，{ruling.reason}"
    return f"【扣款裁定】{_what(desk, row)}｜{_name(desk, ruling.by)}：{verdict}。"


def _both(desk: Desk, facts: Facts) -> tuple[LedgerEntry, LedgerRuling]:
    return desk.session.get_one(LedgerEntry, facts["entry"]), desk.session.get_one(LedgerRuling, facts["ruling"])


def _what(desk: Desk, row: LedgerEntry) -> str:
    named = f"{row.id}号 {FAULTS[Fault(row.fault)]}"
    at, amount = moment(row.happened_at, desk.rules.zone), yuan(Yuan(row.low, row.high))
    return "｜".join(part for part in (named, at, about(row), amount) if part)


def _name(desk: Desk, userid: str) -> str:
    return people_queries.names_of(desk.session, [userid]).get(userid, userid)


WORDS: dict[str, Callable[[Desk, Ticket | None, Facts], str]] = {
    "ledger_entered": _entered,
    "ledger_disputed": _disputed,
    "ledger_decided": _decided,
}
