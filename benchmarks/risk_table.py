"""Back-tests on real event sets: `python -m benchmarks.risk_table [FOLDER ...]`. Writes docs/backtest.md.

The sets beside the checkout are in `SETS`. A further FOLDER holds `NAME.csv` and `NAME_region.geojson` pairs; each is
tested with 12 windows of 28 days and the cells that the verb chooses.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import process_time
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from benchmarks.run import ROOT, commit, machine
from planner import flow
from planner.config import load_config

EVENTS = ROOT / ".." / "shared" / "data" / "events"
OUT = ROOT / "docs" / "backtest.md"
SEED = 7
_SIMPLER_M = 50.0


@dataclass(frozen=True)
class Set:
    """One event set, how it is asked, and what is to be said of it. `until` cuts what happened from that day on."""

    name: str
    incidents: Path
    region: Path
    origins: int = 12
    horizon_days: int = 28
    grid_m: float | None = None
    until: str | None = None
    areas: int | None = None
    """The places are so many made-up areas (Voronoi polygons of random points), not cells."""


SETS = (
    Set(
        "Attacks on refugees and their homes, Germany 2014-2017",
        EVENTS / "germany_attacks.csv",
        EVENTS / "germany_region.geojson",
        origins=22,
        grid_m=10_000,
        # the chronicle falls off in the autumn of 2017
        until="2017-09-08",
    ),
    Set(
        "Burglary, Portland 2012-2017",
        EVENTS / "portland_burglary.csv",
        EVENTS / "portland_region.geojson",
        origins=15,
        horizon_days=30,
        grid_m=182.88,
    ),
    Set(
        "Arson, Chicago 2016",
        EVENTS / "chicago_arson.csv",
        EVENTS / "chicago_region.geojson",
        origins=13,
        horizon_days=14,
        grid_m=500,
    ),
    Set(
        "Areas: the attacks in Germany in 400 areas",
        EVENTS / "germany_attacks.csv",
        EVENTS / "germany_region.geojson",
        origins=22,
        until="2017-09-08",
        areas=400,
    ),
    Set(
        "Areas: the burglaries in Portland in 100 areas",
        EVENTS / "portland_burglary.csv",
        EVENTS / "portland_region.geojson",
        origins=15,
        horizon_days=30,
        areas=100,
    ),
    Set(
        "Areas: the arson in Chicago in 30 areas",
        EVENTS / "chicago_arson.csv",
        EVENTS / "chicago_region.geojson",
        origins=13,
        horizon_days=14,
        areas=30,
    ),
)
COLUMNS = (
    ("information_gain", "gain", 3),
    ("hit_rate_1", "hit 1 %", 3),
    ("hit_rate_5", "hit 5 %", 3),
    ("hit_rate_10", "hit 10 %", 3),
    ("hit_rate_20", "hit 20 %", 3),
    ("pai_5", "PAI 5 %", 2),
    ("pei_5", "PEI 5 %", 3),
    ("log_score", "log score", 3),
    ("brier", "Brier", 5),
    ("calibration_slope", "slope", 2),
    ("calibration_error", "error", 3),
    ("crps", "CRPS", 5),
    ("coverage_90", "covered", 3),
    ("coverage_90_busy", "covered, busy", 3),
    ("coverage_90_blocks", "covered, blocks", 3),
    ("coverage_90_total", "covered, total", 3),
    ("seconds_per_forecast", "CPU s", 3),
)


def further_sets(folder: Path) -> list[Set]:
    """The pairs of a folder."""
    pairs = [(file, folder / f"{file.stem}_region.geojson") for file in sorted(folder.glob("*.csv"))]
    return [Set(file.stem, file, region) for file, region in pairs if region.exists()]


def measured(one: Set) -> tuple[dict[str, Any], float]:
    """The answer of the back-test, and the processor seconds of all of it."""
    with tempfile.TemporaryDirectory(prefix="hifazat-bench-") as name:
        incidents = one.incidents
        if one.until is not None:
            frame = pd.read_csv(incidents, dtype=str)
            incidents = Path(name) / incidents.name
            frame[frame["date"] < one.until].to_csv(incidents, index=False)
        areas = None
        if one.areas is not None:
            areas = Path(name) / "areas.geojson"
            made_areas(one.region, one.areas).to_file(areas, driver="GeoJSON")
        question = flow.Question(
            origins=one.origins,
            horizon_days=one.horizon_days,
            grid_m=one.grid_m,
            seed=SEED,
            incidents=incidents,
            region=one.region if areas is None else None,
            areas=areas,
            dates="iso",
        )
        started = process_time()
        document = flow.run_backtest(load_config(), question, tell=lambda text: None)
        return document, process_time() - started


def made_areas(region: Path, number: int) -> gpd.GeoDataFrame:
    """A region cut into areas: Voronoi polygons of seeded random points."""
    frame = gpd.read_file(region)
    crs = frame.estimate_utm_crs()
    whole = frame.to_crs(crs).union_all().simplify(_SIMPLER_M)
    rng = np.random.default_rng(SEED)
    left, low, right, top = whole.bounds
    points = rng.uniform((left, low), (right, top), (10 * number, 2))
    points = points[shapely.contains_xy(whole, points)][:number]
    cut = shapely.voronoi_polygons(shapely.multipoints(points), extend_to=whole)
    parts = shapely.intersection(shapely.get_parts(cut), whole)
    return gpd.GeoDataFrame({"name": [f"area {n}" for n in range(len(parts))]}, geometry=parts, crs=crs).to_crs(4326)


def section(one: Set, document: dict[str, Any], seconds: float) -> str:
    """The table of one set."""
    size = f"{document['cell_m']:g} m" if document["cell_m"] < 1000 else f"{document['cell_m'] / 1000:g} km"
    places = f"cells of {size}" if document["places"] == "cells" else "areas"
    gaps = ["gain less the best other's [95 %]", "hit 5 % less the best other's [95 %]"]
    head = ["model", *(label for _, label, _ in COLUMNS), *gaps]
    rows = []
    for model in document["models"]:
        cells = [_figure(model[key], digits) for key, _, digits in COLUMNS]
        name = f"**{model['model']}**" if model["ours"] else model["model"]
        gap, hits = (_interval(model[key]) for key in ("difference_to_best", "hit_rate_5_difference_to_best"))
        rows.append([name, *cells, gap, hits])
    lines = [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows)]
    said = (
        f"{document['folds']} windows of {document['horizon_days']} days from {document['from']} to {document['to']}, "
        f"{document['events']} incidents in them; {document['cells']:,} {places}; "
        f"{seconds:.1f} s of processor time for all models and all that is measured."
    )
    return "\n".join([f"## {one.name}", "", said, "", document["sentence"], "", *lines, ""])


def _figure(value: float | None, digits: int) -> str:
    return "-" if value is None else f"{round(value, digits) + 0.0:.{digits}f}"


def _interval(gap: dict[str, float | None]) -> str:
    if gap["mean"] is None:
        return "-"
    if gap["low"] is None or gap["high"] is None:
        return f"{gap['mean']:+.3f}"
    return f"{gap['mean']:+.3f} [{gap['low']:+.3f}, {gap['high']:+.3f}]"


def page(sections: list[str]) -> str:
    """The whole of docs/backtest.md."""
    return (
        "# Back-test\n\n"
        "Made by `python -m benchmarks.risk_table`, which asks what `hifazat backtest` asks. Every model forecasts "
        "each window from what lay before it, its own settings included; "
        "over cells all share one forecast of the total.\n\n"
        f"Machine: {machine()}. Commit {commit()}. {datetime.now(UTC).date().isoformat()}.\n\n"
        "- gain: log(share of the forecast / share of the area) where an incident fell, mean over incidents, nats.\n"
        "- hit: share of the incidents in the places with the highest rate that make up that share of the area. PAI is "
        "the hit rate over that share, PEI the hit rate over the best that was possible.\n"
        "- log score: log probability of the counts of all places, an incident. Brier: of at least one incident.\n"
        "- slope: Poisson regression of counts on the log of their forecast, ideal 1, below 1 too sharp. error: "
        "sum of |seen - expected| over ten bins of equal expected mass, as a share of what was seen.\n"
        "- covered: randomised PIT within the central 90 %, over all places; busy: places weigh by what was expected. "
        "Where nearly every place stays empty, nearly any forecast covers 90 %: read it with the slope and the error.\n"
        "- blocks: the same over 6 x 6 blocks of the region, those that by their share of the past should see at least "
        "one incident a window; total: of the whole window, one count each, so a coarse figure. A sum of places has "
        "the scatter of the total, shared by all, and on top that of each place by itself.\n"
        "- the last columns: paired difference in gain, and in hits at 5 %, to the best other model in each (for ours: "
        "the best that is not ours), whole windows drawn 2,000 times.\n\n" + "\n".join(sections)
    )


def main() -> None:
    """Measure the sets beside the checkout and those of the folders that are named, and write the page."""
    sets = [*SETS, *(one for name in sys.argv[1:] for one in further_sets(Path(name)))]
    sections = []
    for one in sets:
        if not one.incidents.exists():
            print(f"{one.name}: {one.incidents.name} is not beside this checkout, left out.", flush=True)
            continue
        sections.append(section(one, *measured(one)))
        print(sections[-1], flush=True)
    OUT.write_text(page(sections), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
