"""From an allocation in counts to an answer with names: officers, vehicles, commanders, what to ask for."""

from __future__ import annotations

from collections.abc import Sequence

from planner.core.people import Rank
from planner.core.plan import Status
from planner.surge.allocation import Allocation
from planner.surge.answer import (
    AlarmAnswer,
    Answer,
    Commander,
    Lack,
    NearestFirst,
    Stage,
    Uncovered,
    UnitAnswer,
)
from planner.surge.force import Force
from planner.surge.problem import TENTHS, Person, SurgeProblem

LED_BY = Rank.ASI
"""Who should lead a unit: an upper subordinate, as in published plans (Faisalabad 2025: 340 for 339 sites)."""


def assemble(
    force: Force,
    allocation: Allocation,
    *,
    stages: tuple[Stage, ...],
    lone: Sequence[int | None],
    nearest_first: NearestFirst,
    seconds: float,
) -> Answer:
    """The answer. `lone[q]` is the soonest for alarm q alone in tenths, None when it can never be adequate."""
    problem = force.problem
    teams = _name(force, allocation)
    is_time_proven = all(stage.is_proven for stage in stages[:2])
    alarms = tuple(_alarm(force, allocation, teams, q, lone[q], is_time_proven) for q in force.alarms)
    left = staying(problem, alarms)
    broken = broken_holdbacks(problem, left)
    uncovered = [Uncovered(site, why) for site, why in problem.thin]
    uncovered += [Uncovered(site, "officers leave who were to stay for its cover") for site in broken]
    if not any(alarm.units for alarm in alarms):
        status = Status.IMPOSSIBLE
    else:
        status = Status.OPTIMAL if all(stage.is_proven for stage in stages) else Status.GOOD
    return Answer(
        at=problem.at,
        status=status,
        alarms=alarms,
        stages=stages,
        uncovered=tuple(uncovered),
        broken_holdbacks=broken,
        requests=(*_requests(problem, alarms), *problem.notes),
        nearest_first=nearest_first,
        seconds=seconds,
    )


def staying(problem: SurgeProblem, alarms: Sequence[AlarmAnswer]) -> dict[str, int]:
    """How many officers stay at each origin."""
    left = {origin.id: len(origin.people) for origin in problem.origins}
    for alarm in alarms:
        for unit in alarm.units:
            left[unit.origin] -= unit.strength
    return left


def broken_holdbacks(problem: SurgeProblem, left: dict[str, int]) -> tuple[str, ...]:
    """Sites whose cover falls below its minimum."""
    return tuple(h.site for h in problem.holdbacks if sum(left[o] for o in h.origins) < h.minimum)


def _name(force: Force, allocation: Allocation) -> dict[tuple[int, int], list[Person]]:
    """Officers for each contingent, the one in charge first.

    The lowest rank of a class goes first, so that higher ones stay free; then a contingent without an upper
    subordinate takes the lowest who is still at its origin in place of one of its own, class for class.
    """
    free = [[list(members) for members in classes] for classes in force.members]
    named: dict[tuple[int, int], list[tuple[int, Person]]] = {}
    for (i, q), contingent in sorted(allocation.items()):
        named[i, q] = [(c, free[i][c].pop(0)) for c, number in enumerate(contingent.people) for _ in range(number)]
    for (i, _), team in named.items():
        highest = max((person.rank for _, person in team), default=LED_BY)
        found = [(person, c) for c in {c for c, _ in team} for person in free[i][c] if person.rank > highest]
        if highest >= LED_BY or not found:
            continue
        leader, c = min(found, key=lambda one: (one[0].rank < LED_BY, abs(one[0].rank - LED_BY), one[0].officer))
        gives_way = min((p for own, p in team if own == c), key=lambda p: (p.rank, p.officer))
        team[team.index((c, gives_way))] = (c, leader)
        free[i][c][free[i][c].index(leader)] = gives_way
    return {
        key: sorted((person for _, person in team), key=lambda p: (-p.rank, p.officer))
        for key, team in named.items()
        if team
    }


