"""A load of a file can be undone and redone: the tables then hold exactly the rows that they held."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from planner.core.errors import StoreError
from planner.store import SqliteStore, Store, open_store
from planner.tables import IncidentTable, SiteTable
from tests.store.conftest import KEYS, RAW_KEY
from tests.store.frames import BY, CRS, assert_same, incidents, sites

ABOUT = {"file": "churches.csv", "who": "desk 4"}
AT = datetime(2026, 3, 1, tzinfo=UTC)
FIRST = sites(("S1", 0.0, 0.0), ("S2", 1.0, 1.0))
SECOND = sites(("S3", 2.0, 2.0))


def load(store: Store, *keys: str, replaces: bool = False, keep: int = 20) -> int:
    """Load sites of these keys; the number of the load."""
    frame = sites(*((key, float(n), 0.0) for n, key in enumerate(keys)))
    made = store.load({SiteTable: frame}, replaces=[SiteTable] if replaces else [], by=BY, about=ABOUT, keep=keep)
    return made.number


def test_what_was_added_goes_and_comes_back(store: Store) -> None:
    """Undone: as before, to the hash; redone: as after; both are told by the log, and the store is whole."""
    store.append(SiteTable, FIRST, by=BY)
    before = store.hash(SiteTable)
    made = store.load({SiteTable: SECOND}, replaces=[], by=BY, about=ABOUT, keep=20)
    after = store.hash(SiteTable)
    assert (made.number, made.about, made.is_undone) == (1, ABOUT, False)
    assert made.tables["sites"] == {
        "how": "appended", "before": before, "after": after, "rows_before": 2, "rows_after": 3,
    }  # fmt: skip
    assert store.turn_load(1, undo=True, by=BY).is_undone
    assert_same(store.read(SiteTable), FIRST)
    assert store.hash(SiteTable) == before
    store.turn_load(1, undo=False, by=BY)
    assert store.hash(SiteTable) == after
    assert list(store.read(SiteTable)["site"]) == ["S1", "S2", "S3"]
    assert [event.kind for event in store.replay("loads")] == ["loaded", "undone", "redone"]
    assert store.verify() == []


def test_what_was_replaced_comes_back_in_its_order(store: Store) -> None:
    """Places, missing numbers and the order of writing; two tables of one file go together."""
    store.append(SiteTable, FIRST, by=BY)
    frames = {SiteTable: SECOND, IncidentTable: incidents(("I1", 1.0, 1.0, AT))}
    store.load(frames, replaces=[SiteTable], by=BY, about=ABOUT, keep=20)
    assert (store.count(SiteTable), store.count(IncidentTable)) == (1, 1)
    store.turn_load(1, undo=True, by=BY)
    assert_same(store.read(SiteTable), FIRST)
    assert store.count(IncidentTable) == 0
    store.turn_load(1, undo=False, by=BY)
    assert_same(store.read(SiteTable), SECOND)
    assert store.verify() == []


def test_a_later_load_stands_in_the_way_and_is_named(store: Store) -> None:
    """Load 1 can be undone only after load 2; nothing is changed by the refusal."""
    load(store, "S1")
    load(store, "S2")
    here = store.hash(SiteTable)
    with pytest.raises(StoreError, match="changed after it, by load 2") as told:
        store.turn_load(1, undo=True, by=BY)
    assert told.value.maybe == "undo load 2 first."
    assert store.hash(SiteTable) == here
    store.turn_load(2, undo=True, by=BY)
    store.turn_load(1, undo=True, by=BY)
    assert store.count(SiteTable) == 0


@pytest.mark.parametrize(("number", "undo", "why"), [(1, False, "is not undone"), (9, True, "there is no load 9")])
def test_a_turn_that_makes_no_sense_is_refused(store: Store, number: int, undo: bool, why: str) -> None:
    """Redoing what stands, and a number that was never given."""
    load(store, "S1")
    with pytest.raises(StoreError, match=why):
        store.turn_load(number, undo=undo, by=BY)


def test_a_write_that_is_no_load_stands_in_the_way_too(store: Store) -> None:
    """The table holds something else by now."""
    load(store, "S1")
    store.append(SiteTable, sites(("S2", 0.0, 0.0)), by=BY)
    with pytest.raises(StoreError, match="were changed after it\n"):
        store.turn_load(1, undo=True, by=BY)


def test_a_new_load_ends_the_redoing(store: Store) -> None:
    """The rows of a wrong file that was undone are let go of as soon as the right one is loaded."""
    load(store, "WRONG")
    store.turn_load(1, undo=True, by=BY)
    assert store.loads()[0].is_kept
    load(store, "RIGHT")
    assert [one.is_kept for one in store.loads()] == [False, True]
    store.turn_load(2, undo=True, by=BY)
    with pytest.raises(StoreError, match="not kept any more"):
        store.turn_load(1, undo=False, by=BY)


def test_only_the_newest_are_kept(store: Store) -> None:
    """With one kept, the second replacement can be undone and the first not."""
    for key in ("S1", "S2", "S3"):
        load(store, key, replaces=True, keep=1)
    assert [one.is_kept for one in store.loads()] == [False, False, True]
    store.turn_load(3, undo=True, by=BY)
    with pytest.raises(StoreError, match="not kept any more"):
        store.turn_load(2, undo=True, by=BY)
    assert list(store.read(SiteTable)["site"]) == ["S2"]


def test_a_load_that_is_refused_leaves_nothing(store: Store) -> None:
    """A key that is there already: no row, no event, nothing kept."""
    load(store, "S1")
    anchor = store.anchor()
    with pytest.raises(StoreError, match="already has site S1"):
        store.load(
            {IncidentTable: incidents(("I1", 1.0, 1.0, AT)), SiteTable: sites(("S1", 0.0, 0.0))},
            replaces=[], by=BY, about=ABOUT, keep=20,
        )  # fmt: skip
    assert store.anchor() == anchor
    assert store.count(IncidentTable) == 0


def test_nobody_else_writes_of_loads(store: Store) -> None:
    """The stream is the store's own."""
    with pytest.raises(StoreError, match="store's own"):
        store.record("loads", "loaded", {}, command_id="x")


