"""The shape of the file: models, steps and pandera tables say the same."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory

from planner.store import guards, migrate
from planner.store.engine import make_engine
from planner.store.geometry import BOX
from planner.store.models import METADATA, MODELS
from planner.tables import STORED, columns_of


@pytest.fixture
def connection(path: Path) -> sa.Connection:
    """A plain connection to a new file."""
    engine = make_engine(path, None, 1)
    with engine.connect() as opened:
        yield opened
    engine.dispose()


def test_the_steps_build_what_the_models_say(connection: sa.Connection) -> None:
    """Tables, columns, types, keys and indexes, in both directions."""
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "version_table": migrate.VERSION_TABLE, "render_as_batch": True}
    )
    assert compare_metadata(context, METADATA) == []


@pytest.mark.parametrize("table", STORED, ids=lambda table: table.name)
def test_a_kept_table_has_the_columns_of_its_pandera_table(connection: sa.Connection, table: type) -> None:
    """In order, with the same nullability, after `row` and before the box."""
    there = sa.inspect(connection).get_columns(table.name)  # type: ignore[attr-defined]
    stated = columns_of(table)
    box = list(BOX) if "geometry" in stated else []
    assert [column["name"] for column in there] == ["row", *stated, *box]
    assert [c["nullable"] for c in there[1 : 1 + len(stated)]] == [bool(facts.nullable) for facts in stated.values()]


def test_every_kept_table_has_a_model_and_nothing_else_is_in_the_file(connection: sa.Connection) -> None:
    """Eight tables, the log, the facts, and the version."""
    assert set(MODELS) == set(STORED)
    there = set(sa.inspect(connection).get_table_names())
    assert there == {table.name for table in STORED} | {"events", "meta", "spare", migrate.VERSION_TABLE}


def test_the_program_is_made_for_the_last_step() -> None:
    """HEAD is the one end of the chain of steps."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).with_name("migrations")))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [migrate.HEAD]


def test_the_guards_are_there_by_name(connection: sa.Connection) -> None:
    """All three, after the steps were taken."""
    names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
    assert sorted(names) == ["events_never_change", "events_never_go", "events_only_at_the_end"]


def test_a_batch_step_drops_the_guards_and_install_brings_them_back(connection: sa.Connection) -> None:
    """The trap: alembic copies the table and forgets its triggers, so a step on `events` must call `install`."""
    operations = Operations(MigrationContext.configure(connection))
    with operations.batch_alter_table("events", recreate="always") as batch:
        batch.add_column(sa.Column("extra", sa.Text))
    assert guards.missing(connection) == sorted(guards.GUARDS)
    guards.install(connection)
    assert guards.missing(connection) == []
    connection.rollback()
