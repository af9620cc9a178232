"""The ways of the units of a surge in words and lines, and where its places are, as people say it."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from pyproj import Transformer
from shapely.geometry import Point

from planner.config import Config
from planner.flow.facing import Emergency
from planner.flow.kept import hashes, kept, table
from planner.flow.stores import DEGREES
from planner.flow.whereabouts import Whereabouts, place_name
from planner.network import Path
from planner.network.path import say_metres
from planner.store import Store
from planner.surge import Origin
from planner.surge.places import CAR
from planner.tables import SiteTable, StationTable

WALKERS = "motorcycle"
"""The ways that people on foot take: those of the narrowest vehicle."""


def profile_of(origin: Origin) -> str:
    """The speed profile of an origin: that of its vehicles; seats that belong to none are taken for cars."""
    if origin.kind == "guard":
        return WALKERS
    return origin.vehicles[0].profile if origin.vehicles else CAR


def way_in_words(path: Path, least_m: float) -> str:
    """The way as "Canal Road 2.1 km, then Mill Street 300 m, last 400 m on foot", without steps under `least_m`."""
    steps: list[tuple[str, float]] = []
    longest = max((metres for _, metres in path.steps), default=0.0)
    for name, metres in path.steps:
        if metres < min(least_m, longest):
            continue
        if steps and steps[-1][0] == name:
            steps[-1] = (name, steps[-1][1] + metres)
        else:
            steps.append((name, metres))
    text = ", then ".join(f"{name or 'side road'} {say_metres(metres)}" for name, metres in steps)
    if path.walk_m >= max(least_m, 1.0):
        on_foot = f"last {say_metres(path.walk_m)} on foot"
        return f"{text}, {on_foot}" if text else on_foot
    return text


class Told:
    """Fills the document of an answer with what only the ground knows: routes, lines in degrees, names of places."""

    def __init__(self, store: Store, config: Config, emergency: Emergency) -> None:
        self._emergency = emergency
        self._least_m = config.surge.route_step_m
        self._where = Whereabouts(store, config)
        self._names = kept(("names", *hashes(store, SiteTable, StationTable)), lambda: _names(store))
        self._origins = {origin.id: origin for origin in emergency.problem.origins}
        self._alarms = {alarm.id: n for n, alarm in enumerate(emergency.problem.alarms)}
        self._ways: dict[tuple[float, float, float, float, str], Path | None] = {}
        self._to_degrees = Transformer.from_crs(emergency.crs, DEGREES, always_xy=True)

    def degrees(self, x_m: float, y_m: float) -> tuple[float, float]:
        """Longitude and latitude of a point of the working reference system."""
        longitude, latitude = self._to_degrees.transform(x_m, y_m)
        return round(longitude, 6), round(latitude, 6)

    def fill(self, document: dict[str, Any]) -> None:
        """Places and routes of a document, in place."""
        for row in document["alarms"]:
            number = self._alarms[row["id"]]
            alarm, form_up = self._emergency.problem.alarms[number], self._emergency.problem.form_ups[number]
            row["place"] = self._where.say(alarm.x_m, alarm.y_m)
            goal = Point(alarm.x_m, alarm.y_m)
            onward = None
            if form_up is not None:
                row["form_up"]["place"] = self._where.say(form_up.x_m, form_up.y_m)
                onward = self._path(Point(form_up.x_m, form_up.y_m), goal, CAR)
            first = goal if form_up is None else Point(form_up.x_m, form_up.y_m)
            for unit in row["units"]:
                origin = self._origins.get(unit["origin"])
                if origin is None:
                    continue
                unit["place"] = self.start_of(origin)
                way = self._path(Point(origin.x_m, origin.y_m), first, profile_of(origin))
                legs = [leg for leg in (way, onward) if leg is not None]
                said = [text for leg in legs if (text := way_in_words(leg, self._least_m))]
                unit["route"] = "; form up, then ".join(said)
                unit["path"] = [point for leg in legs for point in self._drawn(leg)]

    def start_of(self, origin: Origin) -> str:
        """Where a unit is when it gets its order: "PS City", "on the road near Grace Church"."""
        name = self._names.get(origin.place, origin.place)
        if origin.kind == "mobile":
            return f"on the road near {name}"
        # a place with several kinds of vehicles sends a unit with each
        is_part = origin.kind in ("station", "lines") and origin.id.rpartition(" ")[2] == profile_of(origin)
        return f"{name} ({', '.join(sorted({v.kind for v in origin.vehicles}))})" if is_part else name

    def _path(self, start: Point, goal: Point, profile: str) -> Path | None:
        """The way; the first answer and the proven one ask for many of the same."""
        key = (start.x, start.y, goal.x, goal.y, profile)
        if key not in self._ways:
            self._ways[key] = self._emergency.roads.path(start, goal, profile=profile, closed=self._emergency.closed)
        return self._ways[key]

    def _drawn(self, way: Path) -> list[list[float]]:
        """The line of a way in degrees."""
        longitude, latitude = self._to_degrees.transform(*shapely.get_coordinates(way.line).T)
        return np.round(np.column_stack([longitude, latitude]), 6).tolist()


def _names(store: Store) -> dict[str, str]:
    found = {}
    for one, key in ((SiteTable, "site"), (StationTable, "station")):
        found.update({getattr(r, key): place_name(r, getattr(r, key)) for r in table(store, one).itertuples()})
    return found
