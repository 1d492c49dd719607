"""Shows the agent on duty when people of one unit say of a ticket what cannot both be so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from actions.audiences import agents_target
from actions.desk import Desk
from actions.notices import notify
from models.assignment import Assignment
from models.delivery import Delivery
from models.event import Event
from models.queries import deliveries
from models.queries import people as people_queries
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.differing import Claim, claim_of, contact_claim_of, differ, time_claim_of
from rules.intents import Intent, is_sure
from rules.lifecycle import EventKind, State

# Within this two people may be answering the same push; later the one simply knows more than the other.
_SAME_PUSH = timedelta(minutes=30)


@dataclass(frozen=True)
class Difference:
    """What was said before, and whether the agent knew already that these two people say such different things."""

    against: Event
    is_known: bool


def tell_of_difference(desk: Desk, share: Assignment, said: Event) -> Difference | None:
    """Tell the agent, once, of what was said before and differs; a claim of done differs while it stands."""
    ticket = share.ticket
    earlier = reversed(_before(desk, ticket, said))
    found = ((event, _differing(desk, share, event, said)) for event in earlier)
    against, claims = next(((event, claims) for event, claims in found if claims), (None, ()))
    if against is None:
        return None
    about = sorted([f"{event.actor} {claim.name}" for event, claim in zip((against, said), claims, strict=True)])
    if any(row.step == "claims_differ" and row.facts.get("about") == about for row in _told(desk, ticket)):
        return Difference(against, is_known=True)
    names = people_queries.names_of(desk.session, [event.actor for event in (against, said) if event.actor])
    words = [_words(event, names) for event in (against, said)]
    facts = {"unit": share.department.name, "said": words, "about": about}
    targets = agents_target(desk)
    notify(desk, "claims_differ", said.id, targets, ticket=ticket, facts=facts, severity="urge", audience="on_duty")
    return Difference(against, is_known=False)


def _told(desk: Desk, ticket: Ticket) -> list[Delivery]:
    since = desk.now - _SAME_PUSH
    return [row for row in deliveries.deliveries_of_ticket(desk.session, ticket.id) if row.due_at >= since]


def _before(desk: Desk, ticket: Ticket, said: Event) -> list[Event]:
    kinds = (EventKind.UNIT_MESSAGE, EventKind.RESOLVED)
    return [event for event in queries.events_of(desk.session, ticket.id) if event.id < said.id and event.kind in kinds]


def _differing(desk: Desk, share: Assignment, event: Event, said: Event) -> tuple[Claim, ...]:
    """Return the two claims that cannot both be so; none when all that was said can."""
    if not _same_unit(desk, event, said) or not _still_counts(desk, share, event, said):
        return ()
    # A message that claims done was taken, taken back or only asked about; what counts is the event beside it.
    counts = event.kind == EventKind.RESOLVED or event.intent != Intent.RESOLVED
    of_the_work = _claim_of(event) if counts else None
    pairs = (
        (of_the_work, _claim_of(said)),
        (_contact_claim_of(event), _contact_claim_of(said)),
        (_time_claim_of(event), _time_claim_of(said)),
    )
    return next(((one, other) for one, other in pairs if one and other and differ(one, other)), ())


def _still_counts(desk: Desk, share: Assignment, event: Event, said: Event) -> bool:
    if event.kind == EventKind.RESOLVED:
        return share.ticket.state == State.RESOLVED if share.is_lead else share.done_at is not None
    return event.actor != said.actor and desk.now - event.recorded_at <= _SAME_PUSH


def _same_unit(desk: Desk, event: Event, said: Event) -> bool:
    people = [people_queries.person(desk.session, each.actor) if each.actor else None for each in (event, said)]
    units = {person.department_id for person in people if person is not None}
    return len(units) == 1 and None not in units


def _claim_of(event: Event) -> Claim | None:
    if event.kind == EventKind.RESOLVED:
        return Claim.DONE
    if event.intent == Intent.RESOLVED and not is_sure(Intent.RESOLVED, _confidence(event)):
        # It was only asked about.
        return None
    is_plain = "plain_ack" in event.facts.get("reasons", ())
    return claim_of(Intent(event.intent or Intent.OTHER), event.text or "", is_plain=is_plain)


def _contact_claim_of(event: Event) -> Claim | None:
    return contact_claim_of(event.text or "") if event.kind == EventKind.UNIT_MESSAGE else None


def _time_claim_of(event: Event) -> Claim | None:
    if event.kind != EventKind.UNIT_MESSAGE or not is_sure(Intent(event.intent or Intent.OTHER), _confidence(event)):
        return None
    return time_claim_of(Intent(event.intent or Intent.OTHER), event.text or "")


def _confidence(event: Event) -> float:
    return float(event.facts.get("confidence", 1.0))


def _words(event: Event, names: dict[str, str]) -> dict[str, str]:
    name = names.get(event.actor or "", "")
    return {"name": name, "at": event.recorded_at.isoformat(), "text": (event.text or "办结")[:60]}
