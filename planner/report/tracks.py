"""Routes and posts for other programs: GPX, KML and GeoJSON, in WGS84, each with its classification."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree  # only written here, never read
from collections.abc import Iterator
from datetime import UTC
from typing import Any

import geopandas as gpd
from gpxpy.gpx import GPX, GPXTrack, GPXTrackPoint, GPXTrackSegment, GPXWaypoint

from planner.core.bidi import plain
from planner.core.duty import Route
from planner.report.export import json_text
from planner.report.week import Team, Week

CLASSIFICATION = "restricted"
_DEGREES = "EPSG:4326"
_KML = "http://www.opengis.net/kml/2.2"
_NOT_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\U00010000-\U0010ffff]")

LonLat = tuple[float, float]


def route_gpx(week: Week, route: Route) -> str:
    """One route as GPX 1.1: a waypoint each stop, and a track from the base through the stops and back.

    The track follows the roads where the week holds the way of the route. A stop that is in no table is left out.
    """
    at = _degrees(week)
    gpx = GPX()
    gpx.name = _text(f"{route.vehicle}, {route.duty}")
    gpx.description = f"Classification: {CLASSIFICATION}. Plan {_text(week.plan.plan_id)}."
    gpx.keywords = CLASSIFICATION
    gpx.time = route.window.start.astimezone(UTC)
    for number, visit in enumerate(route.visits, start=1):
        if visit.site in at:
            longitude, latitude = at[visit.site]
            name = _text(f"{number} {week.named(visit.site)}")
            hours = f"{visit.window.start:%H:%M}-{visit.window.end:%H:%M}"
            gpx.waypoints.append(
                GPXWaypoint(latitude, longitude, time=visit.window.start.astimezone(UTC), name=name, description=hours)
            )
    points = [GPXTrackPoint(latitude, longitude) for longitude, latitude in _line(week, route, at)]
    track = GPXTrack(name=_text(route.vehicle))
    track.segments.append(GPXTrackSegment(points))
    gpx.tracks.append(track)
    return gpx.to_xml(version="1.1")


def plan_kml(week: Week) -> str:
    """Posts and routes of the week as KML; every text is escaped."""
    at = _degrees(week)
    root = ElementTree.Element("kml", xmlns=_KML)
    document = ElementTree.SubElement(root, "Document")
    _said(document, "name", f"Plan {week.plan.plan_id} ({CLASSIFICATION})")
    _said(document, "description", f"Classification: {CLASSIFICATION}")
    for place, teams in _posts(week).items():
        if place in at:
            mark = _placemark(document, week.named(place), _orders(teams))
            point = ElementTree.SubElement(mark, "Point")
            _said(point, "coordinates", "{:.6f},{:.6f}".format(*at[place]))
    for route in _routes(week):
        line = _line(week, route, at)
        if len(line) > 1:
            mark = _placemark(document, route.vehicle, f"{route.duty}, {CLASSIFICATION}")
            shape = ElementTree.SubElement(mark, "LineString")
            _said(shape, "coordinates", " ".join(f"{x:.6f},{y:.6f}" for x, y in line))
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode")


def plan_geojson(week: Week) -> str:
    """Posts and routes of the week as GeoJSON (RFC 7946): `classification` stands on the collection and on each."""
    at = _degrees(week)
    features = [
        _feature(
            {"type": "Point", "coordinates": _rounded(at[place])},
            place=place,
            name=plain(week.named(place)),
            orders=[team.number for team in teams],
        )
        for place, teams in _posts(week).items()
        if place in at
    ]
    for route in _routes(week):
        line = _line(week, route, at)
        if len(line) > 1:
            shape = {"type": "LineString", "coordinates": [_rounded(point) for point in line]}
            features.append(
                _feature(
                    shape,
                    vehicle=plain(route.vehicle),
                    duty=route.duty,
                    stops=[visit.site for visit in route.visits],
                    start=route.window.start.isoformat(),
                    end=route.window.end.isoformat(),
                )
            )
    head = {"type": "FeatureCollection", "classification": CLASSIFICATION, "plan_id": week.plan.plan_id}
    return json_text({**head, "features": features})


def _feature(geometry: dict[str, Any], **properties: Any) -> dict[str, Any]:
    marked = {**properties, "classification": CLASSIFICATION}
    return {"type": "Feature", "geometry": geometry, "properties": marked}


def _degrees(week: Week) -> dict[str, LonLat]:
    """Longitude and latitude of each site and station."""
    found: dict[str, LonLat] = {}
    for frame, key in ((week.stations, "station"), (week.sites, "site")):
        if len(frame):
            points = frame.geometry.to_crs(_DEGREES)
            found |= {name: (point.x, point.y) for name, point in zip(frame[key], points, strict=True)}
    return found


def _line(week: Week, route: Route, at: dict[str, LonLat]) -> list[LonLat]:
    """The way by road where it is known, else from the base through the stops and back."""
    way = week.ways.get((route.duty, route.vehicle))
    if way is not None and not way.is_empty:
        line = gpd.GeoSeries([way], crs=week.sites.crs).to_crs(_DEGREES).iloc[0]
        pieces = getattr(line, "geoms", [line])
        return [(float(x), float(y)) for piece in pieces for x, y, *_ in piece.coords]
    places = (route.base, *(visit.site for visit in route.visits), route.base)
    return [at[place] for place in places if place in at]


def _posts(week: Week) -> dict[str, list[Team]]:
    found: dict[str, list[Team]] = {}
    for team in week.teams:
        if not team.routes:
            found.setdefault(team.place, []).append(team)
    return found


def _routes(week: Week) -> Iterator[Route]:
    return (route for team in week.teams for route in team.routes)


def _orders(teams: list[Team]) -> str:
    lines = (f"{team.number}: {team.kind}, {team.window.start.isoformat(timespec='minutes')}" for team in teams)
    return "\n".join((CLASSIFICATION, *lines))


def _rounded(point: LonLat) -> list[float]:
    return [round(point[0], 6), round(point[1], 6)]


def _placemark(parent: ElementTree.Element, name: str, description: str) -> ElementTree.Element:
    mark = ElementTree.SubElement(parent, "Placemark")
    _said(mark, "name", name)
    _said(mark, "description", description)
    return mark


def _said(parent: ElementTree.Element, tag: str, text: str) -> None:
    ElementTree.SubElement(parent, tag).text = _text(text)


def _text(text: str) -> str:
    """The text without letters that XML forbids and without direction controls."""
    return _NOT_XML.sub("", plain(text))
