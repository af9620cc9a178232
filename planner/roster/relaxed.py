"""The roster relaxed: officers of a kind share their hours freely, in fractions. A linear program of counts.

Officers who are alike in what the duties ask for are one class; only how many of a class are on a duty is decided.
Every roster is such a decision, so the lowest cost is a bound, and how it spreads the classes is a guide to a roster.
Rules that are not named here only make rosters worse: the bound stays true.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from planner.core.duty import DutyKind
from planner.core.people import Officer
from planner.roster.conflicts import groups
from planner.roster.goals.floors import HOUR, duties_of_floor, least_min
from planner.roster.problem import RosterProblem
from planner.roster.rules.load import weeks
from planner.roster.rules.night_limit import night_spans, spans_of_nights
from planner.roster.rules.one_place import clash_of_places
from planner.roster.rules.reach import is_too_far
from planner.roster.rules.rest import clash_of_rest
from planner.roster.rules.vehicles import vehicle_limits
from planner.solver import LinearProgram

ROUNDING = 1e-5
"""Slack for the arithmetic of the linear program before its cost is rounded up."""
TRACE = 1e-4
"""What the linear program sends less of than this is nothing."""


@dataclass(frozen=True)
class Guide:
    """How a relaxed roster spreads its officers: which duties it mans, and with whom."""

    manned: tuple[float, ...]
    """The share to which each duty is manned."""
    sends: frozenset[tuple[int, int]]
    """Each (class, kind of duty) to which it sends somebody."""
    class_of: tuple[int, ...]
    kind_of: tuple[int, ...]

    def may(self, officer: int, duty: int) -> bool:
        """True when the relaxed roster has officers like this one on duties like this."""
        return (self.class_of[officer], self.kind_of[duty]) in self.sends


def _can(skill: str, day: date) -> Callable[[Officer], bool]:
    return lambda officer: officer.can(skill, day)


class Relaxed:
    """The program of some duties of a problem. `rules` are the names of those that are on.

    Coarse, those away and those far are told apart by number alone, and duties that ask for the same at the same time
    are one kind: a tenth of the size, and a little lower. Floors are shares of all duties: they are left out of a part.
    """

    def __init__(
        self, problem: RosterProblem, rules: Collection[str], *, coarse: bool, duties: Sequence[int] | None = None
    ) -> None:
        if duties is not None:
            problem = problem.replace(duties=tuple(problem.duties[d] for d in duties), floors=())
        self._problem = problem
        self._rules = rules
        self._floors = [set(duties_of_floor(problem, floor)) for floor in problem.floors]
        self._far = {
            station: frozenset(p for p in {duty.place for duty in problem.duties} if is_too_far(problem, station, p))
            for station in {officer.home_station for officer in problem.officers}
        }
        self.classes = self._classes(coarse)
        self.kinds = self._kinds(coarse)
        self._coarse = coarse

    @cached_property
    def size(self) -> int:
        """Classes times kinds of duty."""
        return len(self.classes) * len(self.kinds)

    @cached_property
    def _away(self) -> list[int]:
        """For each officer, as a bit mask, the duties that leave, reach or what has begun forbid."""
        problem = self._problem
        by_station = {
            station: sum(1 << d for d, duty in enumerate(problem.duties) if duty.place in far)
            for station, far in self._far.items()
        }
        begun = [d for d, is_begun in enumerate(problem.is_begun) if is_begun and "begun" in self._rules]
        found = []
        for o, officer in enumerate(problem.officers):
            mask = by_station[officer.home_station] if "reach" in self._rules else 0
            if officer.leave and "leave" in self._rules:
                for d, duty in enumerate(problem.duties):
                    if officer.is_on_leave(duty.window):
                        mask |= 1 << d
            for d in begun:
                mask = mask & ~(1 << d) if (o, d) in problem.done_pairs else mask | 1 << d
            found.append(mask)
        return found

    def _classes(self, coarse: bool) -> list[list[int]]:
        """Officers by rank, sex and skill; not coarse, by what is forbidden to them as well."""
        problem = self._problem
        ranks = sorted({duty.in_charge for duty in problem.duties})
        asked = sorted({(skill, problem.days[d]) for d, duty in enumerate(problem.duties) for skill, _ in duty.skills})
        found: dict[Any, list[int]] = {}
        for o, officer in enumerate(problem.officers):
            able = tuple(officer.can(skill, day) for skill, day in asked)
            like = (sum(officer.rank >= rank for rank in ranks), officer.is_woman, able)
            found.setdefault(like if coarse else (self._away[o], *like), []).append(o)
        return list(found.values())

    def _kinds(self, coarse: bool) -> list[list[int]]:
        """Duties that ask for the same at the same time and are as far from everybody; not coarse, each alone."""
        problem = self._problem
        if not coarse:
            return [[d] for d in range(len(problem.duties))]
        found: dict[Any, list[int]] = {}
        for d, duty in enumerate(problem.duties):
            kind = (
                problem.spans[d],
                duty.strength,
                duty.in_charge,
                duty.women,
                duty.skills,
                duty.value,
                duty.place if duty.kind is DutyKind.PATROL else "",
                tuple(d in floor for floor in self._floors),
                tuple(station for station, far in self._far.items() if duty.place in far),
                d if problem.is_begun[d] else -1,
            )
            found.setdefault(kind, []).append(d)
        return list(found.values())

    def lowest(self, *, seconds: float, whole: bool = False) -> tuple[int, Guide] | None:
        """A cost of open needs and floors that no roster goes below, and how it comes about.

        None when the time did not suffice. With `whole`, whole officers are counted.
        """
        problem = self._problem
        if "filled" not in self._rules or not problem.duties:
            return 0, self._guide([], [], [])
        program = LinearProgram()
        there = self._there()
        y = [{k: program.variable(number) for k, number in row.items()} for row in there]
        manned = [self._needs(program, y, k) for k in range(len(self.kinds))]
        self._floor_rows(program, y)
        if "vehicles" in self._rules:
            kind_of = self._kind_of
            for limit in vehicle_limits(problem):
                program.at_most([(manned[k], 1) for k in sorted({kind_of[d] for d in limit.mobiles})], limit.most)
        self._own_rows(program, y)
        found = program.spread(seconds=seconds, whole=whole)
        if found is None:
            return None
        lowest, values = found
        # every cost is a multiple of the values' common divisor, so the bound may be rounded up to one
        unit = math.gcd(*(duty.value for duty in problem.duties), problem.floor_price if problem.floors else 0) or 1
        return max(0, math.ceil((lowest - ROUNDING) / unit) * unit), self._guide(
            values, y if values else [], manned if values else []
        )

    @cached_property
    def _kind_of(self) -> tuple[int, ...]:
        found = {d: k for k, kind in enumerate(self.kinds) for d in kind}
        return tuple(found[d] for d in range(len(found)))

    def _there(self) -> list[dict[int, int]]:
        """For each class, how many of it each kind of duty can have, where that is anybody."""
        kinds, away = [(k, sum(1 << d for d in kind)) for k, kind in enumerate(self.kinds)], self._away
        found = []
        for members in self.classes:
            masks = Counter(away[o] for o in members)
            row = {k: sum(n for mask, n in masks.items() if mask & of_kind != of_kind) for k, of_kind in kinds}
            found.append({k: number for k, number in row.items() if number})
        return found

    def _needs(self, program: LinearProgram, y: Sequence[Mapping[int, int]], k: int) -> int:
        """What the duties of a kind need; gives how many of them are manned."""
        problem, number, first = self._problem, len(self.kinds[k]), self.kinds[k][0]
        duty = problem.duties[first]
        manned = program.variable(number)
        sent = [(c, row[k]) for c, row in enumerate(y) if k in row]
        lacks = program.variable(duty.strength * number, duty.value)
        program.at_most([*((v, -1) for _, v in sent), (lacks, -1)], -duty.strength * number)
        program.at_most([*((v, 1) for _, v in sent), (manned, -duty.strength)], 0)
        needs: list[tuple[int, Callable[[Officer], bool]]] = [(problem.fewest(first), lambda officer: True)]
        if "in-charge" in self._rules:
            needs.append((1, lambda officer: officer.rank >= duty.in_charge))
        if "women" in self._rules:
            needs.append((duty.women, lambda officer: officer.is_woman))
        if "skill" in self._rules:
            day = problem.days[first]
            needs.extend((n, _can(s, day)) for s, n in duty.skills)
        for needed, counts in needs:
            able = [(v, -1) for c, v in sent if counts(problem.officers[self.classes[c][0]])]
            program.at_most([(manned, needed), *able], 0)
        return manned

    def _floor_rows(self, program: LinearProgram, y: Sequence[Mapping[int, int]]) -> None:
        problem = self._problem
        for floor in problem.floors:
            least = least_min(problem, floor)
            lack = program.variable(-(-least // HOUR), problem.floor_price)
            kinds = {self._kind_of[d] for d in duties_of_floor(problem, floor)}
            sent = [(v, -problem.length(self.kinds[k][0])) for row in y for k, v in row.items() if k in kinds]
            program.at_most([(lack, -HOUR), *sent], -least)

    def _own_rows(self, program: LinearProgram, y: Sequence[Mapping[int, int]]) -> None:
        """What the officers of a class may do together: clashes, hours and nights."""
        firsts = [kind[0] for kind in self.kinds]
        problem = self._problem
        part = problem.replace(
            duties=tuple(problem.duties[d] for d in firsts), floors=(), begun=frozenset(), done=frozenset()
        )
        if self._coarse:  # duties of a kind are at different places: only what clashes wherever they are counts
            part = part.replace(travel={}, changeover_min=0)
        clashes = [clash_of_places(part)] if "one-place" in self._rules else []
        clashes += [clash_of_rest(part)] if "rest" in self._rules else []
        rows = [(group, [1] * len(group), 1) for group in groups(part, clashes)]
        if "load" in self._rules:
            rows += [(week, [part.length(k) for k in week], part.max_week_min) for week in weeks(part)]
        if "night-limit" in self._rules:
            spans = [(span, most) for days, most in spans_of_nights(part) for span in night_spans(part, days, most)]
            rows += [(span, [1] * len(span), most) for span, most in spans]
        masks = [sum(1 << d for k in kinds for d in self.kinds[k]) for kinds, _, _ in rows]
        for members, row in zip(self.classes, y, strict=True):
            away = Counter(self._away[o] for o in members)
            for (kinds, each, most), mask in zip(rows, masks, strict=True):
                terms = [(row[k], float(factor)) for k, factor in zip(kinds, each, strict=True) if k in row]
                number = sum(n for gone, n in away.items() if gone & mask != mask)
                if terms:
                    program.at_most(terms, most * number)

    def _guide(self, values: Sequence[float], y: Sequence[Mapping[int, int]], manned: Sequence[int]) -> Guide:
        class_of = {o: c for c, members in enumerate(self.classes) for o in members}
        share = [values[v] / len(kind) for v, kind in zip(manned, self.kinds, strict=False)] or [0.0] * len(self.kinds)
        return Guide(
            tuple(share[k] for k in self._kind_of),
            frozenset((c, k) for c, row in enumerate(y) for k, v in row.items() if values[v] > TRACE),
            tuple(class_of[o] for o in range(len(class_of))),
            self._kind_of,
        )
