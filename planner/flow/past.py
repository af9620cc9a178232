"""Would the list of sites have been right? Each past window is scored from what was reported before it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from planner.config import Config
from planner.core.errors import InputError
from planner.core.time import Window
from planner.flow.assess import local_midnight
from planner.flow.joins import sites_in_chains
from planner.flow.kept import table
from planner.risk import score
from planner.risk.backtest.folds import Fold, rolling
from planner.risk.events import Events, read_events
from planner.risk.site_lattice import SiteLattice
from planner.store import Store
from planner.tables import IncidentTable, OccasionTable

WINDOW_DAYS = 28

Progress = Callable[[int, int], None]
"""Called with how many windows are done, and how many there are."""


def hindsight(
    store: Store,
    config: Config,
    *,
    top: int = 20,
    months: int = 12,
    progress: Progress | None = None,
    cancel: Callable[[], bool] | None = None,
) -> dict[str, Any]:
    """How many of the incidents at sites in the last windows of 28 days lay at the `top` sites of the list.

    Each window is ranked by the score from what was reported before it alone; the sites and their categories are
    those of today. An incident is at the nearest site within `site_reach_m`; one whose place is only roughly known is
    at no site. The last window ends with the day of the last report. Where the history is short, fewer windows are
    taken; when `cancel` says so, the windows that are done are answered.

    Returns
    -------
    `{windows, incidents, held, top, sites, by_chance, rough, from, to, by_window, sentence}`: `by_chance` is what as
    many sites drawn blindly would have held, `rough` the incidents that could not be laid to a site for want of a
    place, `by_window` rows of `{from, to, incidents, held}`.
    """
    sites, incidents = sites_in_chains(store), table(store, IncidentTable)
    folds, events = _folds(incidents, config, months) if len(incidents) else ([], None)
    top = min(top, len(sites))
    if events is None or not folds or not top:
        return _answer([], top, len(sites), rough=0)
    xy = np.column_stack([sites.geometry.x, sites.geometry.y])
    lattice = SiteLattice(xy, np.full(len(xy), 1 / len(xy)), config.risk.site_reach_m)
    rows, rough = [], 0
    for n, fold in enumerate(folds):
        if cancel is not None and cancel():
            break
        held, at_sites, vague = _held(store, config, fold, events, lattice, top)
        rough += vague
        rows.append({"from": fold.first.isoformat(), "to": fold.after.isoformat(), "incidents": at_sites, "held": held})
        if progress is not None:
            progress(n + 1, len(folds))
    return _answer(rows, top, len(sites), rough=rough)


def _folds(incidents: Any, config: Config, months: int) -> tuple[list[Fold], Events | None]:
    events = read_events(incidents, config.risk, as_of=incidents["occurred_at"].max().to_pydatetime())
    events = events.take(events.weight > 0)
    zone = ZoneInfo(config.place.timezone)
    for origins in range(months, 0, -1):
        try:
            return list(rolling(events, origins=origins, horizon_days=WINDOW_DAYS, zone=zone)), events
        except InputError:
            # so many windows do not fit into the history: fewer are an answer too, and none is said in words
            continue
    return [], events


def _held(
    store: Store, config: Config, fold: Fold, events: Events, lattice: SiteLattice, top: int
) -> tuple[int, int, int]:
    """Incidents of a window at the top sites, at sites at all, and without an exact place."""
    _, happened = fold.split(events)
    exact = happened.doubt_m == 0
    place = lattice.locate(happened.xy[exact])
    place = place[place >= 0]
    held = 0
    if len(place):
        start, end = local_midnight(fold.first, config), local_midnight(fold.after, config)
        scores = score(
            sites_in_chains(store),
            table(store, IncidentTable),
            table(store, OccasionTable),
            config.risk,
            windows=[Window(start, end)],
            as_of=start,
            timezone=config.place.timezone,
        )
        ranked = scores.sort_values(["score", "site"], ascending=[False, True])["site"].iloc[:top]
        is_top = sites_in_chains(store)["site"].isin(set(ranked)).to_numpy()
        held = int(is_top[place].sum())
    return held, len(place), int((~exact).sum())


def _answer(rows: list[dict[str, Any]], top: int, sites: int, *, rough: int) -> dict[str, Any]:
    incidents, held = (sum(row[name] for row in rows) for name in ("incidents", "held"))
    by_chance = incidents * top / sites if sites else 0.0
    return {
        "windows": len(rows),
        "incidents": incidents,
        "held": held,
        "top": top,
        "sites": sites,
        "by_chance": by_chance,
        "rough": rough,
        "from": rows[0]["from"] if rows else None,
        "to": rows[-1]["to"] if rows else None,
        "by_window": rows,
        "sentence": _sentence(len(rows), incidents, held, top, sites, by_chance),
    }


def _sentence(windows: int, incidents: int, held: int, top: int, sites: int, by_chance: float) -> str:
    if not sites:
        return "There are no sites to rank."
    if not windows:
        return f"The history is too short to look back: no window of {WINDOW_DAYS} days has a report before it."
    span = f"In the last {windows} windows of {WINDOW_DAYS} days"
    if not incidents:
        return f"{span} no incident was reported at a site: nothing can be counted."
    return (
        f"{span} the {top} sites ranked highest held {held} of {incidents} incidents at sites; "
        f"{top} of {sites} sites by chance would have held {by_chance:.1f}."
    )
