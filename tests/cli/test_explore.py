"""The verbs of the explore screen: the same choices, counts and views."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.run import hifazat, holds_schema

DAY = "2026-12-20"


@pytest.fixture
def hamlet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A store with the hamlet world."""
    store = tmp_path / "hamlet.db"
    assert hifazat(capsys, "--store", store, "sample", "--world", "hamlet", "--today", DAY, "--json").code == 0
    return store


def test_incidents_are_counted_and_a_view_gives_the_same(hamlet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As a document, as text, from a saved view; a view can be renamed and removed."""
    said = hifazat(capsys, "--store", hamlet, "incidents", "--severity", "2", "--save", "Grave", "--json")
    assert said.code == 0, said.err
    holds_schema(said.json, "incidents")
    assert said.json["shown"] + sum(said.json["hidden"].values()) == said.json["of"]
    view = said.json["view"]["view"]
    again = hifazat(capsys, "--store", hamlet, "incidents", "--view", view, "--json").json
    assert {**again, "view": None} == {**said.json, "view": None}
    assert "incidents, " in hifazat(capsys, "--store", hamlet, "incidents", "--by", "tehsil").out
    listed = hifazat(capsys, "--store", hamlet, "views", "--rename", view, "Graver", "--json")
    holds_schema(listed.json, "views")
    assert [one["name"] for one in listed.json] == ["Graver"]
    assert hifazat(capsys, "--store", hamlet, "views", "--remove", view, "--json").json == []
    assert "Graver" in hifazat(capsys, "--store", hamlet, "views", "--restore", view).out


def test_a_kind_that_is_not_known_is_refused(hamlet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the kinds that there are."""
    said = hifazat(capsys, "--store", hamlet, "incidents", "--kind", "arsen")
    assert said.code == 2
    assert "mob violence" in said.err
