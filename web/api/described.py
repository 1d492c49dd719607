"""Describes views for the OpenAPI page: their errors and the token they need."""

from __future__ import annotations

from functools import cache
from typing import Any

from web.api.schemas import Problem

SCHEME = "BearerAuth"
SECURITY_SCHEMES = {SCHEME: {"type": "http", "scheme": "bearer"}}
_WHY = {
    400: "The request cannot be understood",
    401: "No token, or an unknown one",
    403: "The token has no right to this",
    404: "There is no such ticket",
    409: "Desk time is being moved already",
    413: "The body is too large",
    503: "The database is away; try again",
}


@cache
def _problem() -> dict[str, Any]:
    return Problem.model_json_schema()


def described(summary: str, *statuses: int, **more: Any) -> dict[str, Any]:
    """Return the description of a view that needs a token and may answer with these errors."""
    errors = {
        status: {"description": _WHY[status], "content": {"application/json": {"schema": _problem()}}}
        for status in (400, 401, 403, *statuses, 503)
    }
    return {"summary": summary, "security": SCHEME, "responses": {**errors, **more.pop("responses", {})}, **more}
