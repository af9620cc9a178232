"""Small emergencies with a clock: who arrives when, and an answer written down by hand."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from types import SimpleNamespace

from planner.config import SurgeConfig, load_config
from planner.core.estimate import Estimate
from planner.core.people import Rank
from planner.core.surge import Alarm, HoldBack
from planner.surge.need import need_curve
from planner.surge.problem import TENTHS, Origin, Person, SurgeProblem

AT = datetime(2026, 3, 2, 6, 35, tzinfo=UTC)
STEADY = Estimate(0, 0, 0)
PLAIN = load_config().surge.model_copy(
    update={
        "women_share": 0.0,
        "riot_share": 0.0,
        "commander_small": "Constable",
        "commander_large": "Constable",
        "stay_adequate_min": 0,
        "ratio_disorder": 10.0,
        "min_section": 10,
        "brief_min": 3,
        "in_time_min": 45,
        "quantile": 0.5,
    }
)
"""Heads only: one officer to ten people, at least ten, of any rank."""


def crowd(
    low: float, best: float | None = None, high: float | None = None, *, name: str = "A1", growth: float = 0, lasts=0
):
    """An alarm with a crowd of this size, that grows by so many a minute."""
    size = Estimate(low, best or low, high or best or low)
    return Alarm(name, 73.0, 31.0, 0.0, 0.0, size, AT, growth=Estimate(growth, growth, growth), grows_for_min=lasts)


def station(
    name: str,
    *minutes: float | None,
    men: int = 0,
    women: int = 0,
    riot: int = 0,
    heads: tuple[Rank, ...] = (),
    turnout: float = 0,
    desk: int = 0,
    seats: int | None = None,
    kind: str = "station",
    place: str = "",
) -> Origin:
    """A place with so many minutes of driving to each alarm's form-up point; everybody has a seat unless told."""
    people = [Person(f"{name}-m{k:02d}", Rank.CONSTABLE, False) for k in range(men)]
    people += [Person(f"{name}-w{k:02d}", Rank.CONSTABLE, True) for k in range(women)]
    people += [Person(f"{name}-r{k:02d}", Rank.CONSTABLE, False, True) for k in range(riot)]
    people += [Person(f"{name}-h{k:02d}", rank, False) for k, rank in enumerate(heads)]
    drive = tuple(None if m is None else round(m * TENTHS) for m in minutes)
    free = len(people) if seats is None else seats
    return Origin(name, tuple(sorted(people)), (), free, round(turnout * TENTHS), desk, drive, kind, place)


def world(
    origins: tuple[Origin, ...],
    alarms: tuple[Alarm, ...],
    config: SurgeConfig = PLAIN,
    *,
    onward: float = 0,
    holdbacks: tuple[HoldBack, ...] = (),
    reserve: int = 0,
) -> SurgeProblem:
    """A problem whose needs are those of `config`."""
    curves = tuple(need_curve(alarm, config) for alarm in alarms)
    return SurgeProblem(
        at=AT,
        alarms=alarms,
        needs=tuple(one.needs[0] for one in curves),
        weights=tuple(one.needs[0].officers for one in curves),
        origins=origins,
        holdbacks=holdbacks,
        reserve=reserve,
        form_ups=(None,) * len(alarms),
        curves=curves,
        onward=(round(onward * TENTHS),) * len(alarms),
    )


def sent(problem: SurgeProblem, *teams: dict[str, int], adequate: tuple[float | None, ...] = ()):
    """An answer: for each alarm how many of each origin go, and when that is adequate as the test has worked it out."""
    free = {origin.id: list(origin.people) for origin in problem.origins}
    origins = {origin.id: origin for origin in problem.origins}
    alarms = []
    for q, team in enumerate(teams):
        units = []
        for name, number in team.items():
            origin = origins[name]
            people, free[name] = free[name][:number], free[name][number:]
            units.append(
                SimpleNamespace(
                    unit=f"{name}>{q}",
                    origin=name,
                    officers=tuple(person.officer for person in people),
                    depart_min=origin.turnout / TENTHS,
                    arrive_min=origin.arrival(q) / TENTHS,
                )
            )
        units.sort(key=lambda unit: unit.arrive_min)
        alarms.append(
            SimpleNamespace(
                alarm=problem.alarms[q].id,
                units=tuple(units),
                time_to_adequate_min=adequate[q] if adequate else None,
            )
        )
    return SimpleNamespace(alarms=tuple(alarms))


def random_world(seed: int, *, config: SurgeConfig = PLAIN, alarms: int | None = None) -> SurgeProblem:
    """A random problem in which everybody has a seat: some cut roads, mixed ranks, growing crowds."""
    draw = random.Random(seed)
    many = alarms or draw.randint(1, 3)
    crowds = tuple(
        crowd(
            low := draw.randint(20, 250), low + draw.randint(0, 99), low + 100, name=f"A{q}", growth=draw.choice((0, 2))
        )
        for q in range(many)
    )
    crowds = tuple(
        Alarm(c.id, c.longitude, c.latitude, c.x_m, c.y_m, c.crowd, AT, growth=c.growth, grows_for_min=30)
        for c in crowds
    )
    origins = tuple(
        station(
            f"S{i}",
            *(None if draw.random() < 0.1 else draw.randint(1, 40) for _ in range(many)),
            men=draw.randint(0, 9),
            women=draw.randint(0, 2),
            riot=draw.randint(0, 2),
            heads=tuple(draw.choices((Rank.SI, Rank.INSPECTOR), k=draw.randint(0, 1))),
            turnout=draw.choice((3, 15)),
            desk=draw.choice((0, 1)),
        )
        for i in range(draw.randint(1, 8))
    )
    return world(origins, crowds, config, onward=draw.choice((0, 4, 8)))


def everyone_of(problem: SurgeProblem, seed: int):
    """An answer at random: each origin sends some to one alarm that it can reach. Adequate when all are there, or not.

    Worked out from the definition: the first arrival after which the needs of that moment are met.
    """
    draw = random.Random(seed)
    teams: list[dict[str, int]] = [{} for _ in problem.alarms]
    for origin in problem.origins:
        can = [q for q in range(len(problem.alarms)) if origin.drive[q] is not None]
        if can and origin.people:
            teams[draw.choice(can)][origin.id] = draw.randint(1, len(origin.people))
    plain = sent(problem, *teams)
    people = {p.officer: p for o in problem.origins for p in o.people}
    moments: list[float | None] = []
    for q, alarm in enumerate(plain.alarms):
        found = None
        for k, unit in enumerate(alarm.units):
            here = [people[o] for u in alarm.units[: k + 1] for o in u.officers]
            at = round(unit.arrive_min * TENTHS) + problem.onward[q]
            need = problem.need_at(q, at)
            if (
                len(here) >= need.officers
                and sum(p.is_woman for p in here) >= need.women
                and sum(p.is_riot_trained for p in here) >= need.riot
                and max(p.rank for p in here) >= need.commander
            ):
                found = at / TENTHS
                break
        moments.append(found)
    return sent(problem, *teams, adequate=tuple(moments))
