"""Our forecasts beside those of predspot, measured alike: `python -m benchmarks.peers`. Writes docs/peers.md.

predspot gets a virtual environment of its own (`--folder`, default in the user's cache) and runs in a child process
(`benchmarks/peer_predspot.py`). Where it cannot be installed the page says so and holds the rest.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import venv
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from time import process_time
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from benchmarks.risk_table import EVENTS
from benchmarks.run import ROOT, commit, machine
from planner.config import load_config
from planner.flow.backtest import hull
from planner.risk.backtest import make_baselines
from planner.risk.backtest.folds import Fold, midnight
from planner.risk.backtest.measures import Tally
from planner.risk.events import Events
from planner.risk.forecast import Forecast
from planner.risk.ours import OurForecaster
from planner.risk.raster import Raster
from planner.risk.totals import Totals

OUT = ROOT / "docs" / "peers.md"
PEER = "predspot==1.0.0"
SEED = 7
UNIFORM_SHARE = 0.1
DEGREES = "EPSG:4326"


@dataclass(frozen=True)
class Set:
    """Incidents, how large the cells are, and which calendar months are forecast: predspot knows whole months."""

    name: str
    incidents: Path
    region: Path | None
    cell_m: float
    first: str
    months: int
    state: str | None = None


SETS = (
    Set(
        "Arson, Chicago 2016",
        EVENTS / "chicago_arson.csv",
        EVENTS / "chicago_region.geojson",
        cell_m=500,
        first="2016-07-01",
        months=6,
    ),
    Set(
        "Attacks on refugees and their homes, Saxony 2014-2017",
        EVENTS / "germany_attacks.csv",
        None,
        cell_m=5_000,
        first="2016-01-01",
        months=6,
        state="Sachsen",
    ),
)
QUOTED = """\
| figures of open_cp (quoted) | hit 1/5/10/20 % | gain | CPU s |
| --- | --- | --- | --- |
| Germany 10 km, first 12 windows: count | .234/.430/.541/.680 | .999 | .00 |
| same: retrospective hotspot | .204/.377/.492/.630 | .803 | .12 |
| same: prospective hotspot | .126/.240/.340/.482 | .330 | .26 |
| same: KDE | .191/.353/.474/.618 | .744 | 6.9 |
| same: SEPP (seppexp) | .209/.396/.541/.687 | .911 | 6.3 |
| Portland 600 ft, 15 windows: count | .069/.227/.357/.547 | .379 | .01 |
| same: retrospective hotspot | .063/.211/.360/.578 | .655 | .55 |
| same: prospective hotspot, tuned | .044/.176/.297/.522 | .515 | 1.23 |
| same: prospective hotspot, default | .032/.151/.271/.472 | .337 | 1.28 |
| Portland, 4 windows: KDE | .071/.204/.369/.553 | .652 | 33.5 |
| Portland: SEPP (seppexp, time of day made up) | .071/.228/.356/.547 | .379 | 8.5 |
| Portland, 2 windows: SEPP 2011 | .069/.215/.331/.531 | .521 | 55 |
"""


@dataclass
class Row:
    """One model of the table."""

    name: str
    ours: bool = False
    tally: Tally = field(default_factory=Tally)
    seconds: float = 0.0
    asked: int = 0
    errors: list[str] = field(default_factory=list)


def prepared(one: Set) -> tuple[pd.DataFrame, gpd.GeoDataFrame, Raster, Events]:
    """The incidents as rows and as events, the region and its cells, in metres."""
    frame = pd.read_csv(one.incidents)
    frame = frame if one.state is None else frame[frame["state"] == one.state]
    frame = frame.sort_values("date", kind="stable").reset_index(drop=True)
    points = gpd.GeoSeries.from_xy(frame["longitude"], frame["latitude"], crs=DEGREES)
    crs = points.estimate_utm_crs()
    xy = shapely.get_coordinates(points.to_crs(crs).to_numpy())
    if one.region is None:
        region = gpd.GeoSeries([hull(xy, load_config())], crs=crs)
    else:
        region = gpd.GeoSeries([gpd.read_file(one.region).to_crs(crs).union_all()], crs=crs)
    ground = Raster.over(region.iloc[0], one.cell_m)
    day = np.array([midnight(date.fromisoformat(str(text)[:10]), UTC) for text in frame["date"]])
    none = np.zeros(len(frame))
    events = Events(np.arange(len(frame)).astype(object), day, none, xy, none, none + 1)
    inside = ground.locate(xy) >= 0
    return frame[inside], gpd.GeoDataFrame(geometry=region), ground, events.take(inside)


def months(one: Set) -> list[Fold]:
    """The windows: calendar months."""
    edges = pd.date_range(one.first, periods=one.months + 1, freq="MS").date
    return [Fold(a, b, midnight(a, UTC), midnight(b, UTC)) for a, b in pairwise(edges)]


def cells_of(ground: Raster, crs: Any) -> gpd.GeoDataFrame:
    """The cells as squares in degrees, with the middle of each, as predspot wants a grid."""
    left, low = (
        start + step * ground.cell_m for start, step in zip(ground.origin, (ground.columns, ground.rows), strict=True)
    )
    squares = gpd.GeoSeries(shapely.box(left, low, left + ground.cell_m, low + ground.cell_m), crs=crs)
    middles = squares.centroid.to_crs(DEGREES)
    return gpd.GeoDataFrame({"lon": middles.x, "lat": middles.y}, geometry=squares.to_crs(DEGREES), crs=DEGREES)


def python_of(folder: Path, peer: str = PEER) -> Path:
    """The Python of a virtual environment with a peer, made when there is none; RuntimeError with pip's words."""
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        print(f"making an environment with {peer} in {folder}", flush=True)
        venv.create(folder, with_pip=True)
    done = subprocess.run(  # the Python of the environment that was made here
        [python, "-m", "pip", "install", "--quiet", peer], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError("\n".join(done.stderr.strip().splitlines()[-3:]))
    return python


def ask_peer(
    python: Path, mapping: str, frame: pd.DataFrame, region: gpd.GeoDataFrame, ground: Raster, folds: list[Fold]
) -> list[dict[str, Any]]:
    """What predspot answers for each month, by its script in a child process."""
    with tempfile.TemporaryDirectory(prefix="hifazat-peer-") as name:
        folder = Path(name)
        frame[["date", "longitude", "latitude"]].to_csv(folder / "incidents.csv", index=False)
        cells_of(ground, region.crs).to_file(folder / "cells.geojson", driver="GeoJSON")
        region.to_crs(DEGREES).to_file(folder / "region.geojson", driver="GeoJSON")
        job = {
            "incidents": str(folder / "incidents.csv"),
            "cells": str(folder / "cells.geojson"),
            "region": str(folder / "region.geojson"),
            "mapping": mapping,
            "months": [fold.first.isoformat() for fold in folds],
            "seed": SEED,
        }
        (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
        script = ROOT / "benchmarks" / "peer_predspot.py"
        subprocess.run(  # our own script, in the environment that was made here
            [python, script, folder / "job.json", folder / "answer.json"], check=True
        )
        return list(json.loads((folder / "answer.json").read_text(encoding="utf-8")))


def compared(one: Set, python: Path | None) -> str:
    """The section of one set."""
    frame, region, ground, events = prepared(one)
    folds = months(one)
    config = load_config()
    rows = []
    for model in (OurForecaster(config.risk), *make_baselines(config.backtest)):
        row = Row(model.name, model.is_ours)
        for fold in folds:
            past, count = _split(fold, events, ground)
            started = process_time()
            forecast = model.forecast(past, ground, day=fold.start, horizon_days=fold.days)
            _add(row, forecast, ground, count, process_time() - started)
        rows.append(row)
    for mapping in ("KDE", "QuadratCount") if python else ():
        rows += _peer_rows(mapping, ask_peer(python, mapping, frame, region, ground, folds), folds, events, ground)
    return _section(one, rows, ground, folds)


def _peer_rows(
    mapping: str, answers: list[dict[str, Any]], folds: list[Fold], events: Events, ground: Raster
) -> list[Row]:
    name = f"predspot, {mapping}" + (" (its default)" if mapping == "KDE" else "")
    plain, mixed = Row(name), Row(f"{name}, {UNIFORM_SHARE:.0%} uniform mixed in")
    for fold, answer in zip(folds, answers, strict=True):
        if "error" in answer:
            plain.asked += 1
            plain.errors.append(f"{fold.first:%Y-%m}: {answer['error']}")
            continue
        past, count = _split(fold, events, ground)
        mean, shape = Totals().forecast(past, fold.start, fold.days)
        values = np.clip(np.array(answer["values"], dtype=float), 0, None)
        share = values / values.sum() if values.sum() > 0 else ground.exposure
        for row, said in ((plain, share), (mixed, (1 - UNIFORM_SHARE) * share + UNIFORM_SHARE * ground.exposure)):
            _add(row, Forecast(mean * said, shape), ground, count, answer["seconds"])
    return [plain, mixed] if plain.tally.windows else [plain]


def _split(fold: Fold, events: Events, ground: Raster) -> tuple[Events, np.ndarray]:
    past, test = fold.split(events)
    return past, np.bincount(ground.locate(test.xy), minlength=ground.size).astype(float)


def _add(row: Row, forecast: Forecast, ground: Raster, count: np.ndarray, seconds: float) -> None:
    row.tally.add(forecast, ground.exposure, count, seconds)
    row.seconds += seconds
    row.asked += 1


def _section(one: Set, rows: list[Row], ground: Raster, folds: list[Fold]) -> str:
    ours_s = next(row.seconds / row.asked for row in rows if row.ours)
    head = ["model", "windows", "incidents", "hit 1 %", "hit 5 %", "hit 20 %", "gain", "CPU s a forecast", "times ours"]
    lines = []
    for row in rows:
        answer = row.tally.answer()
        figures = [_figure(answer[key]) for key in ("hit_rate_1", "hit_rate_5", "hit_rate_20", "information_gain")]
        seconds = row.seconds / row.asked if row.tally.windows else float("nan")
        lines.append(
            [
                f"**{row.name}**" if row.ours else row.name,
                f"{row.tally.windows} of {row.asked}",
                f"{row.tally.events:.0f}",
                *figures,
                _figure(seconds),
                _times(seconds / ours_s),
            ]
        )
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *lines))
    errors = "\n".join(f"- {row.name}, {said}" for row in rows for said in _gathered(row.errors))
    said = f"What it raised, word for word:\n\n{errors}\n\n" if errors else ""
    span = f"{len(folds)} calendar months from {folds[0].first}, {ground.size:,} cells of {one.cell_m:g} m"
    print(f"{one.name}\n{table}\n{said}", flush=True)
    return f"## {one.name}\n\n{span}.\n\n{table}\n\n{said}"


