"""How much more is to be expected in a window because of services and occasions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from math import exp
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from planner.config import RiskConfig
from planner.core.services import local_days, local_moment
from planner.core.time import Window
from planner.risk.day_factors import past_mean
from planner.risk.days import Listed, SiteKinds, chances, expected_factor, listed, prior_factors, site_kinds
from planner.risk.seasons import Multipliers


@dataclass(frozen=True, slots=True)
class Calendar:
    """What the calendar adds to each site in each window, and the words for it.

    `plain_days` is the length of each window in days, `plain_repeats` the share of repeats that falls into it.
    `more_days` and `more_repeats` (sites x windows) are what the factors add to them, each moment counted with its
    own; below 0 where days of a class were found to be quieter than others. `week_mean` is a site's mean factor over
    the past year: what its history holds already. `words[window][site]` says what falls into the window, or "".
    `unread[site]` is the part of the service times that could not be read.
    """

    plain_days: np.ndarray
    plain_repeats: np.ndarray
    more_days: np.ndarray
    more_repeats: np.ndarray
    week_mean: np.ndarray
    words: tuple[np.ndarray, ...]
    unread: tuple[str, ...]

    @property
    def factor(self) -> np.ndarray:
        """How many times an ordinary day each site's day is, on average over each window (sites x windows)."""
        return 1 + self.more_days / self.plain_days


def read_calendar(
    sites: pd.DataFrame,
    occasions: pd.DataFrame,
    config: RiskConfig,
    *,
    windows: Sequence[Window],
    as_of: datetime,
    zone: ZoneInfo,
    factors: Multipliers | None = None,
    repeat_days: float | None = None,
) -> Calendar:
    """What services and occasions add to each site in each window.

    The factor of a moment is the larger of the service's, which holds on the whole local day of a service, and the
    occasion's, as learned (`factors`) or as they stand in the configuration. A doubtful date counts with the chance
    that it is the day. Repeats fade with `repeat_days` (default: `near_days`).
    """
    times = prior_factors(config) if factors is None else factors.factor
    found, kinds = listed(occasions, times, config.calendar_step), site_kinds(sites, occasions)
    plain, more = np.zeros((2, len(windows))), np.zeros((2, len(kinds.dated), len(windows)))
    reaches = [one.reach for one in found]
    words = []
    for w, window in enumerate(windows):
        inside = [k for k, reach in enumerate(reaches) if reach.overlaps(window)]
        near, touched = [found[k] for k in inside], kinds.touched[:, inside]
        serviced = np.zeros(len(kinds.dated), dtype=bool)
        for piece in _pieces(window, near, zone):
            on = kinds.serviced[:, piece.start.astimezone(zone).weekday()]
            serviced |= on
            held = np.array([one.holds(piece.start) for one in near])
            chance = chances(near, touched, held)[kinds.dated]
            extra = expected_factor(chance, on, times) - 1
            for kind, measure in enumerate((_days(piece), _repeats(piece, as_of, repeat_days or config.near_days))):
                plain[kind, w] += measure
                more[kind, :, w] += extra * measure
        words.append(_words(window, near, touched, serviced, kinds)[kinds.which])
    mean = past_mean(found, kinds, times, as_of=as_of, zone=zone)[kinds.which]
    return Calendar(plain[0], plain[1], more[0][kinds.which], more[1][kinds.which], mean, tuple(words), kinds.unread)


def _days(piece: Window) -> float:
    return (piece.end - piece.start).total_seconds() / 86_400


def _repeats(piece: Window, as_of: datetime, scale_days: float) -> float:
    """The share of all repeats still to come on `as_of` that falls into a span."""
    start, end = (max(0.0, (m - as_of).total_seconds() / 86_400) for m in (piece.start, piece.end))
    return exp(-start / scale_days) - exp(-end / scale_days)


def _pieces(window: Window, near: Sequence[Listed], zone: ZoneInfo) -> list[Window]:
    """The window, cut at local midnights and wherever the chance of an occasion changes."""
    cuts = {window.start, window.end}
    cuts.update(local_moment(day, 0, zone) for day in local_days(window, zone))
    cuts.update(edge for one in near for edge in one.edges())
    order = sorted(cut for cut in cuts if window.start <= cut <= window.end)
    return [Window(a, b) for a, b in pairwise(order) if a < b]


def _words(
    window: Window, near: Sequence[Listed], touched: np.ndarray, serviced: np.ndarray, kinds: SiteKinds
) -> np.ndarray:
    """One text a kind of site. What only the spreading of a doubt brings near is not named."""
    texts = []
    for kind, dated in enumerate(kinds.dated):
        said = ["service day"] if serviced[kind] else []
        for k, one in enumerate(near):
            if touched[dated, k] and one.likely.overlaps(window):
                doubt = f", may move by {_number(one.doubt_days)}" if one.doubt_days > 0 else ""
                said.append(f"{one.name} in the window{doubt}")
        texts.append("; ".join(said))
    return np.array(texts, dtype=object)


def _number(days: float) -> str:
    return "a day" if days == 1 else f"{days:g} days"
