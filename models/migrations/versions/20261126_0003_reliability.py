"""Keep what is set aside, when a message is tried and when the desk was away; find what was overlooked"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261126_0003"
down_revision = "20261124_0002"
branch_labels = None
depends_on = None

OPEN_FAULT = sa.text("closed_at IS NULL")
UNMISSED = sa.text("stopped_at IS NULL AND missed_at IS NULL")
ON_ITS_WAY = sa.text("message_id IS NOT NULL")
WAITING = sa.text("state IN ('pending', 'held') AND message_id IS NULL")


def upgrade() -> None:
    """Apply this step."""
    op.add_column("messages", sa.Column("trying_since", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "outages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("real_began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("real_ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outages")),
    )
    op.create_index("ix_outages_ended_at", "outages", ["ended_at"])
    _keep_what_is_set_aside()
    _find_what_was_overlooked()
    _keep_what_was_tried_before()


def _keep_what_was_tried_before() -> None:
    op.create_table(
        "taken_back",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_taken_back_message_id_messages")),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"], name=op.f("fk_taken_back_delivery_id_deliveries")),
        sa.PrimaryKeyConstraint("message_id", "delivery_id", name=op.f("pk_taken_back")),
    )
    op.create_index("ix_taken_back_delivery_id", "taken_back", ["delivery_id"])


def _find_what_was_overlooked() -> None:
    op.create_index("ix_clocks_unmissed_due_at", "clocks", ["due_at"], sqlite_where=UNMISSED, postgresql_where=UNMISSED)
    op.create_index(
        "ix_deliveries_waiting_due_at", "deliveries", ["due_at"], sqlite_where=WAITING, postgresql_where=WAITING
    )
    op.create_index("ix_attempts_started_at", "attempts", ["started_at"])
    op.drop_index("ix_deliveries_due_at_state", "deliveries")
    op.create_index("ix_deliveries_created_at_state", "deliveries", ["created_at", "state"])
    op.drop_index("ix_deliveries_message_id", "deliveries")
    op.create_index(
        "ix_deliveries_message_id",
        "deliveries",
        ["message_id"],
        sqlite_where=ON_ITS_WAY,
        postgresql_where=ON_ITS_WAY,
    )


def _keep_what_is_set_aside() -> None:
    op.create_table(
        "set_aside",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("first_failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("try_again_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.String(80), nullable=False),
        sa.Column("reference", sa.String(12), nullable=True),
        sa.Column("set_aside_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(12), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_set_aside_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_set_aside")),
    )
    op.create_index(
        "ix_set_aside_kind_subject_id",
        "set_aside",
        ["kind", "subject_id"],
        unique=True,
        sqlite_where=OPEN_FAULT,
        postgresql_where=OPEN_FAULT,
    )
    op.create_index("ix_set_aside_ticket_id", "set_aside", ["ticket_id"])
    op.create_table(
        "undertakings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("subject_ids", sa.JSON(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_undertakings")),
    )


def downgrade() -> None:
    """Take this step back."""
    op.drop_index("ix_taken_back_delivery_id", "taken_back")
    op.drop_table("taken_back")
    op.drop_index("ix_deliveries_created_at_state", "deliveries")
    op.create_index("ix_deliveries_due_at_state", "deliveries", ["due_at", "state"])
    op.drop_index("ix_deliveries_message_id", "deliveries")
    op.create_index("ix_deliveries_message_id", "deliveries", ["message_id"])
    op.drop_index("ix_attempts_started_at", "attempts")
    op.drop_index("ix_deliveries_waiting_due_at", "deliveries")
    op.drop_index("ix_clocks_unmissed_due_at", "clocks")
    op.drop_index("ix_outages_ended_at", "outages")
    op.drop_table("outages")
    op.drop_column("messages", "trying_since")
    op.drop_table("undertakings")
    op.drop_index("ix_set_aside_ticket_id", "set_aside")
    op.drop_index("ix_set_aside_kind_subject_id", "set_aside")
    op.drop_table("set_aside")
