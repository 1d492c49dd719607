"""/api/v1/tickets: intake, one ticket, the list, and who called."""

from __future__ import annotations

import re
from typing import Any

from apiflask import APIBlueprint

from actions.desk import Desk
from actions.journal import Source
from actions.revealing import Identity, reveal
from actions.unit_names import unit_called
from models.database import Session
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.stages import State
from web.api.cursor import Cursors
from web.api.described import described
from web.api.errors import Refused
from web.api.intake import take_rows
from web.api.intake_rows import Intake, IntakeResults
from web.api.moments import in_zone
from web.api.schemas import CallerShown, WhichRound, WhichTickets
from web.api.shapes import Json, ticket_as_json
from web.api.ticket_schemas import TicketShown, TicketsShown
from web.api.tokens import caller, needs
from web.backend import Backend

PAGE_LENGTH = 50
_NUMBER = re.compile(r"[^\x00-\x1f]{1,64}")
# APIFlask names the parts of a model like this; the model itself is described by the answer 200.
_RESULTS = IntakeResults.model_json_schema(ref_template="#/components/schemas/IntakeResults.{model}")
_RESULTS.pop("$defs", None)
_NONE_TAKEN = {
    422: {"description": "No row could be taken", "content": {"application/json": {"schema": _RESULTS}}},
}


def ticket_routes(desk: Backend, cursors: Cursors) -> APIBlueprint:
    """Return the routes under /api/v1/tickets."""
    routes = APIBlueprint("tickets", __name__, url_prefix="/api/v1/tickets")
    _add_intake(routes, desk)
    _add_list(routes, desk, cursors)
    _add_one(routes, desk)
    return routes


def _add_intake(routes: APIBlueprint, desk: Backend) -> None:
    @routes.post("")
    @needs("intake", desk.web.tokens)
    @routes.doc(**described("Take orders in; idempotent", 413, responses=_NONE_TAKEN))
    @routes.input(Intake, arg_name="asked")
    @routes.output(IntakeResults)
    def take_in(asked: Intake) -> tuple[Json, int]:
        results = take_rows(desk, asked, Source(actor=caller().actor))
        none_taken = bool(results) and all(result.outcome == "rejected" for result in results)
        return {"results": [result.model_dump() for result in results]}, 422 if none_taken else 200


def _add_list(routes: APIBlueprint, desk: Backend, cursors: Cursors) -> None:
    @routes.get("")
    @needs("read", desk.web.tokens)
    @routes.doc(**described("List tickets by deadline, a page at a time"))
    @routes.input(WhichTickets, location="query", arg_name="asked")
    @routes.output(TicketsShown)
    def listed(asked: WhichTickets) -> Json:
        with desk.database.reading() as session:
            at = desk.desk(session)
            found = _page(at, asked, cursors)
            page = found[:PAGE_LENGTH]
            following = cursors.after(page[-1]) if len(found) > len(page) else None
            shown = [ticket_as_json(at, ticket) for ticket in page]
        return {"tickets": shown, "next_cursor": following}


def _add_one(routes: APIBlueprint, desk: Backend) -> None:
    @routes.get("/<ticket_no>")
    @needs("read", desk.web.tokens)
    @routes.doc(**described("One ticket, its latest round unless another is asked for", 404))
    @routes.input(WhichRound, location="query", arg_name="asked")
    @routes.output(TicketShown)
    def one(ticket_no: str, asked: WhichRound) -> Json:
        with desk.database.reading() as session:
            return ticket_as_json(desk.desk(session), _asked_for(session, ticket_no, asked))

    @routes.get("/<ticket_no>/caller")
    @needs("caller", desk.web.tokens)
    @routes.doc(**described("Who called; every look is written to the access log", 404))
    @routes.input(WhichRound, location="query", arg_name="asked")
    @routes.output(CallerShown)
    def who_called(ticket_no: str, asked: WhichRound) -> Json:
        with desk.database.transaction() as session:
            ticket = _asked_for(session, ticket_no, asked)
            found = reveal(desk.desk(session), ticket, Source(actor=caller().actor), reason=None, channel="api")
        return _identity(found)


def _page(desk: Desk, asked: WhichTickets, cursors: Cursors) -> list[Ticket]:
    options: dict[str, Any] = {"limit": PAGE_LENGTH + 1, "due_before": in_zone(asked.due_before, desk.rules.zone)}
    if asked.department is not None:
        unit = unit_called(desk, asked.department)
        if unit is None:
            raise Refused(400, "unknown_department")
        options["department_id"] = unit.id
    if asked.cursor is not None:
        try:
            options["after"] = cursors.read(asked.cursor)
        except ValueError:
            raise Refused(400, "bad_cursor") from None
    states = [asked.state] if asked.state is not None else list(State)
    return queries.in_states(desk.session, states, **options)


def _asked_for(session: Session, ticket_no: str, asked: WhichRound) -> Ticket:
    ticket = None
    if _NUMBER.fullmatch(ticket_no):
        if asked.round is None:
            ticket = queries.latest_round(session, ticket_no, asked.platform)
        else:
            ticket = queries.round_of(session, ticket_no, asked.platform, asked.round)
    if ticket is None:
        raise Refused(404, "unknown_ticket", number=ticket_no)
    return ticket


def _identity(found: Identity) -> Json:
    return {"name": found.name, "phone": found.phone, "address": found.address}
