"""Runs the steps on the connection that `planner.store.migrate` hands over, inside its transaction."""

from __future__ import annotations

from alembic import context

from planner.store.migrate import VERSION_TABLE
from planner.store.models import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    version_table=VERSION_TABLE,
)
context.run_migrations()
