"""A roster bettered in many small steps: a few duties are emptied and manned anew, or two equals exchange some days.

Ruin and recreate (Schrimpf et al. 2000), plain code, no solver. A step costs about a millisecond, so thousands are made
where the solver makes one; what they even out are hours, nights and weekends, which the solver's relaxation does not
see.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from planner.roster.balance import keeps_needs
from planner.roster.draft import Draft
from planner.roster.greedy import ALWAYS, man, top_up
from planner.roster.problem import Pairs, RosterProblem
from planner.roster.tally import Tally, Worth

MOST_EMPTIED = 6
"""Duties that are emptied in one step, at most."""
MOST_LOOKED_AT = 120
"""Officers among whom a team is sought in one step, besides those who were on its duties."""
NOISE_MIN = 600
"""Minutes by which a load may be misjudged when a team is chosen, so that steps differ."""
NEED_MIN = (300.0, 1000.0, 3000.0, ALWAYS)
"""What an officer who meets a need is preferred by, in minutes of load: chosen anew each time."""
WORSE_SHARE = 0.002
"""A roster that costs the same may be so much less even than the last, or the search would stick."""
EXCHANGE_SHARE = 0.5
"""Share of the steps that exchange days of two equals, while equals differ too much."""
EXCHANGE_DAYS = 7
"""Days in a row that are exchanged, at most."""


class Mender:
    """Betters a roster step by step; `best` is the best so far."""

    def __init__(self, problem: RosterProblem, pairs: Pairs, *, seed: int) -> None:
        self._problem = problem
        self._draft = Draft(problem, pairs)
        self._random = random.Random(seed)
        self._near = _neighbours(problem)
        self._tally = Tally(problem, self._draft)
        self._worth = self._tally.worth()
        self._everyone = range(len(problem.officers))
        self._best_worth = self._worth
        # those who were on each duty at the best, where that has changed since
        self._since: dict[int, list[int]] = {}

    def run(self, steps: int, *, bound: int, stop: Callable[[], bool]) -> None:
        """Make so many steps, or fewer when the bound is reached or `stop` says so."""
        for _ in range(steps):
            if self._best_worth.objective <= bound or stop():
                return
            self._step()

    @property
    def objective(self) -> int:
        """What the best roster so far costs."""
        return self._best_worth.objective

    def _step(self) -> None:
        uneven = self._tally.uneven()
        if uneven and self._random.random() < EXCHANGE_SHARE:
            self._exchange(*self._random.choice(uneven))
        else:
            self._renew(uneven)

    def _renew(self, uneven: list[tuple[int, int]]) -> None:
        """Empty some duties and man them anew."""
        emptied = self._choose(uneven)
        if not emptied:
            return
        draft = self._draft
        before = [(duty, sorted(draft.on[duty])) for duty in emptied]
        for duty, there in before:
            for officer in there:
                draft.take(officer, duty)
        draft.pool = self._pool(before)
        load = self._misjudged()
        shake = self._random.random() < 0.5
        order = sorted(emptied, key=lambda d: (-self._tally.worth_of(d) * (self._random.random() if shake else 1.0), d))
        for duty in order:
            man(draft, duty, load, need_min=self._random.choice(NEED_MIN))
        for duty in order:
            top_up(draft, duty, load)
        draft.pool = self._everyone
        self._settle(before)

    def _pool(self, before: list[tuple[int, list[int]]]) -> Sequence[int]:
        """Everybody, or some of very many: chosen anew each time."""
        if len(self._everyone) <= MOST_LOOKED_AT:
            return self._everyone
        were = {officer for _, there in before for officer in there}
        return sorted(were | set(self._random.sample(self._everyone, MOST_LOOKED_AT)))

    def _settle(self, before: list[tuple[int, list[int]]]) -> None:
        """Keep what became of these duties if it is accepted, else put back those who were there."""
        draft = self._draft
        changes = [(duty, there, now) for duty, there in before if (now := sorted(draft.on[duty])) != there]
        if not changes:
            return
        self._tally.change(changes)
        worth = self._tally.worth()
        if self._is_accepted(worth):
            self._worth = worth
            if worth < self._best_worth:
                self._best_worth = worth
                self._since = {}
            else:
                for duty, there, _ in changes:
                    self._since.setdefault(duty, there)
            return
        self._tally.change([(duty, now, there) for duty, there, now in changes])
        for duty, _, now in changes:
            for officer in now:
                draft.take(officer, duty)
        for duty, there, _ in changes:
            for officer in there:
                draft.put(officer, duty)

    @property
    def best(self) -> Pairs:
        """The best roster so far."""
        officers = (self._since.get(duty, there) for duty, there in enumerate(self._draft.on))
        return frozenset((officer, duty) for duty, there in enumerate(officers) for officer in there)

    def _is_accepted(self, worth: Worth) -> bool:
        if worth.objective != self._worth.objective:
            return worth.objective < self._worth.objective
        return worth.unevenness <= self._worth.unevenness * (1 + WORSE_SHARE * self._random.random())

    def _misjudged(self) -> Callable[[int], float]:
        """Loads as they are taken for this step: a little wrong, and half of the time against those of equals."""
        load = self._draft.load
        wrong = [self._random.random() * NOISE_MIN for _ in load]
        if self._random.random() < 0.5:
            for group in self._tally.groups:
                usual = sum(load[o] for o in group.always_there) / len(group.always_there)
                for officer in group.everyone:
                    wrong[officer] -= usual
        return lambda officer: load[officer] + wrong[officer]

    def _choose(self, uneven: list[tuple[int, int]]) -> list[int]:
        """Duties to be emptied: around one of the most loaded, around one without the least loaded, or an open one."""
        kinds: list[Callable[[], int | None]] = []
        if uneven:
            share, group = self._random.choice(uneven)
            kinds += [lambda: self._of_highest(share, group), lambda: self._without_lowest(share, group)]
        if self._tally.open_duties:
            kinds.append(self._open_duty)
        if not kinds:
            return []
        first = self._random.choice(kinds)()
        if first is None:
            return []
        near = self._near[first]
        number = min(len(near), self._random.randrange(MOST_EMPTIED))
        return [first, *self._random.sample(near, number)]

    def _open_duty(self) -> int | None:
        return self._random.choice(self._tally.open_duties.listed)

    def _of_highest(self, share: int, group: int) -> int | None:
        highest = self._tally.highest(share, group, self._random)
        held = sorted(d for d in self._to_come(highest) if self._tally.each[share][d])
        return self._random.choice(held) if held else None

    def _without_lowest(self, share: int, group: int) -> int | None:
        lowest = self._tally.lowest(share, group, self._random)
        counted = self._tally.counted[share]
        for duty in self._random.sample(counted, min(len(counted), 20)):
            if self._draft.on[duty] and self._draft.busy(lowest, duty) is None:
                return duty
        return None

    def _to_come(self, officer: int) -> list[int]:
        return [d for d in self._draft.duties_of[officer] if not self._problem.is_begun[d]]

    def _exchange(self, share: int, group: int) -> None:
        """Give what one of the highest carries to another of the group, with some days around it for theirs."""
        draft, dice = self._draft, self._random
        members = self._tally.groups[group]
        if dice.random() < 0.5:
            giver = self._tally.highest(share, group, dice)
            taker = dice.choice(members.everyone)
        else:
            giver = dice.choice(members.everyone)
            taker = self._tally.lowest(share, group, dice)
        held = sorted(d for d in self._to_come(giver) if self._tally.each[share][d])
        if giver == taker or not held:
            return
        days = self._problem.day_numbers
        length = dice.randint(1, EXCHANGE_DAYS)
        first = days[dice.choice(held)] - dice.randrange(length)
        given = [d for d in sorted(self._to_come(giver)) if first <= days[d] < first + length]
        taken = [d for d in sorted(self._to_come(taker)) if first <= days[d] < first + length]
        both = set(given) & set(taken)
        given, taken = [d for d in given if d not in both], [d for d in taken if d not in both]
        before = [(d, sorted(draft.on[d])) for d in (*given, *taken)]
        moves = [(giver, taker, d) for d in given] + [(taker, giver, d) for d in taken]
        for old, _, duty in moves:
            draft.take(old, duty)
        done = 0
        for _, new, duty in moves:
            if draft.busy(new, duty) is not None:
                break
            draft.put(new, duty)
            done += 1
        if done == len(moves) and all(keeps_needs(draft, duty) for _, _, duty in moves):
            self._settle(before)
            return
        for _, new, duty in moves[:done]:
            draft.take(new, duty)
        for old, _, duty in moves:
            draft.put(old, duty)


def _neighbours(problem: RosterProblem) -> list[list[int]]:
    """For each duty, the others that begin within a day of its start."""
    days = problem.day_numbers
    by_day: dict[int, list[int]] = {}
    for duty, day in enumerate(days):
        if not problem.is_begun[duty]:
            by_day.setdefault(day, []).append(duty)
    return [
        [other for day in (days[d] - 1, days[d], days[d] + 1) for other in by_day.get(day, ()) if other != d]
        for d in range(len(days))
    ]
