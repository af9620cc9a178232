"""The first tables: facts of the file, the log with its guards, and the eight tables that are kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from planner.core.errors import StoreError
from planner.store import guards

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column:
    return sa.Column(name, sa.Text, nullable=False)


def _whole(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.BigInteger, nullable=nullable)


def _truth(name: str) -> sa.Column:
    return sa.Column(name, sa.Boolean, nullable=False)


def _create(name: str, key: str, *stated: sa.Column) -> None:
    op.create_table(
        name,
        sa.Column("row", sa.Integer, primary_key=True),
        *stated,
        sa.UniqueConstraint(key, name=f"{name}_once_per_key"),
    )


def _create_with_place(name: str, key: str, *stated: sa.Column) -> None:
    edges = ("min_x", "min_y", "max_x", "max_y")
    place = sa.Column("geometry", sa.LargeBinary, nullable=False)
    _create(name, key, *stated, place, *(sa.Column(edge, sa.Float, nullable=True) for edge in edges))
    op.create_index(f"{name}_by_place", name, list(edges))


def upgrade() -> None:
    """Create everything."""
    op.create_table("meta", sa.Column("name", sa.Text, primary_key=True), _text("value"))
    op.create_table(
        "events",
        sa.Column("number", sa.Integer, primary_key=True),
        _text("stream"),
        sa.Column("version", sa.Integer, nullable=False),
        _text("kind"),
        _text("body"),
        _text("command_id"),
        _text("at"),
        _text("hash"),
        sa.UniqueConstraint("stream", "version", name="events_once_per_version"),
        sa.UniqueConstraint("command_id", name="events_once_per_command"),
    )
    _create_with_place(
        "areas",
        "area",
        *map(_text, ("area", "name_en", "name_ur", "level", "parent", "source")),
    )
    _create_with_place(
        "sites",
        "site",
        *map(_text, ("site", "name_en", "name_ur", "kind", "community", "category")),
        _truth("is_registered"),
        _whole("worshippers", nullable=True),
        _whole("entries", nullable=True),
        *map(_text, ("service_times", "area", "source")),
    )
    _create_with_place(
        "stations",
        "station",
        *map(_text, ("station", "name_en", "name_ur", "kind")),
        _truth("has_desk"),
        *map(_text, ("area", "source")),
    )
    _create_with_place(
        "incidents",
        "incident",
        _text("incident"),
        *map(_whole, ("occurred_at", "time_precision", "place_precision")),
        _text("kind"),
        _whole("severity"),
        *(_whole(name, nullable=True) for name in ("crowd_low", "crowd_best", "crowd_high", "fatalities")),
        *map(_text, ("community", "trigger", "actor", "reported_by", "source")),
    )
    _create(
        "occasions",
        "occasion",
        *map(_text, ("occasion", "name_en", "name_ur", "kind", "community")),
        *map(_whole, ("start", "end")),
        *map(_text, ("area", "source")),
    )
    _create(
        "officers",
        "officer",
        *map(_text, ("officer", "rank")),
        _truth("is_woman"),
        *map(_text, ("skills", "home_station", "unit", "leave")),
        _truth("is_synthetic"),
        _text("source"),
    )
    _create(
        "vehicles",
        "vehicle",
        *map(_text, ("vehicle", "kind")),
        _whole("seats"),
        *map(_text, ("profile", "home_station")),
        _truth("is_synthetic"),
        _text("source"),
    )
    _create_with_place(
        "roads",
        "road",
        *map(_text, ("road", "from_node", "to_node", "road_class", "name_en", "name_ur")),
        sa.Column("length_m", sa.Float, nullable=False),
        sa.Column("speed_kmh", sa.Float, nullable=False),
        *map(_truth, ("is_oneway", "is_bridge")),
        _text("source"),
    )
    guards.install(op.get_bind())


def downgrade() -> None:
    """There is nothing before the first step."""
    raise StoreError("the first tables cannot be taken back", maybe="delete the file instead.")
