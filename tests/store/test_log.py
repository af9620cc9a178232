"""Tampering with the log or the tables is found, whoever drops the guards first."""

from __future__ import annotations

import shutil
import string
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlcipher3 import dbapi2 as driver

from planner.store import SqliteStore
from planner.store.engine import connect
from planner.store.guards import GUARDS
from planner.tables import OfficerTable, SiteTable
from tests.store.conftest import KEYS
from tests.store.frames import BY, officers, sites

FIELDS = ("number", "stream", "version", "kind", "body", "command_id", "at", "hash")
COUNT = 12


def _filled(path: Path, key: str | None) -> tuple[int, str]:
    with SqliteStore(path, key=key) as store:
        store.replace(SiteTable, sites(("A", 1, 2), ("B", 3, 4)), by=BY)
        store.append(OfficerTable, officers("O1", "O2"), by=BY)
        for i in range(COUNT - 2):
            store.record(f"plan/p{i % 3}", "made", {"n": i, "where": "گرجا"}, command_id=f"c{i}")
        return store.anchor()


@pytest.fixture(params=KEYS)
def filled(request: pytest.FixtureRequest, tmp_path: Path, new_files: dict[str, Path]) -> tuple[Path, str | None, Any]:
    """A store of two table writes and ten plan events: its path, key and anchor."""
    path = Path(shutil.copy(new_files[request.param], tmp_path / "s.db"))
    key = KEYS[request.param]
    return path, key, _filled(path, key)


def _altered(value: Any, rng: Random) -> Any:
    if isinstance(value, int):
        return value + rng.choice([-COUNT - 1, COUNT + 1, 1000])
    at = rng.randrange(len(value))
    letter = rng.choice([c for c in string.ascii_letters + string.digits if c != value[at]])
    return value[:at] + letter + value[at + 1 :]


def test_every_single_changed_field_is_found(filled: tuple[Path, str | None, Any]) -> None:
    """60 random changes of one field of one event, the guards dropped: 60 are found, and none when it is put back."""
    path, key, _ = filled
    rng = Random(20260302)
    raw = connect(path, key, 1)
    for name in GUARDS:
        raw.execute(f"DROP TRIGGER {name}")
    missed, changed = [], 0
    with SqliteStore(path, key=key) as store:
        while changed < 60:
            number, field = rng.randint(1, COUNT), rng.choice(FIELDS)
            (before,) = raw.execute(f"SELECT {field} FROM events WHERE number = ?", (number,)).fetchone()  # noqa: S608
            after = _altered(before, rng)
            try:
                raw.execute(f"UPDATE events SET {field} = ? WHERE number = ?", (after, number))  # noqa: S608
            except driver.IntegrityError:  # the version or command id of another event: the file refuses it
                continue
            changed += 1
            moved = after if field == "number" else number
            if not any(told.startswith(("event", "the log ends")) for told in store.verify()):
                missed.append((number, field, before, after))
            raw.execute(f"UPDATE events SET {field} = ? WHERE number = ?", (before, moved))  # noqa: S608
        raw.close()
        assert missed == []
        assert store.verify() == [f"the guard {name} of the log is missing" for name in sorted(GUARDS)]


@pytest.mark.parametrize(
    "tampering",
    [
        "DELETE FROM events WHERE number = 5",
        "DELETE FROM events WHERE number = 1",
        "UPDATE events SET body = CAST(x'fffe' AS TEXT) WHERE number = 5",
        "UPDATE events SET body = CAST(body AS BLOB) || x'20' WHERE number = 5",
        "UPDATE events SET at = '' WHERE number = 12",
    ],
)
def test_a_broken_log_is_told_in_one_sentence(filled: tuple[Path, str | None, Any], tampering: str) -> None:
    """An event gone from the middle or the front, and bytes that are no text."""
    path, key, _ = filled
    raw = connect(path, key, 1)
    for name in GUARDS:
        raw.execute(f"DROP TRIGGER {name}")
    raw.execute(tampering)
    raw.close()
    with SqliteStore(path, key=key) as store:
        told = [sentence for sentence in store.verify() if "guard" not in sentence]
    assert len(told) == 1
    assert told[0].startswith("event ")


def test_a_cut_end_is_found_by_the_anchor_that_was_kept_outside(filled: tuple[Path, str | None, Any]) -> None:
    """Without the anchor the shorter chain holds; with it the sentence says how much is gone."""
    path, key, anchor = filled
    raw = connect(path, key, 1)
    raw.execute("DROP TRIGGER events_never_go")
    raw.execute("DELETE FROM events WHERE number > 10")
    raw.execute(GUARDS["events_never_go"])
    raw.close()
    with SqliteStore(path, key=key) as store:
        assert store.verify() == []
        assert store.verify(anchor) == ["the log ends at event 10, but the anchor has seen 12: its end was cut off"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET body = '{}' WHERE number = 3",
        "DELETE FROM events WHERE number = 12",
        "INSERT OR REPLACE INTO events SELECT number, stream, version, kind, '{}', command_id, at, hash FROM events",
        "INSERT INTO events SELECT 99, 's', 1, kind, body, 'x', at, hash FROM events WHERE number = 3",
    ],
)
def test_the_guards_refuse_to_change_the_log(filled: tuple[Path, str | None, Any], statement: str) -> None:
    """Any change but an event after the last is refused by the file itself."""
    path, key, _ = filled
    raw = connect(path, key, 1)
    with pytest.raises(Exception, match="append-only"):
        raw.execute(statement)
    raw.close()
    with SqliteStore(path, key=key) as store:
        assert store.verify() == []


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE sites SET name_en = 'Mosque' WHERE site = 'A'",
        "DELETE FROM officers WHERE officer = 'O2'",
        "UPDATE meta SET value = 'EPSG:32642' WHERE name = 'crs'",
        "UPDATE officers SET rank = 'Knight'",
    ],
)
def test_a_table_that_was_changed_past_the_log_is_found(filled: tuple[Path, str | None, Any], tampering: str) -> None:
    """A value, a row, the reference system, a value that the table does not allow."""
    path, key, _ = filled
    raw = connect(path, key, 1)
    raw.execute(tampering)
    raw.close()
    with SqliteStore(path, key=key) as store:
        told = store.verify()
    assert len(told) == 1
    assert told[0].startswith("table ")


def test_a_chain_that_was_made_anew_without_the_key_is_found(tmp_path: Path, new_files: dict[str, Path]) -> None:
    """The same events sealed under another key do not hold."""
    from planner.store import chain

    link = (1, "plan/p", 1, "made", "{}", "c", "2026-03-02T00:00:00+00:00")
    ours, theirs, nobodys = (chain.chain_key(key) for key in ("ours", "theirs", None))
    sealed = (*link, chain.seal(chain.GENESIS, link, theirs))
    assert chain.faults([sealed], theirs, None) == []
    assert len(chain.faults([sealed], ours, None)) == 1
    assert len(chain.faults([sealed], nobodys, None)) == 1
