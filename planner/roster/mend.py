"""A roster bettered in many small steps: a few duties are emptied and manned anew. Plain code, no solver.

Ruin and recreate (Schrimpf et al. 2000). A step costs about a millisecond, so thousands are made where the solver
makes one; what they even out is the load, which the solver's relaxation does not see.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from planner.roster.draft import Draft
from planner.roster.goals.fair_share import Equals, groups_of_equals
from planner.roster.greedy import ALWAYS, man, top_up
from planner.roster.problem import Pairs, RosterProblem

MOST_EMPTIED = 6
"""Duties that are emptied in one step, at most."""
NOISE_MIN = 600
"""Minutes by which a load may be misjudged when a team is chosen, so that steps differ."""
NEED_MIN = (300.0, 1000.0, 3000.0, ALWAYS)
"""What an officer who meets a need is preferred by, in minutes of load: chosen anew each time."""
WORSE_SHARE = 0.002
"""A roster that costs the same may be so much less even than the last, or the search would stick."""


@dataclass(frozen=True, slots=True)
class _State:
    """What is compared: the objective first, then how uneven the loads are."""

    objective: int
    unevenness: int


class Mender:
    """Betters a roster step by step; `best` is the best so far."""

    def __init__(self, problem: RosterProblem, pairs: Pairs, *, seed: int) -> None:
        self._problem = problem
        self._draft = Draft(problem, pairs)
        self._random = random.Random(seed)
        self._groups = groups_of_equals(problem)
        self._near = _neighbours(problem)
        self._open = sum(self._lack(duty) for duty in range(len(problem.duties)))
        self._state = self._weigh()
        self.best: Pairs = pairs
        self._best_state = self._state

    def run(self, steps: int, *, bound: int, stop: Callable[[], bool]) -> None:
        """Make so many steps, or fewer when the bound is reached or `stop` says so."""
        for _ in range(steps):
            if self._best_state.objective <= bound or stop():
                return
            self._step()

    def _lack(self, duty: int) -> int:
        d = self._problem.duties[duty]
        return d.value * max(0, d.strength - len(self._draft.on[duty]))

    def _weigh(self) -> _State:
        load = self._draft.load
        unfair = sum(group.excess(self._problem, load) for group in self._groups)
        spread = 0
        for group in self._groups:
            loads = [load[o] for o in group.always_there]
            spread += sum(minutes * minutes for minutes in loads) - sum(loads) ** 2 // len(loads)
        return _State(self._open + unfair * self._problem.fair_price, spread)

    def _step(self) -> None:
        emptied = self._choose()
        if not emptied:
            return
        draft = self._draft
        before = [(duty, sorted(draft.on[duty])) for duty in emptied]
        self._open -= sum(self._lack(duty) for duty in emptied)
        for duty, there in before:
            for officer in there:
                draft.take(officer, duty)
        load = self._misjudged()
        order = sorted(emptied, key=lambda d: (-self._problem.duties[d].value * self._random.random(), d))
        for duty in order:
            man(draft, duty, load, need_min=self._random.choice(NEED_MIN))
        for duty in order:
            top_up(draft, duty, load)
        self._open += sum(self._lack(duty) for duty in emptied)
        state = self._weigh()
        if self._is_accepted(state):
            self._state = state
            if (state.objective, state.unevenness) < (self._best_state.objective, self._best_state.unevenness):
                self._best_state, self.best = state, draft.pairs
            return
        self._open -= sum(self._lack(duty) for duty in emptied)
        for duty in emptied:
            for officer in list(draft.on[duty]):
                draft.take(officer, duty)
        for duty, there in before:
            for officer in there:
                draft.put(officer, duty)
        self._open += sum(self._lack(duty) for duty in emptied)

    def _is_accepted(self, state: _State) -> bool:
        if state.objective != self._state.objective:
            return state.objective < self._state.objective
        return state.unevenness <= self._state.unevenness * (1 + WORSE_SHARE * self._random.random())

    def _misjudged(self) -> Callable[[int], float]:
        """Loads as they are taken for this step: a little wrong, and half of the time against those of equals."""
        load = self._draft.load
        wrong = [self._random.random() * NOISE_MIN for _ in load]
        if self._random.random() < 0.5:
            for group in self._groups:
                usual = sum(load[o] for o in group.always_there) / len(group.always_there)
                for officer in group.everyone:
                    wrong[officer] -= usual
        return lambda officer: load[officer] + wrong[officer]

    def _choose(self) -> list[int]:
        """Duties to be emptied: around one of the most loaded, around one without the least loaded, or an open one."""
        uneven = [g for g in self._groups if g.excess(self._problem, self._draft.load)]
        open_duties = [d for d in range(len(self._near)) if self._lack(d)]
        kinds: list[Callable[[], int | None]] = []
        if uneven:
            group = self._random.choice(uneven)
            kinds += [lambda: self._of_highest(group), lambda: self._without_lowest(group)]
        if open_duties:
            kinds.append(lambda: self._random.choice(open_duties))
        if not kinds:
            return []
        first = self._random.choice(kinds)()
        if first is None:
            return []
        near = self._near[first]
        number = min(len(near), self._random.randrange(MOST_EMPTIED))
        return [first, *self._random.sample(near, number)]

    def _of_highest(self, group: Equals) -> int | None:
        highest = max(group.everyone, key=lambda o: (self._draft.load[o], o))
        held = [d for d, there in enumerate(self._draft.on) if highest in there]
        return self._random.choice(held) if held else None

    def _without_lowest(self, group: Equals) -> int | None:
        lowest = min(group.always_there, key=lambda o: (self._draft.load[o], o))
        could = [d for d, there in enumerate(self._draft.on) if there and self._draft.busy(lowest, d) is None]
        return self._random.choice(could) if could else None


def _neighbours(problem: RosterProblem) -> list[list[int]]:
    """For each duty, the others that begin within a day of its start."""
    days = problem.day_numbers
    by_day: dict[int, list[int]] = {}
    for duty, day in enumerate(days):
        by_day.setdefault(day, []).append(duty)
    return [
        [other for day in (days[d] - 1, days[d], days[d] + 1) for other in by_day.get(day, ()) if other != d]
        for d in range(len(days))
    ]
