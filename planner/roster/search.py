"""The search for a roster: a quick one first, then coverage stretch by stretch, then fair shares."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from planner.core.rule import Rule
from planner.roster.balance import balance
from planner.roster.bound import TightBound, open_worth
from planner.roster.draft import Draft
from planner.roster.encoding import encode
from planner.roster.goals import COVER, GOALS
from planner.roster.greedy import fill, first_roster
from planner.roster.mend import Mender
from planner.roster.problem import Assigned, Pairs, RosterProblem
from planner.roster.stretches import stretch_days, stretches
from planner.solver import Progress, solve_mixed
from planner.solver import solve as run

SMALL = 8_000
"""Officers times duties up to which everything is decided at once in the end."""
MEND_PER_SECOND = 30_000
"""Small steps for each second of the limit, divided by the number of officers: about a third of the time."""
MEND_ALONE = 2
"""Times as many small steps are made when there is no time for stretches."""
MEND_IN_VAIN = 2_000
"""Small steps without a better roster after which they end."""
MEND_TELL = 200
"""Small steps between two reports of progress."""
DECIDE_SECONDS = 30.0
"""Seconds for one stretch, at most: the engine cannot be stopped, and who cancels should not wait long."""
STRETCH_PATIENCE = 1.5
"""Times its even share of what is left that a stretch may take."""
COVER_SHARE = 0.4
"""Share of what is left after a first coverage that may go into better coverage, before loads are looked at."""
BOUND_SHARE = 0.15
"""Share of the time that the bound may take."""
TIGHT_FROM_SECONDS = 3.0
"""With less time left no tight bound is begun."""
TIGHT_SHARE = 0.9
"""Share of what is left that the tight bound may take, so that it is there before the time ends."""
TIGHT_SECONDS = 60.0
"""Seconds for the tight bound, at most: a program that is cancelled does not end before it has."""
ROUNDS = 4
"""Rounds of stretches, each begun at other days, after which the search ends even if time is left."""


class Clock:
    """The time limit, the caller's wish to stop, and the caller's wish to know."""

    def __init__(
        self, seconds: float, progress: Callable[[Progress], None] | None, cancel: Callable[[], bool] | None
    ) -> None:
        self._began = time.monotonic()
        self.seconds = seconds
        self._progress = progress
        self._cancel = cancel
        self.was_cut = False

    def spent(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._began

    def left(self) -> float:
        """Seconds until the limit, not below 0."""
        return max(0.0, self.seconds - self.spent())

    def is_over(self) -> bool:
        """True once the limit is reached or the caller wants to stop; that the search was cut short is kept."""
        if self.left() <= 0 or self.is_cancelled():
            self.was_cut = True
        return self.was_cut

    def is_cancelled(self) -> bool:
        """True once the caller wants to stop."""
        return self._cancel is not None and self._cancel()

    def tell(self, best: int | None, bound: int | None) -> None:
        """Tell the caller how far the search has come."""
        if self._progress is not None:
            self._progress(Progress(self.spent(), best, bound))


@dataclass(frozen=True, slots=True)
class Found:
    """A roster with its worth and bound. `is_repeatable` is false when the clock or the caller ended the search."""

    pairs: Pairs
    objective: int
    bound: int
    is_repeatable: bool


def objective(problem: RosterProblem, plan: Assigned) -> int:
    """What a roster costs: every goal's measure times its price. Plain code, no solver."""
    return sum(goal.measure(problem, plan) * goal.price(problem) for goal in GOALS)


def search(problem: RosterProblem, rules: Sequence[Rule], *, seed: int, clock: Clock) -> Found:
    """The best roster that keeps the rules, within the clock."""
    hunt = _Hunt(problem, rules, clock)
    hunt.take(first_roster(problem).pairs)
    if problem.duties and problem.officers:
        steps = round(clock.seconds * MEND_PER_SECOND / len(problem.officers)) * (1 if hunt.days else MEND_ALONE)
        hunt.find_bound()
        if hunt.days:
            hunt.cover_in_turn()
            hunt.cover_again(np.random.default_rng(seed))
        hunt.share()
        hunt.mend(seed, steps)
        hunt.finish(seed)
        hunt.tighten()
    return Found(hunt.best, hunt.worth, hunt.bound, hunt.is_repeatable and not clock.was_cut)


