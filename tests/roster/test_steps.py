"""The quick steps and the bound: what they promise on random problems."""

from __future__ import annotations

import random

import pytest

from planner.core.people import Rank
from planner.core.plan import Status
from planner.core.time import Window
from planner.roster import RULES, bound, check
from planner.roster.balance import balance
from planner.roster.bound import open_worth
from planner.roster.conflicts import Clash, groups
from planner.roster.draft import Draft
from planner.roster.encoding import encode
from planner.roster.goals.fair_share import FairShare
from planner.roster.goals.floors import Floors
from planner.roster.goals.risk_covered import RiskCovered
from planner.roster.greedy import first_roster
from planner.roster.mend import Mender
from planner.roster.problem import Assigned
from planner.roster.relaxed import Relaxed
from planner.roster.rising import RisingBound
from planner.roster.search import objective
from planner.solver import solve_mixed
from tests.roster.days import at, duty, officer, plan, problem, random_plan, random_problem
from tests.roster.district import district

NAMES = [rule.name for rule in RULES]
PERSONAL = ("one-place", "rest", "leave", "load", "night-limit", "weekly-rest", "reach")


def test_quick_roster_keeps_every_rule() -> None:
    """On a hundred random problems and a district week the first roster has no violation."""
    problems = [random_problem(random.Random(f"quick {seed}")).replace(must_fill=False) for seed in range(100)]
    for of in (*problems, district(days=7, seed=1)):
        found = first_roster(of)
        assert check(of, found.assigned.assignments(of)) == ()


def test_small_steps_keep_every_rule_and_never_cost_more() -> None:
    """Balanced and mended, the roster of a district week keeps the rules, and each step costs at most what was."""
    of = district(days=7, seed=2)
    draft = first_roster(of)

    def cost(pairs: frozenset[tuple[int, int]]) -> int:
        return objective(of, Assigned(of, pairs))

    before = draft.pairs
    balance(draft, stop=lambda: False)
    mender = Mender(of, draft.pairs, seed=3)
    mender.run(300, bound=0, stop=lambda: False)
    assert cost(mender.best) < cost(draft.pairs) <= cost(before)
    assert RiskCovered().measure(of, Assigned(of, before)) == RiskCovered().measure(of, draft.assigned)
    assert check(of, Assigned(of, mender.best).assignments(of)) == ()


def test_mending_with_the_same_seed_takes_the_same_steps() -> None:
    """Seed in, roster out."""
    of = district(days=3, seed=2)
    start = first_roster(of).pairs
    ends = []
    for seed in (5, 5, 6):
        mender = Mender(of, start, seed=seed)
        mender.run(200, bound=0, stop=lambda: False)
        ends.append(mender.best)
    assert ends[0] == ends[1] != ends[2]


def test_draft_calls_busy_exactly_when_the_rules_of_one_officer_forbid() -> None:
    """On random plans: an officer is free for a duty if and only if adding it breaks no rule about one officer."""
    personal = [rule for rule in RULES if rule.name in PERSONAL]
    free = busy = 0
    for seed in range(60):
        dice = random.Random(f"draft {seed}")
        of = random_problem(dice)
        for officer_index, duty_index in sorted(random_plan(dice, of)):
            held = Draft(of)
            for o, d in sorted(random_plan(dice, of)):
                if d != duty_index and held.busy(o, d) is None:
                    held.put(o, d)
            more = Assigned(of, held.pairs | {(officer_index, duty_index)})
            breaks = any(True for rule in personal for _ in rule.violations(of, more))
            assert (held.busy(officer_index, duty_index) is not None) == breaks
            free, busy = free + (not breaks), busy + breaks
    assert min(free, busy) > 20


def test_bound_is_never_above_the_best_coverage() -> None:
    """On random problems, with all rules and with some off, the linear bound is at most the proven optimum."""
    tight = 0
    for seed in range(40):
        dice = random.Random(f"bound {seed}")
        of = random_problem(dice).replace(must_fill=False)
        rules = [rule for rule in RULES if dice.random() < 0.8]
        enc = encode(of, rules, [RiskCovered(), Floors()])
        best = solve_mixed(enc.model, seconds=20)
        assert best.status is Status.OPTIMAL
        worth = open_worth(of, rules=[rule.name for rule in rules], seconds=20)
        assert worth <= (best.objective or 0), f"seed {seed}"
        tight += worth == best.objective
    assert tight >= 10


