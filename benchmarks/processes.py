"""Eight ways in which incidents may happen, each a draw of a known process on a square of 50 km over three years."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from shapely.geometry import box

from planner.risk.events import Events
from planner.risk.raster import Raster

SIDE_M, CELL_M, DAYS = 50_000.0, 1000.0, 1095.0
FIRST_DAY = 20_000.0
Draw = Callable[[np.random.Generator], tuple[np.ndarray, np.ndarray]]


def ground() -> Raster:
    """The square in cells of 1 km."""
    return Raster.over(box(0, 0, SIDE_M, SIDE_M), CELL_M)


def events_of(xy: np.ndarray, day: np.ndarray) -> Events:
    """Exact incidents on whole days, oldest first; what lies outside the square or the years is left out."""
    kept = (day >= 0) & (day < DAYS) & ((xy >= 0) & (xy < SIDE_M)).all(axis=1)
    xy, day = xy[kept], np.floor(day[kept]) + FIRST_DAY
    order = np.argsort(day, kind="stable")
    zero = np.zeros(len(day))
    return Events(np.arange(len(day)).astype(object), day[order], zero, xy[order], zero, zero + 1)


def _even(rng: np.random.Generator, count: float) -> tuple[np.ndarray, np.ndarray]:
    n = rng.poisson(count)
    return rng.uniform(0, SIDE_M, (n, 2)), rng.uniform(0, DAYS, n)


def _uniform(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    return _even(rng, 1500)


def _field(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A log-Gaussian rate: sums of waves of 4 to 30 km, standard deviation of the logarithm 1.3."""
    waves = 150
    step = 2 * np.pi / rng.uniform(4000, 30_000, waves)
    turn, phase = rng.uniform(0, 2 * np.pi, (2, waves))
    xy, day = _even(rng, 60_000)
    log_rate = np.cos(xy @ (step * np.array([np.cos(turn), np.sin(turn)])) + phase).sum(axis=1)
    rate = np.exp(1.3 * log_rate / np.sqrt(waves / 2))
    kept = rng.random(len(day)) < np.minimum(1.0, rate / rate.mean() * 2000 / 60_000)
    return xy[kept], day[kept]


def _spots(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Six spots of 700 m hold 70 % of the incidents."""
    xy, day = _even(rng, 1500)
    middle = rng.uniform(0.1 * SIDE_M, 0.9 * SIDE_M, (6, 2))
    hot = rng.random(len(day)) < 0.7
    xy[hot] = middle[rng.integers(0, 6, hot.sum())] + rng.normal(0, 700, (hot.sum(), 2))
    return xy, day


def _exciting(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Towns of 4 km; each incident sets off 0.4 more after 14 days on average, some 500 m off."""
    towns = rng.uniform(0.1 * SIDE_M, 0.9 * SIDE_M, (10, 2))
    n = rng.poisson(900)
    xy, day = towns[rng.integers(0, 10, n)] + rng.normal(0, 4000, (n, 2)), rng.uniform(-100, DAYS, n)
    found = [(xy, day)]
    while len(day):
        cause = np.repeat(np.arange(len(day)), rng.poisson(0.4, len(day)))
        xy, day = xy[cause] + rng.normal(0, 500, (len(cause), 2)), day[cause] + rng.exponential(14, len(cause))
        found.append((xy, day))
    return np.concatenate([one for one, _ in found]), np.concatenate([one for _, one in found])


def _rising(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Ten towns whose rates rise and fall, each by a factor of up to 8 over the years; the whole rises fourfold."""
    towns = rng.uniform(0.1 * SIDE_M, 0.9 * SIDE_M, (10, 2))
    slope = rng.uniform(-2, 2, 10)
    xy, day = _even(rng, 20_000)
    town = rng.integers(0, 10, len(day))
    rate = np.exp((slope[town] + 1.4) * (day / DAYS - 0.5))
    kept = rng.random(len(day)) < rate / rate.max() * min(1.0, 1500 * rate.max() / rate.sum())
    return (towns[town] + rng.normal(0, 2500, xy.shape))[kept], day[kept]


def _moving(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Half of the incidents lie in one spot of 2 km that moves 35 km over the years."""
    xy, day = _even(rng, 1200)
    hot = rng.random(len(day)) < 0.5
    start, turn = np.array([8000.0, 8000.0]), rng.uniform(0, np.pi / 2)
    way = 35_000 * np.array([np.cos(turn), np.sin(turn)])
    xy[hot] = start + (day[hot] / DAYS)[:, None] * way + rng.normal(0, 2000, (hot.sum(), 2))
    return xy, day


def _sparse(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Sixty incidents in eight towns."""
    towns = rng.uniform(0.1 * SIDE_M, 0.9 * SIDE_M, (8, 2))
    return towns[rng.integers(0, 8, 60)] + rng.normal(0, 2000, (60, 2)), rng.uniform(0, DAYS, 60)


def _addresses(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """400 addresses without any pattern in space, whose rates differ as an exponential does."""
    spots, rate = rng.uniform(0, SIDE_M, (400, 2)), rng.gamma(1.0, 1.0, 400)
    n = rng.poisson(1000)
    return spots[rng.choice(400, n, p=rate / rate.sum())], rng.uniform(0, DAYS, n)


PROCESSES: dict[str, Draw] = {
    "even over the whole": _uniform,
    "log-Gaussian field": _field,
    "six hot spots": _spots,
    "one sets off another": _exciting,
    "towns that rise and fall": _rising,
    "a hot spot that moves": _moving,
    "sixty incidents": _sparse,
    "400 addresses": _addresses,
}


def draw(name: str, seed: int) -> Events:
    """One history of a process."""
    return events_of(*PROCESSES[name](np.random.default_rng(seed)))
