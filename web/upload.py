"""The page by which one person sends recordings and large files to one ticket; no login, the link is the right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Blueprint, Response, jsonify, render_template, request

from actions import evidence, uploading
from actions.desk import Desk
from actions.refusals import Refusal
from actions.uploading import PIECE_BYTES, Opened
from models.evidence_folder import TooLarge
from models.incoming_file import IncomingFile
from models.queries import files as queries
from texts.moments import moment
from texts.refusals import refusal
from web.backend import Backend
from web.pages import allow_script


def upload_routes(desk: Backend) -> Blueprint:
    """Return the page and what its script calls. A link is sent along nowhere by itself, so nobody can misuse it."""
    routes = Blueprint("upload", __name__, url_prefix="/upload/<token>")

    @routes.get("")
    def page(token: str) -> str | tuple[str, int]:
        with desk.database.reading() as session:
            at = desk.desk(session)
            try:
                return _page(at, uploading.opened(at, token))
            except Refusal as refused:
                return render_template("upload.html", site=desk.rules.site_name, dead=_words(refused)), 410

    @routes.post("/files")
    def announce(token: str) -> Response:
        said = _said()
        name, size = (said.get("name"), said.get("size")) if isinstance(said, dict) else (None, None)
        if not isinstance(name, str) or not isinstance(size, int) or isinstance(size, bool):
            return _refused(Refusal("no_such_upload"))
        return _answer(lambda: _announced(desk, token, name, min(size, 2**53)))

    @routes.put("/files/<int:file_id>/<int:number>")
    def piece(token: str, file_id: int, number: int) -> Response:
        return _answer(lambda: _take_piece(desk, token, file_id, number))

    @routes.post("/files/<int:file_id>")
    def finish(token: str, file_id: int) -> Response:
        return _answer(lambda: _finished(desk, token, file_id))

    @routes.post("/close")
    def close(token: str) -> Response:
        return _answer(lambda: _closed(desk, token))

    return routes


def _page(at: Desk, known: Opened) -> str:
    sent = [row for row in queries.files_of_link(at.session, known.link.id) if row.state == "kept"]
    return render_template(
        "upload.html",
        site=at.rules.site_name,
        number=known.ticket.ticket_no,
        until=moment(at.now + (known.link.expires_at - at.real_now), at.rules.zone, now=at.now),
        sent=len(sent),
        piece=PIECE_BYTES,
        most=at.rules.files.largest_bytes,
        script_nonce=allow_script(),
    )


def _announced(desk: Backend, token: str, name: str, size: int) -> dict[str, object]:
    with _opened(desk, token) as (at, known):
        row = uploading.announce(at, known, name, size)
        return {"id": row.id}


def _take_piece(desk: Backend, token: str, file_id: int, number: int) -> dict[str, object]:
    body = request.get_data()
    with desk.database.reading() as session:
        at = desk.desk(session)
        uploading.check_piece(uploading.arriving(at, uploading.opened(at, token), file_id), number, len(body))
    desk.folder.put_piece(file_id, number, body)
    return {}


def _finished(desk: Backend, token: str, file_id: int) -> dict[str, object]:
    with desk.database.reading() as session:
        at = desk.desk(session)
        row = uploading.announced(at, uploading.opened(at, token), file_id)
        if row.state == "kept":
            # It was whole before, and the answer that said so was lost.
            return {"kind": row.kind}
        n_pieces, n_bytes = uploading.n_pieces(row), row.size_bytes or 0
    with desk.folder.receive(n_bytes) as half_made:
        try:
            desk.folder.put_together(file_id, n_pieces, half_made)
        except (FileNotFoundError, TooLarge):
            raise Refusal("no_such_upload") from None
        whole = half_made.finish()
        with _opened(desk, token) as (at, known):
            row = uploading.arriving(at, known, file_id)
            is_kept = evidence.keep(at, row, whole, row.filename)
            if is_kept:
                uploading.give(at, known, row)
                desk.folder.keep(half_made, whole)
    desk.folder.drop_pieces(file_id)
    if not is_kept:
        raise Refusal("file_not_kept")
    return {"kind": row.kind}


def _closed(desk: Backend, token: str) -> dict[str, object]:
    with _opened(desk, token) as (at, known):
        uploading.close(at, known)
        return {"n": sum(_is_kept(row) for row in queries.files_of_link(at.session, known.link.id))}


def _said() -> object:
    try:
        return request.get_json(silent=True, force=True)
    except RecursionError:
        return None


def _is_kept(row: IncomingFile) -> bool:
    return row.state == "kept"


@contextmanager
def _opened(desk: Backend, token: str) -> Iterator[tuple[Desk, Opened]]:
    with desk.database.transaction() as session:
        at = desk.desk(session)
        yield at, uploading.opened(at, token)


def _answer(work: Callable[[], dict[str, object]]) -> Response:
    try:
        return jsonify(work())
    except Refusal as refused:
        return _refused(refused)


def _refused(refused: Refusal) -> Response:
    answer = jsonify(reason=_words(refused), again=refused.code == "no_such_upload")
    answer.status_code = 410 if refused.code == "link_dead" else 422
    return answer


def _words(refused: Refusal) -> str:
    return refusal(refused.code, refused.facts)
