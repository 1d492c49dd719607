"""Words the evidence of a ticket: what came, what is on its way, what did not come and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from actions.desk import Desk
from models.delivery import Delivery
from models.incoming_file import IncomingFile
from models.queries import files as queries
from models.ticket import Ticket
from rules.chat import Source
from rules.files import MEBIBYTE
from texts.file_kinds import WHAT_IS_KEPT, amount, name_of
from texts.next_step import short

_BY_APP = "图片、语音、视频"
_BY_BOT = "图片、视频、文件（录音也发文件）"
_ON_ITS_WAY = ("waiting", "arriving")


def taken(desk: Desk, ticket: Ticket, rows: Sequence[IncomingFile]) -> str:
    """Answer files that were given to a ticket, with how many it has by now."""
    of_it = [row for row in queries.files_of_ticket(desk.session, ticket.id) if row.state not in ("lost", "refused")]
    here = sum(row.state == "kept" for row in of_it)
    all_of_it = f"，共{len(of_it)}份" if len(of_it) > len(rows) else ""
    coming = f"，{len(of_it) - here}份正在取" if 0 < here < len(of_it) else ""
    return f"{ticket.ticket_no} 已记{amount(row.kind for row in rows)}{all_of_it}{coming}。"


def gathering(desk: Desk, ticket: Ticket, source: Source) -> str:
    """Answer /证据 in a direct chat: what comes next goes to this ticket."""
    what = _BY_APP if source is Source.APP else _BY_BOT
    before = has(desk, ticket)
    known = f"已有{before}。" if before else ""
    return f"接下来发的{what}都记到 {ticket.ticket_no}，发完请回复“完”。{known}"


def upload_here(link: str, hours: str) -> str:
    """Offer the page by which recordings and large files come."""
    return f"手机里的录音、大文件从这里传（{hours}内有效，只传这一件）：\n{link}"


def send_here(desk: Desk, ticket: Ticket) -> str:
    """Answer /证据 without a file in a group."""
    tail = short(desk, ticket)
    return f"在群里请把照片和单号写在同一条消息里@我；多张或录音，请私聊我发：/证据 {tail}"


def recording_comes_next() -> str:
    """Ask for the recording of a call-back where files can be sent: what comes next is it."""
    return "\n有通话录音请接着发给我，没有不用回。"


def upload_recording(link: str, hours: str) -> str:
    """Ask for the recording of a call-back where only the page takes files."""
    return f"\n有通话录音请从这里传（{hours}内有效），没有不用回：\n{link}"


def send_recording(desk: Desk, ticket: Ticket) -> str:
    """Ask for the recording of a call-back in a group, or of one of several."""
    return f"\n有通话录音请私聊我发：/证据 {short(desk, ticket)}"


def finished(desk: Desk, ticket: Ticket) -> str:
    """Answer 完: what the ticket has."""
    return f"{ticket.ticket_no} 证据：{has(desk, ticket) or '还没有'}。"


def has(desk: Desk, ticket: Ticket) -> str:
    """Return what a ticket has of evidence, what is on its way and what did not come; '' when there is nothing."""
    rows = queries.files_of_ticket(desk.session, ticket.id)
    of_files = {row.evidence_id for row in rows}
    others = [each.kind for each in queries.evidence_of(desk.session, ticket.id) if each.id not in of_files]
    here = amount([row.kind for row in rows if row.state == "kept"] + others)
    coming, lost = _n(rows, *_ON_ITS_WAY), _n(rows, "lost", "refused")
    parts = (here, f"{coming}份正在取" if coming else "", f"{lost}份没收到" if lost else "")
    return "，".join(part for part in parts if part)


def which(rows: Sequence[IncomingFile]) -> str:
    """Ask to which ticket files belong."""
    return f"{amount(row.kind for row in rows)}收到了，是哪一件的？请@我回单号后四位，例如：4512"


def dropped() -> str:
    """Answer who says that files belong to no ticket."""
    return "好的，没有记到工单。"


def voice_is_not_heard() -> str:
    """Answer a voice message that is not meant to be evidence."""
    return "语音我听不了，请写字，例如：4512 已修好。要留作证据，先发：/证据 4512"


def lost(desk: Desk, deliveries: Sequence[Delivery]) -> str:
    """Tell who sent files which did not come, and what to do about it."""
    sent = [row for each in deliveries for row in queries.files_of_message(desk.session, each.cause_id)]
    alike: dict[str, list[IncomingFile]] = {}
    for row in sent:
        if row.state in ("lost", "refused"):
            alike.setdefault("lost" if row.state == "lost" else str(row.why), []).append(row)
    lines = [_lost(desk, why, rows) for why, rows in alike.items()]
    return "\n".join(lines) or "刚才的文件没收到，请再发一次。"


def _lost(desk: Desk, why: str, rows: Sequence[IncomingFile]) -> str:
    names = dict.fromkeys(name_of(row.kind) for row in rows)
    what = "、".join(names) + (f"（{len(rows)}份）" if len(rows) > 1 else "")
    ids = dict.fromkeys(row.ticket_id for row in rows if row.ticket_id)
    numbers = [desk.session.get_one(Ticket, ticket_id).ticket_no for ticket_id in ids]
    of = f"{'、'.join(numbers)} 的" if numbers else ""
    if why == "lost":
        return f"{of}{what}没收到，请再发一次。"
    if why == "too_large":
        most = desk.rules.files.largest_bytes // MEBIBYTE
        return f"{of}{what}太大，没有存。单个不超过{most}MB，请剪短或分段再发。"
    if why in ("no_room", "too_many"):
        return f"{of}{what}没有存：您今天发的文件太多了，请明天再发，急的请直接发给坐席。"
    return f"{of}{what}没有存，只收{WHAT_IS_KEPT}。"


def received_lately(desk: Desk, span: timedelta) -> str:
    """Return how many files people sent and what became of them, for whoever watches the machine."""
    ends = queries.ends_since(desk.session, desk.real_now - span)
    ends.pop("unwanted", None)
    coming, lost = sum(ends.get(state, 0) for state in _ON_ITS_WAY), ends.get("lost", 0) + ends.get("refused", 0)
    if not ends:
        return ""
    return f"24小时收文件：发来{sum(ends.values())}，已存{ends.get('kept', 0)}，没收到{lost}，正在取{coming}"


def _n(rows: Iterable[IncomingFile], *states: str) -> int:
    return sum(row.state in states for row in rows)
