"""A drawn closure of 30 roads at 300,000 junctions: to new minutes, to new orders; SciPy beside it in the same run.

`python -m benchmarks.closures` writes docs/closures.md. The networks: copies of the demo district's roads joined by
trunk roads; central Karachi when the data of the project lie beside the checkout; and with `grid` a crooked grid, which
is harder than any real network for contraction hierarchies and takes minutes to prepare. Each closure is a stroke that
crosses about 30 roads between an alarm and its surroundings; the answer is compared with SciPy's, minute by minute.
CPU-milliseconds of this process.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import LineString, Point

from benchmarks.run import commit, machine
from benchmarks.worlds import district
from planner.config import load_config
from planner.network import RoadGraph
from planner.network.closures import roads_closed_by
from planner.surge import SurgeProblem, dispatch
from planner.tables import RoadTable
from tests.network import real
from tests.surge.worlds import district as emergency

ROOT = Path(__file__).resolve().parents[1]
KARACHI = ROOT.parent / "shared" / "data" / "osm" / "karachi.graphml"
STATIONS, OFFICERS = 44, 500
ROUNDS = 12
CLOSED = 30
COPIES, WIDE, GAP_M = 14, 4, 5_000
GRID = 550


@dataclass(frozen=True)
class Times:
    """CPU-milliseconds of one closure, and whether all minutes equal SciPy's."""

    closed: int
    drawn: float
    minutes: float
    plan: float
    scipy: float
    is_equal: bool


