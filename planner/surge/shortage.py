"""When there are too few: the least that can be missing, first sections before all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from planner.solver import total, weighted
from planner.surge.allocation import Allocation, lacks, missing, section_lack, sent_to, standing
from planner.surge.exact import Exact
from planner.surge.force import Force
from planner.surge.limits import Limits
from planner.surge.wants import OFFICERS, RIOT, TIERS, WOMEN, Vector, Wants, covers, less

_OFFICERS_AIM = 1
SHARE = 0.6
"""The part of the whole time that may go into the shortfall; how soon and how far come after it."""
KINDS = 4
"""Officers, women, riot-trained, commanders: what an alarm can lack."""


def fewest_missing(force: Force, start: Allocation, limits: Limits) -> tuple[Allocation, int]:
    """The allocation with the least shortfall, and the bound on the sum of what is missing.

    First the sums of missing section officers, officers, women, riot-trained and commanders; then what is missing goes
    to the lightest alarms: the heaviest gets as much as it can, then the next.
    """
    model = _Shortage(force)
    best, is_proven, floor = start, True, 0
    for number, (terms, value_of) in enumerate(model.aims()):
        value = value_of(best)
        if value and limits.left(SHARE) < 0:
            is_proven = False
            break
        if value:
            model.exact.enc.model.minimize(total(terms))
            bound = limits.relaxed(model.exact, 0.1)
            if bound is None or bound < value:
                model.hint(best)
                solved = limits.run(model.exact, SHARE / 4)
                if solved.has_answer:
                    found = model.exact.read(solved, force.wants)
                    best = min(best, found, key=lambda allocation: standing(force, allocation))
                value = value_of(best)
                bound = max(bound or 0, solved.bound or 0)
            is_proven = is_proven and bound >= value
            if number == _OFFICERS_AIM:
                floor = bound
        model.exact.enc.model.add(total(terms) <= value)
    short = sum(map(sum, missing(force, best)))
    # until all is proven, only that on officers is a bound on whatever may be better
    return best, short if is_proven else max(0, min(floor, short - 1))


def attainable(force: Force, allocation: Allocation) -> Wants:
    """The wants, and for an alarm that is never adequate what it gets."""
    short = [q for q, row in enumerate(missing(force, allocation)) if any(row)]
    have: list[Vector] = list(force.wants.ends)
    for q in short:
        end = force.wants.ends[q]
        got = sent_to(force, allocation, q).got
        kept = tuple(min(h, w) for h, w in zip(got, end, strict=True))
        has_commander = covers(got[TIERS:], end[TIERS:])
        have[q] = kept if has_commander else (*kept[:TIERS], *(0 for _ in kept[TIERS:]))
    return force.wants.settled(short, have)


class _Shortage:
    """The exact model in which every alarm may lack something: then all that its need in the end is above what it gets.

    An alarm whose want rises may instead be adequate early: it chooses a phase, gets the want of that phase, and nobody
    who comes after it.
    """

    def __init__(self, force: Force) -> None:
        self.force = force
        pairs = [(i, q) for q in force.alarms for i in force.near[q]]
        self.exact = Exact(force, pairs)
        self.lack: dict[int, tuple[Any, ...]] = {}
        self.section: dict[int, Any] = {}
        self.phases: dict[int, list[tuple[int, Vector, Any]]] = {}
        enc, model = self.exact.enc, self.exact.enc.model
        for q in force.alarms:
            ends = self._kinds(q, force.wants.ends[q])
            self.lack[q] = tuple(enc.number(0, w) for w in ends)
            self.phases[q] = [(until, vector, enc.flag()) for until, vector in self._early(q)]
            flags = [flag for _, _, flag in self.phases[q]]
            if flags:
                model.add_at_most_one(flags)
            got = self.exact.got(q)
            have = (got[OFFICERS], got[WOMEN], got[RIOT], got[force.own_tier[q]])
            for kind, short in enumerate(self.lack[q]):
                early = [self._kinds(q, vector)[kind] for _, vector, _ in self.phases[q]]
                model.add(have[kind] + short + weighted(flags, [ends[kind] - e for e in early]) >= ends[kind])
                if flags:
                    model.add(short <= ends[kind] * (1 - total(flags)))
            for r in range(TIERS, len(force.resources)):
                for _, vector, flag in self.phases[q]:
                    if vector[r]:
                        model.add(got[r] >= flag)
            for i in force.near[q]:
                after = [flag for until, _, flag in self.phases[q] if until < force.when(i, q)]
                if after:
                    model.add(self.exact.strength((i, q)) <= force.give[i] * (1 - total(after)))
            self.section[q] = enc.number(0, force.wants.sections[q])
            spare = force.wants.ends[q][OFFICERS] - force.wants.sections[q]
            model.add(self.section[q] >= self.lack[q][0] - max(0, spare))

    def _kinds(self, alarm: int, vector: Vector) -> tuple[int, ...]:
        return (vector[OFFICERS], vector[WOMEN], vector[RIOT], vector[self.force.own_tier[alarm]])

    def _early(self, alarm: int) -> list[tuple[int, Vector]]:
        """Phases in which an alarm wants less of something than in the end: their last moment and their want."""
        force = self.force
        arrivals = (force.when(i, alarm) for i in force.near[alarm])
        until: dict[Vector, int] = {}
        for moment in [0, *force.wants.moments(alarm, arrivals)]:
            until[force.wants.at(alarm, moment)] = moment
        return [(last, vector) for vector, last in until.items() if any(less(force.wants.ends[alarm], vector))]

    def aims(self) -> Iterator[tuple[list[Any], Callable[[Allocation], int]]]:
        """What is to be made least, one after the other, and how much of it an allocation has."""
        force, lack = self.force, self.lack
        yield list(self.section.values()), lambda allocation: lacks(force, missing(force, allocation))[0]
        for kind in range(KINDS):
            yield (
                [row[kind] for row in lack.values()],
                lambda allocation, k=kind: sum(row[k] for row in missing(force, allocation)),  # type: ignore[misc]
            )
        for q in force.problem.priority[:-1]:
            for kind in range(KINDS):
                yield (
                    [lack[q][kind]],
                    lambda allocation, q=q, k=kind: missing(force, allocation)[q][k],  # type: ignore[misc]
                )

    def hint(self, allocation: Allocation) -> None:
        """Start from an allocation."""
        enc, force = self.exact.enc, self.force
        enc.model.clear_hints()  # type: ignore[no-untyped-call]
        self.exact.hint(allocation)
        for q, row in enumerate(missing(force, allocation)):
            for short, number in zip(self.lack[q], row, strict=True):
                enc.hint(short, number)
            enc.hint(self.section[q], section_lack(force, q, row[OFFICERS]))
            sent = sent_to(force, allocation, q)
            at = force.wants.adequate(q, sent.got, sent.last)
            wanted = None if at is None else force.wants.at(q, at)
            for _, vector, flag in self.phases[q]:
                enc.hint(flag, int(vector == wanted))
