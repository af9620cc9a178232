"""Nothing gets into the lists of rules and goals without its sentence, its source and its example."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from planner.core.rule import Rule
from planner.roster import GOALS, RULES
from planner.roster.encoding import PricedGoal

RULE_TESTS = Path(__file__).parent / "rules"


@pytest.mark.parametrize("listed", [*RULES, *GOALS], ids=lambda listed: listed.name)
def test_listed_rule_or_goal_says_what_it_is_and_who_says_so(listed: Rule | PricedGoal) -> None:
    """Name in words with hyphens, a whole sentence, a source."""
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", listed.name)
    assert listed.sentence[0].isupper()
    assert listed.sentence.endswith(".")
    assert len(listed.source) > 5


def test_names_are_unique() -> None:
    """A name stands for one thing."""
    names = [listed.name for listed in (*RULES, *GOALS)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_each_rule_has_its_example_test_with_an_allowed_and_a_forbidden_day(rule: Rule) -> None:
    """tests/roster/rules/test_<file of the rule>.py exists, uses the rule, and shows both."""
    file = Path(inspect.getfile(type(rule)))
    text = (RULE_TESTS / f"test_{file.name}").read_text(encoding="utf-8")
    assert type(rule).__name__ in text
    assert re.search(r"def test_\w+(allowed|may|needs_no|counts)\w*\(", text)
    assert re.search(r"def test_\w+forbidden\w*\(", text)


def test_every_file_of_a_rule_is_listed() -> None:
    """A rule that is written and not listed would never hold."""
    folder = Path(inspect.getfile(type(RULES[0]))).parent
    files = {file.stem for file in folder.glob("*.py")} - {"__init__"}
    assert files == {Path(inspect.getfile(type(rule))).stem for rule in RULES}
