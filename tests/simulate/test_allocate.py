"""The opponents: the same hours, whole shifts, never alone; each places them by its own simple rule."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.core.duty import DutyKind
from planner.simulate import Crew, Presence, category_template, crews, equal_shares, highest_first
from planner.simulate.allocate import most_covered
from tests.simulate.scenes import KM, hours, stands

SHIFTS = [hours(6, 14), hours(14, 22), hours(22, 30)]
PLACES = np.column_stack([np.arange(5) * KM, np.zeros(5)])


def spent(found: tuple[Presence, ...]) -> Counter[float]:
    """Pair-shifts by kilometre."""
    return Counter(one.x_m / KM for one in found)


def test_crews_have_the_hours_of_the_field_in_the_shift_in_which_they_are_spent() -> None:
    """Four guards from 8 to 12 are 16 hours: one pair of 8 hours in the morning; a desk does not count."""
    plan = [stands(0, 8, 12, 4), stands(0, 9, 17, 2, DutyKind.DESK), stands(1, 14, 22, 2, DutyKind.PATROL)]
    assert [one.teams for one in crews(plan, SHIFTS)] == [1, 1, 0]


def test_what_is_left_of_a_pair_goes_to_the_next_shift() -> None:
    """Three officers in each of three shifts are 1.5 pairs: 1, 2, 1, and half a pair's shift is short."""
    plan = [stands(0, 6, 30, 3)]
    assert [one.teams for one in crews(plan, SHIFTS)] == [1, 2, 1]


@given(
    st.lists(
        st.tuples(st.floats(6, 29), st.floats(0.1, 12), st.integers(1, 9)).map(
            lambda row: stands(0, row[0], min(30.0, row[0] + row[1]), row[2])
        ),
        max_size=8,
    )
)
def test_crews_never_have_more_hours_and_miss_less_than_a_pair_and_shift(plan: list[Presence]) -> None:
    """Sums of officer-minutes, before and after."""
    before = sum(one.officers * (one.window.end - one.window.start).total_seconds() / 60 for one in plan)
    after = sum(2 * one.teams * one.window.minutes for one in crews(plan, SHIFTS))
    assert after <= before + 1e-6
    assert before - after < 2 * 480


def test_equal_shares_give_every_place_its_turn() -> None:
    """Three shifts of five pairs at five places: each place has three; each shift every place once."""
    found = equal_shares([Crew(window, 5) for window in SHIFTS], PLACES)
    assert spent(found) == {0.0: 3, 1.0: 3, 2.0: 3, 3.0: 3, 4.0: 3}
    for window in SHIFTS:
        assert len({one.x_m for one in found if one.window == window}) == 5


@given(st.lists(st.integers(0, 9), min_size=1, max_size=20), st.integers(1, 30))
def test_equal_shares_differ_by_one_shift_at_most(pairs: list[int], places: int) -> None:
    """Whatever the crews and the number of places."""
    found = equal_shares(
        [Crew(SHIFTS[n % 3], some) for n, some in enumerate(pairs)],
        np.column_stack([np.arange(places) * KM, np.zeros(places)]),
    )
    shares = spent(found)
    counts = [shares[float(k)] for k in range(places)]
    assert max(counts) - min(counts) <= 1
    assert sum(counts) == sum(pairs)


def test_a_template_serves_categories_in_order_with_their_strength() -> None:
    """A needs four officers, so two pairs; B two, one pair each; seven pairs: A, A, B, B, B, then C has two."""
    found = category_template([Crew(SHIFTS[0], 7)], PLACES, ["A", "B", "C", "B", "B"], {"A": 4, "B": 2, "C": 0})
    # one pair at C, the only one, is all that it can have
    assert spent(found) == {0.0: 2, 1.0: 1, 2.0: 1, 3.0: 1, 4.0: 1}


def test_a_category_that_cannot_be_served_whole_is_served_in_turn() -> None:
    """Two pairs a shift for five A sites of a pair each: after five shifts each has had two."""
    found = category_template([Crew(SHIFTS[n % 3], 2) for n in range(5)], PLACES, ["A"] * 5, {"A": 2})
    assert spent(found) == {0.0: 2, 1.0: 2, 2.0: 2, 3.0: 2, 4.0: 2}


def test_highest_first_is_always_the_same() -> None:
    """Scores 1, 5, 3, 5, 0: of equals the first; two pairs go to 1 and 3 in each shift."""
    found = highest_first([Crew(window, 2) for window in SHIFTS], PLACES, np.array([1.0, 5, 3, 5, 0]))
    assert spent(found) == {1.0: 3, 3.0: 3}


def test_most_covered_takes_what_the_first_does_not_reach() -> None:
    """Weights 3, 2, 2, 1, 1 and a reach of one kilometre: from 1 come 7, then from 3 or 4 come 2, then all again."""
    near = np.abs(np.arange(5)[:, None] - np.arange(5)) <= 1
    weights = np.array([3.0, 2, 2, 1, 1])
    assert spent(most_covered([Crew(SHIFTS[0], 1)], PLACES, weights, near)) == {1.0: 1}
    assert spent(most_covered([Crew(SHIFTS[0], 2)], PLACES, weights, near)) == {1.0: 1, 3.0: 1}
    assert spent(most_covered([Crew(SHIFTS[0], 3), Crew(SHIFTS[1], 1)], PLACES, weights, near)) == {1.0: 3, 3.0: 1}


@given(st.integers(1, 6), st.lists(st.integers(0, 9), min_size=5, max_size=5))
def test_most_covered_covers_no_less_than_the_highest_first(teams: int, weights: list[int]) -> None:
    """Where every place reaches itself alone the two are equal; in a wider reach the first team never covers less."""
    crew = [Crew(SHIFTS[0], teams)]
    some = np.array(weights, dtype=float)
    near = np.abs(np.arange(5)[:, None] - np.arange(5)) <= 1
    covered = [
        some[near[[round(one.x_m / KM) for one in found[:1]]].any(axis=0)].sum()
        for found in (most_covered(crew, PLACES, some, near), highest_first(crew, PLACES, some))
    ]
    assert covered[0] >= covered[1]


def test_larger_teams_are_fewer() -> None:
    """Six officers through a shift are three pairs or two teams of three."""
    plan = [stands(0, 6, 14, 6)]
    assert [crews(plan, SHIFTS, team=team)[0].teams for team in (2, 3)] == [3, 2]
    assert {one.officers for one in equal_shares(crews(plan, SHIFTS, team=3), PLACES, team=3)} == {3}


def test_more_pairs_than_sites_begin_again_at_the_highest() -> None:
    """Seven pairs for five sites: the two highest have two."""
    found = highest_first([Crew(SHIFTS[0], 7)], PLACES, np.array([5.0, 4, 3, 2, 1]))
    assert spent(found) == {0.0: 2, 1.0: 2, 2.0: 1, 3.0: 1, 4.0: 1}


@pytest.mark.parametrize("name", ["equal", "category", "highest"])
def test_opponents_keep_shift_and_strength(name: str) -> None:
    """Two officers, for exactly a shift, as many pairs as the crew has."""
    crew = [Crew(window, n) for n, window in enumerate(SHIFTS, start=1)]
    found = {
        "equal": lambda: equal_shares(crew, PLACES),
        "category": lambda: category_template(
            crew, PLACES, ["A", "A", "B", "C", "D"], {"A": 2, "B": 2, "C": 0, "D": 0}
        ),
        "highest": lambda: highest_first(crew, PLACES, np.arange(5.0)),
    }[name]()
    assert Counter(one.window for one in found) == {one.window: one.teams for one in crew}
    assert {one.officers for one in found} == {2}
