"""What a synthetic world is: its tables, and the truth from which its incidents were drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from planner.core.errors import InputError
from planner.tables import AnyTable, check_table

CRS = "EPSG:32641"
"""UTM 41 N, in which the open Arabian Sea off the Makran coast lies."""
SEA = (64.2, 23.7, 65.0, 24.4)
"""West, south, east, north: open sea, farther than 80 km from any shore. All that is made up lies here."""

LAND, ROADS, SITES, STATIONS, PROCESS, DRAW, RECORDS, FACTS, GROUND = range(1, 10)
"""Streams of random numbers, one a stage."""


@dataclass(frozen=True, slots=True)
class World:
    """Tables of a synthetic world, in `crs`, and what is known of it because it was made.

    `truth` has one row a site: `site`; `rate_per_year`, the true incidents expected in a year, services, festivals
    and repeats included; `background_per_year`, the same without repeats; `recorded_per_year`, what reaches the
    table `incidents`; `patrol_per_year`, the part of it that only patrols found.
    `process` holds the parameters of the process by name. `canal` is None or lines in `crs`. `notes` are sentences
    about what could not be made as meant.
    """

    name: str
    seed: int
    crs: str
    frames: Mapping[AnyTable, pd.DataFrame]
    truth: pd.DataFrame
    process: Mapping[str, float]
    canal: BaseGeometry | None
    notes: tuple[str, ...] = ()


def centre() -> tuple[float, float]:
    """The middle of the sea box, in metres of the working reference system, rounded to whole kilometres."""
    to_metres = pyproj.Transformer.from_crs("EPSG:4326", CRS, always_xy=True)
    x, y = to_metres.transform((SEA[0] + SEA[2]) / 2, (SEA[1] + SEA[3]) / 2)
    return round(x, -3), round(y, -3)


def source(seed: int) -> str:
    """What stands in the column `source` of everything that is made up."""
    return f"synthetic, seed {seed}"


def stream(seed: int, stage: int) -> np.random.Generator:
    """Random numbers of one stage: a change in one stage leaves the others as they were."""
    if seed < 0:
        raise InputError(f"seed {seed} is negative", maybe=f"{-seed} was meant.")
    return np.random.default_rng([seed, stage])


def placed(table: AnyTable, columns: Mapping[str, object], geometry: object) -> pd.DataFrame:
    """The checked place table with these columns and geometries, in the working reference system."""
    frame = gpd.GeoDataFrame(dict(columns), geometry=gpd.GeoSeries(geometry, crs=CRS), crs=CRS)
    return check_table(table, frame)


def spots(x: object, y: object) -> object:
    """Points from two arrays in metres, to the centimetre."""
    return shapely.points(np.round(np.asarray(x, dtype=float), 2), np.round(np.asarray(y, dtype=float), 2))


def shares_to_counts(total: int, shares: Mapping[str, float]) -> dict[str, int]:
    """Whole numbers that sum to `total` and follow the shares (largest remainder, the first of equals wins)."""
    weights = np.array(list(shares.values()), dtype=float)
    exact = total * weights / weights.sum()
    counts = np.floor(exact).astype(int)
    order = np.argsort(-(exact - counts), kind="stable")
    counts[order[: total - int(counts.sum())]] += 1
    return dict(zip(shares, counts.tolist(), strict=True))
