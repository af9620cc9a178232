"""How far one incident sets off another: share, time scale and range of repeats, each with its doubt.

A self-exciting point process in time and place. The background is `planner.risk.trigger_background`; each incident
sets off `share` more on average, `same_place` of them at the very place after an exponential time of mean
`same_days`, the others after one of mean `days` at a distance that is Gaussian with `range_m`. The numbers start from
priors and move as far as the incidents say.
Source of the form: Mohler et al. 2011, with a kernel for the very place of its own; of the priors: `defaults.toml`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from planner.config import RiskConfig
from planner.risk.events import Events
from planner.risk.raster import Lattice
from planner.risk.trigger_background import Background
from planner.risk.trigger_pairs import MOST_PAIRS, find_pairs
from planner.risk.trigger_posterior import (
    DAYS,
    RANGE,
    SAME,
    SAME_DAYS,
    SHARE,
    Estimate,
    Posterior,
    Ratios,
    posterior,
)
from planner.risk.trigger_room import Room, snapped
from planner.risk.trigger_words import say

__all__ = ["Estimate", "Trigger", "fit_trigger", "trigger_rows"]

LEARNED, PRIOR = "learned", "prior"
"""Whether the incidents carry the numbers or what is known from elsewhere."""
_ROUGH_PAIRS = 60_000
"""Pairs that a first look at the numbers rests on."""
_ROUNDS = 1
"""How often the background is drawn again without what turned out to be repeats; more changes nothing that shows."""
_SNAP = 4.0
"""An incident belongs to a place within so many times the doubt between two records of one place."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """What is known of repeats, each number with its 90 % interval.

    `share` incidents are set off by each, on average: the share of all incidents that are repeats. `same_place` is
    the share of repeats at the very place, `same_days` their mean age, `days` that of the others, `range_m` the
    standard deviation of the others' distance along an axis. `evidence` is the logarithm of how many times likelier
    the incidents are than without any triggering; `incidents` how many spoke.
    """

    share: Estimate
    days: Estimate
    range_m: Estimate
    same_place: Estimate
    same_days: Estimate
    evidence: float
    incidents: float
    grade: str

    @property
    def sentence(self) -> str:
        """What it means, in plain words."""
        return say(
            share=self.share,
            days=self._age_of_most(),
            range_m=self.range_m.value,
            same_place=self.same_place.value,
            incidents=self.incidents,
            evidence=self.evidence,
            is_learned=self.grade == LEARNED,
        )

    def kernel_mass(self, age_days_from: np.ndarray | float, age_days_to: np.ndarray | float) -> np.ndarray:
        """Share of all repeats that follow between two ages of the first incident."""
        same = self.same_place.value
        near, here = (self.part_mass(age_days_from, age_days_to, is_same=part) for part in (False, True))
        return (1 - same) * near + same * here

    def part_mass(
        self, age_days_from: np.ndarray | float, age_days_to: np.ndarray | float, *, is_same: bool
    ) -> np.ndarray:
        """The same for the repeats at the very place alone, or for the others alone; each sums to 1 over all ages."""
        scale = self.same_days.value if is_same else self.days.value
        low, high = (np.maximum(np.asarray(age, float), 0.0) for age in (age_days_from, age_days_to))
        return np.asarray(np.exp(-low / scale) - np.exp(-high / scale))

    def _age_of_most(self) -> float:
        """Age by which four of five repeats have come."""
        ages = np.linspace(0.0, 5 * max(self.days.value, self.same_days.value), 501)
        return float(np.interp(0.8, self.kernel_mass(0.0, ages), ages))


def fit_trigger(
    events: Events,
    ground: Lattice,
    config: RiskConfig,
    *,
    until_day: float,
    places_xy: np.ndarray | None = None,
) -> Trigger:
    """The trigger that the incidents before `until_day` show, drawn to the priors where they are few.

    `places_xy` (m, 2) are the points of the ground's places where incidents happen only there, as with sites; without
    it they may happen anywhere. Any number of incidents is answered, 0 too. Left out is what is known to the district
    only. Two incidents of one day count half each way: which came first is not known. Repeats that fell outside the
    ground or whose first incident is not on record are not seen, so the share is rather too low than too high.
    """
    known = events.before(until_day)
    known = known.take((known.weight > 0) & (known.doubt_m <= config.trigger_most_doubt_m))
    incidents = float(known.weight.sum())
    found = posterior(_prior_ratios, config) if not len(known) else _learn(known, ground, config, until_day, places_xy)
    share = found.estimate(SHARE)
    return Trigger(
        # where the incidents are as likely without triggering, none at all cannot be left out
        share=share if found.evidence > 0 or not len(known) else replace(share, low=0.0),
        days=found.estimate(DAYS),
        range_m=found.estimate(RANGE),
        same_place=found.estimate(SAME),
        same_days=found.estimate(SAME_DAYS),
        evidence=found.evidence,
        incidents=incidents,
        grade=LEARNED if incidents >= config.trigger_least_incidents else PRIOR,
    )


def trigger_rows(trigger: Trigger) -> list[dict[str, object]]:
    """The numbers for a screen or JSON: name, value, low, high, unit, grade."""
    rows = (
        ("share", trigger.share, "incidents set off per incident"),
        ("days", trigger.days, "days, mean"),
        ("range_m", trigger.range_m, "m, standard deviation along an axis"),
        ("same_place", trigger.same_place, "share of repeats"),
        ("same_days", trigger.same_days, "days, mean"),
    )
    return [
        {
            "name": name,
            "value": number.value,
            "low": number.low,
            "high": number.high,
            "unit": unit,
            "grade": trigger.grade,
        }
        for name, number, unit in rows
    ]


def _learn(
    events: Events, ground: Lattice, config: RiskConfig, until: float, places_xy: np.ndarray | None
) -> Posterior:
    start = float((events.day - events.width_days / 2).min())
    if places_xy is not None:
        events = replace(events, xy=snapped(events.xy, events.doubt_m, places_xy, _SNAP * config.trigger_same_m))
    side = max(np.sqrt(ground.extent_m2), 2 * config.trigger_same_m, float(np.ptp(events.xy, axis=0).max()))
    room = Room(
        events.xy,
        area_m2=side**2,
        least_m=min(config.trigger_same_m, config.near_m),
        most_m=side,
        places_xy=places_xy,
        share=ground.exposure,
    )
    background = Background(events, room, start=start, until=until, config=config)
    at = _Point(config.near_days, config.near_m, config.trigger_same_share, config.trigger_same_days, config.near_share)
    repeats = _repeats(events, room, config, at)
    density = background.density(np.ones(len(events)), repeats, at.share)
    for _ in range(_ROUNDS):
        ratios_at = partial(_ratios, events, room, density, config, until)
        found = posterior(ratios_at, config, passes=1)
        at = _Point(*(found.estimate(axis).value for axis in (DAYS, RANGE, SAME, SAME_DAYS, SHARE)))
        repeats = _repeats(events, room, config, at)
        first = (1 - at.share) * density
        density = background.density(first / (first + at.share * repeats), repeats, at.share)
    return posterior(partial(_ratios, events, room, density, config, until), config)


@dataclass(frozen=True, slots=True)
class _Point:
    """One choice of the five numbers."""

    days: float
    range_m: float
    same: float
    same_days: float
    share: float


def _repeats(events: Events, room: Room, config: RiskConfig, at: _Point) -> np.ndarray:
    """Density of repeats at each incident if each earlier one had set off exactly one, (n,)."""
    pairs = find_pairs(events, days=max(at.days, at.same_days), range_m=max(at.range_m, config.trigger_same_m))
    near = pairs.gather(pairs.by_time(at.days), pairs.by_place(at.range_m, room))
    here = pairs.gather(pairs.by_time(at.same_days), pairs.by_place(config.trigger_same_m, room))
    both = pairs.part * ((1 - at.same) * near + at.same * here)
    return np.bincount(pairs.asked, both, minlength=len(events))


def _ratios(
    events: Events,
    room: Room,
    density: np.ndarray,
    config: RiskConfig,
    until: float,
    points: list[np.ndarray],
    is_rough: bool,
) -> Ratios:
    days, ranges, times = (np.exp(points[axis]) for axis in (DAYS, RANGE, SAME_DAYS))
    reach = max(float(ranges.max()), config.trigger_same_m)
    most = _ROUGH_PAIRS if is_rough else MOST_PAIRS
    pairs = find_pairs(events, days=float(max(days.max(), times.max())), range_m=reach, most=most)
    by_place = [pairs.by_place(float(r), room) for r in ranges]
    at_place = pairs.by_place(config.trigger_same_m, room)
    base = density[pairs.asked]
    near = [[pairs.gather(t, p) / base for p in by_place] for t in (pairs.by_time(float(d)) for d in days)]
    same = [pairs.gather(pairs.by_time(float(d)), at_place) / base for d in times]
    age = until - events.day
    worth = events.weight / events.weight.sum()
    return Ratios(
        near=np.array(near),
        same=np.array(same),
        worth=pairs.part * events.weight[pairs.asked],
        seen_near=np.array([worth @ -np.expm1(-age / d) for d in days]),
        seen_same=np.array([worth @ -np.expm1(-age / d) for d in times]),
    )


def _prior_ratios(points: list[np.ndarray], is_rough: bool) -> Ratios:
    """No incidents, so nothing that speaks for or against."""
    days, ranges, times = (len(points[axis]) for axis in (DAYS, RANGE, SAME_DAYS))
    return Ratios(np.zeros((days, ranges, 0)), np.zeros((times, 0)), np.zeros(0), np.ones(days), np.ones(times))
