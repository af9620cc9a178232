"""The verb that fills the calendar keeps its interface."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.run import hifazat, holds_schema


@pytest.fixture
def hamlet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A store with the hamlet world."""
    store = tmp_path / "hamlet.db"
    made = hifazat(capsys, "--store", store, "sample", "--world", "hamlet", "--today", "2026-12-20", "--json")
    assert made.code == 0, made.err
    return store


def test_the_calendar_is_added_once(hamlet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the store holds already, the Christmas of the hamlet, is not among it; the second run adds nothing."""
    call = ("--store", hamlet, "calendar", "--from", "2026-12-01", "--days", "365")
    shown = hifazat(capsys, *call, "--dry-run", "--json")
    assert shown.code == 0, shown.err
    holds_schema(shown.json, "calendar")
    said = hifazat(capsys, *call, "--json")
    holds_schema(said.json, "calendar")
    assert said.json["added"] == shown.json["added"]
    assert "2026-12-24" not in {row["first"] for row in said.json["added"]}
    again = hifazat(capsys, *call)
    assert again.out.startswith("0 dates added, 0 put right")


def test_the_factors_are_shown(hamlet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Six classes of day, as JSON and as text; nothing is added."""
    said = hifazat(capsys, "--store", hamlet, "calendar", "--factors", "--from", "2026-12-20", "--json")
    assert said.code == 0, said.err
    holds_schema(said.json, "calendar")
    assert len(said.json["factors"]) == 6
    assert "service day" in hifazat(capsys, "--store", hamlet, "calendar", "--factors").out


def test_a_community_that_there_is_not_is_refused(hamlet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2 and the ones that there are."""
    said = hifazat(capsys, "--store", hamlet, "calendar", "--community", "nobody")
    assert said.code == 2
    assert "christian" in said.err
