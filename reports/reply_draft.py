"""Drafts the reply to the platform from what is recorded: a part nothing is recorded of is missing, never made up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from actions.desk import Desk
from actions.hiding import masked, without_caller
from models.event import Event
from models.queries import people
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.reply_checks import Beside, problems
from rules.stages import EventKind
from rules.surnames import surname_of

# Who reported is who reads the reply: 市民欧阳**反映，其居住的…
_SPEAKER = re.compile(
    r"^(?:(?:市民|居民|群众|业主|住户|来电人|诉求人|反映人)[一-鿿·]{0,4}?|[一-鿿·]{1,4}?\*)\**(?:先生|女士)?\s*"
    r"(?:来电|致电)?(?:反映|投诉|咨询|求助|举报|称|表示)[,，:：\s]*(?:其|本人)?"
)
_SITE = re.compile(r"现场|到场|上门|查看|核实|勘查|检查|实地")
# What the platform reads: the parts in their order (domain.md, section 9).
ASKED, CONTACT, SITE, MEASURES, RESULT, NEXT, OPINION, PERSON = range(8)
PARTS = (ASKED, CONTACT, SITE, MEASURES, RESULT, NEXT, OPINION, PERSON)
# Nothing further to do is no gap.
_OPTIONAL = frozenset({NEXT})


@dataclass(frozen=True)
class Draft:
    """A reply as far as it can be written: its parts, what is missing, and what is to be mended or looked at."""

    parts: dict[int, str]
    missing: tuple[int, ...]
    problems: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """Return the reply itself."""
        return "".join(self.parts[part] for part in PARTS if part in self.parts)


def draft(desk: Desk, ticket: Ticket) -> Draft:
    """Return the draft for a ticket, from its events that still stand; nothing in it names the caller."""
    story = _standing(queries.events_of(desk.session, ticket.id))
    unit = ticket.lead_unit.name if ticket.lead_unit else ""
    found = {
        ASKED: _asked(ticket),
        CONTACT: _contact(desk, ticket, story, unit),
        SITE: _words(ticket, [event for event in _progress(story) if _SITE.search(event.text or "")], "现场核实："),
        MEASURES: _words(ticket, [e for e in _progress(story) if not _SITE.search(e.text or "")], "办理措施："),
        RESULT: _words(ticket, _result(story[_began(story) :]), "办理结果："),
        NEXT: _next(desk, story),
        OPINION: _opinion(ticket, story[_began(story) :]),
        PERSON: _person(desk, ticket, unit),
    }
    if RESULT not in found or not found[RESULT]:
        found[RESULT] = _answered_by_desk(ticket, story[_began(story) :])
    told = _sent_back(story)
    parts = {part: text for part, text in found.items() if text}
    missing = tuple(part for part in PARTS if part not in parts and part not in _OPTIONAL)
    text = "".join(parts[part] for part in PARTS if part in parts and part != PERSON)
    return Draft(parts, missing, (*told, *problems(text, _beside(desk, ticket, parts))))


def _standing(events: Sequence[Event]) -> list[Event]:
    undone = {event.undoes_id for event in events if event.undoes_id}
    return [event for event in events if event.id not in undone]


def _asked(ticket: Ticket) -> str:
    said = without_caller(ticket, masked(ticket, ticket.content or ticket.title or "")).strip()
    said = _SPEAKER.sub("", said)
    for name in ticket.caller.ever("name") if ticket.caller else ():
        said = said.replace(f"{surname_of(name)}**", "您")
    return f"您反映的“{said.rstrip('。')}”已收悉。" if said else ""


def _began(story: Sequence[Event]) -> int:
    """Where the present try of an order begins: behind the call by which it was last sent back to its unit."""
    return max((place + 1 for place, event in enumerate(story) if _sends_back(event)), default=0)


def _sends_back(event: Event) -> bool:
    facts = event.facts
    is_call = event.kind == EventKind.FOLLOWED_UP
    return is_call and (facts.get("satisfied") == "不满意" or facts.get("solved") == "未解决")


def _sent_back(story: Sequence[Event]) -> list[tuple[str, str]]:
    """Tell of a call that sent the order back, of which nothing stands in the draft."""
    place = _began(story)
    if not place:
        return []
    facts = story[place - 1].facts
    about = "、".join(str(word) for word in (facts.get("satisfied"), facts.get("solved")) if word)
    return [("sent_back", about)]


def _contact(desk: Desk, ticket: Ticket, story: Sequence[Event], unit: str) -> str:
    told = _last(story, EventKind.CONTACTED)
    if not told:
        return ""
    (event,) = told
    who = unit or "我单位"
    how = f"，{_said(ticket, event)}" if event.text else ""
    return f"{_moment(desk, event.occurred_at)}，{who}工作人员已与您联系{how}。"


def _progress(story: Sequence[Event]) -> list[Event]:
    """What the unit said of its work, by command or in its own words."""
    kinds = (EventKind.PROGRESS, EventKind.UNIT_MESSAGE)
    told = [event for event in story if event.kind in kinds and event.text]
    return [event for event in told if event.kind == EventKind.PROGRESS or event.intent == "progress"]


def _last(story: Sequence[Event], kind: EventKind) -> list[Event]:
    return [event for event in story if event.kind == kind][-1:]


def _result(story: Sequence[Event]) -> list[Event]:
    """What the unit reported done with, last; what was sent back since was no result."""
    told = [event for event in story if event.kind == EventKind.RESOLVED][-1:]
    if not told or told[0].text:
        return told
    said = [event for event in story if event.kind == EventKind.UNIT_MESSAGE and event.inbox_id == told[0].inbox_id]
    return said[-1:]


def _words(ticket: Ticket, events: Sequence[Event], heading: str) -> str:
    said = list(dict.fromkeys(words for event in events if (words := _said(ticket, event))))
    return f"{heading}{'；'.join(said)}。" if said else ""


def _said(ticket: Ticket, event: Event) -> str:
    words = without_caller(ticket, event.text or "").replace(ticket.ticket_no, "").strip()
    return words.strip("。；;，, ")


def _answered_by_desk(ticket: Ticket, story: Sequence[Event]) -> str:
    told = [event for event in story if event.facts.get("by_desk") and event.text]
    return _words(ticket, told[-1:], "办理结果：")


def _next(desk: Desk, story: Sequence[Event]) -> str:
    """A promise that still lies ahead; without one there is nothing to promise."""
    told = _last(story, EventKind.PROMISED)
    until = told[0].facts.get("until") if told else None
    if until is None:
        return ""
    at = datetime.fromisoformat(str(until))
    return f"下一步将于{_moment(desk, at)}前完成。" if at > desk.now else ""


def _opinion(ticket: Ticket, story: Sequence[Event]) -> str:
    told = [event for event in story if event.kind == EventKind.FOLLOWED_UP and event.facts.get("satisfied")][-1:]
    if not told:
        return ""
    (event,) = told
    verdict, solved = str(event.facts["satisfied"]), str(event.facts.get("solved") or "")
    if verdict == "未接通":
        return ""
    return f"经电话回访，您对办理结果表示{verdict}{f'，认为诉求{solved}' if solved else ''}。"


def _person(desk: Desk, ticket: Ticket, unit: str) -> str:
    head = people.person(desk.session, ticket.lead_unit.lead_userid or "") if ticket.lead_unit else None
    return f"联系人：{unit}{head.name}，电话：{head.mobile}。" if head is not None and head.mobile else ""


def _beside(desk: Desk, ticket: Ticket, parts: dict[int, str]) -> Beside:
    caller = ticket.caller
    return Beside(
        has_contact=CONTACT in parts,
        has_result=RESULT in parts,
        is_sensitive=ticket.is_sensitive,
        units=[unit.name for unit in people.all_departments(desk.session)],
        caller_names=list(caller.ever("name")) if caller else [],
        caller_phones=list(caller.ever("phone")) if caller else [],
        numbers=[ticket.ticket_no],
        own_address=ticket.address or "",
        other_addresses=queries.addresses_beside(desk.session, ticket.id),
    )


def _moment(desk: Desk, at: datetime) -> str:
    local = at.astimezone(desk.rules.zone)
    return f"{local.month}月{local.day}日{local:%H:%M}"
