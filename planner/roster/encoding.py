"""The roster as variables: who is on which duty, and which duties are manned."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from planner.core.rule import Goal, Rule
from planner.roster.conflicts import Clash, groups
from planner.roster.problem import Assigned, Pairs, RosterProblem
from planner.solver import Encoding, Solved, total


class PricedGoal(Goal, Protocol):
    """A goal that says what one unit of it costs in the objective."""

    def price(self, problem: RosterProblem) -> int:
        """Objective units for each unit of `measure`."""
        ...


class RosterEncoding(Encoding):
    """`x[officer][duty]` is 1 when the officer is on the duty; `manned[duty]` is 1 when anybody is.

    With `free` and `kept`, only the duties of `free` are decided: on all others the officers of `kept` stay, and `x`
    holds plain 0 and 1 there. Rules that look at one duty go through `duties`, which names the free ones. `guess` is a
    roster from which the search starts; a goal gives its own variables their values for it.
    """

    def __init__(
        self,
        problem: RosterProblem,
        *,
        explaining: bool = False,
        free: Iterable[int] | None = None,
        kept: Pairs = frozenset(),
        guess: Pairs | None = None,
    ) -> None:
        super().__init__(explaining=explaining)
        self.problem = problem
        self.duties = tuple(range(len(problem.duties)) if free is None else sorted(free))
        self.kept = frozenset(pair for pair in kept if pair[1] not in set(self.duties))
        self._clashes: list[Clash] = []
        is_free = set(self.duties)
        self.x: list[list[Any]] = [
            [self.flag() if d in is_free else int((o, d) in self.kept) for d in range(len(problem.duties))]
            for o in range(len(problem.officers))
        ]
        self.manned = {d: self.flag() for d in self.duties}
        self.on = {d: total(self.column(d)) for d in self.duties}
        for d, manned in self.manned.items():
            self.model.add(self.on[d] >= manned)
            self.model.add(self.on[d] <= len(problem.officers) * manned)
        self.guess = None if guess is None else Assigned(problem, guess)
        if self.guess is not None:
            for o, row in enumerate(self.x):
                for d in self.duties:
                    self.hint(row[d], int((o, d) in self.guess.pairs))
            for d, manned in self.manned.items():
                self.hint(manned, int(bool(self.guess.on[d])))

    def column(self, duty: int, holds: Callable[[int], bool] = lambda officer: True) -> list[Any]:
        """The variables of a free duty for the officers of whom `holds` is true."""
        return [row[duty] for officer, row in enumerate(self.x) if holds(officer)]

    def never_both(self, rule: str, clash: Clash) -> None:
        """Forbid each officer any two duties that clash.

        Without switches the clashes of all rules are joined by `close`: that makes larger groups.
        """
        if not self.explaining:
            self._clashes.append(clash)
            return
        found = groups(self.problem, [clash])
        for officer, row in zip(self.problem.officers, self.x, strict=True):
            for group in found:
                self.require(rule, officer.id, total(row[d] for d in group) <= 1)

    def close(self) -> None:
        """Add what was kept back to be joined. To be called once, after all rules."""
        found = groups(self.problem, self._clashes)
        for group in found:
            free = [d for d in group if d in self.manned]
            fixed = [d for d in group if d not in self.manned]
            if not free:
                continue
            for row in self.x:
                if any(row[d] for d in fixed):
                    self.model.add(total(row[d] for d in free) == 0)
                else:
                    self.model.add_at_most_one([row[d] for d in free])

    def fix(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Allow exactly these officers on these duties."""
        wanted = frozenset(pairs)
        for officer, row in enumerate(self.x):
            for duty in self.duties:
                self.model.add(row[duty] == int((officer, duty) in wanted))

    def pairs(self, solved: Solved) -> Pairs:
        """Officers and their duties in an answer, those that were kept included."""
        decided = {(o, d) for o, row in enumerate(self.x) for d in self.duties if solved.is_on(row[d])}
        return self.kept | decided


def encode(
    problem: RosterProblem,
    rules: Sequence[Rule],
    goals: Sequence[PricedGoal] = (),
    *,
    explaining: bool = False,
    free: Iterable[int] | None = None,
    kept: Pairs = frozenset(),
    guess: Pairs | None = None,
) -> RosterEncoding:
    """The problem as a model: these rules as constraints, these goals as what is minimised, `guess` as a start."""
    enc = RosterEncoding(problem, explaining=explaining, free=free, kept=kept, guess=guess)
    for rule in rules:
        rule.encode(enc)
    enc.close()
    for goal in goals:
        enc.wish(goal.name, goal.encode(enc), goal.price(problem))
    enc.minimise()
    return enc
