"""A model under construction: variables, switches of rules, wishes with their price. Whole numbers only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from ortools.sat.python import cp_model

Model = cp_model.CpModel
"""The solver's model; `model.add`, `model.add_at_most_one` and so on are those of OR-Tools' CP-SAT."""

Literal = Any
Expression = Any


class Switch(NamedTuple):
    """A rule at a subject (an officer, a duty): what can be switched off, and what a conflict is made of."""

    rule: str
    subject: str


def new_model() -> Model:
    """An empty model."""
    return Model()


def total(terms: Iterable[Expression]) -> Expression:
    """The sum of the terms as one expression; 0 when there is none."""
    return cp_model.LinearExpr.sum(list(terms))


def weighted(terms: Sequence[Expression], weights: Sequence[int]) -> Expression:
    """The sum of term x weight as one expression."""
    return cp_model.LinearExpr.weighted_sum(list(terms), list(weights))


class Encoding:
    """A model with its switches and its wishes.

    With `explaining`, each rule and subject gets a switch that `why_not` assumes; without, rules simply hold.
    """

    def __init__(self, *, explaining: bool = False) -> None:
        self.model = new_model()
        self.explaining = explaining
        self.switches: dict[Switch, Literal] = {}
        self.wishes: dict[str, tuple[Expression, int]] = {}

    def flag(self, name: str = "") -> Literal:
        """A new variable that is 0 or 1."""
        return self.model.new_bool_var(name)

    def number(self, low: int, high: int, name: str = "") -> Literal:
        """A new whole number between low and high, both included."""
        return self.model.new_int_var(low, high, name)

    def switch(self, rule: str, subject: str) -> Literal:
        """What a constraint of `rule` at `subject` is enforced by, when explaining; the same for the same pair."""
        key = Switch(rule, subject)
        if key not in self.switches:
            self.switches[key] = self.model.new_bool_var(f"{rule}@{subject}")
        return self.switches[key]

    def require(self, rule: str, subject: str, constraint: Any) -> None:
        """Add a linear constraint (such as `a + b <= 1`) in the name of `rule` at `subject`."""
        added = self.model.add(constraint)
        if self.explaining:
            added.only_enforce_if(self.switch(rule, subject))

    def wish(self, name: str, expression: Expression, price: int = 1) -> None:
        """Add expression x price to what is minimised."""
        self.wishes[name] = (expression, price)

    def minimise(self) -> None:
        """Set the sum of the wishes as the objective."""
        self.model.minimize(total(expression * price for expression, price in self.wishes.values()))

    def hint(self, variable: Literal, value: int) -> None:
        """A guess from which the search starts."""
        self.model.add_hint(variable, value)
