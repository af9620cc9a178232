"""Brings a file to the shape that this program knows, in one transaction, or says why it cannot."""

from __future__ import annotations

import importlib.metadata
from pathlib import Path

import sqlalchemy as sa

from planner.core.errors import StoreError, StoreVersion
from planner.core.time import now
from planner.store.models import META

HEAD = "0005"
"""The step that this program is made for: the last in `migrations/versions`."""

VERSION_TABLE = "store_version"
ADDED: dict[str, dict[str, tuple[str, ...]]] = {
    "0002": {
        "sites": ("grounds_m2", "setting", "safeguards", "guards", "threat", "advisory"),
        "occasions": ("doubt_days",),
    },
    "0003": {
        "officers": ("unit_since", "languages"),
    },
}
"""Columns that each step adds to tables that may hold rows."""
_STEPS = Path(__file__).with_name("migrations")


def program_version() -> str:
    """Version of this program; "unknown" when it runs without being installed."""
    try:
        return importlib.metadata.version("hifazat")
    except importlib.metadata.PackageNotFoundError:
        return "unknown"


def is_current(connection: sa.Connection, name: str) -> bool:
    """True when the file has the shape of this program, False when it is new or older.

    Raises StoreVersion when it is newer, StoreError when it is a database of another program.
    """
    there = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all())
    if not there:
        return False
    if not {VERSION_TABLE, META.name} <= there:
        raise StoreError(
            f"{name} is a database, but no store of this program", maybe="another file was meant with --store."
        )
    found = connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalar()  # noqa: S608
    if found == HEAD:
        return True
    if found not in _known_steps():
        raise StoreVersion(
            f"{name} has the shape {found!r}; this program ({program_version()}) knows shapes up to {HEAD!r}",
            maybe="the file was made by a newer program: install that one.",
        )
    return False


def upgrade(connection: sa.Connection) -> dict[str, set[str]]:
    """Take all steps that are due, inside the transaction of this connection; the columns that old tables gained."""
    from alembic import command  # slow to load, and seldom needed
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_STEPS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    is_new = not connection.dialect.has_table(connection, META.name)
    found = "" if is_new else str(connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalar())  # noqa: S608
    command.upgrade(config, "head")
    if is_new:
        facts = {"made_by": program_version(), "made_at": now().isoformat()}
        connection.execute(sa.insert(META), [{"name": name, "value": value} for name, value in facts.items()])
        return {}
    gained: dict[str, set[str]] = {}
    for step, tables in ADDED.items():
        for name, columns in tables.items() if step > found else ():
            gained.setdefault(name, set()).update(columns)
    return gained


def _known_steps() -> set[str]:
    return {file.name[:4] for file in (_STEPS / "versions").glob("[0-9]*.py")}
