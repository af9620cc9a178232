"""The road table as arrays: nodes, pieces of road, directed arcs, and how long each piece takes each vehicle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from planner.config import NetworkConfig
from planner.core.errors import InputError
from planner.network.engine import NEVER, FloatArray, IntArray, Shape
from planner.tables import RoadTable, check_table
from planner.tables.roads import CLASSES
from planner.tables.roster import PROFILES

_MS_PER_HOUR_AND_KM = 3_600  # metres x 3600 / (km/h) = milliseconds
_NAMED = 5  # so many roads are named in a sentence, the others counted


@dataclass(frozen=True, slots=True)
class Roads:
    """Pieces of road and the arcs over them.

    `line`, `road`, `back`, `name`, `length_m`, `first`, `last`, `is_oneway` have one entry a piece; `first` and `last`
    are nodes. `road` is the identifier in the table; `back` that of the row against the line, which is another one
    where the table holds a two-way street as two one-way rows (OSMnx does): such twins are one piece. Arc `i` drives
    piece `arc_road[i]`; the arcs along the lines come first, then those against them. `ms[profile]` is milliseconds a
    piece, NEVER where the profile may not drive.
    """

    crs: Any
    node: NDArray[np.object_]
    road: NDArray[np.object_]
    back: NDArray[np.object_]
    name: NDArray[np.object_]
    line: NDArray[np.object_]
    length_m: FloatArray
    first: IntArray
    last: IntArray
    is_oneway: NDArray[np.bool_]
    arc_road: IntArray
    shape: Shape
    ms: dict[str, IntArray]
    notes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.road)


def read_roads(frame: gpd.GeoDataFrame, config: NetworkConfig) -> Roads:
    """The arrays of a road table; pieces without a usable line are left out, and `notes` says so.

    Raises InputError when no usable road is there.
    """
    if not len(frame):
        raise InputError("no roads are loaded", maybe="import roads first: `hifazat import roads FILE`.")
    frame = check_table(RoadTable, frame)
    usable = _usable(frame)
    left_out = frame["road"][~usable].tolist()
    if not usable.any():
        raise InputError("none of the roads has a usable line", maybe="the file was damaged; import the roads again.")
    frame, back = _join_twins(frame[usable].reset_index(drop=True))
    line = frame.geometry.to_numpy()
    node, first, last, xy = _nodes(frame, line)
    is_oneway = frame["is_oneway"].to_numpy(dtype=bool)
    both = np.flatnonzero(~is_oneway)
    return Roads(
        crs=frame.crs,
        node=node,
        road=frame["road"].to_numpy(dtype=object),
        back=back,
        name=frame["name_en"].where(frame["name_en"] != "", frame["name_ur"]).to_numpy(dtype=object),
        line=line,
        length_m=frame["length_m"].to_numpy(dtype=float),
        first=first,
        last=last,
        is_oneway=is_oneway,
        arc_road=np.concatenate([np.arange(len(frame)), both]),
        shape=Shape(xy, np.concatenate([first, last[both]]), np.concatenate([last, first[both]])),
        ms={profile: drive_ms(frame, config, profile) for profile in PROFILES},
        notes=_say_left_out(left_out),
    )


def drive_ms(frame: pd.DataFrame, config: NetworkConfig, profile: str) -> IntArray:
    """Whole milliseconds for each piece of a road table, NEVER where the profile may not drive.

    The posted speed holds; where it is 0 the speed of the class. Both are multiplied by the profile's factor.
    """
    kind = pd.Categorical(frame["road_class"], categories=CLASSES).codes
    by_class = np.array([getattr(config, f"{name}_kmh") for name in CLASSES])
    posted = frame["speed_kmh"].to_numpy(dtype=float)
    kmh = np.where(posted > 0, posted, by_class[kind]) * np.array(_factors(config, profile))[kind]
    metres = frame["length_m"].to_numpy(dtype=float)
    ms = np.full(len(frame), float(NEVER))
    np.divide(metres * _MS_PER_HOUR_AND_KM, kmh, out=ms, where=kmh > 0)
    return np.rint(np.minimum(ms, NEVER)).astype(np.int64)


def _factors(config: NetworkConfig, profile: str) -> list[float]:
    """Times the car's speed, for each class of road; 0 where the profile may not drive."""
    base = {"car": 1.0, "heavy": config.heavy_factor, "motorcycle": config.motorcycle_factor}[profile]
    special = {
        ("path", "car"): config.path_car,
        ("path", "heavy"): config.path_heavy,
        ("path", "motorcycle"): config.path_motorcycle,
        ("track", "heavy"): config.track_heavy,
        ("motorway", "motorcycle"): config.motorway_motorcycle,
    }
    return [base * special.get((name, profile), 1.0) for name in CLASSES]


def _usable(frame: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    line = frame.geometry.to_numpy()
    points, owner = shapely.get_coordinates(line, return_index=True)
    broken = np.bincount(owner[~np.isfinite(points).all(axis=1)], minlength=len(line)) > 0
    return (shapely.get_num_points(line) >= 2) & ~broken


def _join_twins(frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, NDArray[np.object_]]:
    """The table with each pair of one-way rows that are each other's reverse as one two-way row; the other's names.

    A place must not be bound to one side of a street only because the file writes the street twice.
    """
    alone = np.flatnonzero(frame["is_oneway"])
    lines = frame.geometry.to_numpy()[alone]
    facts = frame.iloc[alone][["from_node", "to_node", "road_class", "speed_kmh", "length_m"]]
    facts = facts.round({"length_m": 3}).itertuples(
        index=False
    )  # summed from the other end it may differ in the last bit
    waiting: dict[Any, list[int]] = {}
    back = frame["road"].to_numpy(dtype=object, copy=True)
    is_oneway, kept = frame["is_oneway"].to_numpy(dtype=bool, copy=True), np.ones(len(frame), dtype=bool)
    for i, fact, line, turned in zip(
        alone.tolist(), facts, shapely.to_wkb(lines), shapely.to_wkb(shapely.reverse(lines)), strict=True
    ):
        first, last, *same = fact
        twins = waiting.get((last, first, *same, turned))
        if twins:
            twin = twins.pop(0)
            back[twin], is_oneway[twin], kept[i] = back[i], False, False
        else:
            waiting.setdefault((first, last, *same, line), []).append(i)
    return frame.assign(is_oneway=is_oneway)[kept].reset_index(drop=True), back[kept]


def _nodes(
    frame: gpd.GeoDataFrame, line: NDArray[np.object_]
) -> tuple[NDArray[np.object_], IntArray, IntArray, FloatArray]:
    """Node names, first and last node of each piece, and where each node lies: where a piece first touches it."""
    named = pd.concat([frame["from_node"], frame["to_node"]])
    code, names = pd.factorize(named)
    ends = np.concatenate([shapely.get_point(line, 0), shapely.get_point(line, -1)])
    _, seen = np.unique(code, return_index=True)
    xy = shapely.get_coordinates(ends[seen])
    return np.asarray(names, dtype=object), code[: len(frame)].astype(np.int64), code[len(frame) :].astype(np.int64), xy


def _say_left_out(roads: list[str]) -> tuple[str, ...]:
    if not roads:
        return ()
    some = ", ".join(roads[:_NAMED]) + (f" and {len(roads) - _NAMED} more" if len(roads) > _NAMED else "")
    return (f"{len(roads)} pieces of road have no usable line and were left out: {some}",)
