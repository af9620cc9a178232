"""Moments that are tried: by the linear program, which gives a cut when it cannot keep them, and by the exact model."""

from __future__ import annotations

from collections.abc import Sequence

from planner.core.plan import Status
from planner.surge.allocation import Allocation
from planner.surge.bound import Thresholds
from planner.surge.cuts import MOST_ALARMS, Table, cut_of
from planner.surge.exact import Exact
from planner.surge.force import Force
from planner.surge.limits import LEAST_SECONDS, Limits
from planner.surge.wants import Vector, Wants
from planner.surge.window import pairs_within

SHARE = 0.15
"""The part of the whole time that one try of the exact model may take."""

LARGE = 1500
"""Variables from which on the mixed-integer program answers sooner."""


class Leaves:
    """Tries for one problem."""

    def __init__(self, force: Force, wants: Wants, limits: Limits) -> None:
        self.force, self.wants, self.limits = force, wants, limits

    def serve(self, latest: Thresholds, wanted: Sequence[Vector]) -> tuple[Allocation | None, Status]:
        """An allocation in which every alarm gets so much, all there by its latest moment; or why there is none."""
        exact = Exact(self.force, pairs_within(self.force, self.wants, latest))
        for q in self.wants.open:
            exact.require_for(q, wanted[q])
        is_large = len(exact.enc.model.model_proto.variables) >= LARGE
        solved = (self.limits.run_large if is_large else self.limits.run)(exact, SHARE)
        return (exact.read(solved, self.wants) if solved.has_answer else None), solved.status

    def cut(self, latest: Thresholds, wanted: Sequence[Vector]) -> Table | None:
        """What forbids that; None when the linear program can keep it."""
        if len(self.wants.open) > MOST_ALARMS:
            return None
        seconds = max(LEAST_SECONDS, self.limits.left(1))
        cut = cut_of(self.force, self.wants, latest, wanted, seconds=seconds)
        return None if cut is None else Table.of(self.force, self.wants, cut)
