"""The verb `replay`: what it prints, what it writes, what it refuses."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.cli.run import hifazat, holds_schema
from tests.simulate.toys import EARLY, PIECEMEAL


@pytest.fixture
def early(tmp_path: Path) -> Path:
    """The scenario in which everything comes out of one force."""
    file = tmp_path / "early.toml"
    file.write_text(EARLY, encoding="utf-8")
    return file


def test_the_scenarios_of_the_project_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """With what each of them teaches; as JSON too."""
    said = hifazat(capsys, "replay", "--list")
    assert said.code == 0, said.err
    assert "jaranwala-2023: " in said.out
    listed = hifazat(capsys, "replay", "--list", "--json")
    holds_schema(listed.json, "replay")
    assert len(listed.json) >= 8


def test_the_published_sums_of_jaranwala_hold(capsys: pytest.CaptureFixture[str]) -> None:
    """19 places of worship and 86 houses in 9 localities; the caveat is there; nothing is claimed to be saved."""
    said = hifazat(capsys, "replay", "jaranwala-2023", "--draws", "0", "--counterfactual", "assemble")
    assert said.code == 0, said.err
    assert "19 places of worship, 86 houses, 9 localities: the sums hold." in said.out
    assert "(upper bound)" in said.out
    assert "What this cannot say" in said.out
    assert "saved" not in said.out


def test_outcomes_stand_beside_each_other(capsys: pytest.CaptureFixture[str], early: Path) -> None:
    """Adequate at 09:20 as it happened, an hour sooner when it was known an hour sooner: 26 houses fewer at risk."""
    said = hifazat(capsys, "replay", early, "--draws", "0")
    assert said.code == 0, said.err
    lines = said.out.splitlines()
    assert lines[1] == "As it happened: an adequate force from 09:20, 20 min of violence without one."
    assert lines[2].startswith("Least at risk below: Known sooner: an adequate force from 08:20, 0 min")
    (happened,) = [line for line in lines if line.endswith("  As it happened")]
    (sooner,) = [line for line in lines if line.endswith("  Known sooner")]
    assert happened.split()[:4] == ["09:20", "20", "26", "2"]
    assert sooner.startswith("08:20 (−60 min)  0 (−20)")
    assert "0 (−26)" in sooner
    assert happened.index("As it") == sooner.index("Known")
    assert "Nothing was drawn" in said.out


def test_the_document_holds_its_schema_and_is_the_same_each_time(
    capsys: pytest.CaptureFixture[str], early: Path
) -> None:
    """With draws; the slider that was set is in it."""
    call = ("replay", early, "--draws", "60", "--set", "noticed_at=08:00", "--set", "assemble=true", "--json")
    first, second = hifazat(capsys, *call), hifazat(capsys, *call)
    assert first.code == 0, first.err
    holds_schema(first.json, "replay")
    assert first.out == second.out
    assert first.json["sliders"][0]["value"] == "08:00"
    assert [one["key"] for one in first.json["variants"]] == ["as-it-happened", "sooner", "planned", "as-you-set"]
    assert first.json["draws"] == 60
    assert {"en", "ur"} == set(first.json["honest"])


def test_urdu_is_written_in_urdu(capsys: pytest.CaptureFixture[str], early: Path) -> None:
    """Titles, heads and the last paragraph; a terminal, which shows marks of direction as they are, gets none."""
    said = hifazat(capsys, "replay", early, "--draws", "50", "--language", "ur")
    assert said.code == 0, said.err
    assert "دو بستیاں" in said.out
    assert "09:20" in said.out
    assert not {"\u2066", "\u2067", "\u2068", "\u2069"} & set(said.out)
    assert "یہ واقعہ فرضی ہے۔" in said.out


def test_page_curves_and_document_are_written(capsys: pytest.CaptureFixture[str], early: Path, tmp_path: Path) -> None:
    """One page without outside links, one row a variant, place and minute, and the document."""
    out = tmp_path / "out"
    said = hifazat(capsys, "replay", early, "--draws", "0", "--out", out, "--json")
    assert said.code == 0, said.err
    assert json.loads((out / "replay.json").read_text(encoding="utf-8")) == said.json
    page = (out / "replay.html").read_text(encoding="utf-8")
    for word in ('src="http', 'href="http', "url(http", "@import"):
        assert word not in page
    with (out / "curves.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    at_nine_twenty = next(row for row in rows if row["time"].startswith("2030-01-05T09:20"))
    assert (at_nine_twenty["officers"], at_nine_twenty["need"], at_nine_twenty["state"]) == ("20", "20", "adequate")
    assert len(rows) == 3 * 301  # three variants, 07:00 to 12:00


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["replay"], ["needs a scenario", "jaranwala-2023"]),
        (["replay", "atlantis"], ["no scenario 'atlantis'", "jaranwala-2023"]),
        (["replay", "jaranwala-2023", "--list"], ["--list stands beside"]),
        (["replay", "nowhere.toml"], ["nowhere.toml cannot be read"]),
        (["replay", "jaranwala-2023", "--set", "speed"], ["sets nothing"]),
        (["replay", "jaranwala-2023", "--counterfactual", "miracle"], ["no counterfactual 'miracle'"]),
        (["replay", "jaranwala-2023", "--draws", "-1"], ["whole number"]),
        (["replay", "jaranwala-2023", "--draws", "1e9"], ["whole number"]),
    ],
)
def test_what_cannot_be_replayed_is_refused(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    words: list[str],
) -> None:
    """Exit code 2, what is wrong, and what there is."""
    monkeypatch.chdir(tmp_path)
    said = hifazat(capsys, *arguments)
    assert (said.code, said.out) == (2, "")
    assert all(word in said.err for word in words), said.err


def test_a_wrong_file_is_told_with_all_its_faults(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Two faults, both named; and an unwritable folder."""
    file = tmp_path / "wrong.toml"
    file.write_text(PIECEMEAL.replace("officers = 6", "officers = -6").replace("reserve", "r"), encoding="utf-8")
    said = hifazat(capsys, "replay", file)
    assert said.code == 2
    assert "wrong.toml: 1 fault" in said.err
    file.write_text(PIECEMEAL, encoding="utf-8")
    (tmp_path / "taken").write_text("", encoding="utf-8")
    refused = hifazat(capsys, "replay", file, "--draws", "0", "--out", tmp_path / "taken")
    assert refused.code == 2
    assert "cannot be written" in refused.err


