"""Nearest-first as a dispatcher does it without a plan: each goes straight in, and nobody looks behind.

The opponent is a fair one: it knows every travel time, counts women, riot-trained and commanders, has no briefing to
wait for, and takes whoever is soonest. What it costs is told beside: arrivals piece by piece, desks, cover, reserve.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from planner.config import SurgeConfig
from planner.core.surge import Need
from planner.surge.problem import TENTHS, Origin, Person, SurgeProblem
from planner.surge.sums import Gap, Sum, summed

Direct = Sequence[Sequence[int | None]]
"""Tenths of driving from each origin straight to each alarm; None where there is no way."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Officers who reach the crowd together, by themselves: minutes after the order, origin, and what they bring."""

    minutes: float
    origin: str
    brought: Sum


@dataclass(frozen=True, slots=True)
class NaiveAlarm:
    """What one alarm gets. `minutes` is when the force is adequate (None: never); `gap` what is missing at the end.

    `pieces` are the separate arrivals until then. `alone_min` is how long fewer than a section stand in front of the
    crowd, `alone_share` its share of the time from the first arrival until the force is adequate, or until the last
    arrival when it never is.
    """

    alarm: str
    minutes: float | None
    arrivals: tuple[Arrival, ...]
    pieces: int
    alone_min: float
    alone_share: float
    gap: Gap


@dataclass(frozen=True, slots=True)
class Naive:
    """What nearest-first does to all alarms, and what it breaks.

    `emptied_desks` are places with fewer than their desk needs; `reserve_left` are officers who could still go, of
    `reserve` that were to stay.
    """

    alarms: tuple[NaiveAlarm, ...]
    broken_holdbacks: tuple[str, ...]
    emptied_desks: tuple[str, ...]
    reserve_left: int
    reserve: int


def naive(problem: SurgeProblem, config: SurgeConfig, *, direct: Direct | None = None) -> Naive:
    """Nearest-first, the heaviest alarm first, without desks, hold-backs and reserve.

    Without `direct` the way straight in is taken to be the one by the form-up point, less the briefing there.
    """
    free = [list(origin.people) for origin in problem.origins]
    seats = [origin.seats for origin in problem.origins]
    found: dict[int, NaiveAlarm] = {}
    for q in problem.priority:
        arrivals: list[tuple[int, int, Sum]] = []
        together, adequate = Sum(), None
        for tenths, i in _soonest(problem, q, config, direct):
            origin, need = problem.origins[i], problem.need_at(q, tenths)
            is_given = origin.is_given
            if adequate is not None and not is_given:
                continue
            team = tuple(free[i]) if is_given else _picked(free[i], seats[i], together, need)
            if not team:
                continue
            gone = {person.officer for person in team}
            free[i] = [person for person in free[i] if person.officer not in gone]
            seats[i] -= len(team)
            brought = summed(team)
            together += brought
            arrivals.append((tenths, i, brought))
            if adequate is None and not together.lacks(need):
                adequate = tenths
        found[q] = _alarm(problem, q, arrivals, adequate, config)
    left = {o.id: 0 if o.is_given else len(row) for o, row in zip(problem.origins, free, strict=True)}
    return Naive(
        alarms=tuple(found[q] for q in range(len(problem.alarms))),
        broken_holdbacks=tuple(h.site for h in problem.holdbacks if sum(left[o] for o in h.origins) < h.minimum),
        emptied_desks=tuple(sorted({_place(o) for o in problem.origins if left[o.id] < o.desk_minimum})),
        reserve_left=sum(
            max(0, min(left[origin.id] - origin.desk_minimum, spare))
            for origin, spare in zip(problem.origins, seats, strict=True)
            if not origin.is_given
        ),
        reserve=problem.reserve,
    )


def naive_document(found: Naive) -> dict[str, Any]:
    """As the key `nearest_first` of a surge."""
    return {
        "alarms": [
            {
                "id": alarm.alarm,
                "time_to_adequate_min": alarm.minutes,
                "piecemeal": alarm.pieces,
                "alone_min": round(alarm.alone_min, 1),
                "alone_share": round(alarm.alone_share, 3),
            }
            for alarm in found.alarms
        ],
        "broken_holdbacks": list(found.broken_holdbacks),
        "emptied_desks": list(found.emptied_desks),
        "reserve_left": found.reserve_left,
        "reserve": found.reserve,
    }


def _soonest(problem: SurgeProblem, q: int, config: SurgeConfig, direct: Direct | None) -> list[tuple[int, int]]:
    """Origins by when they can be in front of the crowd, in tenths."""
    way_in = max(0, problem.onward_of(q) - config.brief_min * TENTHS)
    reach = []
    for i, origin in enumerate(problem.origins):
        by_form_up = origin.drive[q]
        drive = None if by_form_up is None else by_form_up + way_in if direct is None else direct[i][q]
        if drive is not None:
            reach.append((origin.turnout + drive, i))
    return sorted(reach)


def _picked(free: list[Person], seats: int, together: Sum, need: Need) -> tuple[Person, ...]:
    """Who goes: first those who fill most of what is missing, then the lowest ranks until heads are enough."""
    rest = sorted(free, key=lambda p: (p.rank, p.is_woman, p.is_riot_trained, p.officer))
    team: list[Person] = []
    while len(team) < seats:
        gap = (together + summed(team)).lacks(need)
        best = max(rest, key=lambda p: _fills(p, gap), default=None)
        if best is None or not _fills(best, gap):
            break
        rest.remove(best)
        team.append(best)
    open_heads = (together + summed(team)).lacks(need).officers
    return (*team, *rest[: max(0, min(open_heads, seats - len(team)))])


def _fills(person: Person, gap: Gap) -> int:
    """How many kinds of what is missing a person is."""
    is_head = gap.commander is not None and person.rank >= gap.commander
    return is_head + (person.is_woman and gap.women > 0) + (person.is_riot_trained and gap.riot > 0)


def _place(origin: Origin) -> str:
    return origin.place or origin.id


def _alarm(
    problem: SurgeProblem, q: int, arrivals: list[tuple[int, int, Sum]], adequate: int | None, config: SurgeConfig
) -> NaiveAlarm:
    """The figures of one alarm; `arrivals` are (tenths, origin, what they bring) in order of time."""
    section = problem.sections[q] if problem.sections else config.min_section
    together = sum((brought for _, _, brought in arrivals), Sum())
    last = adequate if adequate is not None else max((tenths for tenths, _, _ in arrivals), default=0)
    moments = sorted({tenths for tenths, _, _ in arrivals if tenths <= last})
    alone = there = 0
    for now, then in zip(moments, [*moments[1:], last], strict=False):
        there = sum(brought.officers for tenths, _, brought in arrivals if tenths <= now)
        alone += then - now if there < section else 0
    span = last - moments[0] if moments else 0
    return NaiveAlarm(
        alarm=problem.alarms[q].id,
        minutes=None if adequate is None else adequate / TENTHS,
        arrivals=tuple(Arrival(tenths / TENTHS, problem.origins[i].id, brought) for tenths, i, brought in arrivals),
        pieces=len(moments),
        alone_min=alone / TENTHS,
        alone_share=alone / span if span else 0.0,
        gap=together.lacks(problem.need_at(q, last)),
    )
