"""The verb `reach`: areas that hold each other, sites and stations by their minutes, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import shapely

from tests.cli.run import hifazat, holds_schema

DAY = "2026-12-20"


@pytest.fixture
def hamlet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[Path, str]:
    """A store with the hamlet world, and the place of its first station."""
    store = tmp_path / "hamlet.db"
    assert hifazat(capsys, "--store", store, "sample", "--world", "hamlet", "--today", DAY).code == 0
    station = hifazat(capsys, "--store", store, "list", "stations", "--json").json[0]
    return store, f"{station['longitude']},{station['latitude']}"


def test_a_longer_time_holds_a_shorter_one(
    hamlet: tuple[Path, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Area and sites of 3 minutes lie within those of 30; the station itself comes in no time and first."""
    store, at = hamlet
    out = tmp_path / "reach.geojson"
    said = hifazat(capsys, "--store", store, "reach", f"--at={at}", "--minutes", "30,3", "--out", out, "--json")
    assert said.code == 0, said.err
    holds_schema(said.json, "reach")
    near, far = said.json["areas"]
    assert (near["minutes"], far["minutes"]) == (3, 30)
    assert set(near["sites"]) <= set(far["sites"])
    assert len(far["sites"]) == 3
    small, large = (shapely.geometry.shape(area["geometry"]) for area in (near, far))
    assert small.area < large.area
    assert small.difference(large).area < small.area / 20  # edges are drawn simpler by 5 of their 50 m
    assert said.json["stations"][0]["minutes"] < 0.5
    minutes = [row["minutes"] for row in said.json["stations"]]
    assert minutes == sorted(minutes)
    drawn = json.loads(out.read_text(encoding="utf-8"))["features"]
    assert [feature["properties"]["minutes"] for feature in drawn] == [30, 3]
    text = hifazat(capsys, "--store", store, "reach", f"--at={at}", "--minutes", "30")
    assert "Within 30 min: 3 sites." in text.out


def test_a_closed_road_shortens_the_reach(hamlet: tuple[Path, str], capsys: pytest.CaptureFixture[str]) -> None:
    """A line across the road out of the station shuts it: less is reached than before."""
    store, at = hamlet
    x, y = map(float, at.split(","))
    line = f"{x + 0.004},{y - 0.02} {x + 0.004},{y + 0.02}"
    free = hifazat(capsys, "--store", store, "reach", f"--at={at}", "--minutes", "30", "--json").json
    shut = hifazat(capsys, "--store", store, "reach", f"--at={at}", "--minutes", "30", "--closed", line, "--json").json
    before, after = (shapely.geometry.shape(one["areas"][0]["geometry"]).area for one in (free, shut))
    assert after < before


@pytest.mark.parametrize("minutes", ["0", "5,,10", "5,500", "soon", "-5", ""])
def test_minutes_that_are_none_are_refused(
    hamlet: tuple[Path, str], minutes: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message shows how to write them."""
    store, at = hamlet
    refused = hifazat(capsys, "--store", store, "reach", f"--at={at}", f"--minutes={minutes}")
    assert refused.code == 2
    assert "write them as 5,10,20" in refused.err


def test_a_place_without_roads_is_refused(hamlet: tuple[Path, str], capsys: pytest.CaptureFixture[str]) -> None:
    """Swapped degrees lie in another sea: an empty area would be no answer."""
    store, at = hamlet
    x, y = at.split(",")
    refused = hifazat(capsys, "--store", store, "reach", f"--at={y},{x}")
    assert refused.code == 2
    assert "where no road of the store is" in refused.err
