"""The emergency: alarms in, an answer at once, the proven answer after it, orders out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import shapely
from pyproj import Transformer
from shapely.geometry import Point

from planner.config import Config
from planner.core.errors import InputError
from planner.core.estimate import Estimate
from planner.core.surge import Alarm, Surge
from planner.core.time import now
from planner.flow.assess import graph, high_risk_sites
from planner.flow.files import write_documents
from planner.flow.kept import hashes, kept, table
from planner.flow.stores import DEGREES, extent, provenance
from planner.network import RoadGraph
from planner.report import surge_orders
from planner.store import Store
from planner.surge import Answer, FormUp, SurgeProblem, answer_document, build, dispatch, form_up_point, nearest
from planner.tables import AreaTable, OfficerTable, RoadTable, SiteTable, StationTable, VehicleTable

AlarmText = tuple[float, float, str]
"""Longitude, latitude (degrees) and the crowd as `LOW-HIGH`, `LOW-BEST-HIGH` or one number."""


@dataclass(frozen=True, slots=True)
class Emergency:
    """A surge problem and the ground on which it happens."""

    problem: SurgeProblem
    roads: RoadGraph
    stations: gpd.GeoDataFrame
    crs: str


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
            made.append(Alarm(name, longitude, latitude, place.x, place.y, Estimate.parse(crowd), at))
        except ValueError as fault:
            raise InputError(f"alarm {name}: crowd {crowd!r}: {fault}", maybe="write it as 300-600.") from fault
    return Surge(tuple(made), at)


def face(store: Store, config: Config, *, alarms: Sequence[AlarmText], at: datetime | None = None) -> Emergency:
    """The emergency as the solvers and the road graph see it; InputError when roads, stations or a roll are missing.

    A force gathers at its form-up point and moves together, so a unit's minutes lead from its station to that point
    and from there to the alarm.
    """
    stations = table(store, StationTable)
    officers = table(store, OfficerTable)
    if stations.empty or store.crs is None:
        raise InputError("no stations are loaded", maybe="run `hifazat import stations FILE` or `import osm FILE`.")
    if officers.empty:
        raise InputError(
            "there are no officers on the roll", maybe="run `hifazat import officers FILE` or `hifazat staff`."
        )
    roads = graph(store, config)
    moment = (at or now()).astimezone(ZoneInfo(config.place.timezone))
    event = read_alarms(alarms, moment, store.crs)
    _refuse_elsewhere(store, config, event)
    places = gpd.GeoSeries([Point(a.x_m, a.y_m) for a in event.alarms], crs=store.crs)
    direct = roads.minutes(stations.geometry, places)
    form_ups = _form_ups(store, config, event, roads, stations, direct)
    sites = table(store, SiteTable)
    high = high_risk_sites(store, config, moment) if len(sites) else ()
    held = sites.set_index("site").loc[list(high)].geometry
    problem = build(
        event,
        stations,
        officers,
        table(store, VehicleTable),
        _by_form_up(roads, stations, places, form_ups, direct),
        roads.minutes(stations.geometry, held) if len(held) else np.empty((len(stations), 0)),
        high,
        config.surge,
        own_sites=[s for s, point in held.items() if places.distance(point).min() < config.surge.form_up_m],
        form_ups=form_ups,
    )
    return Emergency(problem, roads, stations, store.crs)


def _refuse_elsewhere(store: Store, config: Config, event: Surge) -> None:
    """InputError for an alarm outside the district, with the advice that fits: phones give latitude first."""
    district = kept(("extent", *hashes(store, AreaTable, RoadTable), config.hash), lambda: extent(store, config))
    for alarm in event.alarms:
        if district.covers(Point(alarm.longitude, alarm.latitude)):
            continue
        turned = district.covers(Point(alarm.latitude, alarm.longitude))
        raise InputError(
            f"alarm {alarm.id}: {alarm.longitude}, {alarm.latitude} lies outside the district",
            maybe="latitude and longitude are swapped: longitude comes first."
            if turned
            else "another place was meant, or the roads and areas around it are not loaded.",
        )


def _form_ups(
    store: Store,
    config: Config,
    event: Surge,
    roads: RoadGraph,
    stations: gpd.GeoDataFrame,
    direct: np.ndarray,
) -> list[FormUp | None]:
    """For each alarm the junction outside the crowd's reach that its nearest stations and it have nearest by road."""
    reach_m = config.surge.form_up_m
    roads_table = table(store, RoadTable)
    chosen: list[FormUp | None] = []
    for column, alarm in enumerate(event.alarms):
        around = reach_m * config.surge.form_up_search
        box = (alarm.x_m - around, alarm.y_m - around, alarm.x_m + around, alarm.y_m + around)
        here = roads_table.cx[box[0] : box[2], box[1] : box[3]].geometry
        ends = np.unique(shapely.get_coordinates(shapely.get_point(here.to_numpy(), -1)), axis=0)
        away = np.hypot(ends[:, 0] - alarm.x_m, ends[:, 1] - alarm.y_m)
        points = ends[(reach_m <= away) & (away <= around)]
        near = np.argsort(direct[:, column], kind="stable")[: config.surge.form_up_stations]
        near = near[np.isfinite(direct[near, column])]
        if not len(points) or not len(near):
            chosen.append(None)
            continue
        junctions = gpd.GeoSeries.from_xy(points[:, 0], points[:, 1], crs=stations.crs)
        place = gpd.GeoSeries([Point(alarm.x_m, alarm.y_m)], crs=stations.crs)
        onward = roads.minutes(junctions, place)[:, 0]
        toward = roads.minutes(stations.geometry.iloc[near], junctions)
        chosen.append(form_up_point(points, onward, alarm, config.surge, minutes_from=toward))
    return chosen


