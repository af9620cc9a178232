"""Choosing the settings of a baseline by how well they would have forecast windows that lie in the past."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from planner.config import BacktestConfig
from planner.risk.events import Events


@dataclass(frozen=True, slots=True)
class Scored:
    """The log score of one past window for each setting and each share of uniform, (settings x shares)."""

    UNIFORM: ClassVar[tuple[float, ...]] = (
        0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95,
    )  # fmt: skip
    """Shares of uniform that are tried: wide, or a plain count of sparse incidents loses by its zeros alone."""
    UNTUNED: ClassVar[float] = 0.5
    """The share where there is no past window to choose by."""

    score: np.ndarray

    @classmethod
    def of(cls, shares: Iterable[np.ndarray], exposure: np.ndarray, weight: np.ndarray) -> Scored:
        """From the share of the places that were hit, one array a setting, their exposure and what a hit counts."""
        mix = np.array(cls.UNIFORM)
        rows = []
        for share in shares:
            mixed = np.outer(1 - mix, share) + np.outer(mix, exposure)
            rows.append(np.log(np.maximum(mixed, np.finfo(float).tiny)) @ weight)
        return cls(np.array(rows))


def past_windows(past: Events, day: float, horizon_days: float, config: BacktestConfig) -> list[float]:
    """The starts of the windows of the horizon's length, back from `day`, that are to be learned from.

    As many as hold `tune_events`, at least `tune_least_windows` and at most `tune_most_windows`; none that has no
    incident before it.
    """
    starts: list[float] = []
    held = 0.0
    for back in range(1, config.tune_most_windows + 1):
        start = day - back * horizon_days
        if not len(past) or start <= past.day[0] or (held >= config.tune_events and back > config.tune_least_windows):
            break
        starts.append(start)
        held += float(past.weight[(past.day >= start) & (past.day < start + horizon_days)].sum())
    return starts


def print_of(events: Events) -> bytes:
    """A fingerprint of events: the same for the same rows, whatever comes after them."""
    digest = hashlib.blake2b(digest_size=16)
    for values in (events.day, events.width_days, events.xy, events.doubt_m, events.weight):
        digest.update(np.ascontiguousarray(values, dtype=float).tobytes())
    return digest.digest()
