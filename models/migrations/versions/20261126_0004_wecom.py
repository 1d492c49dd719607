"""Know the ways to groups and people, what was tried in each group, and who practises on which drill ticket."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261126_0004"
down_revision = "20261126_0003"
branch_labels = None
depends_on = None

RUNNING = sa.text("ended_at IS NULL")
OWED = sa.text("answer_owed")
OPEN_CARD = sa.text("closed_at IS NULL")


def upgrade() -> None:
    """Apply this step."""
    _know_the_ways()
    _first_day()
    _know_whose_an_id_is()
    _know_the_channel_of_each_try()
    _send_in_parts()
    _hold_the_line()
    _note_files_before_their_bytes()
    _keep_the_cards()


def downgrade() -> None:
    """Take this step back."""
    op.drop_index("ix_evidence_sha256", "evidence")
    op.drop_column("attempts", "channel")
    for column in ("part", "parts", "rest", "lacks_part"):
        op.drop_column("messages", column)
    op.drop_index("ix_inbox_answer_owed", "inbox")
    op.drop_column("inbox", "answer_owed")
    for table in ("incoming_files", "upload_links", "leases", "contacts", "open_ids", "drills", "group_checks", "ways"):
        op.drop_table(table)
    for table in ("shift_receipts", "card_taps", "cards"):
        op.drop_table(table)
    op.drop_column("messages", "twin")


def _know_the_ways() -> None:
    op.create_table(
        "ways",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("destination", sa.String(100), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("works_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("try_again_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("errcode", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(200), nullable=True),
        sa.Column("address_hash", sa.String(80), nullable=True),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ways")),
        sa.UniqueConstraint("destination", "channel", name=op.f("uq_ways_destination_channel")),
    )
    # Whoever has spoken before was heard.
    op.execute(
        "INSERT INTO ways (channel, destination, heard_at, refusals) "
        "SELECT 'aibot', 'group:' || groups.id, MAX(inbox.received_at), 0 FROM inbox "
        "JOIN groups ON groups.chat_id = inbox.chat_id WHERE inbox.source = 'aibot' GROUP BY groups.id"
    )
    op.execute(
        "INSERT INTO ways (channel, destination, heard_at, refusals) "
        "SELECT inbox.source, 'user:' || LOWER(inbox.sender), MAX(inbox.received_at), 0 FROM inbox "
        "WHERE inbox.chat_id IS NULL AND inbox.source IN ('aibot', 'app') GROUP BY inbox.source, LOWER(inbox.sender)"
    )


def _know_the_channel_of_each_try() -> None:
    op.add_column("attempts", sa.Column("channel", sa.String(20), nullable=True))


def _send_in_parts() -> None:
    op.add_column("messages", sa.Column("part", sa.Integer(), nullable=False, server_default=sa.text("1")))
    op.add_column("messages", sa.Column("parts", sa.Integer(), nullable=False, server_default=sa.text("1")))
    op.add_column("messages", sa.Column("rest", sa.LargeBinary(), nullable=True))
    op.add_column("messages", sa.Column("lacks_part", sa.Boolean(), nullable=False, server_default=sa.false()))


def _first_day() -> None:
    op.create_table(
        "group_checks",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("robot_heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("code", sa.String(8), nullable=True),
        sa.Column("key_hash", sa.String(80), nullable=True),
        sa.Column("asked", sa.String(64), nullable=True),
        sa.Column("pushed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("came_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("elsewhere", sa.String(100), nullable=True),
        sa.Column("at_works", sa.Boolean(), nullable=True),
        sa.Column("quote_works", sa.Boolean(), nullable=True),
        sa.Column("unquoted", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_group_checks_group_id_groups")),
        sa.PrimaryKeyConstraint("group_id", name=op.f("pk_group_checks")),
        sa.UniqueConstraint("code", name=op.f("uq_group_checks_code")),
    )
    op.create_table(
        "drills",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("userid", sa.String(64), nullable=False),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_drills_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drills")),
        sa.UniqueConstraint("ticket_id", name=op.f("uq_drills_ticket_id")),
    )
    op.create_index(
        "ix_drills_userid", "drills", ["userid"], unique=True, sqlite_where=RUNNING, postgresql_where=RUNNING
    )


def _know_whose_an_id_is() -> None:
    op.create_table(
        "open_ids",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("open_key", sa.String(64), nullable=False),
        sa.Column("open_id", sa.String(64), nullable=False),
        sa.Column("code", sa.String(12), nullable=False),
        sa.Column("userid", sa.String(64), nullable=True),
        sa.Column("bound_by", sa.String(64), nullable=True),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_ids")),
        sa.UniqueConstraint("open_key", name=op.f("uq_open_ids_open_key")),
        sa.UniqueConstraint("code", name=op.f("uq_open_ids_code")),
    )
    op.create_index("ix_open_ids_userid", "open_ids", ["userid"])
    op.create_table(
        "contacts",
        sa.Column("userid_key", sa.String(64), nullable=False),
        sa.Column("name", sa.String(64), nullable=True),
        sa.Column("departments", sa.JSON(), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("errcode", sa.Integer(), nullable=True),
        sa.Column("gone_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("userid_key", name=op.f("pk_contacts")),
    )


def _hold_the_line() -> None:
    op.create_table(
        "leases",
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("holder", sa.String(200), nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("beats", sa.Integer(), nullable=False),
        sa.Column("renewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.add_column("inbox", sa.Column("answer_owed", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("ix_inbox_answer_owed", "inbox", ["answered_at"], sqlite_where=OWED, postgresql_where=OWED)


def _note_files_before_their_bytes() -> None:
    op.create_table(
        "upload_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("userid", sa.String(64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_upload_links_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload_links")),
    )
    op.create_table("incoming_files", *_columns_of_files(), *_constraints_of_files())
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        "ix_incoming_files_try_at", "incoming_files", ["try_at"], sqlite_where=waiting, postgresql_where=waiting
    )
    op.create_index("ix_incoming_files_ticket_id", "incoming_files", ["ticket_id"])
    op.create_index("ix_incoming_files_sender_announced_at", "incoming_files", ["sender", "announced_at"])
    op.create_index("ix_incoming_files_announced_at", "incoming_files", ["announced_at"])
    for column in ("link_id", "evidence_id", "sha256"):
        op.create_index(f"ix_incoming_files_{column}", "incoming_files", [column])
    op.create_index("ix_evidence_sha256", "evidence", ["sha256"])


def _columns_of_files() -> list[sa.Column[object]]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inbox_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=True),
        sa.Column("sender", sa.String(64), nullable=False),
        sa.Column("chat_key", sa.String(140), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("source_key", sa.String(64), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fetch_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("claim_token", sa.String(40), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why", sa.String(40), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(64), nullable=True),
        sa.Column("size_bytes", sa.BigInteger(), nullable=True),
        sa.Column("filename", sa.LargeBinary(), nullable=True),
    ]


def _constraints_of_files() -> list[sa.Constraint]:
    pointing = {
        "inbox_id": "inbox",
        "link_id": "upload_links",
        "ticket_id": "tickets",
        "event_id": "events",
        "evidence_id": "evidence",
    }
    return [
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_incoming_files_{column}_{table}"))
            for column, table in pointing.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_files")),
        sa.UniqueConstraint("inbox_id", "position", name=op.f("uq_incoming_files_inbox_id_position")),
    ]


def _keep_the_cards() -> None:
    op.add_column("messages", sa.Column("twin", sa.LargeBinary(), nullable=True))
    _cards()
    op.create_table(
        "card_taps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("userid", sa.String(64), nullable=False),
        sa.Column("inbox_id", sa.Integer(), nullable=False),
        sa.Column("tapped_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name=op.f("fk_card_taps_card_id_cards")),
        sa.ForeignKeyConstraint(["inbox_id"], ["inbox.id"], name=op.f("fk_card_taps_inbox_id_inbox")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_taps")),
        sa.UniqueConstraint("card_id", "key", "userid", name=op.f("uq_card_taps_card_id_key_userid")),
    )
    op.create_table(
        "shift_receipts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("userid", sa.String(64), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_receipts")),
        sa.UniqueConstraint("shift_id", name=op.f("uq_shift_receipts_shift_id")),
    )


def _cards() -> None:
    op.create_table(
        "cards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.String(128), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("userid", sa.String(64), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("clock_id", sa.Integer(), nullable=True),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("request_state", sa.String(12), nullable=True),
        sa.Column("shown", sa.LargeBinary(), nullable=False),
        sa.Column("buttons", sa.JSON(), nullable=False),
        sa.Column("code", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_as", sa.String(200), nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_cards_message_id_messages")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_cards_ticket_id_tickets")),
        sa.ForeignKeyConstraint(["clock_id"], ["clocks.id"], name=op.f("fk_cards_clock_id_clocks")),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_cards_request_id_requests")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cards")),
        sa.UniqueConstraint("task_id", name=op.f("uq_cards_task_id")),
    )
    op.create_index("ix_cards_message_id", "cards", ["message_id"])
    op.create_index("ix_cards_open", "cards", ["id"], sqlite_where=OPEN_CARD, postgresql_where=OPEN_CARD)
