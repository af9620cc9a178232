"""What one more officer, vehicle or hour would buy, and what each floor costs.

The bound is the worth that stays open at the least (`bound`), week by week. The prices of its rows say what one thing
more can buy at the most, and what buys nothing (`duals`); for the dearest things the bound is reckoned again with the
one thing more, and what it falls by is said.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from planner.core.duty import Duty, DutyKind
from planner.core.people import Rank
from planner.roster.bound import sound
from planner.roster.check import rules_on
from planner.roster.duals import Stretch, by_week, solved
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
MOST_EXACT = 5
"""Things for which the bound is reckoned again: those that may buy most. The others keep what they buy at the most."""
LARGEST = 150_000
"""Officers times duties up to which floors are priced: they are shares of all the days, which cannot be parted."""
LACKS = 1e-4
"""Officer-hours of a floor that are arithmetic."""
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
    """What one more officer of each kind that matters, one more vehicle, one more hour a week would buy.

    Floors are left aside: it is the worth of duties that is bought.
    """
    ends = time.monotonic() + seconds
    rules = [rule.name for rule in rules_on(rules_off)]
    parts = by_week(sound(problem, rules)) if "filled" in rules else []
    things = list(_things(problem))
    kinds = [remedy.kind for _, remedy, _ in things if isinstance(remedy, MoreOfficers)]
    hints = [kind.officer("lent", None) for kind in kinds]
    weeks = [solved(part, rules, seconds=ends - time.monotonic(), hints=hints) for part in parts]
    known = [week for week in weeks if week is not None]
    before = sum(week.worth for week in known) if len(known) == len(weeks) else None
    most = [None if before is None else _most(known, remedy, ends) for _, remedy, _ in things]
    worths = [None if by is None else sum(by) for by in most]
    remedies = [remedy for _, remedy, _ in things]
    _made_exact(worths, remedies, lambda i: _bought(known, rules, remedies[i], most[i] or [], ends))
    priced = []
    for i in sorted(range(len(things)), key=lambda i: _asked(remedies[i])):
        what, _, duties = things[i]
        enough = _who_is_enough(worths, remedies, i)
        said = _sentence(problem, what, worths[i], duties) if enough is None else _no_more(what, things[enough][0])
        priced.append(Price(what, worths[i], said))
    return Prices(before, _dearest_first(priced))


def _asked(remedy: Remedy) -> int:
    return asked_of(remedy.kind) if isinstance(remedy, MoreOfficers) else 0


def _who_is_enough(worths: Sequence[int | None], remedies: Sequence[Remedy], i: int) -> int | None:
    """Somebody of whom less is asked and who buys as much; None when there is nobody, or nothing is bought."""
    mine = remedies[i]
    if not isinstance(mine, MoreOfficers) or not worths[i]:
        return None
    for j, other in enumerate(remedies):
        if not isinstance(other, MoreOfficers) or asked_of(other.kind) >= asked_of(mine.kind):
            continue
        if worths[j] == worths[i] and _can_all(mine.kind, other.kind):
            return j
    return None


def _no_more(what: str, enough: str) -> str:
    return f"{what}: no more than {enough} buys."


def _most(weeks: Sequence[Stretch], remedy: Remedy, ends: float) -> list[int] | None:
    """What the thing can buy at the most in each week; None when the time ended."""
    found = []
    for week in weeks:
        if isinstance(remedy, MoreOfficers):
            worth = week.for_officer(remedy.kind.officer("lent", None), seconds=ends - time.monotonic())
        elif isinstance(remedy, MoreVehicles):
            worth = week.for_vehicle(remedy.base)
        else:
            worth = week.for_minutes(HOUR)
        if worth is None:
            return None
        found.append(worth)
    return found


def _bought(
    weeks: Sequence[Stretch], rules: Collection[str], remedy: Remedy, most: Sequence[int], ends: float
) -> int | None:
    """By how much the bound falls with the thing, in the weeks in which it can; None when the time ended."""
    found = 0
    for week, worth in zip(weeks, most, strict=True):
        if worth:
            after = solved(remedy.apply(week.problem), rules, seconds=ends - time.monotonic())
            if after is None:
                return None
            found += min(worth, max(0, week.worth - after.worth))
    return found


def _made_exact(worths: list[int | None], remedies: Sequence[Remedy], exact_of: Callable[[int], int | None]) -> None:
    """Exact worths in the place of the dearest, until the time ends.

    Who can more buys at least as much and who can less at most as much: that settles some without a program.
    """
    kinds = [remedy.kind if isinstance(remedy, MoreOfficers) else None for remedy in remedies]
    asked = [0 if kind is None else asked_of(kind) for kind in kinds]
    least = [0] * len(worths)
    for _ in range(MOST_EXACT):
        # of those that may buy as much, who can less comes first
        left = [i for i, worth in enumerate(worths) if worth is not None and worth > least[i]]
        if not left:
            return
        i = min(left, key=lambda i: (-(worths[i] or 0), asked[i], i))
        exact = exact_of(i)
        if exact is None:
            return
        worths[i] = least[i] = exact
        for j, kind in enumerate(kinds):
            other, worth = kinds[i], worths[j]
            if kind is None or other is None or worth is None or i == j:
                continue
            if _can_all(other, kind):
                worths[j] = min(worth, exact)
            elif _can_all(kind, other):
                least[j] = max(least[j], min(worth, exact))


def _can_all(better: OfficerKind, kind: OfficerKind) -> bool:
    """True when the one can whatever the other can."""
    return better.rank >= kind.rank and better.is_woman >= kind.is_woman and set(better.skills) >= set(kind.skills)


def _dearest(worths: Sequence[int | None]) -> list[int]:
    """Positions of what may buy anything, that which may buy most first."""
    return sorted((i for i, worth in enumerate(worths) if worth), key=lambda i: (-(worths[i] or 0), i))


def floor_prices(problem: RosterProblem, rules_off: Collection[str] = (), *, seconds: float) -> Prices:
    """For each floor what could be covered elsewhere at the most without it; 0 when it costs nothing."""
    if not problem.floors:
        return Prices(None, ())
    ends = time.monotonic() + seconds
    rules = [rule.name for rule in rules_on(rules_off)]
    # dear enough that no floor gives way to a need: what is left is the worth of needs
    dear = problem.replace(floor_price=DEARER * max(duty.value * duty.strength for duty in problem.duties))
    if len(problem.officers) * len(problem.duties) > LARGEST or "filled" not in rules or sound(dear, rules) is not dear:
        seconds = 0
    found = solved(dear, rules, seconds=seconds)
    kept = found is None or all(found.lacks(i) < LACKS for i in range(len(problem.floors)))
    worths: list[int | None] = [None] * len(problem.floors)
    if found is not None and kept:
        worths = [found.for_floor(i) for i in range(len(worths))]
        for i in _dearest(worths)[:MOST_EXACT]:
            others = tuple(other for other in problem.floors if other is not problem.floors[i])
            after = solved(dear.replace(floors=others), rules, seconds=ends - time.monotonic())
            if after is None:
                break
            worths[i] = min(worths[i] or 0, max(0, found.worth - after.worth))
    priced = [
        Price(f"the floor of {floor.name}", worth, _floor_sentence(problem, floor.name, worth, kept))
        for floor, worth in zip(problem.floors, worths, strict=True)
    ]
    return Prices(found.worth if found is not None and kept else None, _dearest_first(priced))


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
