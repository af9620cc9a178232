"""Files of the week for other programs, and all of them in a folder of the plan's own."""

from __future__ import annotations

import io
import json
import xml.etree.ElementTree as ElementTree
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import gpxpy
import pytest
from icalendar import Calendar
from pypdf import PdfReader
from shapely.geometry import LineString

from planner.config import load_config
from planner.core.errors import InputError
from planner.report import (
    Voice,
    Week,
    calendar,
    plan_folder,
    plan_geojson,
    plan_kml,
    route_gpx,
    week_of,
    write_week,
)
from tests.report.made import FRAMES, HOSTILE, full_document, hostile_frames

CONFIG = load_config().report
ENGLISH = Voice("en")
KML = "{http://www.opengis.net/kml/2.2}"


def week(document: dict[str, Any] | None = None, **more: Any) -> Week:
    """The tiny week with a mobile."""
    return week_of(document or full_document(), **{**FRAMES, **more}, timezone="Asia/Karachi")


def only_route(one: Week) -> Any:
    """The route of the mobile."""
    return next(route for team in one.teams for route in team.routes)


def read_back(text: str) -> ElementTree.Element:
    """XML that was written here."""
    return ElementTree.fromstring(text)  # noqa: S314 - our own text, not one from outside


def test_a_route_as_gpx_has_its_stops_and_its_way() -> None:
    """Two waypoints with hours, a track from the base through both and back, and the mark."""
    one = week()
    text = route_gpx(one, only_route(one))
    found = gpxpy.parse(text)
    assert [point.name for point in found.waypoints] == ["1 S1 · St. Thomas · مقدس توما", "2 S2"]
    assert found.waypoints[0].time == datetime(2026, 12, 25, 8, 10, tzinfo=ZoneInfo("Asia/Karachi"))
    assert len(found.tracks) == 1
    assert len(found.tracks[0].segments[0].points) == 4
    assert found.keywords == "restricted"


def test_the_way_by_road_is_taken_where_it_is_known() -> None:
    """A way of three bends gives a track of three points, in GPX, KML and GeoJSON alike."""
    way = LineString([(0, 0), (400, 0), (900, 400)])
    one = week(ways={("patrol-P1-20261225T0800", "LEA 1234"): way})
    assert len(gpxpy.parse(route_gpx(one, only_route(one))).tracks[0].segments[0].points) == 3
    line = next(f for f in json.loads(plan_geojson(one))["features"] if f["geometry"]["type"] == "LineString")
    assert len(line["geometry"]["coordinates"]) == 3
    said = next(read_back(plan_kml(one)).iter(f"{KML}LineString"))[0].text
    assert len(str(said).split()) == 3


def test_kml_and_geojson_carry_their_mark_and_degrees() -> None:
    """Longitude before latitude, within Pakistan's zone of the tables; each feature says its classification."""
    found = json.loads(plan_geojson(week()))
    assert found["classification"] == "restricted"
    assert {feature["properties"]["classification"] for feature in found["features"]} == {"restricted"}
    point = next(f["geometry"]["coordinates"] for f in found["features"] if f["properties"].get("place") == "S1")
    # (0, 0) of UTM zone 43 north: on the equator, 4.5 degrees west of its middle meridian of 75
    assert point == pytest.approx([70.51, 0.0], abs=0.02)
    assert "restricted" in plan_kml(week())


def test_hostile_names_do_not_break_the_files() -> None:
    """Tags are escaped, overrides and letters that XML forbids are gone, and each file can be read."""
    one = week(**hostile_frames())
    bell = hostile_frames()["sites"].assign(name_en=f"{HOSTILE}\x07")
    for made in (one, week(**{**hostile_frames(), "sites": bell})):
        names = [name.text for name in read_back(plan_kml(made)).iter(f"{KML}name")]
        assert any("<b>&amp;</b>" in str(name) for name in names)
        assert "<b>" in str(gpxpy.parse(route_gpx(made, only_route(made))).waypoints[0].name)
        for text in (plan_kml(made), plan_geojson(made), route_gpx(made, only_route(made))):
            assert "\u202e" not in text
            assert "\x07" not in text


