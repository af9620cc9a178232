"""Known truth: what stands in a file stands in the table, whatever the format."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from shapely.geometry import Point, Polygon

from planner.core.errors import MissingColumn, TooManyRejects, UnknownFormat, WrongCrs
from planner.tables import (
    AreaTable,
    IncidentTable,
    OccasionTable,
    OfficerTable,
    SiteTable,
    StationTable,
    VehicleTable,
    check_table,
)
from tests.ingest.reading import PAKISTAN, read, read_text

TRUTH = [
    {"site": "c1", "name": "St John", "urdu name": "گرجا گھر", "type": "church", "religion": "Christian",
     "category": "A+", "registered": "yes",
     "capacity": "250", "timings": "Su 09:00-11:00", "lat": "31.4100000", "lon": "73.0800000"},
    {"site": "h1", "name": "Krishna", "urdu name": "مندر", "type": "mandir", "religion": "ہندو", "category": "b",
     "registered": "no", "capacity": "", "timings": "", "lat": "31.4200000", "lon": "73.0900000"},
]  # fmt: skip


def _write(path: Path) -> None:
    frame = pd.DataFrame(TRUTH)
    places = gpd.GeoSeries(gpd.points_from_xy(frame["lon"].astype(float), frame["lat"].astype(float)), crs=4326)
    plain = frame.drop(columns=["lat", "lon"])
    if path.suffix == ".csv":
        frame.to_csv(path, index=False, encoding="utf-8")
    elif path.suffix == ".xlsx":
        numbers = frame.assign(lat=frame["lat"].astype(float), lon=frame["lon"].astype(float))
        numbers.to_excel(path, index=False)
    elif path.name == "utm.gpkg":
        gpd.GeoDataFrame(plain, geometry=places).to_crs(32643).to_file(path, driver="GPKG")
    else:
        driver = "GPKG" if path.suffix == ".gpkg" else "GeoJSON"
        gpd.GeoDataFrame(plain, geometry=places).to_file(path, driver=driver)


@pytest.mark.parametrize("name", ["sites.csv", "sites.xlsx", "sites.geojson", "sites.gpkg", "utm.gpkg"])
def test_sites_are_the_same_from_every_format(name: str, tmp_path: Path) -> None:
    """Two sites with every column filled or empty come out equal, to the millimetre."""
    _write(tmp_path / name)
    loaded = read("sites", tmp_path / name, extent=PAKISTAN)
    sites = loaded.frames[SiteTable]
    check_table(SiteTable, sites)
    assert loaded.rejects == []
    assert loaded.read == {"sites": 2}
    assert sites["site"].tolist() == ["c1", "h1"]
    assert sites["name_en"].tolist() == ["St John", "Krishna"]
    assert sites["name_ur"].tolist() == ["گرجا گھر", "مندر"]
    assert sites["kind"].tolist() == ["place of worship"] * 2
    assert sites["community"].tolist() == ["christian", "hindu"]
    assert sites["category"].tolist() == ["A+", "B"]
    assert sites["is_registered"].tolist() == [True, False]
    assert sites["worshippers"].tolist() == [250, pd.NA]
    assert sites["service_times"].tolist() == ["Su 09:00-11:00", ""]
    truth = gpd.GeoSeries([Point(73.08, 31.41), Point(73.09, 31.42)], crs=4326).to_crs(sites.crs)
    assert sites.geometry.distance(truth).max() < 0.001


def test_working_system_is_the_utm_zone_of_the_data(tmp_path: Path) -> None:
    """73 E lies in zone 43 (72 to 78), 67 E in zone 42 (66 to 72)."""
    text = "site,lat,lon\na,31.4,73.1\n"
    assert read_text(tmp_path, "sites", text, working_crs=None).crs == "EPSG:32643"
    assert read_text(tmp_path, "sites", text.replace("73.1", "67.1"), working_crs=None).crs == "EPSG:32642"


def test_places_that_no_map_holds_are_said(tmp_path: Path) -> None:
    """Rows beyond the map of all others, and a middle where no UTM zone is, are the file's fault and said so."""
    place = "incident,date,lat,lon\n"
    rows = "".join(f"i{n},2020-01-0{n},31.4,73.1\n" for n in range(1, 6))
    with pytest.raises(WrongCrs, match="1 of 6 places lie on the other side of the world"):
        read_text(tmp_path, "incidents", place + rows + "i6,2020-01-06,2.4,-17.0\n", working_crs=None)
    with pytest.raises(WrongCrs, match="no UTM zone"):
        read_text(tmp_path, "incidents", place + "i1,2020-01-01,89.99,73.1\n", working_crs=None)


