"""Words an order for the unit that gets it: no identity, the limit, and how to answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from texts.moments import moment
from texts.reminders import IN_DIRECT, IN_GROUP

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
    accept_by: datetime | None
    contact_by: datetime | None
    now: datetime
    zone: tzinfo
    is_lead: bool = True
    is_urgent: bool = False
    is_sensitive: bool = False
    is_secret: bool = False
    is_again: bool = False
    called_before: str | None = None
    assist_units: tuple[str, ...] = ()


def order_for_group(facts: OrderFacts) -> str:
    """Return the post into the unit's group; of a sensitive order only its kind, where it is and what is to be done.

    Of one whose caller must not be guessed, not even that.
    """
    lines = [_heading(facts), _limits(facts)]
    if facts.is_sensitive:
        where = "" if facts.is_secret else "｜".join(word for word in (facts.kind, facts.place) if word)
        lines += [where, "敏感件，内容已私发单位负责人，请按私信办理，群内请勿讨论案情。"]
    else:
        lines += _matter(facts)
    lines.append(f"诉求人电话请私聊我发：/电话 {facts.ticket_no}")
    return "\n".join(line for line in lines if line)


def order_for_lead(facts: OrderFacts) -> str:
    """Return the direct message to the head of the unit: the whole masked order."""
    lines = [_heading(facts).replace(IN_GROUP, IN_DIRECT), _limits(facts), *_matter(facts)]
    lines.append(f"诉求人电话请在这里发：/电话 {facts.ticket_no}（查看留痕）")
    return "\n".join(line for line in lines if line)


def _heading(facts: OrderFacts) -> str:
    kind = "协办工单" if not facts.is_lead else ("重办工单" if facts.is_again else "新工单")
    by = f"在{_at(facts, facts.accept_by)}前" if facts.accept_by else ""
    ask = f"请【{facts.unit}】{by}引用本条@我回复“收到”。"
    return f"【{'紧急·' if facts.is_urgent else ''}{kind}】{facts.ticket_no} {ask}"


def _limits(facts: OrderFacts) -> str:
    if facts.deadline_at is None:
        return "本件无办理时限。"
    parts = [f"{_at(facts, facts.contact_by)}前联系诉求人"] if facts.contact_by is not None else []
    official = f"{_at(facts, facts.deadline_at)}到期"
    if facts.internal_deadline_at is not None and facts.internal_deadline_at < facts.deadline_at:
        parts.append(f"{_at(facts, facts.internal_deadline_at)}前办结（平台{official}）")
    else:
        parts.append(official)
    return "，".join(parts) + "。"


def _matter(facts: OrderFacts) -> list[str]:
    content = facts.content or ""
    cut = content[:_CONTENT_CHARACTERS] + ("……" if len(content) > _CONTENT_CHARACTERS else "")
    # A title taken from the first words of the matter would say them twice.
    title = None if facts.title and facts.title in content else facts.title
    what = "｜".join(word for word in (facts.kind, title, facts.place) if word)
    assists = f"协办：{'、'.join(facts.assist_units)}" if facts.assist_units and facts.is_lead else ""
    return [what, f"诉求：{cut}" if cut else "", facts.called_before or "", assists]


def _at(facts: OrderFacts, at: datetime) -> str:
    return moment(at, facts.zone, now=facts.now)
