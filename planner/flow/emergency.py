"""The emergency: alarms in, an answer at once, the proven answer after it, orders out."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
from shapely.geometry import Point

from planner.config import Config
from planner.core.errors import InputError
from planner.core.estimate import Estimate
from planner.core.surge import Alarm, Surge
from planner.core.time import now
from planner.flow.assess import graph, high_risk_sites
from planner.flow.stores import DEGREES, provenance
from planner.network import RoadGraph
from planner.report import surge_orders, write_orders
from planner.store import Store
from planner.surge import Answer, SurgeProblem, answer_document, build, dispatch, nearest
from planner.tables import OfficerTable, SiteTable, StationTable, VehicleTable

AlarmText = tuple[float, float, str]
"""Longitude, latitude (degrees) and the crowd as `LOW-HIGH`, `LOW-BEST-HIGH` or one number."""


def read_alarms(alarms: Sequence[AlarmText], at: datetime, crs: str) -> Surge:
    """Alarms as a person gives them, as a Surge; InputError names the alarm and the value that is wrong."""
    made = []
    for number, (longitude, latitude, crowd) in enumerate(alarms, start=1):
        name = f"A{number}"
        if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
            raise InputError(
                f"alarm {name}: {longitude}, {latitude} is no place in degrees",
                maybe="longitude comes first, then latitude.",
            )
        place = gpd.GeoSeries([Point(longitude, latitude)], crs=DEGREES).to_crs(crs).iloc[0]
        try:
            size = Estimate.parse(crowd)
            made.append(Alarm(name, longitude, latitude, place.x, place.y, size, at))
        except ValueError as fault:
            raise InputError(f"alarm {name}: crowd {crowd!r}: {fault}", maybe="write it as 300-600.") from fault
    return Surge(tuple(made), at)


def surge(
    store: Store,
    config: Config,
    *,
    alarms: Sequence[AlarmText],
    at: datetime | None = None,
    seconds: float,
    seed: int,
    out: Path | None = None,
    language: str = "en",
    on_first: Callable[[dict[str, Any]], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> dict[str, Any]:
    """Who goes from where, when the force is adequate, what is left open. `on_first` gets nearest-first at once.

    Raises InputError when the store has no roads, stations or roll.
    """
    stations = store.read(StationTable)
    officers = store.read(OfficerTable)
    if stations.empty:
        raise InputError("no stations are loaded", maybe="run `hifazat import stations FILE` or `import osm FILE`.")
    if officers.empty:
        raise InputError(
            "there are no officers on the roll", maybe="run `hifazat import officers FILE` or `hifazat staff`."
        )
    moment = at or now()
    roads = graph(store, config)
    emergency = read_alarms(alarms, moment, store.crs or DEGREES)
    problem = _problem(store, config, emergency, roads)
    if on_first is not None:
        on_first(_document(store, problem, nearest(problem), roads))
    answer = dispatch(problem, seconds=seconds, seed=seed, cancel=cancel)
    document = _document(store, problem, answer, roads)
    document["inputs"] = dict(provenance(store, config, seed=seed).inputs)
    document["seed"] = seed
    document["is_synthetic"] = bool(officers["is_synthetic"].any())
    if out is not None:
        write_surge(store, config, document, out, language=language)
    return document
