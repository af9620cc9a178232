"""A protection unit of about seventy and its duties, as large as the demo district, for the tests of the roster."""

from __future__ import annotations

import dataclasses
import random
from datetime import date, timedelta

from planner.core.duty import Duty, DutyKind
from planner.core.people import Officer, Rank
from planner.core.time import Window
from planner.roster.problem import RosterProblem
from tests.roster.days import MONDAY, at, duty, officer, problem

RANKS = [Rank.INSPECTOR] + 3 * [Rank.SI] + 6 * [Rank.ASI] + 10 * [Rank.HEAD_CONSTABLE] + 50 * [Rank.CONSTABLE]
SKILLS = (("driver", 0.35), ("riot-control", 0.3), ("victim-support", 0.3), ("first-aid", 0.3))


def district(*, days: int, seed: int, units: int = 1) -> RosterProblem:
    """A unit of 70 (8 women, some on leave, trainings that lapse) and 8 to 20 duties a day; `units` of them at once."""
    dice = random.Random(seed)
    officers = [person for unit in range(units) for person in _unit(dice, unit, days)]
    duties = [need for unit in range(units) for day in range(days) for need in _day(dice, unit, day)]
    return problem(officers, duties)


def relaxed(*, days: int, seed: int, units: int = 7) -> RosterProblem:
    """About seventy officers a unit and duties that they can all fill: fewer guards, and anyone may do them."""
    of = district(days=days, seed=seed, units=units)
    kept = [
        need
        for need in of.duties
        if need.kind in (DutyKind.DESK, DutyKind.RESERVE, DutyKind.PATROL)
        or (need.kind is DutyKind.GUARD and int(need.id.rpartition("guard")[2]) % 3 == 0)
    ]
    lighter = [dataclasses.replace(need, women=0, skills=(), in_charge=Rank.CONSTABLE) for need in kept]
    return of.replace(duties=tuple(lighter))


def _unit(dice: random.Random, unit: int, days: int) -> list[Officer]:
    women = set(dice.sample(range(20, 70), 8))
    people = []
    for i, rank in enumerate(RANKS):
        last_days = [date(2026, 3, 1) + timedelta(days=dice.choice((10, 20, 100, 300))) for _ in SKILLS]
        held = [
            f"{name}:{last}" for (name, share), last in zip(SKILLS, last_days, strict=True) if dice.random() < share
        ]
        leave = []
        if dice.random() < 0.15:
            first = dice.randrange(days)
            leave = [Window(at(0, first), at(0, first + dice.randint(1, 7)))]
        people.append(officer(f"U{unit}-{i:03d}", rank, woman=i in women, skills="; ".join(held), leave=leave))
    return people


def _day(dice: random.Random, unit: int, day: int) -> list[Duty]:
    name = f"u{unit}d{day}"
    found = [
        duty(
            f"{name}-desk{k}",
            at(8, day),
            8,
            kind=DutyKind.DESK,
            place=f"station{unit}{k}",
            strength=2,
            in_charge=Rank.HEAD_CONSTABLE,
            women=1,
            skills=(("victim-support", 1),),
            value=60,
        )
        for k in range(5)
    ]
    for hour in (6, 14, 22):
        crew = {"strength": 3, "in_charge": Rank.ASI, "skills": (("driver", 1),), "value": 20}
        found.append(duty(f"{name}-patrol{hour}", at(hour, day), 8, kind=DutyKind.PATROL, place="Lines", **crew))
    for hour in (6, 14):
        crew = {
            "strength": dice.choice((5, 6, 7)),
            "in_charge": Rank.ASI,
            "skills": (("riot-control", 2),),
            "value": 30,
        }
        found.append(duty(f"{name}-reserve{hour}", at(hour, day), 8, kind=DutyKind.RESERVE, place="Lines", **crew))
    weekday = (MONDAY + timedelta(days=day)).weekday()
    for k in range({6: 10, 4: 4}.get(weekday, 2)):
        found.append(
            duty(
                f"{name}-guard{k}",
                at(dice.choice((8, 9, 10, 17)), day),
                dice.choice((2.5, 3, 3.5)),
                place=f"site{unit}{dice.randrange(60)}",
                strength=dice.choice((2, 3, 4)),
                in_charge=dice.choice((Rank.ASI, Rank.HEAD_CONSTABLE)),
                value=40 * dice.choice((2, 4, 6)),
            )
        )
    return found
