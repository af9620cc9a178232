"""Who can be found where and when: the officers of a plan as presences."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from planner.core.duty import DutyKind, Route
from planner.core.errors import InputError
from planner.core.plan import Plan
from planner.core.time import Window

Places = Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Presence:
    """So many officers at one place (metres of the working reference system) through a window."""

    x_m: float
    y_m: float
    window: Window
    officers: int
    kind: DutyKind


def presences(plan: Plan, places: Places) -> tuple[Presence, ...]:
    """Where the officers of a plan are: at the place of their duty, or on the route of their mobile.

    Between two stops a mobile counts as being at the one that is nearer in time: it leaves the first half-way. Without
    a route a mobile stands at its base. Where several vehicles share a duty, its officers are split between them.

    Raises InputError when a place of the plan is not in `places`.
    """
    officers: Counter[str] = Counter(one.duty for one in plan.assignments)
    duties = {one.duty: one for one in plan.assignments}
    routes: dict[str, list[Route]] = defaultdict(list)
    for route in plan.routes:
        routes[route.duty].append(route)
    found: list[Presence] = []
    for name, one in duties.items():
        own = routes.get(name, [])
        for number, route in enumerate(own):
            share = _shares(officers[name], len(own))[number]
            if share:
                found += _along(route, one.window, share, one.kind, places)
        if not own:
            found.append(Presence(*_at(places, one.place), one.window, officers[name], one.kind))
    return tuple(found)


def _shares(officers: int, vehicles: int) -> list[int]:
    """Officers a vehicle, the first ones with one more."""
    return [officers // vehicles + (number < officers % vehicles) for number in range(vehicles)]


def _along(route: Route, duty: Window, officers: int, kind: DutyKind, places: Places) -> Iterator[Presence]:
    stops = [(route.base, min(duty.start, route.window.start), route.window.start)]
    stops += [
        (visit.site, visit.window.start, visit.window.end)
        for visit in sorted(route.visits, key=lambda visit: visit.window.start)
    ]
    stops.append((route.base, route.window.end, max(duty.end, route.window.end)))
    came = stops[0][1]
    for (place, _, leaves), (_, arrives, _) in zip(stops, [*stops[1:], (route.base, stops[-1][2], None)], strict=True):
        went = leaves + (arrives - leaves) / 2
        if went > came:
            yield Presence(*_at(places, place), Window(came, went), officers, kind)
        came = max(came, went)


def _at(places: Places, name: str) -> tuple[float, float]:
    if name not in places:
        raise InputError(f"the plan names the place {name!r}, which is not known", maybe="it was deleted since.")
    return places[name]
