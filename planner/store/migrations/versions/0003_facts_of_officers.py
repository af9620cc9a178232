"""Since when an officer is with the unit, and in which languages the officer can serve. Rows keep what they hold.

The table is built anew so that the columns stand in its order.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_OFFICERS = ("unit_since", "languages")


def upgrade() -> None:
    """Add the columns, empty."""
    with op.batch_alter_table("officers", recreate="always") as batch:
        after = "leave"
        for name in _OFFICERS:
            batch.add_column(sa.Column(name, sa.Text, nullable=False, server_default=""), insert_after=after)
            after = name


def downgrade() -> None:
    """Take the columns away; what they held is lost."""
    with op.batch_alter_table("officers") as batch:
        for name in _OFFICERS:
            batch.drop_column(name)