def test_bound_without_time_is_the_sum_over_single_days(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two Sundays without an ASI leave forty open; when both together take too long, each is looked at alone."""
    guards = [duty(f"sunday{w}", at(9, day=6 + 7 * w), 3, strength=2, in_charge=Rank.ASI) for w in (0, 1)]
    of = problem([officer("O1"), officer("O2")], guards)
    assert open_worth(of, rules=NAMES, seconds=20) == 40
    lowest = bound._lowest
    monkeypatch.setattr(
        bound, "_lowest", lambda p, rules, s, **more: None if len(p.duties) > 1 else lowest(p, rules, s, **more)
    )
    assert open_worth(of, rules=NAMES, seconds=20) == 40


def test_tight_bound_lies_between_the_quick_one_and_the_best_coverage() -> None:
    """On random problems: quick bound, at most tight bound, at most the proven optimum."""
    for seed in range(15):
        of = random_problem(random.Random(f"tight {seed}")).replace(must_fill=False)
        best = solve_mixed(encode(of, RULES, [RiskCovered(), Floors()]).model, seconds=20).objective or 0
        tight = RisingBound(of, rules=NAMES, seconds=20).wait(lambda: False)
        assert open_worth(of, rules=NAMES, seconds=20) <= tight <= best, f"seed {seed}"


def test_coarse_program_is_never_above_the_fine_one() -> None:
    """On random problems: officers and duties told apart by number alone cost at most what they cost one by one."""
    for seed in range(25):
        of = random_problem(random.Random(f"coarse {seed}")).replace(must_fill=False)
        coarse, fine = (Relaxed(of, NAMES, coarse=how).lowest(seconds=20) for how in (True, False))
        assert coarse is not None
        assert fine is not None
        assert coarse[0] <= fine[0], f"seed {seed}"


def test_guide_mans_what_it_sends_officers_to_and_only_with_those_who_can() -> None:
    """One ASI and two guards under an ASI at once: the dearer is manned, and nobody may go to the other."""
    guards = [duty("cheap", at(9), 3, in_charge=Rank.ASI), duty("dear", at(9), 3, in_charge=Rank.ASI, value=30)]
    found = Relaxed(problem([officer("O1", Rank.ASI), officer("O2")], guards), NAMES, coarse=True).lowest(seconds=5)
    assert found is not None
    lowest, guide = found
    assert lowest == 10
    assert guide.manned == (0, 1)
    assert [guide.may(0, d) for d in (0, 1)] == [False, True]
    assert not guide.may(1, 1)


def test_bound_of_a_need_that_nobody_can_meet_is_its_worth() -> None:
    """A guard of two under an ASI, and no ASI: twice ten stay open."""
    of = problem([officer("O1"), officer("O2")], [duty("guard", at(9), 3, strength=2, women=1)])
    assert open_worth(of, rules=NAMES, seconds=5) == 20


def test_groups_hold_every_pair_that_clashes_and_no_other() -> None:
    """Random clashes: each clashing pair is in some group, and every two of a group clash."""
    for seed in range(30):
        dice = random.Random(f"groups {seed}")
        of = random_problem(dice)
        count = len(of.duties)
        clashing = {(a, b) for a in range(count) for b in range(a + 1, count) if dice.random() < 0.5}

        def holds(a: int, b: int, clashing: set[tuple[int, int]] = clashing) -> bool:
            return (min(a, b), max(a, b)) in clashing

        found = groups(of, [Clash(10**6, holds)])
        pairs = {(min(a, b), max(a, b)) for group in found for a in group for b in group if a != b}
        assert pairs == clashing


def test_equals_are_compared_by_rank_and_sex_and_leave_may_only_lower() -> None:
    """Three constables with 16, 0 and 0 hours, the last on leave all day: 16 - 0 - 8 are eight hours too many."""
    roll = [officer("O1"), officer("O2"), officer("O3", leave=[Window(at(0), at(48))]), officer("W1", woman=True)]
    of = problem(roll, [duty("day1", at(8), 8), duty("day2", at(8, day=1), 8)])
    goal = FairShare()
    assert goal.measure(of, plan(of, day1="O1", day2="O1")) == 8
    assert goal.measure(of, plan(of, day1="O1", day2="O2")) == 0
    assert goal.measure(of, plan(of, day1="W1", day2="W1")) == 0
    without_o2 = of.replace(officers=(roll[0], roll[2], roll[3]))
    assert goal.measure(without_o2, plan(without_o2, day1="O1", day2="O1")) == 0


def test_worth_left_open_is_value_times_officers_missing() -> None:
    """A guard of three worth ten each with one there: twenty are open."""
    of = problem([officer("O1"), officer("O2")], [duty("guard", at(9), 3, strength=3), duty("post", at(9), 3, value=7)])
    assert RiskCovered().measure(of, plan(of, guard="O1")) == 20 + 7
    assert RiskCovered().measure(of, plan(of, guard="O1", post="O2")) == 20