def test_metres_are_read_with_the_system_that_is_given(tmp_path: Path) -> None:
    """Eastings and northings in UTM 43N come out as they went in, when that is the working system."""
    loaded = read_text(tmp_path, "sites", 'site,easting,northing\na,"320,000.5",3480000\n', crs="EPSG:32643")
    place = loaded.frames[SiteTable].geometry.iloc[0]
    assert (place.x, place.y) == pytest.approx((320000.5, 3480000.0), abs=0.001)


def test_incident_with_date_and_time_of_day(tmp_path: Path) -> None:
    """Date and time stand in two columns; 20:15 in Karachi is 15:15 UTC. What is assumed is said."""
    text = (
        "id,Date,Time,Type,Lat,Long,killed\nx1,16/08/2023,20:15,mob,31.41,73.08,0\nx2,17-08-2023,,arson,31.41,73.08,2\n"
    )
    loaded = read_text(tmp_path, "incidents", text)
    incidents = loaded.frames[IncidentTable]
    assert incidents["occurred_at"].tolist() == [
        pd.Timestamp("2023-08-16 15:15", tz="UTC"),
        pd.Timestamp("2023-08-16 19:00", tz="UTC"),
    ]
    assert incidents["kind"].tolist() == ["mob violence", "arson"]
    assert incidents["severity"].tolist() == [3, 5]
    assert incidents["fatalities"].tolist() == [0, 2]
    assert incidents["reported_by"].tolist() == ["unknown"] * 2
    assert any("severity by kind in 2 rows" in w and "reported_by unknown" in w for w in loaded.warnings)


def test_officers_and_vehicles(tmp_path: Path) -> None:
    """Ranks, gender, skills with dates and leave by days; a bus is heavy. No name is kept."""
    text = (
        "Belt No,Officer Name,Designation,Gender,Trainings,Place of Posting,Wing,Leave,Date of Posting,Languages\n"
        "1201,X,Sub Inspector,F,riot-control:2027-03-01; driver,ps1,MPU,2026-12-20/2026-12-27,25/12/2024,"
        "پنجابی، اردو\n"
        "1202,Y,HC,M,,ps1,,,,\n"
    )
    loaded = read_text(tmp_path, "officers", text)
    officers = loaded.frames[OfficerTable]
    assert officers["officer"].tolist() == ["1201", "1202"]
    assert officers["rank"].tolist() == ["SI", "Head Constable"]
    assert officers["is_woman"].tolist() == [True, False]
    assert officers["skills"].tolist() == ["driver; riot-control:2027-03-01", ""]
    assert officers["unit"].tolist() == ["protection unit", "station"]
    # the last day of leave is on leave until midnight
    assert officers["leave"].iloc[0] == "2026-12-20T00:00:00+05:00/2026-12-28T00:00:00+05:00"
    assert officers["unit_since"].tolist() == ["2024-12-25", ""]
    assert officers["languages"].tolist() == ["Punjabi; Urdu", ""]
    assert any("'Officer Name' is about private persons" in w for w in loaded.warnings)
    text = (
        "vehicle no,type,seats,station\nLEG-1,Bus,40,ps1\nLEG-2,mobile,6,ps1\nLEG-3,Motorcycle,2,ps1\nLEG-4,van,0,ps1\n"
    )
    loaded = read_text(tmp_path, "vehicles", text)
    vehicles = loaded.frames[VehicleTable]
    assert vehicles["profile"].tolist() == ["heavy", "car", "motorcycle"]
    assert vehicles["seats"].tolist() == [40, 6, 2]
    assert [(r.row, r.column, r.value) for r in loaded.rejects] == [(5, "seats", "0")]


def test_a_word_that_is_no_language_is_left_out_and_said(tmp_path: Path) -> None:
    """A clan among the languages is not kept, the officer is; the day may be an Excel number: 45352 is 1 March 2024."""
    loaded = read_text(
        tmp_path,
        "officers",
        "belt no,rank,station,languages spoken,posted since\n1,HC,ps1,Pushto and Rajput,45352\n"
        "2,HC,ps1,Seraiki/english,\n"
        "3,HC,ps1,urdu,31/02/2024\n",
    )
    officers = loaded.frames[OfficerTable]
    assert officers["languages"].tolist() == ["Pashto", "Saraiki; English"]
    assert officers["unit_since"].tolist() == ["2024-03-01", ""]
    assert any("no language of service is left out in 1 rows" in w for w in loaded.warnings)
    assert [(r.row, r.column) for r in loaded.rejects] == [(4, "posted since")]


