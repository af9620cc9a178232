"""The search for a roster: a quick one first, then some days decided anew at a time, and small steps between."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from planner.core.rule import Rule
from planner.roster.balance import balance
from planner.roster.draft import Draft
from planner.roster.encoding import encode
from planner.roster.given import given
from planner.roster.goals import COVER, GOALS
from planner.roster.goals.undisturbed import ordered_before
from planner.roster.greedy import fill, first_roster, keep_begun, man, top_up
from planner.roster.mend import Mender
from planner.roster.problem import Assigned, Pairs, RosterProblem
from planner.roster.relaxed import Guide
from planner.roster.renew import Renewal, anybody, renew
from planner.roster.rising import RisingBound, guided
from planner.roster.stretches import stretches
from planner.solver import Progress
from planner.solver import solve as run

SMALL = 8_000
"""Officers times duties up to which everything is decided at once in the end."""
MEND_STEPS = 2_000
"""Small steps of a round, for a unit of 70; fewer for more officers, as each then takes longer."""
MEND_USUAL = 70
MEND_IN_VAIN = 800
"""Small steps without a better roster after which a round goes on to the next thing."""
MEND_TELL = 200
"""Small steps between two reports of progress."""
BOUND_SHARE = 0.15
"""Share of the time that a bound may take where nothing can be done beside it."""
GUIDE_SHARE = 0.4
"""Share of the time that the relaxed roster may take, which is a bound and a guide."""
FOLLOWED = (3, 2, 7)
"""Days that are decided at once along a relaxed roster, from the first to the last; each in a pass of its own."""
FOLLOW_SHARE = 0.5
"""Share of the time after which no such pass begins."""
MANNED = 0.3
"""A duty that the relaxed roster mans to less than this share is left for later."""
WINDOWS = (1, 1, 2, 1, 3, 2, 4, 7)
"""Days that are decided anew at once, round by round."""
LONG = (7, 3, 10, 5, 14)
"""Days that are decided anew at once where the relaxed roster says whom and what to look at, turn by turn."""
LONG_SIZE = 5
"""So many times as large as another may such a program be."""
WINDOW_SIZE = 5_000
"""Officers times duties of one such program, at most: a window of more is cut to those around its open needs."""
WINDOW_SHARE = 0.15
"""Share of the time left that one window may take."""
WINDOW_SECONDS = 3.0
"""Seconds for one window, at most: the engine cannot be stopped, and who cancels should not wait long."""
ROUNDS = 64
"""Rounds after which the search ends even if time is left."""
IN_VAIN = 9
"""Rounds in a row without a better roster after which the search ends."""
TAIL_SHARE = 0.04
"""Share of the time that is kept for saying what is open and for the check."""


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
        """Seconds until the search must end, not below 0: a little before the limit."""
        return max(0.0, self.seconds * (1 - TAIL_SHARE) - self.spent())

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


def forced(problem: RosterProblem, rules: Sequence[Rule]) -> int:
    """What the changes cost that nobody can avoid: officers who are away at duties that were ordered."""
    if not any(rule.name == "leave" for rule in rules):
        return 0
    windows = [duty.window for duty in problem.duties]
    away = sum(problem.officers[o].is_on_leave(windows[d]) for o, d in ordered_before(problem))
    return away * problem.change_price


def search(problem: RosterProblem, rules: Sequence[Rule], *, seed: int, clock: Clock) -> Found:
    """The best roster that keeps the rules, within the clock."""
    hunt = _Hunt(problem, rules, clock)
    hunt.take(first_roster(problem).pairs)
    if problem.duties and problem.officers:
        hunt.seek_bound()
        hunt.follow()
        hunt.share()
        hunt.better(seed)
        hunt.finish(seed)
        hunt.tighten()
    return Found(hunt.best, hunt.worth, hunt.bound, hunt.is_repeatable and not clock.was_cut)


def _likely(guide: Guide, held: set[tuple[int, int]]) -> Callable[[int, int], bool]:
    """Whom a guide sends, or who is there now."""
    return lambda officer, duty: guide.may(officer, duty) or (officer, duty) in held


class _Hunt:
    """The best roster so far, and the steps that may better it. No step makes it worse."""

    def __init__(self, problem: RosterProblem, rules: Sequence[Rule], clock: Clock) -> None:
        self.problem = problem
        self.rules = rules
        self.clock = clock
        self.given = given(problem, rules)
        self.best: Pairs = problem.done_pairs
        self.worth = objective(problem, Assigned(problem, self.best))
        self.forced = forced(problem, rules)
        self.bound = self.forced
        self.guide: Guide | None = None
        self._rising: RisingBound | None = None
        self.is_repeatable = True

    def take(self, pairs: Pairs) -> None:
        """Keep a roster if it is better and breaks no rule, and tell.

        The quick steps know the rules of today; a rule that is added later, and that they break, is kept here.
        """
        plan = Assigned(self.problem, pairs)
        worth = objective(self.problem, plan)
        if worth < self.worth and self._keeps_rules(plan):
            self.best, self.worth = pairs, worth
        self._look_up()
        self.clock.tell(self.worth, self.bound)

    def _keeps_rules(self, plan: Assigned) -> bool:
        found = (breach for rule in self.rules for breach in rule.violations(self.problem, plan))
        return all(breach in self.given for breach in found)

    @property
    def is_proven(self) -> bool:
        """True when nothing better can exist."""
        return self.worth <= self.bound

    def seek_bound(self) -> None:
        """What no roster goes below, and how a relaxed roster comes to it; then begin to raise it, beside all else."""
        names = [rule.name for rule in self.rules]
        found = guided(self.problem, rules=names, seconds=GUIDE_SHARE * self.clock.left())
        self.is_repeatable = self.is_repeatable and found is not None
        known = None if found is None else found[0]
        self._rising = RisingBound(self.problem, rules=names, seconds=self.clock.left(), known=known)
        self._look_up()
        if found is not None and len(found[1].manned) == len(self.problem.duties):
            self.guide = found[1]

    def follow(self) -> None:
        """Rosters along the relaxed one: some days after the other, only whom and what it has."""
        guide = self.guide
        if guide is None:
            return
        renewal = Renewal(self.problem)
        for days in FOLLOWED:
            if self.is_proven or self.clock.is_over() or self.clock.spent() > FOLLOW_SHARE * self.clock.seconds:
                break
            draft = Draft(self.problem)
            keep_begun(draft)
            for window in stretches(self.problem, days=days):
                duties = [d for d in window if guide.manned[d] > MANNED and not self.problem.is_begun[d]]
                seconds = min(WINDOW_SECONDS, WINDOW_SHARE * self.clock.left())
                renew(draft, renewal, duties, seconds=seconds, fill=lambda d: None, may=guide.may)
                self.is_repeatable = self.is_repeatable and not renewal.was_cut
            fill(draft)
            self.take(draft.pairs)

    def _look_up(self) -> None:
        if self._rising is not None:
            self.bound = max(self.bound, self._rising_value())

    def tighten(self) -> None:
        """Wait for the bound: it tells how good the roster is, and changes nothing about it."""
        if self._rising is not None:
            found = self._rising.wait(
                lambda: self.clock.left() <= 0 or self.clock.is_cancelled() or self.worth <= self._rising_value()
            )
            self.bound = max(self.bound, found + self.forced)
        self.clock.tell(self.worth, self.bound)

    def _rising_value(self) -> int:
        return self.forced + (0 if self._rising is None else self._rising.value)

    def better(self, seed: int) -> None:
        """In rounds: some days are decided anew as a whole, then small steps even out what the program does not see."""
        order = np.random.default_rng(seed)
        renewal = Renewal(self.problem)
        pairs, vain = self.best, 0
        steps = max(MEND_TELL, MEND_STEPS * MEND_USUAL // max(MEND_USUAL, len(self.problem.officers)))
        for number in range(ROUNDS):
            before = self.worth
            turn, is_free = divmod(number, 2)
            if self.guide is not None and not is_free:
                pairs = self._renewed(pairs, renewal, LONG[turn % len(LONG)], order, self.guide)
            else:
                turn = number if self.guide is None else turn
                pairs = self._renewed(pairs, renewal, WINDOWS[turn % len(WINDOWS)], order, None)
            pairs = self.mended(pairs, seed + number, steps)
            vain = 0 if self.worth < before else vain + 1
            if self.is_proven or self.clock.is_over() or vain == IN_VAIN:
                return

    def _renewed(
        self, pairs: Pairs, renewal: Renewal, days: int, order: np.random.Generator, guide: Guide | None
    ) -> Pairs:
        """Decide anew one window of days after the other, the smallest first, beside all else as it is.

        With a guide, only what it mans or is manned now, by whom it sends or who is there now.
        """
        draft = Draft(self.problem, pairs)
        cover = self._open(pairs)
        windows = [
            part
            for window in stretches(self.problem, days=days, offset=int(order.integers(0, days)))
            if (chosen := self._open_to(draft, window, guide))
            for part in self._cut(draft, chosen, order, guide)
        ]
        windows.sort(key=lambda window: (len(window), -self._open_of(draft, window), window[0]))
        for window in windows:
            if not self._open_of(draft, window):
                continue
            if self.is_proven or self.clock.is_over():
                break
            seconds = min(WINDOW_SECONDS, WINDOW_SHARE * self.clock.left())
            was = [(d, sorted(draft.on[d])) for d in window]
            held = {(o, d) for d, there in was for o in there}
            may = anybody if guide is None else _likely(guide, held)
            answered = renew(draft, renewal, window, seconds=seconds, fill=lambda d: self._top(draft, d), may=may)
            self.is_repeatable = self.is_repeatable and not renewal.was_cut
            found = self._open(draft.pairs) if answered else cover
            if found > cover:
                for d, _ in was:
                    for o in sorted(draft.on[d]):
                        draft.take(o, d)
                for d, there in was:
                    for o in there:
                        draft.put(o, d)
            elif found < cover:
                cover = found
                self.take(draft.pairs)
        return draft.pairs

    @staticmethod
    def _top(draft: Draft, duty: int) -> None:
        man(draft, duty, draft.load.__getitem__)
        top_up(draft, duty, draft.load.__getitem__)

    def _open_of(self, draft: Draft, duties: Sequence[int]) -> int:
        needs = self.problem.duties
        return sum(needs[d].value * (needs[d].strength - len(draft.on[d])) for d in duties)

    def _open_to(self, draft: Draft, window: Sequence[int], guide: Guide | None) -> list[int]:
        """The duties of a window that can be decided anew: those to come, with a guide those that matter."""
        return [
            d
            for d in window
            if not self.problem.is_begun[d] and (guide is None or draft.on[d] or guide.manned[d] > MANNED)
        ]

    def _cut(
        self, draft: Draft, window: Sequence[int], order: np.random.Generator, guide: Guide | None
    ) -> list[list[int]]:
        """A window as it is, or in parts that are not too large: duties near an open one in time stay with it."""
        most = max(2, WINDOW_SIZE // len(self.problem.officers))
        if len(window) <= (most if guide is None else LONG_SIZE * most):
            return [list(window)]
        spans = self.problem.spans
        lacking = [d for d in window if len(draft.on[d]) < self.problem.duties[d].strength]
        parts = []
        for seed in order.permutation(lacking)[: -(-len(window) // most)]:
            near = sorted(window, key=lambda d: (abs(spans[d][0] - spans[seed][0]), order.random()))
            parts.append(sorted(near[:most]))
        return parts

    def _open(self, pairs: Pairs) -> int:
        plan = Assigned(self.problem, pairs)
        return sum(goal.measure(self.problem, plan) * goal.price(self.problem) for goal in COVER)

    def share(self) -> None:
        """Even out the loads, covering as well as before."""
        draft = Draft(self.problem, self.best)
        balance(draft, stop=self.clock.is_over)
        self.take(draft.pairs)

    def mended(self, pairs: Pairs, seed: int, steps: int) -> Pairs:
        """Small steps from a roster: the best that they came to."""
        mender = Mender(self.problem, pairs, seed=seed)
        bettered_at, last = 0, mender.objective
        for done in range(0, steps, MEND_TELL):
            mender.run(min(MEND_TELL, steps - done), bound=0, stop=self.clock.is_over)
            if mender.objective < last:
                bettered_at, last = done, mender.objective
            if mender.objective < self.worth:
                self.take(mender.best)
            else:
                self._look_up()
                self.clock.tell(self.worth, self.bound)
            if self.is_proven or self.clock.was_cut or done - bettered_at > MEND_IN_VAIN:
                break
        return mender.best

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
