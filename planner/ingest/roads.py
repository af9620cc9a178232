"""From raw lines to the road table: classes, speeds, directions; loose lines are cut where they share a point."""

from __future__ import annotations

import re

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from planner.ingest.columns import find, missing
from planner.ingest.places import check_numbers, mark_missing, working_system
from planner.ingest.placing import Wishes, file_system
from planner.ingest.raw import Raw
from planner.ingest.rejects import KNOWN, Faults, Reject
from planner.ingest.rows import Made
from planner.ingest.split import lines, numbered, pieces
from planner.ingest.text import clean, fold, is_urdu, texts
from planner.tables import RoadTable, check_table
from planner.tables.roads import CLASSES

_CLASS_OF = {
    **{fold(name): name for name in CLASSES},
    **{fold(f"{name}_link"): name for name in ("motorway", "trunk", "primary", "secondary", "tertiary")},
    "livingstreet": "residential",
    "road": "unclassified",
    "minor": "unclassified",
    "pedestrian": "path",
    "busway": "service",
    "emergencyaccesspoint": "",
}
# ways that no vehicle of the police drives, or that are not there
_NOT_DRIVEN = frozenset(
    map(
        fold,
        (
            "footway",
            "steps",
            "cycleway",
            "bridleway",
            "corridor",
            "construction",
            "proposed",
            "platform",
            "raceway",
            "elevator",
            "rest_area",
            "services",
            "bus_stop",
            "abandoned",
            "razed",
            "planned",
            "via_ferrata",
            "escape",
            "emergency_bay",
            "crossing",
            "bus_guideway",
            "no",
        ),
    )
)
_NAMES = {
    "road": ("road", "road_id", "osm_id", "id", "@id", "fid"),
    "highway": ("highway", "road_class", "fclass", "class", "road_type", "type"),
    "name_en": ("name_en", "name:en", "name", "street"),
    "name_ur": ("name_ur", "name:ur"),
    "maxspeed": ("maxspeed", "speed_kmh", "max_speed", "speed"),
    "oneway": ("oneway", "is_oneway", "one_way"),
    "junction": ("junction",),
    "bridge": ("bridge", "is_bridge"),
    "source": ("source",),
}
_FORTH = frozenset(("yes", "true", "1", "f", "t1"))
_BACK = frozenset(("-1", "reverse"))
_MPH = 1.609344
_TOP_KMH = 160.0
_SAME_POINT = 7  # decimals of a degree: about a centimetre
_SAME_POINT_M = 2  # decimals of a metre


def table_of_roads(raw: Raw, wishes: Wishes) -> Made:
    """The road table of lines; ways that no vehicle drives are left out and said, not given back."""
    system, said = file_system(raw.crs, wishes)
    warnings = [*raw.warnings, *said]
    raw = _with_our_names(raw, wishes)
    raw, left_out = _driven(raw)
    if left_out:
        warnings.append(f"{left_out} ways are left out: footways, steps, cycleways, or not yet built.")
    faults = Faults(wishes.file, RoadTable.name, raw.rows)
    shapes = (
        shapely.force_2d(shapely.from_wkb(raw.shapes, on_invalid="ignore")) if len(raw) else np.empty(0, dtype=object)
    )
    _check(raw, shapes, system, faults, wishes)
    whole = [Reject(wishes.file, s.row, s.column, s.value, s.why, s.maybe, RoadTable.name) for s in raw.spoilt]
    rejects = sorted([*whole, *faults.rejects()], key=lambda r: r.row)
    cells, shapes = raw.cells[~faults.bad].reset_index(drop=True), shapes[~faults.bad]
    if "from_node" not in cells:
        cells, shapes = _cut(cells, shapes, system)
    if not len(shapes):
        return Made(cells, len(rejects), rejects, warnings, wishes.working_crs or "")
    known = cells["road"].isin(wishes.known_keys)
    if known.any():
        advice = "it was imported before: nothing is to be done."
        rejects += [Reject(wishes.file, 0, "road", key, KNOWN, advice, RoadTable.name) for key in cells["road"][known]]
        cells, shapes = cells[~known].reset_index(drop=True), shapes[~known.to_numpy()]
    if not len(shapes):
        return Made(cells, len(rejects), rejects, warnings, wishes.working_crs or "")
    crs = wishes.working_crs or working_system(*_middles(shapes), system)
    frame = _table(cells, shapes, system, crs)
    return Made(check_table(RoadTable, frame), len(frame) + len(rejects), rejects, warnings, crs)


def _with_our_names(raw: Raw, wishes: Wishes) -> Raw:
    if "from_node" in raw.cells and "highway" in raw.cells:
        return raw
    headers = [str(h) for h in raw.cells.columns]
    found = {ours: find(headers, names) for ours, names in _NAMES.items()}
    if found["highway"] is None:
        raise missing("road_class", _NAMES["highway"], headers, wishes.file)
    n = len(raw)
    cells = {ours: clean(raw.cells[h]) if h else texts([""] * n) for ours, h in found.items()}
    stem = re.sub(r"\W+", "-", wishes.file.rpartition(".")[0])
    cells["road"] = cells["road"].where(cells["road"] != "", texts([f"{stem}-{row}" for row in raw.rows]))
    cells["source"] = cells["source"].where(cells["source"] != "", wishes.file)
    return Raw(pd.DataFrame(cells), raw.rows, raw.shapes, raw.crs, raw.warnings, raw.spoilt)


def _class(text: str) -> str | None:
    """The class, "" for a way that is not driven, None for a word that is not known."""
    key = fold(text)
    return "" if key in _NOT_DRIVEN else _CLASS_OF.get(key)


