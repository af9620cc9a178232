"""How many mobiles the sites need, how many the unit can man, and which sites each of them has: its beat."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.spatial import cKDTree

from planner.config import DemandConfig, PatrolConfig, RosterConfig
from planner.core.people import Rank, Skill
from planner.core.time import MINUTES_PER_DAY
from planner.demand.drive import Drive
from planner.demand.guards import Standing
from planner.demand.numbers import cite, count, rank_of
from planner.demand.reach import hearts, shared
from planner.tables.risk import BANDS

_DAYS_PER_WEEK = 7
_PROFILE = "car"
"""Mobiles drive with this speed profile: no buses, no motorcycles."""


@dataclass(frozen=True, slots=True)
class Beat:
    """The sites of one mobile and the station from which it starts.

    `worth` is the share of all that its sites are worth, and of all risk the share that it adds within reach of its
    `heart`, together.
    """

    base: str
    sites: tuple[str, ...]
    worth: float
    heart: str


@dataclass(frozen=True, slots=True)
class Fleet:
    """How many mobiles a shift can have, and what limits them. `bases` are the stations from which they start.

    A station stands in `bases` as often as it has vehicles, once where vehicles are not on record; `lacks_vehicle`
    when they are, and none can carry a crew.
    """

    most: int
    why: str
    bases: tuple[str, ...]
    counts_vehicles: bool = False
    lacks_vehicle: bool = False

    def slots(self, number: int) -> list[str]:
        """The bases from which so many mobiles can start: each once for every mobile that it may have."""
        return list(self.bases) if self.counts_vehicles else [base for base in self.bases for _ in range(number)]


def on_duty(roster: RosterConfig) -> float:
    """The share of a roll that can be on duty at any one hour, round the clock: hours of a week that one may work."""
    return roster.max_week_min / (_DAYS_PER_WEEK * MINUTES_PER_DAY)


def fleet(
    stations: pd.DataFrame,
    officers: pd.DataFrame,
    vehicles: pd.DataFrame | None,
    config: DemandConfig,
    roster: RosterConfig,
) -> Fleet:
    """The most mobiles that officers, ranks, drivers and vehicles allow; at least one, so that what lacks is seen.

    What is not on record does not count: no roll, no drivers, no vehicles.
    """
    limits: list[tuple[int, str]] = []
    there = on_duty(roster)
    if len(officers):
        crews = math.floor(len(officers) * there * config.patrol_share / config.patrol_strength + 1e-9)
        limits.append((crews, f"{count(len(officers))} on the roll man {crews} {cite(config, 'patrol_share')}"))
        rank = rank_of(config, "patrol_in_charge")
        leaders = sum(Rank.parse(text) >= rank for text in officers["rank"])
        crews = math.floor(leaders * there * config.patrol_share + 1e-9)
        said = f"{leaders} of rank {rank.label} or above lead {crews}"
        limits.append((crews, f"{said} {cite(config, 'patrol_in_charge')}"))
    drivers = sum(
        any(skill.name == config.patrol_skill for skill in Skill.parse_many(text)) for text in officers["skills"]
    )
    if drivers:
        crews = math.floor(drivers * there + 1e-9)
        said = f"{drivers} with {config.patrol_skill} drive {crews} round the clock"
        limits.append((crews, f"{said} {cite(config, 'patrol_skill')}"))
    bases = tuple(sorted(stations.loc[stations["kind"] != "lines", "station"])) or tuple(sorted(stations["station"]))
    homes: tuple[str, ...] = ()
    if vehicles is not None:
        fit = vehicles[(vehicles["profile"] == _PROFILE) & (vehicles["seats"] >= config.patrol_strength)]
        homes = tuple(sorted(home for home in fit["home_station"] if home in set(stations["station"])))
        said = f"{count(len(homes), 'vehicle')} with {config.patrol_strength} seats or more"
        limits.append((len(homes), f"{said} {cite(config, 'patrol_strength')}"))
        bases = homes or bases
    most, why = min(limits, default=(10**6, ""))
    return Fleet(max(1, most), why, bases, bool(homes), vehicles is not None and not homes)


def needs_dosage(one: Standing, config: DemandConfig) -> bool:
    """True for a site that needs a stop every two hours: of `dosage_band` or higher, or with an alert."""
    return is_high(one, config) or one.repeat_share >= config.dosage_repeat_share


def is_high(one: Standing, config: DemandConfig) -> bool:
    """True for a site of `dosage_band` or higher."""
    return BANDS.index(one.band) <= BANDS.index(config.dosage_band)


def work(
    standing: Sequence[Standing], drive: Drive, config: DemandConfig, patrol: PatrolConfig, roster: RosterConfig
) -> NDArray[np.float64]:
    """Minutes a shift that each site needs of a mobile: visits times (stop and way to the next), by straight line."""
    shift = roster.shift_hours * 60
    per_day = MINUTES_PER_DAY / shift
    often, seldom = shift // patrol.every_min, 1 / (config.patrol_visit_days * per_day)
    visits = np.array([often if needs_dosage(one, config) else seldom for one in standing], dtype=float)
    return np.asarray(visits * (patrol.stay_min + config.patrol_tour * hops(standing, drive)))


def hops(standing: Sequence[Standing], drive: Drive) -> NDArray[np.float64]:
    """Minutes from each site to the nearest other one, by straight line."""
    points = drive.points([one.site for one in standing])
    if len(points) < 2:
        return np.zeros(len(points))
    return np.asarray(cKDTree(points).query(points, k=2)[0][:, 1] / drive.metres_per_min)


def needed(work_min: NDArray[np.float64], config: DemandConfig, roster: RosterConfig) -> int:
    """Mobiles a shift that could do all the work."""
    return max(1, math.ceil(work_min.sum() / max(1, roster.shift_hours * 60 - config.patrol_brief_min) - 1e-9))


def beats(
    standing: Sequence[Standing],
    worth: NDArray[np.float64],
    number: int,
    drive: Drive,
    bases: Sequence[str],
    config: DemandConfig,
    patrol: PatrolConfig,
    roster: RosterConfig,
) -> tuple[Beat, ...]:
    """A beat for each of so many mobiles, with a base; the one that reaches most of the risk first.

    Each has its heart where it reaches most of the score in time; the sites beyond all reach are shared so that as
    little risk as possible is left for them. Where several mobiles have one heart, its sites are cut into sectors of
    equal work. A base serves one beat, one that stands `n` times serves `n`; together they drive as few minutes as
    possible to the hearts.
    """
    names = [one.site for one in standing]
    score = np.array([one.score for one in standing], dtype=float)
    if not score.any():
        score = worth
    apart = drive.between(names, names)
    made = hearts(score, apart <= config.patrol_reach_min, number, config.patrol_away)
    rows, columns = linear_sum_assignment(
        drive.between([names[heart.site] for heart in made for _ in range(heart.mobiles)], bases)
    )
    based = [bases[column] for column in columns[np.argsort(rows)]]
    visit = patrol.stay_min + config.patrol_tour * hops(standing, drive)
    rounds = visit * roster.shift_hours * 60 / (config.patrol_visit_days * MINUTES_PER_DAY)
    usable = max(1.0, roster.shift_hours * 60 - config.patrol_brief_min) * (1 - config.dosage_share)
    hours = np.array([heart.mobiles * usable for heart in made])
    minutes = patrol.stay_min + apart[[heart.site for heart in made]]
    home = shared(made, minutes, rounds, hours, np.ones(len(names), dtype=bool))
    found, taken = [], 0
    for k, heart in enumerate(made):
        own = np.flatnonzero(home == k)
        parts = sectors(drive.points([names[i] for i in own]), visit[own], heart.mobiles)
        for part, base in zip(parts, based[taken : taken + heart.mobiles], strict=False):
            sites = own[part]
            found.append(
                Beat(
                    base,
                    tuple(sorted(names[i] for i in sites)),
                    float(worth[sites].sum() / worth.sum() + heart.gain / score.sum()),
                    names[heart.site],
                )
            )
        taken += heart.mobiles
    return tuple(found)


def sectors(points: NDArray[np.float64], weights: NDArray[np.float64], number: int) -> list[NDArray[np.intp]]:
    """Positions of the points in compact parts of nearly equal weight: halved across the longer side, again and again.

    Recursive bisection (Berger and Bokhari 1987). No more parts than points; none is empty.
    """

    def cut(these: NDArray[np.intp], parts: int) -> list[NDArray[np.intp]]:
        if parts == 1:
            return [these]
        spread = np.ptp(points[these], axis=0)
        along, across = (0, 1) if spread[0] >= spread[1] else (1, 0)
        these = these[np.lexsort((these, points[these, across], points[these, along]))]
        left = parts // 2
        total = np.cumsum(weights[these])
        # the cut that shares the weight best, with points enough on both sides
        at = int(np.argmin(np.abs(total - total[-1] * left / parts))) + 1
        at = min(max(at, left), len(these) - (parts - left))
        return [*cut(these[:at], left), *cut(these[at:], parts - left)]

    return cut(np.arange(len(points)), min(number, len(points))) if len(points) else []
