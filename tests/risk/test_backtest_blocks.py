"""Intervals of sums: blocks of a region and whole windows, where counts are not nearly always 0."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from planner.risk.backtest.blocks import ACROSS, Blocks, sizes, total_covered
from planner.risk.backtest.measures import Tally
from planner.risk.forecast import Forecast
from planner.risk.raster import Raster
from tests.risk.grounds import Row, events_at

SQUARE = Raster.over(shapely.box(0, 0, 12_000, 12_000), 1000.0)


def test_a_square_of_12_by_12_cells_has_36_blocks_of_4() -> None:
    """Two cells each way make a block: 12 / 6."""
    blocks = Blocks.of(SQUARE)
    assert blocks.number == ACROSS**2
    assert blocks.sums(np.ones(SQUARE.size)).tolist() == [4.0] * 36


def test_a_ground_without_positions_has_no_blocks_to_ask() -> None:
    """One block alone is the total, and the total is asked by itself."""
    ground = Row(3)
    blocks = Blocks.of(ground)
    assert blocks.number == 1
    assert blocks.asked(events_at([1, 2], [0, 1]), ground, 50.0).tolist() == [False]


def test_only_blocks_that_should_see_an_incident_are_asked() -> None:
    """Three of four past incidents lie in one block: of 2 expected it should see 1.5, the other 0.5."""
    past = events_at([1, 2, 3, 4], [0, 0, 1, 11])
    asked = Blocks.of(SQUARE).asked(past, SQUARE, 2.0)
    assert np.flatnonzero(asked).tolist() == [0]


def test_the_doubt_of_the_level_is_shared_and_that_of_a_place_is_its_own() -> None:
    """Two places of mean 3: variance 6 + 36 / 4 + (9 + 9) x (1/2 - 1/4) = 6 + 13.5, so the size is 36 / 13.5."""
    excess = np.array([36 / 4 + 18 * (1 / 2 - 1 / 4)])
    assert sizes(np.array([6.0]), excess).tolist() == pytest.approx([36 / 13.5])
    forecast = Forecast(np.array([3.0, 3.0]), 2.0)
    chance = total_covered(forecast, np.array([2.0, 2.0]), 4.0)
    alone = total_covered(Forecast(np.array([6.0]), 36 / 13.5), np.array([4.0]), np.inf)
    assert chance == pytest.approx(alone)


@pytest.mark.parametrize(("scatter", "low", "high"), [(1.0, 0.88, 0.92), (0.25, 0.4, 0.85)])
def test_blocks_of_a_true_forecast_are_covered_and_those_of_a_sure_one_are_not(
    scatter: float, low: float, high: float
) -> None:
    """Counts are drawn with level size 5 and place size 2; a forecast that says a quarter of that doubt covers less."""
    rng = np.random.default_rng(3)
    level, place = 5.0, 2.0
    mean = np.full(SQUARE.size, 3.0)
    blocks = Blocks.of(SQUARE)
    chances = []
    for _ in range(150):
        rate = mean * rng.gamma(level, 1 / level) * rng.gamma(place, 1 / place, SQUARE.size)
        said = Forecast(mean, 1 / (scatter * (1 / place + 1 / level)))
        chances.append(blocks.covered(said, rng.poisson(rate).astype(float), level / scatter).mean())
    assert low < np.mean(chances) < high


def test_a_tally_gives_the_mean_over_blocks_and_over_windows() -> None:
    """Blocks weigh alike whatever their window: (1 + 0 + 1) / 3; windows too: (1 + 0.5) / 2."""
    tally = Tally()
    for inside, total in (([1.0, 0.0], 1.0), ([1.0], 0.5)):
        tally.add(Forecast(np.ones(3), 1.0), np.full(3, 1 / 3), np.ones(3), 0.0)
        tally.add_sums(np.array(inside), total)
    answer = tally.answer()
    assert answer["coverage_90_blocks"] == pytest.approx(2 / 3)
    assert answer["coverage_90_total"] == pytest.approx(0.75)
    assert np.isnan(Tally().answer()["coverage_90_blocks"])
