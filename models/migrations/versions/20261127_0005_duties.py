"""Keep the rota's changes, call-backs, issued reports, the ledger and what the platform itself recorded."""

from __future__ import annotations

import sqlalchemy as sa  # noqa: F401
from alembic import op  # noqa: F401

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


def _the_rota_changes() -> None: ...


def _the_hotline_calls_back() -> None: ...


def _reports_are_issued() -> None: ...


def _files_are_sent() -> None: ...


def _categories_are_suggested() -> None: ...


def _the_platform_tells_its_times() -> None: ...


def _the_ledger_is_kept() -> None: ...


def _searches_are_saved() -> None: ...
