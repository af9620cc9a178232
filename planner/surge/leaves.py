"""Vectors of moments of adequacy, tried one after the other: what is learned from one that fails is passed on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner.core.plan import Status
from planner.surge.allocation import Allocation
from planner.surge.bound import IsOver, Thresholds
from planner.surge.cuts import MOST_ALARMS, Table, cut_of
from planner.surge.exact import Exact
from planner.surge.force import Force
from planner.surge.limits import LEAST_SECONDS, Limits
from planner.surge.wants import Vector, Wants, covers
from planner.surge.window import pairs_within


@dataclass(frozen=True, slots=True)
class Found:
    """What came of vectors of moments: the first that can be kept; no smaller sum than `value` can."""

    kept: Allocation | None
    value: int
    is_known: bool = True


@dataclass(frozen=True, slots=True)
class NoGood:
    """Nobody can serve all alarms when each is helped until `latest` only and wants as little as `wanted`."""

    latest: Thresholds
    wanted: tuple[Vector, ...]

    def forbids(self, wants: Wants, moments: Thresholds) -> bool:
        """Whether that says it of these moments."""
        return all(
            at <= until and covers(wants.at(q, at), least)
            for q, (at, until, least) in enumerate(zip(moments, self.latest, self.wanted, strict=True))
        )


class Leaves:
    """What has been learned of the moments of one problem."""

    def __init__(self, force: Force, wants: Wants, limits: Limits) -> None:
        self.force, self.wants, self.limits = force, wants, limits
        self.cuts: list[Table] = []
        self.no_goods: list[NoGood] = []

    def first_of(self, vectors: Sequence[Thresholds], is_over: IsOver) -> Found:
        """The first of the vectors, which have rising sums, that can be kept."""
        weights, left = self.force.problem.weights, list(vectors)
        while left:
            vector = left.pop(0)
            value = sum(w * t for w, t in zip(weights, vector, strict=True))
            if is_over():
                return Found(None, value, is_known=False)
            if self.is_forbidden(vector) or self._is_cut(vector):
                continue
            wanted = tuple(self.wants.at(q, at) for q, at in enumerate(vector))
            exact, status = self._serve(vector, wanted)
            if exact is not None:
                return Found(exact, value)
            if status is not Status.IMPOSSIBLE:
                return Found(None, value, is_known=False)
            self.no_goods.append(NoGood(vector, wanted))
        return Found(None, 0)

    def _serve(self, latest: Thresholds, wanted: Sequence[Vector]) -> tuple[Allocation | None, Status]:
        exact = Exact(self.force, pairs_within(self.force, self.wants, latest))
        for q in self.wants.open:
            exact.require_for(q, wanted[q])
        solved = self.limits.run(exact, 0.3)
        return (exact.read(solved, self.wants) if solved.has_answer else None), solved.status

    def is_forbidden(self, vector: Thresholds) -> bool:
        """Whether it is known from others that nobody can keep these moments."""
        force, wants = self.force, self.wants
        return any(no_good.forbids(wants, vector) for no_good in self.no_goods) or any(
            table.forbids(force, wants, vector) for table in self.cuts
        )

    def _is_cut(self, vector: Thresholds) -> bool:
        """Whether the linear program cannot keep these moments; then its cut is kept."""
        force, wants = self.force, self.wants
        if len(wants.open) > MOST_ALARMS:
            return False
        cut = cut_of(force, wants, vector, seconds=max(LEAST_SECONDS, self.limits.left(1)))
        if cut is None:
            return False
        table = Table.of(force, wants, cut)
        if not table.forbids(force, wants, vector):
            return False
        self.cuts.append(table)
        return True
