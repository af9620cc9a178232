"""Rows that a load of a file took away, so that it can be undone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; what was loaded before cannot be undone."""
    op.create_table(
        "spare",
        sa.Column("load", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("load", "name"),
    )


def downgrade() -> None:
    """Take the table away; no load can be undone then."""
    op.drop_table("spare")
