"""What the roll has not is kept as unmet; a desk without a woman asks for a facilitator."""

from __future__ import annotations

from typing import Any

import pytest

from planner.core.errors import InputError
from tests.demand.world import MONDAY, needs
from tests.risk.frames import officers, sites, stations

DESK = "desk-P1-20261221T0800"


def desk(*roll: dict[str, Any], **overrides: Any) -> Any:
    """The one desk of a Monday."""
    rows = needs(bases=stations({"has_desk": True}), roll=officers(*roll), windows=MONDAY, overrides=overrides)
    return rows.loc[DESK]


def test_a_desk_without_a_woman_asks_for_a_facilitator() -> None:
    """No woman on the roll, one facilitator: he is asked for, nothing is unmet, and the reason says so."""
    row = desk({"skills": "facilitator; victim-support"})
    assert (row["women"], row["skills"], row["unmet"]) == (0, "facilitator:1; victim-support:1", "")
    assert "no woman officer on the roll" in row["reason"]
    assert "1 with facilitator instead (demand.desk_facilitator, assumption)" in row["reason"]


def test_a_desk_with_a_woman_asks_for_no_facilitator() -> None:
    """The stand-in is only for where she is missing."""
    row = desk({"is_woman": True, "skills": "facilitator; victim-support"})
    assert (row["women"], row["skills"], row["unmet"]) == (1, "victim-support:1", "")


def test_a_desk_with_neither_says_both() -> None:
    """Neither a woman nor a facilitator nor the skill: the desk stands; the first two are one need."""
    row = desk({})
    assert (row["women"], row["skills"], row["strength"]) == (0, "", 2)
    assert row["unmet"] == "victim-support:1; women|facilitator:1"


def test_a_desk_can_ask_for_a_language() -> None:
    """A speaker on the roll is needed; without one the language is unmet."""
    language = {"demand.desk_language": "speaks-punjabi"}
    spoken = desk({"is_woman": True, "skills": "victim-support; speaks-punjabi"}, **language)
    assert spoken["skills"] == "speaks-punjabi:1; victim-support:1"
    assert "(demand.desk_language, set by the deployment)" in spoken["reason"]
    assert desk({"is_woman": True, "skills": "victim-support"}, **language)["unmet"] == "speaks-punjabi:1"


def test_a_training_that_has_lapsed_does_not_count() -> None:
    """Valid to the day before: unmet; valid on the day: needed."""
    lapsed = desk({"is_woman": True, "skills": "victim-support:2026-12-20"})
    valid = desk({"is_woman": True, "skills": "victim-support:2026-12-21"})
    assert (lapsed["skills"], lapsed["unmet"]) == ("", "victim-support:1")
    assert (valid["skills"], valid["unmet"]) == ("victim-support:1", "")


def test_one_driver_has_one_of_the_three_shifts() -> None:
    """The roll has one driver on that day: the first mobile gets him, the other two say that one is missing."""
    rows = needs(sites({}), stations({}), roll=officers({"skills": "driver"}), windows=MONDAY)
    rows = rows[rows["kind"] == "patrol"]
    assert rows["skills"].tolist() == ["driver:1", "", ""]
    assert rows["unmet"].tolist() == ["", "driver:1", "driver:1"]
    assert "no officer with driver is left on the roll" in rows["reason"].iloc[1]


def test_a_training_that_cannot_be_read_names_the_officer() -> None:
    """A day that is none."""
    with pytest.raises(InputError, match="officer F1"):
        desk({"skills": "victim-support:soon"})
