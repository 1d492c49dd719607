"""Words an order for the unit that gets it: no identity, the limit, and how to answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from texts.moments import moment
from texts.names import tail

_CONTENT_CHARACTERS = 260


@dataclass(frozen=True)
class OrderFacts:
    """What a unit is told of an order; everything masked. `limit` is the official one."""

    ticket_no: str
    unit: str
    title: str | None
    place: str | None
    content: str | None
    kind: str | None
    deadline_at: datetime | None
    internal_deadline_at: datetime | None
    contact_by: datetime | None
    now: datetime
    zone: tzinfo
    is_lead: bool = True
    is_urgent: bool = False
    is_sensitive: bool = False
    is_again: bool = False
    assist_units: tuple[str, ...] = ()


def order_for_group(facts: OrderFacts) -> str:
    """Return the post into the unit's group; of a sensitive order only the number and the limit."""
    lines = [_heading(facts)]
    if facts.is_sensitive:
        lines.append("敏感件，内容已私发单位负责人，群内请勿讨论案情。")
    else:
        lines += _matter(facts)
    lines.append(_limits(facts))
    lines.append(_how_to_answer(facts))
    return "\n".join(line for line in lines if line)


def order_for_lead(facts: OrderFacts) -> str:
    """Return the direct message to the head of the unit: the whole masked order."""
    lines = [_heading(facts), *_matter(facts), _limits(facts)]
    lines.append(f"诉求人联系方式：在这里发 /电话 {tail(facts.ticket_no)}（查看留痕）")
    return "\n".join(line for line in lines if line)


def _heading(facts: OrderFacts) -> str:
    kind = "协办工单" if not facts.is_lead else ("重办工单" if facts.is_again else "新工单")
    return f"【{'紧急·' if facts.is_urgent else ''}{kind}】{facts.ticket_no}"


def _matter(facts: OrderFacts) -> list[str]:
    content = facts.content or ""
    cut = content[:_CONTENT_CHARACTERS] + ("……" if len(content) > _CONTENT_CHARACTERS else "")
    what = "｜".join(word for word in (facts.kind, facts.title, facts.place) if word)
    return [what, f"诉求：{cut}" if cut else ""]


def _limits(facts: OrderFacts) -> str:
    if facts.deadline_at is None:
        return "本件无办理时限。"
    parts = [f"到期：{moment(facts.deadline_at, facts.zone, now=facts.now)}"]
    if facts.internal_deadline_at is not None and facts.internal_deadline_at < facts.deadline_at:
        parts.append(f"请在{moment(facts.internal_deadline_at, facts.zone, now=facts.now)}前办完")
    if facts.contact_by is not None:
        parts.append(f"{moment(facts.contact_by, facts.zone, now=facts.now)}前联系诉求人")
    return "，".join(parts) + "。"


def _how_to_answer(facts: OrderFacts) -> str:
    others = f"（协办：{'、'.join(facts.assist_units)}）" if facts.assist_units and facts.is_lead else ""
    ask = f"请【{facts.unit}】引用本条@我回复“收到”{others}。"
    return ask + f"诉求人电话请私聊我发：/电话 {tail(facts.ticket_no)}"
