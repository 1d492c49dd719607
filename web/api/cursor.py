"""Writes and reads the cursor of a list: where the last page ended, signed so that nobody makes one up."""

from __future__ import annotations

from datetime import datetime

from itsdangerous import BadData, URLSafeSerializer

from models.ticket import Ticket

After = tuple[datetime | None, int]


class Cursors:
    """The cursors of one installation."""

    def __init__(self, key: str) -> None:
        self._signed = URLSafeSerializer(key, salt="ticket list")

    def after(self, ticket: Ticket) -> str:
        """Return the cursor of the page that begins after `ticket`."""
        deadline = ticket.deadline_at.isoformat() if ticket.deadline_at else None
        written = self._signed.dumps([deadline, ticket.id])
        return written if isinstance(written, str) else written.decode()

    def read(self, cursor: str) -> After:
        """Return where the page begins; raises ValueError for what we have not written."""
        try:
            deadline, ticket_id = self._signed.loads(cursor)
        except BadData:
            raise ValueError("not a cursor of ours") from None
        return (datetime.fromisoformat(deadline) if deadline else None, int(ticket_id))
