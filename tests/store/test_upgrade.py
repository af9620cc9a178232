"""A store that was made at shape 0001 opens, keeps its rows, and gets the columns of today, empty."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from planner.store import log, migrate, open_store
from planner.store.chain import body_text, chain_key
from planner.store.columns import microseconds
from planner.store.engine import WRITES, make_engine
from planner.store.geometry import to_blobs
from planner.tables import LandmarkTable, OccasionTable, OfficerTable, SiteTable
from tests.store.conftest import KEYS
from tests.store.frames import BY, assert_same, occasions, officers, sites

START, END = datetime(2026, 12, 24, tzinfo=UTC), datetime(2026, 12, 26, tzinfo=UTC)
PLACE = shapely.Point(1.5, 2.5)
GAINED_BY_SITES = ["grounds_m2", "setting", "safeguards", "guards", "threat", "advisory"]

OLD_SITES = {
    "site": ("text", "S1"), "name_en": ("text", "Church"), "name_ur": ("text", "گرجا گھر"),
    "kind": ("text", "place of worship"), "community": ("text", "christian"), "category": ("text", "A"),
    "is_registered": ("truth", True), "worshippers": ("whole number", 300), "entries": ("whole number", None),
    "service_times": ("text", "Su 09:00-11:00"), "area": ("text", ""), "source": ("text", "register"),
    "geometry": ("place", PLACE),
}  # fmt: skip
OLD_OCCASIONS = {
    "occasion": ("text", "O1"), "name_en": ("text", "Christmas"), "name_ur": ("text", "بڑا دن"),
    "kind": ("text", "festival"), "community": ("text", "christian"), "start": ("moment", microseconds(START)),
    "end": ("moment", microseconds(END)), "area": ("text", ""), "source": ("text", "calendar"),
}  # fmt: skip
OLD_OFFICERS = {
    "officer": ("text", "O1"), "rank": ("text", "Constable"), "is_woman": ("truth", False),
    "skills": ("text", "driver"), "home_station": ("text", "S1"), "unit": ("text", "station"), "leave": ("text", ""),
    "is_synthetic": ("truth", True), "source": ("text", "made up"),
}  # fmt: skip
"""Kind and value of each column of one row, in the order of shape 0001."""


def _content(table: str, row: dict[str, tuple[str, Any]], crs: str) -> dict[str, Any]:
    """What a program of shape 0001 wrote of a table with this one row: SHA-256 of the row, then of the facts."""
    told = tuple(shapely.to_wkb(v, byte_order=1).hex() if kind == "place" else v for kind, v in row.values())
    lanes = hashlib.sha256(ascii(told).encode("ascii")).digest()
    facts = json.dumps([table, [[name, kind] for name, (kind, _) in row.items()], crs, 1]).encode()
    return {"rows": 1, "lanes": lanes.hex(), "hash": hashlib.sha256(facts + lanes).hexdigest()[:16]}


def _insert(connection: sa.Connection, table: str, row: dict[str, tuple[str, Any]], key: bytes | None) -> None:
    values = {name: value for name, (_, value) in row.items()}
    crs = ""
    if "geometry" in values:
        crs = "EPSG:32643"
        wkb = shapely.to_wkb(np.array([PLACE], dtype=object), byte_order=1)
        values["geometry"] = to_blobs(wkb, np.array([False]), 32643)[0]
        values |= {"min_x": PLACE.x, "max_x": PLACE.x, "min_y": PLACE.y, "max_y": PLACE.y}
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join(f":{name}" for name in values)
    connection.execute(sa.text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), values)  # noqa: S608
    by = {"made_at": BY.made_at, "code": BY.code, "inputs": {}, "seed": 7, "note": "first load"}
    body = body_text({"by": by, "added": 1, "content": _content(table, row, crs)})
    log.add(connection, key, (f"table/{table}", 1, "replaced", body, f"table/{table}/1"))


def _file_of_0001(path: Path, key: str | None) -> None:
    """A store with a site, an occasion and an officer, as a program of shape 0001 left it."""
    engine = make_engine(path, key, 1)
    with engine.connect() as plain, plain.execution_options(**{WRITES: True}).begin():
        config = Config(attributes={"connection": plain})
        config.set_main_option("script_location", str(Path(migrate.__file__).with_name("migrations")))
        config.set_main_option("path_separator", "os")
        command.upgrade(config, "0001")
        facts = {"made_by": "0.1.0", "made_at": BY.made_at, "crs": "EPSG:32643"}
        for name, value in facts.items():
            plain.execute(sa.text("INSERT INTO meta VALUES (:name, :value)"), {"name": name, "value": value})
        _insert(plain, "sites", OLD_SITES, chain_key(key))
        _insert(plain, "occasions", OLD_OCCASIONS, chain_key(key))
        _insert(plain, "officers", OLD_OFFICERS, chain_key(key))
    engine.dispose()


@pytest.fixture(params=list(KEYS))
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Any]:
    """Opens one store of shape 0001, with and without a key."""
    path, key = tmp_path / "old.db", KEYS[request.param]
    _file_of_0001(path, key)
    return lambda: open_store(str(path), key=key)


def test_rows_are_kept_and_the_new_columns_are_empty(old: Callable[[], Any]) -> None:
    """Site, occasion and officer as they were; every new fact is unknown, and the date is certain."""
    expected = sites(("S1", 1.5, 2.5)).assign(
        grounds_m2=np.nan, setting="", safeguards="", threat=pd.array([None], dtype="Int64")
    )
    with old() as store:
        assert_same(store.read(SiteTable), expected[list(SiteTable.to_schema().columns)])
        assert_same(store.read(OccasionTable), occasions(("O1", START, END)).assign(doubt_days=0.0))
        assert_same(store.read(OfficerTable), officers("O1").assign(unit_since="", languages=""))


def test_a_table_that_came_later_is_there_and_can_be_filled(old: Callable[[], Any]) -> None:
    """Landmarks are new: empty at first, kept with their place and box like any other table, and nothing is amiss."""
    place = shapely.LineString([(1.0, 2.0), (3.0, 4.0)])
    row = {"landmark": "L1", "name_en": "Canal", "name_ur": "نہر", "kind": "canal", "source": "test"}
    frame = gpd.GeoDataFrame([row], geometry=[place], crs="EPSG:32643")
    with old() as store:
        assert store.count(LandmarkTable) == 0
        store.append(LandmarkTable, frame, by=BY)
        assert store.verify() == []
    with old() as store:
        kept = store.read(LandmarkTable, within=(0.0, 0.0, 2.0, 3.0))
        assert kept["name_ur"].tolist() == ["نہر"]
        assert kept.geometry.iloc[0].equals(place)
        assert store.read(LandmarkTable, within=(10.0, 10.0, 20.0, 30.0)).empty


def test_the_log_says_what_was_done_and_all_holds(old: Callable[[], Any]) -> None:
    """One event a table with rows, naming the columns; the content it states is that of the rows of today."""
    with old() as store:
        assert store.verify() == []
        first, second = store.replay("table/sites")
        assert (first.kind, second.kind, second.body["added"]) == ("replaced", "reshaped", 0)
        assert (
            store.history(SiteTable)[1].note
            == f"brought to shape {migrate.HEAD}: new columns {', '.join(sorted(GAINED_BY_SITES))}"
        )
        before = store.hash(SiteTable)
        store.append(SiteTable, sites(("S2", 3, 4)), by=BY)
        assert store.verify() == []
    with old() as store:
        assert store.verify() == []
        assert len(store.replay("table/sites")) == 3
        assert store.hash(SiteTable) != before


def test_a_row_that_was_changed_before_is_still_told(tmp_path: Path) -> None:
    """Bringing a file up to date does not whitewash what was written past the log."""
    path = tmp_path / "old.db"
    _file_of_0001(path, None)
    engine = make_engine(path, None, 1)
    with engine.connect() as plain, plain.execution_options(**{WRITES: True}).begin():
        plain.execute(sa.text("UPDATE sites SET category = 'D'"))
    engine.dispose()
    with open_store(str(path)) as store:
        assert store.verify() == ["table sites does not hold what was written: it was changed past the log"]
        assert len(store.replay("table/sites")) == 1
