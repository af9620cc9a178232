"""When there are too few: the least that can be missing, first sections before all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from planner.core.plan import Status
from planner.solver import total, weighted
from planner.surge.allocation import Allocation, lacks, missing, section_lack, sent_to, standing
from planner.surge.exact import Exact
from planner.surge.force import Force
from planner.surge.limits import Limits
from planner.surge.wants import OFFICERS, RIOT, TIERS, WOMEN, Vector, Wants, covers, less

KINDS = 4
"""Officers, women, riot-trained, commanders: what an alarm can lack."""


def fewest_missing(force: Force, start: Allocation, limits: Limits) -> tuple[Allocation, bool]:
    """The allocation with the least shortfall, and whether that is proven.

    First the sums of missing section officers, officers, women, riot-trained and commanders; then what is missing goes
    to the lightest alarms: the heaviest gets as much as it can, then the next.
    """
    model = _Shortage(force)
    best, is_proven = start, True

    def least(priced: Sequence[tuple[Any, int]], share: float) -> None:
        nonlocal best, is_proven
        model.hint(best)
        model.minimise(priced)
        solved = limits.run(model.exact, share)
        is_proven = is_proven and solved.status is Status.OPTIMAL
        if solved.has_answer:
            found = model.exact.read(solved, force.wants)
            best = min(best, found, key=lambda allocation: standing(force, allocation))

    order = force.problem.priority
    least(model.sums(), 0.2)
    model.fix_sums(best)
    for q in order[:-1]:
        if any(missing(force, best)[q]):
            least(model.of(q), max(0.1, 0.3 / len(order)))
        model.fix(q, best)
    return best, is_proven


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
                for flag in flags:
                    model.add(short == 0).only_enforce_if(flag)
            for r in range(TIERS, len(force.resources)):
                for _, vector, flag in self.phases[q]:
                    if vector[r]:
                        model.add(got[r] >= 1).only_enforce_if(flag)
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

    def sums(self) -> list[tuple[Any, int]]:
        """What is missing, priced: one of a kind weighs more than all that come after it."""
        ends = [self._kinds(q, self.force.wants.ends[q]) for q in self.force.alarms]
        # the order of the alarms is only a leaning, far below one commander: it starts the steps after near their ends
        order = self.force.problem.priority
        leaning = {q: len(order) - position for position, q in enumerate(order)}
        price = 1 + sum(leaning[q] * ends[q][0] for q in order)
        terms: list[tuple[Any, int]] = [(self.lack[q][0], leaning[q]) for q in order]
        for kind in range(KINDS - 1, -1, -1):
            terms += [(self.lack[q][kind], price) for q in order]
            price *= 1 + sum(row[kind] for row in ends)
        return terms + [(self.section[q], price) for q in order]

    def of(self, alarm: int) -> list[tuple[Any, int]]:
        """What one alarm lacks, priced in the same way."""
        ends, price = self._kinds(alarm, self.force.wants.ends[alarm]), 1
        terms = []
        for kind in range(KINDS - 1, -1, -1):
            terms.append((self.lack[alarm][kind], price))
            price *= 1 + ends[kind]
        return terms

    def minimise(self, priced: Sequence[tuple[Any, int]]) -> None:
        """Set the objective."""
        self.exact.enc.model.minimize(weighted([term for term, _ in priced], [price for _, price in priced]))

    def fix_sums(self, allocation: Allocation) -> None:
        """No sum may be above that of an allocation."""
        model = self.exact.enc.model
        found = lacks(self.force, missing(self.force, allocation))
        model.add(total(self.section.values()) <= found[0])
        for kind in range(KINDS):
            model.add(total(row[kind] for row in self.lack.values()) <= found[1 + kind])

    def fix(self, alarm: int, allocation: Allocation) -> None:
        """The alarm lacks what it lacks in an allocation."""
        for short, number in zip(self.lack[alarm], missing(self.force, allocation)[alarm], strict=True):
            self.exact.enc.model.add(short == number)

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
