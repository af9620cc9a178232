"""Who moves up where cover has left: suggestions with what each costs and what it restores, and what stays open."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from planner.config import BackfillConfig, SurgeConfig
from planner.solver import Model, Solved, new_model, solve_mixed, total, weighted
from planner.surge.answer import Answer
from planner.surge.problem import TENTHS, Origin, SurgeProblem
from planner.surge.residual import Residual, people_left, residual

_ROUNDING = 1e-6
_POSTS = ("station", "lines")


@dataclass(frozen=True, slots=True)
class Resting:
    """An officer who is off duty at an origin and can be called, and the hours since the last duty."""

    officer: str
    origin: str
    rested_h: float


@dataclass(frozen=True, slots=True)
class Move:
    """A suggestion: so many go from one origin to another (the same: they are called to duty where they are).

    `called` are the resting officers among them, with the hours of the one who has rested least (None: nobody was
    resting). `vehicles` are those that they take; who finds no seat there has a loose one. `restores` are the sites
    near `to` that reach their wish by all moves together.
    """

    origin: str
    to: str
    officers: int
    called: tuple[str, ...]
    rested_h: float | None
    vehicles: tuple[str, ...]
    minutes: float
    restores: tuple[str, ...]

    @property
    def officer_minutes(self) -> float:
        """Minutes on the road, of all of them."""
        return round(self.minutes * self.officers, 1)

    @property
    def sentence(self) -> str:
        """The suggestion, to be read aloud."""
        who = f"{self.officers} officer{'s' if self.officers != 1 else ''}"
        rest = f", {len(self.called)} of them called from rest ({self.rested_h:g} h or more)" if self.called else ""
        what = f"restores {', '.join(self.restores)}" if self.restores else "helps to restore cover"
        if self.origin == self.to:
            return f"Suggested: call {who} to duty at {self.to}{rest}: {what}."
        by = f" with {', '.join(self.vehicles)}" if self.vehicles else ""
        cost = f"{self.minutes:g} min, {self.officer_minutes:g} officer-minutes"
        return f"Suggested: {who} move up from {self.origin} to {self.to}{by}{rest}; {cost}: {what}."


@dataclass(frozen=True, slots=True)
class Backfill:
    """Sites that stay below the wish (as they are after all moves), the moves, and whether nothing better exists."""

    uncovered: tuple[Residual, ...]
    moves: tuple[Move, ...]
    is_proven: bool

    @property
    def sentences(self) -> tuple[str, ...]:
        """What stays uncovered first, then the suggestions."""
        open_ones = [f"{r.site} stays uncovered: {r.after} of {r.wish} officers within reach." for r in self.uncovered]
        return (*open_ones, *(move.sentence for move in self.moves))


def backfill(
    problem: SurgeProblem,
    answer: Answer,
    resting: Sequence[Resting],
    minutes: np.ndarray,
    config: BackfillConfig,
    surge: SurgeConfig,
    *,
    seconds: float = 5.0,
) -> Backfill:
    """The moves that bring most sites back to the wish, and of those the ones with least officer-minutes.

    `minutes` is (origins, origins) in the order of the problem. Nobody leaves a desk or the `keep_officers`, nobody
    leaves a site that would fall below its wish (or lower, where it is below) even while others are on their way, and
    nobody is called who has rested less than `rest_h`. Units under way (given) and guards at an alarm do not move.
    """
    count = len(problem.origins)
    if np.shape(minutes) != (count, count):
        raise ValueError(f"minutes has shape {np.shape(minutes)}, not {(count, count)}")
    rows = residual(problem, answer, surge)
    lacking = [r for r in rows if r.missing]
    if not lacking:
        return Backfill((), (), True)
    program = _Program(problem, answer, [r for r in resting if r.rested_h >= config.rest_h], minutes, config, rows)
    if not (program.moving or program.calling):
        return Backfill(tuple(lacking), (), True)
    first = program.solve(seconds, -total(program.back.values()))
    if first.has_answer:
        program.model.add(total(program.back.values()) >= first.value(total(program.back.values())))
        second = program.solve(seconds, program.cost())
        found = second if second.has_answer else first
        moves, after = program.read(found)
        is_proven = all(s.has_answer and s.objective == s.bound for s in (first, second))
    else:
        moves, after, is_proven = (), {r.site: r.after for r in rows}, False
    still = [Residual(r.site, r.before, after[r.site], r.wish) for r in rows if after[r.site] < r.wish]
    return Backfill(tuple(sorted(still, key=lambda r: (-r.missing, r.site))), moves, is_proven)


def backfill_document(given: Backfill) -> list[dict[str, Any]]:
    """The moves as JSON values."""
    return [
        {
            "from": move.origin,
            "to": move.to,
            "officers": move.officers,
            "called": list(move.called),
            "rested_h": move.rested_h,
            "vehicles": list(move.vehicles),
            "minutes": move.minutes,
            "officer_minutes": move.officer_minutes,
            "restores": list(move.restores),
            "sentence": move.sentence,
        }
        for move in given.moves
    ]


@dataclass(slots=True)
class _Program:
    """The integer program: how many on duty (`moving`) and from rest (`calling`) go along each pair of origins."""

    problem: SurgeProblem
    answer: Answer
    resting: Sequence[Resting]
    minutes: np.ndarray
    config: BackfillConfig
    rows: Sequence[Residual]
    model: Model = field(default_factory=new_model)
    moving: dict[tuple[int, int], Any] = field(default_factory=dict)
    calling: dict[tuple[int, int], Any] = field(default_factory=dict)
    taking: dict[tuple[int, int, int], Any] = field(default_factory=dict)
    back: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        near = {h.site: set(h.origins) for h in self.problem.holdbacks}
        self._variables(near)
        for row in self.rows:
            if row.site not in near:  # nobody stands within its reach, so nobody can move up there
                continue
            origins = {i for i, o in enumerate(self.problem.origins) if o.id in near[row.site]}
            leaves = [x for (i, _), x in self.moving.items() if i in origins]
            comes = [x for (_, j), x in (*self.moving.items(), *self.calling.items()) if j in origins]
            if leaves:
                self.model.add(row.after - total(leaves) >= min(row.after, row.wish))
            if row.missing:
                self.back[row.site] = self.model.new_bool_var(f"back {row.site}")
                change = [*comes, *(-x for x in leaves), -row.missing * self.back[row.site]]
                self.model.add(total(change) >= 0)
        self._seats()

    def _variables(self, near: dict[str, set[str]]) -> None:
        left = people_left(self.problem, self.answer)
        wanted = {o for row in self.rows if row.missing for o in near.get(row.site, ())}
        rested = Counter(r.origin for r in self.resting)
        for i, origin in enumerate(self.problem.origins):
            keep = max(origin.desk_minimum, 0 if origin.kind == "mobile" else self.config.keep_officers)
            spare = max(0, left[origin.id] - keep) if origin.kind not in ("given", "guard") else 0
            goals = [j for j, to in enumerate(self.problem.origins) if to.id in wanted and to.kind in _POSTS]
            for j in goals:
                if self._tenths(i, j) > self.config.longest_min * TENTHS:
                    continue
                if i != j and spare:
                    self.moving[i, j] = self.model.new_int_var(0, spare, f"move {i} {j}")
                if rested[origin.id]:
                    self.calling[i, j] = self.model.new_int_var(0, rested[origin.id], f"call {i} {j}")
            for limit, kind in ((spare, self.moving), (rested[origin.id], self.calling)):
                if going := [x for (a, _), x in kind.items() if a == i]:
                    self.model.add(total(going) <= limit)

    def _seats(self) -> None:
        """Who goes elsewhere has a seat in a vehicle that is still there and goes with them, or a loose one."""
        for i, origin in enumerate(self.problem.origins):
            goals = sorted({j for a, j in (*self.moving, *self.calling) if a == i and j != i})
            vehicles, loose = seats_left(origin, self.answer)
            sizes = Counter(seats for _, seats in vehicles)
            unseated = []
            for j in goals:
                riding = []
                for size, there in sorted(sizes.items()):
                    self.taking[i, j, size] = self.model.new_int_var(0, there, f"take {i} {j} {size}")
                    riding.append(size * self.taking[i, j, size])
                without = self.model.new_int_var(0, loose, f"loose {i} {j}")
                unseated.append(without)
                goes = [kind[i, j] for kind in (self.moving, self.calling) if (i, j) in kind]
                self.model.add(total(goes) <= total([*riding, without]))
            if goals:
                self.model.add(total(unseated) <= loose)
            for size, there in sizes.items() if goals else ():
                self.model.add(total(self.taking[i, j, size] for j in goals) <= there)

    def _tenths(self, i: int, j: int) -> float:
        if i == j:
            return 0
        value = float(self.minutes[i, j])
        return math.ceil(value * TENTHS - _ROUNDING) if math.isfinite(value) else math.inf

    def cost(self) -> Any:
        """Officer-tenths on the road, one more for each officer, and then as few vehicles as do."""
        pairs = [*self.moving.items(), *self.calling.items()]
        vehicles = 1 + sum(len(o.vehicles) for o in self.problem.origins)
        prices = [int(self._tenths(*pair) + 1) * vehicles for pair, _ in pairs] + [1] * len(self.taking)
        return weighted([*(x for _, x in pairs), *self.taking.values()], prices)

    def solve(self, seconds: float, objective: Any) -> Solved:
        """The least of an objective."""
        self.model.minimize(objective)
        return solve_mixed(self.model, seconds=seconds)

    def read(self, found: Solved) -> tuple[tuple[Move, ...], dict[str, int]]:
        """The moves, and the officers near each site after them."""
        origins = self.problem.origins
        near = {h.site: set(h.origins) for h in self.problem.holdbacks}
        back = [site for site, flag in self.back.items() if found.value(flag)]
        stand = {r.site: r.after for r in self.rows}
        parked = {i: list(seats_left(origin, self.answer)[0]) for i, origin in enumerate(origins)}
        waiting = {o.id: sorted((-r.rested_h, r.officer) for r in self.resting if r.origin == o.id) for o in origins}
        moves = []
        for i, j in sorted({*self.moving, *self.calling}):
            moved = found.value(self.moving[i, j]) if (i, j) in self.moving else 0
            called = found.value(self.calling[i, j]) if (i, j) in self.calling else 0
            if not moved + called:
                continue
            go = [waiting[origins[i].id].pop(0) for _ in range(called)]
            vehicles = []
            for size in sorted({seats for _, seats in parked[i]}):
                number = found.value(self.taking[i, j, size]) if (i, j, size) in self.taking else 0
                vehicles += [v for v, seats in parked[i] if seats == size][:number]
            parked[i] = [(v, seats) for v, seats in parked[i] if v not in vehicles]
            for site, places in near.items():
                stand[site] += (moved + called) * (origins[j].id in places) - moved * (origins[i].id in places)
            moves.append(
                Move(
                    origin=origins[i].id,
                    to=origins[j].id,
                    officers=moved + called,
                    called=tuple(officer for _, officer in go),
                    rested_h=min((-hours for hours, _ in go), default=None),
                    vehicles=tuple(vehicles),
                    minutes=self._tenths(i, j) / TENTHS,
                    restores=tuple(sorted(site for site in back if origins[j].id in near[site])),
                )
            )
        return tuple(moves), stand


def seats_left(origin: Origin, answer: Answer) -> tuple[tuple[tuple[str, int], ...], int]:
    """The vehicles (with seats) that the units left behind, and the loose seats that they left."""
    units = [u for alarm in answer.alarms for u in alarm.units if u.origin == origin.id]
    taken = {v for unit in units for v in unit.vehicles}
    seats = {v.id: v.seats for v in origin.vehicles}
    loose = sum(max(0, unit.strength - sum(seats.get(v, 0) for v in unit.vehicles)) for unit in units)
    vehicles = tuple((v.id, v.seats) for v in origin.vehicles if v.id not in taken)
    return vehicles, max(0, origin.loose_seats - loose)
