"""The verb `cordon`: its document, its file for the map, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.run import hifazat, holds_schema

DAY = "2026-12-20"


@pytest.fixture
def hamlet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[Path, str]:
    """A store with the hamlet world, and the place of its first site."""
    store = tmp_path / "hamlet.db"
    assert hifazat(capsys, "--store", store, "sample", "--world", "hamlet", "--today", DAY).code == 0
    site = hifazat(capsys, "--store", store, "list", "sites", "--json").json[0]
    return store, f"{site['longitude']},{site['latitude']}"


def test_a_cordon_around_a_place(hamlet: tuple[Path, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A circle of 300 m is about 1,882 m around; by night the pickets are twice as strong."""
    store, at = hamlet
    out = tmp_path / "cordon.geojson"
    said = hifazat(capsys, "--store", store, "cordon", f"--at={at}", "--radius", "300", "--out", out, "--json")
    assert said.code == 0, said.err
    holds_schema(said.json, "cordon")
    assert 1870 < said.json["inner"]["metres"] < 1886
    assert said.json["entries"]
    assert len(said.json["pickets"]) + said.json["saved"] == len(said.json["pickets_at_edge"])
    drawn = json.loads(out.read_text(encoding="utf-8"))["features"]
    assert [f["properties"]["kind"] for f in drawn] == ["edge"] + ["picket"] * len(said.json["pickets"])
    night = hifazat(capsys, "--store", store, "cordon", f"--at={at}", "--radius", "300", "--night", "--json").json
    assert night["picket_officers"] == 2 * said.json["picket_officers"]
    text = hifazat(capsys, "--store", store, "cordon", f"--at={at}", "--radius", "300")
    assert text.code == 0
    assert f"{len(said.json['pickets'])} pickets close them" in text.out


def test_corners_enclose_the_place(hamlet: tuple[Path, str], capsys: pytest.CaptureFixture[str]) -> None:
    """Four corners in turn give a ring of five points; crossed corners, two corners and no place are refused."""
    store, at = hamlet
    x, y = map(float, at.split(","))
    ring = [(x - 0.003, y - 0.003), (x + 0.003, y - 0.003), (x + 0.003, y + 0.003), (x - 0.003, y + 0.003)]
    around = [f"{a},{b}" for a, b in ring]
    said = hifazat(capsys, "--store", store, "cordon", "--around", " ".join(around), "--json")
    assert said.code == 0, said.err
    assert len(said.json["area"]) == 5
    crossed = " ".join([around[0], around[2], around[1], around[3]])
    for wrong in (crossed, " ".join(around[:2]), "200,10 201,10 200,11"):
        refused = hifazat(capsys, "--store", store, "cordon", "--around", wrong)
        assert refused.code == 2
        assert "corner" in refused.err


def test_a_cordon_where_no_road_is_gets_no_answer(hamlet: tuple[Path, str], capsys: pytest.CaptureFixture[str]) -> None:
    """No pickets at the edge of the map is not the same as nothing to close: it is refused, with a guess why."""
    said = hifazat(capsys, "--store", hamlet[0], "cordon", "--at=0,0", "--radius", "300")
    assert said.code == 2
    assert "no road of the store" in said.err
    assert "swapped" in said.err
