"""Where unrest may go next: localities to be warned, by road, community and band. A rule of thumb, no forecast.

Each part of a score is shown, so that a person can work it out again. It looks at places, never at persons.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from planner.config import ContagionConfig

RULE = (
    "A rule of thumb that orders places to be warned; it predicts nothing, and nothing about persons: score = "
    "closeness x (same_community x band weights of places of the communities at the alarm + band weights of the others)"
)


@dataclass(frozen=True, slots=True)
class Locality:
    """Sites beside each other, the nearest to an alarm first, and what makes up their score.

    `closeness` is 1 at the alarm and halves every `half_min`; `same_weight` and `other_weight` are the sums of the band
    weights of the sites of the communities at the alarm and of the others. `stations` are those that could put a cover
    in front of it: (name, minutes), the nearest first.
    """

    sites: tuple[str, ...]
    name: str
    x_m: float
    y_m: float
    minutes: float
    closeness: float
    same: int
    same_weight: float
    other_weight: float
    factor: float
    score: float
    stations: tuple[tuple[str, float], ...] = ()

    @property
    def sentence(self) -> str:
        """Why it is to be warned, with every number of the score."""
        count = len(self.sites)
        places = f"{count} place{'s' if count != 1 else ''} of worship"
        parts = f"{self.closeness:.2f} x ({self.factor:g} x {self.same_weight:g} + {self.other_weight:g})"
        cover = ", ".join(f"{name} ({minutes:.0f} min)" for name, minutes in self.stations)
        return (
            f"To warn: {self.name}, {places}, {self.minutes:.0f} min from an alarm, {self.same} of the same community;"
            f" score {self.score:.2f} = {parts}."
            + (f" Cover could come from {cover}." if cover else " No station is near enough to cover it.")
        )


def communities_near(
    sites: gpd.GeoDataFrame, alarms: Sequence[tuple[float, float]], config: ContagionConfig
) -> frozenset[str]:
    """The communities of the sites within `locality_m` of an alarm (working CRS, metres)."""
    x, y = sites.geometry.x.to_numpy(), sites.geometry.y.to_numpy()
    near = np.zeros(len(sites), dtype=bool)
    for alarm_x, alarm_y in alarms:
        near |= np.hypot(x - alarm_x, y - alarm_y) <= config.locality_m
    return frozenset(sites["community"][near])


def contagion(
    sites: gpd.GeoDataFrame,
    minutes_from_alarm: NDArray[np.float64],
    communities: Collection[str],
    bands: Mapping[str, str],
    weights: Mapping[str, float],
    config: ContagionConfig,
    *,
    own_sites: Collection[str] = (),
    stations: Sequence[str] = (),
    station_minutes: NDArray[np.float64] | None = None,
) -> tuple[Locality, ...]:
    """The localities within `within_min` of an alarm, the highest score first, at most `listed`.

    `minutes_from_alarm` is (sites,), to the nearest alarm; `bands` may lack sites, which then count as band C.
    `weights` has a number for each band. `own_sites`, at the alarm itself, are left out. `station_minutes` is
    (stations, sites). A locality is the site nearest to the alarm by road and all within `locality_m` of it that
    belong to no nearer one.
    """
    if np.shape(minutes_from_alarm) != (len(sites),):
        raise ValueError(f"minutes_from_alarm has shape {np.shape(minutes_from_alarm)}, not {(len(sites),)}")
    if station_minutes is not None and np.shape(station_minutes) != (len(stations), len(sites)):
        raise ValueError(f"station_minutes has shape {np.shape(station_minutes)}, not {(len(stations), len(sites))}")
    names = sites["site"].to_numpy(dtype=object)
    within = (minutes_from_alarm <= config.within_min) & ~np.isin(names, list(own_sites))
    order = [i for i in np.lexsort((names.astype(str), minutes_from_alarm)).tolist() if within[i]]
    x, y = sites.geometry.x.to_numpy(), sites.geometry.y.to_numpy()
    free = within.copy()
    found = []
    for head in order:
        if not free[head]:
            continue
        near = free & (np.hypot(x - x[head], y - y[head]) <= config.locality_m)
        members = [i for i in order if near[i]]
        free[near] = False
        reach = _stations(stations, station_minutes, head, config)
        found.append(
            _locality(sites, members, float(minutes_from_alarm[head]), communities, bands, weights, config, reach)
        )
    found.sort(key=lambda one: (-one.score, one.minutes, one.sites))
    return tuple(found[: config.listed])


def contagion_document(localities: Sequence[Locality]) -> list[dict[str, Any]]:
    """The localities as JSON values."""
    return [
        {
            "name": one.name,
            "x_m": round(one.x_m, 1),
            "y_m": round(one.y_m, 1),
            "sites": list(one.sites),
            "minutes": round(one.minutes, 1),
            "closeness": round(one.closeness, 3),
            "same": one.same,
            "same_weight": one.same_weight,
            "other_weight": one.other_weight,
            "same_community": one.factor,
            "score": round(one.score, 3),
            "stations": [{"station": name, "minutes": round(minutes, 1)} for name, minutes in one.stations],
            "sentence": one.sentence,
        }
        for one in localities
    ]


def _locality(
    sites: gpd.GeoDataFrame,
    members: Sequence[int],
    minutes: float,
    communities: Collection[str],
    bands: Mapping[str, str],
    weights: Mapping[str, float],
    config: ContagionConfig,
    reach: tuple[tuple[str, float], ...],
) -> Locality:
    rows = list(members)
    names = sites["site"].to_numpy()[rows].tolist()
    weight = np.array([weights[bands.get(site) or "C"] for site in names])
    is_same = np.array([community in communities for community in sites["community"].to_numpy()[rows]], dtype=bool)
    same, other = float(weight[is_same].sum()), float(weight[~is_same].sum())
    closeness = 0.5 ** (minutes / config.half_min)
    head = sites.iloc[rows[0]]
    return Locality(
        sites=tuple(names),
        name=head["name_en"] or head["name_ur"] or head["site"],
        x_m=float(head.geometry.x),
        y_m=float(head.geometry.y),
        minutes=minutes,
        closeness=closeness,
        same=int(is_same.sum()),
        same_weight=same,
        other_weight=other,
        factor=config.same_community,
        score=closeness * (config.same_community * same + other),
        stations=reach,
    )


def _stations(
    stations: Sequence[str], minutes: NDArray[np.float64] | None, site: int, config: ContagionConfig
) -> tuple[tuple[str, float], ...]:
    if minutes is None:
        return ()
    near = sorted(
        (float(m), name) for m, name in zip(minutes[:, site], stations, strict=True) if m <= config.within_min
    )
    return tuple((name, m) for m, name in near[: config.stations])
