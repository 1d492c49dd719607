"""The cards at /cards: one printable A4 page for each unit, for whoever is logged in on the board."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response

from models.queries import people
from texts.unit_card import cards_heading, unit_card
from web.backend import Backend
from web.login import is_logged_in


def card_routes(desk: Backend) -> Blueprint:
    """Return the pages with the cards of all units and of one."""
    routes = Blueprint("cards", __name__)
    password = desk.web.admin_password

    @routes.get("/cards")
    @routes.get("/cards/<unit>")
    def cards(unit: str | None = None) -> str | Response | tuple[str, int]:
        if not is_logged_in(password):
            return redirect("/", 303)
        with desk.database.reading() as opened:
            units = [each for each in people.all_departments(opened) if unit in (None, each.name)]
            if unit is not None and not units:
                return "没有这个单位。", 404
            told = [unit_card(desk.desk(opened), each) for each in units]
        heading = cards_heading([card.unit for card in told])
        return render_template("cards.html", site=desk.rules.site_name, heading=heading, cards=told)

    return routes
