"""Kinds of days: what services and occasions make of a day at each kind of site, with the doubt of the date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

import numpy as np
import pandas as pd

from planner.config import RiskConfig
from planner.core.services import ServiceTimes, lies_in, parse_services
from planner.core.time import Window

CLASSES = (
    "ordinary day",
    "service day",
    "festival day",
    "procession or day of others",
    "anniversary",
    "verdict or bail",
)
ORDINARY, SERVICE, FESTIVAL, OTHERS, ANNIVERSARY, VERDICT = range(len(CLASSES))
OCCASIONS = (VERDICT, FESTIVAL, OTHERS, ANNIVERSARY)
"""Where a day is several of these, past incidents on it count for the first; all of them go before services."""
_WIDEST_DAYS = 45
_DAYS_OF_WEEK = 7
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Listed:
    """Occasions as they count: name, kind, span, class of day, doubt, and the chances of lying so many days off.

    `off` are whole days from earliest to latest, symmetric around 0, `chance` those of each.
    """

    name: str
    span: Window
    kind: int
    doubt_days: float
    off: np.ndarray
    chance: np.ndarray

    @property
    def reach(self) -> Window:
        """From the earliest moment that counts to the latest."""
        return Window(self.span.start + int(self.off[0]) * _DAY, self.span.end + int(self.off[-1]) * _DAY)

    @property
    def likely(self) -> Window:
        """The span with its stated doubt on both sides."""
        doubt = self.doubt_days * _DAY
        return Window(self.span.start - doubt, self.span.end + doubt)

    def holds(self, moment: datetime) -> float:
        """The chance that the moment lies in it."""
        inside = [self.span.holds(moment - int(days) * _DAY) for days in self.off]
        return float(self.chance @ np.array(inside, dtype=float))

    def edges(self) -> list[datetime]:
        """Every moment at which the chance may change."""
        return [edge + int(days) * _DAY for days in self.off for edge in (self.span.start, self.span.end)]


@dataclass(frozen=True, slots=True)
class SiteKinds:
    """Sites that have the same days are of one kind: `which` (sites,) is the kind of each.

    `serviced` (kinds, 7) says on which weekdays there is a service, `dated` (kinds,) the row of `touched` (rows,
    occasions), which says which occasions concern them. `unread` (sites,) is what was not understood.
    """

    which: np.ndarray
    serviced: np.ndarray
    dated: np.ndarray
    touched: np.ndarray
    unread: tuple[str, ...]


def prior_factors(config: RiskConfig) -> np.ndarray:
    """What each class of day is taken for before anything is learned, times an ordinary day."""
    return np.array([1.0, config.service_factor] + [config.occasion_factor] * len(OCCASIONS))


def prior_strengths(config: RiskConfig) -> np.ndarray:
    """How many incidents' worth each of them counts."""
    return np.array([1.0, config.service_strength] + [config.occasion_strength] * len(OCCASIONS))


def listed(occasions: pd.DataFrame, factors: np.ndarray, step: float) -> list[Listed]:
    """The occasions of the table that last; doubt is spread until no day changes by more than `step`."""
    found = []
    for row in occasions.itertuples():
        if row.end > row.start:
            kind = _class_of(row.kind, row.community)
            days = (row.end - row.start).total_seconds() / 86_400
            off, chance = spread(row.doubt_days, days, float(factors[kind]), step)
            name = f"{row.name_en or row.name_ur or row.kind} ({row.kind})"
            span = Window(row.start.to_pydatetime(), row.end.to_pydatetime())
            found.append(Listed(name, span, kind, float(row.doubt_days), off, chance))
    return found


def _class_of(kind: str, community: str) -> int:
    if kind in ("verdict", "bail"):
        return VERDICT
    if kind == "anniversary":
        return ANNIVERSARY
    return FESTIVAL if kind == "festival" and community != "unknown" else OTHERS


