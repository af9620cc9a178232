"""On real roads: a store made only from OpenStreetMap, and one from a road graph with places drawn on it."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from layers.page import map_page
from planner import flow
from planner.config import load_config
from planner.tables import RoadTable
from tests.shared import shared_file

CONFIG = load_config()
DAY = date(2026, 12, 20)
AT = datetime(2026, 12, 20, 9, tzinfo=ZoneInfo("Asia/Karachi"))
SITES = [
    ("K1", "christian", "A", "Su 09:00-11:00", 24.8601, 66.9981),
    ("K2", "hindu", "B", "Mo-Su 18:00-19:00", 24.8651, 67.0054),
    ("K3", "christian", "C", "Su 10:00-12:00", 24.8567, 67.0045),
    ("K4", "sikh", "C", "Su 08:00-10:00", 24.8644, 66.9981),
]
STATIONS = [("P1", "station", 24.8624, 66.9976), ("P2", "station", 24.8584, 67.0033), ("L", "lines", 24.8651, 67.0039)]


def write(file: Path, head: str, rows: list[tuple[object, ...]]) -> Path:
    """A CSV file of rows."""
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(head.split(","))
        writer.writerows(rows)
    return file


def answers_everything(store: flow.Store, alarm: tuple[float, float, str]) -> None:
    """Risk, plan, surge and map all answer, and the plan keeps every rule."""
    assert len(flow.risk(store, CONFIG, as_of=DAY, days=2)) == 2 * len(flow.list_table(store, "sites"))
    plan = flow.plan(store, CONFIG, start=DAY, days=2, seconds=5, seed=7)
    assert plan["assignments"]
    assert plan["violations"] == []
    surge = flow.surge(store, CONFIG, alarms=[alarm], at=AT, seconds=5, seed=7)
    (answer,) = surge["alarms"]
    assert answer["units"]
    assert all(unit["path"] for unit in answer["units"])
    assert "<html" in map_page(flow.scene(store, CONFIG, on=DAY)).lower()


def test_a_store_made_only_from_openstreetmap_answers(tmp_path: Path) -> None:
    """Liechtenstein: 21 places of worship and its police, by one import."""
    extract = shared_file("osm/liechtenstein.osm.pbf")
    with flow.open_store(str(tmp_path / "li.db")) as store:
        answer = flow.import_file(store, CONFIG, flow.Request("osm", extract, rejects=tmp_path / "rejects.csv"))
        assert answer["sites"]["stored"] == 21
        assert answer["stations"]["stored"] >= 1
        flow.staff(store, CONFIG, per_station=82, unit=70, seed=7, today=DAY)
        place = flow.list_table(store, "sites")[0]
        answers_everything(store, (place["longitude"], place["latitude"], "40-80"))


def test_real_pakistani_roads_with_places_drawn_on_them_answer(tmp_path: Path) -> None:
    """Central Karachi: roads from a graph, four sites and three stations from files."""
    roads = shared_file("osm/karachi.graphml")
    sites = write(
        tmp_path / "sites.csv",
        "site,kind,community,category,is_registered,service_times,latitude,longitude,source",
        [(s, "place of worship", c, k, "yes", t, lat, lon, "drawn") for s, c, k, t, lat, lon in SITES],
    )
    stations = write(
        tmp_path / "stations.csv",
        "station,kind,has_desk,latitude,longitude,source",
        [(s, kind, "yes", lat, lon, "drawn") for s, kind, lat, lon in STATIONS],
    )
    with flow.open_store(str(tmp_path / "ka.db")) as store:
        for kind, file in (("roads", roads), ("sites", sites), ("stations", stations)):
            answer = flow.import_file(store, CONFIG, flow.Request(kind, file, rejects=tmp_path / "rejects.csv"))
            assert answer[kind]["rejected"] == 0
        assert store.crs == "EPSG:32642"
        flow.staff(store, CONFIG, per_station=82, unit=70, seed=7, today=DAY)
        answers_everything(store, (66.9981, 24.8601, "60-120"))


def test_importing_the_same_file_twice_stores_nothing_new(tmp_path: Path) -> None:
    """The second time every row is already there, and the answer says so."""
    extract = shared_file("osm/karachi.graphml")
    with flow.open_store(str(tmp_path / "ka.db")) as store:
        first = flow.import_file(store, CONFIG, flow.Request("roads", extract, rejects=tmp_path / "r.csv"))
        before = store.count(RoadTable)
        again = flow.import_file(store, CONFIG, flow.Request("roads", extract, rejects=tmp_path / "r.csv"))
        assert again["roads"]["stored"] == 0
        assert again["roads"]["rejected"] == again["roads"]["read"]
        assert store.count(RoadTable) == before == first["roads"]["stored"]
