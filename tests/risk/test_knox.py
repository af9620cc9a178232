"""The Knox table: pairs counted exactly, chance as it should be, and the bands of the Near Repeat Calculator."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from planner.risk.events import Events
from planner.risk.knox import knox


def _events(xy: np.ndarray, day: np.ndarray) -> Events:
    n = len(day)
    order = np.argsort(day, kind="stable")
    flat = np.zeros(n)
    return Events(np.arange(n).astype(object), day[order].astype(float), flat, xy[order].astype(float), flat, flat + 1)


def _table(events: Events, **options: object) -> np.ndarray:
    rows = knox(events, space_bands_m=(0, 100, 200), time_bands_days=(7, 14), permutations=1, seed=0, **options)
    return np.array([row.pairs for row in rows]).reshape(4, 3)


@pytest.mark.parametrize("legacy", [False, True])
def test_pairs_agree_with_counting_each(legacy: bool) -> None:
    """On a lattice full of distances and lags that lie right on a bound, every field holds the pairs that are in it."""
    rng = np.random.default_rng(5)
    events = _events(rng.integers(0, 5, (60, 2)) * 50, rng.integers(0, 30, 60))
    want = np.zeros((4, 3), dtype=int)
    for i, j in combinations(range(60), 2):
        apart = np.hypot(*(events.xy[i] - events.xy[j]))
        lag = abs(events.day[i] - events.day[j])
        if legacy:
            place = 0 if apart < 1 else 1 if apart < 100 else 2 if apart < 200 else 3
            time = 0 if lag < 7 else 1 if lag < 14 else 2
        else:
            place = 0 if apart == 0 else 1 if apart <= 100 else 2 if apart <= 200 else 3
            time = 0 if lag <= 7 else 1 if lag <= 14 else 2
        want[place, time] += 1
    np.testing.assert_array_equal(_table(events, legacy=legacy), want)


def test_legacy_moves_a_pair_at_a_bound_to_the_next_band() -> None:
    """Two incidents 100 m and 7 days apart: the calculator shows them as 101 to 200 m and 8 to 14 days."""
    events = _events(np.array([[0, 0], [0, 100]]), np.array([0, 7]))
    assert _table(events)[1, 0] == 1
    assert _table(events, legacy=True)[2, 1] == 1


def test_planted_repeats_stand_out_and_far_pairs_do_not() -> None:
    """40 incidents, each followed after 3 days 50 m off: pairs that near and soon are far more than by chance."""
    rng = np.random.default_rng(1)
    first, day = rng.uniform(0, 20_000, (40, 2)), rng.integers(0, 1000, 40)
    events = _events(np.concatenate([first, first + np.array([50, 0])]), np.concatenate([day, day + 3]))
    rows = knox(events, space_bands_m=(0, 100), time_bands_days=(7,), permutations=199, seed=3)
    near = next(row for row in rows if (row.to_m, row.to_days) == (100, 7))
    far = next(row for row in rows if row.from_m == 100 and row.from_days == 7)
    assert near.pairs >= 40
    assert near.p == 1 / 200  # not one of 199 tables has as many
    assert near.ratio > 20
    assert far.ratio == pytest.approx(1, abs=0.05)


def test_expected_pairs_are_what_independence_gives() -> None:
    """The mean of the permuted tables nears row total times column total over all pairs."""
    rng = np.random.default_rng(2)
    events = _events(rng.uniform(0, 1000, (80, 2)), rng.integers(0, 60, 80))
    rows = knox(events, space_bands_m=(0, 100, 200), time_bands_days=(7, 14), permutations=400, seed=1)
    pairs = np.array([row.pairs for row in rows]).reshape(4, 3)
    expected = np.array([row.expected for row in rows]).reshape(4, 3)
    by_hand = np.outer(pairs.sum(axis=1), pairs.sum(axis=0)) / pairs.sum()
    np.testing.assert_allclose(expected, by_hand, rtol=0.08, atol=0.5)


def test_same_seed_same_table() -> None:
    """Chance comes from the seed alone."""
    rng = np.random.default_rng(2)
    events = _events(rng.uniform(0, 500, (30, 2)), rng.integers(0, 60, 30))
    tables = [
        knox(events, space_bands_m=(50, 100), time_bands_days=(7,), permutations=20, seed=seed) for seed in (4, 4, 5)
    ]
    assert tables[0] == tables[1] != tables[2]


def test_vague_and_doubled_incidents_make_no_pair() -> None:
    """Only incidents whose day and place are known are paired, and a second report of one is none."""
    events = _events(np.zeros((4, 2)), np.arange(4))
    one = np.array([0.0, 0.0, 0.0, 1.0])
    vague = (replace(events, width_days=7 * one), replace(events, doubt_m=1000 * one), replace(events, weight=1 - one))
    assert _table(events).sum() == 6
    assert [_table(some).sum() for some in vague] == [3, 3, 3]


@pytest.mark.parametrize("n", [0, 1])
def test_too_few_incidents_make_an_empty_table(n: int) -> None:
    """Without a pair all fields are there, each empty and as likely as can be."""
    rows = knox(
        _events(np.zeros((n, 2)), np.zeros(n)), space_bands_m=(0,), time_bands_days=(7,), permutations=3, seed=0
    )
    assert [(row.pairs, row.p) for row in rows] == [(0, 1.0)] * 4


@pytest.mark.parametrize("bands", [(), (100, 50), (-1, 50), (50, np.inf)])
def test_bands_that_are_none_are_refused(bands: tuple[float, ...]) -> None:
    """Bounds must rise from 0 on and end."""
    with pytest.raises(ValueError, match="space_bands_m must"):
        knox(_events(np.zeros((2, 2)), np.zeros(2)), space_bands_m=bands, time_bands_days=(7,), permutations=1, seed=0)
