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
from planner.core.services import ServiceTimes, local_days, local_moment, parse_services, touches
from planner.core.time import Window

_DAYS_OF_WEEK = 7


@dataclass(frozen=True, slots=True)
class Calendar:
    """What the calendar adds to each site in each window, and the words for it.

    `plain_days` is the length of each window in days, `plain_repeats` the share of repeats that falls into it.
    `more_days` and `more_repeats` (sites x windows) are what the factors add to them, each moment counted with its
    own. `week_mean` is a site's mean service factor over a week. `words[window][site]` says what falls into the
    window, or "". `unread[site]` is the part of the service times that could not be read.
    """

    plain_days: np.ndarray
    plain_repeats: np.ndarray
    more_days: np.ndarray
    more_repeats: np.ndarray
    week_mean: np.ndarray
    words: tuple[np.ndarray, ...]
    unread: tuple[str, ...]


def read_calendar(
    sites: pd.DataFrame,
    occasions: pd.DataFrame,
    config: RiskConfig,
    *,
    windows: Sequence[Window],
    as_of: datetime,
    zone: ZoneInfo,
) -> Calendar:
    """What services and occasions add to each site in each window.

    The factor of a moment is the larger of the service's, which holds on the whole local day of a service, and the
    occasion's. They are not multiplied: festivals were measured with the Fridays in them.
    """
    read: dict[str, ServiceTimes] = {text: parse_services(text) for text in set(sites["service_times"])}
    has_service = np.array(
        [[d in read[text].weekdays for d in range(_DAYS_OF_WEEK)] for text in sites["service_times"]], dtype=bool
    ).reshape(len(sites), _DAYS_OF_WEEK)
    spans = [Window(o.start.to_pydatetime(), o.end.to_pydatetime()) for o in occasions.itertuples() if o.end > o.start]
    listed = [o for o in occasions.itertuples() if o.end > o.start]
    plain, more = np.zeros((2, len(windows))), np.zeros((2, len(sites), len(windows)))
    words = []
    for w, window in enumerate(windows):
        inside = [k for k, span in enumerate(spans) if span.overlaps(window)]
        touched = {k: _touched(listed[k], sites) for k in inside}
        serviced = np.zeros(len(sites), dtype=bool)
        for piece in _pieces(window, [spans[k] for k in inside], zone):
            weekday = piece.start.astimezone(zone).weekday()
            factor = np.where(has_service[:, weekday], config.service_factor, 1.0)
            serviced |= has_service[:, weekday]
            for k in inside:
                if spans[k].overlaps(piece):
                    factor = np.where(touched[k], np.maximum(factor, config.occasion_factor), factor)
            for kind, measure in enumerate((_days(piece), _repeats(piece, as_of, config.near_days))):
                plain[kind, w] += measure
                more[kind, :, w] += (factor - 1) * measure
        names = [f"{listed[k].name_en or listed[k].name_ur or listed[k].kind} ({listed[k].kind})" for k in inside]
        words.append(_words(serviced, [touched[k] for k in inside], names))
    mean = 1 + (config.service_factor - 1) * has_service.mean(axis=1)
    unread = tuple("; ".join(read[text].unread) for text in sites["service_times"])
    return Calendar(plain[0], plain[1], more[0], more[1], mean, tuple(words), unread)


def _days(piece: Window) -> float:
    return (piece.end - piece.start).total_seconds() / 86_400


def _repeats(piece: Window, as_of: datetime, scale_days: float) -> float:
    """The share of all repeats still to come on `as_of` that falls into a span."""
    start, end = (max(0.0, (m - as_of).total_seconds() / 86_400) for m in (piece.start, piece.end))
    return exp(-start / scale_days) - exp(-end / scale_days)


def _touched(occasion: object, sites: pd.DataFrame) -> np.ndarray:
    pairs = list(zip(sites["community"], sites["area"], strict=True))
    answer = {
        (community, area): touches(
            occasion.community,  # type: ignore[attr-defined]
            occasion.area,  # type: ignore[attr-defined]
            site_community=community,
            site_area=area,
        )
        for community, area in set(pairs)
    }
    return np.array([answer[pair] for pair in pairs], dtype=bool)


def _pieces(window: Window, spans: Sequence[Window], zone: ZoneInfo) -> list[Window]:
    """The window, cut at local midnights and wherever an occasion begins or ends."""
    cuts = {window.start, window.end}
    cuts.update(local_moment(day, 0, zone) for day in local_days(window, zone))
    cuts.update(moment for span in spans for moment in (span.start, span.end))
    order = sorted(cut for cut in cuts if window.start <= cut <= window.end)
    return [Window(a, b) for a, b in pairwise(order) if a < b]


def _words(serviced: np.ndarray, touched: Sequence[np.ndarray], names: Sequence[str]) -> np.ndarray:
    facts = np.column_stack([serviced, *touched])
    kinds, which = np.unique(facts, axis=0, return_inverse=True)
    texts = []
    for kind in kinds:
        said = ["service day"] if kind[0] else []
        said += [f"{name} in the window" for name, holds in zip(names, kind[1:], strict=True) if holds]
        texts.append("; ".join(said))
    return np.array(texts, dtype=object)[which.reshape(-1)]
