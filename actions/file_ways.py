"""Keeps, of each file and each way, whether the platform has it, wants it, or refused it."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum, auto

from actions import attempts
from actions.desk import Desk
from actions.ports import MEDIA_LIVES, Channel, GiveUp, RetryLater, Uploaded, UploadOutcome
from models.queries import deliveries as delivery_queries
from models.queries import kept_media as queries
from models.report import IssuedFile, KeptMedia

FILE = queries.FILE
# Long enough for a message that waits for its turn.
_GOOD_FOR_AT_LEAST = timedelta(minutes=30)
_REFUSED_FOR, _MOST_TRIES = timedelta(hours=1), 3
_WHY_CHARACTERS = 200
_BAD_MEDIA = 40007


class Standing(Enum):
    """Whether a file can be sent on a way now, has to be uploaded first (or later), or goes elsewhere."""

    READY = auto()
    WANTED = auto()
    LATER = auto()
    REFUSED = auto()


def standing(desk: Desk, file_id: int, channel: Channel, address: str) -> tuple[Standing, str]:
    """Return how a file stands on a way, with its media_id where it is ready."""
    row = queries.kept(desk.session, file_id, channel, owner_of(channel, address))
    if row is None:
        return Standing.WANTED, ""
    now = desk.real_now
    # A moment further away was written before machine time was set back.
    if row.refused_until is not None and timedelta(0) < row.refused_until - now <= _REFUSED_FOR:
        return Standing.REFUSED, ""
    if row.media_id and row.expires_at and _GOOD_FOR_AT_LEAST < row.expires_at - now <= MEDIA_LIVES:
        return Standing.READY, row.media_id
    return (Standing.LATER if timedelta(0) < row.try_at - now <= _REFUSED_FOR else Standing.WANTED), ""


def note_upload(desk: Desk, file_id: int, channel: Channel, address: str, outcome: UploadOutcome) -> None:
    """Keep what became of an upload: after three tries in vain the file goes another way for an hour."""
    row = _row(desk, file_id, channel, address)
    match outcome:
        case Uploaded(media_id):
            row.media_id, row.expires_at = media_id, desk.real_now + MEDIA_LIVES
            row.tries, row.refused_until, row.errcode, row.why = 0, None, None, None
        case RetryLater(after):
            row.tries += 1
            row.try_at = desk.real_now + max(after, timedelta(seconds=5 * 2**row.tries))
            _keep_why(row, outcome)
            if row.tries >= _MOST_TRIES:
                _refuse(row, desk.real_now)
        case GiveUp():
            _keep_why(row, outcome)
            _refuse(row, desk.real_now)


def note_refusal(desk: Desk, message_id: int, channel: Channel, address: str, outcome: GiveUp) -> None:
    """Keep that the platform refused to send a file: one it no longer has is uploaded once more, others go away."""
    for delivery in delivery_queries.deliveries_of(desk.session, message_id):
        row = _row(desk, delivery.cause_id, channel, address)
        _keep_why(row, outcome)
        row.media_id = row.expires_at = None
        if outcome.errcode == _BAD_MEDIA and row.renewals == 0:
            row.renewals, row.try_at = 1, desk.real_now
        else:
            row.renewals = 0
            _refuse(row, desk.real_now)


def _row(desk: Desk, file_id: int, channel: Channel, address: str) -> KeptMedia:
    return queries.kept_or_new(desk.session, file_id, channel, owner_of(channel, address), desk.real_now)


def owner_of(channel: Channel, address: str) -> str:
    """Return whose store a way keeps files in: each push key has its own, the app and the AI bot one each."""
    return attempts.address_hash(channel, address) if channel is Channel.PUSH_KEY else ""


def _refuse(row: KeptMedia, real_now: datetime) -> None:
    row.refused_until, row.tries = real_now + _REFUSED_FOR, 0


def _keep_why(row: KeptMedia, outcome: RetryLater | GiveUp) -> None:
    row.errcode, row.why = attempts.storable_code(outcome.errcode), attempts.storable(outcome.why, _WHY_CHARACTERS)


def file_of(desk: Desk, file_id: int) -> IssuedFile:
    """Return a file that is to be sent."""
    return desk.session.get_one(IssuedFile, file_id)
