"""Tiny days in words, and small random problems, for the tests of the roster."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from planner.core.duty import Duty, DutyKind, Floor
from planner.core.people import Officer, Rank, Skill
from planner.core.rule import Rule, Violation
from planner.core.time import Window
from planner.roster.problem import Assigned, RosterProblem

ZONE = ZoneInfo("Asia/Karachi")
MONDAY = datetime(2026, 3, 2, tzinfo=ZONE)
"""The Monday at whose midnight every test week begins."""


def at(hour: float, day: int = 0) -> datetime:
    """An hour of a day of the test week; day 0 is Monday."""
    return MONDAY + timedelta(days=day, hours=hour)


def officer(
    name: str,
    rank: Rank = Rank.CONSTABLE,
    *,
    woman: bool = False,
    skills: str = "",
    leave: Iterable[Window] = (),
    home: str = "Lines",
    since: date | None = None,
    languages: str = "",
) -> Officer:
    """An officer of the protection unit at Lines, unless said otherwise."""
    spoken = frozenset(languages.split())
    return Officer(name, rank, woman, Skill.parse_many(skills), home, "protection unit", tuple(leave), since, spoken)


def duty(
    name: str,
    start: datetime,
    hours: float,
    *,
    strength: int = 1,
    kind: DutyKind = DutyKind.GUARD,
    place: str = "church",
    in_charge: Rank = Rank.CONSTABLE,
    women: int = 0,
    skills: tuple[tuple[str, int], ...] = (),
    value: int = 10,
) -> Duty:
    """A guard of one constable at the church, unless said otherwise."""
    window = Window(start, start + timedelta(hours=hours))
    return Duty(name, kind, place, window, strength, in_charge, women, skills, value, "test")


def problem(officers: Iterable[Officer], duties: Iterable[Duty], **numbers: object) -> RosterProblem:
    """Eleven hours of rest, shifts of eight, 48 hours a week, half an hour from place to place, or as `numbers` say."""
    usual = {
        "rest_min": 660,
        "max_week_min": 2880,
        "shift_min": 480,
        "changeover_min": 30,
        "min_manned": 2,
        "min_manned_share": 0.5,
        "fair_within_min": 480,
        "fair_price": 1,
    }
    return RosterProblem(start=MONDAY, officers=tuple(officers), duties=tuple(duties), **{**usual, **numbers})


def plan(of: RosterProblem, **who: str) -> Assigned:
    """A plan from `duty="officer officer"`."""
    pairs = {(of.officer_index[name], of.duty_index[d]) for d, names in who.items() for name in names.split()}
    return Assigned(of, pairs)


def breaches(rule: Rule, of: RosterProblem, **who: str) -> list[Violation]:
    """The rule's violations in a plan from `duty="officer officer"`."""
    return list(rule.violations(of, plan(of, **who)))


def random_problem(dice: random.Random) -> RosterProblem:
    """Two to five officers and two to six duties, close enough together that every rule has something to forbid."""
    is_week = dice.random() < 0.4
    ranks = dice.choice(((Rank.ASI,), (Rank.CONSTABLE, Rank.HEAD_CONSTABLE, Rank.ASI)))
    officers = [_random_officer(dice, i, ranks) for i in range(dice.randint(2, 3 if is_week else 5))]
    is_dark = dice.random() < 0.3
    days = [0, 2, 4, 6] if is_week else [dice.randint(0, 2) for _ in range(dice.randint(2, 6))]
    duties = [_random_duty(dice, i, day, is_dark) for i, day in enumerate(days)]
    places = ("church", "temple")
    return problem(
        officers,
        duties,
        rest_min=dice.choice((360, 660)),
        max_week_min=dice.choice((480, 720, 1200)),
        changeover_min=dice.choice((0, 30, 180)),
        travel=dice.choice(({}, {("church", "temple"): 90, ("temple", "church"): 20})),
        min_manned_share=dice.choice((0.0, 0.5, 1.0)),
        must_fill=dice.random() < 0.3,
        fair_within_min=dice.choice((0, 240)),
        max_nights_week=dice.choice((0, 1, 2, 7)),
        max_nights_row=dice.choice((1, 2, 7)),
        week_rest_min=dice.choice((2880, 5400)) if is_week else 1440,
        commute={("Saddar", dice.choice(places)): dice.choice((50, 70))},
        max_commute_min=60,
        vehicles=dice.choice((None, {"church": (2,)}, {"church": (1, 3), "temple": (2,)})),
        floors=(
            Floor("first two", frozenset({"D0", "D1", "gone"}), dice.choice((0.0, 0.3, 1.0))),
            Floor("second", frozenset({"D1"}), 0.5),
        ),
        floor_price=dice.choice((0, 3)),
        before=frozenset((f"O{dice.randrange(6)}", f"D{dice.randrange(7)}") for _ in range(dice.choice((0, 3, 12)))),
        change_price=2,
        weekend_days=(0, 1),
        hard_share=0.6,
        fair_turns_within=dice.choice((0, 1)),
        fair_nights_price=2,
        fair_weekends_price=1,
        fair_hard_price=1,
    )


def _random_officer(dice: random.Random, number: int, ranks: Sequence[Rank]) -> Officer:
    leave = []
    if dice.random() < 0.3:
        begin = dice.uniform(0, 60)
        leave = [Window(at(begin), at(begin + dice.uniform(1, 30)))]
    skill = ""
    if dice.random() < 0.6:
        skill = "driver" if dice.random() < 0.5 else f"driver:{date(2026, 3, 2) + timedelta(days=dice.randint(0, 3))}"
    rank = dice.choice(ranks)
    home = dice.choice(("Lines", "Lines", "Saddar"))
    return officer(f"O{number}", rank, woman=dice.random() < 0.4, skills=skill, leave=leave, home=home)


def _random_duty(dice: random.Random, number: int, day: int, is_dark: bool) -> Duty:
    strength = dice.randint(1, 3)
    return duty(
        f"D{number}",
        at(dice.choice((0, 2) if is_dark else (0, 2, 4, 6, 8, 9, 12, 14, 16)), day),
        dice.choice((2, 3.5, 4, 8)),
        strength=strength,
        kind=dice.choice((DutyKind.GUARD, DutyKind.PATROL)),
        place=dice.choice(("church", "temple")),
        in_charge=dice.choice((Rank.CONSTABLE, Rank.HEAD_CONSTABLE, Rank.ASI)),
        women=dice.randint(0, min(1, strength)),
        skills=dice.choice(((), (("driver", 1),))),
        value=dice.randint(1, 9),
    )


def begun_in(dice: random.Random, of: RosterProblem) -> RosterProblem:
    """The problem with up to two of its duties begun, and somebody or nobody on them."""
    begun = frozenset(dice.sample([duty.id for duty in of.duties], dice.choice((0, 0, 1, 1, 2))))
    done = frozenset((officer.id, d) for officer in of.officers for d in sorted(begun) if dice.random() < 0.4)
    return of.replace(begun=begun, done=done)


def random_plan(dice: random.Random, of: RosterProblem) -> frozenset[tuple[int, int]]:
    """Some officers on some duties, good or bad."""
    share = dice.choice((0.1, 0.25, 0.5, 0.8))
    everyone = [(o, d) for o in range(len(of.officers)) for d in range(len(of.duties))]
    return frozenset(pair for pair in everyone if dice.random() < share)
