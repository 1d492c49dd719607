"""Words the draft of a reply with what is missing in it and what is to be looked at before it is used."""

from __future__ import annotations

from collections.abc import Sequence

from models.ticket import Ticket
from reports.reply_draft import ASKED, CONTACT, MEASURES, NEXT, OPINION, PERSON, RESULT, SITE, Draft

_PARTS = {
    ASKED: "诉求内容",
    CONTACT: "联系情况（谁、何时、怎样联系）",
    SITE: "现场核实",
    MEASURES: "办理措施",
    RESULT: "办理结果",
    NEXT: "下一步和时间",
    OPINION: "诉求人意见（回访）",
    PERSON: "联系人和电话",
}
_PROBLEMS = {
    "no_contact": "没有写联系诉求人的情况",
    "no_result": "没有写办理结果",
    "only_forwarded": "只写了已转交，没有结果",
    "promise_without_date": "有承诺没有日期：{about}",
    "too_short": "只有{about}字，少于60字",
    "too_long": "有{about}字，多于800字",
    "identity": "可能带有姓名、电话或门牌，公开部分不能写",
    "other_address": "出现了别的工单的地址：{about}",
    "unit_typo": "单位名称可能写错：{about}",
    "sent_back": "上次回访“{about}”，已退回办理，那次的结果和意见没有写进来",
    "few_tries": "回访只打了{about}次，都未接通，还没有诉求人意见",
    "conflict": "既写未解决又写已办结",
    "sensitive": "敏感件，须人工审核后才能回复",
}


_FIRST = frozenset({"sent_back", "conflict"})


def drafted(ticket: Ticket, draft: Draft, *, n_files: int, is_direct: bool) -> str:
    """Answer /回复稿: the text to copy, then what is missing and what to look at."""
    # What contradicts itself is read before the text is copied.
    first = [each for each in draft.problems if each[0] in _FIRST]
    lines = [f"【回复稿】{ticket.ticket_no}", *_asked(first), draft.text or "（还没有可写的内容）"]
    if draft.missing:
        lines.append(
            "缺：" + "、".join(_PARTS[part] for part in draft.missing) + "。没有记录的我不编，请补记后再要一次。"
        )
    lines += _asked([each for each in draft.problems if each not in first])
    if n_files and is_direct:
        lines.append(f"证据{n_files}份，随后以文件发来。")
    elif n_files:
        lines.append(f"证据{n_files}份，请私聊我发：/回复稿 {ticket.ticket_no}")
    return "\n".join(lines)


def _asked(problems: Sequence[tuple[str, str]]) -> list[str]:
    return [f"请核对：{_PROBLEMS[code].format(about=about)}。" for code, about in problems]


def not_here(ticket: Ticket) -> str:
    """Answer who asks for the draft of a sensitive order where others read it."""
    return f"{ticket.ticket_no} 是敏感件，请私聊我发：/回复稿 {ticket.ticket_no}"
