"""`hifazat today`: the picture of the day, as document and as lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.run import hifazat, holds_schema

SUNDAY = "2026-12-20"


def test_today_says_first_what_is_not_covered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The hamlet without a plan, then with one: document and lines speak of the same."""
    store = tmp_path / "hamlet.db"
    assert hifazat(capsys, "--store", store, "sample", "--world", "hamlet", "--today", SUNDAY).code == 0
    call = ("--store", store, "today", "--time", f"{SUNDAY}T02:00")

    bare = hifazat(capsys, *call, "--json")
    assert bare.code == 0, bare.err
    holds_schema(bare.json, "today")
    assert bare.json["at"].startswith(f"{SUNDAY}T02:00:00+05:00")  # a moment without a zone is meant in Pakistan
    assert bare.json["plan"] is None
    assert bare.json["is_plan_due"]
    assert "nobody knows what is not covered" in hifazat(capsys, *call).out

    plan = hifazat(capsys, "--store", store, "plan", "--from", SUNDAY, "--days", "1", "--seconds", "5", "--json").json
    picture = hifazat(capsys, *call, "--json").json
    holds_schema(picture, "today")
    assert picture["plan"]["plan_id"] == plan["plan_id"]
    assert [one["plan_id"] for one in picture["unsigned"]] == [plan["plan_id"]]
    # from 02:00 on, what is open that day is open in the plan as well
    assert {row["missing"] for row in picture["open"]} <= {row["missing"] for row in plan["uncovered"]}
    said = hifazat(capsys, *call).out
    assert f"Plan {plan['plan_id']} ({SUNDAY} to {SUNDAY}) waits for a signature." in said
    for row in picture["hours"]:
        assert sum(row[state] for state in ("open", "short", "nobody", "visited", "guarded")) == len(row["sites"])


def test_today_of_an_empty_store_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No sites: the picture is empty and the lines name the verbs that fill it."""
    store = tmp_path / "empty.db"
    header = tmp_path / "sites.csv"
    header.write_text("site,name_en,kind,community,longitude,latitude\n", encoding="utf-8")
    hifazat(capsys, "--store", store, "import", "sites", header, "--rejects", tmp_path / "rejects.csv")
    said = hifazat(capsys, "--store", store, "today", "--json")
    assert said.code == 0, said.err
    holds_schema(said.json, "today")
    assert said.json["endangered"] == said.json["hours"] == said.json["trainings"] == []
    assert "hifazat sample" in hifazat(capsys, "--store", store, "today").out