@pytest.mark.parametrize("name", ["gujranwala-2014", "shantinagar-1997", "ichhra-2024"])
def test_scenarios_of_the_project_hold_the_schema(capsys: pytest.CaptureFixture[str], name: str) -> None:
    """Two fronts, a force that is never adequate, a crowd without violence."""
    said = hifazat(capsys, "replay", name, "--draws", "20", "--json")
    assert said.code == 0, said.err
    holds_schema(said.json, "replay")
    assert all(one["holds"] for one in said.json["check"])


def test_a_commander_reads_when_nothing_is_better(capsys: pytest.CaptureFixture[str], early: Path) -> None:
    """Known at 07:30 in all of them: there at 08:20 whatever is done; no line is longer than a wide terminal."""
    said = hifazat(capsys, "replay", early, "--draws", "0", "--set", "noticed_at=07:30", "--counterfactual", "sooner")
    assert said.out.splitlines()[2] == "Nothing below puts less at risk."
    assert max(map(len, said.out.splitlines())) <= 120
    assert "that is hindsight" in " ".join(said.out.split())


def test_what_was_drawn_when_it_was_stopped_is_told(
    capsys: pytest.CaptureFixture[str], early: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C in the first part of 300 draws: a hundred are shown, and said to be no more."""
    monkeypatch.setattr("planner.cli.output.Stopper.is_asked", lambda _: True)
    said = hifazat(capsys, "replay", early, "--draws", "300")
    assert said.code == 0
    assert "Stopped after 100 of 300 draws" in said.err
    assert "in 100 draws" in said.out
