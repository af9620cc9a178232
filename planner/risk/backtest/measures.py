"""What is measured of one forecast of one window, and how it is put together over many."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from planner.risk.backtest import counts as laws
from planner.risk.backtest.reliability import Reliability
from planner.risk.forecast import Forecast

SHARES = (0.01, 0.05, 0.1, 0.2)
"""Shares of the area at which hits are counted."""
_ROUNDING = 1e-9


def hits_within(rate: np.ndarray, exposure: np.ndarray, count: np.ndarray, shares: tuple[float, ...]) -> np.ndarray:
    """Incidents in the places with the highest rate that make up each share of the area, (shares,).

    Places with the same rate come in random order and the expected number is given; the place at the edge counts with
    the part of it that still fits.
    """
    order = np.argsort(-rate)
    falling = rate[order]
    # rates that differ only by rounding are equal
    group = np.concatenate([[0], np.cumsum(falling[1:] < falling[:-1] * (1 - _ROUNDING))])
    area = np.concatenate([[0.0], np.cumsum(np.bincount(group, exposure[order]))])
    held = np.concatenate([[0.0], np.cumsum(np.bincount(group, count[order]))])
    return np.interp(np.array(shares) * area[-1], area, held)


def most_hits(exposure: np.ndarray, count: np.ndarray) -> float:
    """The most incidents that any choice of 5 % of the area could have held."""
    rate = count / np.where(exposure > 0, exposure, np.finfo(float).tiny)
    return float(hits_within(rate, exposure, count, (SHARES[1],))[0])


@dataclass(slots=True)
class Tally:
    """Sums over the windows of a back-test of one model."""

    windows: int = 0
    events: float = 0.0
    hits: np.ndarray = field(default_factory=lambda: np.zeros(len(SHARES)))
    best_5: float = 0.0
    gains: list[float] = field(default_factory=list)
    """Log score over uniform by exposure, summed over the events of each window."""
    events_of: list[float] = field(default_factory=list)
    hits_5: list[float] = field(default_factory=list)
    """Incidents in the best 5 % of the area, by window."""
    blocks_covered: float = 0.0
    blocks_asked: int = 0
    totals_covered: float = 0.0
    log_score: float = 0.0
    brier: float = 0.0
    crps: float = 0.0
    covered: float = 0.0
    covered_mass: float = 0.0
    mass: float = 0.0
    places: int = 0
    seconds: float = 0.0
    reliability: Reliability = field(default_factory=Reliability)

    def add(
        self, forecast: Forecast, exposure: np.ndarray, count: np.ndarray, seconds: float, best_5: float | None = None
    ) -> None:
        """Hold one forecast against the counts of its window, both (m,); `best_5` is `most_hits`, if it is known."""
        mean = np.asarray(forecast.mean, dtype=float)
        shape = np.broadcast_to(np.asarray(forecast.shape, dtype=float), mean.shape)
        self.windows += 1
        self.places += len(mean)
        self.seconds += seconds
        n = float(count.sum())
        self.events += n
        self.events_of.append(n)
        known = np.where(exposure > 0, exposure, np.finfo(float).tiny)
        hits = hits_within(mean / known, exposure, count, SHARES)
        self.hits += hits
        self.hits_5.append(float(hits[1]))
        self.best_5 += most_hits(exposure, count) if best_5 is None else best_5
        self.gains.append(_gain(mean, known, count))
        logs = laws.log_scores(count, mean, shape)
        self.log_score += float(logs.sum())
        chance = -np.expm1(laws.log_zero(mean, shape))
        self.brier += float(((chance - (count > 0)) ** 2).sum())
        self.crps += float(laws.crps(count, mean, shape).sum())
        inside = laws.covered(count, mean, shape)
        self.covered += float(inside.sum())
        self.covered_mass += float(inside @ mean)
        self.mass += float(mean.sum())
        self.reliability.add(mean, count)

    def add_sums(self, blocks: np.ndarray, total: float) -> None:
        """The chances to lie in the central 90 % of the sums of one window: of the blocks asked, and of all."""
        self.blocks_covered += float(blocks.sum())
        self.blocks_asked += len(blocks)
        self.totals_covered += total

    def answer(self) -> dict[str, Any]:
        """The measures by name; those that cannot be computed are not finite."""
        nan = float("nan")
        per_event = 1 / self.events if self.events else nan
        per_place = 1 / self.places if self.places else nan
        hit = dict(zip((f"hit_rate_{share:.0%}".rstrip("%") for share in SHARES), self.hits * per_event, strict=True))
        return {
            "information_gain": sum(self.gains) * per_event,
            "log_score": self.log_score * per_event,
            **hit,
            "pai_5": hit["hit_rate_5"] / SHARES[1],
            "pei_5": self.hits[1] / self.best_5 if self.best_5 else nan,
            "brier": self.brier * per_place,
            "calibration_slope": self.reliability.slope(),
            "calibration_error": self.reliability.error(),
            "crps": self.crps * per_place,
            "coverage_90": self.covered * per_place,
            "coverage_90_busy": self.covered_mass / self.mass if self.mass else nan,
            "coverage_90_blocks": self.blocks_covered / self.blocks_asked if self.blocks_asked else nan,
            "coverage_90_total": self.totals_covered / self.windows if self.windows else nan,
            "seconds_per_forecast": self.seconds / self.windows if self.windows else nan,
        }


def _gain(mean: np.ndarray, exposure: np.ndarray, count: np.ndarray) -> float:
    """Sum over the events of log(share of the forecast / share of the area) at their place."""
    hit = np.flatnonzero(count > 0)
    total = float(mean.sum())
    if not len(hit):
        return 0.0
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(mean[hit] / total) - np.log(exposure[hit] / exposure.sum())
    return float((logs * count[hit]).sum())