def _times(ratio: float) -> str:
    if not np.isfinite(ratio):
        return "-"
    return f"{ratio:.2g}" if ratio < 100 else f"{ratio:,.0f}"


def _gathered(errors: list[str]) -> list[str]:
    """Errors of several months that read alike, in one line."""
    by_text: dict[str, list[str]] = {}
    for one in errors:
        month, text = one.split(": ", 1)
        by_text.setdefault(text, []).append(month)
    return [f"{', '.join(months)}: {text}" for text, months in by_text.items()]


def _figure(value: float) -> str:
    return f"{value:.3f}" if np.isfinite(value) else "-"


def page(sections: list[str], trouble: str) -> str:
    """The whole of docs/peers.md."""
    return (
        "# Peers\n\n"
        "Made by `python -m benchmarks.peers`: predspot 1.0.0 (BSD-3) from PyPI in an environment of its own, with its "
        "own default pipeline (KDE by month, seasonal, trend and difference lags, feature selection, random forest; "
        "`build_default_pipeline`), and with its other documented mapping (`QuadratCount`).\n\n"
        f"Machine: {machine()}. Commit {commit()}. {datetime.now(UTC).date().isoformat()}.\n\n"
        "How they are made alike: predspot knows months, weeks and days, so every window here is a calendar month (its "
        "default) and all models forecast the same months from the same past. Our cells are handed to it as its grid "
        "(`grid` may be any frame of geometry, lon and lat): KDE is read at their middles, counts are counted in them; "
        "nothing is mapped back. Its values are scaled to sum to one; hit rate and gain ask for no more. It also gets "
        f"a row with {UNIFORM_SHARE:.0%} uniform mixed in: where it gave a cell with an incident no chance at all its "
        "gain is minus infinity, written as -. Seconds are processor time in its own process, fitting included, "
        "as ours include learning. Windows that it could not answer are left out of its row, so read the numbers of "
        "windows and incidents beside it.\n\n"
        + (f"predspot could not be run here:\n\n```\n{trouble}\n```\n\n" if trouble else "")
        + "\n".join(sections)
        + "## PredictCode (open_cp), quoted, not run\n\n"
        "open_cp (last commit 2018) needs numpy 1.23.5: with numpy 2.4 93 of its tests fail. It was not run for this "
        "page; these figures are quoted from the project's notes on risk models (section 3), measured on the same "
        "event sets with cells and windows nearly those of `docs/backtest.md`, on another machine. Its uniform mix was "
        "chosen on the test windows, in its favour.\n\n" + QUOTED
    )


def main() -> None:
    """Measure the sets that are beside the checkout and write the page."""
    ask = argparse.ArgumentParser(description=__doc__)
    cache = Path.home() / ".cache" / "hifazat" / f"predspot-1.0.0-py{sys.version_info[0]}{sys.version_info[1]}"
    ask.add_argument("--folder", type=Path, default=cache, help="where predspot's environment is, or is made")
    given = ask.parse_args()
    python, trouble = None, ""
    try:
        python = python_of(given.folder)
    except (RuntimeError, OSError, subprocess.CalledProcessError) as error:
        trouble = str(error)
        print(f"predspot cannot be installed, going on without it: {trouble}", flush=True)
    sections = []
    for one in SETS:
        if not one.incidents.exists():
            print(f"{one.name}: {one.incidents.name} is not beside this checkout, left out.", flush=True)
            continue
        sections.append(compared(one, python))
    OUT.write_text(page(sections, trouble), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
