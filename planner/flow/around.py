"""What lies around an emergency: cover before and after, who could move up, and where unrest may go next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np

from planner.config import Config
from planner.flow.facing import Emergency
from planner.flow.kept import hashes, kept, table
from planner.flow.onduty import Resting
from planner.flow.told import Told
from planner.flow.whereabouts import place_name
from planner.store import Store
from planner.surge import Answer, Origin
from planner.surge import backfill as moving_up
from planner.surge.contagion import communities_near, contagion, contagion_document
from planner.surge.residual import residual, residual_document
from planner.tables import RoadTable, SiteTable, StationTable

BACKFILL_S = 1.0
"""Seconds that the search for moves may take: suggestions must not keep anybody waiting."""


class Around:
    """The ground of one emergency, ready for each of its answers."""

    def __init__(
        self, store: Store, config: Config, emergency: Emergency, rested: Sequence[Resting], told: Told
    ) -> None:
        self._store, self._config, self._emergency, self._told = store, config, emergency, told
        self._rested = rested
        self._key = (*hashes(store, SiteTable, StationTable, RoadTable), config.hash, emergency.closed)

    def document(self, answer: Answer) -> dict[str, Any]:
        """Keys `residual`, `backfill` and `contagion` of the document of a surge."""
        problem, config = self._emergency.problem, self._config
        cover = residual(problem, answer, config.surge)
        rows: list[dict[str, Any]] = []
        if problem.origins and any(row.missing for row in cover):
            found = moving_up.backfill(
                problem,
                answer,
                self._resting(problem.origins),
                self._between(problem.origins),
                config.backfill,
                config.surge,
                seconds=BACKFILL_S,
            )
            rows = moving_up.backfill_document(found)
        place_of = {origin.id: origin.place or origin.id for origin in problem.origins}
        for row in rows:
            row.update({edge: place_of[row[edge]] for edge in ("from", "to")})
        return {"residual": residual_document(cover), "backfill": rows, "contagion": self._next()}

    def _resting(self, origins: Sequence[Origin]) -> list[moving_up.Resting]:
        """Those off duty, at the first origin of their own station."""
        post: dict[str, str] = {}
        for origin in origins:
            if origin.kind in ("station", "lines"):
                post.setdefault(origin.place, origin.id)
        return [
            moving_up.Resting(one.person.officer, post[one.home_station], one.rested_h)
            for one in self._rested
            if one.rested_h is not None and one.home_station in post
        ]

    def _between(self, origins: Sequence[Origin]) -> np.ndarray:
        """Minutes between the origins by car."""
        spots = tuple((origin.x_m, origin.y_m) for origin in origins)

        def found() -> np.ndarray:
            points = gpd.GeoSeries.from_xy(*zip(*spots, strict=True), crs=self._emergency.crs)
            return self._emergency.roads.minutes(points, points, closed=self._emergency.closed)

        return kept(("minutes between", *self._key, spots), found)

    def _next(self) -> list[dict[str, Any]]:
        """The localities to be warned, with their places in degrees."""
        sites = table(self._store, SiteTable)
        if sites.empty:
            return []
        config, roads, closed = self._config, self._emergency.roads, self._emergency.closed
        spots = [(alarm.x_m, alarm.y_m) for alarm in self._emergency.problem.alarms]
        alarms = gpd.GeoSeries.from_xy(*zip(*spots, strict=True), crs=self._emergency.crs)
        stations = table(self._store, StationTable)
        ways = kept(
            ("minutes to sites", *self._key), lambda: roads.minutes(stations.geometry, sites.geometry, closed=closed)
        )
        near = np.hypot(
            sites.geometry.x.to_numpy()[:, None] - [x for x, _ in spots],
            sites.geometry.y.to_numpy()[:, None] - [y for _, y in spots],
        ).min(axis=1)
        risk = config.risk
        weights = {"A+": risk.weight_a_plus, "A": risk.weight_a, "B": risk.weight_b, "C": risk.weight_c}
        found = contagion(
            sites,
            roads.minutes(alarms, sites.geometry, closed=closed).min(axis=0),
            communities_near(sites, spots, config.contagion),
            dict(zip(sites["site"], sites["category"], strict=True)),
            {**weights, "D": risk.weight_d},
            config.contagion,
            own_sites=sites["site"][near < config.surge.form_up_m].tolist(),
            stations=[place_name(row, row.station) for row in stations.itertuples(index=False)],
            station_minutes=ways,
        )
        rows = contagion_document(found)
        for row in rows:
            row["longitude"], row["latitude"] = self._told.degrees(row["x_m"], row["y_m"])
        return rows
