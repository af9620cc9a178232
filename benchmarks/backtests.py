"""Back-tests of made-up incidents on a region of Germany's size at 1 km, and on 12,000 cells: seconds of each model."""

from __future__ import annotations

from dataclasses import dataclass
from time import process_time
from typing import Any

import numpy as np
import shapely
import shapely.affinity
from shapely.geometry.base import BaseGeometry

from benchmarks.registry import Case
from planner.config import load_config
from planner.flow.backtest import make_models
from planner.risk.backtest import backtest
from planner.risk.events import Events
from planner.risk.raster import Raster

ORIGINS, HORIZON_DAYS, CELL_M = 12, 28, 1000.0
LAND_M2 = 357_000e6
"""The area of Germany."""
TALL = 1.35
"""How many times as long from north to south as from east to west."""
YEARS_DAYS = 1461
START_DAY = 16_000.0
TOWNS = 500
TOWN_M = 3000.0
REPEATED_SHARE = 0.25
REPEAT_DAYS, REPEAT_M = 14.0, 800.0


@dataclass(frozen=True)
class World:
    """A region and incidents in it."""

    region: BaseGeometry
    events: Events


def made(region: BaseGeometry, incidents: int, seed: int = 11) -> World:
    """Incidents in towns of very different size, a quarter of them near and soon after another."""
    rng = np.random.default_rng(seed)
    left, low, right, top = region.bounds
    towns = rng.uniform((left, low), (right, top), (4 * TOWNS, 2))
    towns = towns[shapely.contains_xy(region, towns)][:TOWNS]
    size = rng.pareto(1.1, len(towns)) + 0.1
    xy = towns[rng.choice(len(towns), incidents, p=size / size.sum())] + rng.normal(0, TOWN_M, (incidents, 2))
    day = rng.uniform(0, YEARS_DAYS, incidents)
    again = rng.random(incidents) < REPEATED_SHARE
    first = rng.integers(0, incidents, incidents)
    xy[again] = xy[first[again]] + rng.normal(0, REPEAT_M, (int(again.sum()), 2))
    day[again] = np.minimum(day[first[again]] + rng.exponential(REPEAT_DAYS, int(again.sum())), YEARS_DAYS - 1)
    order = np.argsort(day, kind="stable")
    none = np.zeros(incidents)
    events = Events(
        np.arange(incidents).astype(object), START_DAY + np.floor(day[order]), none, xy[order], none, none + 1
    )
    return World(region, events)


def large() -> World:
    """6,000 incidents in a region as large as Germany."""
    across = np.sqrt(LAND_M2 / (np.pi * TALL))
    ellipse = shapely.affinity.scale(shapely.Point(0, 0).buffer(1.0, quad_segs=64), across, TALL * across)
    return made(ellipse, 6000)


def small() -> World:
    """5,000 incidents in a rectangle of 12,000 square kilometres."""
    return made(shapely.box(0, 0, 120_000, 100_000), 5000)


def tested(world: World) -> dict[str, Any]:
    """The document of the whole back-test, the cutting of the region into cells included, with the seconds of all."""
    started = process_time()
    config = load_config()
    ground = Raster.over(world.region, CELL_M)
    document = backtest(
        world.events,
        ground,
        make_models(config, ground),
        config.backtest,
        origins=ORIGINS,
        horizon_days=HORIZON_DAYS,
        seed=7,
    )
    return {**document, "cpu": process_time() - started}


def said(document: dict[str, Any]) -> str:
    """Processor seconds: of all, and a forecast of each model."""
    each = ", ".join(f"{model['model']} {model['seconds_per_forecast']:.3f}" for model in document["models"])
    return f"{document['cells']:,} cells; CPU {document['cpu']:.1f} s in all; CPU s a forecast: {each}"


CASES = [
    Case(
        "back-test, land at 1 km",
        f"{ORIGINS} origins, 6,000 incidents, 1 km over a region of Germany's size",
        large,
        tested,
        note=said,
        rounds=1,
    ),
    Case("back-test", f"{ORIGINS} origins, 12,000 cells", small, tested, note=said, rounds=1),
]
