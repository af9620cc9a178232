"""What follows from an import: places know their area, and officers without a station are named."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from planner.config import load_config
from planner.flow import Request, Store, demand_rows, import_file, open_store, risk_rows
from planner.flow.joins import sites_in_chains
from planner.tables import SiteTable, StationTable

CONFIG = load_config()


def square(west: float, south: float, side: float) -> str:
    """A square as WKT."""
    east, north = west + side, south + side
    return f'"POLYGON(({west} {south},{east} {south},{east} {north},{west} {north},{west} {south}))"'


# the colony's code says nothing of its tehsil, the tehsil's nothing of its district
AREAS = f"""area,name,level,parent,wkt
D,Somewhere,district,,{square(73.0, 31.0, 1.0)}
T1,West Tehsil,tehsil,D,{square(73.0, 31.0, 0.5)}
C9,Colony,settlement,T1,{square(73.1, 31.1, 0.1)}
"""
SITES = """site,name,kind,lat,lon,area
inside,A,church,31.15,73.15,
tehsil,B,church,31.40,73.40,
district,C,church,31.80,73.80,
nowhere,D,church,32.03,73.50,
said,E,church,31.15,73.15,OWN-7
named,F,church,31.15,73.15,west tehsil
"""
CODES = {"inside": "C9", "tehsil": "T1", "district": "D", "nowhere": "", "said": "OWN-7", "named": "T1"}


@pytest.fixture
def store(tmp_path: Path) -> Any:
    """An empty store."""
    with open_store(f"sqlite:///{tmp_path / 'own.db'}") as made:
        yield made


def put(store: Store, folder: Path, kind: str, text: str, *, replace: bool = False) -> str:
    """Import a text; gives all warnings as one."""
    path = folder / f"{kind}.csv"
    path.write_text(text, encoding="utf-8")
    answer = import_file(store, CONFIG, Request(kind, path, rejects=folder / "rejects.csv", replace=replace))
    return " | ".join(w for one in answer.values() for w in one["warnings"])


def codes(store: Store) -> dict[str, str]:
    """Area by site."""
    sites = store.read(SiteTable)
    return dict(zip(sites["site"], sites["area"], strict=True))


def test_sites_get_the_smallest_area_that_holds_them(store: Store, tmp_path: Path) -> None:
    """By their point, or by the name that stands there; a code of the unit's own is kept; it is said."""
    put(store, tmp_path, "areas", AREAS)
    said = put(store, tmp_path, "sites", SITES)
    assert codes(store) == CODES
    assert "3 sites without an area get the code" in said
    assert "1 sites name their area" in said


def test_sites_that_are_there_get_their_area_when_areas_come(store: Store, tmp_path: Path) -> None:
    """The other way round the result is the same, and nothing else of a site changes."""
    put(store, tmp_path, "sites", SITES)
    before = store.read(SiteTable).drop(columns="area")
    assert "3 sites without an area" in put(store, tmp_path, "areas", AREAS)
    assert codes(store) == CODES
    assert store.read(SiteTable).drop(columns="area").equals(before)
    assert store.verify() == []


def test_stations_get_their_area_too(store: Store, tmp_path: Path) -> None:
    """A station without an area gets the code of the smallest that holds it."""
    put(store, tmp_path, "areas", AREAS)
    put(store, tmp_path, "stations", "station,lat,lon\nP1,31.15,73.15\n")
    assert store.read(StationTable)["area"].tolist() == ["C9"]


def test_areas_that_are_replaced_let_go_of_their_sites(store: Store, tmp_path: Path) -> None:
    """A code that is not there any more is looked up among the new areas; codes of the unit's own stay."""
    put(store, tmp_path, "areas", AREAS)
    put(store, tmp_path, "sites", SITES)
    put(store, tmp_path, "areas", f"area,name,level,wkt\nN1,New,district,{square(73.0, 31.0, 0.6)}\n", replace=True)
    assert codes(store) == {
        "inside": "N1", "tehsil": "N1", "district": "", "nowhere": "", "said": "OWN-7", "named": "N1",
    }  # fmt: skip


def test_a_settlement_knows_the_areas_above_it(store: Store, tmp_path: Path) -> None:
    """For what asks whether an occasion in a tehsil touches a site, the chain of areas stands in `area`."""
    put(store, tmp_path, "areas", AREAS)
    put(store, tmp_path, "sites", SITES)
    chained = sites_in_chains(store)
    assert dict(zip(chained["site"], chained["area"], strict=True)) == {
        "inside": "C9 < T1 < D", "tehsil": "T1 < D", "district": "D", "nowhere": "", "said": "OWN-7", "named": "T1 < D",
    }  # fmt: skip
    assert codes(store) == CODES


def test_officers_without_their_station_are_named(store: Store, tmp_path: Path) -> None:
    """At the import of officers, of vehicles, and when stations are replaced: how many, and which stations."""
    roll = "belt no,rank,station\n1,Constable,P1\n2,Constable,P2\n3,SI,P3\n4,SI,P2\n"
    put(store, tmp_path, "stations", "station,lat,lon\nP1,31.15,73.15\n")
    said = put(store, tmp_path, "officers", roll)
    assert "3 officers are based at 2 stations that the store does not hold: P2, P3." in said
    assert "vehicles are based" in put(store, tmp_path, "vehicles", "vehicle,seats,station\nV1,4,P9\n")
    said = put(store, tmp_path, "stations", "station,lat,lon\nP2,31.15,73.15\nP3,31.15,73.15\nP9,31.1,73.1\n")
    assert "are based" not in said
    said = put(store, tmp_path, "stations", "station,lat,lon\nP2,31.15,73.15\nP9,31.1,73.1\n", replace=True)
    assert "2 officers are based at 2 stations that the store does not hold: P1, P3." in said
    assert "vehicles are based" not in said


def test_an_occasion_in_a_tehsil_touches_the_sites_of_its_settlements(store: Store, tmp_path: Path) -> None:
    """Risk and demand rise on its day at the sites in the tehsil and in the colony within it, and nowhere else."""
    put(store, tmp_path, "areas", AREAS)
    put(store, tmp_path, "sites", SITES)
    put(store, tmp_path, "stations", "station,lat,lon\nP1,31.15,73.15\n")
    put(store, tmp_path, "officers", "belt no,rank,station\n1,Constable,P1\n2,SI,P1\n")
    day = date(2026, 12, 24)
    text = "id,name,type,religion,from,area\nx,March,procession,,2026-12-24,T1\n"
    put(store, tmp_path, "occasions", text.replace("procession,,", "procession,unknown,"))
    rows = risk_rows(store, CONFIG, as_of=day, days=1)
    raised = {row["site"] for row in rows if "March" in row["why"]}
    guarded = {row["place"] for row in demand_rows(store, CONFIG, start=day, days=1) if row["kind"] == "guard"}
    assert raised == {"inside", "tehsil", "named"}
    assert guarded == {"inside", "tehsil", "named"}
