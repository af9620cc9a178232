"""From the click to first orders and to the proven answer: `python -m benchmarks.surge_speed`.

Writes docs/surge_speed.md. In the process and in the real browser, at three sizes of district, and after a closure
that was never seen before. Beside it, in the same run, what a plain dispatch tool does: SciPy's Dijkstra from each
alarm over the same roads, then station by station from the nearest until there are enough officers. Its milliseconds
are those of who is nearest alone: no form-up point, no cover held back, no ways, no words.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np

from benchmarks.emergencies import DEMO, LIMIT_S, MANY_ALARMS, SIZES, Size, World, asked, at, world
from benchmarks.figures import table
from benchmarks.run import ROOT, commit, machine
from benchmarks.surge_browser import Seen, watch
from benchmarks.worlds import DAY
from planner import flow
from planner.flow.closures import closed_roads
from planner.flow.kept import table as kept_table
from planner.network import RoadGraph
from planner.tables import RoadTable, StationTable

OUT = ROOT / "docs" / "surge_speed.md"
CLOSED = 30
"""A stroke is drawn that closes at least so many roads."""
STROKE = 0.001
"""Degrees by which a stroke is made longer until it closes enough."""
BESIDE = 0.004
"""Degrees between an alarm and the stroke."""


@dataclass(frozen=True)
class Took:
    """Milliseconds of one emergency: wall and processor, to first orders and to the proven answer; the plain tool's."""

    first: float
    first_cpu: float
    proven: float
    proven_cpu: float
    plain_cpu: float


@dataclass(frozen=True)
class Plain:
    """The plain tool: stations, how many officers each may send, roads by SciPy."""

    roads: RoadGraph
    stations: gpd.GeoSeries
    officers: np.ndarray

    def answer(self, alarms: Sequence[Any], wanted: int, closed: frozenset[str]) -> list[list[int]]:
        """For each alarm the stations that go, the nearest first."""
        points = gpd.GeoSeries.from_xy([one.longitude for one in alarms], [one.latitude for one in alarms], crs=4326)
        minutes = self.roads.minutes(points.to_crs(self.roads.crs), self.stations, closed=closed)
        left, found = self.officers.copy(), []
        for row in minutes:
            order = [int(k) for k in np.argsort(row, kind="stable") if np.isfinite(row[k]) and left[k] > 0]
            enough = int(np.searchsorted(np.cumsum(left[order]), wanted)) + 1
            left[order[:enough]] = 0
            found.append(order[:enough])
        return found


