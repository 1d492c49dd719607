"""Start with all tables of the desk"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261124_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this step."""
    op.create_table(
        "departments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("lead_userid", sa.String(length=64), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departments")),
        sa.UniqueConstraint("name", name=op.f("uq_departments_name")),
    )
    op.create_table(
        "desk_clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("real_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("desk_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("speed", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_clock")),
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pasted_by", sa.String(length=64), nullable=False),
        sa.Column("pasted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    op.create_index("ix_drafts_pasted_by", "drafts", ["pasted_by", "closed_at"], unique=False)
    op.create_table(
        "groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.String(length=128), nullable=True),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("push_key", sa.LargeBinary(), nullable=True),
        sa.Column("has_ai_bot", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groups")),
        sa.UniqueConstraint("chat_id", name=op.f("uq_groups_chat_id")),
        sa.UniqueConstraint("name", name=op.f("uq_groups_name")),
    )
    op.create_table(
        "heartbeats",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_heartbeats")),
    )
    op.create_table(
        "inbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sender", sa.String(length=64), nullable=False),
        sa.Column("chat_id", sa.String(length=128), nullable=True),
        sa.Column("message", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("claim_token", sa.String(length=40), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_late", sa.Boolean(), nullable=False),
        sa.Column("asked_again", sa.Boolean(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_inbox_source_external_id")),
    )
    op.create_index(
        "ix_inbox_received_at",
        "inbox",
        ["received_at"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("destination", sa.String(length=100), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_token", sa.String(length=40), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("repeats", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
    )
    op.create_index(
        "ix_messages_not_before",
        "messages",
        ["not_before"],
        unique=False,
        sqlite_where=sa.text("state IN ('sending', 'waiting')"),
        postgresql_where=sa.text("state IN ('sending', 'waiting')"),
    )
    op.create_table(
        "platform_looks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("how", sa.String(length=12), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_looks")),
    )
    op.create_index("ix_platform_looks_looked_at", "platform_looks", ["looked_at"], unique=False)
    op.create_table(
        "questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("userid", sa.String(length=64), nullable=False),
        sa.Column("chat_key", sa.String(length=140), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_desk_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("overtaken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
    )
    op.create_index("ix_questions_userid_chat_key_id", "questions", ["userid", "chat_key", "id"], unique=False)
    op.create_table(
        "rotas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("start", sa.String(length=5), nullable=False),
        sa.Column("end", sa.String(length=5), nullable=False),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rotas")),
        sa.UniqueConstraint("kind", "name", name=op.f("uq_rotas_kind_name")),
    )
    op.create_table(
        "ticks",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", "slot", name=op.f("pk_ticks")),
    )
    op.create_index(op.f("ix_ticks_given_at"), "ticks", ["given_at"], unique=False)
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("errcode", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(length=200), nullable=True),
        sa.Column("is_repeat", sa.Boolean(), nullable=False),
        sa.Column("body_sha256", sa.String(length=64), nullable=False),
        sa.Column("address_hash", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_attempts_message_id_messages")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
    )
    op.create_index("ix_attempts_address_hash_started_at", "attempts", ["address_hash", "started_at"], unique=False)
    op.create_index("ix_attempts_message_id", "attempts", ["message_id"], unique=False)
    op.create_table(
        "department_aliases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("alias", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_department_aliases_department_id_departments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department_aliases")),
        sa.UniqueConstraint("alias", name=op.f("uq_department_aliases_alias")),
    )
    op.create_index(op.f("ix_department_aliases_department_id"), "department_aliases", ["department_id"], unique=False)
    op.create_table(
        "group_departments",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_group_departments_department_id_departments")
        ),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_group_departments_group_id_groups")),
        sa.PrimaryKeyConstraint("group_id", "department_id", name=op.f("pk_group_departments")),
    )
    op.create_index(op.f("ix_group_departments_department_id"), "group_departments", ["department_id"], unique=False)
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("userid", sa.String(length=64), nullable=False),
        sa.Column("userid_key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("mobile", sa.LargeBinary(), nullable=True),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_people_department_id_departments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("userid_key", name=op.f("uq_people_userid_key")),
    )
    op.create_index(op.f("ix_people_department_id"), "people", ["department_id"], unique=False)
    op.create_table(
        "tickets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(length=40), nullable=False),
        sa.Column("ticket_no", sa.String(length=64), nullable=False),
        sa.Column("tail", sa.String(length=4), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("is_drill", sa.Boolean(), nullable=False),
        sa.Column("is_excluded", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=True),
        sa.Column("grade", sa.String(length=10), nullable=True),
        sa.Column("urgency", sa.String(length=20), nullable=True),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("starts_higher", sa.Boolean(), nullable=False),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("category_path", sa.JSON(), nullable=False),
        sa.Column("special_flags", sa.JSON(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("original", sa.LargeBinary(), nullable=True),
        sa.Column("address", sa.String(length=300), nullable=True),
        sa.Column("community", sa.String(length=100), nullable=True),
        sa.Column("place_key", sa.String(length=120), nullable=True),
        sa.Column("people_count", sa.Integer(), nullable=True),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("limit_text", sa.String(length=60), nullable=True),
        sa.Column("contact_limit_text", sa.String(length=60), nullable=True),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deadline_basis", sa.String(length=20), nullable=True),
        sa.Column("deadline_reasons", sa.JSON(), nullable=False),
        sa.Column("internal_deadline_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_dispatched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contacted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suspended_from", sa.String(length=20), nullable=True),
        sa.Column("resume_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lead_unit_id", sa.Integer(), nullable=True),
        sa.Column("named_dispatcher", sa.String(length=64), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["lead_unit_id"], ["departments.id"], name=op.f("fk_tickets_lead_unit_id_departments")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["tickets.id"], name=op.f("fk_tickets_merged_into_id_tickets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets")),
        sa.UniqueConstraint("platform", "ticket_no", "round", name=op.f("uq_tickets_platform_ticket_no_round")),
    )
    op.create_index("ix_tickets_lead_unit_id_state", "tickets", ["lead_unit_id", "state"], unique=False)
    op.create_index("ix_tickets_place_key", "tickets", ["place_key"], unique=False)
    op.create_index("ix_tickets_state_deadline_at", "tickets", ["state", "deadline_at"], unique=False)
    op.create_index("ix_tickets_tail", "tickets", ["tail"], unique=False)
    op.create_index("ix_tickets_ticket_no", "tickets", ["ticket_no"], unique=False)
    op.create_table(
        "access_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_access_log_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_log")),
    )
    op.create_index("ix_access_log_ticket_id", "access_log", ["ticket_id"], unique=False)
    op.create_table(
        "assignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by", sa.String(length=64), nullable=True),
        sa.Column("contacted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_assignments_department_id_departments")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_assignments_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
    )
    op.create_index("ix_assignments_department_id_ended_at", "assignments", ["department_id", "ended_at"], unique=False)
    op.create_index("ix_assignments_ticket_id", "assignments", ["ticket_id"], unique=False)
    op.create_table(
        "callers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("former", sa.LargeBinary(), nullable=True),
        sa.Column("phone_hash", sa.String(length=80), nullable=True),
        sa.Column("name_hash", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_callers_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callers")),
        sa.UniqueConstraint("ticket_id", name=op.f("uq_callers_ticket_id")),
    )
    op.create_index("ix_callers_name_hash", "callers", ["name_hash"], unique=False)
    op.create_index("ix_callers_phone_hash", "callers", ["phone_hash"], unique=False)
    op.create_table(
        "clocks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("missed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("breached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_seconds", sa.Integer(), nullable=False),
        sa.Column("quiet_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unurged_by", sa.Integer(), nullable=True),
        sa.Column("postponed", sa.JSON(), nullable=False),
        sa.Column("look_again_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("policy", sa.JSON(), nullable=False),
        sa.Column("fired", sa.JSON(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_clocks_department_id_departments")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_clocks_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clocks")),
        sa.UniqueConstraint(
            "ticket_id", "department_id", "stage", "seq", name=op.f("uq_clocks_ticket_id_department_id_stage_seq")
        ),
    )
    op.create_index(
        "ix_clocks_due_at",
        "clocks",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("stopped_at IS NULL"),
        postgresql_where=sa.text("stopped_at IS NULL"),
    )
    op.create_index(
        "ix_clocks_look_again_at",
        "clocks",
        ["look_again_at"],
        unique=False,
        sqlite_where=sa.text("stopped_at IS NULL"),
        postgresql_where=sa.text("stopped_at IS NULL"),
    )
    op.create_index("ix_clocks_ticket_id_started_at", "clocks", ["ticket_id", "started_at"], unique=False)
    op.create_index(
        "uq_clocks_of_desk",
        "clocks",
        ["ticket_id", "stage", "seq"],
        unique=True,
        sqlite_where=sa.text("department_id IS NULL"),
        postgresql_where=sa.text("department_id IS NULL"),
    )
    op.create_index(
        "uq_clocks_without_ticket",
        "clocks",
        ["stage", "seq"],
        unique=True,
        sqlite_where=sa.text("ticket_id IS NULL"),
        postgresql_where=sa.text("ticket_id IS NULL"),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=True),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("original", sa.LargeBinary(), nullable=True),
        sa.Column("intent", sa.String(length=12), nullable=True),
        sa.Column("link", sa.String(length=12), nullable=True),
        sa.Column("inbox_id", sa.Integer(), nullable=True),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("undo", sa.JSON(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["inbox_id"], ["inbox.id"], name=op.f("fk_events_inbox_id_inbox")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_events_ticket_id_tickets")),
        sa.ForeignKeyConstraint(["undoes_id"], ["events.id"], name=op.f("fk_events_undoes_id_events")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index("ix_events_actor_recorded_at", "events", ["actor", "recorded_at"], unique=False)
    op.create_index("ix_events_ticket_id_id", "events", ["ticket_id", "id"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("filename", sa.LargeBinary(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_evidence_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index("ix_evidence_ticket_id", "evidence", ["ticket_id"], unique=False)
    op.create_table(
        "follow_ups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("called_by", sa.String(length=64), nullable=False),
        sa.Column("is_valid", sa.Boolean(), nullable=False),
        sa.Column("contacted", sa.Boolean(), nullable=True),
        sa.Column("satisfied", sa.String(length=12), nullable=True),
        sa.Column("solved", sa.String(length=12), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_follow_ups_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_ups")),
    )
    op.create_index("ix_follow_ups_ticket_id", "follow_ups", ["ticket_id"], unique=False)
    op.create_table(
        "relations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("earlier_id", sa.Integer(), nullable=True),
        sa.Column("earlier_no", sa.String(length=64), nullable=False),
        sa.Column("found_by", sa.String(length=20), nullable=False),
        sa.Column("is_same_matter", sa.Boolean(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["earlier_id"], ["tickets.id"], name=op.f("fk_relations_earlier_id_tickets")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_relations_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relations")),
        sa.UniqueConstraint("ticket_id", "earlier_no", name=op.f("uq_relations_ticket_id_earlier_no")),
    )
    op.create_index("ix_relations_earlier_id", "relations", ["earlier_id"], unique=False)
    op.create_table(
        "requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("prepared_by", sa.String(length=64), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("caller_told", sa.Boolean(), nullable=True),
        sa.Column("from_unit_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("survivor_id", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.String(length=64), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("new_deadline_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["from_unit_id"], ["departments.id"], name=op.f("fk_requests_from_unit_id_departments")
        ),
        sa.ForeignKeyConstraint(["survivor_id"], ["tickets.id"], name=op.f("fk_requests_survivor_id_tickets")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_requests_ticket_id_tickets")),
        sa.ForeignKeyConstraint(["unit_id"], ["departments.id"], name=op.f("fk_requests_unit_id_departments")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requests")),
    )
    op.create_index("ix_requests_state", "requests", ["state"], unique=False)
    op.create_index("ix_requests_ticket_id", "requests", ["ticket_id"], unique=False)
    op.create_table(
        "call_tasks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("clock_id", sa.Integer(), nullable=True),
        sa.Column("purpose", sa.String(length=12), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.JSON(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["clock_id"], ["clocks.id"], name=op.f("fk_call_tasks_clock_id_clocks")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_call_tasks_department_id_departments")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_call_tasks_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_tasks")),
    )
    op.create_index("ix_call_tasks_ticket_id", "call_tasks", ["ticket_id"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cause_kind", sa.String(length=20), nullable=False),
        sa.Column("cause_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("destination", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("severity", sa.String(length=10), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("clock_id", sa.Integer(), nullable=True),
        sa.Column("mentions", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_real_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("release_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(length=60), nullable=True),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["clock_id"], ["clocks.id"], name=op.f("fk_deliveries_clock_id_clocks")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_deliveries_message_id_messages")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_deliveries_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint(
            "cause_kind",
            "cause_id",
            "step",
            "occurrence",
            "audience",
            "destination",
            name=op.f("uq_deliveries_cause_kind_cause_id_step_occurrence_audience_destination"),
        ),
    )
    op.create_index(
        "ix_deliveries_destination_due_at",
        "deliveries",
        ["destination", "due_at"],
        unique=False,
        sqlite_where=sa.text("state IN ('pending', 'held') AND message_id IS NULL"),
        postgresql_where=sa.text("state IN ('pending', 'held') AND message_id IS NULL"),
    )
    op.create_index("ix_deliveries_due_at_state", "deliveries", ["due_at", "state"], unique=False)
    op.create_index("ix_deliveries_message_id", "deliveries", ["message_id"], unique=False)
    op.create_index("ix_deliveries_ticket_id", "deliveries", ["ticket_id"], unique=False)
    # ### end Alembic commands ###


def downgrade() -> None:
    """Take this step back."""
    op.drop_index("ix_deliveries_ticket_id", table_name="deliveries")
    op.drop_index("ix_deliveries_message_id", table_name="deliveries")
    op.drop_index("ix_deliveries_due_at_state", table_name="deliveries")
    op.drop_index(
        "ix_deliveries_destination_due_at",
        table_name="deliveries",
        sqlite_where=sa.text("state IN ('pending', 'held') AND message_id IS NULL"),
        postgresql_where=sa.text("state IN ('pending', 'held') AND message_id IS NULL"),
    )
    op.drop_table("deliveries")
    op.drop_index("ix_call_tasks_ticket_id", table_name="call_tasks")
    op.drop_table("call_tasks")
    op.drop_index("ix_requests_ticket_id", table_name="requests")
    op.drop_index("ix_requests_state", table_name="requests")
    op.drop_table("requests")
    op.drop_index("ix_relations_earlier_id", table_name="relations")
    op.drop_table("relations")
    op.drop_index("ix_follow_ups_ticket_id", table_name="follow_ups")
    op.drop_table("follow_ups")
    op.drop_index("ix_evidence_ticket_id", table_name="evidence")
    op.drop_table("evidence")
    op.drop_index("ix_events_ticket_id_id", table_name="events")
    op.drop_index("ix_events_actor_recorded_at", table_name="events")
    op.drop_table("events")
    op.drop_index(
        "uq_clocks_without_ticket",
        table_name="clocks",
        sqlite_where=sa.text("ticket_id IS NULL"),
        postgresql_where=sa.text("ticket_id IS NULL"),
    )
    op.drop_index(
        "uq_clocks_of_desk",
        table_name="clocks",
        sqlite_where=sa.text("department_id IS NULL"),
        postgresql_where=sa.text("department_id IS NULL"),
    )
    op.drop_index("ix_clocks_ticket_id_started_at", table_name="clocks")
    op.drop_index(
        "ix_clocks_look_again_at",
        table_name="clocks",
        sqlite_where=sa.text("stopped_at IS NULL"),
        postgresql_where=sa.text("stopped_at IS NULL"),
    )
    op.drop_index(
        "ix_clocks_due_at",
        table_name="clocks",
        sqlite_where=sa.text("stopped_at IS NULL"),
        postgresql_where=sa.text("stopped_at IS NULL"),
    )
    op.drop_table("clocks")
    op.drop_index("ix_callers_phone_hash", table_name="callers")
    op.drop_index("ix_callers_name_hash", table_name="callers")
    op.drop_table("callers")
    op.drop_index("ix_assignments_ticket_id", table_name="assignments")
    op.drop_index("ix_assignments_department_id_ended_at", table_name="assignments")
    op.drop_table("assignments")
    op.drop_index("ix_access_log_ticket_id", table_name="access_log")
    op.drop_table("access_log")
    op.drop_index("ix_tickets_ticket_no", table_name="tickets")
    op.drop_index("ix_tickets_tail", table_name="tickets")
    op.drop_index("ix_tickets_state_deadline_at", table_name="tickets")
    op.drop_index("ix_tickets_place_key", table_name="tickets")
    op.drop_index("ix_tickets_lead_unit_id_state", table_name="tickets")
    op.drop_table("tickets")
    op.drop_index(op.f("ix_people_department_id"), table_name="people")
    op.drop_table("people")
    op.drop_index(op.f("ix_group_departments_department_id"), table_name="group_departments")
    op.drop_table("group_departments")
    op.drop_index(op.f("ix_department_aliases_department_id"), table_name="department_aliases")
    op.drop_table("department_aliases")
    op.drop_index("ix_attempts_message_id", table_name="attempts")
    op.drop_index("ix_attempts_address_hash_started_at", table_name="attempts")
    op.drop_table("attempts")
    op.drop_index(op.f("ix_ticks_given_at"), table_name="ticks")
    op.drop_table("ticks")
    op.drop_table("rotas")
    op.drop_index("ix_questions_userid_chat_key_id", table_name="questions")
    op.drop_table("questions")
    op.drop_index("ix_platform_looks_looked_at", table_name="platform_looks")
    op.drop_table("platform_looks")
    op.drop_index(
        "ix_messages_not_before",
        table_name="messages",
        sqlite_where=sa.text("state IN ('sending', 'waiting')"),
        postgresql_where=sa.text("state IN ('sending', 'waiting')"),
    )
    op.drop_table("messages")
    op.drop_index(
        "ix_inbox_received_at",
        table_name="inbox",
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.drop_table("inbox")
    op.drop_table("heartbeats")
    op.drop_table("groups")
    op.drop_index("ix_drafts_pasted_by", table_name="drafts")
    op.drop_table("drafts")
    op.drop_table("desk_clock")
    op.drop_table("departments")
    # ### end Alembic commands ###
