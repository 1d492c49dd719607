"""Says what the records tell of why an order is late: which limits passed, who was reminded, what was last said."""

from __future__ import annotations

from reports.dataset import DataSet, micros, moment
from reports.outlines import shown
from rules.names import AUDIENCES, STAGES

_MINUTE = 60 * 1_000_000
_LONGEST = 40
NO_WORD = "单位无反馈记录"
_OF_ORDER = ("accept", "first_contact", "handle", "follow_up", "platform_reply")


def reason(data: DataSet, ticket_id: int, *, hides_words: bool) -> str:
    """Return it in one sentence: facts of the record, and nobody's fault; of what is sensitive no word."""
    parts = [_limits(data, ticket_id), _reminders(data, ticket_id)]
    parts += [] if hides_words else [_words(data, ticket_id)]
    return "；".join(part for part in parts if part)


def _limits(data: DataSet, ticket_id: int) -> str:
    rows = data.rows(
        "SELECT stage, due_at, stopped_at FROM clocks WHERE ticket_id = :id AND (missed_at IS NOT NULL"
        " OR stopped_at IS NULL AND stands_still = 0 AND due_at < :at) ORDER BY due_at, id",
        id=ticket_id,
        at=data.as_of,
    )
    late = {row["stage"]: row for row in rows if row["stage"] in _OF_ORDER}
    told = []
    for stage in _OF_ORDER:
        if stage in late:
            until = late[stage]["stopped_at"] or micros(data.as_of)
            told.append(f"{STAGES[stage]}超{shown.span_shown((until - late[stage]['due_at']) // _MINUTE)}")
    return "、".join(told)


def _reminders(data: DataSet, ticket_id: int) -> str:
    rows = data.rows("SELECT n, last_at, last_to FROM reminders WHERE ticket_id = :id ORDER BY last_at", id=ticket_id)
    if not rows:
        return ""
    last, n = rows[-1], sum(row["n"] for row in rows)
    whom = AUDIENCES.get(last["last_to"], last["last_to"])
    return f"共提醒{n}次，末次{shown.moment_shown(moment(last['last_at']), data.zone)}提醒{whom}"


def _words(data: DataSet, ticket_id: int) -> str:
    rows = data.rows("SELECT said_at, text FROM words WHERE ticket_id = :id", id=ticket_id)
    if not rows:
        return NO_WORD
    text = " ".join(rows[0]["text"].split())
    cut = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return f"单位末次反馈（{shown.moment_shown(moment(rows[0]['said_at']), data.zone)}）：{cut}"
