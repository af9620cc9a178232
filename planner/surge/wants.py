"""What alarms want of those who are sent anew, by the moment at which they are adequate.

A want is the need at that moment less what given units have brought by then, so it may rise (the crowd grows) and fall
(a given unit arrives).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

OFFICERS, WOMEN, RIOT, TIERS = 0, 1, 2, 3
"""Numbers of the resources; from TIERS on those who reach a commander's rank, the lowest rank first."""

Vector = tuple[int, ...]
"""A number for each resource."""


def less(vector: Vector, other: Vector) -> Vector:
    """What is left of a vector, at least 0."""
    return tuple(max(0, a - b) for a, b in zip(vector, other, strict=True))


def covers(have: Vector, wanted: Vector) -> bool:
    """Whether one is enough for the other."""
    return all(h >= w for h, w in zip(have, wanted, strict=True))


@dataclass(frozen=True, slots=True)
class Wants:
    """For each alarm: moments (from 0), and the want from each on.

    `waits` are moments at which given units arrive, `ends` is what is wanted in the end, `sections` the least force
    less those who are given.
    """

    froms: tuple[tuple[int, ...], ...]
    vectors: tuple[tuple[Vector, ...], ...]
    waits: tuple[tuple[int, ...], ...]
    ends: tuple[Vector, ...]
    sections: tuple[int, ...]

    def at(self, alarm: int, moment: int) -> Vector:
        """What an alarm wants that is to be adequate at this moment."""
        return self.vectors[alarm][max(0, bisect_right(self.froms[alarm], moment) - 1)]

    @property
    def open(self) -> tuple[int, ...]:
        """Alarms that want somebody, or wait for somebody."""
        return tuple(q for q, vectors in enumerate(self.vectors) if any(map(any, vectors)))

    def moments(self, alarm: int, arrivals: Iterable[int]) -> list[int]:
        """When the alarm can become adequate, rising: with the last of those who may be sent, or with a given unit."""
        return sorted({*arrivals, *self.waits[alarm]})

    def adequate(self, alarm: int, have: Vector, last: int) -> int | None:
        """The first moment from `last` on at which `have`, all there by `last`, is enough; None when there is none."""
        for moment in (last, *(wait for wait in self.waits[alarm] if wait > last)):
            if covers(have, self.at(alarm, moment)):
                return moment
        return None

    def settled(self, alarms: Iterable[int], have: Sequence[Vector]) -> Wants:
        """The same where these alarms want, at any time, just what they have."""
        fixed = set(alarms)
        return Wants(
            tuple((0,) if q in fixed else row for q, row in enumerate(self.froms)),
            tuple((have[q],) if q in fixed else row for q, row in enumerate(self.vectors)),
            tuple(() if q in fixed else row for q, row in enumerate(self.waits)),
            tuple(have[q] if q in fixed else row for q, row in enumerate(self.ends)),
            self.sections,
        )


def wants_over(need: Callable[[int], Vector], moments: Iterable[int]) -> tuple[tuple[int, ...], tuple[Vector, ...]]:
    """A want as steps: the moments at which it changes, and the want from each on."""
    froms: list[int] = []
    vectors: list[Vector] = []
    for moment in sorted({0, *moments}):
        vector = need(moment)
        if not vectors or vectors[-1] != vector:
            froms.append(moment)
            vectors.append(vector)
    return tuple(froms), tuple(vectors)