def _by_form_up(
    roads: RoadGraph,
    stations: gpd.GeoDataFrame,
    places: gpd.GeoSeries,
    form_ups: Sequence[FormUp | None],
    direct: np.ndarray,
) -> np.ndarray:
    """Minutes from each station to each alarm through its form-up point; direct where it has none."""
    minutes = direct.copy()
    for column, form_up in enumerate(form_ups):
        if form_up is not None:
            there = gpd.GeoSeries([Point(form_up.x_m, form_up.y_m)], crs=places.crs)
            onward = roads.minutes(there, places.iloc[[column]])
            minutes[:, column] = roads.minutes(stations.geometry, there)[:, 0] + onward[0, 0]
    return minutes


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

    Raises InputError when the store has no roads, stations or roll, or an alarm is no place.
    """
    emergency = face(store, config, alarms=alarms, at=at)
    by = provenance(store, config, seed=seed)
    facts = {
        "at": emergency.problem.at.isoformat(),
        "seed": seed,
        "inputs": dict(by.inputs),
        "is_synthetic": bool(table(store, OfficerTable)["is_synthetic"].any()),
    }
    if on_first is not None:
        on_first({**_document(emergency, nearest(emergency.problem)), **facts})
    answer = dispatch(emergency.problem, seconds=seconds, seed=seed, cancel=cancel)
    document = {**_document(emergency, answer), **facts}
    if out is not None:
        write_surge(store, config, document, out, language=language)
    return document


def _document(emergency: Emergency, answer: Answer) -> dict[str, Any]:
    """The answer as JSON, each unit with its route in words and its way in degrees."""
    to_degrees = Transformer.from_crs(emergency.crs, DEGREES, always_xy=True)

    def degrees(x_m: float, y_m: float) -> tuple[float, float]:
        longitude, latitude = to_degrees.transform(x_m, y_m)
        return round(longitude, 6), round(latitude, 6)

    document = answer_document(answer, degrees=degrees)
    points = dict(zip(emergency.stations["station"], emergency.stations.geometry, strict=True))
    by_id = {alarm.id: n for n, alarm in enumerate(emergency.problem.alarms)}
    for alarm in document["alarms"]:
        number = by_id[alarm["id"]]
        goal = Point(emergency.problem.alarms[number].x_m, emergency.problem.alarms[number].y_m)
        form_up = emergency.problem.form_ups[number]
        stops = [goal] if form_up is None else [Point(form_up.x_m, form_up.y_m), goal]
        for unit in alarm["units"]:
            legs = [
                leg
                for start, end in zip([points[unit["origin"]], *stops], stops, strict=False)
                if (leg := emergency.roads.path(start, end)) is not None
            ]
            unit["route"] = "; form up, then ".join(text for leg in legs if (text := leg.text()))
            unit["path"] = [list(degrees(x, y)) for leg in legs for x, y in (c[:2] for c in leg.line.coords)]
    return document


def write_surge(
    store: Store, config: Config, document: dict[str, Any], folder: Path, *, language: str = "en"
) -> list[Path]:
    """The orders of a surge as files: a PDF a commander, all of them as JSON and CSV, and the answer itself."""
    orders = surge_orders(
        document,
        officers=table(store, OfficerTable),
        stations=table(store, StationTable),
        config=config.report,
        timezone=config.place.timezone,
    )
    return write_documents(orders, document, folder, "surge.json", language=language)
