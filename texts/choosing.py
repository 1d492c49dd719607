"""Words the lists a person chooses from: which ticket was meant, how to answer, and asking again."""

from __future__ import annotations

from collections.abc import Sequence

from models.ticket import Ticket
from texts.fitting import clipped
from texts.names import STATES


def which_ticket(text: str, reason: str, *, n: int = 0) -> str:
    """Ask which ticket was meant, or of several (`n`) whether all are."""
    said = clipped(text.strip(), 20)
    if reason == "quote_contradicted":
        return f"您引用的和写的单号不一致，“{said}”说的是哪一件？"
    if reason in ("all", "rest") and n > 1:
        return f"“{said}”是指下面{n}件吗？"
    if reason == "exception":
        return f"“{said}”没写明是哪几件，下面各是什么情况？"
    if reason.startswith("no_tail:"):
        # A longer run of digits may as well be a phone.
        return f"没有尾号{reason.partition(':')[2][-4:]}的工单，“{said}”说的是哪一件？"
    if reason == "receipt_or_line":
        return f"“{said}”是全部收到，还是只说①？"
    return f"“{said}”说的是哪一件？"


def choice(ticket: Ticket, *, among: Sequence[Ticket] = ()) -> str:
    """Return one ticket as a line to choose from."""
    words = (ticket.ticket_no, what_is_shown(ticket, among=among), STATES[ticket.state])
    return "｜".join(word for word in words if word)


def what_is_shown(ticket: Ticket, *, among: Sequence[Ticket] = ()) -> str | None:
    """Return what a line to choose from says of the matter: nothing of a sensitive one, of twins their platform."""
    what = None if ticket.is_sensitive else (ticket.title or ticket.address)
    is_twin = any(other.ticket_no == ticket.ticket_no and other is not ticket for other in among)
    words = (ticket.platform if is_twin else None, clipped(what, 20) if what else None)
    return "｜".join(word for word in words if word) or None


def how_to_choose(reason: str = "", *, n: int = 2, hidden: int = 0) -> str:
    """Tell how to answer a list of choices, and what to do when it does not show all of them."""
    usual = (
        "请@我回复序号，例如：1，或“1和2”；都不是请回复“都不是”。"
        if n > 1
        else "是这件请@我回复“1”，不是请回复“不是”。"
    )
    if reason in ("all", "rest") and n > 1:
        usual = "都是请@我回复“都是”，只是几件请回复序号，例如：1，或“1和2”；都不是请回复“都不是”。"
    how = {
        "exception": "请@我逐件回复，例如：①办结 ②还没",
        "receipt_or_line": "全部收到请@我回复“都是”，只说①请回复“1”。",
        "command": "请@我回复序号，例如：1",
    }.get(reason, usual)
    return f"还有{hidden}件没列出，要说那些请带上单号后四位。\n{how}" if hidden else how


def choose_again(n: int, why: str) -> str:
    """Ask again which of a list was meant."""
    if why in ("uneven", "whole"):
        return how_to_choose("exception" if why == "uneven" else "all", n=n)
    if why == "all":
        return f"上面只列了{n}件，不能算全部。请@我回复序号，例如：1-{n}；没列出的请带上单号后四位。"
    return f"没看明白是第几件（共{n}件）。请@我回复序号，例如：1{'，或“1和2”' if n > 1 else ''}；都不是请回复“都不是”。"


def choose_one_command() -> str:
    """Ask for one command out of a list."""
    return "一次只能选一个，请@我回复序号，例如：1"
