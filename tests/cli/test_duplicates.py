"""`hifazat duplicates`: an analyst sees which reports were taken for one incident."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.run import hifazat, holds_schema

REGISTER = (
    "id,date,kind,lat,lon,community\nF1,2026-03-02,arson,31.41,73.08,christian\nF2,2026-05-02,arson,31.41,73.08,hindu\n"
)
PAPER = "id,date,kind,lat,lon,community\nP1,2026-03-03,arson,31.411,73.08,christian\n"


def test_two_files_that_report_one_incident(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One row with both identifiers, in the form that is promised; nothing is deleted."""
    store = tmp_path / "own.db"
    for name, text in (("register.csv", REGISTER), ("paper.csv", PAPER)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        said = hifazat(capsys, "--store", store, "import", "incidents", tmp_path / name)
        assert said.code == 0, said.err
    said = hifazat(capsys, "--store", store, "duplicates", "--json")
    assert said.code == 0, said.err
    holds_schema(said.json, "duplicates")
    (one,) = said.json
    assert (one["counts"], one["others"], one["metres_apart"]) == ("F1", ["P1"], 111)
    # midnight in Karachi
    assert one["occurred_at"] == "2026-03-02T00:00:00+05:00"
    assert "F1" in hifazat(capsys, "--store", store, "duplicates").out
    assert len(hifazat(capsys, "--store", store, "list", "incidents", "--json").json) == 3


def test_a_store_without_duplicates_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An empty list, and a sentence."""
    store = tmp_path / "own.db"
    (tmp_path / "paper.csv").write_text(PAPER, encoding="utf-8")
    hifazat(capsys, "--store", store, "import", "incidents", tmp_path / "paper.csv")
    assert hifazat(capsys, "--store", store, "duplicates", "--json").json == []
    assert "No incident" in hifazat(capsys, "--store", store, "duplicates").out
