"""What every store promises, over the store in memory, in a file, and in a file with a key."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from planner.core.errors import StaleWrite, StoreError, WrongCrs
from planner.core.time import Window
from planner.store import Store, open_store
from planner.tables import (
    STORED,
    BrokenTable,
    IncidentTable,
    OccasionTable,
    OfficerTable,
    RiskTable,
    SiteTable,
    check_table,
)
from tests.store.frames import BY, CRS, THEN, assert_same, incidents, occasions, officers, sites

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


class TestTables:
    """Reading and writing tables."""

    def test_a_new_store_gives_every_table_empty_and_as_stated(self, store: Store) -> None:
        """No rows, no reference system, no history, and a frame that passes the check."""
        assert store.crs is None
        for table in STORED:
            frame = store.read(table)
            assert len(check_table(table, frame)) == store.count(table) == 0
            assert store.history(table) == []
        assert store.streams() == []
        assert store.verify() == []

    def test_what_is_replaced_is_read_back(self, store: Store) -> None:
        """The second write takes the place of the first, in its own order."""
        store.replace(SiteTable, sites(("A", 1, 2)), by=BY)
        frame = sites(("C", 5, 6), ("B", 3.25, 4))
        store.replace(SiteTable, frame, by=THEN)
        assert_same(store.read(SiteTable), frame)
        assert store.count(SiteTable) == 2

    def test_appended_rows_come_after_those_that_are_there(self, store: Store) -> None:
        """Order of writing is kept."""
        store.append(OfficerTable, officers("O2"), by=BY)
        store.append(OfficerTable, officers("O1", "O3"), by=BY)
        assert list(store.read(OfficerTable)["officer"]) == ["O2", "O1", "O3"]

    def test_an_append_with_a_known_key_names_it_and_writes_nothing(self, store: Store) -> None:
        """Seven known keys: five are named, the other two counted; the table in the same call stays as it was."""
        known = [f"K{i}" for i in range(7)]
        store.append(OfficerTable, officers(*known), by=BY)
        before = store.hash(OfficerTable), store.anchor()
        with pytest.raises(StoreError, match=r"officer K0, K1, K2, K3, K4 and 2 more"):
            store.append_many({SiteTable: sites(("A", 1, 2)), OfficerTable: officers("new", *known)}, by=BY)
        assert (store.hash(OfficerTable), store.anchor()) == before
        assert store.count(SiteTable) == 0
        assert store.crs is None

    def test_many_tables_are_written_in_one_go(self, store: Store) -> None:
        """Both tables hold their rows."""
        store.replace_many({SiteTable: sites(("A", 1, 2)), OfficerTable: officers("O1", "O2")}, by=BY)
        assert (store.count(SiteTable), store.count(OfficerTable)) == (1, 2)

    def test_a_broken_frame_among_many_writes_nothing(self, store: Store) -> None:
        """The first table is fine, the second has a rank that there is not."""
        with pytest.raises(BrokenTable, match="rank"):
            store.replace_many(
                {SiteTable: sites(("A", 1, 2)), OfficerTable: officers("O1").assign(rank="Knight")}, by=BY
            )
        assert store.count(SiteTable) == 0

    def test_a_change_of_a_frame_outside_does_not_reach_the_store(self, store: Store) -> None:
        """Neither of the frame that was written nor of the one that was read."""
        written = officers("O1")
        store.replace(OfficerTable, written, by=BY)
        read = store.read(OfficerTable)
        written.loc[0, "rank"] = "SP"
        read.loc[0, "rank"] = "SSP"
        assert store.read(OfficerTable).loc[0, "rank"] == "Constable"

    def test_a_computed_table_is_not_kept(self, store: Store) -> None:
        """Risk is made anew from what is kept."""
        with pytest.raises(StoreError, match="computed, not kept"):
            store.read(RiskTable)

    def test_the_history_tells_every_write(self, store: Store) -> None:
        """Oldest first, whole, seed and inputs included."""
        store.replace(SiteTable, sites(("A", 1, 2)), by=BY)
        store.append(SiteTable, sites(("B", 1, 2)), by=THEN)
        assert store.history(SiteTable) == [BY, THEN]
        assert store.history(OfficerTable) == []


class TestReferenceSystem:
    """One store works in one reference system."""

    def test_it_is_settled_once(self, store: Store) -> None:
        """The same again is fine, another is refused."""
        store.set_crs("EPSG:32642")
        store.set_crs("epsg:32642")
        assert store.crs == "EPSG:32642"
        with pytest.raises(StoreError, match="EPSG:32642, not in EPSG:32643"):
            store.set_crs("EPSG:32643")

    def test_the_first_places_settle_it(self, store: Store) -> None:
        """Places in another are refused from then on, and nothing is written."""
        store.append(SiteTable, sites(("A", 300_000, 3_400_000)), by=BY)
        assert store.crs == CRS
        with pytest.raises(StoreError, match="not in EPSG:32642"):
            store.append(SiteTable, sites(("B", 300_000, 3_400_000)).to_crs("EPSG:32642"), by=BY)
        assert store.count(SiteTable) == 1

    def test_a_table_without_rows_settles_nothing(self, store: Store) -> None:
        """What was read empty from one store can be written to another."""
        store.replace(SiteTable, store.read(SiteTable), by=BY)
        assert store.crs is None

    @pytest.mark.parametrize("crs", ["EPSG:4326", "nowhere", "+proj=tmerc +lat_0=31 +lon_0=73"])
    def test_degrees_or_nonsense_are_refused(self, store: Store, crs: str) -> None:
        """It must be in metres and have a code."""
        with pytest.raises(StoreError, match="reference system"):
            store.set_crs(crs)

    def test_places_in_degrees_are_refused(self, store: Store) -> None:
        """The check of the table says so."""
        with pytest.raises(WrongCrs):
            store.replace(SiteTable, sites(("A", 1, 2)).set_crs("EPSG:4326", allow_override=True), by=BY)


class TestSearch:
    """Search by place and by time."""

    def test_a_box_holds_its_edges(self, store: Store) -> None:
        """Sites on a line, 0 to 4 m: the box from 1 to 3 holds three."""
        store.replace(SiteTable, sites(*((f"S{i}", float(i), 0.0) for i in range(5))), by=BY)
        assert list(store.read(SiteTable, within=(1, 0, 3, 0))["site"]) == ["S1", "S2", "S3"]
        assert len(store.read(SiteTable, within=(1.1, -1, 1.9, 1))) == 0

    def test_a_box_is_exact_to_the_last_bit(self, store: Store) -> None:
        """A site 1 nm beyond the edge at 3,400 km is outside; a 32-bit index would let it in."""
        edge = 3_400_000.0
        beyond = edge + 1e-9
        assert beyond > edge
        store.replace(SiteTable, sites(("in", 1, edge), ("out", 1, beyond)), by=BY)
        assert list(store.read(SiteTable, within=(0, 0, 2, edge))["site"]) == ["in"]

    def test_a_window_holds_its_start_and_not_its_end(self, store: Store) -> None:
        """Incidents at 11, 12, 13 h; the window from 12 to 13 holds the one at 12."""
        rows = [(f"I{h}", 0.0, 0.0, NOON + h * HOUR) for h in (-1, 0, 1)]
        store.replace(IncidentTable, incidents(*rows), by=BY)
        assert list(store.read(IncidentTable, during=Window(NOON, NOON + HOUR))["incident"]) == ["I0"]

    def test_a_span_counts_when_it_touches_the_window(self, store: Store) -> None:
        """Spans that end at its start or begin at its end do not touch it; one without length at its start does."""
        spans = {
            "before": (-2, 0),
            "into": (-1, 0.5),
            "inside": (0.25, 0.5),
            "around": (-1, 3),
            "instant": (0, 0),
            "out of": (0.5, 2),
            "after": (1, 2),
        }
        rows = [(key, NOON + start * HOUR, NOON + end * HOUR) for key, (start, end) in spans.items()]
        store.replace(OccasionTable, occasions(*rows), by=BY)
        found = store.read(OccasionTable, during=Window(NOON, NOON + HOUR))
        assert list(found["occasion"]) == ["into", "inside", "around", "instant", "out of"]

    def test_place_and_time_together(self, store: Store) -> None:
        """Only the row that meets both."""
        store.replace(
            IncidentTable,
            incidents(("a", 0, 0, NOON), ("b", 9, 9, NOON), ("c", 0, 0, NOON + 5 * HOUR)),
            by=BY,
        )
        found = store.read(IncidentTable, within=(-1, -1, 1, 1), during=Window(NOON, NOON + HOUR))
        assert list(found["incident"]) == ["a"]

    def test_a_table_without_place_or_time_says_so(self, store: Store) -> None:
        """Rather than giving all rows."""
        with pytest.raises(StoreError, match="no place"):
            store.read(OfficerTable, within=(0, 0, 1, 1))
        with pytest.raises(StoreError, match="no moment"):
            store.read(OfficerTable, during=Window(NOON, NOON + HOUR))


class TestHash:
    """The hash of a table speaks of its content alone."""

    def test_it_does_not_depend_on_order_or_on_how_the_rows_came(self, store: Store) -> None:
        """One write or two, forwards or backwards: the same."""
        store.replace(OfficerTable, officers("O1", "O2", "O3"), by=BY)
        at_once = store.hash(OfficerTable)
        store.replace(OfficerTable, officers("O3"), by=THEN)
        assert store.hash(OfficerTable) != at_once
        store.append(OfficerTable, officers("O2", "O1"), by=THEN)
        assert store.hash(OfficerTable) == at_once

    def test_it_is_the_same_in_every_store(self, store: Store) -> None:
        """Beside a store in memory."""
        frame = incidents(("a", 0.1, 0.2, NOON), ("b", 9, 9, NOON + HOUR))
        with open_store("memory:") as other:
            assert store.hash(IncidentTable) == other.hash(IncidentTable)
            for one in (store, other):
                one.replace(IncidentTable, frame, by=BY)
            assert store.hash(IncidentTable) == other.hash(IncidentTable)

    def test_it_changes_with_any_value(self, store: Store) -> None:
        """A name, a missing number, a place, each alone."""
        frame = sites(("A", 1, 2), ("B", 3, 4))
        others = [
            frame.assign(name_en=["Church", "Chapel"]),
            frame.assign(worshippers=pd.array([None, None], dtype="Int64")),
            frame.set_geometry(frame.geometry.translate(0, 1e-9)),
        ]
        found = set()
        for one in (frame, *others):
            store.replace(SiteTable, one, by=BY)
            found.add(store.hash(SiteTable))
        assert len(found) == 4

    def test_empty_is_empty_again(self, store: Store) -> None:
        """A table that was emptied has the hash that it had before its first row."""
        before = store.hash(SiteTable)
        store.replace(SiteTable, sites(("A", 1, 2)), by=BY)
        store.replace(SiteTable, store.read(SiteTable).iloc[:0], by=BY)
        assert store.hash(SiteTable) == before


class TestLog:
    """Events."""

    def test_an_event_is_replayed_as_it_was_recorded(self, store: Store) -> None:
        """Versions count from 1 in each stream, numbers over all; the body comes back as plain JSON."""
        body = {"officers": ["O1", "O2"], "نام": "گرجا", "gap": 0.125, "none": None}
        first = store.record("plan/p1", "made", body, command_id="c1")
        other = store.record("plan/p2", "made", {}, command_id="c2")
        second = store.record("plan/p1", "amended", {"why": "leave"}, command_id="c3", expected_version=1)
        assert store.replay("plan/p1") == [first, second]
        assert store.replay("plan/p1", upto=1) == [first]
        assert store.replay("plan/p9") == []
        assert (first.version, second.version, other.version) == (1, 2, 1)
        assert (first.number, other.number, second.number) == (1, 2, 3)
        assert first.body == body
        assert store.anchor() == (3, second.hash)
        assert datetime.fromisoformat(first.at).tzinfo is not None

    def test_streams_are_listed_by_what_they_begin_with(self, store: Store) -> None:
        """Sorted; `_` and `%` are letters like any other."""
        for i, name in enumerate(["plan/b", "plan/a", "plan_a", "surge/1"]):
            store.record(name, "made", {}, command_id=f"c{i}")
        store.replace(SiteTable, sites(("A", 1, 2)), by=BY)
        assert store.streams("plan/") == ["plan/a", "plan/b"]
        assert store.streams("plan_") == ["plan_a"]
        assert store.streams() == ["plan/a", "plan/b", "plan_a", "surge/1", "table/sites"]

    def test_the_same_command_again_is_the_same_event(self, store: Store) -> None:
        """Also when the stream has moved on since; nothing is added."""
        first = store.record("plan/p1", "made", {"b": 1, "a": 2}, command_id="c1", expected_version=0)
        store.record("plan/p1", "amended", {}, command_id="c2")
        assert store.record("plan/p1", "made", {"a": 2, "b": 1}, command_id="c1", expected_version=0) == first
        assert len(store.replay("plan/p1")) == 2

    @pytest.mark.parametrize(
        ("stream", "kind", "body"),
        [("plan/p1", "made", {"a": 2}), ("plan/p2", "made", {"a": 1}), ("plan/p1", "amended", {"a": 1})],
    )
    def test_a_command_id_cannot_be_used_for_something_else(
        self, store: Store, stream: str, kind: str, body: dict[str, int]
    ) -> None:
        """Another body, stream or kind is refused."""
        store.record("plan/p1", "made", {"a": 1}, command_id="c1")
        with pytest.raises(StoreError, match="'c1' was used before"):
            store.record(stream, kind, body, command_id="c1")

    def test_a_stale_writer_is_told_what_was_missed(self, store: Store) -> None:
        """The writer saw version 1; versions 2 and 3 are named with their kind."""
        for i, kind in enumerate(["made", "amended", "withdrawn"]):
            store.record("plan/p1", kind, {}, command_id=f"c{i}")
        with pytest.raises(StaleWrite, match=r"from version 1 to 3; missed: 2 'amended' at .*; 3 'withdrawn' at"):
            store.record("plan/p1", "amended", {}, command_id="late", expected_version=1)
        with pytest.raises(StaleWrite, match="at version 3, not yet at 4"):
            store.record("plan/p1", "amended", {}, command_id="early", expected_version=4)
        assert len(store.replay("plan/p1")) == 3

    @pytest.mark.parametrize("body", [{"x": float("nan")}, {"x": {1, 2}}, {"x": "\ud800"}, {1: "a", "b": 2}])
    def test_a_body_that_is_no_json_is_refused(self, store: Store, body: dict[str, object]) -> None:
        """And nothing is recorded."""
        with pytest.raises(StoreError, match="not plain JSON"):
            store.record("plan/p1", "made", body, command_id="c1")
        assert store.anchor()[0] == 0

    @pytest.mark.parametrize(
        ("stream", "command"), [("table/sites", "c"), ("plan/1", "table/x/1"), ("", "c"), ("p", " ")]
    )
    def test_the_names_of_the_store_itself_are_refused(self, store: Store, stream: str, command: str) -> None:
        """Nobody else may write the history of a table; an event needs names."""
        with pytest.raises(StoreError):
            store.record(stream, "made", {}, command_id=command)

    def test_a_whole_store_verifies_and_holds_against_its_anchors(self, store: Store) -> None:
        """Each anchor that was ever taken holds, also after more events."""
        anchors = [store.anchor()]
        store.replace(SiteTable, sites(("A", 1, 2)), by=BY)
        anchors.append(store.anchor())
        store.record("plan/p1", "made", {}, command_id="c1")
        anchors.append(store.anchor())
        store.append(SiteTable, sites(("B", 1, 2)), by=BY)
        assert [store.verify(anchor) for anchor in anchors] == [[], [], []]
        assert store.verify() == []

    def test_an_anchor_of_another_history_does_not_hold(self, store: Store) -> None:
        """One that saw more events, and one that saw others."""
        store.record("plan/p1", "made", {}, command_id="c1")
        assert "cut off" in store.verify((2, "0" * 64))[0]
        assert "written anew" in store.verify((1, "0" * 64))[0]


def test_a_closed_store_says_so(store: Store) -> None:
    """Reading and writing are refused with a sentence."""
    store.close()
    with pytest.raises(StoreError, match="was closed"):
        store.read(SiteTable)
    with pytest.raises(StoreError, match="was closed"):
        store.record("plan/1", "made", {}, command_id="c1")