def test_occasion_of_days_ends_with_its_last_day(tmp_path: Path) -> None:
    """Christmas on the 25th ends at midnight; Muharram from the 1st to the 10th holds the 10th."""
    text = (
        "id,name,type,religion,from,to\nxmas,Christmas,festival,Christian,2026-12-25,\n"
        "muh,Muharram,procession,Muslim,2026-06-17,2026-06-26\nbad,Wrong,festival,hindu,2026-02-02,2026-02-01\n"
    )
    loaded = read_text(tmp_path, "occasions", text)
    occasions = loaded.frames[OccasionTable]
    assert occasions["start"].iloc[0] == pd.Timestamp("2026-12-24 19:00", tz="UTC")
    assert occasions["end"].tolist() == [
        pd.Timestamp("2026-12-25 19:00", tz="UTC"),
        pd.Timestamp("2026-06-26 19:00", tz="UTC"),
    ]
    assert [r.row for r in loaded.rejects] == [4]


def test_occasion_without_a_column_for_its_end_lasts_until_midnight(tmp_path: Path) -> None:
    """A list of festival days: each ends with its day, in the zone of the deployment."""
    loaded = read_text(tmp_path, "occasions", "name,type,date\nDiwali,festival,2026-11-08\n")
    assert loaded.frames[OccasionTable]["end"].tolist() == [pd.Timestamp("2026-11-08 19:00", tz="UTC")]


def test_file_with_nothing_but_broken_rows_gives_them_all_back(tmp_path: Path) -> None:
    """No row is as wide as the header, and no column holds an identifier: both rows come back."""
    with pytest.raises(TooManyRejects) as caught:
        read_text(tmp_path, "sites", "name,lat,lon\na,31.4\nb\n")
    assert [r.row for r in caught.value.rejects] == [2, 3]


