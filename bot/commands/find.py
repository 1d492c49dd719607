"""/查: search what one may see."""

from __future__ import annotations

from datetime import timedelta

from actions import finding_callers
from actions.finding import MOST, Search, found_by, is_matter, search_of
from actions.pressing import tickets_by_pressing
from actions.refusals import Refusal
from actions.scopes import scopes_of
from bot.call import Call
from bot.commands.declare import command
from bot.listing import with_where_the_rest_is
from bot.naming import named_tickets, shown_here, ticket_words
from bot.permitting import permit
from bot.refused import refused_to
from models.queries import requests as request_queries
from models.ticket import Ticket
from rules.caller_search import CallerSearch, read_caller_search, searches_by_name_and_place
from rules.permissions import Allowed, Chat, Role, may, may_ever
from texts import lists, story, unit_view
from texts.returns import returns

# Words that ask for the table of what was given back.
_RETURNS = frozenset({"退单", "退单记录", "退单情况", "退单表", "转派记录", "谁退的单"})
_DAYS = 30


@command(
    "查",
    "find",
    "状态",
    action="find",
    example="/查 4512 或 /查 路灯",
    labels={"what": "单号|词"},
    for_unit="按单号看一件的经过，按词找本单位的工单；/查 退单 看本单位退的单。",
)
def find(call: Call, what: str | None = None) -> str:
    """按单号看一件的经过，按词找工单；/查 退单 看谁退给了谁；/查 电话、/查 姓名 找同一来电人（私聊）。"""
    desk = call.desk
    if what and what.strip() in _RETURNS:
        return _returns(call)
    search = read_caller_search(what or "")
    if search is not None and search.is_plain and (of_caller := _of_caller(call, search)) is not None:
        return of_caller
    wanted = search_of(desk, what or "")
    # What names a day or a year is no end of a number, but a number alone is.
    is_number = wanted.period is None or (what or "").strip().isdigit()
    words = ticket_words(call, (what or "") if is_number else wanted.rest)
    if words.numbers or words.tails or not what:
        found = named_tickets(call, words, required=True, action="find")
        for ticket in found:
            permit(call, "find", ticket)
        return "\n\n".join("\n".join(_shown(call, ticket)) for ticket in found)
    for each in filter(None, [search, *searches_by_name_and_place(what)]):
        if not is_matter(desk, each.name or "") and (of_caller := _of_caller(call, each)) is not None:
            return of_caller
    return with_where_the_rest_is(call, _found(call, what.strip(), wanted), "查")


def _found(call: Call, said: str, wanted: Search) -> str:
    """List what fits all words, as far as it may be shown here."""
    unit_id = call.speaker.department_id
    matching = found_by(call.desk, wanted, unit_id)
    shown = [ticket for ticket in shown_here(call, matching[:MOST]) if _may_read(call, ticket)]
    of_newest = MOST if len(matching) > MOST else None
    return lists.found_tickets(
        call.desk, said, tickets_by_pressing(call.desk, shown, unit_id), unit_id=unit_id, of_newest=of_newest
    )


def _returns(call: Call) -> str:
    """To the desk and the officials of all units; a unit, and the group of one, reads of its own."""
    desk = call.desk
    found = request_queries.given_back(
        desk.session, desk.now - timedelta(days=_DAYS), from_unit_id=call.speaker.department_id
    )
    shown = {ticket.id for ticket in shown_here(call, [row.ticket for row in found])}
    rows = [row for row in found if row.ticket_id in shown or row.from_unit_id == call.speaker.department_id]
    if call.place.chat is Chat.UNIT:
        rows = [row for row in rows if row.from_unit_id in call.place.department_ids]
    return with_where_the_rest_is(call, returns(desk, rows, _DAYS, hides_sensitive=not _may_read_all(call)), "查")


def _of_caller(call: Call, search: CallerSearch) -> str | None:
    """Find the orders of one citizen; None when that is not asked for, or a lone word is nobody's name."""
    if search.is_plain or (search.phone and may_ever(call.actor, "find_caller")):
        by = "查 电话" if search.phone else "查 姓名"
        try:
            permit(call, "find_caller", command=by, wrong_chat="direct_only")
        except Refusal as refused:
            # Said instead of raised: what is raised takes the line of the log back with it.
            finding_callers.note_refused(call.desk, call.source(), search, str(call.message.source))
            return refused_to(call, refused)
        if not search.is_whole:
            raise Refusal("caller_not_whole")
    elif search.phone or not call.is_direct or may(call.actor, "find_caller", call.place) != Allowed():
        return None
    desk = call.desk
    found = finding_callers.orders_of_caller(desk, call.source(), search, str(call.message.source))
    if not found and not (search.phone or search.is_plain):
        return None
    scopes = scopes_of(desk, found)
    # Who asked for secrecy is not given away by his other orders either.
    told = [t for t in found if not t.confidential or may(call.actor, "caller", call.place, scopes[t.id]) == Allowed()]
    return lists.of_caller(desk, told)


def _may_read(call: Call, ticket: Ticket) -> bool:
    return not ticket.is_sensitive or _may_read_all(call)


def _may_read_all(call: Call) -> bool:
    """The matter of a sensitive order is for named people in direct chat only: the desk, officials, the unit's head."""
    return call.is_direct and (not call.is_unit_speaker or Role.UNIT_LEAD in call.actor.roles)


def _shown(call: Call, ticket: Ticket) -> list[str]:
    may_read, unit_id = _may_read(call, ticket), call.speaker.department_id
    if unit_id is not None:
        return (unit_view.unit_brief if may_read else unit_view.unit_bare)(call.desk, ticket, unit_id)
    if not may_read:
        return story.bare(call.desk, ticket)
    return story.brief(call.desk, ticket, in_unit_group=call.place.chat is Chat.UNIT)
