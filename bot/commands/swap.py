"""/换班: shifts are swapped, taken over, given up for leave or covered; the other gives his word first."""

from __future__ import annotations

import re

from actions import changing_shifts
from actions.refusals import Refusal
from bot.call import Call
from bot.commands.declare import command
from bot.wished_shifts import wishes
from models.queries import rotas as queries
from models.rota import RotaChange
from rules.half_width import half_width
from rules.rota_changes import ChangeState
from rules.userids import is_same
from texts import shift_changes as texts

_AGREES, _DECLINES = "同意|好的?|可以|行", "不同意|不行|不可以|不换|拒绝"
_WORD = re.compile(
    rf"(?P<before>[0-9]{{1,9}})?\s*(?:(?P<no>{_DECLINES})|(?P<yes>{_AGREES})|(?P<back>撤回|收回|取消|撤销))"
    r"\s*(?:换班)?\s*(?P<id>[0-9]{0,9})"
)


@command("换班", "swap", action="swap", example="/换班 11-28 晚班 和 吴桐", labels={"words": "日期 班次 和谁"})
def swap(call: Call, words: str | None = None) -> str:
    """换班、请假、顶班；对方同意（/换班 同意 3）才算，结果告诉主管。"""
    if words is None:
        return texts.waiting(call.desk, _concerning(call), call.speaker.userid)
    said = _WORD.fullmatch(half_width(words).strip())
    if said is None or (said["before"] and said["id"]):
        return texts.answer_asked(call.desk, changing_shifts.ask(call.desk, call.source(), wishes(call, words)))
    row = _change(call, said["before"] or said["id"], is_mine=said["back"] is not None)
    if row is None:
        return texts.which_change(call.desk, _concerning(call), call.speaker.userid)
    if said["back"]:
        return texts.answer_withdrawn(call.desk, changing_shifts.withdraw(call.desk, call.source(), row))
    changing_shifts.answer(call.desk, call.source(), row, agrees=said["yes"] is not None)
    return texts.answer_decided(call.desk, row)


def _change(call: Call, written: str, *, is_mine: bool) -> RotaChange | None:
    """Return the change of a number; without one, the only one that waits for the speaker or was asked for by him."""
    if written:
        row = call.desk.session.get(RotaChange, int(written))
        if row is None:
            raise Refusal("swap_unknown", id=written)
        return row
    me = call.speaker.userid
    found = [row for row in _concerning(call) if is_same(row.asked_by if is_mine else row.other, me)]
    return found[0] if len(found) == 1 else None


def _concerning(call: Call) -> list[RotaChange]:
    me = call.speaker.userid
    rows = queries.changes_in(call.desk.session, ChangeState.ASKED)
    return [row for row in rows if is_same(row.asked_by, me) or is_same(row.other, me)]
