"""Says a message that was refused as it is in another body, within the same lease."""

from __future__ import annotations

from dataclasses import replace

from actions import attempts
from actions.desk import Desk
from actions.ports import GiveUp, SendOutcome, Wire
from actions.sending import Frozen
from models.queries import messages as queries


def reword(desk: Desk, frozen: Frozen, wire: Wire, refused: SendOutcome) -> Frozen | None:
    """Give a message that was refused as it is another body, still under its lease; None when that had run out.

    The refused try stays in the record; what is sent now is the next one.
    """
    progress = frozen.progress._replace(tries=frozen.progress.tries + 1)
    values = {"body": wire.body, "twin": None, "tries": progress.tries}
    if not queries.move_message(desk.session, frozen.message_id, frozen.token, values):
        return None
    queries.close_attempt(desk.session, frozen.message_id, attempts.ended(desk, refused))
    attempts.begin(desk.session, frozen.message_id, wire, desk.real_now, is_repeat=False)
    return replace(frozen, wire=wire, progress=progress)


def is_there_already(frozen: Frozen, refused: GiveUp) -> bool:
    """Tell whether a card is refused because it has arrived: a task is taken once, and this try repeats another."""
    return frozen.progress.repeats > 0 and "task_id" in refused.why
