"""Rules and goals: a rule says what must hold, a goal what is wished; each has a name, a sentence and a source.

A rule has two faces that mean the same: `violations` in plain code, `encode` for the solver.
A property test holds the two against each other over every rule that is listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """A rule that a plan breaks, at a subject, in a sentence that a person can read."""

    rule: str
    subject: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A need that a plan leaves open: where, when (ISO 8601), what is missing, and why."""

    place: str
    start: str
    end: str
    missing: str
    why: str


class Rule(Protocol):
    """What must hold. `problem`, `plan` and `enc` are those of the stage that lists the rule."""

    name: str
    sentence: str
    source: str

    def violations(self, problem: Any, plan: Any) -> Iterator[Violation]:
        """Each breach in `plan`, in plain code that shares nothing with the solver."""
        ...

    def encode(self, enc: Any) -> None:
        """The same meaning as constraints, each under the switch (rule, subject)."""
        ...


class Goal(Protocol):
    """What is wished. `measure` on a fixed plan equals the value of `encode`'s term."""

    name: str
    sentence: str
    source: str

    def measure(self, problem: Any, plan: Any) -> int:
        """How far `plan` falls short of the wish; 0 is perfect; a whole number in the goal's own unit."""
        ...

    def encode(self, enc: Any) -> Any:
        """The same number as a linear expression of the solver."""
        ...