class _Hunt:
    """The best roster so far, and the steps that may better it. No step makes it worse."""

    def __init__(self, problem: RosterProblem, rules: Sequence[Rule], clock: Clock) -> None:
        self.problem = problem
        self.rules = rules
        self.clock = clock
        self.days = stretch_days(problem, clock.seconds)
        self.best: Pairs = frozenset()
        self.worth = objective(problem, Assigned(problem, self.best))
        self.bound = 0
        self.is_repeatable = True

    def take(self, pairs: Pairs) -> None:
        """Keep a roster if it is better and breaks no rule, and tell.

        The quick steps know the rules of today; a rule that is added later, and that they break, is kept here.
        """
        plan = Assigned(self.problem, pairs)
        worth = objective(self.problem, plan)
        if worth < self.worth and not any(True for rule in self.rules for _ in rule.violations(self.problem, plan)):
            self.best, self.worth = pairs, worth
        self.clock.tell(self.worth, self.bound)

    @property
    def is_proven(self) -> bool:
        """True when nothing better can exist."""
        return self.worth <= self.bound

    def find_bound(self) -> None:
        """What no roster goes below."""
        names = [rule.name for rule in self.rules]
        seconds = self.clock.left() * BOUND_SHARE
        self.bound = open_worth(self.problem, rules=names, seconds=seconds)
        self.clock.tell(self.worth, self.bound)

    def tighten(self) -> None:
        """Spend what time is left on a higher bound: it tells how good the roster is, and changes nothing about it."""
        if self._open(self.best) <= self.bound or self.clock.left() < TIGHT_FROM_SECONDS or self.clock.was_cut:
            return
        seconds = min(self.clock.left() * TIGHT_SHARE, TIGHT_SECONDS)
        tight = TightBound(self.problem, rules=[rule.name for rule in self.rules], seconds=seconds)
        self.bound = max(self.bound, tight.wait(lambda: self.clock.left() <= 0 or self.clock.is_cancelled()))
        self.clock.tell(self.worth, self.bound)

    def cover_in_turn(self) -> None:
        """Decide one stretch after the other, as if nothing came after it."""
        pairs: Pairs = frozenset()
        turns = stretches(self.problem, days=self.days)
        for number, free in enumerate(turns):
            if self.clock.is_over():
                break
            share = self.clock.left() / (len(turns) - number)
            quick = self._greedy(free, pairs)
            decided = self._decide(free, pairs, min(self.clock.left(), STRETCH_PATIENCE * share))
            pairs = quick if decided is None else min((decided, quick), key=self._open)
        self._fill(pairs)

    def cover_again(self, order: np.random.Generator) -> None:
        """Decide again stretches that hold open needs, beside all else as it is."""
        pairs = self.best
        worth = self._open(pairs)
        ends = self.clock.spent() + self.clock.left() * COVER_SHARE
        tried: set[tuple[tuple[int, ...], Pairs]] = set()
        for _ in range(ROUNDS):
            before = worth
            for free in stretches(self.problem, days=self.days, offset=int(order.integers(1, self.days + 1))):
                held = Assigned(self.problem, pairs)
                lacking = any(len(held.on[d]) < self.problem.duties[d].strength for d in free)
                rest = (tuple(free), frozenset(pair for pair in pairs if pair[1] not in set(free)))
                if worth <= self.bound or self.clock.is_over():
                    return
                if not lacking or rest in tried:
                    continue
                if self.clock.spent() > ends:
                    self.is_repeatable = False
                    return
                tried.add(rest)
                decided = self._decide(free, pairs, self.clock.left())
                if decided is not None and self._open(decided) <= worth:
                    pairs, worth = decided, self._open(decided)
                    self.take(pairs)
            if worth == before:
                return

    def _open(self, pairs: Pairs) -> int:
        plan = Assigned(self.problem, pairs)
        return sum(goal.measure(self.problem, plan) * goal.price(self.problem) for goal in COVER)

    def share(self) -> None:
        """Even out the loads, covering as well as before."""
        draft = Draft(self.problem, self.best)
        balance(draft, stop=self.clock.is_over)
        self.take(draft.pairs)

    def mend(self, seed: int, steps: int) -> None:
        """Empty and man anew a few duties at a time."""
        mender = Mender(self.problem, self.best, seed=seed)
        bettered_at = 0
        for done in range(0, steps, MEND_TELL):
            before = self.worth
            mender.run(min(MEND_TELL, steps - done), bound=self.bound, stop=self.clock.is_over)
            self.take(mender.best)
            if self.worth < before:
                bettered_at = done
            if self.is_proven or self.clock.was_cut or done - bettered_at > MEND_IN_VAIN:
                return

    def finish(self, seed: int) -> None:
        """For a small problem, all goals at once from the best so far: to the proof, if time allows."""
        size = len(self.problem.officers) * len(self.problem.duties)
        if self.is_proven or size > SMALL or self.clock.is_over():
            return
        enc = encode(self.problem, self.rules, GOALS, guess=self.best)
        solved = run(
            enc.model,
            seconds=self.clock.left(),
            seed=seed,
            progress=lambda seen: self.clock.tell(self.worth, max(self.bound, seen.bound or 0)),
            cancel=self.clock.is_cancelled,
        )
        self.is_repeatable = self.is_repeatable and solved.is_repeatable
        self.bound = max(self.bound, solved.bound or 0)
        if solved.has_answer:
            self.take(enc.pairs(solved))

    def _decide(self, free: Sequence[int], kept: Pairs, seconds: float) -> Pairs | None:
        enc = encode(self.problem, self.rules, COVER, free=free, kept=kept)
        solved = solve_mixed(enc.model, seconds=min(seconds, DECIDE_SECONDS), cancel=self.clock.is_cancelled)
        self.is_repeatable = self.is_repeatable and solved.is_repeatable
        return enc.pairs(solved) if solved.has_answer else None

    def _greedy(self, free: Sequence[int], kept: Pairs) -> Pairs:
        draft = Draft(self.problem, kept)
        fill(draft, only=frozenset(free))
        return draft.pairs

    def _fill(self, pairs: Pairs) -> None:
        draft = Draft(self.problem, pairs)
        fill(draft)
        self.take(draft.pairs)
