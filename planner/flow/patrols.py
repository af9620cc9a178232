"""The ways of the mobiles: a mixed strategy for each beat and shift, and for each duty a tour drawn from it.

What is drawn hangs on a secret of the store, to which the plan is bound by a hash: nobody outside can foretell a tour,
and nobody inside can choose one afterwards.
"""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from planner.config import Config
from planner.core.duty import DutyKind, Route, Visit
from planner.core.time import Window
from planner.demand.dosage import Dose, dosage
from planner.flow.ground import driving_seconds, road_minutes, vehicles
from planner.flow.kept import kept, table
from planner.patrol.draw import commit, draw
from planner.patrol.meter import measure, seen
from planner.patrol.problem import Mobile, PatrolProblem, Stop, Tour
from planner.patrol.strategy import Strategy, strategy
from planner.store import Store
from planner.tables import SiteTable, StationTable

_STREAM = "secret/patrol"
_WEEK = 7
_HOUR_MIN = 60
_DAY_MIN = 24 * _HOUR_MIN


@dataclass(frozen=True)
class _Group:
    """Duties of one beat with the same required visits, all as long: they share a strategy."""

    base: str
    minutes: int
    stops: tuple[tuple[str, int, int, int], ...]
    """Site, value, required visits, minutes of a stay."""
    duties: tuple[str, ...]
    begins: tuple[int, ...]
    """Minutes of the day at which its duties begin, each once."""


@dataclass(frozen=True)
class Patrolled:
    """Routes of all manned patrol duties, what is to be said of them, and figures for the plan document."""

    routes: tuple[Route, ...]
    notes: tuple[str, ...]
    facts: dict[str, Any]


def patrolled(
    store: Store,
    config: Config,
    wanted: pd.DataFrame,
    manned: Sequence[str],
    risk: pd.DataFrame,
    *,
    seed: int,
    scope: str,
    before: Mapping[str, Route] | None = None,
    cancel: Callable[[], bool] = lambda: False,
) -> Patrolled:
    """The routes of the manned patrol duties of a demand; `scope` names the plan in the commitment.

    A duty that has a route in `before` keeps it: what was drawn is not drawn again.
    """
    doses = dosage(
        wanted,
        table(store, SiteTable),
        table(store, StationTable),
        risk,
        config.demand,
        config.patrol,
        config.roster,
        minutes=road_minutes(store, config),
    )
    rows = wanted[(wanted["kind"] == DutyKind.PATROL.value) & wanted["duty"].isin(set(manned))]
    groups = _groups(rows, doses, ZoneInfo(config.place.timezone))
    if not groups:
        return Patrolled((), (), {})
    found: list[tuple[_Group, Strategy]] = []
    for group in groups:
        if cancel():
            break
        found.append((group, _strategy(store, config, group, seed)))
    secret = secret_of(store, seed, scope)
    bound = commit(secret, scope, [one for _, one in found])
    by_duty = {row.duty: row for row in rows.itertuples()}
    ordered = {duty: route for duty, route in (before or {}).items() if duty in by_duty}
    seats = _vehicles(store, rows)
    routes = list(ordered.values())
    for group, mixed in found:
        for duty, number in draw(mixed, [d for d in group.duties if d not in ordered], secret).items():
            allowed = {dose.site for dose in doses[duty]}
            tour = mixed.tours[number]
            routes.append(_route(store, config, group, by_duty[duty], tour, allowed, seats.get(duty, "")))
    routes.sort(key=lambda route: (route.window.start, route.duty))
    notes = tuple(dict.fromkeys(note for _, mixed in found for note in mixed.notes))
    facts = {
        "commitment": bound.hash,
        "scope": scope,
        "beats": [_facts(group, mixed) for group, mixed in found],
        **_predictability(config, found, secret),
    }
    return Patrolled(tuple(routes), notes, facts)


def secret_of(store: Store, seed: int, scope: str) -> bytes:
    """The seed of all draws of a plan, from the secret of the store (made at the first time of asking)."""
    events = store.replay(_STREAM, upto=1)
    if not events:
        store.record(_STREAM, "made", {"secret": os.urandom(32).hex()}, command_id="secret-of-patrols")
        events = store.replay(_STREAM, upto=1)
    text = f"{events[0].body['secret']}|{seed}|{scope}"
    return hashlib.sha256(text.encode("utf-8")).digest()


