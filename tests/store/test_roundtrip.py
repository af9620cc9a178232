"""Any frame that a table allows comes back from the file as it went in, and is found as the plain store finds it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from planner.core.time import Window
from planner.store import SqliteStore, open_store
from planner.tables import STORED, AnyTable, IncidentTable, OccasionTable, RoadTable, SiteTable
from tests.store.conftest import KEYS
from tests.store.frames import BY, CRS, assert_same, frames, incidents, sites

# no shrinking: checking a frame takes milliseconds, and the examples are small as they are
calm = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


@pytest.fixture(scope="module")
def file(new_files: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    """One file for all examples of this page; each replaces what was there."""
    with SqliteStore(Path(shutil.copy(new_files["file"], tmp_path_factory.mktemp("one")))) as store:
        store.set_crs(CRS)
        yield store


@pytest.mark.parametrize("table", STORED, ids=lambda table: table.name)
@calm
@given(data=st.data())
def test_every_table_comes_back_as_it_went_in(file: SqliteStore, table: AnyTable, data: st.DataObject) -> None:
    """Urdu, missing numbers, separators, quotes, extreme places and times, to the last bit; hash as in memory."""
    frame = data.draw(frames(table))
    file.replace(table, frame, by=BY)
    assert_same(file.read(table), frame)
    with open_store("memory:") as twin:
        twin.set_crs(CRS)
        twin.replace(table, frame, by=BY)
        assert_same(twin.read(table), frame)
        assert file.hash(table) == twin.hash(table)


_EDGES = st.one_of(st.floats(-1e9, 1e9), st.sampled_from([0.0, 1.0, 2.0]))


@pytest.mark.parametrize("table", [t for t in STORED if t.shape], ids=lambda table: table.name)
@calm
@given(data=st.data())
def test_a_box_finds_what_the_plain_store_finds(file: SqliteStore, table: AnyTable, data: st.DataObject) -> None:
    """Points, lines and polygons; boxes that are drawn, and boxes whose edge is that of a row."""
    frame = data.draw(frames(table))
    edges = [float(edge) for edge in np.ravel(frame.geometry.bounds)]
    edge = st.one_of(_EDGES, st.sampled_from(edges)) if edges else _EDGES
    x, y = sorted([data.draw(edge), data.draw(edge)]), sorted([data.draw(edge), data.draw(edge)])
    box = (x[0], y[0], x[1], y[1])
    file.replace(table, frame, by=BY)
    with open_store("memory:") as twin:
        twin.replace(table, frame, by=BY)
        twin.set_crs(CRS)
        assert_same(file.read(table, within=box), twin.read(table, within=box))


@pytest.mark.parametrize("table", [IncidentTable, OccasionTable], ids=lambda table: table.name)
@calm
@given(data=st.data())
def test_a_window_finds_what_the_plain_store_finds(file: SqliteStore, table: AnyTable, data: st.DataObject) -> None:
    """Windows that are drawn, and windows that begin or end at the moment of a row."""
    frame = data.draw(frames(table))
    moments = [moment.to_pydatetime() for column in frame.select_dtypes("datetimetz") for moment in frame[column]]
    drawn = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
    start = data.draw(st.one_of(drawn, st.sampled_from(moments)) if moments else drawn)
    window = Window(start, start + timedelta(microseconds=data.draw(st.integers(1, 10**15))))
    file.replace(table, frame, by=BY)
    with open_store("memory:") as twin:
        twin.replace(table, frame, by=BY)
        twin.set_crs(CRS)
        assert_same(file.read(table, during=window), twin.read(table, during=window))


@calm
@given(frame=frames(SiteTable, max_rows=10), cut=st.integers(0, 10))
def test_appending_is_the_same_as_writing_at_once(file: SqliteStore, frame: pd.DataFrame, cut: int) -> None:
    """Rows, order and hash."""
    file.replace(SiteTable, frame, by=BY)
    at_once = file.hash(SiteTable)
    file.replace(SiteTable, frame.iloc[:cut], by=BY)
    file.append(SiteTable, frame.iloc[cut:], by=BY)
    assert_same(file.read(SiteTable), frame)
    assert file.hash(SiteTable) == at_once


def test_rows_keep_their_order_when_an_index_finds_them(path: Path) -> None:
    """2,000 sites written from east to west: a box search gives them from east to west."""
    frame = sites(*((f"S{i:04d}", float(2000 - i), 0.0) for i in range(2000)))
    with open_store(str(path)) as store:
        store.replace(SiteTable, frame, by=BY)
        found = store.read(SiteTable, within=(1, -1, 1500, 1))
    assert list(found["site"]) == [f"S{i:04d}" for i in range(500, 2000)]


def test_a_text_with_the_separator_leaves_the_other_columns_in_order(path: Path) -> None:
    """The one column is fetched one by one, the others at once: rows must still belong together."""
    rows = [(f"S{i}", float(10 - i), 0.0) for i in range(10)]
    frame = sites(*rows).assign(source=[f"{i}\x1f" for i in range(10)], name_en=[str(i) for i in range(10)])
    with open_store(str(path)) as store:
        store.replace(SiteTable, frame, by=BY)
        assert_same(store.read(SiteTable), frame)
        found = store.read(SiteTable, within=(0, -1, 5, 1))
    assert list(found["source"]) == [f"{i}\x1f" for i in range(5, 10)]
    assert list(found["name_en"]) == [str(i) for i in range(5, 10)]


@pytest.mark.parametrize("kind", KEYS)
def test_what_one_holder_wrote_another_reads(tmp_path: Path, kind: str) -> None:
    """After a close, and beside one that is still open."""
    name, key = str(tmp_path / "t.db"), KEYS[kind]
    frame = incidents(("a", 1, 2, datetime(2026, 3, 2, tzinfo=UTC)))
    with open_store(name, key=key) as first, open_store(name, key=key) as second:
        first.replace(IncidentTable, frame, by=BY)
        assert_same(second.read(IncidentTable), frame)
        assert second.crs == CRS
    with open_store(name, key=key) as third:
        assert_same(third.read(IncidentTable), frame)
        assert third.history(IncidentTable) == [BY]
        assert third.count(RoadTable) == 0
