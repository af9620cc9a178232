"""Risk of each site in each window: how likely, in parts that add up, how bad, and the two together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from scipy.special import gammaincinv

from planner.config import RiskConfig
from planner.core.time import Window
from planner.risk.bands import bands
from planner.risk.calendar import Calendar, read_calendar
from planner.risk.components import NEARBY, OWN, RECENT, SHARE
from planner.risk.fitted import Fitted, fit
from planner.risk.reasons import facts
from planner.risk.site_model import Said, SiteModel, certainty, say
from planner.tables import RiskTable, SiteTable, check_table, empty

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
    harm: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """Expected incidents at each site in each window, in parts that add up, with a band and the reason.

    The level of all sites together is forecast from past windows and shared out by a pool of components
    (`planner.risk.components`): what each site is, incidents at it and around it, shrunk by empirical Bayes, and
    recent ones, which fade as repeats do (`planner.risk.trigger`). The calendar multiplies all, by factors that are
    learned and shrunk; what it adds is kept as `occasion_part`. A site's past year had its services and festivals
    too, so its factors are taken against their mean.

    Patrol finds are dropped (they follow the patrols, a feedback loop), and so is what lies after `as_of`. Windows
    may have any length; two adjacent windows score together what one window over both does. `harm` is how bad an
    incident would be at each site (`planner.risk.vulnerability`), 1 where nothing is given.

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
    The design and its figures are in `docs/backtest.md`; the papers are named in the modules.
    """
    sites = check_table(SiteTable, sites)
    if not len(sites) or not windows:
        return empty(RiskTable)
    fitted = fit(sites, incidents, occasions, config, as_of=as_of, timezone=timezone)
    return score_fitted(fitted, config, windows=windows, harm=harm)


def score_fitted(
    fitted: Fitted, config: RiskConfig, *, windows: Sequence[Window], harm: Mapping[str, float] | None = None
) -> pd.DataFrame:
    """The RISK table of a model that was fitted before; see `score`."""
    calendar = calendar_of(fitted, config, windows)
    harms = fitted.sites["site"].map(harm or {}).fillna(1.0).to_numpy(float)
    return check_table(RiskTable, _rows(fitted, calendar, config, windows, harms))


def calendar_of(fitted: Fitted, config: RiskConfig, windows: Sequence[Window]) -> Calendar:
    """What the calendar adds in the windows, by what was learned."""
    return read_calendar(
        fitted.sites,
        fitted.occasions,
        config,
        windows=windows,
        as_of=fitted.as_of,
        zone=ZoneInfo(fitted.timezone),
        factors=fitted.factors,
        repeat_days=fitted.model.recent_days,
    )


@dataclass(frozen=True, slots=True)
class Expected:
    """Incidents expected, (sites, windows): `plain` (PARTS, sites, windows) without the calendar, and what it adds."""

    plain: np.ndarray
    added: np.ndarray

    @property
    def total(self) -> np.ndarray:
        """All parts together."""
        whole: np.ndarray = self.plain.sum(axis=0) + self.added
        return whole


def expected(model: SiteModel, said: Said, calendar: Calendar) -> Expected:
    """What a fitted model expects of each site in each window of the calendar.

    A day belongs to recent incidents as far as repeats have not faded, and to the lasting ones for the rest.
    """
    level = model.level / calendar.week_mean[:, None]
    plain_recent, more_recent = model.recent * calendar.plain_repeats, model.recent * calendar.more_repeats
    plain_lasting, more_lasting = calendar.plain_days - plain_recent, calendar.more_days - more_recent
    plain = level * (said.lasting[:, :, None] * plain_lasting + said.recent[:, :, None] * plain_recent)
    lasting, recent = said.lasting.sum(axis=0)[:, None], said.recent.sum(axis=0)[:, None]
    return Expected(plain, level * (lasting * more_lasting + recent * more_recent))


def chance_of_one(mean: np.ndarray, size: float | np.ndarray) -> np.ndarray:
    """Probability of at least one incident when counts are negative binomial with that mean and size."""
    return -np.expm1(-size * np.log1p(mean / size))


def _rows(
    fitted: Fitted,
    calendar: Calendar,
    config: RiskConfig,
    windows: Sequence[Window],
    harm: np.ndarray,
) -> pd.DataFrame:
    sites, said = fitted.sites, say(fitted.model, fitted.events)
    found = expected(fitted.model, said, calendar)
    mean = found.total
    shape = certainty(said, fitted.own, config)
    low, high = (mean * (gammaincinv(shape, point) / shape)[:, None] for point in (_LOW, _HIGH))
    priority = mean * harm[:, None]
    n, m = mean.shape
    site = np.repeat(np.arange(n), m)
    starts, ends = (
        pd.to_datetime(list(moments), utc=True).as_unit("us")
        for moments in zip(*((w.start, w.end) for w in windows), strict=True)
    )
    return pd.DataFrame(
        {
            "site": _texts(sites["site"], site),
            "window_start": starts[np.tile(np.arange(m), n)],
            "window_end": ends[np.tile(np.arange(m), n)],
            "category_part": found.plain[SHARE].ravel(),
            "history": found.plain[OWN].ravel(),
            "nearby": found.plain[NEARBY].ravel(),
            "near_repeat": found.plain[RECENT].ravel(),
            "occasion_part": found.added.ravel(),
            "score": mean.ravel(),
            "low": low.ravel(),
            "high": high.ravel(),
            "chance": chance_of_one(mean, fitted.model.size).ravel(),
            "harm": np.repeat(harm, m),
            "priority": priority.ravel(),
            "band": _texts(bands(priority.sum(axis=1), config), site),
            "grade": _texts(_grades(fitted, config), site),
            "why": _reasons(facts(fitted, config, calendar.unread), calendar),
        }
    )


def _texts(values: Sequence[str] | np.ndarray | pd.Series, which: np.ndarray) -> pd.Series:
    """Texts by their number: each is made a text of the table once, however often it stands there."""
    return pd.Series(values, dtype="str").take(which).reset_index(drop=True)


def _reasons(said: Sequence[str], calendar: Calendar) -> pd.Series:
    """Each site's facts with the words of each window, by site, then window."""
    code, words = pd.factorize(np.stack(calendar.words, axis=1).ravel())
    pair = np.repeat(np.arange(len(said)), len(calendar.words)) * len(words) + code
    used = np.zeros(len(said) * len(words), dtype=bool)
    used[pair] = True
    texts = [
        f"{said[site]}; {words[word]}." if words[word] else f"{said[site]}."
        for site, word in zip(*np.divmod(np.flatnonzero(used), len(words)), strict=True)
    ]
    return _texts(texts, (np.cumsum(used) - 1)[pair])


def _grades(fitted: Fitted, config: RiskConfig) -> np.ndarray:
    """How many faded incidents speak for each site: at it, and around it as far as they are shared out to it."""
    events, ground = fitted.events, fitted.model.ground
    fade = 0.5 ** ((fitted.model.day - events.day) / config.half_life_days)
    worth = ground.spread(events.xy, events.weight * fade, config.bandwidth_m / 2, events.doubt_m)
    return np.select(
        [worth >= config.grade_history, worth >= config.grade_thin], ["history", "thin history"], "category only"
    )