def mosaic() -> gpd.GeoDataFrame:
    """The demo district's roads side by side, their middles joined by trunk roads: 305,000 junctions."""
    roads = district().read(RoadTable)
    west, south, east, north = roads.total_bounds
    first = shapely.get_coordinates(shapely.get_point(roads.geometry.to_numpy(), 0))
    hub = int(np.hypot(*(first - [(west + east) / 2, (south + north) / 2]).T).argmin())
    parts, middle = [], []
    for copy in range(COPIES):
        move = np.array([copy % WIDE * (east - west + GAP_M), copy // WIDE * (north - south + GAP_M)])
        lines = shapely.transform(roads.geometry.to_numpy(), lambda xy, move=move: xy + move)
        names = {column: f"{copy}/" + roads[column] for column in ("road", "from_node", "to_node")}
        parts.append(roads.assign(**names).set_geometry(gpd.GeoSeries(lines, crs=roads.crs)))
        middle.append((parts[-1]["from_node"].iloc[hub], first[hub] + move))
    joins = [(a, a + 1) for a in range(COPIES - 1) if (a + 1) % WIDE] + [(a, a + WIDE) for a in range(COPIES - WIDE)]
    lines = [LineString([middle[a][1], middle[b][1]]) for a, b in joins]
    links = _rows(lines, [middle[a][0] for a, _ in joins], [middle[b][0] for _, b in joins], "trunk", "link", roads.crs)
    return gpd.GeoDataFrame(pd.concat([*parts, links], ignore_index=True), crs=roads.crs)


def grid() -> gpd.GeoDataFrame:
    """A crooked grid of 302,500 junctions: one piece in twelve missing, one in ten one-way, each tenth street wider."""
    rng = np.random.default_rng(1)
    x, y = np.meshgrid(np.arange(GRID), np.arange(GRID))
    xy = np.column_stack([x.ravel(), y.ravel()]) * 100.0 + rng.uniform(-25, 25, (GRID * GRID, 2))
    number = np.arange(GRID * GRID).reshape(GRID, GRID)
    tail = np.concatenate([number[:, :-1].ravel(), number[:-1].ravel()])
    head = np.concatenate([number[:, 1:].ravel(), number[1:].ravel()])
    kept = rng.random(len(tail)) > 1 / 12
    tail, head = tail[kept], head[kept]
    is_wide = ((tail // GRID == head // GRID) & (tail // GRID % 10 == 0)) | (
        (tail % GRID == head % GRID) & (tail % GRID % 10 == 0)
    )
    lines = shapely.linestrings(np.stack([xy[tail], xy[head]], axis=1))
    ends = ([f"n{k}" for k in tail.tolist()], [f"n{k}" for k in head.tolist()])
    frame = _rows(list(lines), *ends, "residential", "r", "EPSG:32642")
    return frame.assign(road_class=np.where(is_wide, "primary", "residential"), is_oneway=rng.random(len(tail)) < 0.1)


def _rows(
    lines: list[LineString], first: list[str], last: list[str], kind: str, name: str, crs: object
) -> gpd.GeoDataFrame:
    facts = {
        "road": [f"{name}{k}" for k in range(len(lines))],
        "from_node": first,
        "to_node": last,
        "road_class": kind,
        "name_en": "",
        "name_ur": "",
        "length_m": shapely.length(lines),
        "speed_kmh": 0.0,
        "is_oneway": False,
        "is_bridge": False,
        "source": "synthetic",
    }
    return gpd.GeoDataFrame(pd.DataFrame(facts), geometry=lines, crs=crs)


def stroke(roads: gpd.GeoDataFrame, middle: Point, turn: float) -> LineString:
    """A straight stroke that begins 200 m from a place and crosses about 30 roads (or as many as there are)."""
    begin = np.array([middle.x + 200 * np.cos(turn), middle.y + 200 * np.sin(turn)])
    way = np.array([-np.sin(turn), np.cos(turn)])
    low, high = 10.0, 60_000.0
    while high - low > 20:
        half = (low + high) / 2
        line = LineString([begin - way * half / 2, begin + way * half / 2])
        low, high = (half, high) if len(roads.sindex.query(line, predicate="intersects")) < CLOSED else (low, half)
    return LineString([begin - way * high / 2, begin + way * high / 2])


def cpu(work: Callable[[], object]) -> tuple[float, object]:
    """CPU-milliseconds of some work, and what it gives."""
    began = time.process_time()
    given = work()
    return (time.process_time() - began) * 1000, given


def measured(roads: gpd.GeoDataFrame) -> Iterator[Times]:
    """One round after another: another alarm, another stroke, nothing remembered."""
    config = load_config()
    fast = RoadGraph.from_roads(roads, config.network)
    exact = RoadGraph.from_roads(roads, config.network, engine="scipy")
    rng = np.random.default_rng(11)
    ends = shapely.get_point(roads.geometry.to_numpy(), 0)
    problem = emergency(STATIONS, OFFICERS, 1, 7)
    for k in range(-1, ROUNDS):  # the first round warms up: indices are made once
        alarm = ends[rng.integers(len(ends))]
        away = shapely.distance(ends, alarm)
        near = np.flatnonzero(away < max(20_000.0, float(np.partition(away, STATIONS)[STATIONS])))
        stations = gpd.GeoSeries(ends[rng.choice(near, STATIONS, replace=False)], crs=roads.crs)
        place = gpd.GeoSeries([alarm], crs=roads.crs)
        shape = stroke(roads, alarm, float(rng.uniform(0, 2 * np.pi)))
        drawn_ms, closed = cpu(lambda shape=shape: roads_closed_by(roads, shape, config.surge.closure_m))
        ask = {"origins": stations, "destinations": place, "closed": closed}
        ours_ms, ours = cpu(lambda ask=ask: fast.minutes(**ask))
        plan_ms, _ = cpu(lambda ours=ours: dispatch(moved(problem, ours[:, 0]), seconds=5, seed=7))
        scipy_ms, theirs = cpu(lambda ask=ask: exact.minutes(**ask))
        if k >= 0:
            yield Times(len(closed), drawn_ms, ours_ms, plan_ms, scipy_ms, bool(np.array_equal(ours, theirs)))


def moved(problem: SurgeProblem, minutes: np.ndarray) -> SurgeProblem:
    """The same people at stations that take other minutes to the alarm."""
    drive = [None if not np.isfinite(m) else int(np.ceil(m * 10 - 1e-6)) for m in minutes.tolist()]
    return replace(problem, origins=tuple(replace(o, drive=(d,)) for o, d in zip(problem.origins, drive, strict=True)))


def row(name: str, roads: gpd.GeoDataFrame) -> str:
    """The line of a network in the table."""
    times = list(measured(roads))
    junctions = len(set(roads["from_node"]) | set(roads["to_node"]))
    whole = [t.drawn + t.minutes + t.plan for t in times]
    cells = [statistics.median(getattr(t, part) for t in times) for part in ("drawn", "minutes", "plan")]
    theirs = statistics.median(t.scipy for t in times)
    equal = sum(t.is_equal for t in times)
    return (
        f"| {name} | {junctions:,} | {statistics.median(t.closed for t in times):.0f} | {cells[0]:.1f} | {cells[1]:.1f}"
        f" | {cells[2]:.1f} | **{statistics.median(whole):.0f}** ({max(whole):.0f}) | {theirs:.0f} |"
        f" {theirs / cells[1]:.1f} x | {equal} of {len(times)} |"
    )


def main() -> None:
    """Measure, print, write the page."""
    named: list[tuple[str, Callable[[], gpd.GeoDataFrame]]] = [("mosaic of demo districts", mosaic)]
    if "grid" in sys.argv[1:]:
        named.append(("crooked grid", grid))
    if KARACHI.exists():
        named.append(("central Karachi", lambda: real.karachi(KARACHI)))
    else:
        print("central Karachi is left out: shared/data/osm is not beside this checkout")
    rows = []
    for name, make in named:
        rows.append(row(name, make()))
        print(rows[-1], flush=True)
    text = f"""# Closures: from a drawn line to new orders

`python -m benchmarks.closures`, {machine()}, commit {commit()}. CPU-milliseconds, median of {ROUNDS} closures (in
brackets the largest): a stroke across about {CLOSED} roads beside an alarm is drawn, the minutes of {STATIONS} stations
to the alarm are asked with those roads closed, and the plan of {OFFICERS} officers for that alarm is made anew and
proven. Each closure is new, nothing of it is remembered. SciPy answers the same question with the same closure beside
it (its arcs stay sorted, as ours do); "equal" counts the rounds in which all its minutes are ours. The aim: 100 ms.

| Roads | Junctions | Closed | Draw | Minutes | Plan | All | SciPy, minutes | Ratio | Equal |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
"""
    page = text + "\n".join(rows) + "\n"
    (ROOT / "docs" / "closures.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
