"""Every rule says the same in plain code and to the solver; so does every goal. One test over the lists."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from planner.core.plan import Status
from planner.core.rule import Rule, Violation
from planner.roster import GOALS, RULES, RosterProblem
from planner.roster.encoding import PricedGoal, RosterEncoding, encode
from planner.roster.problem import Assigned
from planner.solver import solve, solve_mixed
from tests.roster.days import begun_in, random_plan, random_problem

CASES = 60


def allowed_by_solver(of: RosterProblem, rule: Rule, pairs: frozenset[tuple[int, int]]) -> bool:
    """Whether a model that holds only this rule lets the plan be."""
    enc = encode(of, [rule])
    enc.fix(pairs)
    return solve_mixed(enc.model, seconds=30).status is not Status.IMPOSSIBLE


def _problem(dice: random.Random, rule: Rule) -> RosterProblem:
    """A small problem in which the rule has something to forbid; only one rule looks at what has begun."""
    of = random_problem(dice)
    return begun_in(dice, of) if rule.name == "begun" else of


def disagreement(rule: Rule, cases: int) -> tuple[int, int, int | None]:
    """How many plans were allowed and forbidden by both faces, and the first seed on which they differ."""
    allowed = forbidden = 0
    for seed in range(cases):
        dice = random.Random(f"{rule.name}{seed}")
        of = _problem(dice, rule)
        pairs = random_plan(dice, of)
        keeps = not list(rule.violations(of, Assigned(of, pairs)))
        if allowed_by_solver(of, rule, pairs) != keeps:
            return allowed, forbidden, seed
        allowed, forbidden = allowed + keeps, forbidden + (not keeps)
    return allowed, forbidden, None


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_plain_code_and_encoding_of_a_rule_forbid_the_same_plans(rule: Rule) -> None:
    """On random problems and plans both faces agree, and both answers come up often enough to mean something."""
    allowed, forbidden, seed = disagreement(rule, CASES)
    assert seed is None, f"{rule.name} disagrees with itself on seed {seed}"
    assert min(allowed, forbidden) >= 5


class TwoAtOnce:
    """A rule whose encoding has a slip: it lets one more be than its sentence says."""

    name = "planted"
    sentence = "An officer has at most one duty."
    source = "test"

    def violations(self, problem: RosterProblem, plan: Assigned) -> Iterator[Violation]:
        """One for each officer with two duties or more."""
        for officer, duties in zip(problem.officers, plan.duties_of, strict=True):
            if len(duties) > 1:
                yield Violation(self.name, officer.id, "has two")

    def encode(self, enc: RosterEncoding) -> None:
        """At most two: the planted slip."""
        for officer, row in zip(enc.problem.officers, enc.x, strict=True):
            enc.require(self.name, officer.id, sum(row) <= 2)


def test_parity_catches_a_planted_slip() -> None:
    """An encoding with `<= 2` for `<= 1` is found by the same comparison."""
    assert disagreement(TwoAtOnce(), CASES)[2] is not None


@pytest.mark.parametrize("goal", GOALS, ids=lambda goal: goal.name)
def test_measure_and_encoding_of_a_goal_give_the_same_number(goal: PricedGoal) -> None:
    """On random problems and plans the solver's term, minimised, is what plain code measures."""
    seen = set()
    for seed in range(CASES):
        dice = random.Random(f"{goal.name}{seed}")
        of = random_problem(dice)
        pairs = random_plan(dice, of)
        enc = RosterEncoding(of)
        enc.wish(goal.name, goal.encode(enc))
        enc.fix(pairs)
        enc.minimise()
        solved = solve_mixed(enc.model, seconds=30)
        measured = goal.measure(of, Assigned(of, pairs))
        assert solved.objective == measured, f"seed {seed}"
        seen.add(measured)
    assert len(seen) >= 3


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_rule_with_switches_forbids_the_same_plans(rule: Rule) -> None:
    """With its switches assumed, a rule is as strict as without any."""
    for seed in range(12):
        dice = random.Random(f"switch {rule.name}{seed}")
        of = _problem(dice, rule)
        pairs = random_plan(dice, of)
        enc = encode(of, [rule], explaining=True)
        enc.fix(pairs)
        for switch in enc.switches.values():
            enc.model.add(switch == 1)
        keeps = not list(rule.violations(of, Assigned(of, pairs)))
        assert (solve(enc.model, seconds=30, workers=1).status is not Status.IMPOSSIBLE) == keeps, f"seed {seed}"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_rule_holds_between_what_is_kept_and_what_is_decided(rule: Rule) -> None:
    """With half of the duties kept as they are, a plan is allowed as it is on the whole, if the kept half is."""
    for seed in range(30):
        dice = random.Random(f"kept {rule.name}{seed}")
        of = _problem(dice, rule).replace(must_fill=False)
        pairs = random_plan(dice, of)
        free = [d for d in range(len(of.duties)) if d % 2]
        kept = frozenset(pair for pair in pairs if pair[1] not in free)
        if list(rule.violations(of, Assigned(of, kept))):
            continue
        enc = encode(of, [rule], free=free, kept=kept)
        enc.fix(pairs)
        keeps = not list(rule.violations(of, Assigned(of, pairs)))
        assert (solve_mixed(enc.model, seconds=30).status is not Status.IMPOSSIBLE) == keeps, f"seed {seed}"
