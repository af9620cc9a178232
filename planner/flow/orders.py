"""The orders of a plan as files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from shapely.geometry import LineString

from planner.config import Config
from planner.core.errors import InputError
from planner.flow.assess import graph
from planner.flow.ground import PROFILE, place_points
from planner.flow.kept import table
from planner.report.book import PARTS, plan_folder, write_week
from planner.report.plans import routes_from_document
from planner.report.week import Week, week_of
from planner.store import Store
from planner.tables import LandmarkTable, OfficerTable, RoadTable, SiteTable, StationTable

__all__ = ["PARTS", "plan_folder", "ways", "week_on_paper", "write_plan"]


def write_plan(
    store: Store,
    config: Config,
    document: Mapping[str, Any],
    folder: Path,
    *,
    language: str = "en",
    parts: Collection[str] = PARTS,
) -> list[Path]:
    """The orders of a plan as files in a folder of its own below `folder`; InputError when they cannot be written."""
    try:
        return write_week(
            week_on_paper(store, config, document), folder, config=config.report, language=language, parts=parts
        )
    except OSError as fault:
        raise InputError(
            f"the orders cannot be written to {folder}: {fault.strerror}",
            maybe="the folder is read-only, or a file of that name is in the way; name another with --out.",
        ) from fault


def week_on_paper(store: Store, config: Config, document: Mapping[str, Any]) -> Week:
    """A plan with names, ranks, roads, landmarks and the lines of its routes."""
    roads, marks = (table(store, kind) if store.count(kind) else None for kind in (RoadTable, LandmarkTable))
    has_routes = bool(routes_from_document(document))  # said before they are drawn, if they cannot be read
    return week_of(
        document,
        officers=table(store, OfficerTable),
        sites=table(store, SiteTable),
        stations=table(store, StationTable),
        timezone=config.place.timezone,
        night_h=config.roster.night_h,
        roads=roads,
        landmarks=marks,
        ways={} if roads is None or not has_routes else ways(store, config, document.get("routes") or ()),
    )


def ways(store: Store, config: Config, routes: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], LineString]:
    """The line on the roads of each route of a plan document, by duty and vehicle; legs without a way are straight.

    In the store's reference system, in metres.
    """
    places = place_points(store)
    roads = graph(store, config)
    legs: dict[tuple[str, str], list[Any]] = {}

    def leg(a: str, b: str) -> list[Any]:
        if (a, b) not in legs:
            path = roads.path(places[a], places[b], profile=PROFILE)
            straight = [(places[a].x, places[a].y), (places[b].x, places[b].y)]
            legs[a, b] = straight if path is None or path.line.is_empty else list(path.line.coords)
        return legs[a, b]

    found = {}
    for route in routes:
        names = [route["base"], *(visit["site"] for visit in route["visits"]), route["base"]]
        if not all(name in places.index for name in names):
            continue
        points = [point for a, b in pairwise(names) if a != b for point in leg(a, b)]
        if len(points) > 1:
            found[route["duty"], route["vehicle"]] = LineString(points)
    return found
