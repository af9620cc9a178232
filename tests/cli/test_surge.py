"""The verb of an emergency: alarms with all that is said of them, closures, and errors that name the alarm."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from planner.cli.parser import make_parser
from planner.cli.surge import alarms_of, cases, surge_lines
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


def _alarm(name: str, **more: Any) -> dict[str, Any]:
    """An alarm of a document: adequate after 13.8 min as planned, promised within 20.5 min."""
    unit = {"place": "Post", "strength": 10, "women": 1, "depart": f"{DAY}T09:03:47+05:00"}
    return {
        "id": name,
        "place": "at the Mill",
        "commander": "INS-1, Inspector",
        "form_up": None,
        "proven_optimal": True,
        "time_to_adequate_min": 13.8,
        "bound_min": 13.8,
        "shortfall": None,
        "need": {"officers": 30, "reason": "300 people planned for"},
        "promise": {"quantile": 0.8, "minutes": 20.5, "chance_planned": 0.105, "chance_ever": 0.9},
        "units": [{**unit, "arrive": f"{DAY}T09:09:01+05:00"}],
        **more,
    }


def _lines(*alarms: dict[str, Any], **more: Any) -> list[str]:
    document = {"at": f"{DAY}T09:00:47+05:00", "alarms": alarms, "uncovered": [], "requests": [], "notes": []}
    return surge_lines({**document, **more})


def test_the_promise_is_told_before_the_plan_and_never_too_early() -> None:
    """20.5 min after 09:00:47 is 09:21:17: within 21 min, by 09:22; 13.8 min as planned are 14; there at 09:10."""
    _, head, _, unit = _lines(_alarm("A1"))
    assert head == (
        "Alarm A1, at the Mill: adequate within 21 min, by 09:22, in 8 of 10 cases; 14 min if all goes as planned, "
        "which it does in 1 of 10 cases (proven best); commander INS-1, Inspector"
    )
    assert unit == "  Post: 10 (1 woman), leaves 09:03, there 09:10"


def test_what_is_bad_stands_above_all_else() -> None:
    """Alarm A2 is never adequate, A3 cannot be promised, a site is open: three lines before the first who goes."""
    never = _alarm(
        "A2", time_to_adequate_min=None, bound_min=None, shortfall="20 of 30 officers are missing.", units=[]
    )
    doubt = {"quantile": 0.8, "minutes": None, "chance_planned": 0.05, "chance_ever": 0.69}
    lines = _lines(
        _alarm("A1"), never, _alarm("A3", promise=doubt), uncovered=[{"site": "S1", "why": "2 stay, 4 must"}]
    )
    assert lines[0] == "NOT ADEQUATE: alarm A2: 20 of 30 officers are missing."
    assert lines[1].startswith("NOT SURE: alarm A3: no moment can be promised; the force is adequate in 6 of 10 cases")
    assert lines[2:4] == ["Left uncovered: 1 site.", "  S1: 2 stay, 4 must"]
    assert "NOT adequate, 0 of 30 go (proven: no plan misses less)" in lines[7]
    assert "no moment can be promised; adequate after 14 min if all goes as planned, which it does in fewer" in lines[9]


@pytest.mark.parametrize(
    ("share", "said"), [(0.8, "8 of 10"), (0.799, "7 of 10"), (0.0, "fewer than 1 of 10"), (1, "10 of 10")]
)
def test_cases_are_never_rounded_up(share: float, said: str) -> None:
    """Of ten, so many as are true."""
    assert cases(share) == said


def test_the_answer_is_told_even_where_the_papers_cannot_be_written(
    hamlet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file stands where the folder should be: exit code 2, and the answer above it all the same."""
    blocked = tmp_path / "taken"
    blocked.write_text("", encoding="utf-8")
    call = ("--store", hamlet, "surge", "--at=64.5834,24.0529", "--crowd", "5-10", "--time", f"{DAY}T09:00")
    said = hifazat(capsys, *call, "--out", blocked)
    assert said.code == 2
    assert "Alarm A1" in said.out
    assert "cannot be written" in said.err


def test_the_folder_of_the_papers_is_told_and_they_bear_the_name_of_the_log(
    hamlet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The folder in the last line holds the book; what is kept as `night` says so in its papers."""
    call = ("--store", hamlet, "surge", "--at=64.5834,24.0529", "--crowd", "5-10", "--time", f"{DAY}T09:00")
    said = hifazat(capsys, *call, "--keep", "night", "--out", tmp_path / "o")
    folder = Path(said.out.splitlines()[-1].removeprefix("Orders in ").partition(": ")[0])
    assert (folder / "book.pdf").is_file()
    assert folder.parent == tmp_path / "o"
    assert '"log": "night"' in (folder / "surge.json").read_text(encoding="utf-8")
