"""Hands the evidence of a ticket to whoever is logged in: always as a file to save, never shown inside a page."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from actions.looking_at_files import look
from models.sealed_file import FileBroken
from web.backend import Backend
from web.login import is_logged_in

# Whatever a browser makes of it, it may do nothing.
_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


def evidence_routes(desk: Backend) -> Blueprint:
    """Return /evidence?id=… for the board."""
    routes = Blueprint("evidence", __name__)

    @routes.get("/evidence")
    def evidence() -> AnyResponse | tuple[str, int]:
        if not is_logged_in(desk.web.admin_password):
            return redirect("/", 303)
        number = request.args.get("id", 0, type=int)
        with desk.database.transaction() as session:
            found = look(desk.desk(session), number if 0 < number < 2**31 else 0, actor="board:admin")
        if found is None:
            return "没有这份佐证。", 404
        try:
            pieces = desk.folder.pieces(found.sha256)
        except (FileNotFoundError, FileBroken):
            return "这份佐证的文件不在或已损坏，请联系管理员从备份恢复。", 404
        return as_file(pieces, found.filename, found.size_bytes)

    return routes


def as_file(pieces: Iterator[bytes], name: str, n_bytes: int) -> Response:
    """Answer with a file to be saved, of which a browser may make nothing."""
    response = Response(pieces, mimetype="application/octet-stream")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    response.headers["Content-Length"] = str(n_bytes)
    response.headers["Content-Security-Policy"] = _POLICY
    return response
