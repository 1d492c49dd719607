"""/对账: how the platform's export compared with our tickets; an official settles a stage by hand."""

from __future__ import annotations

import re

from actions.refusals import Refusal
from actions.settling import settle_by_hand
from bot.call import Call
from bot.commands.declare import command
from bot.naming import named_tickets, ticket_words
from bot.permitting import permit
from models.queries import reconciling as queries
from rules.half_width import half_width
from rules.stages import Stage
from texts import reconciling as texts

_LISTED = 20
_STAGES = {
    **dict.fromkeys(("签收",), Stage.SIGN),
    **dict.fromkeys(("初核",), Stage.VERIFY),
    **dict.fromkeys(("转办", "派遣", "派单"), Stage.ASSIGN),
    **dict.fromkeys(("平台回复", "回复"), Stage.PLATFORM_REPLY),
}
_SETTLE = re.compile(
    rf"核定\s*(?P<ticket>.*?)\s*(?P<stage>{'|'.join(sorted(_STAGES, key=len, reverse=True))})\s*"
    r"(?P<verdict>按时|未超时|没超时|超时)\s*(?P<reason>.*)",
    re.DOTALL,
)


@command("对账", "reconcile", action="reconcile", example="/对账", labels={"what": "核定 单号 环节 按时|超时 理由"})
def reconcile(call: Call, what: str | None = None) -> str:
    """看平台导出与我们的工单、时间有哪些不同；主管可核定：/对账 核定 4512 签收 按时 理由。"""
    if what is not None and what.strip():
        return _settle(call, what.strip())
    run = queries.last_run(call.desk.session)
    if run is None:
        return texts.never()
    rows = queries.standing_differences(call.desk.session, run.id, _LISTED)
    return texts.last_comparison(call.desk, run, rows, queries.count_differences(call.desk.session, run.id))


def _settle(call: Call, what: str) -> str:
    found = _SETTLE.fullmatch(half_width(what))
    if found is None:
        raise Refusal("reconcile_usage")
    permit(call, "settle", command="对账")
    tickets = named_tickets(call, ticket_words(call, found["ticket"]), required=True, action="settle")
    if len(tickets) != 1:
        raise Refusal("reconcile_usage")
    is_late, reason = found["verdict"] == "超时", found["reason"].strip()
    if not reason:
        said = {"stage": found["stage"], "verdict": found["verdict"]}
        raise Refusal("settle_reason", ticket_no=tickets[0].ticket_no, **said)
    clock = settle_by_hand(call.desk, tickets[0], _STAGES[found["stage"]], call.source(), reason, is_late=is_late)
    return texts.settled(call.desk, tickets[0], clock, is_late=is_late)