def _driven(raw: Raw) -> tuple[Raw, int]:
    words = raw.cells["highway"]
    out = words.isin([w for w in words.unique() if _class(w) == ""]).to_numpy()
    if not out.any():
        return raw, 0
    shapes = raw.shapes[~out] if raw.shapes is not None else None
    kept = Raw(raw.cells[~out].reset_index(drop=True), raw.rows[~out], shapes, raw.crs, raw.warnings, raw.spoilt)
    return kept, int(out.sum())


def _check(raw: Raw, shapes: np.ndarray, system: pyproj.CRS, faults: Faults, wishes: Wishes) -> None:
    words = raw.cells["highway"]
    strange = words.isin([w for w in words.unique() if _class(w) is None]).to_numpy()
    faults.mark(strange, "highway", words, f"the class is none of {', '.join(CLASSES)}", "it is misspelt.")
    mark_missing(shapes, faults)
    kinds = shapely.get_type_id(shapes)
    faults.mark(~np.isin(kinds, (-1, 1, 5)), "geometry", None, "the outline is no line", "another layer was meant.")
    short = np.isin(kinds, (1, 5)) & (shapely.length(shapes) == 0) & ~faults.bad
    faults.mark(short, "geometry", None, "the line has no length", "it was drawn as a single point.")
    x, y = _middles(shapes)
    check_numbers(x, y, system, wishes.file)
    if system.is_geographic:
        bounds = np.abs(np.nan_to_num(shapely.bounds(shapes)))
        off = ((bounds[:, [0, 2]] > 180).any(axis=1) | (bounds[:, [1, 3]] > 90).any(axis=1)) & ~faults.bad
        faults.mark(off, "geometry", None, "the line leaves the globe", "latitude and longitude are swapped.")


def _middles(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    bounds = shapely.bounds(shapes).reshape(-1, 4)
    return (bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2


def _cut(cells: pd.DataFrame, shapes: np.ndarray, system: pyproj.CRS) -> tuple[pd.DataFrame, np.ndarray]:
    """Cut loose lines where they share a point; junctions are named after where they lie."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    xy, line = shapely.get_coordinates(parts, return_index=True)
    rounded = np.round(xy, _SAME_POINT if system.is_geographic else _SAME_POINT_M)
    _, keys = np.unique(rounded, axis=0, return_inverse=True)
    starts = np.searchsorted(line, np.arange(len(parts) + 1))
    ways, first, last = pieces(starts, keys.ravel())
    cut = lines(xy, first, last)
    new = cells.iloc[owner[ways]].reset_index(drop=True) if len(ways) else cells.iloc[:0]
    new["road"] = texts([f"{name}-{n}" for name, n in zip(new["road"], numbered(owner[ways]), strict=True)])
    for column, places in (("from_node", first), ("to_node", last)):
        new[column] = texts([f"{x:.10g} {y:.10g}" for x, y in rounded[places]])
    fine = shapely.length(cut) > 0 if len(cut) else np.empty(0, dtype=bool)
    return new[fine].reset_index(drop=True), cut[fine]


def _speed(text: str) -> float:
    """The lowest posted speed in km/h of `60`, `30 mph` or `40;60`; 0 when the text tells none."""
    speeds = [
        float(number) * (_MPH if unit else 1.0)
        for number, unit in re.findall(r"(?<![\w.])(\d{1,3}(?:\.\d+)?)\s*(mph)?", text)
    ]
    plausible = [s for s in speeds if 0 < s <= _TOP_KMH]
    return min(plausible) if plausible else 0.0


def _table(cells: pd.DataFrame, shapes: np.ndarray, system: pyproj.CRS, crs: str) -> gpd.GeoDataFrame:
    highway = cells["highway"]
    oneway = cells["oneway"].str.lower()
    back = oneway.isin(_BACK).to_numpy()
    implied = (oneway == "") & (
        cells["junction"].isin(("roundabout", "circular")) | highway.isin(("motorway", "motorway_link"))
    )
    shapes = np.where(back, shapely.reverse(shapes), shapes)
    placed = gpd.GeoSeries(shapes, crs=system).to_crs(crs)
    latin, urdu = _names(cells)
    return gpd.GeoDataFrame(
        {
            "road": texts(cells["road"]),
            "from_node": texts(np.where(back, cells["to_node"], cells["from_node"])),
            "to_node": texts(np.where(back, cells["from_node"], cells["to_node"])),
            "road_class": texts(highway.map({word: _class(word) or "" for word in highway.unique()})),
            "name_en": latin,
            "name_ur": urdu,
            "length_m": placed.length.to_numpy(),
            "speed_kmh": cells["maxspeed"]
            .map({t: _speed(t) for t in cells["maxspeed"].unique()})
            .to_numpy(dtype=float),
            "is_oneway": (oneway.isin(_FORTH) | back | implied).to_numpy(dtype=bool),
            "is_bridge": (~cells["bridge"].str.lower().isin(("", "no", "false", "0"))).to_numpy(dtype=bool),
            "source": texts(cells["source"]),
        },
        geometry=placed,
        crs=crs,
    )


def _names(cells: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Latin and Urdu names from what the file has: name, name:en, name:ur."""
    plain = cells["name"] if "name" in cells else cells["name_en"]
    english = next((cells[c] for c in ("name:en", "name_en") if c in cells), texts([""] * len(cells)))
    given = next((cells[c] for c in ("name:ur", "name_ur") if c in cells), texts([""] * len(cells)))
    in_urdu = plain.map({name: is_urdu(name) for name in plain.unique()}).to_numpy(dtype=bool)
    latin = english.where((english != "") & ~(in_urdu & (english == plain)), plain.where(~in_urdu, ""))
    return texts(clean(latin)), texts(clean(given.where(given != "", plain.where(in_urdu, ""))))
