"""The verb `backtest`: from files alone, from a store, and with what cannot be used."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from planner.cli.parser import make_parser
from tests.cli.run import Said, hifazat, holds_schema
from tests.shared import shared_file

BOX = (73.0, 31.0, 73.4, 31.3)


def register(folder: Path, n: int = 300, days: int = 200) -> Path:
    """A plain file: incidents crowd around one place of the box; five rows are given twice, one has no date."""
    rng = np.random.default_rng(5)
    day = np.sort(rng.integers(0, days, n))
    lon = np.clip(rng.normal(73.2, 0.05, n), BOX[0] + 0.01, BOX[2] - 0.01).round(4)
    lat = np.clip(rng.normal(31.15, 0.04, n), BOX[1] + 0.01, BOX[3] - 0.01).round(4)
    dates = np.datetime64("2025-01-01") + day
    rows = [f"{d},{x},{y},arson" for d, x, y in zip(dates, lon, lat, strict=True)]
    file = folder / "register.csv"
    lines = ["date,longitude,latitude,kind", *rows, *rows[:5], "someday,73.2,31.1,arson"]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def box_of(west: float, south: float, east: float, north: float) -> dict[str, object]:
    """A GeoJSON feature."""
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def outlines(folder: Path, name: str, *features: dict[str, object]) -> Path:
    """A GeoJSON file."""
    file = folder / name
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return file


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HIFAZAT_STORE", raising=False)


def ask(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Said:
    """Three windows of two weeks, unless said otherwise."""
    return hifazat(capsys, "backtest", "--origins", "3", "--horizon", "2w", *arguments)


def test_files_alone_are_enough_and_no_store_is_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Six models; every row with a date counts, the doubled ones too; the bad row is told."""
    file, region = register(tmp_path), outlines(tmp_path, "box.geojson", box_of(*BOX))
    said = ask(capsys, "--incidents", file, "--region", region, "--grid", "2km", "--json")
    assert said.code == 0, said.err
    holds_schema(said.json, "backtest")
    assert [m["model"] for m in said.json["models"] if not m["ours"]] == [
        "uniform",
        "historical count",
        "decayed count",
        "KDE",
        "prospective hotspot",
    ]
    assert sum(m["ours"] for m in said.json["models"]) == 1
    assert said.json["folds"] == 3
    assert said.json["horizon_days"] == 14
    assert said.json["cell_m"] == 2000
    # day 199 after the first of January is the 19th of July; "to" is the day after
    assert said.json["to"] == "2025-07-20"
    # 0.4 x 0.3 degrees are some 38 x 33 km
    assert 300 <= said.json["cells"] <= 400
    assert "5 rows are the same as another" in said.err
    assert "someday" in said.err
    assert not list(tmp_path.glob("*.db*"))


