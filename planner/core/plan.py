"""Plans and what becomes of the attempt to make one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from planner.core.duty import DutyKind, Route
from planner.core.rule import Shortfall, Violation
from planner.core.time import Window


class Status(StrEnum):
    """How an attempt ended. Only the first two carry a plan that keeps every rule."""

    OPTIMAL = "optimal"
    GOOD = "good"
    OUT_OF_TIME = "out-of-time"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a table or plan comes from: hashes of what went in, the program, the seed, the moment (ISO 8601)."""

    made_at: str
    code: str
    inputs: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    seed: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Assignment:
    """One officer on one duty. `start` and `end` are those of the duty."""

    officer: str
    duty: str
    kind: DutyKind
    place: str
    window: Window


@dataclass(frozen=True, slots=True)
class Plan:
    """Who does which duty when, what is not covered, and how good it is known to be.

    `objective` and `bound` are in the same unit (value of needs left open, plus wishes); `gap` is
    (objective - bound) / max(1, objective), from 0 (proven) upwards; `seconds` is wall time.
    """

    plan_id: str
    status: Status
    assignments: tuple[Assignment, ...]
    uncovered: tuple[Shortfall, ...]
    objective: int
    bound: int
    seconds: float
    seed: int
    rules_off: tuple[str, ...] = ()
    violations: tuple[Violation, ...] = ()
    routes: tuple[Route, ...] = ()

    @property
    def gap(self) -> float:
        """How far the plan may be from the best, as a share; 0 when it is proven best."""
        return max(0.0, (self.objective - self.bound) / max(1, self.objective))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an attempt: a plan or none, and the reasons in sentences when something had to give."""

    status: Status
    plan: Plan | None
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DutyOrder:
    """The part of a plan that one commander reads. Moments are ISO 8601 in local time; members read "F12, Constable".

    `kind` is that of the duty, or "surge". `hands_to` is the number of the order that relieves this one, or the
    commander to report to. Texts are English; `report.words` has them in other languages by kind. `reason_cited` is the
    reason with the keys of its numbers, as "3 officers (demand.guard_a, assumption)". `sites` are names: those that a
    mobile visits, in order; `visits` holds the window of each as `start/end` where its route is known.

    The rest is of an emergency. `depart` is when the unit leaves, `arrive_by` when it is at the form-up point,
    `force_by` when the last unit is, `move_off` when all go on together, `at_crowd` when they are there. `action` is
    the task of the force, `force` its officers, `needed` those that would be adequate; `crowd` is low, best, high and
    the size planned for. `place_at` and `form_up_at` are latitude and longitude, `place_urdu` and `form_up_urdu` the
    places in words. An order that `is_given` was given before and stands.
    """

    number: str
    commander: str
    commander_rank: str
    origin: str
    place: str
    task: str
    authority: str
    start: str
    end: str
    members: tuple[str, ...]
    vehicle: str = ""
    route: str = ""
    depart: str = ""
    arrive_by: str = ""
    kit: str = ""
    radio: str = ""
    handover: str = ""
    reason: str = ""
    provenance: str = ""
    kind: str = ""
    form_up: str = ""
    hands_to: str = ""
    classification: str = "restricted"
    is_synthetic: bool = False
    reason_cited: str = ""
    sites: tuple[str, ...] = ()
    visits: tuple[str, ...] = ()
    alarm: str = ""
    call_sign: str = ""
    action: str = ""
    level: str = ""
    place_at: str = ""
    place_urdu: str = ""
    form_up_at: str = ""
    form_up_urdu: str = ""
    force_by: str = ""
    move_off: str = ""
    at_crowd: str = ""
    force: int = 0
    needed: int = 0
    crowd: tuple[int, ...] = ()
    growth_per_min: float = 0.0
    is_given: bool = False
    authority_urdu: str = ""
