"""What would have to give so that a week can be filled: the fewest things, several ways, each tried.

Each way is of one kind: more officers, duties left open, vehicles, floors, or one number of a rule. How many things it
takes comes from counts (`counting`): no roster needs fewer. Then the way is applied and the roster itself is tried.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from typing import Any, NamedTuple

from planner.core.plan import Status
from planner.core.rule import Rule
from planner.core.time import Window
from planner.roster.check import rules_on
from planner.roster.counting import ONE_BY_ONE, Counting, can_go
from planner.roster.encoding import encode
from planner.roster.goals.floors import duties_of_floor, least_min
from planner.roster.greedy import first_roster
from planner.roster.lending import Lent, asked_of, kinds_of, lent, windows
from planner.roster.milder import candidates
from planner.roster.problem import RosterProblem
from planner.roster.remedies import (
    FewerPlaces,
    LowerFloor,
    MilderNumber,
    MoreVehicles,
    OfficerKind,
    Remedy,
)
from planner.solver import Solved, solve_mixed, total, weighted
from planner.solver import solve as run

THROUGHOUT = 3
"""Windows for which one officer is lent before it is simpler to say that one is lacking in all the days."""
PRICE = 1000
"""Price of one officer or vehicle; what is asked of the officer beyond a constable costs `EXTRA` more."""
EXTRA = 7
VEHICLE_PRICE = 50 * PRICE
"""Price of a vehicle where officers are asked for: none unless they cannot do without."""
TRIES = 4
"""How often a way that fails on the roster is asked to give more, before it is not named."""
MIP_GAP = 1e-6
"""The cheapest way, not nearly the cheapest."""
TRY_SHARE = 0.2
"""Share of the time that is left for one try on the roster itself."""
COUNT_SHARE = 0.5
"""Share of the time that is left for one count."""


class Aim(StrEnum):
    """What the week must reach: every duty filled, or every floor kept."""

    FILL = "fill"
    FLOORS = "floors"


class Kind(StrEnum):
    """What gives way."""

    OFFICERS = "officers"
    DUTIES = "duties"
    VEHICLES = "vehicles"
    FLOOR = "floor"
    HOURS = "hours"
    REST = "rest"
    NIGHTS = "nights"
    WEEKLY_REST = "weekly-rest"
    REACH = "reach"


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One way out. `amount` counts what gives: officers, duties, vehicles, hundredths of a floor, officers who do more.

    `subjects` are duties, bases, floors or numbers by name. `is_tried` says that a roster was found with it,
    `is_fewest` that fewer of this kind were shown not to suffice; else the time ended before.
    """

    kind: Kind
    sentence: str
    amount: int
    subjects: tuple[str, ...]
    remedies: tuple[Remedy, ...]
    is_tried: bool
    is_fewest: bool

    def apply(self, problem: RosterProblem) -> RosterProblem:
        """The problem in which it has been done."""
        return applied(self.remedies, problem)


class Found(NamedTuple):
    """Remedies that suffice, whether a roster was found with them, and whether fewer were shown not to suffice."""

    remedies: tuple[Remedy, ...]
    is_tried: bool
    is_fewest: bool


def applied(remedies: Iterable[Remedy], problem: RosterProblem) -> RosterProblem:
    """The problem in which all of them have been done."""
    return reduce(lambda done, remedy: remedy.apply(done), remedies, problem)


_NUMBERS = {
    "max_week_min": (Kind.HOURS, "load"),
    "rest_min": (Kind.REST, "rest"),
    "max_nights_week": (Kind.NIGHTS, "night-limit"),
    "max_nights_row": (Kind.NIGHTS, "night-limit"),
    "week_rest_min": (Kind.WEEKLY_REST, "weekly-rest"),
    "max_commute_min": (Kind.REACH, "reach"),
}
"""The rule in whose name each number stands."""


def relaxations(
    problem: RosterProblem,
    rules_off: Collection[str] = (),
    *,
    seconds: float,
    seed: int = 0,
    aim: Aim = Aim.FILL,
    cancel: Callable[[], bool] | None = None,
) -> tuple[Relaxation, ...]:
    """The fewest things to relax, one way for each kind that can help alone, those that take fewest things first.

    Empty when the aim can be reached as it is, or when the time ended before any way was found.
    """
    return ways(problem, rules_on(rules_off), seconds=seconds, seed=seed, aim=aim, cancel=cancel)


def ways(
    problem: RosterProblem,
    rules: Sequence[Rule],
    *,
    seconds: float,
    seed: int = 0,
    aim: Aim = Aim.FILL,
    cancel: Callable[[], bool] | None = None,
) -> tuple[Relaxation, ...]:
    """The same under these rules."""
    return _Search(problem, rules, aim, seconds, seed, cancel).ways()


