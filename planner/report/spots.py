"""Where something is, in words that a driver knows: "400 m north-east of St. Thomas, Chak 12", in both languages."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
from pyproj import Transformer
from shapely.geometry import Point

from planner.report.words import words_of

_AT_M, _KM_FROM_M, _STEP_M = 50.0, 975.0, 50.0
"""Nearer than the first a place is "at" its landmark; from the second on it is told in km; steps of the third."""
_DIRECTIONS = 8


@dataclass(frozen=True, slots=True)
class Spot:
    """A place: latitude and longitude as phones take them, and in words where a landmark is known."""

    at: str
    english: str = ""
    urdu: str = ""

    def named(self, language: str) -> str:
        """The place in words of one language; its coordinates where it has none."""
        return ((self.urdu or self.english) if language == "ur" else (self.english or self.urdu)) or self.at


class Landmarks:
    """Sites and stations that have a name, and the areas around them; any of the tables may be None."""

    def __init__(
        self,
        sites: gpd.GeoDataFrame | None = None,
        stations: gpd.GeoDataFrame | None = None,
        areas: gpd.GeoDataFrame | None = None,
    ) -> None:
        given = [frame for frame in (sites, stations) if frame is not None and len(frame) and frame.crs is not None]
        self._crs = given[0].crs if given else None
        self._names = [
            (row["name_en"] or row["name_ur"], row["name_ur"] or row["name_en"])
            for frame in given
            for row in frame[["name_en", "name_ur"]].to_dict("records")
        ]
        xy = [np.column_stack([frame.geometry.x, frame.geometry.y]) for frame in given]
        self._points = np.vstack(xy) if xy else np.empty((0, 2))
        known = np.array([bool(english) for english, _ in self._names], dtype=bool)
        self._points = self._points[known]
        self._names = [names for names in self._names if names[0]]
        self._areas = areas if areas is not None and len(areas) and areas.crs is not None else None

    def spot(self, place: dict[str, Any]) -> Spot:
        """The spot of anything with `longitude` and `latitude`; what its `place` says in words stays in English."""
        said = str(place.get("place") or "")
        if place.get("latitude") is None or place.get("longitude") is None:
            return Spot(f"{place['x_m']:.0f} m E, {place['y_m']:.0f} m N", said, said)
        at = f"{place['latitude']:.5f}, {place['longitude']:.5f}"
        if self._crs is None or not self._names:
            return Spot(at, said, said)
        point = Point(*_to(str(self._crs)).transform(place["longitude"], place["latitude"]))
        return Spot(at, said or self._words(point, "en"), self._words(point, "ur"))

    def _words(self, point: Point, language: str) -> str:
        apart = self._points - (point.x, point.y)
        metres = np.hypot(apart[:, 0], apart[:, 1])
        nearest = int(np.argmin(metres))
        name = self._names[nearest][language == "ur"]
        words = words_of(language)
        area = self._area(point, language)
        if metres[nearest] < _AT_M:
            text = words["spot.at"].format(name=name)
        else:
            # from the landmark to the point: clockwise from north, in eighths
            turn = math.atan2(-apart[nearest, 0], -apart[nearest, 1]) / math.tau * _DIRECTIONS
            text = words["spot.off"].format(
                far=_far(float(metres[nearest]), language),
                direction=words[f"spot.{round(turn) % _DIRECTIONS}"],
                name=name,
            )
        return text if not area or area in text else words["spot.join"].join((text, area))

    def _area(self, point: Point, language: str) -> str:
        """The name of the smallest area that holds the point."""
        if self._areas is None:
            return ""
        around = self._areas.iloc[self._areas.sindex.query(point, predicate="within")]
        if around.empty:
            return ""
        row = around.iloc[int(np.argmin(around.geometry.area.to_numpy()))]
        english, urdu = row["name_en"], row["name_ur"]
        return str((urdu or english) if language == "ur" else (english or urdu))


def _far(metres: float, language: str) -> str:
    words = words_of(language)
    if metres < _KM_FROM_M:
        return words["spot.metres"].format(count=f"{round(metres / _STEP_M) * _STEP_M:.0f}")
    return words["route.km"].format(km=f"{metres / 1000:.1f}")


@cache
def _to(crs: str) -> Transformer:
    return Transformer.from_crs("EPSG:4326", crs, always_xy=True)