def spread(doubt_days: float, length_days: float, factor: float, step: float) -> tuple[np.ndarray, np.ndarray]:
    """By how many days a date may be off, and the chance of each: a triangle at least as wide as the doubt.

    It is as wide as it must be for the expected factor of no day to change by more than `step` (a share) when the
    date turns out to lie a day off.
    """
    if doubt_days <= 0:
        return np.array([0]), np.array([1.0])
    lasts = max(1, round(length_days))
    for half in range(ceil(doubt_days), max(_WIDEST_DAYS, ceil(doubt_days)) + 1):
        off = np.arange(-half, half + 1)
        chance = (half + 1.0 - np.abs(off)) / (half + 1.0) ** 2
        days = 1 + (factor - 1) * np.convolve(np.pad(chance, 1), np.ones(lasts))
        change = days[1:] / days[:-1]
        if max(change.max(), (1 / change).max()) <= 1 + step:
            break
    return off, chance


def site_kinds(sites: pd.DataFrame, occasions: pd.DataFrame) -> SiteKinds:
    """Which sites have the same days; the occasions are those of `listed`, in their order."""
    read: dict[str, ServiceTimes] = {text: parse_services(text) for text in set(sites["service_times"])}
    weekly = {text: [d in times.weekdays for d in range(_DAYS_OF_WEEK)] for text, times in read.items()}
    services = np.array([weekly[text] for text in sites["service_times"]], dtype=bool)
    services = services.reshape(len(sites), _DAYS_OF_WEEK)
    rows = [row for row in occasions.itertuples() if row.end > row.start]
    touched = np.zeros((len(sites), len(rows)), dtype=bool)
    community, area = sites["community"].to_numpy(object), sites["area"].to_numpy(object)
    areas, of_site = np.unique(area.astype(str), return_inverse=True)
    within: dict[str, np.ndarray] = {}
    for k, row in enumerate(rows):
        if row.area not in within:
            within[row.area] = np.array([lies_in(one, row.area) for one in areas], dtype=bool)[of_site]
        touched[:, k] = within[row.area] & ((row.community == "unknown") | (community == row.community))
    # kinds are told apart by packed bits, which sort faster than long rows
    dates, dated = _distinct(touched)
    kinds, which = _distinct(np.hstack([services, dated[:, None].astype(np.int64)]))
    unread = tuple("; ".join(read[text].unread) for text in sites["service_times"])
    return SiteKinds(which, kinds[:, :_DAYS_OF_WEEK].astype(bool), kinds[:, _DAYS_OF_WEEK].astype(int), dates, unread)


def _distinct(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    packed = np.packbits(rows, axis=1) if rows.dtype == bool else rows
    if not packed.shape[1]:  # no occasions: all are alike
        return rows[:1], np.zeros(len(rows), dtype=int)
    _, first, which = np.unique(packed, axis=0, return_index=True, return_inverse=True)
    return rows[first], which.reshape(-1)


def chances(found: Sequence[Listed], touched: np.ndarray, held: np.ndarray) -> np.ndarray:
    """The chance of each class of occasion, (rows, classes), from that of each occasion.

    Occasions of one class hang on the same moon or the same list: their chances are not added, the largest counts.
    """
    answer = np.zeros((len(touched), len(CLASSES)))
    for k, one in enumerate(found):
        if held[k] > 0:
            answer[:, one.kind] = np.maximum(answer[:, one.kind], touched[:, k] * held[k])
    return answer


def expected_factor(chance: np.ndarray, serviced: np.ndarray, factors: np.ndarray) -> np.ndarray:
    """The factor to be expected: of what falls on the moment, the largest counts.

    `chance` (n, classes) of the occasions, `serviced` (n,) whether it is a service day. Factors are not multiplied:
    festivals were measured with the Fridays in them.
    """
    plain = np.where(serviced, factors[SERVICE], 1.0)
    answer, rest = np.zeros(len(chance)), np.ones(len(chance))
    for c in sorted(OCCASIONS, key=lambda c: -factors[c]):
        answer += rest * chance[:, c] * np.where(serviced, np.maximum(factors[c], plain), factors[c])
        rest = rest * (1 - chance[:, c])
    return answer + rest * plain
