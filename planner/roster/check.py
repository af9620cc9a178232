"""The independent check of a roster: plain code over the rules' own words. It shares nothing with the solver."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from planner.core.duty import DutyKind
from planner.core.errors import InputError
from planner.core.plan import Assignment
from planner.core.rule import Rule, Violation
from planner.core.time import Window
from planner.roster.problem import Assigned, RosterProblem
from planner.roster.rules import RULES
from planner.roster.words import when

READABLE = "readable"
"""Name under which rows that belong to no known officer or duty are reported."""


def check(
    problem: RosterProblem, assignments: Iterable[Assignment], *, rules_off: Collection[str] = ()
) -> tuple[Violation, ...]:
    """Every breach of every rule that is on, and every assignment that does not fit the problem."""
    listed = tuple(assignments)
    plan = Assigned.of(problem, listed)
    found = list(_unfit(problem, listed))
    for rule in rules_on(rules_off):
        found.extend(rule.violations(problem, plan))
    return tuple(found)


def rules_on(rules_off: Collection[str]) -> tuple[Rule, ...]:
    """The rules without those named; InputError for a name that no rule has."""
    names = [rule.name for rule in RULES]
    for name in rules_off:
        if name not in names:
            raise InputError(f"there is no rule {name!r}", maybe=f"one of these was meant: {', '.join(names)}.")
    return tuple(rule for rule in RULES if rule.name not in rules_off)


def _unfit(problem: RosterProblem, listed: tuple[Assignment, ...]) -> Iterator[Violation]:
    for a in listed:
        if a.officer not in problem.officer_index:
            yield Violation(READABLE, a.officer, f"officer {a.officer} (on duty {a.duty}) is not on the roll.")
        if a.duty not in problem.duty_index:
            yield Violation(READABLE, a.duty, f"duty {a.duty} (of officer {a.officer}) is not among the duties.")
            continue
        index = problem.duty_index[a.duty]
        duty = problem.duties[index]
        if (a.window.start, a.window.end) != (duty.window.start, duty.window.end):
            text = f"{a.officer}: the plan gives duty {a.duty} other hours than its own, {when(problem, index)}."
            yield Violation(READABLE, a.duty, text)
        if (a.place, a.kind) != (duty.place, duty.kind):
            text = f"{a.officer}: duty {a.duty} is {duty.kind.value} at {duty.place}, not {a.kind.value} at {a.place}."
            yield Violation(READABLE, a.duty, text)
    for (officer, duty_id), times in Counter((a.officer, a.duty) for a in listed).items():
        if times > 1:
            yield Violation(READABLE, officer, f"officer {officer} stands {times} times on duty {duty_id}.")


def assignments_from_document(
    problem: RosterProblem, document: Mapping[str, Any]
) -> tuple[tuple[Assignment, ...], tuple[Violation, ...]]:
    """The assignments of a plan document, and a violation for each row that cannot be read.

    Kind, place, start and end may be missing: they are then those of the duty. Unknown officers and duties are kept
    as they are, for `check` to report.
    """
    rows = document.get("assignments", ())
    if isinstance(rows, str | Mapping) or not isinstance(rows, Iterable):
        return (), (Violation(READABLE, "assignments", "the plan's assignments are no list."),)
    found: list[Assignment] = []
    broken: list[Violation] = []
    for number, row in enumerate(rows, start=1):
        try:
            found.append(_assignment(problem, row))
        except (ValueError, TypeError) as fault:
            broken.append(Violation(READABLE, f"row {number}", f"assignment {number} cannot be read: {fault}."))
    return tuple(found), tuple(broken)


def _assignment(problem: RosterProblem, row: Any) -> Assignment:
    if not isinstance(row, Mapping):
        raise ValueError(f"{row!r} is no row with officer and duty")
    for key in ("officer", "duty"):
        if not isinstance(row.get(key), str) or not row[key]:
            raise ValueError(f"it has no {key!r}")
    index = problem.duty_index.get(row["duty"])
    if index is None:
        return _stranger(row)
    duty = problem.duties[index]
    start, end = _moment(row, "start", duty.window.start), _moment(row, "end", duty.window.end)
    kind = DutyKind(row.get("kind", duty.kind))
    return Assignment(row["officer"], row["duty"], kind, str(row.get("place", duty.place)), Window(start, end))


def _stranger(row: Mapping[str, Any]) -> Assignment:
    """An assignment to a duty that nobody knows: it must say its hours itself."""
    start, end = _moment(row, "start", None), _moment(row, "end", None)
    kind = DutyKind(row.get("kind", DutyKind.RESERVE))
    return Assignment(row["officer"], row["duty"], kind, str(row.get("place", "")), Window(start, end))


def _moment(row: Mapping[str, Any], key: str, otherwise: datetime | None) -> datetime:
    text = row.get(key)
    if text is None and otherwise is not None:
        return otherwise
    if not isinstance(text, str):
        raise ValueError(f"{key!r} is {text!r}, not a moment such as 2026-03-01T08:00:00+05:00")
    return datetime.fromisoformat(text)
