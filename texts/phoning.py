"""Words whom the agent on duty has to phone, because no message reaches them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from actions.desk import Desk
from models.delivery import Delivery
from models.queries import deliveries as queries
from models.queries import people as people_queries
from models.ticket import Ticket
from rules.bundling import pack
from rules.userids import is_same
from texts.names import KINDS, NOTICES, STAGES

_LISTED = 10


def please_phone(desk: Desk, row: Delivery) -> str:
    """Return the request to phone whoever this could not reach."""
    [(_rows, text)] = requests_to_phone(desk, [row], room=0)
    return text


def requests_to_phone(desk: Desk, rows: Sequence[Delivery], room: int) -> list[tuple[list[Delivery], str]]:
    """Return the one request to phone all whom these could not reach, each with what they have to hear of.

    Nobody is left out: those for whose lines `room` bytes are not enough are told by one order each, and then in a
    message of their own.
    """
    tickets = queries.tickets_of_deliveries(desk.session, rows)
    of_whom: dict[str, list[Delivery]] = {}
    for row in rows:
        of_whom.setdefault(_whom(desk, row), []).append(row)
    about = {whom: (_numbers(told, tickets), _matters(desk, told)) for whom, told in of_whom.items()}
    himself = {whom for whom, told in of_whom.items() if any(_is_for_who_phones(row) for row in told)}
    if len(about) == 1:
        [(whom, (numbers, matters))] = about.items()
        caller = "本人正在值班，请主管" if himself else "请值班坐席"
        return [([*rows], f"【请电话通知】{whom}发不出去，{caller}立即打电话转告{_about(numbers, matters)}")]

    def line(whom: str, at_most: int = _LISTED) -> str:
        note = "（本人正在值班，请主管打电话）" if whom in himself else ""
        return f"{whom}{note}{_listed(*about[whom], at_most)}"

    pages = pack([line(whom) for whom in about], room)
    if len(pages) > 1:
        pages = pack([line(whom, 1) for whom in about], room)
    heading = "【请电话通知】以下发不出去，请值班坐席立即逐个打电话转告，明细发：/查 单号"
    left = iter(of_whom.values())
    return [([row for told in islice(left, len(page)) for row in told], "\n".join([heading, *page])) for page in pages]


def _numbers(rows: Iterable[Delivery], tickets: Mapping[int, Ticket]) -> list[str]:
    found = (tickets.get(row.ticket_id or 0) for row in rows)
    return list(dict.fromkeys(ticket.ticket_no for ticket in found if ticket is not None))


def _whom(desk: Desk, row: Delivery) -> str:
    if "group_id" in row.facts:
        return f"“{people_queries.group(desk.session, row.facts['group_id']).name}”的群消息"
    userid = row.facts["userid"]
    return f"{people_queries.names_of(desk.session, [userid]).get(userid, userid)}的私信"


def _is_for_who_phones(row: Delivery) -> bool:
    """Nobody can be asked to phone himself."""
    return any(is_same(str(row.facts.get("userid")), named) for named in row.mentions)


def _matters(desk: Desk, rows: Iterable[Delivery]) -> list[str]:
    """Return what these were about that is no order: whoever phones has to know what to say."""
    found = (desk.session.get(Delivery, row.cause_id) for row in rows if row.ticket_id is None)
    return list(dict.fromkeys(_matter(lost) for lost in found if lost is not None))


def _matter(lost: Delivery) -> str:
    if stage := lost.facts.get("stage"):
        return f"{STAGES[stage]}提醒"
    return NOTICES.get(str(lost.facts.get("what")), KINDS.get(lost.kind, "通知"))


def _about(numbers: Sequence[str], matters: Sequence[str]) -> str:
    which = numbers[0] if len(numbers) == 1 else "单号"
    return _listed(numbers, matters) + (f"，明细发：/查 {which}" if numbers else "")


def _listed(numbers: Sequence[str], matters: Sequence[str], at_most: int = _LISTED) -> str:
    more = f"等{len(numbers)}件" if len(numbers) > at_most else ""
    orders = [f"工单{'、'.join(numbers[:at_most])}{more}"] if numbers else []
    return f"：{'、'.join([*orders, *matters])}" if numbers or matters else ""
