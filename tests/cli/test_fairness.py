"""`hifazat fairness` speaks of places by their names."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.run import hifazat, holds_schema


def test_exploring_hours_are_by_name_and_add_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No code of a tehsil where its name is known, no hour lost, and one day is not one days."""
    store = tmp_path / "hamlet.db"
    hifazat(capsys, "--store", store, "sample", "--world", "hamlet", "--today", "2026-12-20")
    call = ("--store", store, "fairness", "--as-of", "2026-12-20", "--days", "1")
    made = hifazat(capsys, *call, "--json").json
    holds_schema(made, "fairness")
    said = hifazat(capsys, *call)
    assert said.code == 0, said.err
    last = said.out.strip().splitlines()[-1]
    assert "hours in 1 day explore" in last
    assert made["by_tehsil"]
    for row in made["by_tehsil"]:
        assert f"{row['name']} " in last
        assert row["group"] not in last
