"""Patrolling by the score does not run away, and patrol finds have no way into it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.harm import best_ten, misplaced, twenty_areas
from benchmarks.harm import planted as planted_share
from planner import flow
from planner.config import load_config
from planner.core.time import day_windows
from planner.flow.stores import provenance
from planner.risk import feedback, score
from planner.risk.feedback import (
    Known,
    World,
    distance,
    drift_rows,
    ensign,
    exploration,
    explore,
    naive,
    ours,
    rules,
    simulate,
    top,
    urn,
)
from planner.tables import IncidentTable, check_table
from tests.risk.frames import AS_OF, TIMEZONE, incidents, occasions, sites

CONFIG = load_config()
OURS = partial(ours, exploration=0.15, shape=2.0)
URN = World(
    np.array([30.0, 20.0]), np.full(2, 0.5), np.full(2, 0.5), np.ones(2), find=0.6, visits=50
)  # 60 to 40, 20 rounds of 50 patrol days


def planted(frame: pd.DataFrame, number: int) -> pd.DataFrame:
    """The incident table with so many patrol finds at its first place, all from yesterday."""
    finds = pd.concat([frame.iloc[:1]] * number, ignore_index=True)
    finds["incident"] = [f"find-{k}" for k in range(number)]
    finds["reported_by"] = "patrol"
    finds["occurred_at"] = pd.Timestamp(AS_OF) - pd.Timedelta(days=1)
    both = pd.concat([frame, finds], ignore_index=True)
    return check_table(IncidentTable, both)


def test_a_thousand_patrol_finds_move_no_score_at_all() -> None:
    """Every column of the risk table is the same to the last bit, while the naive counter goes where the finds are."""
    places = sites({}, {"at": (3000.0, 0.0)})
    past = incidents({"days_ago": 30}, {"days_ago": 90, "at": (3000.0, 0.0)})
    call = partial(score, windows=day_windows(AS_OF, 7), as_of=AS_OF, timezone=TIMEZONE)
    before = call(places, past, occasions(), CONFIG.risk)
    after = call(places, planted(past, 1000), occasions(), CONFIG.risk)
    pd.testing.assert_frame_equal(before, after, check_exact=True)

    counted = Known(1, np.ones((1, 2)), np.zeros((1, 2)), np.zeros((1, 2)), np.ones((1, 2)), np.ones(2), np.ones(2))
    with_finds = replace(counted, found=np.array([[1000.0, 0.0]]))
    assert naive(counted)[0, 0] == 0.5
    assert naive(with_finds)[0, 0] > 0.99
    assert (OURS(with_finds) == OURS(counted)).all()


def test_patrol_finds_in_a_store_move_no_score_of_the_product() -> None:
    """The hamlet through the same door as screens and command line: scores before and after are the same."""
    day = date(2026, 12, 20)
    with flow.open_store("memory:") as store:
        flow.sample(store, CONFIG, world="hamlet", seed=7, today=day)
        before = flow.risk(store, CONFIG, as_of=day, days=3)
        more = planted(store.read(IncidentTable), 200)
        store.replace(IncidentTable, more, by=provenance(store, CONFIG))
        assert store.count(IncidentTable) == len(more)
        pd.testing.assert_frame_equal(before, flow.risk(store, CONFIG, as_of=day, days=3), check_exact=True)


def test_the_urn_of_finds_runs_away_and_ours_stays() -> None:
    """Truth 60 to 40: in 95 % of 300 runs ours ends within 0.55 to 0.65, the counter of finds nearly never does."""
    share = {
        name: simulate(URN, rule, rounds=20, runs=300, rng=np.random.default_rng(3))[-1, :, 0]
        for name, rule in {"urn": urn, "ours": OURS, "ensign": ensign}.items()
    }
    inside = {name: np.mean((one >= 0.55) & (one <= 0.65)) for name, one in share.items()}
    assert inside["ours"] >= 0.95
    assert inside["ensign"] >= 0.95
    assert inside["urn"] < 0.2
    assert np.quantile(share["urn"], 0.95) > 0.85


def test_drift_over_twenty_rounds_is_bounded_for_ours_and_grows_for_the_counter() -> None:
    """Rows for a chart: 21 rounds a rule, the distance of ours falls, that of the counter of finds rises."""
    rate = np.random.default_rng(1).gamma(2.0, 1.0, 20)
    chance = np.random.default_rng(2).uniform(0.3, 0.9, 20)
    world = World(rate / rate.sum() * 35, chance, chance, np.ones(20), find=0.3, visits=100)
    rows = pd.DataFrame(drift_rows(world, {"urn": urn, "ours": OURS}, rounds=20, runs=60, seed=5))
    assert list(rows.columns) == ["round", "rule", "low", "median", "high"]
    assert len(rows) == 2 * 21
    assert (rows["low"] <= rows["median"]).all()
    assert (rows["median"] <= rows["high"]).all()
    median = rows.pivot(index="round", columns="rule", values="median")
    assert median["ours"][20] < median["ours"][5] < median["ours"][1]
    assert median["urn"][20] > median["urn"][5] > median["urn"][1]
    assert median["ours"][20] < 0.1


def test_the_same_seed_plays_the_same_rounds() -> None:
    """Determinism."""
    first, second = (simulate(URN, OURS, rounds=3, runs=4, rng=np.random.default_rng(9)) for _ in range(2))
    assert (first == second).all()


def test_the_distance_is_the_part_of_the_hours_in_the_wrong_area() -> None:
    """Half against 60 to 40: a tenth of the hours is in the wrong place."""
    assert distance(np.array([0.5, 0.5]), np.array([0.6, 0.4])) == pytest.approx(0.1)


def test_only_the_largest_are_kept_in_proportion() -> None:
    """The two largest of 5, 3 and 2 tenths share by 5 to 3."""
    assert top(np.array([[0.2, 0.5, 0.3]]), 2)[0] == pytest.approx([0, 5 / 8, 3 / 8])


def test_exploring_lifts_what_nothing_is_asked_for() -> None:
    """All asked in the first of two equal areas, 20 % explored: a tenth in each, the other 80 % in the first."""
    assert explore(np.array([1.0, 0.0]), 0.2, np.array([1, 1])) == pytest.approx([0.9, 0.1])
    assert exploration(np.array([1.0, 0.0]), 0.2, np.array([1, 1])) == pytest.approx([0.1, 0.1])


def test_exploring_hours_count_towards_what_is_asked() -> None:
    """Where every area asks for more than its part of the exploration, the allocation stays as it was."""
    assert explore(np.array([0.6, 0.4]), 0.15, np.array([1, 1])) == pytest.approx([0.6, 0.4])


def test_silent_areas_come_first() -> None:
    """Three areas of 10, 10 and 20 sites, the last silent and asked for nothing: it needs 0.5, gets all of 0.15."""
    silent = np.array([False, False, True])
    explored = exploration(np.array([0.5, 0.5, 0.0]), 0.15, np.array([10, 10, 20]), silent)
    assert explored == pytest.approx([0, 0, 0.15])
    # with little to lift the rest goes to all by their sites: 0.05 up to a quarter, then 0.1 by quarter, quarter, half
    explored = exploration(np.array([0.2, 0.3, 0.5]), 0.15, np.array([10, 10, 20]), np.array([True, False, False]))
    assert explored == pytest.approx([0.05 + 0.025, 0.025, 0.05])


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.floats(0, 1e6), st.integers(1, 500), st.booleans()), min_size=1, max_size=12),
    st.floats(0, 1),
)
def test_any_exploration_sums_to_one_and_leaves_nobody_out(areas: list[tuple[float, int, bool]], share: float) -> None:
    """Shares sum to 1, the exploring part to the share, and each area gets at least what explores it."""
    weights, exposure, silent = (np.array(part) for part in zip(*areas, strict=True))
    found = explore(weights, share, exposure, silent)
    part = exploration(weights, share, exposure, silent)
    assert found.sum() == pytest.approx(1.0)
    assert part.sum() == pytest.approx(share, abs=1e-9)
    assert (found >= part - 1e-12).all()
    assert (part >= -1e-12).all()


def test_a_share_beyond_one_is_refused() -> None:
    """A mistake in a number is named."""
    with pytest.raises(ValueError, match=r"1\.5"):
        explore(np.ones(2), 1.5, np.ones(2))


def test_before_anything_is_known_every_rule_spreads_alike() -> None:
    """Round 0: no report, no find."""
    nothing = np.zeros((2, 4))
    known = Known(0, nothing, nothing, nothing, nothing, np.full(4, 0.6), np.ones(4))
    for rule in (feedback.uniform, naive, urn, ensign, OURS):
        assert rule(known) == pytest.approx(np.full((2, 4), 0.25))


def test_twenty_areas_end_near_the_truth() -> None:
    """Goal 7 on 100 worlds: 0.08 or less of the hours misplaced, 0.20 with only ten areas; counters are worse."""
    ours_, all_ = rules(CONFIG.risk)["ours"], rules(CONFIG.risk)["naive counter of all"]
    assert misplaced(ours_, list(twenty_areas(number=100))).mean() <= 0.08
    assert misplaced(all_, list(twenty_areas(number=100))).mean() > 0.12
    shares = partial(feedback.estimated, shape=CONFIG.risk.fair_shape)
    ten = partial(best_ten, shares=shares, exploration=CONFIG.risk.exploration_share, even=False)
    assert misplaced(ten, list(twenty_areas(number=100))).mean() <= 0.20


def test_planted_finds_raise_no_share_of_ours() -> None:
    """Goal 7: 1,000 finds in one of 20 areas; the counters of finds and of all give it most of the patrols."""
    assert planted_share(rules(CONFIG.risk)["ours"]) == 0.0
    assert planted_share(naive) > 5


def test_the_drift_for_the_chart_has_every_rule_and_round() -> None:
    """Five rules, 3 rounds and the start."""
    rows = flow.drift(CONFIG, seed=7, rounds=3, runs=5)
    assert len(rows) == 5 * 4
    assert {row["rule"] for row in rows} == set(rules(CONFIG.risk))
