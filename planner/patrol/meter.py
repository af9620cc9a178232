"""What somebody who watched the patrols could guess: how predictable they are, measured and not claimed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.config.sections import PatrolConfig

WEEK = 7
_Visits = NDArray[np.bool_]


@dataclass(frozen=True)
class Predictability:
    """How well the visits of the weeks after were guessed from the weeks watched.

    `skill` is 0 when nothing could be told beyond how often each site is visited on the whole, 1 when all was
    known. `hour_found` is the share of visits (a site on a day) whose hour was guessed, `hour_by_chance`
    what blind guesses among the hours on patrol find. `gap_found` is the share of the hours held for the safest attack
    (the best of each site and day) that were unguarded, `gap_by_chance` the same for any such hour. `cases` is the
    number of visits guessed at.
    """

    skill: float
    hour_found: float
    hour_by_chance: float
    gap_found: float
    gap_by_chance: float
    cases: int
    weeks: int

    @property
    def sentence(self) -> str:
        """What the plan says of it."""
        if not self.cases:
            return "Nobody was visited after the weeks watched: nothing could be guessed."
        return (
            f"Someone who watched {self.weeks} weeks could tell the hour of the next visit in "
            f"{round(100 * self.hour_found)} of 100 cases; chance is {round(100 * self.hour_by_chance)}."
        )


def seen(
    visits: Iterable[tuple[int, int, int]], *, days: int, sites: int, day_min: int = 24 * 60, slot_min: int = 60
) -> _Visits:
    """Whether a site was visited in an hour of a day (shape: days x sites x slots), from (day, site, minute of day)."""
    found = np.zeros((days, sites, -(-day_min // slot_min)), dtype=bool)
    for day, site, minute in visits:
        found[day, site, minute // slot_min] = True
    return found


def measure(visits: _Visits, config: PatrolConfig, *, hours: _Visits | None = None) -> Predictability:
    """The predictability of visits (days x sites x slots): the first weeks are watched, those after them guessed.

    The watcher knows the weekday and holds several impressions at once: of the site, of the site's hour, of its hour
    on that weekday; how much the finer ones count against the coarser he has learned by guessing each week
    that he watched from the others. `hours` (slots) are those in which a mobile is out, all without it: give them where
    the days have others, or it counts as known that nobody comes at night.

    Raises ValueError when not one whole week follows the weeks watched.
    """
    weeks = config.watched_weeks
    after = len(visits) // WEEK - weeks
    if after < 1:
        raise ValueError(f"{weeks} weeks watched and one to guess take {(weeks + 1) * WEEK} days, not {len(visits)}")
    if not visits.any() or (hours is not None and not hours.any()):
        return Predictability(0.0, 0.0, 0.0, 1.0, 1.0, 0, weeks)
    out = visits if hours is None else visits[:, :, hours]
    parted = out[: (weeks + after) * WEEK].reshape(weeks + after, WEEK, *out.shape[1:]).astype(float)
    past, truth = parted[:weeks], parted[weeks:]
    worth = _learned(past, config)
    guess, plain = _guess(past, *worth), _plain(past)
    missed, plainly_missed = float(((truth - guess) ** 2).sum()), float(((truth - plain) ** 2).sum())
    expected = np.broadcast_to(guess, truth.shape)
    visited = truth.any(axis=-1)
    cases = int(visited.sum())
    best = np.take_along_axis(truth, expected.argmax(axis=-1)[..., None], axis=-1)[..., 0]
    safest = np.take_along_axis(truth, expected.argmin(axis=-1)[..., None], axis=-1)[..., 0]
    return Predictability(
        skill=max(0.0, 1 - missed / plainly_missed) if plainly_missed > 0 else 0.0,
        hour_found=float(best[visited].mean()) if cases else 0.0,
        hour_by_chance=float(truth[visited].mean()) if cases else 0.0,
        gap_found=float(1 - safest.mean()),
        gap_by_chance=float(1 - truth.mean()),
        cases=cases,
        weeks=weeks,
    )


def _plain(past: NDArray[np.float64]) -> NDArray[np.float64]:
    """How often a site is visited in an hour, whichever (sites x slots)."""
    site = past.mean(axis=(0, 1, 3))
    return np.repeat(site[:, None], past.shape[3], axis=1)


def _guess(past: NDArray[np.float64], by_hour: float, by_weekday: float) -> NDArray[np.float64]:
    """The probability of a visit (weekdays x sites x slots): each finer impression is drawn towards the coarser one.

    `by_hour` and `by_weekday` are how many weeks of seeing the coarser one is worth.
    """
    weeks = len(past)
    plain = _plain(past)
    hour = (past.sum(axis=(0, 1)) + by_hour * plain) / (weeks * WEEK + by_hour)
    return (past.sum(axis=0) + by_weekday * hour) / (weeks + by_weekday)


def _learned(past: NDArray[np.float64], config: PatrolConfig) -> tuple[float, float]:
    """The worths of the coarser impressions that best guess each week watched from the others."""
    steps = int(np.log2(config.watch_most_worth / config.watch_least_worth)) + 1
    tried = [config.watch_least_worth * 2**step for step in range(steps)]
    if len(past) < 2:
        return tried[-1], tried[-1]
    others = [(np.delete(past, week, axis=0), past[week]) for week in range(len(past))]

    def missed(pair: tuple[float, float]) -> float:
        return sum(float(((held - _guess(rest, *pair)) ** 2).sum()) for rest, held in others)

    return min(((hour * WEEK, weekday) for hour in tried for weekday in tried), key=missed)
