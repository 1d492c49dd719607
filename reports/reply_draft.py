"""Drafts the reply to the platform from what is recorded: a part nothing is recorded of is missing, never made up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from actions.desk import Desk
from actions.finding_callers import callers_named_in
from actions.hiding import masked, without_caller
from models.event import Event
from models.queries import people
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.calling_times import TRIES
from rules.masking import hide_caller
from rules.reply_checks import Beside, problems
from rules.reply_words import is_of_site, stated_in, what_lies_ahead
from rules.stages import EventKind
from rules.surnames import surname_of

# Who reported is who reads the reply: 市民欧阳**反映，其居住的…
_SPEAKER = re.compile(
    r"^(?:(?:市民|居民|群众|业主|住户|来电人|诉求人|反映人)[一-鿿·]{0,4}?|[一-鿿·]{1,4}?\*)\**(?:先生|女士)?\s*"
    r"(?:来电|致电)?(?:反映|投诉|咨询|求助|举报|称|表示)[,，:：\s]*(?:其|本人)?"
)
# What the platform reads: the parts in their order (domain.md, section 9).
ASKED, CONTACT, SITE, MEASURES, RESULT, NEXT, OPINION, PERSON = range(8)
PARTS = (ASKED, CONTACT, SITE, MEASURES, RESULT, NEXT, OPINION, PERSON)
# Nothing further to do is no gap.
_OPTIONAL = frozenset({NEXT})
_TIMES = {2: "两", 3: "三"}


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


@dataclass(frozen=True)
class _Try:
    """What stands of the present try of an order, and what of it may be stated."""

    desk: Desk
    ticket: Ticket
    story: Sequence[Event]
    is_again: bool
    is_contact_told: bool

    def stated(self, events: Iterable[Event], *, is_result: bool = False) -> list[str]:
        """Return what these events say has happened, each thing once."""
        said = (self._stated_in(event, is_result=is_result) for event in events)
        return list(dict.fromkeys(words for words in said if words))

    def _stated_in(self, event: Event, *, is_result: bool) -> str:
        text = without_caller(self.ticket, event.text or "").replace(self.ticket.ticket_no, "")
        stated = stated_in(
            text,
            self.ticket.ticket_no,
            self.desk.rules.number_patterns,
            is_contact_told=self.is_contact_told,
            is_again=self.is_again,
            is_result=is_result,
        )
        return stated.strip("。；;，, ")


def draft(desk: Desk, ticket: Ticket) -> Draft:
    """Return the draft for a ticket, from what stands of its present try; nothing in it names a caller."""
    whole = _standing(queries.events_of(desk.session, ticket.id))
    began = _began(whole)
    unit = ticket.lead_unit.name if ticket.lead_unit else ""
    contact = _contact(desk, ticket, whole, unit)
    here = _Try(desk, ticket, whole[began:], is_again=began > 0, is_contact_told=bool(contact))
    worked = here.stated(_progress(here.story))
    found = {
        ASKED: _asked(ticket),
        CONTACT: contact,
        SITE: _part("现场核实：", [said for said in worked if is_of_site(said)]),
        MEASURES: _part("办理措施：", [said for said in worked if not is_of_site(said)]),
        RESULT: _result(here) or _answered_by_desk(here),
        NEXT: _next(here),
        OPINION: _opinion(here.story),
    }
    hidden = _without_callers(desk, {part: text for part, text in found.items() if text})
    person = _person(desk, ticket, unit)
    parts = {**hidden, PERSON: person} if person else hidden
    missing = tuple(part for part in PARTS if part not in parts and part not in _OPTIONAL)
    text = "".join(parts[part] for part in PARTS if part in parts and part != PERSON)
    told = (*_sent_back(whole), *_few_tries(here.story))
    return Draft(parts, missing, (*told, *problems(text, _beside(desk, ticket, parts))))


def _without_callers(desk: Desk, parts: dict[int, str]) -> dict[int, str]:
    """A unit may have named the citizen of any order in what it wrote of this one."""
    named = callers_named_in(desk, "\n".join(parts.values()))
    names = {name for ticket in named if ticket.caller for name in ticket.caller.ever("name")}
    return {part: hide_caller(text, names, ()) for part, text in parts.items()}


def _standing(events: Sequence[Event]) -> list[Event]:
    """Return what was not taken back, with all that the message said or did which was."""
    undone = {event.undoes_id for event in events if event.undoes_id}
    messages = {event.inbox_id for event in events if event.id in undone and event.inbox_id is not None}
    return [event for event in events if event.id not in undone and event.inbox_id not in messages]


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
    return is_call and (facts.get("satisfied") == "不满意" or facts.get("solved") in ("未解决", "部分解决"))


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
    speaker = people.person(desk.session, event.actor or "")
    who = speaker.department.name if speaker and speaker.department else unit or "我单位"
    said = _Try(desk, ticket, story, is_again=False, is_contact_told=False).stated([event])
    how = f"，{said[0]}" if said else ""
    return f"{_moment(desk, event.occurred_at)}，{who}工作人员已与您联系{how}。"


def _progress(story: Sequence[Event]) -> list[Event]:
    """What the unit said of its work, by command or in its own words."""
    kinds = (EventKind.PROGRESS, EventKind.UNIT_MESSAGE)
    told = [event for event in story if event.kind in kinds and event.text]
    return [event for event in told if event.kind == EventKind.PROGRESS or event.intent == "progress"]


def _last(story: Sequence[Event], kind: EventKind) -> list[Event]:
    return [event for event in story if event.kind == kind][-1:]


def _result(here: _Try) -> str:
    """What the unit reported done with, last, and what it added since; its bare word when it said nothing else."""
    told = _last(here.story, EventKind.RESOLVED)
    if not told:
        return ""
    (done,) = told
    added = [
        event
        for event in here.story
        if event.kind == EventKind.UNIT_MESSAGE
        and event.intent == "resolved"
        and (event.id > done.id or (event.inbox_id == done.inbox_id and not done.text))
    ]
    return _part("办理结果：", here.stated([done, *added], is_result=True)) or "办理结果：承办单位已报办结。"


def _part(heading: str, said: Sequence[str]) -> str:
    return f"{heading}{'；'.join(said)}。" if said else ""


def _answered_by_desk(here: _Try) -> str:
    """Return the answer of the desk itself, whole: it was written for the citizen."""
    told = [event for event in here.story if event.facts.get("by_desk") and event.text][-1:]
    said = [without_caller(here.ticket, event.text or "").strip("。；;，, ") for event in told]
    return _part("办理结果：", said)


_AHEAD = {
    "visit": "工作人员约定于{until}前上门",
    "done": "承办单位承诺于{until}前办结",
    "work": "承办单位承诺于{until}前继续办理",
}


def _next(here: _Try) -> str:
    """A promise that still lies ahead, of no more than was promised; what is done since needs none."""
    told = _last(here.story, EventKind.PROMISED)
    until = told[0].facts.get("until") if told else None
    done = _last(here.story, EventKind.RESOLVED)
    if until is None or (done and done[0].id > told[0].id):
        return ""
    at = datetime.fromisoformat(str(until))
    if at <= here.desk.now:
        return ""
    return f"下一步，{_AHEAD[what_lies_ahead(_promised(here, told[0]))].format(until=_moment(here.desk, at))}。"


def _promised(here: _Try, promise: Event) -> str:
    """Return the clauses a promise was made in: its own words name the time alone."""
    message = [e.text or "" for e in here.story if e.kind == EventKind.UNIT_MESSAGE and e.inbox_id == promise.inbox_id]
    own = promise.text or ""
    clauses = [clause for text in message for clause in re.split("[,，。;；\n]", text) if own and own in clause]
    return next(iter(clauses), own)


def _called(story: Sequence[Event]) -> Event | None:
    told = [event for event in story if event.kind == EventKind.FOLLOWED_UP and event.facts.get("satisfied")]
    return told[-1] if told else None


def _opinion(story: Sequence[Event]) -> str:
    event = _called(story)
    if event is None:
        return ""
    verdict, solved = str(event.facts["satisfied"]), str(event.facts.get("solved") or "")
    if verdict == "未接通":
        tries = int(event.facts.get("tries") or 1)
        return f"经{_TIMES.get(tries, tries)}次电话回访，均未接通。" if tries > 1 else "经电话回访，未接通。"
    return f"经电话回访，您对办理结果表示{verdict}{f'，认为诉求{solved}' if solved else ''}。"


def _few_tries(story: Sequence[Event]) -> list[tuple[str, str]]:
    """Tell of a citizen who was not reached and may still be tried."""
    event = _called(story)
    if event is None or event.facts["satisfied"] != "未接通":
        return []
    tries = int(event.facts.get("tries") or 1)
    return [("few_tries", str(tries))] if tries < TRIES else []


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
