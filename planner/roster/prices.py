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
from planner.roster.bound import TOGETHER, open_worth
from planner.roster.check import rules_on
from planner.roster.lending import asked_of, kinds_of
from planner.roster.problem import DAYS_OF_WEEK_LIMIT, RosterProblem
from planner.roster.remedies import NOUNS, MilderNumber, MoreOfficers, MoreVehicles, OfficerKind, Remedy
from planner.roster.words import count

MOST_SKILLS = 3
"""Skills that are priced: those of which holders are scarcest against what duties ask for."""
MOST_SEVERAL = 3
"""Kinds of officers who are several things at once that are priced: those that most duties ask for."""
MOST_BASES = 2
"""Bases of mobiles that are priced: those with most mobiles."""
DEARER = 10
"""Times the worthiest duty that an officer-hour below a floor costs while floors are priced."""
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
    if not problem.floors:
        return Prices(None, ())
    bounds = _Bounds(rules_off, seconds)
    # dear enough that no floor gives way to a need: what is left is the worth of needs
    dear = problem.replace(floor_price=DEARER * max(duty.value * duty.strength for duty in problem.duties))
    # larger problems are bounded in parts, and a part has no floors
    is_whole = len(problem.officers) * len(problem.duties) <= TOGETHER
    before = bounds.of(dear) if is_whole else None
    without_all = bounds.of(dear.replace(floors=()))
    is_free = before is not None and before == without_all
    kept = is_free or before is None or before == bounds.of(dear.replace(floor_price=2 * dear.floor_price))
    priced = []
    for floor in problem.floors:
        others = tuple(other for other in problem.floors if other is not floor)
        after = before if is_free or not kept or before is None else bounds.of(dear.replace(floors=others))
        worth = None if before is None or after is None or not kept else max(0, before - after)
        priced.append(Price(f"the floor of {floor.name}", worth, _floor_sentence(problem, floor.name, worth, kept)))
    return Prices(before if kept else None, _dearest_first(priced))


def _floor_sentence(problem: RosterProblem, name: str, worth: int | None, kept: bool) -> str:
    if not kept:
        return f"the floor of {name}: the floors cannot all be kept, so that none has a price."
    if worth is None:
        return f"the floor of {name}: {NOT_KNOWN}."
    if not worth:
        return f"the floor of {name} costs nothing: without it no more could be covered elsewhere."
    return f"without the floor of {name} {_in_duties(worth, problem.duties)} elsewhere (worth {worth})."


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
