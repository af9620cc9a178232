"""A surge problem in counts: people by class, seats, moments of adequacy, groups that may give only so many."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from operator import add

from planner.core.people import Rank
from planner.core.surge import Need
from planner.surge.problem import Origin, Person, SurgeProblem
from planner.surge.wants import OFFICERS, TIERS, Vector, Wants, less, wants_over


@dataclass(frozen=True, slots=True)
class Group:
    """Origins that together may give at most `room` officers (a hold-back, or the reserve)."""

    members: tuple[int, ...]
    room: int


@dataclass(frozen=True, slots=True, order=True)
class Kind:
    """Officers who are alike: how many of the asked-for ranks they reach, woman or man, riot-trained or not."""

    level: int
    is_woman: bool
    is_riot_trained: bool


@dataclass(frozen=True, slots=True)
class Force:
    """Counts. `people[i][c]` counts those at origin i of class c, `members[i][c]` names them, lowest rank first.

    A resource is what an alarm wants: officers, women, riot-trained, and officers of each commander's rank or above;
    `resources[r]` are the classes that count for it, `counts[c]` is 1 for each resource that class c counts for.
    `arrive[i][q]` is the moment of adequacy if that unit is the last, in tenths: turn-out, drive and the way onward.
    `units[i]` is how many alarms origin i can serve at most, `least[i]` how many a unit from there has at least.
    `near[q]` are origins that can reach alarm q and may give, soonest first. `seats[i]` are those of each vehicle,
    largest first. Origins that are given units give nobody: their people are taken off the wants.
    """

    problem: SurgeProblem
    classes: tuple[Kind, ...]
    members: tuple[tuple[tuple[Person, ...], ...], ...]
    people: tuple[tuple[int, ...], ...]
    give: tuple[int, ...]
    units: tuple[int, ...]
    seats: tuple[tuple[int, ...], ...]
    loose: tuple[int, ...]
    arrive: tuple[tuple[int | None, ...], ...]
    drive: tuple[tuple[int | None, ...], ...]
    near: tuple[tuple[int, ...], ...]
    resources: tuple[frozenset[int], ...]
    counts: tuple[Vector, ...]
    own_tier: tuple[int, ...]
    leaders: frozenset[int]
    least: tuple[int, ...]
    groups: tuple[Group, ...]
    groups_of: tuple[tuple[int, ...], ...]
    wants: Wants

    @property
    def alarms(self) -> range:
        """Indices of the alarms."""
        return range(len(self.near))

    @property
    def is_any_unit_legal(self) -> bool:
        """True when one officer of any rank is a unit."""
        return max(self.least, default=1) <= 1 and len(self.leaders) == len(self.classes)

    def when(self, origin: int, alarm: int) -> int:
        """The moment of adequacy if the unit from an origin that reaches the alarm is the last."""
        return self.arrive[origin][alarm] or 0


def force_of(problem: SurgeProblem) -> Force:
    """The counts of a problem."""
    tiers = _tiers(problem)
    leader = problem.unit_leader
    least = tuple(problem.least_of(origin) for origin in problem.origins)
    levels = sorted({*tiers, leader})
    kind_of = {
        p: Kind(sum(p.rank >= rank for rank in levels), p.is_woman, p.is_riot_trained)
        for origin in problem.origins
        if not origin.is_given
        for p in origin.people
    }
    classes = tuple(sorted(set(kind_of.values())))
    index = {kind: c for c, kind in enumerate(classes)}
    members = []
    for origin in problem.origins:
        by_class: list[list[Person]] = [[] for _ in classes]
        for person in () if origin.is_given else sorted(origin.people, key=lambda p: (p.rank, p.officer)):
            by_class[index[kind_of[person]]].append(person)
        members.append(tuple(tuple(people) for people in by_class))
    people = tuple(tuple(map(len, row)) for row in members)
    leaders = frozenset(c for c, kind in enumerate(classes) if kind.level > levels.index(leader))
    may_go = [_may_go(o, few, leader) for o, few in zip(problem.origins, least, strict=True)]
    groups = _groups(problem, may_go)
    rooms = [min([may, *(g.room for g in groups if i in g.members)]) for i, may in enumerate(may_go)]
    give = [room if room >= few else 0 for room, few in zip(rooms, least, strict=True)]
    groups = tuple(group for group in groups if group.room < sum(give[i] for i in group.members))
    groups_of: list[list[int]] = [[] for _ in problem.origins]
    for g, group in enumerate(groups):
        for i in group.members:
            groups_of[i].append(g)
    numbers = range(len(problem.alarms))
    moments = [[o.moment(q, problem.onward_of(q)) for q in numbers] for o in problem.origins]
    arrive = tuple(
        tuple(None for _ in row) if o.is_given else tuple(row) for o, row in zip(problem.origins, moments, strict=True)
    )
    resources = (
        frozenset(range(len(classes))),
        frozenset(c for c, kind in enumerate(classes) if kind.is_woman),
        frozenset(c for c, kind in enumerate(classes) if kind.is_riot_trained),
        *(frozenset(c for c, kind in enumerate(classes) if kind.level > levels.index(tier)) for tier in tiers),
    )
    return Force(
        problem=problem,
        classes=classes,
        members=tuple(members),
        people=people,
        give=tuple(give),
        units=tuple(
            min(number // few, sum(row[c] for c in leaders), len(o.vehicles) + o.loose_seats)
            for number, few, row, o in zip(give, least, people, problem.origins, strict=True)
        ),
        seats=tuple(tuple(v.seats for v in o.vehicles) for o in problem.origins),
        loose=tuple(o.loose_seats for o in problem.origins),
        arrive=arrive,
        drive=tuple(o.drive for o in problem.origins),
        near=tuple(_near(arrive, give, q) for q in numbers),
        resources=resources,
        counts=tuple(tuple(int(c in able) for able in resources) for c in range(len(classes))),
        own_tier=tuple(TIERS + tiers.index(problem.last_need(q).commander) for q in numbers),
        leaders=leaders,
        least=least,
        groups=groups,
        groups_of=tuple(map(tuple, groups_of)),
        wants=_wants(problem, tiers, moments),
    )


def _tiers(problem: SurgeProblem) -> tuple[Rank, ...]:
    """Ranks of commanders that some alarm needs at some time, from the lowest."""
    needs = [*problem.needs, *(need for curve in problem.curves for need in curve.needs)]
    return tuple(sorted({need.commander for need in needs}))


def _may_go(origin: Origin, least: int, leader: Rank) -> int:
    """How many an origin may send; 0 when they cannot make a unit."""
    if origin.is_given or not any(p.rank >= leader for p in origin.people):
        return 0
    return origin.give if origin.give >= least else 0


def _near(arrive: Sequence[Sequence[int | None]], give: Sequence[int], alarm: int) -> tuple[int, ...]:
    reach = [(t, i) for i, row in enumerate(arrive) if (t := row[alarm]) is not None and give[i] > 0]
    return tuple(i for _, i in sorted(reach))


def _wants(problem: SurgeProblem, tiers: Sequence[Rank], moments: Sequence[Sequence[int | None]]) -> Wants:
    """Needs less what given units bring, at every moment at which somebody can arrive."""

    def bring(people: Sequence[Person]) -> Vector:
        return (
            len(people),
            sum(p.is_woman for p in people),
            sum(p.is_riot_trained for p in people),
            *(sum(p.rank >= tier for p in people) for tier in tiers),
        )

    def vector(need: Need) -> Vector:
        return (need.officers, need.women, need.riot, *(int(need.commander >= tier) for tier in tiers))

    @cache
    def wanted(need: Need, have: Vector) -> Vector:
        """The want; a commander who is there already is none of a lower rank to be sent."""
        left = less(vector(need), have)
        return (*left[:TIERS], *(left[TIERS:] if left[TIERS + tiers.index(need.commander)] else (0,) * len(tiers)))

    froms, vectors, waits, ends, sections = [], [], [], [], []
    given = [(origin, row) for origin, row in zip(problem.origins, moments, strict=True) if origin.is_given]
    for q in range(len(problem.alarms)):
        there = sorted(
            ((at, bring(origin.people)) for origin, row in given if (at := row[q]) is not None), key=lambda one: one[0]
        )
        arrivals = [at for at, _ in there]
        brought = list(accumulate((brings for _, brings in there), _both, initial=bring(())))
        waits.append(tuple(sorted(set(arrivals))))

        def want(moment: int, q: int = q, arrivals: list[int] = arrivals, brought: list[Vector] = brought) -> Vector:
            return wanted(problem.need_at(q, moment), brought[bisect_right(arrivals, moment)])

        steps = wants_over(want, (at for row in moments if (at := row[q]) is not None))
        froms.append(steps[0])
        vectors.append(steps[1])
        last = problem.last_need(q)
        ends.append(wanted(last, brought[-1]))
        floor = min(last.officers, problem.sections[q]) if problem.sections else 0
        sections.append(max(0, floor - brought[-1][OFFICERS]))
    return Wants(tuple(froms), tuple(vectors), tuple(waits), tuple(ends), tuple(sections))


def _both(one: Vector, other: Vector) -> Vector:
    return tuple(map(add, one, other))


def _groups(problem: SurgeProblem, may_go: list[int]) -> tuple[Group, ...]:
    """Hold-backs and reserve as groups: each set once, none that follows from a smaller one."""
    index = {origin.id: i for i, origin in enumerate(problem.origins) if not origin.is_given}
    strictest: dict[int, int] = {}
    for holdback in problem.holdbacks:
        mask = 0
        for origin in holdback.origins:
            if origin in index:
                mask |= 1 << index[origin]
        strictest[mask] = max(holdback.minimum, strictest.get(mask, 0))
    kept: list[tuple[int, int]] = []
    for mask, minimum in sorted(strictest.items(), key=lambda item: (item[0].bit_count(), item[0])):
        # who stays within a smaller circle also stays within the larger one
        if not any(small & mask == small and stays >= minimum for small, stays in kept):
            kept.append((mask, minimum))
    groups = []
    for mask, minimum in kept:
        members = tuple(i for i in range(len(may_go)) if mask >> i & 1)
        groups.append(Group(members, max(0, sum(len(problem.origins[i].people) for i in members) - minimum)))
    everyone = tuple(i for i, may in enumerate(may_go) if may)
    could_go = sum(o.give for o in problem.origins if not o.is_given)
    groups.append(Group(everyone, max(0, could_go - problem.reserve)))
    return tuple(groups)
