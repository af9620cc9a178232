"""Who could come to a duty: free or not and why, how well suited, how loaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from planner.config import Config
from planner.core.errors import InputError
from planner.flow.plans import kept_problem, plan_named
from planner.roster.draft import Draft
from planner.roster.problem import Assigned
from planner.roster.suitability import suitability
from planner.store import Store


def candidates(store: Store, config: Config, name: str, *, duty: str, out: str = "") -> list[dict[str, Any]]:
    """Every officer of the plan's roll who is not on the duty, those who are free first, then the best suited.

    `busy` is "" for who can come without breaking a rule about them, else why not; `hours` are those of the plan.
    """
    document = plan_named(store, name)
    problem = kept_problem(store, config, document)
    if duty not in problem.duty_index:
        raise InputError(f"the plan has no duty {duty!r}", maybe="its name is misspelt.")
    at = problem.duty_index[duty]
    pairs = _pairs(document, problem.officer_index, problem.duty_index)
    if out in problem.officer_index:
        pairs.discard((problem.officer_index[out], at))
    draft = Draft(problem, pairs)
    plan = Assigned(problem, pairs)
    rows = []
    for o, officer in enumerate(problem.officers):
        if o in draft.on[at] or officer.id == out:
            continue
        busy = draft.busy(o, at)
        suit = suitability(problem, o, at)
        rows.append(
            {
                "officer": officer.id,
                "rank": officer.rank.label,
                "is_woman": officer.is_woman,
                "busy": "" if busy is None else busy.value,
                "suitability": suit.total,
                "parts": dict(suit.parts),
                "hours": round(sum(problem.length(d) for d in plan.duties_of[o]) / 60, 1),
            }
        )
    return sorted(rows, key=lambda row: (row["busy"] != "", -row["suitability"], row["hours"], row["officer"]))


def suited(store: Store, config: Config, document: Mapping[str, Any], officer: str, duty: str) -> dict[str, Any]:
    """How well an officer suits a duty of a plan: `total` and `parts` in points of 100."""
    problem = kept_problem(store, config, document)
    found = suitability(problem, problem.officer_index[officer], problem.duty_index[duty])
    return {"total": found.total, "parts": dict(found.parts)}


def _pairs(document: Mapping[str, Any], officers: Mapping[str, int], duties: Mapping[str, int]) -> set[tuple[int, int]]:
    return {
        (officers[a["officer"]], duties[a["duty"]])
        for a in document["assignments"]
        if a["officer"] in officers and a["duty"] in duties
    }