def test_without_region_and_grid_the_data_decide(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A hull of the past with a margin, and cells for some thousands of places; both are said."""
    said = ask(capsys, "--incidents", register(tmp_path), "--json")
    assert said.code == 0, said.err
    assert 1500 <= said.json["cells"] <= 5000
    assert said.json["cell_m"] >= 100
    assert any("No region is given" in note for note in said.json["notes"])
    assert any("No --grid" in note for note in said.json["notes"])


def test_areas_are_places(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Four quarters of the box: hit rates are by share of area, so 20 % hold at most what the best quarter holds."""
    w, s, e, n = BOX
    x, y = (w + e) / 2, (s + n) / 2
    quarters = [box_of(w, s, x, y), box_of(x, s, e, y), box_of(w, y, x, n), box_of(x, y, e, n)]
    said = ask(
        capsys, "--incidents", register(tmp_path), "--areas", outlines(tmp_path, "q.geojson", *quarters), "--json"
    )
    assert said.code == 0, said.err
    holds_schema(said.json, "backtest")
    assert said.json["cells"] == 4
    assert said.json["places"] == "areas"
    assert any("model for areas" in note for note in said.json["notes"])


def test_the_same_question_gives_the_same_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Only the processor's time may differ."""
    call = ("--incidents", register(tmp_path), "--grid", "3km", "--json")
    first, second = ask(capsys, *call).json, ask(capsys, *call).json
    for document in (first, second):
        for model in document["models"]:
            model.pop("seconds_per_forecast")
    assert first == second


def test_a_person_reads_a_table_and_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The last line says it in plain words."""
    said = ask(capsys, "--incidents", register(tmp_path), "--grid", "3km")
    assert said.code == 0, said.err
    assert "historical count" in said.out
    last = said.out.strip().splitlines()[-1]
    assert last.startswith("In 3 windows of 14 days the top 5 % of the area held ")
    assert "by the plain count of past incidents it held " in last


def test_the_incidents_of_a_store_are_tested_on_its_areas(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The sample tehsil, without any file."""
    store = tmp_path / "tehsil.db"
    made = hifazat(capsys, "--store", store, "sample", "--world", "tehsil", "--today", "2026-12-20", "--json")
    assert made.code == 0, made.err
    said = ask(capsys, "--store", store, "--horizon", "28d", "--json")
    assert said.code == 0, said.err
    holds_schema(said.json, "backtest")
    assert "The region is the areas of the store." in said.json["notes"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--incidents", "nowhere.csv"], ["nowhere.csv"]),
        (["--incidents", "register.csv", "--origins", "40"], ["14 windows of 14 days fit", "--origins 14"]),
        (["--incidents", "register.csv", "--region", "far.geojson"], ["none of the", "lies in the region"]),
        (["--incidents", "register.csv", "--region", "points.geojson"], ["no polygon that can be used"]),
        (["--incidents", "register.csv", "--region", "register.csv"], ["GeoJSON"]),
        (["--incidents", "register.csv", "--areas", "broken.geojson"], ["broken.geojson"]),
        (["--incidents", "register.csv", "--grid", "1m"], ["cells of 1 m", "--grid"]),
        (["--incidents", "register.csv", "--horizon", "soon"], ["28d or 4w"]),
        (["--incidents", "register.csv", "--grid", "wide"], ["1km or 500m"]),
        ([], ["no store"]),
    ],
)
def test_what_cannot_be_used_ends_with_two_and_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: list[str]
) -> None:
    """What is wrong, and what to do."""
    register(tmp_path)
    outlines(tmp_path, "far.geojson", box_of(10, 50, 11, 51))
    point = {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [73, 31]}}
    outlines(tmp_path, "points.geojson", point)
    (tmp_path / "broken.geojson").write_text('{"type": "FeatureCollection", "features": [', encoding="utf-8")
    said = ask(capsys, *arguments)
    assert said.code == 2, said.err
    assert not said.out
    for word in words:
        assert word in said.err


@pytest.mark.parametrize(("text", "days"), [("28d", 28), ("4w", 28), ("28", 28), ("1W", 7)])
def test_a_horizon_is_written_in_days_or_weeks(text: str, days: int) -> None:
    """All of them."""
    assert make_parser().parse_args(["backtest", "--horizon", text]).horizon == days


@pytest.mark.parametrize(("text", "metres"), [("1km", 1000), ("500m", 500), ("182.88m", 182.88), ("0.5 km", 500)])
def test_a_cell_is_written_in_metres_or_kilometres(text: str, metres: float) -> None:
    """All of them."""
    assert make_parser().parse_args(["backtest", "--grid", text]).grid == pytest.approx(metres)


def test_arson_in_chicago_comes_out_as_measured(capsys: pytest.CaptureFixture[str]) -> None:
    """The windows of the model trials: 262 incidents in 13 windows; a tuned KDE gains about .44, a count far less."""
    said = hifazat(
        capsys,
        "backtest",
        "--incidents",
        shared_file("events/chicago_arson.csv"),
        "--region",
        shared_file("events/chicago_region.geojson"),
        *("--origins", "13", "--horizon", "14d", "--grid", "500m", "--json"),
    )
    assert said.code == 0, said.err
    assert said.json["events"] == 262
    gains = {m["model"]: m["information_gain"] for m in said.json["models"]}
    assert gains["KDE"] == pytest.approx(0.44, abs=0.08)
    assert gains["historical count"] < 0.2
