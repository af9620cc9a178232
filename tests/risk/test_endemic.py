"""The area model: parts that add up, an answer at any number of incidents, effects found again, nothing from later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from planner.config import RiskConfig, load_config
from planner.core.errors import InputError
from planner.risk.area_blend import AreaForecaster, additive_weight, blend, count_periods
from planner.risk.area_fit import fit, log_likelihood
from planner.risk.area_level import level
from planner.risk.area_parts import LATEST, MEMORY, NEIGHBOURS, PARENT, RECORD, SIZE, decayed
from planner.risk.endemic import fit_endemic, prepare
from planner.risk.events import Events
from planner.risk.forecast import Forecast


@pytest.fixture(scope="module")
def config() -> RiskConfig:
    """The defaults."""
    return load_config().risk


def ring(areas: int) -> np.ndarray:
    """Each area touches the one before and the one after it."""
    touch = np.roll(np.eye(areas), 1, axis=1)
    return touch + touch.T


def some_counts(periods: int = 12, areas: int = 8, seed: int = 1) -> np.ndarray:
    """Poisson counts, more in later areas."""
    return np.random.default_rng(seed).poisson(np.linspace(0.2, 2.0, areas), (periods, areas)).astype(float)


def negative_binomial(rng: np.random.Generator, mean: np.ndarray, size: np.ndarray | float) -> np.ndarray:
    """Counts of that mean, variance mean + mean^2 / size."""
    return rng.poisson(rng.gamma(size, mean / size)).astype(float)


def full(counts: np.ndarray, areas: int) -> Mapping[str, Any]:
    """Everything that the model can be given for areas on a ring."""
    return {
        "counts": counts,
        "exposure": np.arange(1.0, areas + 1),
        "neighbours": ring(areas),
        "covariates": np.column_stack([np.arange(areas) % 2, np.linspace(-1, 1, areas)]),
        "covariate_names": ("border",),
        "parents": np.repeat(["north", "south"], areas // 2),
    }


def test_the_parts_add_up_and_have_names(config: RiskConfig) -> None:
    """To 1e-9, none negative, in the model and in the blend."""
    given = dict(full(some_counts(), 8))
    counts, exposure = given.pop("counts"), given.pop("exposure")
    alone = fit_endemic(counts, exposure=exposure, config=config, **given).forecast()
    assert alone.names == (
        *(SIZE, "border high", "border low", "covariate 2 high", "covariate 2 low"),
        *(RECORD, LATEST, MEMORY, NEIGHBOURS, PARENT),
    )
    for forecast in (alone, AreaForecaster(config, **given).next_period(counts, exposure)):
        assert forecast.parts is not None
        assert forecast.parts.shape == (len(forecast.names), 8)
        assert (forecast.parts >= 0).all()
        np.testing.assert_allclose(forecast.parts.sum(axis=0), forecast.mean, atol=1e-9, rtol=0)


@pytest.mark.parametrize("events", [0, 1, 3])
@pytest.mark.parametrize("periods", [0, 1, 2, 40])
@pytest.mark.parametrize("areas", [1, 6])
def test_it_answers_with_next_to_nothing(config: RiskConfig, events: int, periods: int, areas: int) -> None:
    """No incident, one or three; no period, one, few or many; one area or some."""
    counts = np.zeros((periods, areas))
    for k in range(events if periods else 0):
        counts[-1 - k % periods, k % areas] += 1
    forecast = AreaForecaster(config, neighbours=ring(areas)).next_period(counts, np.ones(areas))
    assert np.isfinite(forecast.mean).all()
    assert (forecast.mean > 0).all()
    assert (np.asarray(forecast.shape) > 0).all()
    # no wild total: between nothing and three times what was ever seen in one period, and one for the unseen
    assert forecast.mean.sum() < 3 * (counts.sum(axis=1).max(initial=0) + 1)


def test_without_incidents_the_size_alone_speaks(config: RiskConfig) -> None:
    """Ten empty periods: means in proportion to exposure, and together less than half an incident in a period."""
    exposure = np.array([1.0, 2.0, 7.0])
    forecast = fit_endemic(np.zeros((10, 3)), exposure=exposure, config=config, neighbours=ring(3)).forecast()
    np.testing.assert_allclose(forecast.mean / forecast.mean.sum(), exposure / 10, atol=1e-9)
    assert forecast.mean.sum() < 0.5


def test_few_incidents_move_an_area_a_little(config: RiskConfig) -> None:
    """One incident in one of 20 like areas raises it above the rest, and leaves most of the mass to the rest."""
    counts = np.zeros((6, 20))
    counts[3, 4] = 1
    mean = fit_endemic(counts, exposure=np.ones(20), config=config).forecast().mean
    assert mean.argmax() == 4
    assert mean[4] < 0.5 * mean.sum()


def test_a_national_wave_does_not_re_rank_areas(config: RiskConfig) -> None:
    """Three times the counts everywhere in the last period: higher means, the same order."""
    base = np.tile([1.0, 2.0, 3.0, 5.0, 8.0, 13.0], (24, 1))
    wave = base.copy()
    wave[-1] *= 3
    calm, high = (fit_endemic(c, exposure=np.ones(6), config=config).forecast().mean for c in (base, wave))
    assert high.sum() > 1.5 * calm.sum()
    np.testing.assert_array_equal(np.argsort(high), np.argsort(calm))


def test_effects_are_found_again(config: RiskConfig) -> None:
    """Counts made with size 50 %, latest 30 %, neighbours 20 %, size of the distribution 2: found within 0.1 and 25 %.

    The other parts are near to these (a record follows recent incidents), so what is told apart is what comes from an
    area itself, from its neighbours, and from its size.
    """
    rng = np.random.default_rng(7)
    periods, areas, total = 60, 150, 300.0
    touch = ring(areas)
    exposure = rng.gamma(2.0, 1.0, areas)
    share = exposure / exposure.sum()
    counts = np.zeros((periods, areas))
    for t in range(periods):
        latest = decayed(counts[:t], config.area_latest_periods)[-1] + 1e-9 * share
        around = decayed(counts[:t], config.area_around_periods)[-1] + 1e-9 * share
        neighbours = share * (touch @ around) / (touch @ share)
        mean = total * (0.5 * share + 0.3 * latest / latest.sum() + 0.2 * neighbours / neighbours.sum())
        counts[t] = negative_binomial(rng, mean, 2.0)
    found = fit_endemic(counts, exposure=exposure, config=config, neighbours=touch)
    worth = dict(zip(found.names, found.coefficients.worth / found.coefficients.worth.sum(), strict=True))
    assert worth[NEIGHBOURS] == pytest.approx(0.2, abs=0.1)
    assert worth[LATEST] == pytest.approx(0.3, abs=0.1)
    assert worth[SIZE] == pytest.approx(0.5, abs=0.15)
    at_mean = found.coefficients.sizes(np.array([counts.mean()]))[0]
    assert at_mean == pytest.approx(2.0, rel=0.25)


@pytest.mark.parametrize("power", [0.0, 1.0])
def test_the_form_of_the_scatter_is_told_apart(config: RiskConfig, power: float) -> None:
    """Counts whose variance grows with the square of the mean, or in proportion to it: the power is found."""
    rng = np.random.default_rng(3)
    mean = np.exp(rng.uniform(-1, 3, 4000))
    counts = negative_binomial(rng, mean, 1.5 * mean**power)
    found = fit(counts, mean[:, None], np.array([1.0]), config)
    assert found.power == pytest.approx(power, abs=0.12)
    assert found.size == pytest.approx(1.5, rel=0.2)
    assert found.worth[0] == pytest.approx(1.0, rel=0.05)


def test_the_fit_stands_at_a_peak(config: RiskConfig) -> None:
    """No small step from the coefficients found makes the penalised likelihood higher: the slope was right."""
    rng = np.random.default_rng(5)
    parts = rng.gamma(1.0, 1.0, (500, 3))
    counts = negative_binomial(rng, parts @ [0.4, 0.1, 0.7], 1.0)
    prior = np.array([0.3, 0.3, 0.4])
    found = fit(counts, parts, prior, config)

    def value(logs: np.ndarray) -> float:
        mean = parts @ np.exp(logs[:3])
        held = ((logs[:3] - np.log(prior)) / config.area_spread) ** 2
        held_sum = (np.log(np.exp(logs[:3]).sum()) / config.area_sum_spread) ** 2
        held_size = ((logs[3] - np.log(config.area_size)) / config.area_size_spread) ** 2
        held_power = ((logs[4] - config.area_size_power) / config.area_power_spread) ** 2
        size = np.exp(logs[3]) * mean ** logs[4]
        return float(log_likelihood(counts, mean, size).sum() - 0.5 * (held.sum() + held_sum + held_size + held_power))

    best = np.concatenate([np.log(found.worth), [np.log(found.size), found.power]])
    for step in np.vstack([np.eye(5), -np.eye(5)]) * 0.02:
        assert value(best + step) < value(best)


def test_an_area_without_data_changes_nothing_for_the_others(config: RiskConfig) -> None:
    """No exposure and no counts known: the rest is told what it is told without that area."""
    counts, areas = some_counts(20, 6), 6
    touch = np.zeros((7, 7))
    touch[:6, :6] = ring(areas)
    touch[6, 0] = touch[0, 6] = 1
    wider = np.column_stack([counts, np.full(20, np.nan)])
    without = AreaForecaster(config, neighbours=ring(areas)).next_period(counts, np.ones(6))
    with_it = AreaForecaster(config, neighbours=touch).next_period(wider, np.append(np.ones(6), 0.0))
    np.testing.assert_allclose(with_it.mean[:6], without.mean, rtol=1e-6)
    assert with_it.mean[6] < 1e-9


def test_an_unknown_count_is_not_a_count_of_zero(config: RiskConfig) -> None:
    """An area like the others whose counts are not known is expected to be like them, not quiet."""
    counts = np.random.default_rng(2).poisson(2.0, (30, 10)).astype(float)
    unknown, quiet = counts.copy(), counts.copy()
    unknown[:, 3], quiet[:, 3] = np.nan, 0.0
    told, silent = (fit_endemic(c, exposure=np.ones(10), config=config).forecast().mean for c in (unknown, quiet))
    assert told[3] == pytest.approx(2.0, rel=0.25)
    assert silent[3] < 0.5 * told[3]


def test_a_period_of_which_nothing_is_known_is_left_out(config: RiskConfig) -> None:
    """It is the same as if the period were not there."""
    counts = some_counts()
    gap = np.insert(counts, 5, np.nan, axis=0)
    plain, gapped = (fit_endemic(c, exposure=np.ones(8), config=config).forecast() for c in (counts, gap))
    np.testing.assert_array_equal(plain.mean, gapped.mean)


@pytest.mark.parametrize("kind", ["burst", "growth", "no exposure", "gaps", "fractions", "exposures apart", "only now"])
@pytest.mark.parametrize("seed", range(4))
def test_odd_input_gets_a_sound_answer(config: RiskConfig, kind: str, seed: int) -> None:
    """Means and sizes are numbers, parts add up, whatever the counts look like."""
    rng = np.random.default_rng(seed)
    areas, periods = int(rng.integers(1, 30)), int(rng.integers(1, 40))
    counts = rng.poisson(rng.gamma(0.3, 1.0, areas), (periods, areas)).astype(float)
    exposure = rng.gamma(0.2, 1.0, areas) + 1e-12
    if kind == "burst":
        counts[:], counts[-1, 0] = 0, 1e4
    elif kind == "growth":
        counts[:], counts[:, 0] = 0, np.arange(periods) ** 2
    elif kind == "no exposure":
        exposure[1:] = 0
    elif kind == "gaps":
        counts[rng.random(counts.shape) < 0.5] = np.nan
    elif kind == "fractions":
        counts *= 0.37
    elif kind == "exposures apart":
        exposure = 10.0 ** rng.uniform(-8, 8, areas)
    else:
        counts[:-1] = 0
    covariates = rng.normal(size=(areas, 2))
    covariates[rng.random(areas) < 0.2, 0] = np.nan
    touch = np.triu(rng.random((areas, areas)) < 0.2)
    model = AreaForecaster(config, neighbours=touch | touch.T, covariates=covariates, parents=rng.integers(0, 3, areas))
    forecast = model.next_period(counts, exposure)
    assert np.isfinite(forecast.mean).all()
    assert (forecast.mean >= 0).all()
    assert (np.asarray(forecast.shape) > 0).all()
    assert forecast.parts is not None
    np.testing.assert_allclose(forecast.parts.sum(axis=0), forecast.mean, rtol=1e-12, atol=1e-9)


def test_the_same_is_answered_to_the_same_question(config: RiskConfig) -> None:
    """Two runs, equal to the last bit."""
    first, again = (AreaForecaster(config, neighbours=ring(8)).next_period(some_counts(), np.ones(8)) for _ in "ab")
    np.testing.assert_array_equal(first.mean, again.mean)
    np.testing.assert_array_equal(first.shape, again.shape)


def test_the_shares_of_a_period_know_only_earlier_periods(config: RiskConfig) -> None:
    """Another last period leaves the recent parts and the level of all periods before it as they were."""
    counts = some_counts()
    other = counts.copy()
    other[-1] = 50.0
    parts, changed = (prepare(c, exposure=np.ones(8), config=config).parts for c in (counts, other))
    for name in (LATEST, MEMORY):
        k = parts.names.index(name)
        np.testing.assert_array_equal(parts.shares[:-1, :, k], changed.shares[:-1, :, k])
    np.testing.assert_array_equal(
        level(counts.sum(axis=1), config, until=11)[:-1], level(other.sum(axis=1), config, until=11)[:-1]
    )


def test_the_level_chooses_a_memory_that_fits(config: RiskConfig) -> None:
    """Noise about a constant: close to the mean of all; a step that stays: close to the latest periods."""
    rng = np.random.default_rng(11)
    noise = rng.poisson(20, 60).astype(float)
    assert level(noise, config)[-1] == pytest.approx(noise.mean(), rel=0.1)
    walk = np.repeat([20.0, 60.0, 180.0, 20.0, 100.0], 6)
    assert level(walk, config)[-1] == pytest.approx(100.0, rel=0.1)


def test_the_weight_follows_what_foretold_the_past(config: RiskConfig) -> None:
    """Areas that take turns are foretold by their latest incidents: the additive model gets more than its prior."""
    turns = np.zeros((40, 12))
    for t in range(40):
        turns[t, t // 10 :: 4] = 6
    assert additive_weight(prepare(turns, exposure=np.ones(12), config=config), config) > config.area_blend_share
    short = prepare(turns[:2], exposure=np.ones(12), config=config)
    assert additive_weight(short, config) == config.area_blend_share


def test_a_blend_has_the_mean_and_variance_of_the_mixture() -> None:
    """Means 1 and 3 with sizes 2 and infinite, half and half: mean 2, variance (1.5 + 3) / 2 + 1 = 3.25."""
    first = Forecast(np.array([1.0]), np.array([2.0]), ("a",), np.array([[1.0]]))
    second = Forecast(np.array([3.0]), np.inf, ("a", "b"), np.array([[1.0], [2.0]]))
    both = blend(first, second, 0.5)
    assert both.mean[0] == pytest.approx(2.0)
    assert both.mean[0] + both.mean[0] ** 2 / np.asarray(both.shape)[0] == pytest.approx(3.25)
    assert both.names == ("a", "b")
    np.testing.assert_allclose(both.parts, [[1.0], [1.0]])


class Line:
    """Ten areas of 100 m along a line; a point stays in its own."""

    size = 10
    exposure = np.full(10, 0.1)

    def locate(self, xy: np.ndarray) -> np.ndarray:
        """By the first coordinate."""
        return np.clip((xy[:, 0] // 100).astype(int), 0, 9)

    def spread(self, xy: np.ndarray, mass: np.ndarray, width_m: float, doubt_m: np.ndarray) -> np.ndarray:
        """Nothing is spread here."""
        assert width_m == 0
        return np.bincount(self.locate(xy), mass, minlength=10)


def reports(day: list[float], x: list[float], width: list[float] | None = None) -> Events:
    """Incidents on days at places along the line."""
    n = len(day)
    xy = np.column_stack([x, np.zeros(n)]) if n else np.zeros((0, 2))
    wide = np.array(width if width is not None else np.zeros(n), float)
    return Events(np.arange(n), np.array(day, float), wide, xy, np.zeros(n), np.ones(n))


def test_incidents_are_counted_in_periods_that_end_on_the_day() -> None:
    """Periods of 10 days before day 100; a vague day is shared by overlap."""
    events = reports([65.0, 71.0, 79.9, 80.0, 95.0], [50.0, 50.0, 50.0, 150.0, 250.0], [0, 0, 0, 0, 0])
    counts = count_periods(events, Line(), day=100.0, horizon_days=10.0)
    assert counts.shape == (4, 10)
    np.testing.assert_allclose(counts[:, :3], [[1, 0, 0], [2, 0, 0], [0, 1, 0], [0, 0, 1]])
    vague = reports([60.0, 80.0], [50.0, 50.0], [0.0, 8.0])
    np.testing.assert_allclose(count_periods(vague, Line(), day=100.0, horizon_days=10.0)[:, 0], [1, 0.5, 0.5, 0])


@pytest.mark.parametrize("n", [0, 1, 3, 60])
def test_it_is_a_forecaster_of_a_back_test(config: RiskConfig, n: int) -> None:
    """With any number of incidents it answers for every place, and a busy place gets more."""
    rng = np.random.default_rng(4)
    events = reports(sorted(rng.uniform(0, 300, n)), list(rng.uniform(0, 100, n)))
    forecast = AreaForecaster(config).forecast(events, Line(), day=300.0, horizon_days=28.0)
    assert forecast.mean.shape == (10,)
    assert (forecast.mean > 0).all()
    if n == 60:
        assert forecast.mean.argmax() == 0
        assert forecast.mean[0] == pytest.approx(60 * 28 / 300, rel=0.5)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"counts": np.zeros((8, 12))}, "shape"),
        ({"counts": np.full((12, 8), -1.0)}, "negative"),
        ({"exposure": np.zeros(8)}, "exposure"),
        ({"exposure": np.full(8, np.nan)}, "exposure"),
        ({"neighbours": np.zeros((7, 7))}, "neighbours"),
        ({"parents": np.zeros(7)}, "parents"),
        ({"covariates": np.zeros((7, 1))}, "covariates"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(config: RiskConfig, change: dict[str, Any], word: str) -> None:
    """The message names the thing."""
    given = {**full(some_counts(), 8), **change}
    counts = given.pop("counts")
    with pytest.raises(InputError, match=word):
        fit_endemic(counts, config=config, **given)
