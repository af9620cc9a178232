"""Guards at services and on days of occasions, for the sites whose category asks for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from planner.config import DemandConfig
from planner.core.duty import Duty, DutyKind
from planner.core.services import ServiceTimes, parse_services, touches
from planner.core.time import Window
from planner.demand.hours import Span, merged, widened
from planner.demand.numbers import by_band, cite, count, rank_of

GATHERINGS = ("festival", "procession")
"""Occasions on which people gather; the others (a verdict, bail) ask for the strength of a routine service."""
_WORSHIP = "place of worship"
_DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Standing:
    """What a site counts as: its published category, or its band where it has none; its worth in [0, 1] of rank.

    `score` is its risk, the mean over the windows; `repeat_share` is the part of its score that recent incidents at it
    or near it make.
    """

    site: str
    community: str
    area: str
    band: str
    is_published: bool
    rank_share: float
    services: ServiceTimes
    repeat_share: float = 0.0
    score: float = 0.0

    @property
    def words(self) -> str:
        """`category A`, or `band B of the risk, no category on record`."""
        return f"category {self.band}" if self.is_published else f"band {self.band} of the risk, no category on record"


def standings(sites: pd.DataFrame, risk: pd.DataFrame) -> tuple[Standing, ...]:
    """The standing of each site, in the order of `sites`; a site without a score counts as C, the least endangered."""
    bands: Mapping[str, str] = dict(zip(risk["site"], risk["band"], strict=True))
    mean = risk.groupby("site")[["priority", "score", "near_repeat"]].mean()
    ranks = mean["priority"].rank(pct=True).to_dict() if len(mean) else {}
    scores = mean["score"].to_dict()
    repeats = (mean["near_repeat"] / mean["score"].where(mean["score"] > 0)).fillna(0.0).to_dict()
    return tuple(
        Standing(
            site=row.site,
            community=row.community,
            area=row.area,
            band=row.category or bands.get(row.site, "C"),
            is_published=bool(row.category),
            rank_share=float(ranks.get(row.site, 0.0)),
            services=parse_services(row.service_times) if row.kind == _WORSHIP else ServiceTimes(),
            repeat_share=float(repeats.get(row.site, 0.0)),
            score=float(scores.get(row.site, 0.0)),
        )
        for row in sites.itertuples()
    )


def worth(one: Standing, config: DemandConfig) -> float:
    """What an officer, or a visit, at a site is worth: by its category, and by the rank of its score within it."""
    return config.guard_value * by_band(config, "worth", one.band)[1] + config.rank_value * one.rank_share


def guards(
    sites: pd.DataFrame,
    standing: tuple[Standing, ...],
    occasions: pd.DataFrame,
    config: DemandConfig,
    span: Span,
    *,
    longest_min: int,
) -> Iterator[Duty]:
    """One duty a site and service, neighbouring services joined, at most `longest_min` long.

    On the day of an occasion that touches the site, the services within it get the strength of the occasion; a site
    without such a service is guarded through the hours of the day that `festival_start_h` and `festival_hours` state.
    """
    worship = sites["kind"] == _WORSHIP
    civil = {day: span.on(day, 0, 24) for day in span.days}
    dates = {
        day: [(o, w) for o in occasions.itertuples() if (w := may_last(o)).overlaps(whole)]
        for day, whole in civil.items()
    }
    concerned: dict[tuple[str, str], dict[date, list[tuple[Any, Window]]]] = {}
    for one, is_worship in zip(standing, worship, strict=True):
        if not is_worship:
            continue
        key = (one.community, one.area)
        if key not in concerned:
            concerned[key] = {day: [pair for pair in pairs if _touches(pair[0], one)] for day, pairs in dates.items()}
        for day, own in concerned[key].items():
            if own or day.weekday() in one.services.weekdays:
                yield from _of_day(one, day, own, config, span, longest_min)


def _touches(occasion: Any, one: Standing) -> bool:
    return touches(occasion.community, occasion.area, site_community=one.community, site_area=one.area)


def may_last(occasion: Any) -> Window:
    """From the earliest moment at which the occasion may begin to the latest at which it may end."""
    doubt = timedelta(days=occasion.doubt_days)
    return Window(occasion.start.to_pydatetime() - doubt, occasion.end.to_pydatetime() + doubt)


def _of_day(
    one: Standing, day: date, dates: list[tuple[Any, Window]], config: DemandConfig, span: Span, longest_min: int
) -> Iterator[Duty]:
    services = one.services.on(day, span.zone, default_min=config.service_min)
    hours: dict[tuple[str, str], list[Window]] = {}
    routine = by_band(config, "guard", one.band)[0]
    weekday = f"{_DAY_NAMES[day.weekday()]} service"
    today = sorted(
        dates,
        key=lambda pair: (pair[0].kind not in GATHERINGS, pair[0].start, pair[0].occasion),
    )
    left = list(services)
    if today:
        occasion, when = today[0]  # gatherings come first; one guard serves all occasions of a day
        kind = "festival" if occasion.kind in GATHERINGS else "guard"
        words = f"{occasion.name_en or occasion.kind} ({occasion.kind})"
        inside = [s for s in services if s.overlaps(when)]
        left = [s for s in services if not s.overlaps(when)]
        default = span.on(day, config.festival_start_h, config.festival_hours)
        if inside:
            hours[by_band(config, kind, one.band)[0], words] = [_stood(s, config) for s in inside]
        elif default.overlaps(when):
            clipped = Window(max(default.start, when.start), min(default.end, when.end))
            hours[by_band(config, kind, one.band)[0], words] = [clipped]
    if left:
        hours[routine, weekday] = [_stood(s, config) for s in left]
    for (key, words), windows in hours.items():
        if getattr(config, key) < 1:
            continue
        for window in merged(windows, gap_min=config.merge_gap_min, longest_min=longest_min):
            if span.holds(window.start):
                yield _guard(one, key, words, window, config, span)


def _stood(service: Window, config: DemandConfig) -> Window:
    return widened(service, config.guard_lead_min, config.guard_tail_min)


def _guard(one: Standing, key: str, words: str, window: Window, config: DemandConfig, span: Span) -> Duty:
    strength = int(getattr(config, key))
    women = 0
    if strength >= config.women_from:
        women = max(1, round(config.guard_women_share * strength))
    charge = "guard_in_charge" if strength >= config.women_from else "pair_in_charge"
    if key.startswith("festival"):
        charge = "festival_in_charge"
    return Duty(
        id=f"guard-{one.site}-{span.stamp(window.start)}",
        kind=DutyKind.GUARD,
        place=one.site,
        window=window,
        strength=strength,
        in_charge=rank_of(config, charge),
        women=women,
        value=max(1, round(worth(one, config))),
        reason=f"guard at {words}, {one.words}: {count(strength)} {cite(config, key)}, "
        f"{rank_of(config, charge).label} in charge {cite(config, charge)}",
        sites=(one.site,),
    )
