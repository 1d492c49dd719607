"""Keep from when and until when the platform counts, beside what it says differently and what was settled by it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_0007"
down_revision = "20261127_0005"
branch_labels = None
depends_on = None

_TABLES = ("platform_differences", "settlements")
_COLUMNS = ("dispatched_there_at", "due_there_at")


def upgrade() -> None:
    """Apply this step."""
    for table in _TABLES:
        for column in _COLUMNS:
            op.add_column(table, sa.Column(column, sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take this step back."""
    for table in _TABLES:
        for column in _COLUMNS:
            op.drop_column(table, column)
