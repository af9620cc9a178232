"""The whole model of a deployment on a day: shares, repeats, calendar and pool, learned from what was reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from planner.config import RiskConfig
from planner.core.errors import WrongCrs
from planner.core.time import require_zone
from planner.risk.day_factors import learn_factors
from planner.risk.events import Events, read_events
from planner.risk.seasons import Multipliers
from planner.risk.shares import Shares, learn_shares
from planner.risk.site_lattice import SiteLattice
from planner.risk.site_model import SiteModel, fit_sites
from planner.risk.trigger import Trigger, fit_trigger
from planner.tables import IncidentTable, OccasionTable, SiteTable, check_table

SECONDS_PER_DAY = 86_400.0
_MISSING = 5.0
"""So many incidents less than expected since the last one, and the end of the register is said."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """What was learned, and from what.

    `own` (m,) is the number of incidents that lie at each site, `areas` the names of the model's areas. The trigger is
    learned from the latest incidents (`trigger_latest`), the rest from all.
    """

    sites: pd.DataFrame
    occasions: pd.DataFrame
    as_of: datetime
    timezone: str
    events: Events
    shares: Shares
    trigger: Trigger
    factors: Multipliers
    model: SiteModel
    own: np.ndarray
    areas: tuple[str, ...]

    @property
    def xy(self) -> np.ndarray:
        """Where the sites are, (m, 2), metres."""
        return np.column_stack([self.sites.geometry.x, self.sites.geometry.y])


def fit(
    sites: pd.DataFrame,
    incidents: pd.DataFrame,
    occasions: pd.DataFrame,
    config: RiskConfig,
    *,
    as_of: datetime,
    timezone: str,
    areas: Sequence[str] | None = None,
) -> Fitted:
    """The model as of a moment; only what was reported before it counts, and no patrol finds. At least one site.

    `areas` names for each site the larger area (tehsil) that it lies in; without it all sites are one area.

    Raises
    ------
    WrongCrs
        If sites and incidents are not in the same projected reference system.
    """
    require_zone(as_of, "as_of")
    sites, incidents = check_table(SiteTable, sites), check_table(IncidentTable, incidents)
    occasions = check_table(OccasionTable, occasions)
    if sites.crs != incidents.crs:
        raise WrongCrs(
            f"sites are in {sites.crs.name} and incidents in {incidents.crs.name}",
            maybe="one of the two was loaded with another working reference system.",
        )
    events = read_events(incidents, config, as_of=as_of)
    day = as_of.timestamp() / SECONDS_PER_DAY
    xy = np.column_stack([sites.geometry.x, sites.geometry.y])
    own = counts_at(SiteLattice(xy, np.full(len(sites), 1 / len(sites)), config.site_reach_m), events)
    shares = learn_shares(sites, own, config)
    ground = SiteLattice(xy, shares.share, config.site_reach_m)
    latest = events.take(np.arange(max(0, len(events) - config.trigger_latest), len(events)))
    trigger = fit_trigger(latest, ground, config, until_day=day, places_xy=xy)
    area, names = pd.factorize(np.array([""] * len(sites) if areas is None else areas, dtype=object), sort=True)
    same = trigger.same_place.value
    recent_days = same * trigger.same_days.value + (1 - same) * trigger.days.value
    return Fitted(
        sites=sites,
        occasions=occasions,
        as_of=as_of,
        timezone=timezone,
        events=events,
        shares=shares,
        trigger=trigger,
        factors=learn_factors(sites, incidents, occasions, config, as_of=as_of, zone=ZoneInfo(timezone)),
        model=fit_sites(
            ground, events, config, day=day, recent_days=recent_days, recent_m=trigger.range_m.value, area=area
        ),
        own=own,
        areas=tuple(names),
    )


def counts_at(ground: SiteLattice, events: Events) -> np.ndarray:
    """How many incidents lie at each site, (m,), as far as the place of an incident is known."""
    exact = events.take(events.doubt_m == 0)
    return ground.spread(exact.xy, exact.weight, 0.0, exact.doubt_m)


def without(events: Events, position: int) -> Events:
    """The same incidents with one of them counting nothing."""
    weight = events.weight.copy()
    weight[position] = 0.0
    return replace(events, weight=weight)


def basis(fitted: Fitted, config: RiskConfig) -> str:
    """What the scores rest on, in a sentence: how many reported incidents, and what stands in where they are few.

    A register that ends long before the day, by its own pace, is said too: the days since are taken as quiet.
    """
    count, here = float(fitted.events.weight.sum()), float(fitted.own.sum())
    if count == 0:
        return "No reported incident on record: the scores rest on category and calendar alone."
    said = f"{count:.0f} reported incident{'s' if count != 1 else ''} on record, {here:.0f} of them at a known site"
    if count < config.few_incidents:
        return f"Only {said}: the scores rest mostly on category and calendar.{_silence(fitted)}"
    return f"{said}: the scores are learned from them.{_silence(fitted)}"


def _silence(fitted: Fitted) -> str:
    first, last = float(fitted.events.day.min()), float(fitted.events.day.max())
    days, count = fitted.model.day - last, float(fitted.events.weight.sum())
    # at the pace until then so many more would have come: with five, none comes by chance once in 150 times
    if count < 2 or days * count < _MISSING * max(last - first, 1.0):
        return ""
    return (
        f" The last lies {days:.0f} days before this day, which is taken as quiet since: if the register only ends "
        "there, the scores are too low."
    )