def is_solvable(
    problem: RosterProblem,
    rules: Sequence[Rule],
    *,
    seconds: float,
    seed: int = 0,
    aim: Aim = Aim.FILL,
    cancel: Callable[[], bool] | None = None,
) -> bool | None:
    """Whether a roster reaches the aim and keeps the rules; None when the time ended before that was known."""
    problem = problem.replace(must_fill=aim is Aim.FILL)
    plan = first_roster(problem).assigned
    if aim is Aim.FILL and not any(True for rule in rules for _ in rule.violations(problem, plan)):
        return True
    # no hints: without an objective they abort the engine (OR-Tools 9.15, "fixed_search != nullptr")
    enc = encode(problem, rules)
    for floor in problem.floors if aim is Aim.FLOORS else ():
        inside = duties_of_floor(problem, floor)
        sent = weighted([enc.on[d] for d in inside], [problem.length(d) for d in inside])
        enc.model.add(sent >= least_min(problem, floor))
    solved = run(enc.model, seconds=seconds, seed=seed, cancel=cancel)
    if solved.status is Status.IMPOSSIBLE:
        return False
    return True if solved.has_answer else None


class _Search:
    """One search for ways: the problem, what must hold, and the clock."""

    def __init__(
        self,
        problem: RosterProblem,
        rules: Sequence[Rule],
        aim: Aim,
        seconds: float,
        seed: int,
        cancel: Callable[[], bool] | None,
    ) -> None:
        self.problem = problem
        self.rules = rules
        self.names = frozenset(rule.name for rule in rules)
        self.aim = aim
        self.seed = seed
        self.cancel = cancel
        self.ends = time.monotonic() + seconds
        self.is_small = len(problem.officers) * len(problem.duties) <= ONE_BY_ONE

    def left(self) -> float:
        """Seconds that remain, 0 when somebody cancelled."""
        return 0.0 if self.cancel is not None and self.cancel() else max(0.0, self.ends - time.monotonic())

    def ways(self) -> tuple[Relaxation, ...]:
        """All ways that were found in the time."""
        if not self.problem.duties or (self.is_small and self.tried(self.problem)):
            return ()
        first = self.duties() if self.aim is Aim.FILL else self.floors()
        if first is None:
            return ()
        kinds: list[Callable[[], Relaxation | None]] = [self.officers]
        if "vehicles" in self.names and self.problem.vehicles is not None:
            kinds.append(self.vehicles)
        kinds += [lambda name=name: self.number(name) for name in _NUMBERS]  # type: ignore[misc]
        found = [way for find in kinds if self.left() > 0 and (way := find()) is not None]
        return tuple(sorted([first, *found], key=lambda way: (not way.is_tried, way.amount, way.kind is Kind.DUTIES)))

    def tried(self, problem: RosterProblem) -> bool | None:
        """Whether the roster itself can be made."""
        if self.left() <= 0:
            return None
        return is_solvable(
            problem,
            self.rules,
            seconds=self.left() * TRY_SHARE,
            seed=self.seed,
            aim=self.aim,
            cancel=lambda: self.left() <= 0,
        )

    def counted(self, count: Counting, sizes: Collection[Any] | None = None) -> Solved:
        """The counts at the lowest cost; in a large problem only `sizes` are whole."""
        whole = None if self.is_small else sizes
        seconds = self.left() * COUNT_SHARE
        return solve_mixed(count.model, seconds=seconds, gap=MIP_GAP, whole=whole, cancel=self.cancel)

    def close(self, count: Counting, **slack: int | bool) -> None:
        """What must hold, with what may give."""
        count.close(floors=self.aim is Aim.FLOORS, **slack)  # type: ignore[arg-type]

    def fewest(
        self, count: Counting, sizes: Collection[Any], cost: Any, read: Callable[[Solved], tuple[Remedy, ...]]
    ) -> Found | None:
        """The cheapest remedies that the counts allow and that the roster bears; None when there are none."""
        count.model.minimize(cost)
        for _ in range(TRIES):
            solved = self.counted(count, sizes)
            if not solved.has_answer:
                return None
            remedies = read(solved)
            verdict = self.tried(applied(remedies, self.problem))
            if verdict is not False:
                return Found(remedies, bool(verdict), solved.status is Status.OPTIMAL) if remedies else None
            count.model.add(cost >= (solved.objective or 0) + 1)
        return None

    def relaxation(self, kind: Kind, found: Found | None) -> Relaxation | None:
        """The remedies as one way, with its sentence."""
        if found is None:
            return None
        sentence = " and ".join(remedy.words(self.problem) for remedy in found.remedies)
        amount = sum(remedy.amount(self.problem) for remedy in found.remedies)
        subjects = tuple(subject for remedy in found.remedies for subject in remedy.subjects())
        return Relaxation(kind, sentence, amount, subjects, found.remedies, *found[1:])

    def officers(self) -> Relaxation | None:
        """More officers, each kind and turn that can help; vehicles as well when officers alone cannot."""
        found = self.lending(most_vehicles=0)
        if found is None and "vehicles" in self.names and self.problem.vehicles is not None:
            found = self.lending(most_vehicles=len(self.problem.duties))
        return self.relaxation(Kind.OFFICERS, found)

    def lending(self, *, most_vehicles: int) -> Found | None:
        """The fewest officers to be lent, with vehicles where nothing else helps."""
        count = Counting(self.problem, self.names)
        crews = list(self.lend(count))
        self.close(count, most_vehicles=most_vehicles)
        sizes = [crew.size for _, _, crew in crews]
        officers = weighted(sizes, [_price(kind, at) for kind, at, _ in crews])
        cost = officers + VEHICLE_PRICE * total(count.vehicles.values())
        sizes += count.vehicles.values()
        return self.fewest(count, sizes, cost, lambda s: (*lent(self.problem, s, crews), *self.more(s, count)))

    def lend(self, count: Counting) -> Iterator[Lent]:
        """A crew of variable size for each kind that some duty asks for, in each turn and in all the days."""
        problem = self.problem
        turns = [(problem.duties[inside[0]].window, inside) for inside in windows(problem)]
        for window, inside in [(None, list(range(len(problem.duties)))), *turns]:
            most = sum(problem.duties[d].strength for d in inside)
            for kind in kinds_of(problem, inside):
                sample = kind.officer("lent", window)
                duties = [d for d in inside if can_go(problem, sample, d, self.names)]
                yield kind, window, count.add(sample, count.number(0, most), most, duties)

    def duties(self) -> Relaxation | None:
        """Duties left open or with fewer officers: those of the least worth."""
        count = Counting(self.problem, self.names)
        self.close(count, may_lack=True)
        worth = [duty.value for duty in self.problem.duties]
        cost = weighted([count.short[d] for d in range(len(worth))], worth)

        def read(solved: Solved) -> tuple[Remedy, ...]:
            short = {d: solved.value(lacks) for d, lacks in count.short.items()}
            places = tuple((self.problem.duties[d].id, n) for d, n in short.items() if n)
            return (FewerPlaces(places),) if places else ()

        return self.relaxation(Kind.DUTIES, self.fewest(count, count.short.values(), cost, read))

    def vehicles(self) -> Relaxation | None:
        """More vehicles at the bases of mobiles."""
        count = Counting(self.problem, self.names)
        self.close(count, most_vehicles=len(self.problem.duties))
        if not count.vehicles:
            return None
        more = count.vehicles.values()
        return self.relaxation(Kind.VEHICLES, self.fewest(count, more, total(more), lambda s: self.more(s, count)))

    def more(self, solved: Solved, count: Counting) -> tuple[Remedy, ...]:
        """The vehicles of an answer; each seats the largest mobile of its base."""
        numbers_at = {base: solved.value(more) for base, more in count.vehicles.items()}
        seats = {base: max(d.strength for d in self.problem.duties if d.place == base) for base in numbers_at}
        return tuple(MoreVehicles(base, number, seats[base]) for base, number in numbers_at.items() if number)

    def floors(self) -> Relaxation | None:
        """Floors lowered, by the fewest hundredths."""
        count = Counting(self.problem, self.names)
        self.close(count, may_lower=True)
        shares = {floor.name: round(floor.least_share * 100) for floor in self.problem.floors}

        def read(solved: Solved) -> tuple[Remedy, ...]:
            lower = {name: solved.value(lowered) for name, lowered in count.lowered.items()}
            return tuple(LowerFloor(name, (shares[name] - n) / 100) for name, n in lower.items() if n)

        down = count.lowered.values()
        return self.relaxation(Kind.FLOOR, self.fewest(count, down, total(down), read))

    def number(self, name: str) -> Relaxation | None:
        """One number of a rule at the mildest change that suffices."""
        kind, rule = _NUMBERS[name]
        values = candidates(self.problem, name) if rule in self.names else []
        if not values or self.possible(name, values[-1]) is not True:
            return None
        low, high = 0, len(values) - 1
        while low < high:
            middle = (low + high) // 2
            if self.possible(name, values[middle]):
                high = middle
            else:
                low = middle + 1
        for value in values[low : low + TRIES]:
            verdict = self.tried(MilderNumber(name, value).apply(self.problem))
            if verdict is not False:
                remedy = MilderNumber(name, value, self.beyond(value) if name == "max_week_min" else 0)
                return self.relaxation(kind, Found((remedy,), bool(verdict), value == values[low]))
        return None

    def possible(self, name: str, value: int) -> bool | None:
        """Whether the aim can be reached with the number at the value: tried where that is cheap, else by counts."""
        milder = MilderNumber(name, value).apply(self.problem)
        if self.is_small:
            return self.tried(milder)
        count = Counting(milder, self.names)
        self.close(count)
        return self.counted(count, ()).has_answer

    def beyond(self, limit: int) -> int:
        """How few officers need more than the weekly limit when each may have as much as `limit`; 0 if not known."""
        count = Counting(self.problem, self.names, week_limit=limit)
        self.close(count)
        count.model.minimize(total(count.over))
        solved = self.counted(count, count.over)
        return solved.objective or 0 if solved.status is Status.OPTIMAL else 0


def _price(kind: OfficerKind, window: Window | None) -> int:
    return (PRICE + EXTRA * asked_of(kind)) * (THROUGHOUT if window is None else 1)
