"""What Hall's condition does not see, as linear cuts: one officer, or one vehicle, cannot serve two alarms.

Hall's condition looks at officers, women, riot-trained and commanders one by one. A cut puts prices on all of them at
all alarms at once, and dues on groups: what the alarms want at their moments is worth no more than the most that the
origins who help them can bring, whatever the prices. The prices come from the linear program of moments that cannot be
kept (Benders 1962); they are rounded to whole numbers, so that the test is exact, and each cut holds at all moments.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.solver import LinearProgram
from planner.surge.force import Force
from planner.surge.wants import Vector, Wants

SCALE = 2520
"""Prices are whole multiples of one of so many parts: halves to tenths are exact."""
MOST_ALARMS = 8
"""With more alarms no cuts are made: their tables have an entry for every set of alarms."""
_SHORT = 1e-6


@dataclass(frozen=True, slots=True)
class Cut:
    """Prices of what each alarm wants, (alarms, resources), and the due of each group for an officer."""

    prices: tuple[tuple[int, ...], ...]
    dues: tuple[int, ...]

    def rooms(self, force: Force) -> int:
        """What all groups are worth."""
        return sum(due * group.room for due, group in zip(self.dues, force.groups, strict=True))

    def wanted(self, wants: Wants, alarm: int, moment: int) -> int:
        """What an alarm wants, if it is to be adequate at a moment, is worth."""
        return sum(p * w for p, w in zip(self.prices[alarm], wants.at(alarm, moment), strict=True))

    def most(self, force: Force, order: Sequence[int]) -> np.ndarray:
        """The most that each origin can bring if it helps a set of alarms: (origins, sets); bit k is `order[k]`."""
        counts = np.array(force.counts, dtype=np.int64).reshape(len(force.classes), len(force.resources))
        worth = counts @ np.array([self.prices[q] for q in order], dtype=np.int64).reshape(len(order), -1).T
        best = np.zeros((len(force.classes), 1), dtype=np.int64)
        for column in worth.T:
            best = np.concatenate([best, np.maximum(best, column[:, None])], axis=1)
        by_worth = np.argsort(-best, axis=0, kind="stable")
        best = np.take_along_axis(best, by_worth, axis=0)
        people = np.array(force.people, dtype=np.int64).reshape(len(force.give), len(force.classes))
        give = np.array(force.give, dtype=np.int64)
        dues = np.array([sum(self.dues[g] for g in own) for own in force.groups_of], dtype=np.int64)
        reach = np.minimum(people[:, by_worth].cumsum(axis=1), give[:, None, None])
        taken = np.diff(reach, axis=1, prepend=0)
        most: np.ndarray = (taken * np.maximum(0, best[None] - dues[:, None, None])).sum(axis=1)
        # more alarms than it can make units for are as good as the best so many of them
        sets = np.arange(most.shape[1])
        served = sum((sets >> bit & 1 for bit in range(len(order))), np.zeros_like(sets))
        most[served[None, :] > np.array(force.units, dtype=np.int64)[:, None]] = 0
        for bit in range(len(order)):
            with_bit = sets[(sets >> bit & 1) == 1]
            most[:, with_bit] = np.maximum(most[:, with_bit], most[:, with_bit ^ (1 << bit)])
        return most


@dataclass(frozen=True, slots=True)
class Table:
    """A cut made ready to be asked: `most` as `Cut.most` gives it, for `order`."""

    cut: Cut
    order: tuple[int, ...]
    most: np.ndarray
    rooms: int

    @classmethod
    def of(cls, force: Force, wants: Wants, cut: Cut) -> Table:
        """The table of a cut."""
        return cls(cut, wants.open, cut.most(force, wants.open), cut.rooms(force))


def cut_of(
    force: Force, wants: Wants, moments: Sequence[int], wanted: Sequence[Vector], *, seconds: float
) -> Cut | None:
    """A cut that forbids so much by these moments; None when the linear program can keep them, or has no time."""
    program = LinearProgram()
    reached = Counter(i for q in wants.open for i in force.near[q] if force.when(i, q) <= moments[q])
    give: dict[int, list[tuple[int, float]]] = {}
    units: dict[int, list[tuple[int, float]]] = {}
    people: dict[tuple[int, int], list[tuple[int, float]]] = {}
    got: dict[tuple[int, int], list[tuple[int, float]]] = {}
    for q in wants.open:
        for i in force.near[q]:
            if force.when(i, q) > moments[q]:
                break
            is_scarce = force.units[i] < reached[i]
            here = []
            goes = program.variable(1.0) if is_scarce else -1
            for c, number in enumerate(force.people[i]):
                if not number:
                    continue
                most = float(min(number, force.give[i]))
                sent = program.variable(most)
                here.append((sent, 1.0))
                people.setdefault((i, c), []).append((sent, 1.0))
                for r, does in enumerate(force.counts[c]):
                    if does:
                        got.setdefault((q, r), []).append((sent, -1.0))
                if is_scarce:
                    program.at_most([(sent, 1.0), (goes, -most)], 0.0)
            give.setdefault(i, []).extend(here)
            if is_scarce:
                program.at_most([*here, (goes, -float(force.give[i]))], 0.0)
                units.setdefault(i, []).append((goes, 1.0))
    for i, terms in units.items():
        program.at_most(terms, float(force.units[i]))
    for i, terms in give.items():
        program.at_most(terms, float(force.give[i]))
    for (i, c), terms in people.items():
        if len(terms) > 1:
            program.at_most(terms, float(force.people[i][c]))
    groups = [
        program.at_most([term for i in group.members for term in give.get(i, ())], float(group.room))
        for group in force.groups
    ]
    rows: dict[tuple[int, int], int] = {}
    for q in wants.open:
        for r, want in enumerate(wanted[q]):
            if want:
                short = program.variable(float(want), 1.0)
                rows[q, r] = program.at_most([*got.get((q, r), ()), (short, -1.0)], -float(want))
    found = program.priced(seconds=seconds)
    if found is None or found.cost < _SHORT:
        return None
    return Cut(
        tuple(
            tuple(round(SCALE * found.prices[rows[q, r]]) if (q, r) in rows else 0 for r in range(len(force.resources)))
            for q in force.alarms
        ),
        tuple(round(SCALE * found.prices[row]) for row in groups),
    )
