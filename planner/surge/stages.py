"""The three stages of the exact answer: who is missing at the least, how soon at the best, how little driving."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from planner.core.plan import Status
from planner.solver import Progress, Solved, solve, total, weighted
from planner.surge.allocation import Allocation, delay, driving, missing, ride, sent_to, standing
from planner.surge.bound import DEEPENING, Bound, IsOver, Thresholds, thresholds
from planner.surge.exact import Exact
from planner.surge.force import Force, Wants

Told = Callable[[Progress], None] | None
Cancelled = Callable[[], bool] | None


LEAST_SECONDS = 0.05
"""What a run gets even when the time is up, so that it can hand back what it starts from."""


POLL_S = 0.1
"""How often `cancel` is asked while no solver runs."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long the stages may run: `seconds` from `began`, a moment of `time.monotonic`."""

    began: float
    seconds: float
    seed: int
    progress: Told = None
    cancel: Cancelled = None

    def left(self, share: float) -> float:
        """Seconds until a share of the time is over."""
        return self.began + share * self.seconds - time.monotonic()

    def over(self, share: float) -> IsOver:
        """Tells whether a share of the time is over or the search was cancelled; asks the latter now and then."""
        next_question = 0.0
        is_cancelled = False

        def is_over() -> bool:
            nonlocal next_question, is_cancelled
            if self.cancel is not None and not is_cancelled and time.monotonic() >= next_question:
                next_question = time.monotonic() + POLL_S
                is_cancelled = self.cancel()
            return is_cancelled or self.left(share) < 0

        return is_over

    def run(self, exact: Exact, share: float) -> Solved:
        """Run the model for at most a share of the whole time."""
        return solve(
            exact.enc.model,
            seconds=max(LEAST_SECONDS, min(share * self.seconds, self.left(1))),
            seed=self.seed,
            # one search proves these models several times sooner than strategies that take turns, and repeats itself
            workers=1,
            repeatable=False,
            progress=self.progress,
            cancel=self.cancel,
        )


def fewest_missing(force: Force, start: Allocation, limits: Limits) -> tuple[Allocation, bool]:
    """The allocation with the least shortfall, and whether that is proven.

    First the sums of officers, women and commanders who are missing; then what is missing goes to the lightest alarms:
    the heaviest gets as much as it can, then the next.
    """
    wants = force.wants
    pairs = [(i, q) for i, row in enumerate(force.arrive) for q in force.alarms if row[q] is not None]
    exact = Exact(force, pairs)
    model = exact.enc.model
    lack: dict[int, tuple[Any, ...]] = {}
    for q in force.alarms:
        wanted = (wants.officers[q], wants.women[q], wants.commanders[q])
        lack[q] = tuple(exact.enc.number(0, w) for w in wanted)
        for have, short, w in zip(exact.got(q), lack[q], wanted, strict=True):
            model.add(have + short >= w)
    # officers weigh more than all women together, women more than all commanders together
    commander, woman = 1, 1 + sum(wants.commanders)
    prices = ((sum(wants.women) + 1) * woman, woman, commander)
    best, is_proven = start, True

    def least(priced: Sequence[tuple[Any, int]], share: float) -> None:
        nonlocal best, is_proven
        model.clear_hints()  # type: ignore[no-untyped-call]
        exact.hint(best)
        rows = missing(force, wants, best)
        for q in force.alarms:
            for short, number in zip(lack[q], rows[q], strict=True):
                exact.enc.hint(short, number)
        model.minimize(weighted([term for term, _ in priced], [price for _, price in priced]))
        solved = limits.run(exact, share)
        is_proven = is_proven and solved.status is Status.OPTIMAL
        if solved.has_answer:
            best = _better(force, best, exact.read(solved, wants))

    # the order of the alarms is only a leaning here, far below one commander: it starts the steps below near their ends
    order = force.problem.priority
    leaning = {q: len(order) - position for position, q in enumerate(order)}
    whole = 1 + sum(leaning[q] * wants.officers[q] for q in order)
    leans = [(lack[q][0], leaning[q]) for q in order]
    least([(short, p * whole) for q in order for short, p in zip(lack[q], prices, strict=True)] + leans, 0.2)
    for k in range(3):
        found = sum(row[k] for row in missing(force, wants, best))
        model.add(total(lack[q][k] for q in force.alarms) == found)
    for q in order[:-1]:
        if any(missing(force, wants, best)[q]):
            least(list(zip(lack[q], prices, strict=True)), max(0.1, 0.3 / len(force.alarms)))
        for short, number in zip(lack[q], missing(force, wants, best)[q], strict=True):
            model.add(short == number)
    return best, is_proven


