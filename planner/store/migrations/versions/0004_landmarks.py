"""Water, railways and named places, for orientation. The table comes empty; all others keep what they hold."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_BOX = ("min_x", "min_y", "max_x", "max_y")


def upgrade() -> None:
    """Create the table with its box and index."""
    op.create_table(
        "landmarks",
        sa.Column("row", sa.Integer, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("landmark", "name_en", "name_ur", "kind", "source")),
        sa.Column("geometry", sa.LargeBinary, nullable=False),
        *(sa.Column(edge, sa.Float, nullable=True) for edge in _BOX),
        sa.UniqueConstraint("landmark", name="landmarks_once_per_key"),
    )
    op.create_index("landmarks_by_place", "landmarks", list(_BOX))


def downgrade() -> None:
    """Take the table away; what it held is lost."""
    op.drop_index("landmarks_by_place", "landmarks")
    op.drop_table("landmarks")
