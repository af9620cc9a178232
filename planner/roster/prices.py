"""What one more officer, vehicle or hour would buy, and what each floor costs: differences of the bound, not duals.

The bound is the worth that stays open at the least (`bound.open_worth`). It is reckoned again with the one thing more;
what it falls by is what that thing can buy at the most.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from planner.core.duty import Duty, DutyKind
from planner.core.people import Rank
from planner.core.plan import Status
from planner.roster.bound import open_worth
from planner.roster.check import rules_on
from planner.roster.counting import Counting
from planner.roster.lending import asked_of, kinds_of
from planner.roster.problem import DAYS_OF_WEEK_LIMIT, RosterProblem
from planner.roster.remedies import NOUNS, MilderNumber, MoreOfficers, MoreVehicles, OfficerKind, Remedy
from planner.roster.words import count
from planner.solver import solve_mixed, weighted

MOST_SKILLS = 3
"""Skills that are priced: those of which holders are scarcest against what duties ask for."""
MOST_SEVERAL = 3
"""Kinds of officers who are several things at once that are priced: those that most duties ask for."""
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
    useless: list[OfficerKind] = []
    priced = []
    for what, remedy, duties in _things(problem):
        kind = remedy.kind if isinstance(remedy, MoreOfficers) else None
        # where nothing must stay open, or one who can more buys nothing, nothing can be bought
        is_idle = before == 0 or (kind is not None and any(_can_all(better, kind) for better in useless))
        after = before if before is None or is_idle else bounds.of(remedy.apply(problem))
        worth = None if before is None or after is None else max(0, before - after)
        if worth == 0 and kind is not None:
            useless.append(kind)
        priced.append(Price(what, worth, _sentence(problem, what, worth, duties)))
    return Prices(before, _dearest_first(priced))


def floor_prices(problem: RosterProblem, rules_off: Collection[str] = (), *, seconds: float) -> Prices:
    """For each floor what could be covered elsewhere at the most without it; 0 when it costs nothing."""
    rules = [rule.name for rule in rules_on(rules_off)]
    ends = time.monotonic() + seconds
    before = _kept_floors(problem, rules, ends) if problem.floors else 0
    priced = []
    for floor in problem.floors:
        what = f"the floor of {floor.name}"
        if before is None:
            text = f"{what}: {NOT_KNOWN}, or the floors cannot all be kept."
            priced.append(Price(what, None, text))
            continue
        others = tuple(other for other in problem.floors if other is not floor)
        after = _kept_floors(problem.replace(floors=others), rules, ends) if before else 0
        worth = None if after is None else max(0, before - after)
        if worth is None:
            sentence = f"{what}: {NOT_KNOWN}."
        elif not worth:
            sentence = f"{what} costs nothing: without it no more could be covered elsewhere."
        else:
            sentence = f"without {what} {_in_duties(worth, problem.duties)} elsewhere (worth {worth})."
        priced.append(Price(what, worth, sentence))
    return Prices(before, _dearest_first(priced))


def _kept_floors(problem: RosterProblem, rules: Collection[str], ends: float) -> int | None:
    """The worth that stays open at the least when the floors are kept; None when they cannot be, or the time ended."""
    left = ends - time.monotonic()
    if left <= 0:
        return None
    count = Counting(problem, rules)
    count.close(floors=True)
    count.model.minimize(weighted(list(count.short.values()), [problem.duties[d].value for d in count.short]))
    solved = solve_mixed(count.model, seconds=ends - time.monotonic(), whole=())
    return solved.bound if solved.status in (Status.OPTIMAL, Status.GOOD) else None


def _dearest_first(priced: Iterable[Price]) -> tuple[Price, ...]:
    return tuple(sorted(priced, key=lambda price: (price.worth is None, -(price.worth or 0))))


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


def _things(problem: RosterProblem) -> Iterator[tuple[str, Remedy, list[Duty]]]:
    """Each thing by name, what it does to the problem, and the duties that ask for it; who can most comes first."""
    guards = [duty for duty in problem.duties if duty.kind is DutyKind.GUARD] or list(problem.duties)
    wanted: Counter[OfficerKind] = Counter()
    for kind in kinds_of(problem, range(len(problem.duties))):
        wanted[kind] = len(_asking(problem, kind))
    several = [kind for kind in wanted if asked_of(kind) and _things_asked(kind) > 1]
    several = sorted(several, key=lambda kind: (-wanted[kind], asked_of(kind), kind.skills))[:MOST_SEVERAL]
    ranks = sorted((kind for kind in wanted if kind.rank > Rank.CONSTABLE and _things_asked(kind) == 1), reverse=True)
    skills = [OfficerKind(skills=(skill,)) for skill in _scarce_skills(problem)]
    women = [OfficerKind(is_woman=True)] if any(duty.women for duty in problem.duties) else []
    for kind in [*several, *women, *ranks, *skills, OfficerKind()]:
        name = kind.words(1).replace("1 more", "one more")
        yield name, MoreOfficers(kind, 1), _asking(problem, kind) if asked_of(kind) else guards
    milder = MilderNumber("max_week_min", problem.max_week_min + HOUR)
    yield "one more hour a week for each officer", milder, guards
    if problem.vehicles is not None:
        patrols = Counter(duty.place for duty in problem.duties if duty.kind is DutyKind.PATROL)
        for base, _ in patrols.most_common(MOST_BASES):
            there = [duty for duty in problem.duties if duty.kind is DutyKind.PATROL and duty.place == base]
            seats = max(duty.strength for duty in there)
            yield f"one more vehicle at {base}", MoreVehicles(base, 1, seats), there


def _things_asked(kind: OfficerKind) -> int:
    return (kind.rank > Rank.CONSTABLE) + kind.is_woman + len(kind.skills)


def _can_all(better: OfficerKind, kind: OfficerKind) -> bool:
    """True when the one can whatever the other can."""
    return better.rank >= kind.rank and better.is_woman >= kind.is_woman and set(better.skills) >= set(kind.skills)


def _asking(problem: RosterProblem, kind: OfficerKind) -> list[Duty]:
    """The duties that ask for all that the kind is."""
    return [
        duty
        for duty in problem.duties
        if duty.in_charge >= kind.rank
        and (duty.women > 0 or not kind.is_woman)
        and {skill for skill, _ in duty.skills} >= set(kind.skills)
    ]


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


def _sentence(problem: RosterProblem, what: str, worth: int | None, duties: list[Duty]) -> str:
    if worth is None:
        return f"{what}: {NOT_KNOWN}."
    if not worth:
        return f"{what}: nothing more would be covered."
    return f"{what}: {_in_duties(worth, duties)} in these {_days(problem)} (worth {worth})."


def _in_duties(worth: int, duties: Sequence[Duty]) -> str:
    """A worth as duties of the commonest kind among these: as "at most as much as 9 more guards manned"."""
    kind, _ = Counter(duty.kind for duty in duties).most_common(1)[0]
    alike = [duty for duty in duties if duty.kind is kind]
    number = worth // _usual([duty.value * duty.strength for duty in alike])
    if number:
        return f"at most as much as {count(number, f'more {NOUNS[kind]}')} manned"
    places = max(1, worth // _usual([duty.value for duty in alike]))
    return f"at most as much as {count(places, 'more officer')} on a {NOUNS[kind]}"


def _usual(worths: Iterable[int]) -> int:
    """The middle one."""
    ordered = sorted(worths)
    return ordered[len(ordered) // 2]


def _days(problem: RosterProblem) -> str:
    days = max(problem.day_numbers, default=0) + 1
    weeks, rest = divmod(days, DAYS_OF_WEEK_LIMIT)
    return count(weeks, "week") if weeks > 1 and not rest else count(days, "day")
