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
    op.drop_table("saved_searches")
    for table in ("kept_media", "issued_files", "reports"):
        op.drop_table(table)
    op.drop_index("ix_clocks_every_due_at", "clocks")
    op.drop_index("ix_tickets_closed_at", "tickets")
    op.drop_index("ix_tickets_came_at", "tickets")
    op.drop_index("ix_clocks_breached_at", "clocks")
    for table in ("ledger_rulings", "ledger_entries", "settlements", "stated_times", "platform_differences"):
        op.drop_table(table)
    for table in ("platform_times", "reconciliations"):
        op.drop_table(table)
    for table in ("suggestions", "hot_spots", "ticket_words"):
        op.drop_table(table)
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


def _reports_are_issued() -> None:
    # An index on an expression is only used for the expression as it is written in models/queries/reporting.py.
    came_at = sa.text("coalesce(first_dispatched_at, reported_at, created_at)")
    op.create_index("ix_tickets_came_at", "tickets", [came_at])
    op.create_index("ix_tickets_closed_at", "tickets", [sa.text("coalesce(replied_at, archived_at)")])
    op.create_index("ix_clocks_every_due_at", "clocks", ["due_at"])


def _files_are_sent() -> None:
    op.create_table(
        "reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("slot", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subject", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ordered_by", sa.String(64), nullable=True),
        sa.Column("scheduled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wanted_by", sa.JSON(), nullable=False),
        sa.Column("claim_token", sa.String(40), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("data_sha256", sa.String(64), nullable=True),
        sa.Column("summary", sa.LargeBinary(), nullable=True),
        sa.Column("wrongs", sa.LargeBinary(), nullable=True),
        sa.Column("reference", sa.String(8), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("number", name=op.f("uq_reports_number")),
        sa.UniqueConstraint("slot", name=op.f("uq_reports_slot")),
    )
    op.create_index("ix_reports_state", "reports", ["state"])
    op.create_index("ix_reports_ordered_at", "reports", ["ordered_at"])
    op.create_table(
        "issued_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("filename", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_issued_files_report_id_reports")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_issued_files_ticket_id_tickets")),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_issued_files_evidence_id_evidence")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_files")),
        sa.UniqueConstraint("evidence_id", name=op.f("uq_issued_files_evidence_id")),
    )
    op.create_index("ix_issued_files_report_id", "issued_files", ["report_id"])
    op.create_table(
        "kept_media",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("owner", sa.String(80), nullable=False),
        sa.Column("media_id", sa.LargeBinary(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("renewals", sa.Integer(), nullable=False),
        sa.Column("try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refused_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("errcode", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(200), nullable=True),
        sa.ForeignKeyConstraint(["file_id"], ["issued_files.id"], name=op.f("fk_kept_media_file_id_issued_files")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_media")),
        sa.UniqueConstraint("file_id", "channel", "owner", name=op.f("uq_kept_media_file_id_channel_owner")),
    )


def _categories_are_suggested() -> None:
    op.create_table(
        "ticket_words",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("grams", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_words_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_ticket_words")),
    )
    op.create_table(
        "hot_spots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(120), nullable=True),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("ticket_ids", sa.JSON(), nullable=False),
        sa.Column("n_told", sa.Integer(), nullable=False),
        sa.Column("times_told", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hot_spots")),
    )
    op.create_index("ix_hot_spots_last_found_at", "hot_spots", ["last_found_at"])
    op.create_table(
        "suggestions",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("suggested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("category_path", sa.JSON(), nullable=False),
        sa.Column("because", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_suggestions_ticket_id_tickets")),
        sa.ForeignKeyConstraint(["unit_id"], ["departments.id"], name=op.f("fk_suggestions_unit_id_departments")),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_suggestions")),
    )
    op.create_index("ix_suggestions_suggested_at", "suggestions", ["suggested_at"])


def _the_platform_tells_its_times() -> None:
    op.create_table(
        "reconciliations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("covers_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("covers_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reconciliations")),
    )
    op.create_index("ix_reconciliations_made_at", "reconciliations", ["made_at"])
    op.create_table(
        "platform_times",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(40), nullable=False),
        sa.Column("ticket_no", sa.String(64), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("dispatched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(20), nullable=True),
        sa.Column("unit", sa.String(100), nullable=True),
        sa.Column("said", sa.String(64), nullable=False),
        sa.Column("reconciliation_id", sa.Integer(), nullable=False),
        sa.Column("file_row", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reconciliation_id"],
            ["reconciliations.id"],
            name=op.f("fk_platform_times_reconciliation_id_reconciliations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_times")),
        sa.UniqueConstraint(
            "platform", "ticket_no", "round", "said", name=op.f("uq_platform_times_platform_ticket_no_round_said")
        ),
    )
    op.create_table(
        "platform_differences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("platform", sa.String(40), nullable=False),
        sa.Column("ticket_no", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("ours", sa.String(100), nullable=True),
        sa.Column("theirs", sa.String(100), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("last_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["first_id"], ["reconciliations.id"], name=op.f("fk_platform_differences_first_id_reconciliations")
        ),
        sa.ForeignKeyConstraint(
            ["last_id"], ["reconciliations.id"], name=op.f("fk_platform_differences_last_id_reconciliations")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_platform_differences_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_differences")),
        sa.UniqueConstraint("digest", name=op.f("uq_platform_differences_digest")),
    )
    op.create_index("ix_platform_differences_last_id_rank", "platform_differences", ["last_id", "rank"])
    op.create_table(
        "stated_times",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("clock_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["clock_id"], ["clocks.id"], name=op.f("fk_stated_times_clock_id_clocks")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_stated_times_event_id_events")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_stated_times_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stated_times")),
    )
    op.create_index("ix_stated_times_due_at", "stated_times", ["due_at"])
    op.create_index("ix_stated_times_ticket_id", "stated_times", ["ticket_id"])
    op.create_table(
        "settlements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clock_id", sa.Integer(), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.String(12), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("platform_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reconciliation_id", sa.Integer(), nullable=True),
        sa.Column("by", sa.String(64), nullable=True),
        sa.Column("reason", sa.String(300), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["clock_id"], ["clocks.id"], name=op.f("fk_settlements_clock_id_clocks")),
        sa.ForeignKeyConstraint(
            ["reconciliation_id"], ["reconciliations.id"], name=op.f("fk_settlements_reconciliation_id_reconciliations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlements")),
    )
    op.create_index("ix_settlements_clock_id", "settlements", ["clock_id"])


def _the_ledger_is_kept() -> None:
    op.create_table(
        "ledger_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(12), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clock_id", sa.Integer(), nullable=True),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("report_number", sa.String(30), nullable=True),
        sa.Column("userid", sa.String(64), nullable=True),
        sa.Column("shift", sa.String(50), nullable=True),
        sa.Column("low", sa.Integer(), nullable=False),
        sa.Column("high", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("entered_by", sa.String(64), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["clock_id"], ["clocks.id"], name=op.f("fk_ledger_entries_clock_id_clocks")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_ledger_entries_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entries")),
        sa.UniqueConstraint("clock_id", name=op.f("uq_ledger_entries_clock_id")),
    )
    op.create_index("ix_ledger_entries_happened_at", "ledger_entries", ["happened_at"])
    op.create_table(
        "ledger_rulings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("ruling", sa.String(12), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["ledger_entries.id"], name=op.f("fk_ledger_rulings_entry_id_ledger_entries")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_rulings")),
    )
    op.create_index("ix_ledger_rulings_entry_id_id", "ledger_rulings", ["entry_id", "id"])
    op.create_index(
        "ix_clocks_breached_at",
        "clocks",
        ["breached_at"],
        sqlite_where=sa.text("breached_at IS NOT NULL"),
        postgresql_where=sa.text("breached_at IS NOT NULL"),
    )


def _searches_are_saved() -> None:
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("owner", sa.String(80), nullable=False),
        sa.Column("filter", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_searches")),
        sa.UniqueConstraint("name", name=op.f("uq_saved_searches_name")),
    )