def test_areas_are_mended_only_when_their_area_stays(tmp_path: Path) -> None:
    """A spike of no width is taken off; a bow tie, whose half would be lost, is given back."""
    square = [(73.0, 31.0), (73.2, 31.0), (73.2, 31.2), (73.0, 31.2)]
    spike = [*square, (73.0, 31.1), (72.9, 31.1), (73.0, 31.1)]
    tie = [(73.0, 31.0), (73.2, 31.2), (73.2, 31.0), (73.0, 31.2)]
    features = [
        {"type": "Feature", "properties": {"code": code, "name": code, "level": "tehsil"},
         "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}}
        for code, ring in (("fine", square), ("spike", spike), ("tie", tie))
    ]  # fmt: skip
    text = json.dumps({"type": "FeatureCollection", "features": features})
    loaded = read_text(tmp_path, "areas", text, name="areas.geojson")
    areas = loaded.frames[AreaTable]
    assert areas["area"].tolist() == ["fine", "spike"]
    truth = gpd.GeoSeries([Polygon(square)], crs=4326).to_crs(areas.crs).area.iloc[0]
    assert areas.geometry.area.tolist() == pytest.approx([truth, truth], rel=1e-3)
    assert areas.geometry.is_valid.all()
    assert [(r.row, r.column) for r in loaded.rejects] == [(3, "geometry")]
    assert any("mended" in w for w in loaded.warnings)


def test_area_from_wkt_in_a_table(tmp_path: Path) -> None:
    """A CSV may hold the outline as well-known text."""
    text = 'area,level,wkt\na,district,"POLYGON ((73 31, 74 31, 74 32, 73 31))"\n'
    assert read_text(tmp_path, "areas", text).frames[AreaTable]["level"].tolist() == ["district"]


def test_polygon_of_a_site_becomes_a_point_inside(tmp_path: Path) -> None:
    """A building drawn in a GIS is taken as a point inside it, and that is said."""
    ring = [[73.0, 31.0], [73.001, 31.0], [73.001, 31.001], [73.0, 31.0]]
    feature = {
        "type": "Feature",
        "properties": {"station": "p1"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    loaded = read_text(tmp_path, "stations", json.dumps(feature), name="p.geojson")
    inside = gpd.GeoSeries([Polygon(ring)], crs=4326).to_crs(32643).iloc[0]
    assert inside.contains(loaded.frames[StationTable].geometry.iloc[0])
    assert any("point inside" in w for w in loaded.warnings)


def test_true_dates_and_numbers_of_a_workbook(tmp_path: Path) -> None:
    """A date cell is what it shows, whatever the order on the screen; 1904 workbooks count from 1904."""
    for starts_1904, serial in ((False, 45000), (True, 45000 - 1462)):
        book = openpyxl.Workbook()
        if starts_1904:
            book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        sheet = book.active
        sheet.append(["incident", "date", "kind", "lat", "lon"])
        sheet.append(["i1", datetime(2023, 3, 4, 10, 30), "arson", 31.4, 73.1])  # noqa: DTZ001 - a cell has no zone
        sheet.append(["i2", serial, "arson", 31.4, 73.1])
        book.save(tmp_path / "book.xlsx")
        incidents = read("incidents", tmp_path / "book.xlsx").frames[IncidentTable]
        assert incidents["occurred_at"].tolist() == [
            pd.Timestamp("2023-03-04 05:30", tz="UTC"),
            pd.Timestamp("2023-03-14 19:00", tz="UTC"),
        ]


def test_row_without_identifier_gets_one_that_is_known_again(tmp_path: Path) -> None:
    """The identifier is made of the content: the same row of a second import is already in the store."""
    text = "date,latitude,longitude,kind\n" + "2024-01-01,31.4,73.1,arson\n" * 2 + "2024-01-02,31.4,73.1,arson\n"
    first = read_text(tmp_path, "incidents", text)
    assert [r.row for r in first.rejects] == [3]
    assert "row 2" in first.rejects[0].why
    known = {"incidents": frozenset(first.frames[IncidentTable]["incident"])}
    again = read_text(tmp_path, "incidents", text, known_keys=known)
    assert [r.row for r in again.rejects] == [2, 3, 4]
    assert all("already in the store" in r.why for r in again.rejects)
    assert again.frames[IncidentTable].empty


def test_a_mended_file_goes_in_beside_the_rows_that_are_there(tmp_path: Path) -> None:
    """Three of four rows are there already: they come back, the mended one goes in, and the file is not refused."""
    text = "incident,date,latitude,longitude,kind\n" + "".join(
        f"i{n},2024-01-0{n},31.4,73.1,arson\n" for n in (1, 2, 3, 4)
    )
    made = read_text(tmp_path, "incidents", text, known_keys={"incidents": frozenset({"i1", "i2", "i3"})})
    assert made.frames[IncidentTable]["incident"].tolist() == ["i4"]
    assert [r.row for r in made.rejects] == [2, 3, 4]


def test_bad_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    """The header is row 1; blank lines and a name with a line break inside count as a spreadsheet counts them."""
    text = 'site,name,lat,lon\na,"two\nlines",31.4,73.1\n\nb,B,x,73.1\nc,C,31.4,73.1\nd,D,31.4\n'
    loaded = read_text(tmp_path, "sites", text)
    assert [(r.row, r.column, r.value) for r in loaded.rejects] == [(4, "lat", "x"), (6, "", "3 cells")]
    assert loaded.frames[SiteTable]["site"].tolist() == ["a", "c"]


def test_a_row_with_two_faults_comes_back_once_with_both(tmp_path: Path) -> None:
    """One reject a row, and both reasons in it."""
    text = "incident,date,kind,lat,lon\na,2024-13-01,arson,99x,73.1\nb,2024-01-01,arson,31.4,73.1\n"
    (reject,) = read_text(tmp_path, "incidents", text).rejects
    assert "date" in reject.why
    assert "latitude" in reject.why


def test_missing_column_names_the_nearest(tmp_path: Path) -> None:
    """The message names the column, those that were found, and the one that was probably meant."""
    with pytest.raises(MissingColumn) as caught:
        read_text(tmp_path, "sites", "site,latitude,longitud\na,31.4,73.1\n")
    assert "'longitude'" in caught.value.what
    assert "site, latitude, longitud" in caught.value.what
    assert "'longitud'" in caught.value.maybe


def test_limits_are_those_of_the_configuration(tmp_path: Path) -> None:
    """With a share of 0 one bad row of three is too many; the error carries the rejects."""
    from planner.config import load_config

    strict = load_config(overrides={"ingest.max_reject_share": 0.0}).ingest
    with pytest.raises(TooManyRejects, match="1 of 3 rows") as caught:
        read_text(tmp_path, "sites", "site,lat,lon\na,31.4,73.1\nb,31.4,73.1\nc,x,73.1\n", config=strict)
    assert caught.value.rejects[0].row == 4


def test_kind_and_format_must_fit(tmp_path: Path) -> None:
    """Roads do not come from a CSV, and GeoPackage outlines without a system need --crs."""
    with pytest.raises(UnknownFormat, match="roads are read from"):
        read_text(tmp_path, "roads", "a,b\n1,2\n")
    frame = gpd.GeoDataFrame({"site": ["a"]}, geometry=[Point(73.1, 31.4)])
    with pytest.warns(UserWarning, match="crs"):
        frame.to_file(tmp_path / "none.gpkg", driver="GPKG")
    with pytest.raises(WrongCrs, match="does not say"):
        read("sites", tmp_path / "none.gpkg")
    assert len(read("sites", tmp_path / "none.gpkg", crs="4326").frames[SiteTable]) == 1


def test_moments_are_utc(tmp_path: Path) -> None:
    """A date with an offset of its own is not moved to the zone of the deployment."""
    text = "incident,date,kind,lat,lon\na,2024-01-01T12:00:00Z,arson,31.4,73.1\n"
    moment = read_text(tmp_path, "incidents", text).frames[IncidentTable]["occurred_at"].iloc[0]
    assert moment == datetime(2024, 1, 1, 12, tzinfo=UTC)
