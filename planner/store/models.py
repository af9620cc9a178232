"""The tables of the file, derived from the pandera columns; `migrations/` builds the same, step by step.

Each kept table has a `row` that keeps the order of writing; a place has its bounding box beside it, in doubles and
under one index: unlike an R*Tree, which rounds to 32 bits, it answers exactly.
"""

from __future__ import annotations

import sqlalchemy as sa

from planner.store.columns import Kind, columns
from planner.store.geometry import BOX, GeometryBlob
from planner.tables import STORED, AnyTable

METADATA = sa.MetaData()

META = sa.Table(
    "meta",
    METADATA,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
"""Facts of the file: "crs", "made_by" (version of the program), "made_at"."""

EVENTS = sa.Table(
    "events",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("stream", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("command_id", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
    sa.UniqueConstraint("stream", "version", name="events_once_per_version"),
    sa.UniqueConstraint("command_id", name="events_once_per_command"),
)

SPARE = sa.Table(
    "spare",
    METADATA,
    sa.Column("load", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("body", sa.LargeBinary, nullable=False),
)
"""Rows of a table that a load, or its undoing, took away."""

_TYPES: dict[Kind, sa.types.TypeEngine] = {
    Kind.TEXT: sa.Text(),
    Kind.WHOLE: sa.BigInteger(),
    Kind.NUMBER: sa.Float(),
    Kind.TRUTH: sa.Boolean(),
    Kind.MOMENT: sa.BigInteger(),
    Kind.PLACE: GeometryBlob(),
}


def model_of(table: AnyTable, metadata: sa.MetaData) -> sa.Table:
    """The model of one kept table: its own columns, the row number, and the box where it has a place."""
    made: list[sa.schema.SchemaItem] = [sa.Column("row", sa.Integer, primary_key=True)]
    made += [sa.Column(c.name, _TYPES[c.kind], nullable=c.nullable) for c in columns(table)]
    made.append(sa.UniqueConstraint(table.key, name=f"{table.name}_once_per_key"))
    if table.shape is not None:
        made += [sa.Column(edge, sa.Float(), nullable=True) for edge in BOX]
        made.append(sa.Index(f"{table.name}_by_place", *BOX))
    return sa.Table(table.name, metadata, *made)


MODELS: dict[AnyTable, sa.Table] = {table: model_of(table, METADATA) for table in STORED}
