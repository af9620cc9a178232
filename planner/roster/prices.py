"""What one more officer, vehicle or hour would buy, and what each floor costs: differences of the bound, not duals.

The bound is the worth that stays open at the least (`bound.open_worth`). It is reckoned again with the one thing more;
what it falls by is what that thing can buy at the most.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from planner.core.duty import DutyKind
from planner.core.people import Rank
from planner.roster.bound import open_worth
from planner.roster.check import rules_on
from planner.roster.problem import DAYS_OF_WEEK_LIMIT, RosterProblem
from planner.roster.remedies import LowerFloor, MilderNumber, MoreOfficers, MoreVehicles, OfficerKind, Remedy
from planner.roster.words import count

MOST_SKILLS = 3
"""Skills that are priced: those of which holders are scarcest against what duties ask for."""
MOST_BASES = 2
"""Bases of mobiles that are priced: those with most mobiles."""
HOUR = 60
NOT_KNOWN = "not computed in the time"


@dataclass(frozen=True, slots=True)
class Price:
    """What one thing more would buy at the most: worth of duties, or None when the time did not suffice."""

    what: str
    worth: int | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Prices:
    """The worth that stays open at the least as it is, and the prices, the dearest first."""

    open_worth: int | None
    prices: tuple[Price, ...]

    def rows(self) -> list[dict[str, Any]]:
        """As JSON rows with `what`, `worth` (null when not computed) and `sentence`."""
        return [asdict(price) for price in self.prices]


def prices(problem: RosterProblem, rules_off: Collection[str] = (), *, seconds: float) -> Prices:
    """What one more officer of each kind that matters, one more vehicle, one more hour a week would buy."""
    bounds = _Bounds(rules_off, seconds)
    before = bounds.of(problem)
    priced = []
    for what, remedy in _things(problem):
        # where nothing must stay open, nothing more can be bought
        after = before if before in (0, None) else bounds.of(remedy.apply(problem))
        worth = None if before is None or after is None else max(0, before - after)
        priced.append(Price(what, worth, _sentence(problem, what, worth)))
    priced.sort(key=lambda price: (price.worth is None, -(price.worth or 0)))
    return Prices(before, tuple(priced))


def floor_prices(problem: RosterProblem, rules_off: Collection[str] = (), *, seconds: float) -> Prices:
    """For each floor what could be covered elsewhere at the most without it; 0 when it costs nothing."""
    bounds = _Bounds(rules_off, seconds)
    before = bounds.of(problem) if problem.floors else 0
    priced = []
    for floor in problem.floors:
        after = bounds.of(LowerFloor(floor.name, 0.0).apply(problem)) if before is not None else None
        worth = None if before is None or after is None else max(0, before - after)
        what = f"the floor of {floor.name}"
        if worth is None:
            sentence = f"{what}: {NOT_KNOWN}."
        elif not worth:
            sentence = f"{what} costs nothing: without it no more could be covered elsewhere."
        else:
            sentence = f"{what} costs at most {worth}: without it {_in_duties(problem, worth)} elsewhere."
        priced.append(Price(what, worth, sentence))
    priced.sort(key=lambda price: (price.worth is None, -(price.worth or 0)))
    return Prices(before, tuple(priced))


class _Bounds:
    """The bound again and again, until the time ends."""

    def __init__(self, rules_off: Collection[str], seconds: float) -> None:
        self.rules = [rule.name for rule in rules_on(rules_off)]
        self.ends = time.monotonic() + seconds

    def of(self, problem: RosterProblem) -> int | None:
        """The least open worth, or None when the time ended first."""
        began = time.monotonic()
        left = self.ends - began
        if left <= 0:
            return None
        found = open_worth(problem, rules=self.rules, seconds=left)
        # a bound that ran out of time is that of single days: it cannot be compared with the others
        return found if time.monotonic() - began < left else None


def _things(problem: RosterProblem) -> Iterator[tuple[str, Remedy]]:
    """Each thing by name, with what it does to the problem; those that are likely to matter first."""
    kinds = [OfficerKind(is_woman=True)] if any(duty.women for duty in problem.duties) else []
    asked = sorted({duty.in_charge for duty in problem.duties if duty.in_charge > Rank.CONSTABLE}, reverse=True)
    kinds += [OfficerKind(), *(OfficerKind(rank) for rank in asked)]
    kinds += [OfficerKind(skills=(skill,)) for skill in _scarce_skills(problem)]
    for kind in kinds:
        yield kind.words(1).replace("1 more", "one more"), MoreOfficers(kind, 1)
    yield "one more hour a week for each officer", MilderNumber("max_week_min", problem.max_week_min + HOUR)
    if problem.vehicles is not None:
        patrols = Counter(duty.place for duty in problem.duties if duty.kind is DutyKind.PATROL)
        for base, _ in patrols.most_common(MOST_BASES):
            seats = max(duty.strength for duty in problem.duties if duty.place == base)
            yield f"one more vehicle at {base}", MoreVehicles(base, 1, seats)


def _scarce_skills(problem: RosterProblem) -> list[str]:
    """Skills by the officer-minutes that duties ask for, for each minute that their holders may work."""
    asked: Counter[str] = Counter()
    held: Counter[str] = Counter()
    for d, duty in enumerate(problem.duties):
        for skill, needed in duty.skills:
            asked[skill] += needed * problem.length(d)
            held[skill] += sum(officer.can(skill, problem.days[d]) for officer in problem.officers)
    duties_with = Counter(skill for duty in problem.duties for skill, _ in duty.skills)
    return sorted(asked, key=lambda s: (-asked[s] * duties_with[s] / max(1, held[s]), s))[:MOST_SKILLS]


def _sentence(problem: RosterProblem, what: str, worth: int | None) -> str:
    if worth is None:
        return f"{what}: {NOT_KNOWN}."
    if not worth:
        return f"{what}: nothing more would be covered."
    return f"{what}: {_in_duties(problem, worth)} in these {_days(problem)} (worth {worth})."


def _in_duties(problem: RosterProblem, worth: int) -> str:
    """A worth as so many duties of the kind that is most often guarded: as "as much as 9 more guards manned"."""
    guards = [d for d in problem.duties if d.kind is DutyKind.GUARD] or list(problem.duties)
    worths = sorted(duty.value * duty.strength for duty in guards)
    usual = worths[len(worths) // 2]
    number = worth // usual
    noun = guards[0].kind.value
    if not number:
        return f"at most part of one more {noun} manned"
    return f"up to {count(number, f'more {noun}')} manned"


def _days(problem: RosterProblem) -> str:
    days = max(problem.day_numbers, default=0) + 1
    weeks, rest = divmod(days, DAYS_OF_WEEK_LIMIT)
    return count(weeks, "week") if weeks > 1 and not rest else count(days, "day")