def plain(here: World) -> Plain:
    """The plain tool over the same roads, ready to answer."""
    stations = kept_table(here.store, StationTable)
    roads = RoadGraph.from_roads(kept_table(here.store, RoadTable), here.config.network, engine="scipy")
    each = max(1, here.size.on_duty // len(stations))
    made = Plain(roads, stations.geometry, np.full(len(stations), each))
    roads.minutes(stations.geometry.iloc[:1], stations.geometry)
    return made


def stroke(here: World, alarm: Any, east: float) -> tuple[list[tuple[float, float]], frozenset[str]]:
    """A line beside an alarm that closes at least `CLOSED` roads, and those roads."""
    half = STROKE
    while True:
        x = alarm.longitude + east
        line = [(x, alarm.latitude - half), (x, alarm.latitude + half)]
        closed = closed_roads(here.store, here.config, [line])
        if len(closed) >= CLOSED or half > 1:
            return line, closed
        half += STROKE


def took(here: World, other: Plain, alarms: Sequence[Any], rng: np.random.Generator, *, closing: bool) -> Took:
    """One emergency from the question to the proven answer, with a closure that is new when it is asked for."""
    zone = ZoneInfo(here.config.place.timezone)
    moment = datetime(DAY.year, DAY.month, DAY.day, int(rng.integers(0, 24)), tzinfo=zone)
    line, closed = stroke(here, alarms[0], BESIDE * rng.uniform(0.8, 1.2)) if closing else ([], frozenset[str]())
    marks: list[tuple[float, float]] = []

    def mark(_: object = None) -> None:
        marks.append((time.perf_counter(), time.process_time()))

    mark()
    flow.surge(
        here.store,
        here.config,
        alarms=alarms,
        at=moment,
        seconds=LIMIT_S,
        seed=7,
        closures=[line] if closing else [],
        on_first=mark,
    )
    mark()
    began = time.process_time()
    other.answer(alarms, here.size.on_duty // (2 * len(alarms)), closed)
    plain_ms = 1000 * (time.process_time() - began)
    (start, start_cpu), (first, first_cpu), (end, end_cpu) = marks
    return Took(
        1000 * (first - start),
        1000 * (first_cpu - start_cpu),
        1000 * (end - start),
        1000 * (end_cpu - start_cpu),
        plain_ms,
    )


def row(name: object, found: Sequence[Took]) -> list[object]:
    """Medians and 95th percentiles of some emergencies."""
    if not found:
        return [name, 0, *["-"] * 6]
    pairs = [
        f"{at(values, 0.5, 0)} / {at(values, 0.95, 0)}"
        for values in (
            [one.first for one in found],
            [one.first_cpu for one in found],
            [one.proven for one in found],
            [one.proven_cpu for one in found],
            [one.plain_cpu for one in found],
        )
    ]
    ratio = float(np.median([one.first_cpu / max(one.plain_cpu, 0.001) for one in found]))
    return [name, len(found), *pairs, f"{ratio:.1f}"]


HEAD = (
    "emergencies",
    "number",
    "first orders, ms",
    "processor, ms",
    "proven, ms",
    "processor, ms",
    "plain tool, processor ms",
    "first orders / plain tool",
)


def rows(here: World, count: int, seed: int) -> Iterator[list[object]]:
    """The rows of one size: the first answer after start, warm ones, warm ones with a new closure, twelve alarms."""
    rng = np.random.default_rng(seed)
    other = plain(here)
    yield row("the first after start", [took(here, other, asked(here, rng, 1), rng, closing=False)])
    numbers = [1 + k % here.size.alarms for k in range(count)]
    for closing, name in ((False, "warm"), (True, f"warm, {CLOSED} roads closed just now")):
        found = [took(here, other, asked(here, rng, number), rng, closing=closing) for number in numbers]
        yield row(f"{name}, 1 to {here.size.alarms} alarms", found)
    if here.size is SIZES[-1]:
        many = [asked(here, rng, MANY_ALARMS) for _ in range(max(2, count // 4))]
        yield row(f"warm, {MANY_ALARMS} alarms", [took(here, other, one, rng, closing=False) for one in many])


BROWSER_HEAD = ("stations", "alarm", "number", "first answer in text, ms", "proven answer, ms", "ways on the map, ms")


def browser_rows(size: Size, count: int) -> Iterator[list[object]]:
    """One size in the real browser: the first alarm after start told apart from the others."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        here = world(size, str(place / "speed.db"))
        config = place / "speed.toml"
        share = here.config.surge.on_duty_share
        config.write_text(f"[surge]\non_duty_share = {share}\non_call_share = {share}\n", encoding="utf-8")
        rng = np.random.default_rng(size.stations)
        alarms = [asked(here, rng, 1)[0] for _ in range(count + 1)]
        many = asked(here, rng, MANY_ALARMS) if size is SIZES[-1] else []
        here.store.close()
        seen = watch(place / "speed.db", config, alarms, many)
    yield browser_row(size, "the first after start", seen.alone[:1])
    yield browser_row(size, "warm", seen.alone[1:])
    if many:
        yield browser_row(size, f"warm, the last of {MANY_ALARMS}", seen.last)


def browser_row(size: Size, name: str, seen: Sequence[Seen]) -> list[object]:
    """Medians and 95th percentiles of some alarms."""
    pairs = [
        f"{at(values, 0.5, 0)} / {at(values, 0.95, 0)}"
        for values in ([one.first for one in seen], [one.proven for one in seen], [one.ways for one in seen])
    ]
    return [size.stations, name, len(seen), *pairs]


def main() -> None:
    """The page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20, help="emergencies of each kind (%(default)s)")
    parser.add_argument("--quick", action="store_true", help="few emergencies, print only")
    parser.add_argument("--only", choices=("process", "browser"), help="one half, print only")
    parser.add_argument("--stations", type=int, choices=[s.stations for s in SIZES], help="one size, print only")
    options = parser.parse_args()
    count = 4 if options.quick else options.count
    sizes = [size for size in SIZES if options.stations in (None, size.stations)]
    parts = [
        "# Speed of an emergency",
        "",
        f"`python -m benchmarks.surge_speed`, commit {commit()}, {machine()}. Pairs are the median and the 95th "
        "percentile, in milliseconds of wall time; those of the processor are this process's own. "
        f"Limit of a proven answer: {LIMIT_S:.0f} s of search. {__doc__.split('before. ')[1].strip()}".replace(
            "\n", " "
        ),
    ]
    if options.only != "browser":
        for size in sizes:
            here = world(size)
            made = table(list(rows(here, count, size.stations)), *HEAD)
            mark = " (the demo district)" if size is DEMO else ""
            parts += ["", f"## In the process: {size.stations} stations, {size.on_duty:,} on duty{mark}", "", made]
            print(made, flush=True)
    if options.only != "process":
        made = table([row for size in sizes for row in browser_rows(size, count)], *BROWSER_HEAD)
        parts += [
            "",
            "## In the browser",
            "",
            "Headless Chromium on the same machine as the server: from Enter behind a typed alarm to the headline that "
            'can be read, to the proven answer with its button "Give these orders", to the ways on the map.',
            "",
            made,
        ]
    page = "\n".join([*parts, ""])
    if not (options.quick or options.only or options.stations):
        OUT.write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()
