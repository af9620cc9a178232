"""Weeks that have not happened yet, drawn from the true process of a synthetic world."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from planner.config import SampleConfig
from planner.core.services import local_moment
from planner.ingest.sample.incidents import minutes_of_day
from planner.ingest.sample.process import Process, draw, make_process
from planner.ingest.sample.world import PROCESS, stream


@dataclass(frozen=True, slots=True)
class Weeks:
    """Incidents of many weeks: number of the week, position of the site, minute since 1970 in UTC."""

    week: np.ndarray
    site: np.ndarray
    at_min: np.ndarray


def process_ahead(
    sites: pd.DataFrame,
    occasions: pd.DataFrame,
    *,
    seed: int,
    start: date,
    days: int,
    zone: ZoneInfo,
    config: SampleConfig,
) -> Process:
    """The process of the world of this seed over days to come: the same sites as dangerous as in its history.

    `sites` must be those of the world, in its order.
    """
    last = start + timedelta(days=days)
    return make_process(sites, occasions, first=start, today=last, zone=zone, config=config, rng=stream(seed, PROCESS))


def draw_weeks(process: Process, weeks: int, *, zone: ZoneInfo, rng: np.random.Generator) -> Weeks:
    """All that happens, reported or not, when these days are lived so many times, each with a past of its own."""
    week, site, at = [], [], []
    midnight = [
        local_moment(process.first + timedelta(days=day), 0, zone).timestamp() / 60 for day in range(process.days)
    ]
    for number in range(weeks):
        drawn = draw(process, rng)
        week.append(np.full(drawn.site.size, number))
        site.append(drawn.site)
        at.append(np.array(midnight)[np.floor(drawn.day).astype(int)] + minutes_of_day(drawn.site.size, rng))
    return Weeks(np.concatenate(week), np.concatenate(site), np.concatenate(at))