def _groups(rows: pd.DataFrame, doses: Mapping[str, tuple[Dose, ...]], zone: ZoneInfo) -> list[_Group]:
    """Duties by beat, length and sites with their required visits; of each site the mean worth of its days.

    A site has the fewest visits that it is to have in any duty of that hour of the day.
    """
    by_hour: defaultdict[tuple[str, str, int, int], list[Any]] = defaultdict(list)
    for row in rows.itertuples():
        minutes = int((row.end - row.start).total_seconds() // 60)
        begins = row.start.astimezone(zone)
        by_hour[row.place, row.sites, minutes, begins.hour * 60 + begins.minute].append(row)
    found: defaultdict[tuple[str, int, tuple[tuple[str, int], ...]], list[tuple[int, list[Any]]]] = defaultdict(list)
    for (base, _, minutes, begins), duties in sorted(by_hour.items()):
        visits: dict[str, int] = {}
        for row in duties:
            for dose in doses[row.duty]:
                visits[dose.site] = min(dose.visits, visits.get(dose.site, dose.visits))
        if visits:
            found[base, minutes, tuple(sorted(visits.items()))].append((begins, duties))
    groups = []
    for (base, minutes, wanted), hours in found.items():
        duties = [row for _, some in hours for row in some]
        of_site: defaultdict[str, list[Dose]] = defaultdict(list)
        for row in duties:
            for dose in doses[row.duty]:
                of_site[dose.site].append(dose)
        stops = tuple(
            (site, round(sum(dose.value for dose in many) / len(many)), visits, many[0].stay_min)
            for site, visits in wanted
            if (many := of_site[site])
        )
        groups.append(_Group(base, minutes, stops, tuple(row.duty for row in duties), tuple(b for b, _ in hours)))
    return groups


def _strategy(store: Store, config: Config, group: _Group, seed: int) -> Strategy:
    names = [group.base, *(site for site, *_ in group.stops)]
    seconds = driving_seconds(store, config, names)
    content = hashlib.sha256(seconds.tobytes()).hexdigest()
    key = ("strategy", content, group.base, group.minutes, group.stops, config.patrol.model_dump_json(), seed)
    brief = round(config.demand.patrol_brief_min / 2)
    problem = PatrolProblem(
        mobiles=(Mobile(group.duties[0], 0, 0, brief, group.minutes - brief),),
        stops=tuple(Stop(site, k, value, stay, visits) for k, (site, value, visits, stay) in enumerate(group.stops, 1)),
        seconds=seconds,
        every_min=config.patrol.every_min,
    )
    return kept(key, lambda: strategy(problem, config.patrol, seed=seed))


def _route(store: Store, config: Config, group: _Group, row: Any, tour: Tour, allowed: set[str], vehicle: str) -> Route:
    """A tour as the way of one duty; stops at which a guard stands at that time are left out."""
    start = row.start.to_pydatetime()
    names = [group.base, *(site for site, *_ in group.stops)]
    seconds = driving_seconds(store, config, names)
    visits, at, drive = [], 0, 0
    for stop, minute in tour.visits:
        site, _, _, stay = group.stops[stop]
        if site not in allowed:
            continue
        begins = start + timedelta(minutes=minute)
        visits.append(Visit(site, Window(begins, begins + timedelta(minutes=stay))))
        drive += int(seconds[at, stop + 1])
        at = stop + 1
    drive += int(seconds[at, 0])
    window = Window(start, row.end.to_pydatetime())
    return Route(row.duty, vehicle, row.place, window, tuple(visits), drive_min=round(drive / 60, 1))


def _vehicles(store: Store, rows: pd.DataFrame) -> dict[str, str]:
    """A vehicle of the base with the fewest seats that suffice for each duty, none on two duties at once."""
    fleet = vehicles(store)
    if fleet is None:
        return {}
    given: dict[str, str] = {}
    until: dict[str, datetime] = {}
    for row in rows.sort_values(["start", "strength", "duty"], ascending=[True, False, True]).itertuples():
        there = fleet[(fleet["home_station"] == row.place) & (fleet["seats"] >= row.strength)]
        for one in there.sort_values(["seats", "vehicle"]).itertuples():
            if until.get(one.vehicle, row.start) <= row.start:
                given[row.duty], until[one.vehicle] = one.vehicle, row.end
                break
    return given


def _facts(group: _Group, mixed: Strategy) -> dict[str, Any]:
    return {
        "base": group.base,
        "sites": len(group.stops),
        "duties": len(group.duties),
        "tours": len(mixed.tours),
        "least": round(mixed.guaranteed_least, 4),
        "price_of_roads": round(mixed.price_of_roads, 3),
        "evenness": round(mixed.evenness, 3),
    }


def _predictability(config: Config, found: Sequence[tuple[_Group, Strategy]], secret: bytes) -> dict[str, Any]:
    """What could be guessed if the same strategies were driven for twice as long as somebody watches."""
    weeks = 2 * config.patrol.watched_weeks
    index = {site: k for k, site in enumerate(sorted({site for group, _ in found for site, *_ in group.stops}))}
    visits = []
    hours = np.zeros(_DAY_MIN // _HOUR_MIN, dtype=bool)
    for number, (group, mixed) in enumerate(found):
        for first in group.begins:
            hours[np.arange(first // _HOUR_MIN, -(-(first + group.minutes) // _HOUR_MIN)) % len(hours)] = True
            days = [f"watched-{number}-{first}-{day}" for day in range(weeks * _WEEK)]
            for day, tour in enumerate(draw(mixed, days, secret).values()):
                for stop, minute in mixed.tours[tour].visits:
                    whole_day, of_day = divmod(first + minute, _DAY_MIN)
                    if day + whole_day < weeks * _WEEK:
                        visits.append((day + whole_day, index[group.stops[stop][0]], of_day))
    told = measure(seen(visits, days=weeks * _WEEK, sites=len(index)), config.patrol, hours=hours)
    return {"predictability": told.sentence, "skill": round(told.skill, 4)}
