"""Column maps: ACLED with old and new codes, and a plain police register."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from planner.core.errors import MissingColumn
from planner.ingest.acled import CROWD_WORDS, crowd
from planner.tables import IncidentTable
from tests.ingest.reading import read_text
from tests.shared import shared_file

_HEAD = (
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,"
    "actor2,assoc_actor_2,inter2,latitude,longitude,geo_precision,source,notes,fatalities,tags\n"
)
_OLD = (
    "PAK1,2023-08-16,2023,1,x,Riots,Mob violence,Rioters (Pakistan),,5,Civilians (Pakistan),"
    "Christian Group (Pakistan),7,"
    "31.41,73.08,2,Dawn,CANARY somebody,0,crowd size=about 300\n"
)
_NEW = (
    "PAK2,16 August 2023,2023,2,x,Violence against civilians,Attack,Gunmen,,Political militia,Civilians (Pakistan),"
    "Ahmadi Muslims (Pakistan),Civilians,31.42,73.09,1,BBC,CANARY,2,crowd size=no report\n"
    "PAK3,2023-09-01,2023,3,x,Protests,Peaceful protest,Protesters (Pakistan),Hindu Group,Protesters,,,,"
    "31.4,73.1,3,AP,,0,"
    "crowd size=hundreds; local\n"
    "PAK4,2023-09-02,2023,1,x,Battles,Armed clash,Police Forces,,State forces,X,,Rebel group,31.4,73.1,1,AP,,,\n"
)


def test_acled_old_and_new_codes(tmp_path: Path) -> None:
    """Numbers of older files and words of newer ones mean the same; the header alone chooses the map."""
    loaded = read_text(tmp_path, "incidents", _HEAD + _OLD + _NEW)
    rows = loaded.frames[IncidentTable].set_index("incident")
    assert loaded.rejects == []
    assert rows["kind"].tolist() == ["mob violence", "attack", "demonstration", "attack"]
    assert rows["severity"].tolist() == [3, 5, 1, 4]  # two were killed in the second
    assert rows["actor"].tolist() == ["crowd", "armed group", "crowd", "state"]
    assert rows["community"].tolist() == ["christian", "ahmadi", "hindu", "unknown"]
    assert rows["time_precision"].tolist() == [1, 2, 3, 1]
    assert rows["place_precision"].tolist() == [3, 2, 3, 2]  # what ACLED calls 1 is a town
    assert rows["fatalities"].tolist() == [0, 2, 0, pd.NA]
    assert rows.loc["PAK1", ["crowd_low", "crowd_best", "crowd_high"]].tolist() == [240, 300, 360]
    assert rows.loc["PAK2", ["crowd_low", "crowd_best", "crowd_high"]].isna().all()
    assert rows.loc["PAK3", ["crowd_low", "crowd_best", "crowd_high"]].tolist() == list(CROWD_WORDS["hundreds"])
    assert (
        rows.loc["PAK1", "occurred_at"] == rows.loc["PAK2", "occurred_at"] == pd.Timestamp("2023-08-15 19:00", tz="UTC")
    )
    assert set(rows["reported_by"]) == {"monitor"}
    assert "CANARY" not in rows.drop(columns="geometry").to_csv() + repr(loaded.warnings)


def test_acled_needs_its_columns(tmp_path: Path) -> None:
    """A file that was asked to be ACLED and is not says which column is lacking."""
    with pytest.raises(MissingColumn, match="event_id_cnty"):
        read_text(tmp_path, "incidents", "event_date,event_type\n2023-01-01,Riots\n", column_map="acled")


@pytest.mark.parametrize(
    ("tags", "sizes"),
    [
        ("crowd size=300", (300, 300, 300)),
        ("crowd size=around 1,000", (800, 1000, 1200)),
        ("crowd size=between 200 and 400", (200, 300, 400)),
        ("crowd size=200-400", (200, 300, 400)),
        ("crowd size=at least 50", (50, 50, 50)),
        ("crowd size=several hundred", CROWD_WORDS["several hundred"]),
        ("women targeted; crowd size=dozens", CROWD_WORDS["dozens"]),
        ("crowd size=no report", None),
        ("crowd size=99999999999", None),
        ("", None),
    ],
)
def test_crowd_sizes(tags: str, sizes: tuple[int, int, int] | None) -> None:
    """Numbers, ranges and words become low, best and high; what tells no number stays unknown."""
    assert crowd(tags) == sizes


def test_police_register(tmp_path: Path) -> None:
    """FIR numbers of two stations are two incidents; sections give kind and severity; people are refused."""
    text = (
        "Sr,FIR No.,Police Station,Date of Occurrence,Time of Occurrence,Offence/Sections,Place,"
        "Lat,Long,Complainant,Accused\n"
        "1,120/23,City,16.08.2023,06:30,\"295-B, 295-C PPC\",Street,31.41,73.08,CANARY,CANARY\n"
        "2,121/23,City,16.08.2023,10:00,\"436, 148, 149 PPC, 7ATA\",Street,31.41,73.08,CANARY,CANARY\n"
        "3,121/23,Sadar,17.08.2023,,506 PPC,Street,31.42,73.08,CANARY,CANARY\n"
        "4,121/23,City,17.08.2023,,506 PPC,Street,31.42,73.08,CANARY,CANARY\n"
    )  # fmt: skip
    loaded = read_text(tmp_path, "incidents", text)
    rows = loaded.frames[IncidentTable]
    assert rows["incident"].tolist() == ["City/120/23", "City/121/23", "Sadar/121/23"]
    # a case under 295-B/C is an allegation against somebody: it sets off, it is no desecration
    assert rows["kind"].tolist() == ["other", "arson", "threat"]
    assert rows["trigger"].tolist() == ["blasphemy allegation", "", ""]
    assert rows["severity"].tolist() == [2, 4, 1]
    assert rows["occurred_at"].iloc[0] == pd.Timestamp("2023-08-16 01:30", tz="UTC")
    assert set(rows["reported_by"]) == {"police register"}
    assert [r.row for r in loaded.rejects] == [5]
    assert "CANARY" not in rows.drop(columns="geometry").to_csv() + repr(loaded)
    assert sum("private persons" in w for w in loaded.warnings) == 2


@pytest.mark.parametrize(
    ("name", "rows", "first_day"),
    [
        ("chicago_arson.csv", 522, "2016-01-01"),
        ("portland_burglary.csv", 5364, "2012-03-01"),
        ("germany_attacks.csv", 6141, "2014-01-01"),
    ],
)
def test_real_events_by_the_plain_map(name: str, rows: int, first_day: str, tmp_path: Path) -> None:
    """Every row of a real file is stored or given back as a double; places and days are those of the file."""
    path = shared_file(f"events/{name}")
    loaded = read_text(tmp_path, "incidents", path.read_text(encoding="utf-8"), name=name, working_crs=None)
    incidents = loaded.frames[IncidentTable]
    truth = pd.read_csv(path).drop_duplicates()
    assert loaded.read == {"incidents": rows}
    assert len(incidents) == len(truth)
    assert all("the same as row" in r.why for r in loaded.rejects)
    assert incidents["occurred_at"].min().tz_convert("Asia/Karachi") == pd.Timestamp(first_day, tz="Asia/Karachi")
    degrees = incidents.geometry.to_crs(4326)
    assert (degrees.x.to_numpy() - truth["longitude"].to_numpy()).max() == pytest.approx(0, abs=1e-6)
    assert (degrees.y.to_numpy() - truth["latitude"].to_numpy()).max() == pytest.approx(0, abs=1e-6)
