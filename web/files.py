"""Hands out a file that could not be sent, by the signed link of one person: always to be saved, never shown."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response as AnyResponse

from actions.file_links import Closed, opened
from models.sealed_file import FileBroken
from web.backend import Backend
from web.evidence import as_file

_CLOSED = {
    Closed.DEAD: ("链接已失效，请向助手重新要一次。", 404),
    Closed.NOT_YOURS: ("您现在没有查看这份文件的权限，如有疑问请联系管理员。", 403),
    Closed.WITHDRAWN: ("这份报告已作废，另出了新的一份，请向助手重新要。", 410),
}


def file_routes(desk: Backend) -> Blueprint:
    """Return /file/<userid>/<token>."""
    routes = Blueprint("files", __name__)

    @routes.get("/file/<userid>/<token>")
    def file(userid: str, token: str) -> AnyResponse | tuple[str, int]:
        with desk.database.transaction() as session:
            found = opened(desk.desk(session), userid, token, is_read=request.method == "GET")
        if isinstance(found, Closed):
            return _CLOSED[found]
        try:
            pieces = desk.folder.pieces(found.sha256)
        except (FileNotFoundError, FileBroken):
            return "这份文件不在或已损坏，请联系管理员从备份恢复。", 404
        return as_file(pieces, found.filename, found.size_bytes)

    return routes
