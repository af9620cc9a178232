"""Risk of each site in each window: history shrunk towards the category, repeats, and the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from scipy.special import gammaincinv

from planner.config import RiskConfig
from planner.core.errors import WrongCrs
from planner.core.time import Window, require_zone
from planner.risk.bands import bands, category_weights
from planner.risk.calendar import Calendar, read_calendar
from planner.risk.day_factors import learn_factors
from planner.risk.kernels import Evidence, gather
from planner.tables import IncidentTable, OccasionTable, RiskTable, SiteTable, check_table, empty

_DAYS_PER_YEAR = 365.25
_LOW, _HIGH = 0.05, 0.95  # the points that the table states


def score(
    sites: pd.DataFrame,
    incidents: pd.DataFrame,
    occasions: pd.DataFrame,
    config: RiskConfig,
    *,
    windows: Sequence[Window],
    as_of: datetime,
    timezone: str,
) -> pd.DataFrame:
    """Expected incidents at each site in each window, in parts that add up, with a band and the reason.

    Per site the true rate has a gamma prior whose mean is the rate of its category and whose spread is
    `site_shape`; the level of all categories together is learned from all incidents, with `prior_incidents` holding
    it back. Incidents enter with their share (distance) and fade (age), as Poisson counts, so the posterior mean is
    a category part plus a history part. A share `near_share` of the incidents is taken to set off others nearby:
    it feeds `near_repeat`, the rest the history. The calendar multiplies all and is kept as `occasion_part`; over a
    week the services only move risk between days.

    Patrol finds are dropped (they follow the patrols, a feedback loop), and so is what lies after `as_of`. Windows
    may have any length; two adjacent windows score together what one window over both does.

    Returns
    -------
    RiskTable
        len(sites) x len(windows) rows, by site, then window. The band is that of the site over all the windows.

    Raises
    ------
    WrongCrs
        If sites and incidents are not in the same projected reference system.

    Source
    ------
    Empirical Bayes for sparse counts: Clayton and Kaldor 1987; repeats: Mohler et al. 2011, with fixed numbers.
    """
    require_zone(as_of, "as_of")
    sites = check_table(SiteTable, sites)
    incidents = check_table(IncidentTable, incidents)
    occasions = check_table(OccasionTable, occasions)
    if sites.crs != incidents.crs:
        raise WrongCrs(
            f"sites are in {sites.crs.name} and incidents in {incidents.crs.name}",
            maybe="one of the two was loaded with another working reference system.",
        )
    if not len(sites) or not windows:
        return empty(RiskTable)
    usable = incidents[(incidents["reported_by"] != "patrol") & (incidents["occurred_at"] <= as_of)]
    xy = np.column_stack([sites.geometry.x, sites.geometry.y])
    evidence = gather(xy, usable, config, as_of)
    zone = ZoneInfo(timezone)
    factors = learn_factors(sites, usable, occasions, config, as_of=as_of, zone=zone)
    calendar = read_calendar(sites, occasions, config, windows=windows, as_of=as_of, zone=zone, factors=factors)
    return check_table(RiskTable, _rows(sites, evidence, calendar, config, windows))


def _rows(
    sites: pd.DataFrame, evidence: Evidence, calendar: Calendar, config: RiskConfig, windows: Sequence[Window]
) -> pd.DataFrame:
    weight = category_weights(sites["category"], config)
    seen = (1 - config.near_share) * evidence.worth
    # level of a C site, incidents a day: gamma-Poisson over all sites together
    prior_days = config.prior_incidents / (config.base_per_site_year / _DAYS_PER_YEAR)
    level = (config.prior_incidents + seen.sum()) / (prior_days + weight.sum() * evidence.exposure_days)
    shape, rate_days = config.site_shape + seen, config.site_shape / (level * weight) + evidence.exposure_days
    # of one site: incidents a day on a day without service
    per_day = 1 / (rate_days * calendar.week_mean)
    plain = np.outer(per_day, calendar.plain_days)
    history, category = seen[:, None] * plain, config.site_shape * plain
    near_each = config.near_share * evidence.fresh / calendar.week_mean
    near = np.outer(near_each, calendar.plain_repeats)
    near_more = near_each[:, None] * calendar.more_repeats
    occasion = ((seen + config.site_shape) * per_day)[:, None] * calendar.more_days + near_more
    score = history + near + category + occasion
    days = calendar.plain_days + calendar.more_days
    low, high = ((gammaincinv(shape, point) * per_day)[:, None] * days + near + near_more for point in (_LOW, _HIGH))
    n, m = score.shape
    starts, ends = (
        pd.to_datetime(list(moments), utc=True).as_unit("us")
        for moments in zip(*((w.start, w.end) for w in windows), strict=True)
    )
    facts = _facts(sites, evidence, calendar, config)
    grade = np.select(
        [evidence.worth >= config.grade_history, evidence.worth >= config.grade_thin],
        ["history", "thin history"],
        "category only",
    )
    return pd.DataFrame(
        {
            "site": np.repeat(sites["site"].to_numpy(object), m),
            "window_start": starts[np.tile(np.arange(m), n)],
            "window_end": ends[np.tile(np.arange(m), n)],
            "history": history.ravel(),
            "near_repeat": near.ravel(),
            "category_part": category.ravel(),
            "occasion_part": occasion.ravel(),
            "score": score.ravel(),
            "low": low.ravel(),
            "high": high.ravel(),
            "band": np.repeat(bands(score.sum(axis=1), config), m),
            "grade": np.repeat(grade, m),
            "why": [
                f"{fact}; {words[site]}." if words[site] else f"{fact}."
                for site, fact in enumerate(facts)
                for words in calendar.words
            ],
        }
    )


def _facts(sites: pd.DataFrame, evidence: Evidence, calendar: Calendar, config: RiskConfig) -> list[str]:
    facts = []
    for i, category in enumerate(sites["category"]):
        count, span = int(evidence.recent[i]), f"in the last {config.half_life_days:.0f} days"
        if not np.isfinite(evidence.distance_m[i]):
            said = "no reported incident in reach on record"
        elif count == 1 and evidence.age_days[i] <= config.half_life_days:
            said = f"1 reported incident {_nearest(evidence, i)}"
        else:
            number = f"{count} reported incidents" if count > 1 else f"{count or 'no'} reported incident"
            said = f"{number} nearby {span}, the weightiest on record {_nearest(evidence, i)}"
        said += f"; category {category}" if category else "; no category on record, counted as C"
        if calendar.unread[i]:
            said += f"; service times not understood and left out: {calendar.unread[i]!r}"
        facts.append(said[0].upper() + said[1:])
    return facts


def _nearest(evidence: Evidence, i: int) -> str:
    metres, days = evidence.distance_m[i], evidence.age_days[i]
    distance = f"{metres / 1000:.1f} km" if metres >= 1000 else f"{metres:.0f} m"
    age = "today" if days < 1 else "1 day ago" if days < 2 else f"{int(days)} days ago"
    return f"{'about ' if evidence.is_vague[i] else ''}{distance} away {age}"
