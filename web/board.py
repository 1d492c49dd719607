"""The board at /: after login the open tickets with their next limit, the balance and the health."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import Blueprint, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from actions.desk import Desk
from actions.hiding import masked
from models.database import Session
from models.evidence import Evidence
from models.queries import gauges
from models.queries import tickets as queries
from models.queries.files import evidence_of
from models.ticket import Ticket
from rules.files import MEBIBYTE
from rules.stages import OPEN_STATES
from texts.file_kinds import name_of
from texts.moments import moment, span
from texts.names import STAGES, STATES
from texts.story import proof, story
from web.api.delivery import balance_of
from web.backend import Backend
from web.health import health_of
from web.login import caller_address, is_logged_in, is_right, log_in

SHOWN = 200
_BALANCE_DAYS = timedelta(days=1)
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Line:
    """One ticket on the board; nothing in it identifies anybody."""

    ticket_no: str
    link: str
    state: str
    title: str
    unit: str
    deadline: str
    next_limit: str
    is_overdue: bool


def board_routes(desk: Backend) -> Blueprint:
    """Return the board with its login."""
    routes = Blueprint("board", __name__)
    password = desk.web.admin_password

    @routes.get("/")
    def board() -> str:
        if not is_logged_in(password):
            return _login_page(desk)
        with desk.database.reading() as opened:
            return _board_page(desk, opened)

    @routes.get("/ticket")
    def ticket() -> str | Response | tuple[str, int]:
        if not is_logged_in(password):
            return redirect("/", 303)
        with desk.database.reading() as opened:
            number = request.args.get("id", 0, type=int)
            # An id that no database column holds is no ticket's.
            found = opened.get(Ticket, number) if 0 < number < 2**31 else None
            return _ticket_page(desk.desk(opened), found) if found else ("没有这张工单。", 404)

    @routes.post("/login")
    def login() -> Response | tuple[str, int]:
        address, now = caller_address(), desk.clock()
        if not desk.tries.may_try(address, now):
            return _login_page(desk, "输错太多次，请 10 分钟后再试。"), 429
        if password is None or not is_right(password, request.form.get("password", "")):
            desk.tries.failed(address, now)
            return _login_page(desk, "口令不对。"), 403
        log_in(password)
        desk.tries.succeeded(address, now)
        return redirect("/", 303)

    @routes.post("/logout")
    def logout() -> Response:
        session.clear()
        return redirect("/", 303)

    return routes


def _login_page(desk: Backend, problem: str = "") -> str:
    may_log_in = desk.web.admin_password is not None
    return render_template("board.html", site=desk.rules.site_name, page="login", problem=problem, open=may_log_in)


def _ticket_page(at: Desk, ticket: Ticket) -> str:
    # What a sensitive order is about is read in the chat, by whom it concerns.
    lines = proof(at, ticket) if ticket.is_sensitive else story(at, ticket)
    now = moment(at.now, at.rules.zone)
    files = [] if ticket.is_sensitive else [_file(at, each) for each in evidence_of(at.session, ticket.id)]
    return render_template("board.html", page="ticket", site=at.rules.site_name, now=now, lines=lines, files=files)


def _file(at: Desk, evidence: Evidence) -> tuple[str, str]:
    megabytes = evidence.size_bytes / MEBIBYTE
    size = f"{megabytes:.1f} MB" if megabytes >= 0.1 else f"{-(-evidence.size_bytes // 1024)} KB"
    name = masked(at.session.get_one(Ticket, evidence.ticket_id), evidence.filename)
    words = f"{name_of(evidence.kind)} {name}（{size}，{moment(evidence.added_at, at.rules.zone, now=at.now)}）"
    return url_for("evidence.evidence", id=evidence.id), words


def _board_page(desk: Backend, opened: Session) -> str:
    at = desk.desk(opened)
    found = queries.in_states(opened, OPEN_STATES, limit=SHOWN + 1)
    limits, health = gauges.next_limits(opened, [ticket.id for ticket in found]), health_of(desk)
    shown = sorted(found[:SHOWN], key=lambda ticket: limits[ticket.id][1] if ticket.id in limits else _NEVER)
    return render_template(
        "board.html",
        page="board",
        site=desk.rules.site_name,
        now=moment(at.now, desk.rules.zone),
        lines=[_line(at, ticket, limits.get(ticket.id)) for ticket in shown],
        has_more=len(found) > SHOWN,
        balance=balance_of(opened, at.now - _BALANCE_DAYS, None),
        problems=health.reasons,
        warnings=health.warnings,
    )


def _line(desk: Desk, ticket: Ticket, limit: tuple[str, datetime] | None) -> Line:
    zone = desk.rules.zone
    return Line(
        ticket_no=ticket.ticket_no,
        link=url_for("board.ticket", id=ticket.id),
        state=STATES.get(ticket.state, ticket.state),
        title="（敏感件）" if ticket.is_sensitive else ticket.title or "",
        unit=ticket.lead_unit.name if ticket.lead_unit else "",
        deadline=moment(ticket.deadline_at, zone, now=desk.now) if ticket.deadline_at else "",
        next_limit=_limit_text(desk, *limit) if limit else "",
        is_overdue=limit is not None and limit[1] <= desk.now,
    )


def _limit_text(desk: Desk, stage: str, due_at: datetime) -> str:
    left = due_at - desk.now
    how = f"超时{span(left)}" if left <= timedelta(0) else f"还剩{span(left)}"
    return f"{STAGES.get(stage, stage)} {moment(due_at, desk.rules.zone, now=desk.now)}（{how}）"
