"""Which sites of its beat a mobile visits in a shift, how often, and what each visit is worth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.config import DemandConfig, PatrolConfig, RosterConfig
from planner.core.duty import DutyKind
from planner.core.time import MINUTES_PER_DAY, Window
from planner.demand.beats import needs_dosage, sectors
from planner.demand.drive import Drive, Minutes
from planner.demand.guards import Standing, standings, worth
from planner.tables import DemandTable, RiskTable, SiteTable, StationTable, check_table

_VALUE_SCALE = 10
"""Worth of a category in whole numbers, so that 0.5 counts."""


@dataclass(frozen=True, slots=True)
class Dose:
    """What a mobile should do at one site of its beat in one duty.

    `visits` are wanted, no two farther apart than two hours (0: a visit is optional); `is_due` marks a site whose turn
    it is in this shift; `value` is the worth of one visit against the others.
    """

    site: str
    value: int
    visits: int
    stay_min: int
    is_due: bool


@dataclass(frozen=True, slots=True)
class Deal:
    """How the time of one shift is dealt out: stops every two hours at `dosed`, `turns` stops at sites in turn.

    `capacity` is how many stops the shift has room for when they lie side by side; `stop_min` is what one takes, the
    way to it included; `wanting` sites need a stop every two hours and get none.
    """

    usable_min: float
    stop_min: float
    capacity: int
    dosed: tuple[tuple[str, int], ...]
    turns: int
    wanting: tuple[str, ...]


class Ground:
    """A beat as a mobile finds it: its sites, what stands there, and minutes between them."""

    def __init__(
        self,
        base: str,
        sites: Sequence[str],
        standing: Mapping[str, Standing],
        drive: Drive,
        config: DemandConfig,
        patrol: PatrolConfig,
    ) -> None:
        self.base, self.sites = base, tuple(sites)
        self._standing = [standing[site] for site in self.sites]
        self._drive, self._config, self._patrol = drive, config, patrol
        self._at = {site: k for k, site in enumerate(self.sites)}

    @cached_property
    def way_min(self) -> float:
        """Minutes from the base to the nearest site of the beat."""
        return float(self._drive.between([self.base], self.sites).min())

    @cached_property
    def stop_min(self) -> float:
        """Minutes that a stop takes with the way to the next one."""
        hops = _nearest(self._apart)
        return self._patrol.stay_min + self._config.patrol_tour * float(hops.mean())

    @cached_property
    def _apart(self) -> NDArray[np.float64]:
        return self._drive.between(self.sites, self.sites)

    @cached_property
    def _leaves_way(self) -> NDArray[np.bool_]:
        """Whether between two stops at a site each other one of the beat can be visited."""
        away = (self._apart + self._apart.T).max(axis=1) + self._patrol.stay_min
        return np.asarray(away <= self._patrol.every_min)

    @cached_property
    def _endangered(self) -> tuple[int, ...]:
        """Positions of the sites that need a stop every two hours, the worthiest first."""
        ranked = sorted(
            (-worth(one, self._config), one.site) for one in self._standing if needs_dosage(one, self._config)
        )
        return tuple(self._at[site] for _, site in ranked)

    @cached_property
    def _ring(self) -> tuple[str, ...]:
        """The sites in an order in which neighbours lie near each other."""
        points = self._drive.points(self.sites)
        leaves = sectors(points, np.ones(len(points)), len(points))
        return tuple(self.sites[int(leaf[0])] for leaf in leaves)

    def deal(self, minutes: int, guarded: Mapping[str, int]) -> Deal:
        """A shift of so many minutes; `guarded` holds for how many of them a guard stands at a site.

        The worthiest sites come first, as long as theirs is at most `dosage_share` of the usable time. None of them is
        so far from another site of the beat that nobody could go there between two of its stops.
        """
        usable = max(0.0, minutes - self._config.patrol_brief_min - 2 * self.way_min)
        left = usable * self._config.dosage_share
        stop, spent = self.stop_min, 0.0
        dosed: list[tuple[str, int]] = []
        wanting: list[str] = []
        near = np.full(len(self.sites), np.inf)
        for k in self._endangered:
            site = self.sites[k]
            visits = (minutes - guarded.get(site, 0)) // self._patrol.every_min
            if visits < 1:
                continue
            if not self._leaves_way[k]:
                wanting.append(site)
                continue
            each = stop if not dosed else max(stop, self._patrol.stay_min + float(near[k]))
            if visits * each > left - spent:
                wanting.append(site)
                continue
            dosed.append((site, int(visits)))
            spent += visits * each
            near = np.minimum(near, self._apart[:, k])
        turns = int((usable - spent) // stop)
        return Deal(usable, stop, int(usable // stop), tuple(dosed), turns, tuple(wanting))

    def others(self, plain: Deal) -> tuple[str, ...]:
        """The sites that are visited in turn, in the order of the round."""
        often = {site for site, _ in plain.dosed}
        return tuple(site for site in self._ring if site not in often)

    def every_days(self, plain: Deal, shift_min: int) -> float:
        """Days from one turn of a site to its next; not finite when there is no time for any."""
        per_day = plain.turns * MINUTES_PER_DAY / shift_min
        return len(self.others(plain)) / per_day if per_day else float("inf")

    def due(self, plain: Deal, shift_min: int, window: Window) -> frozenset[str]:
        """The sites whose turn it is in a shift: the round goes on from shift to shift and from plan to plan."""
        round_ = self.others(plain)
        if not round_ or not plain.turns:
            return frozenset()
        first = int(window.start.timestamp()) // (60 * shift_min) * plain.turns
        return frozenset(round_[(first + k) % len(round_)] for k in range(min(plain.turns, len(round_))))

    def value(self, site: str, times: float) -> int:
        """The worth of a visit as a whole number."""
        one = self._standing[self._at[site]]
        return max(1, round(_VALUE_SCALE * worth(one, self._config) / self._config.guard_value * times))


def _nearest(apart: NDArray[np.float64]) -> NDArray[np.float64]:
    if len(apart) < 2:
        return np.zeros(len(apart))
    others = apart.copy()
    np.fill_diagonal(others, np.inf)
    return np.asarray(others.min(axis=1))


def guarded_minutes(window: Window, guards: Mapping[str, Sequence[Window]], sites: Iterable[str]) -> dict[str, int]:
    """For how many minutes of a window a guard stands at each of the sites; those without are left out."""
    found: dict[str, int] = {}
    for site in sites:
        for guard in guards.get(site, ()):
            if guard.overlaps(window):
                inside = Window(max(guard.start, window.start), min(guard.end, window.end))
                found[site] = min(window.minutes, found.get(site, 0) + inside.minutes)
    return found


def dosage(
    demand: pd.DataFrame,
    sites: pd.DataFrame,
    stations: pd.DataFrame,
    risk: pd.DataFrame,
    config: DemandConfig,
    patrol: PatrolConfig,
    roster: RosterConfig,
    *,
    minutes: Minutes | None = None,
) -> dict[str, tuple[Dose, ...]]:
    """For each patrol duty of the demand what its mobile should do at each site of its beat, the worthiest first.

    Sites that are not in the tables any more are left out, and so are those at which a guard stands for more than half
    of the duty. The demand may be that of a kept plan; the same tables give the same doses.
    """
    demand, sites = check_table(DemandTable, demand), check_table(SiteTable, sites)
    stations, risk = check_table(StationTable, stations), check_table(RiskTable, risk)
    standing = {one.site: one for one in standings(sites, risk)}
    drive = Drive.over(sites, stations, config, minutes)
    guards = guard_windows(demand)
    grounds: dict[tuple[str, str], Ground] = {}
    shift = roster.shift_hours * 60
    found: dict[str, tuple[Dose, ...]] = {}
    for row in demand[demand["kind"] == DutyKind.PATROL.value].itertuples():
        names = [name for name in named(row.sites) if name in standing]
        if not names or row.place not in drive.at:
            found[row.duty] = ()
            continue
        key = (row.place, row.sites)
        if key not in grounds:
            grounds[key] = Ground(row.place, names, standing, drive, config, patrol)
        window = Window(row.start.to_pydatetime(), row.end.to_pydatetime())
        found[row.duty] = _doses(grounds[key], window, guards, shift, config, patrol)
    return found


def _doses(
    ground: Ground,
    window: Window,
    guards: Mapping[str, Sequence[Window]],
    shift_min: int,
    config: DemandConfig,
    patrol: PatrolConfig,
) -> tuple[Dose, ...]:
    guarded = guarded_minutes(window, guards, ground.sites)
    visits = dict(ground.deal(window.minutes, guarded).dosed)
    due = ground.due(ground.deal(shift_min, {}), shift_min, window)
    doses = []
    for site in ground.sites:
        if 2 * guarded.get(site, 0) > window.minutes:
            continue
        times = config.dosage_due if site in due else 1.0
        doses.append(Dose(site, ground.value(site, times), visits.get(site, 0), patrol.stay_min, site in due))
    return tuple(sorted(doses, key=lambda dose: (-dose.visits, -dose.value, dose.site)))


def guard_windows(demand: pd.DataFrame) -> dict[str, list[Window]]:
    """When guards are wanted, by site."""
    found: dict[str, list[Window]] = {}
    for row in demand[demand["kind"] == DutyKind.GUARD.value].itertuples():
        for site in named(row.sites) or (row.place,):
            found.setdefault(site, []).append(Window(row.start.to_pydatetime(), row.end.to_pydatetime()))
    return found


def named(text: str) -> tuple[str, ...]:
    """The identifiers in `S0001; S0002`."""
    return tuple(part.strip() for part in text.split(";") if part.strip())
