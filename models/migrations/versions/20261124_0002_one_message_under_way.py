"""Let one message be under way to a destination at a time, and find deliveries by clock and by chat"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261124_0002"
down_revision = "20261124_0001"
branch_labels = None
depends_on = None

UNFINISHED = sa.text("state IN ('sending', 'waiting')")
ENDED = sa.text("ended_at IS NOT NULL")


def upgrade() -> None:
    """Apply this step."""
    op.create_index(
        "ix_messages_destination",
        "messages",
        ["destination"],
        unique=True,
        sqlite_where=UNFINISHED,
        postgresql_where=UNFINISHED,
    )
    op.create_index("ix_deliveries_clock_id", "deliveries", ["clock_id"])
    op.create_index(
        "ix_deliveries_destination_ended_at",
        "deliveries",
        ["destination", "ended_at"],
        sqlite_where=ENDED,
        postgresql_where=ENDED,
    )


def downgrade() -> None:
    """Take this step back."""
    op.drop_index("ix_deliveries_destination_ended_at", "deliveries")
    op.drop_index("ix_deliveries_clock_id", "deliveries")
    op.drop_index("ix_messages_destination", "messages")
