"""Factors of days: known ones are found again, none are made up, and two incidents change little."""

from __future__ import annotations

import numpy as np
import pytest

from planner.risk.seasons import Days, gain, learn, learn_multipliers

PRIOR = (1.0, 1.5, 2.5, 2.5)
STRENGTH = (1.0, 4.0, 2.0, 2.0)
DAYS = np.array([0.80, 0.14, 0.03, 0.03])
"""Shares of a year: ordinary, service, festival and procession days."""


def _drawn(seed: int, true: tuple[float, ...], count: int, days: np.ndarray = DAYS) -> Days:
    """`count` incidents over five years, on days in proportion to their share and their factor."""
    rng = np.random.default_rng(seed)
    chance = days * true
    share = np.eye(len(days))[rng.choice(len(days), count, p=chance / chance.sum())]
    return Days(share, np.tile(days, (count, 1)), np.ones(count), rng.integers(2019, 2024, count))


def test_one_class_worked_out_by_hand() -> None:
    """With almost all days ordinary the level is sure, and the posterior is the gamma of the textbook.

    20 incidents on a class of 0.1 % of the days, 9,980 on the rest: 10 would be expected; prior 2.5 worth 2 incidents:
    mean (2 + 20) / (2 / 2.5 + 10) = 2.04, up to the doubt of the level.
    """
    share = np.repeat(np.eye(2), (9980, 20), axis=0)
    learned = learn_multipliers(share, np.tile([0.999, 0.001], (10_000, 1)), (1.0, 2.5), (1.0, 2.0))
    assert learned.factor[1] == pytest.approx(22 / 10.8, rel=0.01)
    # gamma of shape 22: 5 % and 95 % points at 0.674 and 1.374 times the mean
    assert learned.low[1] == pytest.approx(0.674 * 22 / 10.8, rel=0.01)
    assert learned.high[1] == pytest.approx(1.374 * 22 / 10.8, rel=0.01)
    assert learned.events.tolist() == pytest.approx([9980, 20])
    assert learned.expected.tolist() == pytest.approx([9990, 10])


@pytest.mark.parametrize("true", [(1.0, 1.5, 2.5, 2.5), (1.0, 2.37, 5.25, 1.0)])
def test_a_known_uplift_is_found_again(true: tuple[float, ...]) -> None:
    """200 histories of 300 incidents: the 90 % intervals hold the truth in 85 to 96 % of all cases."""
    held = []
    for seed in range(200):
        days = _drawn(seed, true, 300)
        learned = learn_multipliers(days.share, days.exposure, PRIOR, STRENGTH)
        held.append((learned.low[1:] <= true[1:]) & (true[1:] <= learned.high[1:]))
    assert 0.85 <= np.mean(held) <= 0.96


def test_no_uplift_is_not_made_up() -> None:
    """Days that are all alike: intervals hold 1 in 85 % and more, and less than 0.01 nats an incident are lost."""
    held, lost = [], []
    for seed in range(200):
        days = _drawn(seed, (1.0, 1.0, 1.0, 1.0), 424)
        learned = learn_multipliers(days.share, days.exposure, PRIOR, STRENGTH)
        held.append((learned.low[1:] <= 1) & (learned.high[1:] >= 1))
        # over days without effect: E log(share) is the sum over the classes
        lost.append(float(DAYS @ np.log(learned.factor) - np.log(DAYS @ learned.factor)))
    assert np.mean(held) >= 0.85
    assert np.mean(lost) >= -0.01


def test_shrinkage_tuned_on_left_out_years_does_no_worse() -> None:
    """With 424 incidents the choice costs no more than the prior's own strength, where nothing is to be found."""
    own, tuned = [], []
    for seed in range(12):
        days, fresh = (_drawn(s, (1.0, 1.0, 1.0, 1.0), n) for s, n in ((seed, 424), (seed + 5000, 20_000)))
        own.append(gain(fresh, learn_multipliers(days.share, days.exposure, PRIOR, STRENGTH).factor))
        learned = learn(days, PRIOR, STRENGTH, tune_from=100)
        tuned.append(gain(fresh, learned.factor))
        assert (learned.low <= learned.factor).all()
        assert (learned.factor <= learned.high).all()
    assert np.mean(tuned) >= np.mean(own) - 0.001
    assert np.mean(tuned) >= -0.01


def test_two_incidents_stay_near_the_prior() -> None:
    """Both on a festival: between the prior's 2.5 and (2 + 2) / (2 / 2.5), which an unsure level cannot pass."""
    days = Days(np.eye(4)[[2, 2]], np.tile(DAYS, (2, 1)), np.ones(2), np.array([2020, 2021]))
    learned = learn(days, PRIOR, STRENGTH, tune_from=100)
    assert 2.5 < learned.factor[2] < 5.0
    assert learned.factor[[1, 3]] == pytest.approx([1.5, 2.5], rel=0.1)
    assert learned.is_learned.tolist() == [True, False, True, False]


def test_nothing_known_is_the_prior() -> None:
    """No incident: the means and spans of the priors; a gamma of shape 2 and mean 2.5 spans 0.44 to 5.93."""
    none = np.zeros((0, 4))
    learned = learn(Days(none, none, np.zeros(0), np.zeros(0, dtype=int)), PRIOR, STRENGTH, tune_from=100)
    assert learned.factor.tolist() == [1.0, 1.5, 2.5, 2.5]
    assert learned.low[2] == pytest.approx(0.444, abs=0.001)
    assert learned.high[2] == pytest.approx(5.93, abs=0.01)
    assert not learned.is_learned[1:].any()


def test_a_service_on_every_day_says_nothing() -> None:
    """Where all days are service days there is none to compare with."""
    rows = np.tile([0.0, 1.0, 0.0, 0.0], (50, 1))
    assert learn_multipliers(rows, rows, PRIOR, STRENGTH).factor.tolist() == [1.0, 1.5, 2.5, 2.5]


def test_places_and_years_of_other_levels_do_not_matter() -> None:
    """A thousand incidents at places without services leave what the places with services say as it was."""
    days = _drawn(3, (1.0, 2.0, 1.0, 1.0), 300)
    plain = np.tile([1.0, 0.0, 0.0, 0.0], (1000, 1))
    alone = learn_multipliers(days.share, days.exposure, PRIOR, STRENGTH)
    mixed = learn_multipliers(np.vstack([days.share, plain]), np.vstack([days.exposure, plain]), PRIOR, STRENGTH)
    np.testing.assert_allclose(mixed.factor, alone.factor, rtol=1e-6)


def test_doubtful_days_do_not_water_a_factor_down() -> None:
    """Half of the festival's dates are doubtful and lie on one of three days: 5 times is still found as 5 times."""
    true, found = 5.0, []
    for seed in range(30):
        rng = np.random.default_rng(seed)
        # kinds of days: ordinary, a sure festival, and three that are each the festival with a third
        chance = np.array([[1, 0], [0, 1], [2 / 3, 1 / 3]])
        size = np.array([0.90, 0.04, 0.06])
        rate = size * (chance @ [1.0, true])
        share = chance[rng.choice(3, 400, p=rate / rate.sum())]
        exposure = np.tile(size @ chance, (400, 1))
        found.append(learn_multipliers(share, exposure, (1.0, 2.5), (1.0, 2.0)).factor[1])
    assert np.mean(found) == pytest.approx(true, rel=0.08)
