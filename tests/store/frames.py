"""Small frames of every kept table, and strategies that make any frame a table allows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from planner.core.plan import Provenance
from planner.tables import AnyTable, IncidentTable, OccasionTable, OfficerTable, SiteTable, check_table, columns_of
from planner.tables.schema import PlaceTable
from planner.tables.sites import SAFEGUARDS

CRS = "EPSG:32643"
BY = Provenance("2026-03-01T08:00:00+00:00", "hifazat 0.1.0", {"file": "ab12"}, seed=7, note="first load")
THEN = Provenance("2026-03-02T08:00:00+00:00", "hifazat 0.1.0")


def sites(*rows: tuple[str, float, float]) -> gpd.GeoDataFrame:
    """Sites of (key, x, y); the name is Urdu, attendance is known only for the first."""
    frame = pd.DataFrame(
        {
            "site": [key for key, _, _ in rows],
            "name_en": "Church",
            "name_ur": "گرجا گھر",
            "kind": "place of worship",
            "community": "christian",
            "category": "A",
            "is_registered": True,
            "worshippers": pd.array([300 if i == 0 else None for i in range(len(rows))], dtype="Int64"),
            "entries": pd.array([None] * len(rows), dtype="Int64"),
            "grounds_m2": pd.array([1250.5 if i == 0 else None for i in range(len(rows))], dtype="Float64"),
            "setting": "narrow street",
            "safeguards": "wall; gate",
            "guards": pd.array([None] * len(rows), dtype="Int64"),
            "threat": pd.array([2] * len(rows), dtype="Int64"),
            "advisory": pd.array([None] * len(rows), dtype="Int64"),
            "service_times": "Su 09:00-11:00",
            "area": "",
            "source": "register",
        },
        index=range(len(rows)),
    )
    places = gpd.points_from_xy([x for _, x, _ in rows], [y for _, _, y in rows])
    return check_table(SiteTable, gpd.GeoDataFrame(frame, geometry=places, crs=CRS))


def incidents(*rows: tuple[str, float, float, datetime]) -> gpd.GeoDataFrame:
    """Incidents of (key, x, y, moment)."""
    frame = pd.DataFrame(
        {
            "incident": [key for key, *_ in rows],
            "occurred_at": pd.DatetimeIndex([at for *_, at in rows]).tz_convert("UTC").as_unit("us"),
            "time_precision": 1,
            "place_precision": 1,
            "kind": "threat",
            "severity": 1,
            "crowd_low": pd.array([None] * len(rows), dtype="Int64"),
            "crowd_best": pd.array([40] * len(rows), dtype="Int64"),
            "crowd_high": pd.array([None] * len(rows), dtype="Int64"),
            "fatalities": pd.array([0] * len(rows), dtype="Int64"),
            "community": "christian",
            "trigger": "",
            "actor": "crowd",
            "reported_by": "press",
            "source": "Dawn",
        },
        index=range(len(rows)),
    )
    places = gpd.points_from_xy([row[1] for row in rows], [row[2] for row in rows])
    return check_table(IncidentTable, gpd.GeoDataFrame(frame, geometry=places, crs=CRS))


def officers(*keys: str) -> pd.DataFrame:
    """Officers by service number."""
    frame = pd.DataFrame(
        {
            "officer": list(keys),
            "rank": "Constable",
            "is_woman": False,
            "skills": "driver",
            "home_station": "S1",
            "unit": "station",
            "leave": "",
            "unit_since": "2024-03-01",
            "languages": "Punjabi; Urdu",
            "is_synthetic": True,
            "source": "made up",
        },
        index=range(len(keys)),
    )
    return check_table(OfficerTable, frame)


def occasions(*rows: tuple[str, datetime, datetime]) -> pd.DataFrame:
    """Occasions of (key, start, end)."""
    frame = pd.DataFrame(
        {
            "occasion": [key for key, _, _ in rows],
            "name_en": "Christmas",
            "name_ur": "بڑا دن",
            "kind": "festival",
            "community": "christian",
            "start": pd.DatetimeIndex([start for _, start, _ in rows]).tz_convert("UTC").as_unit("us"),
            "end": pd.DatetimeIndex([end for *_, end in rows]).tz_convert("UTC").as_unit("us"),
            "doubt_days": 0.5,
            "area": "",
            "source": "calendar",
        },
        index=range(len(rows)),
    )
    return check_table(OccasionTable, frame)


def assert_same(left: pd.DataFrame, right: pd.DataFrame) -> None:
    """The two hold the same rows in the same order, to the last bit, with the same types."""
    assert type(left) is type(right)
    if isinstance(left, gpd.GeoDataFrame):
        assert left.crs == right.crs
        assert list(shapely.to_wkb(left.geometry.array)) == list(shapely.to_wkb(right.geometry.array))
        left, right = left.drop(columns="geometry"), right.drop(columns="geometry")
    assert_frame_equal(pd.DataFrame(left), pd.DataFrame(right), check_exact=True)


# ---- strategies

_TEXTS = st.one_of(
    st.sampled_from(
        ["", "چرچ آف پاکستان", "الزام ۱۲", "a\x1fb", "nul\0l", "'; DROP TABLE sites; --", "=1+1", "\n\r\t"]
    ),
    st.text(max_size=30),
)
_METRES = st.floats(-1e9, 1e9, allow_subnormal=True)
_MOMENTS = st.integers(-(10**16), 10**16).map(lambda us: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=us))
_POINTS = st.tuples(_METRES, _METRES).map(shapely.Point)
_LINES = st.lists(st.tuples(_METRES, _METRES), min_size=2, max_size=5).map(shapely.LineString)
_BOXES = st.tuples(_METRES, _METRES, st.floats(1, 1e4), st.floats(1, 1e4)).map(
    lambda b: shapely.box(b[0], b[1], b[0] + b[2], b[1] + b[3])
)
_SHAPES = {
    "point": _POINTS,
    "line": _LINES,
    "polygon": st.one_of(_BOXES, st.lists(_BOXES, min_size=1, max_size=3).map(shapely.MultiPolygon)),
    "any": st.one_of(_POINTS, _LINES, _BOXES, st.lists(_LINES, min_size=1, max_size=2).map(shapely.MultiLineString)),
}


def _values(table: AnyTable, name: str, stated: Any) -> st.SearchStrategy[Any]:
    rules = {check.name: check.statistics for check in stated.checks}
    kind = str(stated.dtype)
    if kind == "geometry":
        return _SHAPES[table.shape]
    if name == "safeguards":
        return st.lists(st.sampled_from(SAFEGUARDS), unique=True).map("; ".join)
    if name == "unit_since":
        return st.one_of(st.just(""), st.dates().map(str))
    if "isin" in rules:
        return st.sampled_from(sorted(rules["isin"]["allowed_values"], key=str))
    if kind.startswith("datetime64"):
        return _MOMENTS
    if kind == "bool":
        return st.booleans()
    low = rules.get("greater_than_or_equal_to", {}).get("min_value", 0)
    if kind == "float64":
        number = st.floats(low, rules.get("less_than_or_equal_to", {}).get("max_value", 1e12))
        return st.one_of(st.none(), number) if stated.nullable else number
    if kind in ("int64", "Int64"):
        whole = st.integers(low, rules.get("less_than_or_equal_to", {}).get("max_value", 2**62))
        return st.one_of(st.none(), whole) if stated.nullable else whole
    if "str_length" in rules:
        length = rules["str_length"]
        return st.text(min_size=length["min_value"] or 0, max_size=min(length["max_value"], 12))
    return _TEXTS


@st.composite
def frames(draw: st.DrawFn, table: AnyTable, max_rows: int = 6) -> pd.DataFrame:
    """Any frame that a table allows."""
    stated = columns_of(table)
    row = st.fixed_dictionaries({name: _values(table, name, facts) for name, facts in stated.items()})
    rows = draw(st.lists(row, max_size=max_rows, unique_by=lambda one: one[table.key]))
    columns = {name: [one[name] for one in rows] for name in stated}
    for name, facts in stated.items():
        if str(facts.dtype) == "Int64":
            columns[name] = pd.array(columns[name], dtype="Int64")
        elif str(facts.dtype).startswith("datetime64"):
            columns[name] = pd.DatetimeIndex(columns[name], dtype="datetime64[us, UTC]")
    if not issubclass(table, PlaceTable):
        return check_table(table, pd.DataFrame(columns))
    return check_table(table, gpd.GeoDataFrame(columns, geometry="geometry", crs=CRS))
