"""Qualified, not random: how well an officer suits a duty, from training, tenure in the unit and languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from planner.core.people import Officer
from planner.roster.problem import RosterProblem, SuitWeights

FULL = 100
LAPSING = 0.5
"""What a training counts for on its last day; it counts in full when it lasts `lapse_days` more."""


@dataclass(frozen=True, slots=True)
class Suitability:
    """From 0 to 100, with each part from 0 to 100; a part is None when nothing is known, and is then left out."""

    total: int
    parts: Mapping[str, int | None]


def suitability(problem: RosterProblem, officer: int, duty: int) -> Suitability:
    """How well an officer suits a duty, by position in the problem. The weights are `problem.suit`.

    `training`: the share of the skills that the duty asks for which the officer holds on its day, less when they lapse
    soon; full when it asks for none. `tenure`: days in the unit. `language`: languages in which the officer can serve.
    """
    d = problem.duties[duty]
    return suited(problem.officers[officer], [skill for skill, _ in d.skills], problem.days[duty], problem.suit)


def suited(officer: Officer, skills: Sequence[str], day: date, weights: SuitWeights) -> Suitability:
    """The same for any officer, skills and day."""
    found: dict[str, tuple[float, float | None]] = {
        "training": (weights.training, _training(officer, skills, day, weights)),
        "tenure": (weights.tenure, _tenure(officer, day, weights)),
        "language": (weights.language, _language(officer, weights)),
    }
    known = [(weight, part) for weight, part in found.values() if part is not None]
    whole = sum(weight for weight, _ in known)
    total = round(FULL * sum(weight * part for weight, part in known) / whole) if whole else 0
    parts = {name: None if part is None else round(FULL * part) for name, (_, part) in found.items()}
    return Suitability(total, parts)


def _training(officer: Officer, skills: Sequence[str], day: date, weights: SuitWeights) -> float:
    if not skills:
        return 1.0
    return sum(_held(officer, skill, day, weights) for skill in skills) / len(skills)


def _held(officer: Officer, skill: str, day: date, weights: SuitWeights) -> float:
    """0 without the skill, `LAPSING` on its last day, 1 when it lasts long."""
    best = 0.0
    for held in officer.skills:
        if held.name != skill or not held.counts_on(day):
            continue
        left = weights.lapse_days if held.valid_until is None else (held.valid_until - day).days
        best = max(best, LAPSING + (1 - LAPSING) * min(1.0, left / weights.lapse_days))
    return best


def _tenure(officer: Officer, day: date, weights: SuitWeights) -> float | None:
    if officer.unit_since is None:
        return None
    return min(1.0, max(0, (day - officer.unit_since).days) / weights.tenure_days)


def _language(officer: Officer, weights: SuitWeights) -> float | None:
    if not officer.languages:
        return None
    return min(1.0, len(officer.languages) / weights.languages)
