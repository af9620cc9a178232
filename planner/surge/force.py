"""A surge problem in counts: people by class, seats, arrivals, and groups of origins that may give only so many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner.core.people import Rank
from planner.surge.problem import Person, SurgeProblem


@dataclass(frozen=True, slots=True)
class Group:
    """Origins that together may give at most `room` officers (a hold-back, or the reserve)."""

    members: tuple[int, ...]
    room: int


@dataclass(frozen=True, slots=True)
class Wants:
    """What each alarm is to get. The full needs at first; what can be had at all, when there are too few."""

    officers: tuple[int, ...]
    women: tuple[int, ...]
    commanders: tuple[int, ...]

    @property
    def open(self) -> tuple[int, ...]:
        """Alarms that want anybody."""
        rows = zip(self.officers, self.women, self.commanders, strict=True)
        return tuple(q for q, wanted in enumerate(rows) if any(wanted))


@dataclass(frozen=True, slots=True)
class Force:
    """Counts. A class is (tier, is a woman): tier is how many of the asked-for commander ranks an officer reaches.

    `people[i][c]` counts those at origin i of class c, `members[i][c]` names them, lowest rank first. `tier_of[q]` is
    the tier that may command at alarm q, `women` and `commanders[q]` are classes. `near[q]` are origins that can reach
    alarm q and may give, soonest first. `seats[i]` are those of each vehicle, largest first, in the origin's order.
    """

    problem: SurgeProblem
    classes: tuple[tuple[int, bool], ...]
    members: tuple[tuple[tuple[Person, ...], ...], ...]
    people: tuple[tuple[int, ...], ...]
    give: tuple[int, ...]
    seats: tuple[tuple[int, ...], ...]
    loose: tuple[int, ...]
    arrive: tuple[tuple[int | None, ...], ...]
    drive: tuple[tuple[int | None, ...], ...]
    near: tuple[tuple[int, ...], ...]
    tier_of: tuple[int, ...]
    women: frozenset[int]
    commanders: tuple[frozenset[int], ...]
    groups: tuple[Group, ...]
    groups_of: tuple[tuple[int, ...], ...]
    wants: Wants

    @property
    def alarms(self) -> range:
        """Indices of the alarms."""
        return range(len(self.tier_of))


def force_of(problem: SurgeProblem, *, keep: bool = True) -> Force:
    """The counts of a problem. Without `keep`, desks, hold-backs and reserve are forgotten: all with a seat may go."""
    ranks: Sequence[Rank] = sorted({need.commander for need in problem.needs})
    classes = tuple((tier, woman) for tier in range(len(ranks) + 1) for woman in (False, True))
    members = []
    for origin in problem.origins:
        by_class: list[list[Person]] = [[] for _ in classes]
        for person in sorted(origin.people, key=lambda p: (p.rank, p.officer)):
            tier = sum(person.rank >= rank for rank in ranks)
            by_class[classes.index((tier, person.is_woman))].append(person)
        members.append(tuple(tuple(people) for people in by_class))
    may_go = [o.give if keep else min(len(o.people), o.seats) for o in problem.origins]
    groups = _groups(problem, may_go) if keep else ()
    groups_of: list[list[int]] = [[] for _ in problem.origins]
    for g, group in enumerate(groups):
        for i in group.members:
            groups_of[i].append(g)
    give = tuple(min([may, *(groups[g].room for g in own)]) for may, own in zip(may_go, groups_of, strict=True))
    arrive = tuple(tuple(o.arrival(q) for q in range(len(problem.alarms))) for o in problem.origins)
    tier_of = tuple(ranks.index(need.commander) + 1 for need in problem.needs)
    return Force(
        problem=problem,
        classes=classes,
        members=tuple(members),
        people=tuple(tuple(len(people) for people in row) for row in members),
        give=give,
        seats=tuple(tuple(v.seats for v in o.vehicles) for o in problem.origins),
        loose=tuple(o.loose_seats for o in problem.origins),
        arrive=arrive,
        drive=tuple(o.drive for o in problem.origins),
        near=tuple(_near(arrive, give, q) for q in range(len(problem.alarms))),
        tier_of=tier_of,
        women=frozenset(c for c, (_, is_woman) in enumerate(classes) if is_woman),
        commanders=tuple(frozenset(c for c, (tier, _) in enumerate(classes) if tier >= own) for own in tier_of),
        groups=groups,
        groups_of=tuple(map(tuple, groups_of)),
        wants=Wants(
            tuple(need.officers for need in problem.needs),
            tuple(need.women for need in problem.needs),
            (1,) * len(problem.needs),
        ),
    )


def _near(arrive: Sequence[Sequence[int | None]], give: Sequence[int], alarm: int) -> tuple[int, ...]:
    reach = [(t, i) for i, row in enumerate(arrive) if (t := row[alarm]) is not None and give[i] > 0]
    return tuple(i for _, i in sorted(reach))


def _groups(problem: SurgeProblem, may_go: list[int]) -> tuple[Group, ...]:
    """Hold-backs and reserve as groups that can bind: each set once, none that follows from a smaller one."""
    index = {origin.id: i for i, origin in enumerate(problem.origins)}
    strictest: dict[int, int] = {}
    for holdback in problem.holdbacks:
        mask = 0
        for origin in holdback.origins:
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
        groups.append(Group(members, sum(len(problem.origins[i].people) for i in members) - minimum))
    everyone = tuple(range(len(may_go)))
    groups.append(Group(everyone, sum(may_go) - problem.reserve))
    return tuple(group for group in groups if group.room < sum(may_go[i] for i in group.members))
