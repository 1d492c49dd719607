"""Knows which tickets the bot has just answered a person about, so that the next word is not taken for another one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from actions import questions
from bot.asking_which import ask_which
from bot.call import Call
from bot.held import held_done, held_open
from bot.naming import seen
from bot.unit_reply import apply
from models.event import Event
from models.inbox import InboxRow
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.differing import Claim, claim_of
from rules.intents import Intent, Piece
from rules.linking import How
from texts import replies

# What is said behind a report of done and moves nothing: its photos, and whether the citizen is content.
_AFTERMATH = re.compile(r"照片|拍[了好完照]|视频|满意|认可|签[了过]?字|不对")
_STILL = re.compile(r"还|仍|另|别的|其[他它余]|剩")


def just_spoken_of(call: Call) -> list[Ticket]:
    """Return the tickets of the speaker's last message here that was about any; none once a push came in between."""
    events = last_events(call)
    if not events or questions.was_told_since(call.desk, call.message, events[0].recorded_at):
        return []
    ids = dict.fromkeys(event.ticket_id for event in reversed(events) if event.ticket_id is not None)
    tickets = [call.desk.session.get_one(Ticket, ticket_id) for ticket_id in ids]
    return seen(call, [ticket for ticket in tickets if not ticket.is_drill])


def last_events(call: Call) -> list[Event]:
    """Return what came of the speaker's last message here that was about any ticket, newest first."""
    here = call.message
    last: list[Event] = []
    beginning = datetime.min.replace(tzinfo=call.desk.now.tzinfo)
    for event in queries.last_events_by(call.desk.session, call.speaker.userid, beginning):
        said = call.desk.session.get(InboxRow, event.inbox_id) if event.inbox_id else None
        if said is None or (said.source, said.chat_id) != (here.source, here.chat_id):
            continue
        if last and event.inbox_id != last[0].inbox_id:
            break
        if call.desk.real_now - said.received_at > questions.ANSWER_WITHIN:
            break
        last.append(event)
    return last


def after_just_spoken(call: Call, pieces: Sequence[Piece]) -> str | None:
    """Answer words without number or quote that follow an answer about some ticket, unless only that one is open.

    A receipt moves nothing; 没修好, 照片拍好了 belong to what was just reported done; anything else is asked about.
    """
    spoken = just_spoken_of(call)
    if not spoken or len(pieces) != 1 or pieces[0].lines:
        return None
    piece, waiting = pieces[0], [share for share in held_open(call) if share.accepted_at is None]
    open_ones = [share.ticket for share in held_open(call)]
    others = [share.ticket for share in waiting if share.ticket not in spoken]
    if open_ones == spoken:
        return None
    if piece.plain and len(others) == len(waiting):
        return replies.noted_only(call.desk, spoken, others)
    done = [share.ticket for share in held_done(call)]
    if len(spoken) == 1 and done == spoken and _belongs_to_done(piece):
        return apply(call, spoken[0], piece, How.ONLY_OPEN)
    if not open_ones or (piece.intent is Intent.OTHER and not _belongs_to_done(piece)):
        return None
    return ask_which(call, piece, list(dict.fromkeys([*spoken, *open_ones])), "just_spoken")


def _belongs_to_done(piece: Piece) -> bool:
    if _STILL.search(piece.text):
        return False
    is_not_done = claim_of(piece.intent, piece.text, is_plain=piece.plain) is Claim.NOT_DONE
    return piece.intent is not Intent.RESOLVED and (is_not_done or bool(_AFTERMATH.search(piece.text)))
