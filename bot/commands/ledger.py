"""/扣款: what the contract may deduct, to the officials; to an agent what happened in an own shift."""

from __future__ import annotations

from dataclasses import replace

from actions import ledger_entries
from actions.at_hand import AtHand
from actions.exposure import exposure
from actions.ledger import Entry, concerns, entries, entry, post
from actions.refusals import Refusal
from actions.report_orders import About
from bot.call import Call
from bot.commands.declare import command
from bot.ledger_entering import read_entering
from bot.permitting import permit
from bot.reports_wanted import asked_period, wanted
from rules.ledger import Ruling
from rules.ledger_words import AtRisk, OfEntry, OfPeriod, OfStatement, ToDecide, ToDispute, ToEnter, read_ask
from rules.permissions import Allowed, may
from rules.report_periods import Period, ReportKind, words_of
from rules.rights import Chat
from texts import ledger as texts


@command(
    "扣款", "ledger", "考核", action="ledger", example="/扣款 11月", labels={"what": "期间|编号|风险|登记|异议|裁定"}
)
def ledger(call: Call, what: str | None = None) -> str:
    """看合同扣款：/扣款 11月或三季度；看证据：/扣款 12；提异议：/扣款 异议 12 理由；主管：风险、登记、裁定、结算单。"""
    asked = read_ask(what or "", call.desk.now, call.desk.rules.zone)
    match asked:
        case OfPeriod():
            return _listed(call, asked.period)
        case OfStatement():
            return _statement(call, asked.words)
        case OfEntry():
            return texts.entry(call.desk, _known(call, asked.entry))
        case AtRisk():
            _officials_only(call, "风险")
            return texts.at_risk(call.desk, exposure(call.desk))
        case ToEnter():
            _officials_only(call, "登记")
            return _enter(call, asked)
        case ToDispute():
            return _dispute(call, asked)
        case ToDecide():
            _officials_only(call, "裁定")
            return _decide(call, asked)
    raise Refusal("ledger_usage", is_official=_is_official(call))


def _listed(call: Call, period: Period) -> str:
    if period.start > call.desk.now:
        raise Refusal("ledger_to_come", period=words_of(period, call.desk.rules.zone))
    # Of each entry it is asked who had the shift.
    desk = replace(call.desk, at_hand=AtHand())
    found = entries(desk, period)
    if _is_official(call):
        return texts.of_period(desk, period, found)
    own = [each for each in found if concerns(desk, each.row, call.speaker.userid)]
    return texts.of_period(desk, period, own, of=call.speaker.name)


def _statement(call: Call, words: str) -> str:
    """Issue the statement as files; it names people, so into nobody's group."""
    _officials_only(call, "结算单")
    if call.place.chat is not Chat.DIRECT:
        raise Refusal("statement_in_private")
    period, anew = asked_period(call, ReportKind.STATEMENT, words)
    post(call.desk, period)
    return wanted(call, About(ReportKind.STATEMENT, period), anew=anew)


def _enter(call: Call, asked: ToEnter) -> str:
    row = ledger_entries.enter(call.desk, call.speaker.userid, read_entering(call, asked))
    return texts.entered(call.desk, row)


def _dispute(call: Call, asked: ToDispute) -> str:
    found = _known(call, asked.entry)
    if not asked.reason:
        raise Refusal("ledger_reason", verb="异议", entry=asked.entry)
    return texts.disputed(ledger_entries.dispute(call.desk, found, call.speaker.userid, asked.reason))


def _decide(call: Call, asked: ToDecide) -> str:
    found = _known(call, asked.entry)
    if not asked.reason:
        raise Refusal("ledger_reason", verb="裁定", entry=asked.entry)
    if asked.ruling is Ruling.WAIVE and asked.amount is not None:
        raise Refusal("waived_for_an_amount", entry=asked.entry, amount=asked.amount)
    by = call.speaker.userid
    row = ledger_entries.decide(call.desk, found, asked.ruling, by, asked.reason, asked.amount)
    return texts.decided(row, _known(call, asked.entry).item.amount)


def _known(call: Call, number: int) -> Entry:
    """Return an entry the speaker may know of; to an agent those of other shifts are not there."""
    found = entry(call.desk, number)
    if found is None or not (_is_official(call) or concerns(call.desk, found.row, call.speaker.userid)):
        raise Refusal("unknown_entry", entry=number)
    return found


def _is_official(call: Call) -> bool:
    return may(call.actor, "whole_ledger", call.place) == Allowed()


def _officials_only(call: Call, what: str) -> None:
    permit(call, "whole_ledger", command=f"扣款 {what}")
