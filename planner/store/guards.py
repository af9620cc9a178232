"""Triggers that keep the log append-only, by name.

A batch migration of `events` builds the table anew and drops them without a word: such a migration must call `install`
at its end, and a test asks for them by name. Whoever drops them on purpose is found by the chain of hashes.
"""

from __future__ import annotations

from sqlalchemy import Connection

GUARDS = {
    "events_never_change": """
        CREATE TRIGGER events_never_change BEFORE UPDATE ON events
        BEGIN SELECT RAISE(ABORT, 'the log is append-only: an event cannot be changed'); END""",
    "events_never_go": """
        CREATE TRIGGER events_never_go BEFORE DELETE ON events
        BEGIN SELECT RAISE(ABORT, 'the log is append-only: an event cannot be deleted'); END""",
    # INSERT OR REPLACE would delete without asking the trigger above
    "events_only_at_the_end": """
        CREATE TRIGGER events_only_at_the_end BEFORE INSERT ON events
        WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM events)
        BEGIN SELECT RAISE(ABORT, 'the log is append-only: an event comes after the last'); END""",
}


def install(connection: Connection) -> None:
    """Create the guards that are missing."""
    for name in missing(connection):
        connection.exec_driver_sql(GUARDS[name])


def missing(connection: Connection) -> list[str]:
    """Names of the guards that the file should have and has not, sorted."""
    there = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
    return sorted(set(GUARDS) - set(there))