def _alarm(
    force: Force,
    allocation: Allocation,
    teams: dict[tuple[int, int], list[Person]],
    q: int,
    lone: int | None,
    is_time_proven: bool,
) -> AlarmAnswer:
    problem = force.problem
    alarm, need = problem.alarms[q], problem.needs[q]
    here = sorted((force.arrive[i][q] or 0, i) for i, alarm_index in teams if alarm_index == q)
    units = []
    for number, (arrive, i) in enumerate(here, start=1):
        origin, team = problem.origins[i], teams[i, q]
        units.append(
            UnitAnswer(
                unit=f"{alarm.id}-{number}",
                origin=origin.id,
                officers=tuple(p.officer for p in team),
                women=sum(p.is_woman for p in team),
                commander_rank=team[0].rank,
                vehicles=tuple(origin.vehicles[v].id for v in sorted(allocation[i, q].vehicles)),
                depart_min=origin.turnout / TENTHS,
                drive_min=(force.drive[i][q] or 0) / TENTHS,
                arrive_min=arrive / TENTHS,
            )
        )
    # the highest rank commands; of equals the one who is there first
    ranked = sorted((-teams[i, q][0].rank, arrive, i) for arrive, i in here)
    head = teams[ranked[0][2], q][0] if ranked else None
    lack = Lack(
        officers=max(0, need.officers - sum(u.strength for u in units)),
        women=max(0, need.women - sum(u.women for u in units)),
        commander=head is None or head.rank < need.commander,
    )
    soonest = None if lack or not units else units[-1].arrive_min
    bound = soonest if is_time_proven else lone / TENTHS if lone is not None and not lack else None
    return AlarmAnswer(
        alarm=alarm.id,
        longitude=alarm.longitude,
        latitude=alarm.latitude,
        need=need,
        time_to_adequate_min=soonest,
        bound_min=bound,
        proven_optimal=is_time_proven,
        lack=lack,
        shortfall=_shortfall(force, q, lack),
        commander=None if head is None else Commander(head.officer, head.rank),
        form_up=problem.form_ups[q],
        units=tuple(units),
    )


def _shortfall(force: Force, q: int, lack: Lack) -> str:
    problem = force.problem
    sentence = lack.sentence(problem.needs[q])
    if not sentence:
        return ""
    if all(row[q] is None for row in force.arrive):
        return f"{sentence} No road leads there from any station."
    if not force.near[q]:
        return f"{sentence} Nobody may leave a station from which it can be reached."
    return sentence


def _requests(problem: SurgeProblem, alarms: Sequence[AlarmAnswer]) -> list[str]:
    """Whom to ask for what is missing, up the ladder: neighbouring districts, the region's riot police, Rangers."""
    asked = []
    for alarm in alarms:
        lack = alarm.lack
        if not lack:
            continue
        wanted = []
        if lack.officers:
            wanted.append(f"{lack.officers} officers" if lack.officers > 1 else "1 officer")
        if lack.women:
            wanted.append(f"{lack.women} women officers" if lack.women > 1 else "1 woman officer")
        if lack.commander:
            wanted.append(f"a commander ({_rank(alarm.need.commander)})")
        asked.append(f"Ask {_whom(problem, lack.officers)} for {' and '.join(wanted)} for alarm {alarm.alarm}.")
    return asked


def _rank(rank: Rank) -> str:
    return f"{rank.label} or above"


def _whom(problem: SurgeProblem, officers: int) -> str:
    ladder = ["the neighbouring districts"]
    if officers >= problem.ask_region_from:
        ladder.append("the region's riot police")
    if officers >= problem.ask_rangers_from:
        ladder.append("Rangers")
    return ladder[0] if len(ladder) == 1 else ", ".join(ladder[:-1]) + " and " + ladder[-1]