def test_an_officers_calendar_has_only_his_duties() -> None:
    """F4 has the mobile and the relief: two events, in the zone, confidential, with the place as in the order."""
    found = Calendar.from_ical(calendar(week(), ENGLISH, officer="F4"))
    events = found.walk("VEVENT")
    assert sorted(str(event["summary"]) for event in events) == ["Guard", "Mobile patrol"]
    assert {str(event["class"]) for event in events} == {"CONFIDENTIAL"}
    assert {event["dtstart"].params["TZID"] for event in events} == {"Asia/Karachi"}
    relief = next(event for event in events if str(event["summary"]) == "Guard")
    assert relief["dtstart"].dt == datetime(2026, 12, 25, 12, tzinfo=ZoneInfo("Asia/Karachi"))
    assert str(relief["location"]) == "S1 · St. Thomas · مقدس توما"
    assert found.walk("VTIMEZONE")


def test_the_calendar_of_all_names_no_place() -> None:
    """Three duties, three events, their order numbers, and no word of a site."""
    content = calendar(week(), ENGLISH)
    assert len(Calendar.from_ical(content).walk("VEVENT")) == 3
    text = content.decode()
    assert "3f9a12-001" in text
    for word in ("Thomas", "LOCATION", "S1", "توما"):
        assert word not in text


def test_an_event_keeps_its_name_from_plan_to_plan() -> None:
    """Another plan, the same duty of the same officer: the same UID; stamped with the plan's moment."""
    first = Calendar.from_ical(calendar(week(), ENGLISH, officer="F1")).walk("VEVENT")[0]
    other = {**full_document(), "plan_id": "another", "made_at": "2026-12-21T10:00:00+00:00"}
    second = Calendar.from_ical(calendar(week(other), ENGLISH, officer="F1")).walk("VEVENT")[0]
    third = Calendar.from_ical(calendar(week(), ENGLISH, officer="F2")).walk("VEVENT")[0]
    assert first["uid"] == second["uid"] != third["uid"]
    assert first["dtstamp"].dt < second["dtstamp"].dt


def test_two_plans_in_one_place_do_not_mix(tmp_path: Path) -> None:
    """Each plan's files lie in a folder of its own; the first stay as they were."""
    parts = ("orders", "roll", "tracks", "calendar")
    first = write_week(week(), tmp_path, config=CONFIG, parts=parts)
    before = {file: file.read_bytes() for file in first}
    other = write_week(week({**full_document(), "plan_id": "b/../x"}), tmp_path, config=CONFIG, parts=parts)
    assert {file.parent.name for file in first} == {"3f9a12"}
    assert {file.parent.name for file in other} == {"b_x"}
    assert all(file.parent.parent == tmp_path for file in other)
    assert {file: file.read_bytes() for file in first} == before
    assert plan_folder(tmp_path, "..") == tmp_path / "plan"


@pytest.mark.parametrize("language", ["en", "ur"])
def test_all_files_of_a_week(tmp_path: Path, language: str) -> None:
    """Everything that is promised is there, and a second writing gives the same bytes."""
    files = write_week(week(), tmp_path, config=CONFIG, language=language)
    names = {file.name for file in files}
    assert names >= {
        "plan.json", "orders.json", "orders.csv", "order-3f9a12-001.pdf", "book.pdf", "week.pdf", "officers.pdf",
        "posts.pdf", "vehicles.pdf", "roll.pdf", "roll.csv", "ics204-2026-12-25.pdf", "plan.kml", "plan.geojson",
        "duties.ics", "route-LEA_1234-20261225T0800.gpx",
    }  # fmt: skip
    before = {file.name: file.read_bytes() for file in files}
    again = write_week(week(), tmp_path, config=CONFIG, language=language)
    assert {file.name: file.read_bytes() for file in again} == before
    book = PdfReader(io.BytesIO(before["book.pdf"]))
    assert len(book.pages) == 1 + 3
    text = [page.extract_text() for page in book.pages]
    assert all(f"3f9a12-00{number}" in text[number] for number in (1, 2, 3))


def test_an_unknown_part_is_refused(tmp_path: Path) -> None:
    """The parts that there are stand in the advice, and nothing is written."""
    with pytest.raises(InputError, match="'maps' is no part"):
        write_week(week(), tmp_path, config=CONFIG, parts=["maps"])
    assert not list(tmp_path.iterdir())