def attainable(force: Force, allocation: Allocation) -> Wants:
    """The needs less what an allocation is missing."""
    rows = missing(force, force.wants, allocation)
    return Wants(
        tuple(w - row[0] for w, row in zip(force.wants.officers, rows, strict=True)),
        tuple(w - row[1] for w, row in zip(force.wants.women, rows, strict=True)),
        tuple(w - row[2] for w, row in zip(force.wants.commanders, rows, strict=True)),
    )


def soonest(force: Force, wants: Wants, start: Allocation, best_case: Bound, limits: Limits) -> tuple[Allocation, int]:
    """The allocation that meets the wants with the least weighted sum of last arrivals, and the bound on that sum.

    Thresholds that pass Hall's condition are tried in the order of their sums: the first that can be kept is the best.
    """
    upper = delay(force, start)
    value, failed = best_case.value, list[Thresholds]()
    is_over = limits.over(0.5)
    for part in DEEPENING:
        high = min(upper - 1, best_case.value + -(-(upper - best_case.value) // part))
        if value > high:
            continue
        vectors = thresholds(force, wants, best_case.lone, value, high, is_over=is_over)
        if vectors is None:
            break
        for vector in vectors:
            if any(all(map(int.__le__, vector, other)) for other in failed):
                continue
            value = sum(w * t for w, t in zip(force.problem.weights, vector, strict=True))
            if is_over():
                return _search_window(force, wants, start, best_case, value, limits)
            exact = Exact(force, _pairs(force, wants, vector))
            exact.require(wants)
            solved = limits.run(exact, 0.2)
            if solved.has_answer:
                return exact.read(solved, wants), value
            if solved.status is not Status.IMPOSSIBLE:
                return _search_window(force, wants, start, best_case, value, limits)
            failed.append(vector)
        value = high + 1
    if value >= upper:
        return start, upper
    return _search_window(force, wants, start, best_case, value, limits)


def _search_window(
    force: Force, wants: Wants, start: Allocation, best_case: Bound, value: int, limits: Limits
) -> tuple[Allocation, int]:
    """What the solver makes of all thresholds at once, knowing that the sum is at least `value`."""
    window = _Window(force, wants, best_case.lone, delay(force, start))
    window.exact.enc.model.add(window.delay >= value)
    window.exact.enc.model.minimize(window.delay)
    window.hint(start)
    solved = limits.run(window.exact, 0.4)
    best = _better(force, start, window.exact.read(solved, wants)) if solved.has_answer else start
    return best, min(delay(force, best), max(value, solved.bound or 0))


def least_driving(
    force: Force, wants: Wants, start: Allocation, best_case: Bound, limits: Limits, *, is_soonest: bool
) -> tuple[Allocation, int]:
    """Of the allocations as soon as `start`, the one with the least driving, and the bound on that."""
    value = delay(force, start)
    ties = None
    if is_soonest:
        ties = thresholds(force, wants, best_case.lone, value, value, is_over=limits.over(0.8))
    window = _Window(force, wants, best_case.lone, value, ties or ())
    floor = sum(_lone_driving(force, wants, q, window.latest[q]) for q in wants.open)
    if driving(force, start) == floor:
        return start, floor
    window.exact.enc.model.minimize(window.exact.driving())
    window.hint(start)
    solved = limits.run(window.exact, 0.3)
    best = _better(force, start, window.exact.read(solved, wants)) if solved.has_answer else start
    return best, min(driving(force, best), max(floor, solved.bound or 0))


def _pairs(force: Force, wants: Wants, latest: Thresholds) -> list[tuple[int, int]]:
    """Origins and alarms that help in time."""
    return [(i, q) for q in wants.open for i in force.near[q] if (force.arrive[i][q] or 0) <= latest[q]]


def _better(force: Force, first: Allocation, second: Allocation) -> Allocation:
    return min(first, second, key=lambda allocation: standing(force, allocation))


def _lone_driving(force: Force, wants: Wants, alarm: int, latest: int) -> int:
    """Officer-tenths of driving for one alarm if it had everybody who arrives in time."""
    near = sorted((ride(force, i, alarm), i) for i in force.near[alarm] if (force.arrive[i][alarm] or 0) <= latest)
    wanted, cost = wants.officers[alarm], 0
    for way, i in near:
        number = min(wanted, force.give[i])
        cost += number * way
        wanted -= number
    return cost


class _Window:
    """The exact model with arrivals limited so that the weighted sum stays at or below `upper`.

    With vectors of thresholds, one of them is chosen; without, thresholds move freely between the lone bound and what
    the slack allows.
    """

    def __init__(
        self, force: Force, wants: Wants, lone: Thresholds, upper: int, vectors: tuple[Thresholds, ...] = ()
    ) -> None:
        self.force, self.vectors = force, vectors
        weights = force.problem.weights
        slack = upper - sum(weights[q] * lone[q] for q in wants.open)
        self.latest = [lone[q] + slack // weights[q] if q in wants.open else 0 for q in force.alarms]
        if vectors:
            self.latest = [max(vector[q] for vector in vectors) for q in force.alarms]
        pairs = _pairs(force, wants, tuple(self.latest))
        self.exact = Exact(force, pairs)
        self.exact.require(wants)
        self.steps: list[tuple[int, int, Any]] = []
        enc = self.exact.enc
        self.picks = [enc.flag() for _ in vectors]
        if vectors:
            enc.model.add_exactly_one(self.picks)
        terms: list[Any] = []
        costs: list[int] = []
        for q in wants.open:
            arrivals = {force.arrive[i][q] or 0 for i, alarm in pairs if alarm == q}
            later = sorted(t for t in arrivals if t > lone[q])
            before_step, before_time = None, lone[q]
            for threshold in later:
                is_later = self._step(q, threshold, before_step)
                terms.append(is_later)
                costs.append(weights[q] * (threshold - before_time))
                before_step, before_time = is_later, threshold
                for i, alarm in pairs:
                    if alarm == q and force.arrive[i][q] == threshold and (i, q) in self.exact.people:
                        enc.model.add(self.exact.strength((i, q)) <= force.give[i] * is_later)
        floor = sum(weights[q] * lone[q] for q in wants.open)
        self.delay = weighted(terms, costs) + floor
        enc.model.add(self.delay <= upper)

    def _step(self, alarm: int, threshold: int, before: Any) -> Any:
        """A literal that is 1 when help for the alarm may arrive as late as `threshold`."""
        enc = self.exact.enc
        is_later = enc.flag()
        if self.picks:
            allowing = [
                pick for pick, vector in zip(self.picks, self.vectors, strict=True) if vector[alarm] >= threshold
            ]
            enc.model.add(total(allowing) == is_later)
        elif before is not None:
            enc.model.add_implication(is_later, before)
        self.steps.append((alarm, threshold, is_later))
        return is_later

    def hint(self, allocation: Allocation) -> None:
        """Start from an allocation."""
        self.exact.hint(allocation)
        last = [sent_to(self.force, allocation, q).last for q in self.force.alarms]
        for alarm, threshold, literal in self.steps:
            self.exact.enc.hint(literal, int(last[alarm] >= threshold))
        for pick, vector in zip(self.picks, self.vectors, strict=True):
            self.exact.enc.hint(pick, int(list(vector) == last))
