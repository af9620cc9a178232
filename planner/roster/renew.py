"""The best teams for some duties, beside all else as it is: a small program for HiGHS, of those who could go only.

It is exact for needs, floors, changes, clashes, hours, nights and vehicles. Days of rest are exact but for narrow
pairs: whoever would be put against a rule is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from planner.roster.conflicts import groups
from planner.roster.draft import Draft
from planner.roster.goals.floors import HOUR, duties_of_floor, least_min
from planner.roster.problem import DAYS_OF_WEEK_LIMIT, RosterProblem
from planner.roster.rules.night_limit import spans_of_nights
from planner.roster.rules.one_place import clash_of_places
from planner.roster.rules.rest import clash_of_rest
from planner.roster.rules.vehicles import vehicle_limits
from planner.solver import LinearProgram

HALF = 0.5
LOAD_COST = 1e-4
"""What a minute of load above the mean costs an officer who is sent, in worth: it decides between equals alone."""


class Renewal:
    """Decides duties anew. Made once for a problem: the clashes of its duties do not change."""

    def __init__(self, problem: RosterProblem) -> None:
        self._problem = problem
        self.was_cut = False
        self._groups: list[list[int]] = [[] for _ in problem.duties]
        self._clashes = groups(problem, [clash_of_places(problem), clash_of_rest(problem)])
        for number, group in enumerate(self._clashes):
            for d in group:
                self._groups[d].append(number)
        self._limits = vehicle_limits(problem)
        self._floors = [(duties_of_floor(problem, floor), least_min(problem, floor)) for floor in problem.floors]

    def teams(
        self, draft: Draft, duties: Sequence[int], *, seconds: float, may: Callable[[int, int], bool]
    ) -> dict[int, list[int]] | None:
        """Officers for each of these duties, which must be empty in the draft; None when the time did not suffice.

        Only (officer, duty) of which `may` is true are looked at.
        """
        problem = self._problem
        program = LinearProgram()
        mean = sum(draft.load) / max(1, len(draft.load))
        x: dict[tuple[int, int], int] = {}
        mans: dict[int, int] = {}
        for d in duties:
            there: list[tuple[int, float]] = []
            before = draft.before[d]
            for o in draft.pool:
                if may(o, d) and draft.busy(o, d) is None:
                    change = -float(problem.change_price) if o in before else 0.0
                    x[o, d] = program.variable(1, change + LOAD_COST * (draft.load[o] - mean))
                    there.append((x[o, d], 1.0))
            mans[d] = self._needs(program, draft, d, x, there)
        self._floor_rows(program, draft, duties, x)
        for limit in self._limits:
            mine = [(mans[d], 1.0) for d in limit.mobiles if d in mans]
            if mine:
                out = sum(bool(draft.on[d]) for d in limit.mobiles if d not in mans)
                program.at_most(mine, limit.most - out)
        by_officer: dict[int, list[int]] = {}
        for o, d in x:
            by_officer.setdefault(o, []).append(d)
        for o, mine_too in by_officer.items():
            self._own_rows(program, draft, o, mine_too, x)
        found = program.best(seconds=seconds)
        self.was_cut = program.was_cut
        if found is None:
            return None
        teams: dict[int, list[int]] = {d: [] for d in duties}
        for (o, d), v in x.items():
            if found[v] > HALF:
                teams[d].append(o)
        return teams

    def _needs(
        self,
        program: LinearProgram,
        draft: Draft,
        d: int,
        x: dict[tuple[int, int], int],
        there: list[tuple[int, float]],
    ) -> int:
        duty = self._problem.duties[d]
        manned = program.variable(1)
        lacks = program.variable(duty.strength, duty.value)
        program.at_most([(v, -1.0) for v, _ in there] + [(lacks, -1.0)], -duty.strength)
        program.at_most([*there, (manned, -duty.strength)], 0)
        program.at_most([(manned, float(self._problem.fewest(d))), *((v, -1.0) for v, _ in there)], 0)
        for able, needed in draft.needs[d]:
            rows = [(x[o, d], -1.0) for o in able if (o, d) in x]
            program.at_most([(manned, float(needed)), *sorted(rows)], 0)
        return manned

    def _floor_rows(
        self, program: LinearProgram, draft: Draft, duties: Sequence[int], x: dict[tuple[int, int], int]
    ) -> None:
        problem, chosen = self._problem, set(duties)
        for of_floor, least in self._floors:
            if chosen.isdisjoint(of_floor):
                continue
            sent = sum(problem.length(d) * len(draft.on[d]) for d in of_floor if d not in chosen)
            if sent >= least:
                continue
            lack = program.variable(-(-least // HOUR), problem.floor_price)
            inside = chosen.intersection(of_floor)
            program.at_most(
                [(lack, -float(HOUR)), *((v, -float(problem.length(d))) for (_, d), v in x.items() if d in inside)],
                sent - least,
            )

    def _own_rows(
        self, program: LinearProgram, draft: Draft, o: int, duties: Sequence[int], x: dict[tuple[int, int], int]
    ) -> None:
        """What one officer may do of these duties together: clashes, hours, nights, days of rest."""
        problem = self._problem
        mine = set(duties)
        for group in sorted({number for d in duties for number in self._groups[d]}):
            rows = [(x[o, d], 1.0) for d in self._clashes[group] if d in mine]
            if len(rows) > 1:
                program.at_most(rows, 1)
        held = draft.duties_of[o]
        days = problem.day_numbers
        first, last = min(days[d] for d in duties), max(days[d] for d in duties)
        for start in range(first - DAYS_OF_WEEK_LIMIT + 1, last + 1):
            week = [d for d in duties if start <= days[d] < start + DAYS_OF_WEEK_LIMIT]
            left = problem.max_week_min - sum(
                problem.length(d) for d in held if start <= days[d] < start + DAYS_OF_WEEK_LIMIT
            )
            if sum(problem.length(d) for d in week) > left:
                program.at_most([(x[o, d], float(problem.length(d))) for d in week], left)
        for span, most in spans_of_nights(problem):
            nights = [d for d in duties if problem.is_night[d]]
            for start in range(first - span + 1, last + 1) if nights else ():
                mine_now = [d for d in nights if start <= days[d] < start + span]
                left = most - sum(problem.is_night[d] and start <= days[d] < start + span for d in held)
                if len(mine_now) > left:
                    program.at_most([(x[o, d], 1.0) for d in mine_now], left)
        if first < last and problem.week_rest_min:
            self._rest_rows(program, draft, o, duties, x)

    def _rest_rows(
        self, program: LinearProgram, draft: Draft, o: int, duties: Sequence[int], x: dict[tuple[int, int], int]
    ) -> None:
        """One of the days that are decided stays free where all others of seven in a row are days of duty."""
        days = self._problem.day_numbers
        work = {days[d] for d in draft.duties_of[o]}
        open_days = sorted({days[d] for d in duties} - work)
        if len(open_days) < 2:
            return
        flags: dict[int, int] = {}
        for start in range(open_days[0] - DAYS_OF_WEEK_LIMIT + 1, open_days[-1] + 1):
            week = set(range(start, start + DAYS_OF_WEEK_LIMIT))
            inside = [day for day in open_days if day in week]
            if len(week & work) + len(inside) < DAYS_OF_WEEK_LIMIT:
                continue
            for day in inside:
                if day not in flags:
                    flags[day] = program.variable(1)
                    for d in duties:
                        if days[d] == day:
                            program.at_most([(x[o, d], 1.0), (flags[day], -1.0)], 0)
            program.at_most([(flags[day], 1.0) for day in inside], len(inside) - 1)


def anybody(officer: int, duty: int) -> bool:
    """Whoever is free may be sent."""
    return True


def renew(
    draft: Draft,
    renewal: Renewal,
    duties: Sequence[int],
    *,
    seconds: float,
    fill: Callable[[int], None],
    may: Callable[[int, int], bool] = anybody,
) -> bool:
    """Empty these duties and man them anew as the program says; False, and nothing changed, without an answer.

    `fill` is called for each duty afterwards: it may use whoever is left. `may` says who can be sent at all.
    """
    before = [(d, sorted(draft.on[d])) for d in duties]
    for d, there in before:
        for o in there:
            draft.take(o, d)
    teams = renewal.teams(draft, duties, seconds=seconds, may=may)
    if teams is None:
        for d, there in before:
            for o in there:
                draft.put(o, d)
        return False
    for d, team in teams.items():
        put = []
        for o in team:
            if draft.busy(o, d) is None:
                draft.put(o, d)
                put.append(o)
        there_now = draft.on[d]
        if there_now and (
            len(there_now) < draft.problem.fewest(d) or any(len(a & there_now) < n for a, n in draft.needs[d])
        ):
            for o in put:
                draft.take(o, d)
    for d in duties:
        fill(d)
    return True
