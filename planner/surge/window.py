"""The exact model in which the moments of adequacy are still open, within a window."""

from __future__ import annotations

from typing import Any

from planner.solver import total, weighted
from planner.surge.allocation import Allocation, moment
from planner.surge.bound import Thresholds
from planner.surge.exact import Exact
from planner.surge.force import Force
from planner.surge.wants import Wants


def pairs_within(force: Force, wants: Wants, latest: Thresholds) -> list[tuple[int, int]]:
    """Origins and alarms that help in time."""
    return [(i, q) for q in wants.open for i in force.near[q] if force.when(i, q) <= latest[q]]


class Window:
    """The exact model with moments limited so that the weighted sum stays at or below `upper`.

    With vectors of moments, one of them is chosen; without, moments move freely between the lone bound and what the
    slack allows.
    """

    def __init__(
        self, force: Force, wants: Wants, lone: Thresholds, upper: int, vectors: tuple[Thresholds, ...] = ()
    ) -> None:
        self.force, self.wants, self.vectors = force, wants, vectors
        weights = force.problem.weights
        slack = upper - sum(weights[q] * lone[q] for q in wants.open)
        self.latest = [lone[q] + slack // weights[q] if q in wants.open else 0 for q in force.alarms]
        if vectors:
            self.latest = [max(vector[q] for vector in vectors) for q in force.alarms]
        self.exact = Exact(force, pairs_within(force, wants, tuple(self.latest)))
        self.steps: list[tuple[int, int, Any]] = []
        enc = self.exact.enc
        self.picks = [enc.flag() for _ in vectors]
        if vectors:
            enc.model.add_exactly_one(self.picks)
        terms: list[Any] = []
        costs: list[int] = []
        for q in wants.open:
            for cost, literal in self._alarm(q, lone[q]):
                costs.append(weights[q] * cost)
                terms.append(literal)
        floor = sum(weights[q] * lone[q] for q in wants.open)
        self.delay = weighted(terms, costs) + floor
        enc.model.add(self.delay <= upper)

    def _alarm(self, q: int, lone: int) -> list[tuple[int, Any]]:
        """The steps of one alarm after its lone bound: how much later each is than the one before, and its literal."""
        force, enc = self.force, self.exact.enc
        near = [(force.when(i, q), i) for i, alarm in self.exact.people if alarm == q]
        grid = [t for t in self.wants.moments(q, (t for t, _ in near)) if lone < t <= self.latest[q]]
        wanted = self.wants.at(q, lone)
        changes: list[tuple[Any, tuple[int, ...]]] = []
        steps: list[tuple[int, Any]] = []
        before_step, before = None, lone
        for threshold in grid:
            is_later = self._step(q, threshold, before_step)
            steps.append((threshold - before, is_later))
            then, now = self.wants.at(q, before), self.wants.at(q, threshold)
            changes.append((is_later, tuple(a - b for a, b in zip(now, then, strict=True))))
            before_step, before = is_later, threshold
            for t, i in near:
                if t == threshold:
                    enc.model.add(self.exact.strength((i, q)) <= force.give[i] * is_later)
        for r, have in enumerate(self.exact.got(q)):
            moved = [(literal, change[r]) for literal, change in changes if change[r]]
            if wanted[r] or moved:
                rise = weighted([literal for literal, _ in moved], [number for _, number in moved])
                enc.model.add(have >= wanted[r] + rise)
        return steps

    def _step(self, alarm: int, threshold: int, before: Any) -> Any:
        """A literal that is 1 when the alarm may be adequate as late as `threshold`."""
        enc = self.exact.enc
        is_later = enc.flag()
        if self.picks:
            allowing = [
                pick for pick, vector in zip(self.picks, self.vectors, strict=True) if vector[alarm] >= threshold
            ]
            enc.model.add(total(allowing) == is_later)
        elif before is not None:
            enc.model.add_implication(is_later, before)
        self.steps.append((alarm, threshold, is_later))
        return is_later

    def hint(self, allocation: Allocation) -> None:
        """Start from an allocation."""
        self.exact.hint(allocation)
        last = [moment(self.force, self.wants, allocation, q) for q in self.force.alarms]
        for alarm, threshold, literal in self.steps:
            self.exact.enc.hint(literal, int(last[alarm] >= threshold))
        for pick, vector in zip(self.picks, self.vectors, strict=True):
            self.exact.enc.hint(pick, int(list(vector) == last))
