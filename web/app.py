"""Puts the web application together: API, health, metrics and the board."""

from __future__ import annotations

from apiflask import APIFlask

from models.sealing import keyring
from web.api.clock import clock_routes
from web.api.cursor import Cursors
from web.api.delivery import delivery_routes
from web.api.described import SECURITY_SCHEMES
from web.api.errors import register_errors
from web.api.tickets import ticket_routes
from web.backend import Backend
from web.board import board_routes
from web.cards import card_routes
from web.evidence import evidence_routes
from web.files import file_routes
from web.health import health_routes
from web.metrics import add_metrics
from web.pages import protect, style_nonce
from web.upload import upload_routes

# Five hundred rows of an intake with long texts; the callbacks have a smaller cap of their own.
MAX_BODY_BYTES = 4 * 1024 * 1024
MAX_FORM_BYTES = 64 * 1024


def create_web_app(desk: Backend) -> APIFlask:
    """Return the application without the callbacks; the keyring must be installed."""
    app = APIFlask(
        __name__, title="催办 Cuiban", version="1", spec_path="/api/v1/openapi.json", docs_path=None, json_errors=False
    )
    _configure(app, desk)
    cursors = Cursors(str(app.config["SECRET_KEY"]))
    for routes in (ticket_routes(desk, cursors), delivery_routes(desk), clock_routes(desk)):
        app.register_blueprint(routes)
    app.register_blueprint(health_routes(desk))
    app.register_blueprint(board_routes(desk))
    app.register_blueprint(card_routes(desk))
    app.register_blueprint(evidence_routes(desk))
    app.register_blueprint(file_routes(desk))
    app.register_blueprint(upload_routes(desk))
    add_metrics(app, desk)
    register_errors(app)
    _add_headers(app)
    return app


def _configure(app: APIFlask, desk: Backend) -> None:
    # One key for sessions and cursors, of its own kind and never stored; it changes with the newest encryption key.
    app.config.update(
        SECRET_KEY=keyring().lookup_hash("web: sessions and cursors"),
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_FORM_BYTES,
        MAX_FORM_PARTS=20,
        SESSION_COOKIE_NAME="cuiban_board",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=desk.web.base_url.startswith("https://"),
        PERMANENT_SESSION_LIFETIME=desk.web.session_length,
        OPENAPI_VERSION="3.1.0",
        DESCRIPTION="Intake, tickets, delivery balance and desk time of a hotline desk.",
        SECURITY_SCHEMES=SECURITY_SCHEMES,
        AUTO_VALIDATION_ERROR_RESPONSE=False,
        AUTO_404_RESPONSE=False,
        AUTO_AUTH_ERROR_RESPONSE=False,
        VALIDATION_ERROR_STATUS_CODE=400,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]


def _add_headers(app: APIFlask) -> None:
    app.context_processor(lambda: {"style_nonce": style_nonce})
    app.after_request(protect)
