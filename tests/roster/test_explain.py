"""An impossible week in sentences: what would have to give first, then the rules that meet."""

from __future__ import annotations

from planner.core.people import Rank
from planner.roster import explain
from planner.roster.explain import relaxed
from planner.roster.relax import Kind, Relaxation
from planner.roster.rules import RULES
from tests.roster.days import at, duty, officer, problem


def test_ways_stand_in_one_sentence_before_the_rules() -> None:
    """Two churches under an ASI at once, one ASI: an ASI more, or one church open; then four rules at most."""
    roll = [officer("ASI", Rank.ASI), *(officer(f"C{i}") for i in range(4))]
    churches = [duty(f"church{i}", at(9), 3, strength=2, in_charge=Rank.ASI, place=f"c{i}") for i in range(2)]
    first, *rest = explain(problem(roll, churches, must_fill=True), RULES, seconds=30)
    when = "on Monday 2 March 09:00-12:00"
    assert first.startswith(f"To fill every duty it takes 1 more officer of rank ASI or above {when}; or no guard at c")
    assert first.endswith(f" {when}.")
    assert rest[0].startswith("These rules cannot all hold together")
    assert {"filled", "in-charge", "one-place"} <= {sentence.partition(":")[0] for sentence in rest}


def test_way_that_was_only_counted_says_so() -> None:
    """One way was tried, the other not; without a tried one the count stands alone."""

    def way(sentence: str, *, is_tried: bool, is_fewest: bool) -> Relaxation:
        return Relaxation(Kind.OFFICERS, sentence, 1, (), (), is_tried, is_fewest)

    tried = way("1 more constable", is_tried=True, is_fewest=True)
    counted = way("no guard at c1", is_tried=False, is_fewest=True)
    guessed = way("9 more constables", is_tried=False, is_fewest=False)
    assert relaxed((tried, counted)) == (
        "To fill every duty it takes 1 more constable.",
        "It may also do to have at least no guard at c1. The time ended before a roster was tried with it.",
    )
    assert relaxed((guessed,)) == (
        "To fill every duty it takes, by count of officers and hours, perhaps 9 more constables. "
        "The time ended before a roster was tried with it.",
    )
    assert relaxed(()) == ()
