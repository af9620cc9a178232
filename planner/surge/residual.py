"""What cover each high-risk site has before and after the force has left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from planner.config import SurgeConfig
from planner.surge.answer import Answer
from planner.surge.problem import SurgeProblem


@dataclass(frozen=True, slots=True)
class Residual:
    """Officers within reach of a site before and after the units leave, and how many are wished for."""

    site: str
    before: int
    after: int
    wish: int

    @property
    def missing(self) -> int:
        """How many are missing to the wish afterwards."""
        return max(0, self.wish - self.after)


def people_left(problem: SurgeProblem, answer: Answer) -> dict[str, int]:
    """How many stay at each origin once the units have left; units that had their order before are nowhere."""
    gone = Counter[str]()
    for alarm in answer.alarms:
        for unit in alarm.units:
            gone[unit.origin] += unit.strength
    return {o.id: 0 if o.kind == "given" else len(o.people) - gone[o.id] for o in problem.origins}


def residual(problem: SurgeProblem, answer: Answer, config: SurgeConfig) -> tuple[Residual, ...]:
    """One row a high-risk site, those that lack most first: also sites with no cover before anyone left.

    Sites at an alarm are not among them: no cover is held back for those.
    """
    left = people_left(problem, answer)
    before = {o.id: 0 if o.kind == "given" else len(o.people) for o in problem.origins}
    rows = [
        Residual(h.site, sum(before[o] for o in h.origins), sum(left[o] for o in h.origins), config.cover_officers)
        for h in problem.holdbacks
    ]
    held = {h.site for h in problem.holdbacks}
    rows += [Residual(site, 0, 0, config.cover_officers) for site, _ in problem.thin if site not in held]
    return tuple(sorted(rows, key=lambda r: (-r.missing, r.site)))


def residual_document(rows: Sequence[Residual]) -> list[dict[str, Any]]:
    """The rows as JSON values."""
    return [{"site": r.site, "before": r.before, "after": r.after, "wish": r.wish} for r in rows]