@pytest.mark.parametrize("kind", KEYS)
def test_a_load_is_undone_after_a_restart(kind: str, tmp_path: Path, new_files: dict[str, Path]) -> None:
    """Another process would do the same: everything needed lies in the file, under its key."""
    file = Path(shutil.copy(new_files[kind], tmp_path / "s.db"))
    with SqliteStore(file, key=KEYS[kind]) as store:
        store.append(SiteTable, FIRST, by=BY)
        store.load({SiteTable: SECOND}, replaces=[SiteTable], by=BY, about=ABOUT, keep=20)
    if KEYS[kind] == RAW_KEY:
        assert b"churches.csv" not in file.read_bytes()
    with SqliteStore(file, key=KEYS[kind]) as store:
        store.turn_load(1, undo=True, by=BY)
        assert_same(store.read(SiteTable), FIRST)
        assert store.verify() == []


def test_kept_rows_that_were_changed_past_the_log_are_not_put_back(path: Path) -> None:
    """The hash tells; the table stays as it is."""
    from planner.store import spare

    with SqliteStore(path) as store:
        store.append(SiteTable, FIRST, by=BY)
        load(store, "S9", replaces=True)
        here = store.hash(SiteTable)
        with store._writing() as connection:
            spare.put(connection, 1, "sites", SECOND)
        with pytest.raises(StoreError, match="not those that the log tells of"):
            store.turn_load(1, undo=True, by=BY)
        assert store.hash(SiteTable) == here
        assert store.verify() == []


def test_any_order_of_loads_and_turns_gives_back_the_same_hashes(new_files: dict[str, Path], tmp_path: Path) -> None:
    """Added, replaced, undone and redone at random, file beside memory: after each undoing the hash before the load."""
    count = [0]

    class Machine(RuleBasedStateMachine):
        @initialize()
        def begin(self) -> None:
            count[0] += 1
            self.file = SqliteStore(Path(shutil.copy(new_files["file"], tmp_path / f"{count[0]}.db")))
            self.twin = open_store("memory:")
            self.done: list[tuple[int, str]] = []
            self.undone: list[tuple[int, str]] = []
            self.made = 0
            for store in (self.file, self.twin):
                store.set_crs(CRS)

        @rule(rows=st.integers(1, 3), replaces=st.booleans())
        def load(self, rows: int, replaces: bool) -> None:
            keys = [f"K{self.made}-{n}" for n in range(rows)]
            self.made += 1
            self.done.append((self.made, self.twin.hash(SiteTable)))
            self.undone.clear()
            for store in (self.file, self.twin):
                assert load(store, *keys, replaces=replaces) == self.made

        @precondition(lambda self: self.done)
        @rule()
        def undo(self) -> None:
            number, before = self.done.pop()
            self.undone.append((number, self.twin.hash(SiteTable)))
            for store in (self.file, self.twin):
                store.turn_load(number, undo=True, by=BY)
                assert store.hash(SiteTable) == before

        @precondition(lambda self: self.undone)
        @rule()
        def redo(self) -> None:
            number, after = self.undone.pop()
            self.done.append((number, self.twin.hash(SiteTable)))
            for store in (self.file, self.twin):
                store.turn_load(number, undo=False, by=BY)
                assert store.hash(SiteTable) == after

        def teardown(self) -> None:
            assert_same(self.file.read(SiteTable), self.twin.read(SiteTable))
            assert [one.is_undone for one in self.file.loads()] == [one.is_undone for one in self.twin.loads()]
            assert self.file.verify() == []
            self.file.close()

    calm = settings(max_examples=6, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Machine, settings=calm)
