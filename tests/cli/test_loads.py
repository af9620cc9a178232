"""`import --dry-run`, `loads`, `undo-load`, `redo-load`: a file is tried, loaded, taken back, and loaded again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.run import hifazat, holds_schema

HEAD = "incident,occurred_at,kind,latitude,longitude,severity\n"
ONE = HEAD + "F1,2026-03-02,arson,31.41,73.08,4\nF2,2026-05-02,arson,31.42,73.09,3\n"
TWO = HEAD + "F1,2026-03-02,arson,31.41,73.08,2\nF2,2026-05-02,arson,31.42,73.09,3\nF3,2026-06-02,threat,31.4,73.1,9\n"


@pytest.fixture
def said(tmp_path: Path, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    """Calls the command line on a store of its own, after the first file was loaded."""
    for name, text in (("one.csv", ONE), ("two.csv", TWO)):
        (tmp_path / name).write_text(text, encoding="utf-8")

    def call(*words: object):  # type: ignore[no-untyped-def]
        rejects = ["--rejects", tmp_path / "rejects.csv"] if words[0] == "import" else []
        return hifazat(capsys, "--store", tmp_path / "own.db", *map(str, words), *rejects)

    assert call("import", "incidents", tmp_path / "one.csv", "--who", "desk 4").code == 0
    return call


def test_trying_tells_old_and_new_and_stores_nothing(said, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """Of three rows one is the same, one has another severity (4 -> 2), one is refused with its own cells."""
    told = said("import", "incidents", tmp_path / "two.csv", "--dry-run", "--json")
    assert told.code == 0, told.err
    holds_schema(told.json, "import")
    assert told.json["tables"]["incidents"] == {
        "read": 3, "new": 0, "same": 1, "changed": 1, "refused": 1, "stored": 2,
    }  # fmt: skip
    (change,) = told.json["changes"]
    assert (change["key"], change["row"], change["column"], change["old"], change["new"]) == (
        "F1", 2, "severity", "4", "2",
    )  # fmt: skip
    (refused,) = told.json["rejects"]
    assert (refused["row"], refused["column"], refused["cells"]["incident"]) == (4, "severity", "F3")
    assert "Nothing was stored." in said("import", "incidents", tmp_path / "two.csv", "--dry-run").out
    assert len(said("list", "incidents", "--json").json) == 2


def test_changed_rows_are_taken_with_update_and_given_back_by_undo(said, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """Severity 4 becomes 2, and 4 again; then 2 by redo."""

    def severity() -> int:
        return next(row["severity"] for row in said("list", "incidents", "--json").json if row["incident"] == "F1")

    assert said("import", "incidents", tmp_path / "two.csv", "--update").code == 0
    assert severity() == 2
    told = said("undo-load", "--json")
    holds_schema(told.json, "undo-load")
    assert (told.json["load"], told.json["is_undone"], severity()) == (2, True, 4)
    told = said("redo-load", "2", "--json")
    holds_schema(told.json, "redo-load")
    assert severity() == 2


def test_loads_tell_who_and_which_can_be_undone(said, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """The first cannot be undone before the second, and says so."""
    assert said("import", "incidents", tmp_path / "two.csv", "--replace").code == 0
    told = said("loads", "--json").json
    holds_schema(told, "loads")
    second, first = told
    assert (first["who"], first["rows"], first["can_turn"]) == ("desk 4", {"incidents": 2}, False)
    assert (second["how"], second["can_turn"], first["maybe"]) == ("replaced", True, "undo load 2 first.")
    refused = said("undo-load", "1")
    assert refused.code == 2
    assert "undo load 2 first" in refused.err


def test_areas_that_later_sites_name_are_not_undone_under_them(said, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """The sites were given the area's code by the second load; it goes first."""
    ring = [[73.0, 31.3], [73.2, 31.3], [73.2, 31.5], [73.0, 31.5], [73.0, 31.3]]
    area = {
        "type": "Feature",
        "properties": {"area": "T1", "level": "tehsil"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    (tmp_path / "areas.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [area]}))
    (tmp_path / "sites.csv").write_text("site,kind,community,latitude,longitude\nS1,church,christian,31.41,73.08\n")
    assert said("import", "areas", tmp_path / "areas.geojson").code == 0
    assert said("import", "sites", tmp_path / "sites.csv").code == 0
    refused = said("undo-load", "2")
    assert refused.code == 2
    assert "name its areas" in refused.err
    assert said("undo-load").code == 0
    assert said("undo-load", "2").code == 0
    assert said("list", "areas", "--json").json == []


def test_columns_are_mapped_by_word_and_by_file(said, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """A header that nobody knows; a header that is not there is told with the nearest."""
    file = tmp_path / "other.csv"
    file.write_text("no,when it was,kind,lat,lon\nG1,2026-03-02,arson,31.41,73.08\n", encoding="utf-8")
    assert said("import", "incidents", file).code == 2
    wrong = said("import", "incidents", file, "--map-column", "occurred_at=when it is")
    assert "'when it was' was meant" in wrong.err
    mapped = tmp_path / "columns.json"
    mapped.write_text(json.dumps({"kind": "incidents", "columns": {"occurred_at": "when it was", "incident": "no"}}))
    told = said("import", "incidents", file, "--columns", mapped, "--dry-run", "--json")
    assert told.json["tables"]["incidents"]["new"] == 1, told.err
    assert said("import", "incidents", file, "--map-column", "occurred_at=when it was").code == 0
    assert said("import", "sites", file, "--columns", mapped).code == 2


def test_a_file_of_another_kind_is_not_taken_silently(said, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """Incidents that are called sites: refused with the reason, taken when it is said twice."""
    refused = said("import", "sites", tmp_path / "one.csv")
    assert refused.code == 2
    assert "looks like incidents, because it has" in refused.err
    assert said("list", "sites", "--json").json == []


def test_places_far_from_the_store_are_told(said, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """From 73.1 E 31.4 N to 67.0 E 24.9 N are some 930 km."""
    file = tmp_path / "far.csv"
    file.write_text(HEAD + "K1,2026-03-02,arson,24.9,67.0,4\n", encoding="utf-8")
    told = said("import", "incidents", file, "--dry-run")
    assert "km from what the store holds" in told.err
