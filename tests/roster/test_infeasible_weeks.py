"""An impossible week of each kind: the sentence names what is lacking and how much; with it the week can be filled."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from planner.core.duty import DutyKind, Floor
from planner.core.people import Rank
from planner.roster.problem import RosterProblem
from planner.roster.relax import Aim, Kind, Relaxation, is_solvable, relaxations
from planner.roster.remedies import FewerPlaces, LowerFloor, MilderNumber, MoreOfficers, MoreVehicles, Remedy
from planner.roster.rules import RULES
from tests.roster.days import at, duty, officer, problem

SECONDS = 20.0


def too_few_women() -> RosterProblem:
    """Four desks at once, each with a woman, and two women."""
    roll = [officer(f"W{i}", woman=True) for i in range(2)] + [officer(f"M{i}") for i in range(8)]
    desks = [
        duty(f"desk{i}", at(8), 8, strength=2, women=1, place=f"S{i}", kind=DutyKind.DESK, value=10 + i)
        for i in range(4)
    ]
    return problem(roll, desks, must_fill=True)


def lapsed_training() -> RosterProblem:
    """Three reserves of two trained officers on Wednesday; of six trained, the training of four lapsed on Tuesday."""
    roll = [officer(f"T{i}", skills="riot-control") for i in range(2)]
    roll += [officer(f"L{i}", skills="riot-control:2026-03-03") for i in range(4)]
    needs = {"kind": DutyKind.RESERVE, "strength": 2, "skills": (("riot-control", 2),)}
    return problem(
        roll, [duty(f"reserve{i}", at(8, day=2), 8, place=f"L{i}", **needs) for i in range(3)], must_fill=True
    )


def rank_missing() -> RosterProblem:
    """Three churches on Sunday, each under an ASI; one SI and one ASI."""
    roll = [officer("SI", Rank.SI), officer("ASI", Rank.ASI), *(officer(f"C{i}") for i in range(6))]
    needs = {"strength": 2, "in_charge": Rank.ASI}
    return problem(roll, [duty(f"church{i}", at(9, 6), 3, place=f"c{i}", **needs) for i in range(3)], must_fill=True)


def rest_against_nights() -> RosterProblem:
    """Two constables, a night of two, and an evening of two that begins nine hours after it."""
    night = duty("night", at(22), 8, strength=2)
    evening = duty("evening", at(15, day=1), 8, strength=2)
    return problem([officer("O1"), officer("O2")], [night, evening], must_fill=True)


def nights_in_a_row() -> RosterProblem:
    """Six nights of one, at most two in a row; one constable."""
    nights = [duty(f"night{i}", at(22, i), 8) for i in range(6)]
    return problem([officer("O1")], nights, must_fill=True, max_nights_row=2, max_nights_week=7)


def too_few_vehicles() -> RosterProblem:
    """Three mobiles at once from Lines, one of three officers: one car with four seats and one with two."""
    mobiles = [
        duty(f"mobile{i}", at(8), 8, kind=DutyKind.PATROL, place="Lines", strength=2 + (i == 0)) for i in range(3)
    ]
    roll = [officer(f"O{i}") for i in range(9)]
    return problem(roll, mobiles, must_fill=True, vehicles={"Lines": (4, 2)})


def week_too_long() -> RosterProblem:
    """Seven guards of eight hours in seven days for one constable, who may work 48 h."""
    return problem([officer("O1")], [duty(f"guard{i}", at(8, i), 8) for i in range(7)], must_fill=True)


def day_of_rest() -> RosterProblem:
    """A guard of an hour on each of seven days for one constable, with a day of rest."""
    guards = [duty(f"guard{i}", at(9, i), 1) for i in range(7)]
    return problem([officer("O1")], guards, must_fill=True, week_rest_min=1440)


def short_day_of_rest() -> RosterProblem:
    """The one free day lies between a night that ends at 6 and an early guard at 5: 23 h, not the 24 h of the rule."""
    guards = [duty(f"guard{i}", at(9, i), 1) for i in (0, 1, 5, 6)]
    around = [duty("night", at(22, 2), 8), duty("early", at(5, 4), 1)]
    return problem([officer("O1")], [*guards, *around], must_fill=True, week_rest_min=1440)


def too_far() -> RosterProblem:
    """The only constable lives 75 minutes from the church."""
    return problem(
        [officer("O1")],
        [duty("guard", at(9), 3)],
        must_fill=True,
        commute={("Lines", "church"): 75},
        max_commute_min=60,
    )


def floor_too_high() -> RosterProblem:
    """Five temples at once need an officer each, four of them (80 %) are the floor; three constables."""
    temples = [duty(f"temple{i}", at(9), 3, place=f"t{i}") for i in range(5)]
    floor = Floor("community Hindu", frozenset(d.id for d in temples), 0.8)
    return problem([officer(f"O{i}") for i in range(3)], temples, floors=(floor,))


CASES = [
    (too_few_women, Kind.OFFICERS, 2, "2 more women constables on Monday 2 March 08:00-16:00"),
    (too_few_women, Kind.DUTIES, 2, "no desk at these 2 places on Monday 2 March 08:00-16:00 (S0, S1)"),
    (lapsed_training, Kind.OFFICERS, 4, "4 more officers with riot control on Wednesday 4 March 08:00-16:00"),
    (rank_missing, Kind.OFFICERS, 1, "1 more officer of rank ASI or above on Sunday 8 March 09:00-12:00"),
    (rest_against_nights, Kind.OFFICERS, 2, "2 more constables on "),
    (rest_against_nights, Kind.REST, 1, "a rest of 9 h between two duties instead of 11 h"),
    (nights_in_a_row, Kind.NIGHTS, 1, "up to 6 night duties in a row instead of 2 night duties"),
    (too_few_vehicles, Kind.VEHICLES, 1, "1 more vehicle with 3 seats at Lines"),
    (week_too_long, Kind.HOURS, 1, "a weekly limit of 56 h of duty instead of 48 h (for 1 officer)"),
    (too_far, Kind.REACH, 1, "a way to duty of up to 1 h 15 min instead of 1 h"),
    (short_day_of_rest, Kind.WEEKLY_REST, 1, "a weekly rest of 23 h instead of 24 h"),
    (day_of_rest, Kind.OFFICERS, 1, "1 more constable on"),
    (floor_too_high, Kind.FLOOR, 20, "the floor of community Hindu at 60 % instead of 80 %"),
    (floor_too_high, Kind.OFFICERS, 1, "1 more constable on Monday 2 March 09:00-12:00"),
]


def aim_of(of: RosterProblem) -> Aim:
    """Keep the floors where there are any, else fill every duty."""
    return Aim.FLOORS if of.floors else Aim.FILL


def less(remedies: tuple[Remedy, ...]) -> list[tuple[Remedy, ...]]:
    """The remedies with one thing less, each way there is."""
    found = []
    for i, remedy in enumerate(remedies):
        for smaller in _smaller(remedy):
            found.append((*remedies[:i], *smaller, *remedies[i + 1 :]))
    return found


def _smaller(remedy: Remedy) -> list[tuple[Remedy, ...]]:
    match remedy:
        case MoreOfficers(number=1) | MoreVehicles(number=1):
            return [()]
        case MoreOfficers() | MoreVehicles():
            return [(replace(remedy, number=remedy.number - 1),)]
        case FewerPlaces(places):
            return [(FewerPlaces(tuple(kept)),) for kept in itertools.combinations(places, len(places) - 1)]
        case LowerFloor():
            return [(replace(remedy, share=remedy.share + 0.01),)]
        case MilderNumber(name="rest_min" | "week_rest_min"):
            return [(replace(remedy, value=remedy.value + 1),)]
        case MilderNumber():
            return [(replace(remedy, value=remedy.value - 1),)]
    raise AssertionError(remedy)


@pytest.mark.parametrize(
    ("week", "kind", "amount", "sentence"), CASES, ids=lambda value: getattr(value, "__name__", None)
)
def test_impossible_week_names_the_fewest_things(week: object, kind: Kind, amount: int, sentence: str) -> None:
    """The way of this kind is there with its number, was tried, suffices, and with one thing less does not."""
    of: RosterProblem = week()  # type: ignore[operator]
    aim = aim_of(of)
    found = {way.kind: way for way in relaxations(of, seconds=SECONDS, aim=aim)}
    assert len(found) >= 2
    way: Relaxation = found[kind]
    assert way.sentence.startswith(sentence)
    assert way.amount == amount
    assert way.is_tried
    assert is_solvable(way.apply(of), RULES, seconds=SECONDS, aim=aim)
    for fewer in less(way.remedies):
        reduced = of
        for remedy in fewer:
            reduced = remedy.apply(reduced)
        assert is_solvable(reduced, RULES, seconds=SECONDS, aim=aim) is False
