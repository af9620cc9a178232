"""Two plans side by side: each figure worked out by hand on the tiny week."""

from __future__ import annotations

from typing import Any

import pytest

from planner.config import load_config
from planner.report import compare
from planner.report.words import words_of
from tests.report.made import FRAMES, full_document
from tests.risk.frames import officers, sites

CONFIG = load_config(overrides={"report.cost_constable_pkr": 100.0, "report.cost_asi_pkr": 200.0}).report


def side_by_side(a: dict[str, Any], b: dict[str, Any], **frames: Any) -> dict[str, Any]:
    """The comparison of two documents over the tiny tables."""
    return compare(a, b, **{**FRAMES, **frames}, config=CONFIG, timezone="Asia/Karachi")


def rows(found: dict[str, Any]) -> dict[str, tuple[Any, Any, str]]:
    """Each measure with its two values and which is better."""
    return {row["measure"]: (row["a"], row["b"], row["better"]) for row in found["rows"]}


def without(document: dict[str, Any], duty: str) -> dict[str, Any]:
    """The document with nobody on one duty, under a name of its own."""
    kept = [row for row in document["assignments"] if row["duty"] != duty]
    routes = [row for row in document["routes"] if row["duty"] != duty]
    return {**document, "plan_id": "other", "assignments": kept, "routes": routes}


def test_a_plan_against_itself_has_no_winner() -> None:
    """Nothing changed, nothing is open in one only, no measure is better."""
    found = side_by_side(full_document(), full_document())
    assert {better for _, _, better in rows(found).values()} == {""}
    assert found["changed"] == {"kept": 6, "added": 0, "removed": 0, "added_duties": [], "removed_duties": []}
    assert found["only_a_covers"] == found["only_b_covers"] == []


def test_coverage_is_counted_by_worth_kind_and_category() -> None:
    """Worth 40 x 3 + 40 x 3 + 40 x 2 + 20 x 2 = 360; met 120 + 40 + 0 + 40 = 200 in a; b lacks the mobile: 160."""
    found = side_by_side(full_document(), without(full_document(), "patrol-P1-20261225T0800"))
    assert rows(found)["needs_met_by_worth"] == (round(200 / 360, 4), round(160 / 360, 4), "a")
    assert rows(found)["places_filled"] == (0.6, 0.4, "a")  # 6 and 4 of 10
    assert rows(found)["duties_manned"] == (2.0, 1.0, "a")
    assert found["kinds"]["patrol"] == {"a": [1, 1], "b": [0, 1]}
    assert found["kinds"]["guard"] == {"a": [1, 2], "b": [1, 2]}
    assert found["categories"] == {"C": {"a": [1, 2], "b": [1, 2]}}


def test_what_one_leaves_open_and_the_other_covers_is_listed() -> None:
    """The mobile stands in the list of a alone, with what b sends; in the other order it changes sides."""
    a, b = full_document(), without(full_document(), "patrol-P1-20261225T0800")
    (only,) = side_by_side(a, b)["only_a_covers"]
    assert (only["duty"], only["other_sends"], only["other_wants"]) == ("patrol-P1-20261225T0800", 0, True)
    assert side_by_side(b, a)["only_b_covers"] == [only]
    assert side_by_side(a, b)["changed"]["removed"] == 2


def test_hours_women_and_cost_are_added_up() -> None:
    """F1 4 h, F2 4 + 2, F3 4, F4 4 + 2: 20 h from 4 to 6; F2 is the woman: 2 of 6; F1 at 100, the others at 200."""
    roll = officers({"rank": "Constable"}, {"rank": "ASI", "is_woman": True}, {"rank": "ASI"}, {"rank": "ASI"})
    found = rows(side_by_side(full_document(), full_document(), officers=roll))
    assert found["officer_hours"][0] == 20
    assert found["hours_spread"][0] == 2
    assert found["nights_spread"][0] == 0
    assert found["women_share"][0] == round(2 / 6, 4)
    assert found["cost"][0] == 4 * 100 + 16 * 200
    assert found["visits"][0] == 2


def test_who_is_not_on_the_roll_makes_the_cost_unknown() -> None:
    """A cost with a hole in it would look cheap."""
    found = rows(side_by_side(full_document(), full_document(), officers=officers({})))
    assert found["cost"] == (None, None, "")


def test_each_site_has_its_coverage_for_the_map() -> None:
    """S1: 3 of 3 in the morning and 1 of 3 at noon, both of 4 h: 4 of 6, and a visit; S2 is only visited."""
    found = side_by_side(full_document(), without(full_document(), "patrol-P1-20261225T0800"))["sites"]
    assert found == [
        {"site": "S1", "a": {"share": round(4 / 6, 4), "visits": 1}, "b": {"share": round(4 / 6, 4), "visits": 0}},
        {"site": "S2", "a": {"share": None, "visits": 1}, "b": {"share": None, "visits": 0}},
    ]


def test_a_mobile_without_a_route_counts_its_sites_once() -> None:
    """Where only the beat is known, each of its sites has one visit."""
    document = {**full_document(), "routes": []}
    found = side_by_side(document, document)
    assert {row["site"]: row["a"]["visits"] for row in found["sites"]} == {"S1": 1, "S2": 1}
    assert rows(found)["visits"] == (None, None, "")


def test_sentences_of_predictability_are_passed_on() -> None:
    """A plan that says none has None."""
    found = side_by_side({**full_document(), "predictability": "31 % can be guessed."}, full_document())
    assert found["predictability"] == {"a": "31 % can be guessed.", "b": None}


def test_a_site_that_is_gone_counts_without_a_category() -> None:
    """A plan outlives its tables."""
    found = side_by_side(full_document(), full_document(), sites=sites())
    assert list(found["categories"]) == [""]


@pytest.mark.parametrize("language", ["en", "ur"])
def test_every_measure_has_its_words(language: str) -> None:
    """A screen can name each row."""
    measures = {row["measure"] for row in side_by_side(full_document(), full_document())["rows"]}
    assert {f"compare.{measure}" for measure in measures} <= words_of(language).keys()
