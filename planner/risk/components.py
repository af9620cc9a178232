"""The components that our forecast is pooled from: ways in which the past says where the next incident will be.

Each component is a share of the next incident for every place; all of them sum to 1 over the places. There are three
kinds. `share`: what each place is before anything has happened. `kernel`: past incidents, faded by age, laid on the
places by a Gaussian; width 0 is the place itself. `bayes`: gamma-Poisson by place, the incidents at the place itself
shrunk towards a kernel. Widths halve from an eighth of the region down to half a cell.
Source: empirical Bayes for sparse counts, Clayton and Kaldor 1987; additive components in space and time, Meyer and
Held 2014.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from planner.config import RiskConfig
from planner.risk.doubt import faded
from planner.risk.events import Events
from planner.risk.raster import Lattice

SHARE, OWN, NEARBY, RECENT = range(4)
"""Parts of a component: what the place is, its own incidents, incidents nearby, recent ones (own or nearby)."""
PARTS = 4


@dataclass(frozen=True, slots=True)
class Component:
    """One way in which the past counts. Days and widths are those of the kernel; `own_days` of the counts shrunk.

    `strength` is how many incidents' worth the kernel counts at a place against its own; 0 for a plain kernel. Towards
    an infinite width is towards what the place is.
    """

    kind: str
    width_m: float = 0.0
    days: float = np.inf
    own_days: float = np.inf
    strength: float = 0.0

    @property
    def is_recent(self) -> bool:
        """Whether it remembers weeks only: what it says fades within the days to come."""
        return np.isfinite(self.days) and self.kind == "kernel"


def make_components(
    ground: Lattice, config: RiskConfig, *, recent_days: float | None = None, recent_m: float | None = None
) -> tuple[Component, ...]:
    """The components for a ground: its size and its cells give the widths.

    What was learned of repeats, their mean age and range, takes the place of the recent components' own numbers.
    """
    side = np.sqrt(ground.extent_m2)
    widths: list[float] = []
    width = side * config.widest_share
    while width >= ground.finest_m and len(widths) < config.widths_most:
        widths.append(float(width))
        width /= 2
    found = [Component("share")]
    reach = (*widths, 0.0) if recent_m is None else (recent_m, 0.0)
    found += [Component("kernel", wide, recent_days or config.recent_days) for wide in reach]
    found += [Component("kernel", wide) for wide in (*widths, 0.0)]
    for wide in (np.inf, *widths):
        for strength in (config.bayes_weak, config.bayes_strong):
            for own_days in (config.own_days, np.inf):
                found.append(Component("bayes", wide, config.memory_days, own_days, strength))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Laid:
    """What past incidents say on a day: each component's share of the next incident at the places asked for.

    `shares` is (components, places), `parts` (components, PARTS, places) the same in its parts.
    """

    shares: np.ndarray
    parts: np.ndarray


def lay(
    components: Sequence[Component],
    events: Events,
    ground: Lattice,
    day: float,
    *,
    held_back: float,
    at: np.ndarray | None = None,
    times: np.ndarray | None = None,
) -> Laid:
    """What the events before `day` say, component by component.

    `at` are the places asked for (default: all) and `times` how many places each stands for, so that shares sum to 1
    over all. `held_back` is how many incidents' worth the slower or plainer component counts in each: with few
    incidents every component says what the places are.
    """
    ready = _ready(components, events, ground, day, at, times)
    parts = np.zeros((len(components), PARTS, len(ready.share)))
    for one, split in zip(components, parts, strict=True):
        for part, row in ready.split(one, held_back).items():
            split[part] = row
    return Laid(parts.sum(axis=1), parts)


def lay_shares(
    components: Sequence[Component],
    events: Events,
    ground: Lattice,
    day: float,
    *,
    held_back: float,
    at: np.ndarray | None = None,
    times: np.ndarray | None = None,
    kernels: Mapping[tuple[float, float], np.ndarray] | None = None,
) -> np.ndarray:
    """The `shares` of `lay` alone, (components, places), without the memory that parts take.

    `kernels` are those of `Kept` at the day, where one is kept for the same events and places.
    """
    ready = _ready(components, events, ground, day, at, times, kernels)
    shares = np.zeros((len(components), len(ready.share)))
    for one, share in zip(components, shares, strict=True):
        for row in ready.split(one, held_back).values():
            share += row
    return shares


def lay_weighed(
    components: Sequence[Component],
    weights: np.ndarray,
    events: Events,
    ground: Lattice,
    day: float,
    *,
    held_back: float,
) -> np.ndarray:
    """The weighted sum over the components of the `parts` of `lay` at all places, (PARTS, places)."""
    ready = _ready(components, events, ground, day, None, None)
    parts = np.zeros((PARTS, ground.size))
    for one, weight in zip(components, weights, strict=True):
        for part, row in ready.split(one, held_back, float(weight)).items():
            parts[part] += row
    return parts


@dataclass(frozen=True, slots=True)
class _Ready:
    """Past incidents laid on the places asked for, by width and memory, from which every component is made."""

    kernels: Mapping[tuple[float, float], np.ndarray]
    share: np.ndarray
    times: np.ndarray

    def split(self, one: Component, held: float, whole: float = 1.0) -> dict[int, np.ndarray]:
        """What a component says in its parts, by part; all together they sum to `whole` over all places."""
        if one.kind == "share":
            split = {SHARE: self.share.copy()}
        elif one.kind == "kernel":
            split = self._kernel(one, held)
        else:
            split = self._bayes(one, held)
        total = sum(float(row @ self.times) for row in split.values())
        for row in split.values():
            row *= whole / total
        return split

    def _kernel(self, one: Component, held: float) -> dict[int, np.ndarray]:
        slow = OWN if one.width_m == 0 else NEARBY
        lasting = self.kernels[one.width_m, np.inf]
        if not one.is_recent:
            return {slow: lasting.copy(), SHARE: held * self.share}
        # weeks without an incident leave what the longer memory says
        worth = held / (lasting @ self.times + held)
        return {
            RECENT: self.kernels[one.width_m, one.days].copy(),
            slow: worth * lasting,
            SHARE: worth * held * self.share,
        }

    def _bayes(self, one: Component, held: float) -> dict[int, np.ndarray]:
        own = self.kernels[0.0, one.own_days]
        prior = held * self.share
        around = self.kernels[one.width_m, one.days] if np.isfinite(one.width_m) else None
        if around is not None:
            prior += around
        all_prior = held + (0.0 if around is None else float(around @ self.times))
        # posterior mean of a rate with prior Gamma(strength, strength / rate) after own incidents, rate being
        # prior / all_prior: scale * (own + strength), the strength shared out as the prior is
        all_own = float(own @ self.times)
        shrunk = all_own * prior
        shrunk += one.strength * all_prior
        np.divide(1.0, shrunk, out=shrunk)
        split = {SHARE: (one.strength * held) * self.share, OWN: prior}
        split[SHARE] *= shrunk
        if around is not None:
            split[NEARBY] = one.strength * around
            split[NEARBY] *= shrunk
        prior *= own
        prior *= shrunk
        return split


def _ready(
    components: Sequence[Component],
    events: Events,
    ground: Lattice,
    day: float,
    at: np.ndarray | None,
    times: np.ndarray | None,
    kernels: Mapping[tuple[float, float], np.ndarray] | None = None,
) -> _Ready:
    at = np.arange(ground.size) if at is None else at
    times = np.ones(len(at)) if times is None else times
    share = ground.exposure[at] / (ground.exposure[at] @ times)
    return _Ready(_kernels(components, events, ground, day, at) if kernels is None else kernels, share, times)


class Kept:
    """Past incidents laid on all places while days go by: only what has become known since is laid anew.

    The numbers are those of laying all of them on each day, but for rounding: an exponential memory fades all alike.
    """

    def __init__(self, components: Sequence[Component], events: Events, ground: Lattice) -> None:
        self._components, self._events, self._ground = components, events, ground
        self._known_from = events.day + events.width_days / 2
        self._day = -np.inf
        self._laid: dict[tuple[float, float], np.ndarray] = {}

    def until(self, day: float) -> Mapping[tuple[float, float], np.ndarray]:
        """What is known before a day, by width and memory; no day may lie before the last one that was asked for."""
        fresh = self._events.take((self._known_from >= self._day) & (self._known_from < day))
        laid = _kernels(self._components, fresh, self._ground, day, np.arange(self._ground.size))
        for (width, days), old in self._laid.items():
            laid[width, days] += old * np.exp(-(day - self._day) / days)
        self._day, self._laid = day, laid
        return laid


def _kernels(
    components: Sequence[Component], events: Events, ground: Lattice, day: float, at: np.ndarray
) -> dict[tuple[float, float], np.ndarray]:
    """Past incidents laid on the places, by width and memory; one call a width."""
    age = np.maximum(day - events.day, 0.0)
    wanted: dict[float, set[float]] = {}
    for one in components:
        if one.kind == "kernel":
            wanted.setdefault(one.width_m, set()).update((one.days, np.inf))
        elif one.kind == "bayes":
            if np.isfinite(one.width_m):
                wanted.setdefault(one.width_m, set()).add(one.days)
            wanted.setdefault(0.0, set()).add(one.own_days)
    worth = {days: events.weight * _fade(age, events.width_days, days) for days in set().union(*wanted.values(), ())}
    laid = {}
    for width, memories in wanted.items():
        order = sorted(memories)
        rows = ground.spread(events.xy, np.array([worth[days] for days in order]), width, events.doubt_m, at)
        laid.update({(width, days): row for days, row in zip(order, rows, strict=True)})
    return laid


def _fade(age: np.ndarray, width_days: np.ndarray, days: float) -> np.ndarray:
    return faded(age, width_days, days) if np.isfinite(days) else np.ones(len(age))
