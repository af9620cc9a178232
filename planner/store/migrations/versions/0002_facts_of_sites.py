"""Facts of sites that say how vulnerable they are, and the doubt of an occasion's date. Rows keep what they hold.

Tables are built anew so that the columns stand in the order of their table; the box stays at the end.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_SITES = ("grounds_m2", "setting", "safeguards", "guards", "threat", "advisory")


def _column(name: str) -> sa.Column:
    if name == "grounds_m2":
        return sa.Column(name, sa.Float, nullable=True)
    if name in ("setting", "safeguards"):
        return sa.Column(name, sa.Text, nullable=False, server_default="")
    return sa.Column(name, sa.BigInteger, nullable=True)


def upgrade() -> None:
    """Add the columns, empty."""
    with op.batch_alter_table("sites", recreate="always") as batch:
        after = "entries"
        for name in _SITES:
            batch.add_column(_column(name), insert_after=after)
            after = name
    with op.batch_alter_table("occasions", recreate="always") as batch:
        batch.add_column(sa.Column("doubt_days", sa.Float, nullable=False, server_default="0"), insert_after="end")


def downgrade() -> None:
    """Take the columns away; what they held is lost."""
    with op.batch_alter_table("occasions") as batch:
        batch.drop_column("doubt_days")
    with op.batch_alter_table("sites") as batch:
        for name in _SITES:
            batch.drop_column(name)
