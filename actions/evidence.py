"""Takes in the files people send: noted before their bytes are here, given to a ticket, kept, or told as lost."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from actions import gathering
from actions.desk import Desk
from actions.file_types import type_of
from actions.journal import Source, Story, record
from actions.outbox import Due, put
from actions.questions import chat_key
from actions.refusals import Refusal
from actions.taking_back import remember, saved
from models.database import Session
from models.event import Event
from models.evidence import Evidence
from models.evidence_folder import EvidenceFolder, Whole
from models.inbox import InboxRow
from models.incoming_file import IncomingFile
from models.queries import callbacks, people
from models.queries import files as queries
from models.ticket import Ticket
from rules.chat import ChatMessage, MediaRef
from rules.files import clean_name
from rules.lifecycle import CLOSED_STATES, EventKind

# The platform keeps an encrypted URL for five minutes; a media_id for three days, but nobody waits so long for a word.
URL_LIVES, MEDIA_ID_LIVES = timedelta(minutes=5), timedelta(hours=1)
# What was sent just before belongs to what is said now.
LOOSE_FOR = timedelta(minutes=10)
FETCH_LEASE = timedelta(seconds=20)
_TRIED_AGAIN_AFTER = (1, 2, 4, 8, 15, 30, 30, 60, 120)
_MOST_AN_HOUR = 200
# After that nobody knows any more which photo is meant, as when a copy of the database is taken back.
_TOLD_WITHIN = MEDIA_ID_LIVES + timedelta(hours=1)
_MOST_IN_A_MESSAGE = 50
_COMING_OR_HERE = ("waiting", "arriving", "kept")
_KEPT_LOOSE_FOR, _FORGOTTEN_AT_ONCE = timedelta(days=1), 200
# Why a file is not taken whatever happens; everything else is a file that did not come.
OF_THE_FILE = frozenset({"too_large", "type", "empty", "no_room", "too_many"})


def announce(session: Session, inbox_id: int, message: ChatMessage, real_now: datetime) -> None:
    """Note the files of a message with the message itself; more than anybody sends in an hour are not fetched."""
    if not message.media:
        return
    n_files, _ = queries.amount_since(session, message.sender, real_now - timedelta(hours=1))
    for position, ref in enumerate(message.media[:_MOST_IN_A_MESSAGE]):
        row = IncomingFile(
            inbox_id=inbox_id,
            position=position,
            sender=message.sender,
            chat_key=chat_key(message),
            kind=str(ref.kind),
            source_key=_source_key(ref),
            announced_at=real_now,
            fetch_before=real_now + (MEDIA_ID_LIVES if ref.media_id else URL_LIVES),
            try_at=real_now,
            state="waiting",
        )
        if n_files + position >= _MOST_AN_HOUR:
            row.state, row.why, row.ended_at = "refused", "too_many", real_now
        session.add(row)
    session.flush()


def _source_key(ref: MediaRef) -> str:
    return hashlib.sha256((ref.media_id or ref.url or "").encode()).hexdigest()


def know_sender(session: Session, inbox_id: int, message: ChatMessage) -> None:
    """Enter who sent the files of a message, once that is known; until then it may be an encrypted id."""
    for row in queries.files_of_message(session, inbox_id):
        row.sender, row.chat_key = message.sender, chat_key(message)


def files_said(desk: Desk, inbox_id: int) -> list[IncomingFile]:
    """Return the files of a message that belong to no ticket and can still come or are here."""
    found = queries.files_of_message(desk.session, inbox_id)
    return [row for row in found if row.ticket_id is None and row.state in ("waiting", "kept")]


def files_said_before(desk: Desk, message: ChatMessage) -> list[IncomingFile]:
    """Return what the sender of a message sent into its chat a moment ago that belongs to no ticket yet."""
    return queries.loose_files(desk.session, message.sender, chat_key(message), desk.real_now - LOOSE_FOR)


def will_be_there(desk: Desk, ticket: Ticket, message: ChatMessage, inbox_id: int) -> bool:
    """Tell whether a ticket has evidence once a message about it is answered, with the files that wait for it."""
    waits = gathering.is_asked_which(desk, message) and bool(files_said_before(desk, message))
    return waits or is_there(desk, ticket, inbox_id)


def set_aside(desk: Desk, rows: Sequence[IncomingFile]) -> None:
    """Files that are of no ticket never go to one; what has come of them is forgotten with all that nobody wanted."""
    for row in rows:
        row.state, row.ended_at = "unwanted", desk.real_now
        row.claim_token = row.claimed_until = None


def check_open(ticket: Ticket) -> None:
    """Raise Refusal when a ticket takes no evidence any more."""
    if ticket.state in CLOSED_STATES:
        raise Refusal("evidence_closed", ticket_no=ticket.ticket_no, state=ticket.state)


def attach(desk: Desk, ticket: Ticket, rows: Sequence[IncomingFile], source: Source) -> Event:
    """Give files to a ticket, whether their bytes are here already or not."""
    kept = [saved(row, "event_id", ticket_id=None) for row in rows]
    facts = {"files": [row.id for row in rows], "kinds": dict(Counter(row.kind for row in rows))}
    event = record(desk, ticket, EventKind.EVIDENCE, source, Story(facts=facts))
    remember(event, rows=kept)
    for row in rows:
        row.ticket_id, row.event_id = ticket.id, event.id
        if row.state == "kept":
            _enter(desk, row)
    desk.session.flush()
    return event


def is_there(desk: Desk, ticket: Ticket, inbox_id: int | None) -> bool:
    """Tell whether a ticket has evidence, here or on its way, also in the message that is being handled."""
    said = queries.files_of_message(desk.session, inbox_id) if inbox_id is not None else []
    return any(row.state in _COMING_OR_HERE for row in said) or amount(desk, ticket) > 0


def amount(desk: Desk, ticket: Ticket) -> int:
    """Return how many files of evidence a ticket has, those on their way included."""
    given = [row for row in queries.files_of_ticket(desk.session, ticket.id) if row.state in _COMING_OR_HERE]
    others = {each.id for each in queries.evidence_of(desk.session, ticket.id)} - {row.evidence_id for row in given}
    return len(given) + len(others)


def keep(desk: Desk, row: IncomingFile, whole: Whole, name: str | None) -> bool:
    """Enter a file whose bytes have come; False when it is of no kind that is kept, and so is not."""
    file_type = type_of(whole.head)
    if file_type is None or not whole.size_bytes:
        end(desk, row, "refused", "type" if whole.size_bytes else "empty")
        return False
    row.state, row.ended_at, row.kind, row.why = "kept", desk.real_now, file_type.kind, None
    row.sha256, row.size_bytes, row.filename = whole.sha256, whole.size_bytes, clean_name(name, file_type)
    row.claim_token = row.claimed_until = None
    if row.event_id is not None and row.ticket_id is not None:
        _enter(desk, row)
    return True


def _enter(desk: Desk, row: IncomingFile) -> None:
    event = desk.session.get(Event, row.event_id) if row.event_id else None
    at = event.recorded_at if event is not None else desk.now
    if row.evidence_id is not None:
        evidence = desk.session.get_one(Evidence, row.evidence_id)
        evidence.ticket_id, evidence.added_at = row.ticket_id or evidence.ticket_id, at
        evidence.follow_up_id = _call_recorded(desk, row, at)
        return
    evidence = Evidence(
        ticket_id=row.ticket_id,
        kind=row.kind,
        sha256=row.sha256,
        filename=row.filename,
        size_bytes=row.size_bytes,
        added_at=at,
        added_by=row.sender,
        follow_up_id=_call_recorded(desk, row, at),
    )
    desk.session.add(evidence)
    desk.session.flush()
    row.evidence_id = evidence.id


def _call_recorded(desk: Desk, row: IncomingFile, at: datetime) -> int | None:
    """The first sound an agent sends of a ticket after he called the citizen back is the recording of that call."""
    if row.kind != "audio" or row.ticket_id is None:
        return None
    call = callbacks.unrecorded_call(desk.session, row.ticket_id, row.sender)
    return call.id if call is not None and call.called_at <= at else None


def put_off(desk: Desk, row: IncomingFile, why: str) -> None:
    """Have a file tried again soon, as long as there is time; else it is lost and its sender told."""
    after = timedelta(seconds=_TRIED_AGAIN_AFTER[min(row.tries, len(_TRIED_AGAIN_AFTER)) - 1])
    if desk.real_now + after >= row.fetch_before:
        end(desk, row, "lost", why)
        return
    row.try_at, row.why = desk.real_now + after, why
    row.claim_token = row.claimed_until = None


def end(desk: Desk, row: IncomingFile, state: str, why: str) -> None:
    """Note that a file does not come any more (lost) or is not kept (refused), and have its sender told."""
    row.state, row.why, row.ended_at = state, why, desk.real_now
    row.claim_token = row.claimed_until = None
    if row.inbox_id is not None:
        _tell(desk, row, row.inbox_id)


def forget_old(desk: Desk, folder: EvidenceFolder) -> int:
    """Forget files that nobody has given to a ticket for a day, and uploads that never became whole; returns how many.

    What other files or evidence have the same content keeps its bytes.
    """
    before = desk.real_now - _KEPT_LOOSE_FOR
    queries.end_unfinished_uploads(desk.session, before, desk.real_now)
    rows = queries.forgettable(desk.session, before, _FORGOTTEN_AT_ONCE)
    for row in rows:
        sha256, row.sha256, row.state, row.why = str(row.sha256), None, "lost", "given to no ticket"
        desk.session.flush()
        if not queries.is_used(desk.session, sha256):
            folder.forget(sha256)
    folder.clear_incoming(before)
    return len(rows)


def _tell(desk: Desk, row: IncomingFile, inbox_id: int) -> None:
    """Once for each message, however many files it had; where it was written, in a group with an @."""
    said = desk.session.get_one(InboxRow, inbox_id)
    group = people.group_by_chat(desk.session, said.chat_id) if said.chat_id else None
    if desk.real_now - row.announced_at > _TOLD_WITHIN:
        return
    if (said.chat_id and group is None) or people.person(desk.session, row.sender) is None:
        return
    put(
        desk,
        Due(
            cause_kind="inbox",
            cause_id=inbox_id,
            step="file_lost",
            kind="file_lost",
            destination=f"group:{group.id}" if group else f"user:{row.sender}",
            audience="sender",
            due_at=desk.now,
            severity="urge",
            ticket_id=row.ticket_id,
            mentions=(row.sender,) if group else (),
        ),
    )
