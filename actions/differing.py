"""Shows the agent on duty when people of one unit say of a ticket what cannot both be so."""

from __future__ import annotations

from datetime import timedelta

from actions.audiences import agents_target
from actions.desk import Desk
from actions.notices import notify
from models.assignment import Assignment
from models.event import Event
from models.queries import people as people_queries
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.differing import Claim, claim_of, differ
from rules.intents import SURE, Intent
from rules.lifecycle import EventKind, State

# Within this two people may be answering the same push; later the one simply knows more than the other.
_SAME_PUSH = timedelta(minutes=30)


def tell_of_difference(desk: Desk, share: Assignment, said: Event) -> Event | None:
    """Tell the agent of what was said before and differs, and return it; a claim of done differs while it stands."""
    ticket, claim = share.ticket, _claim_of(said)
    earlier = reversed(_before(desk, ticket, said))
    against = next((event for event in earlier if _differs(desk, share, event, said, claim)), None)
    if against is None:
        return None
    names = people_queries.names_of(desk.session, [event.actor for event in (against, said) if event.actor])
    facts = {"unit": share.department.name, "said": [_told(event, names) for event in (against, said)]}
    targets = agents_target(desk)
    notify(desk, "claims_differ", said.id, targets, ticket=ticket, facts=facts, severity="urge", audience="on_duty")
    return against


def _before(desk: Desk, ticket: Ticket, said: Event) -> list[Event]:
    kinds = (EventKind.UNIT_MESSAGE, EventKind.RESOLVED)
    return [event for event in queries.events_of(desk.session, ticket.id) if event.id < said.id and event.kind in kinds]


def _differs(desk: Desk, share: Assignment, event: Event, said: Event, claim: Claim | None) -> bool:
    if not differ(_claim_of(event), claim) or not _same_unit(desk, event, said):
        return False
    if event.kind == EventKind.RESOLVED:
        return share.ticket.state == State.RESOLVED if share.is_lead else share.done_at is not None
    # A message that claims done was taken, taken back or only asked about; what counts is the event beside it.
    is_near = desk.now - event.recorded_at <= _SAME_PUSH
    return event.intent != Intent.RESOLVED and event.actor != said.actor and is_near


def _same_unit(desk: Desk, event: Event, said: Event) -> bool:
    people = [people_queries.person(desk.session, each.actor) if each.actor else None for each in (event, said)]
    units = {person.department_id for person in people if person is not None}
    return len(units) == 1 and None not in units


def _claim_of(event: Event) -> Claim | None:
    if event.kind == EventKind.RESOLVED:
        return Claim.DONE
    if event.intent == Intent.RESOLVED and event.facts.get("confidence", 1.0) < SURE:
        # It was only asked about.
        return None
    is_plain = "plain_ack" in event.facts.get("reasons", ())
    return claim_of(Intent(event.intent or Intent.OTHER), event.text or "", is_plain=is_plain)


def _told(event: Event, names: dict[str, str]) -> dict[str, str]:
    name = names.get(event.actor or "", "")
    return {"name": name, "at": event.recorded_at.isoformat(), "text": (event.text or "办结")[:60]}
