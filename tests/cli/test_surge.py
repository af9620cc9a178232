"""The verb of an emergency: alarms with all that is said of them, closures, and errors that name the alarm."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.cli.parser import make_parser
from planner.cli.surge import alarms_of
from planner.core.errors import InputError
from tests.cli.run import hifazat, holds_schema

DAY = "2026-12-20"
TWO = ("surge", "--at=64.58,24.04", "--at=64.57,24.05", "--crowd", "60-80-100", "--crowd", "40")


@pytest.fixture
def hamlet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A store with the hamlet world."""
    store = tmp_path / "hamlet.db"
    assert hifazat(capsys, "--store", store, "sample", "--world", "hamlet", "--today", DAY).code == 0
    return store


def test_what_is_said_once_is_said_of_all_alarms() -> None:
    """One level for both; growth, task and words are those of each."""
    text = ("--level", "tense", "--task", "hold", "--task", "extract", "--growth", "2-5", "--growth", "0")
    first, second = alarms_of(make_parser().parse_args([*TWO, *text, "--known", "fire"]))
    assert (first.crowd, first.level, first.task, first.growth, first.known) == (
        "60-80-100",
        "tense",
        "hold",
        "2-5",
        "fire",
    )
    assert (second.crowd, second.level, second.task, second.growth, second.known) == (
        "40",
        "tense",
        "extract",
        "0",
        "fire",
    )


def test_what_is_neither_said_once_nor_for_each_is_refused() -> None:
    """Two alarms, three levels."""
    options = make_parser().parse_args([*TWO, *("--level", "tense") * 3])
    with pytest.raises(InputError, match="2 places but 3 levels"):
        alarms_of(options)


def test_the_answer_tells_places_needs_and_notes(hamlet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In lines without names of keys; a closure that is drawn across a road is counted."""
    across = "--closed=64.5780,24.0430 64.5780,24.0450"
    call = ("--store", hamlet, "surge", "--at=64.5834,24.0529", "--crowd", "5-10", "--time", f"{DAY}T09:00", across)
    said = hifazat(capsys, *call)
    assert "Alarm A1, at Place of worship (Ahmadi) 2, Demo" in said.out
    assert "never fewer than one section" in said.out
    assert "Note: 1 piece of road is closed." in said.out
    assert "surge." not in said.out
    document = hifazat(capsys, *call, "--json").json
    holds_schema(document, "surge")
    assert document["closed"] == 1


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--level", "angry"), ("alarm A1", "angry", "violent")),
        (("--closed", "here"), ("'here' is no place",)),
        (("--closed", " "), ("is no drawing",)),
        (("--closed-road", "r99"), ("'r99'", "no road")),
    ],
)
def test_what_is_wrong_is_named(
    hamlet: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...], words: tuple[str, ...]
) -> None:
    """Bad input, exit code 2."""
    said = hifazat(capsys, "--store", hamlet, "surge", "--at=64.5834,24.0529", "--crowd", "5-10", *more)
    assert said.code == 2
    assert all(word in said.err for word in words), said.err
