"""From an allocation in counts to an answer with names: officers, vehicles, commanders, what is missing."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from planner.core.counting import as_counted
from planner.core.people import Rank
from planner.core.plan import Status
from planner.core.surge import Need
from planner.surge.allocation import Allocation, sent_to
from planner.surge.answer import (
    AlarmAnswer,
    Answer,
    Commander,
    Lack,
    Stage,
    Uncovered,
    UnitAnswer,
)
from planner.surge.force import Force
from planner.surge.problem import TENTHS, Origin, Person, SurgeProblem

LED_BY = Rank.ASI
"""Who should lead a unit: an upper subordinate, as in published plans (Faisalabad 2025: 340 for 339 sites)."""


def assemble(
    force: Force,
    allocation: Allocation,
    *,
    stages: tuple[Stage, ...],
    lone: Sequence[int | None],
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
        notes=problem.notes,
        seconds=seconds,
    )


def staying(problem: SurgeProblem, alarms: Sequence[AlarmAnswer]) -> dict[str, int]:
    """How many officers stay at each origin; a given unit is gone already."""
    left = {origin.id: len(origin.people) for origin in problem.origins}
    for alarm in alarms:
        for unit in alarm.units:
            left[unit.origin] -= unit.strength
    return {o.id: 0 if o.is_given else left[o.id] for o in problem.origins}


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
    alarm = problem.alarms[q]
    onward = problem.onward_of(q)
    units = [*_given(problem, q), *_sent(force, allocation, teams, q)]
    units.sort(key=lambda unit: (unit.arrive_min, not unit.given, as_counted(unit.unit)))
    sent = sent_to(force, allocation, q)
    moment = force.wants.adequate(q, sent.got, sent.last)
    need = problem.last_need(q) if moment is None else problem.need_at(q, moment)
    # the highest rank commands; of equals the one who is there first
    head = min(units, key=lambda unit: (-unit.commander_rank, unit.arrive_min, unit.unit), default=None)
    lack = Lack(
        officers=max(0, need.officers - sum(u.strength for u in units)),
        women=max(0, need.women - sum(u.women for u in units)),
        commander=head is None or head.commander_rank < need.commander,
        riot=max(0, need.riot - sum(u.riot for u in units)),
    )
    if moment is not None:
        lack = Lack(0, 0, False)
    soonest = None if moment is None else moment / TENTHS
    bound = soonest if is_time_proven else lone / TENTHS if lone is not None and moment is not None else None
    last = max((u.arrive_min for u in units), default=None)
    return AlarmAnswer(
        alarm=alarm.id,
        longitude=alarm.longitude,
        latitude=alarm.latitude,
        need=need,
        time_to_adequate_min=soonest,
        bound_min=bound,
        proven_optimal=is_time_proven,
        lack=lack,
        shortfall=_shortfall(force, q, lack, need),
        commander=None if head is None else Commander(head.officers[0], head.commander_rank),
        form_up=problem.form_ups[q],
        form_up_by_min=last if moment is None else (moment - onward) / TENTHS,
        onward_min=onward / TENTHS,
        units=tuple(units),
    )


def _sent(
    force: Force, allocation: Allocation, teams: dict[tuple[int, int], list[Person]], q: int
) -> Iterator[UnitAnswer]:
    """The units that are sent anew, numbered as they arrive; the name of a given unit is not used again."""
    problem = force.problem
    taken = {origin.id for origin in problem.origins}
    numbers = (name for k in itertools.count(1) if (name := f"{problem.alarms[q].id}-{k}") not in taken)
    for _, i in sorted((force.when(i, q), i) for i, alarm in teams if alarm == q):
        vehicles = tuple(problem.origins[i].vehicles[v].id for v in sorted(allocation[i, q].vehicles))
        yield _unit(next(numbers), problem.origins[i], teams[i, q], vehicles, q)


def _given(problem: SurgeProblem, q: int) -> Iterator[UnitAnswer]:
    """The units that have their order for this alarm already."""
    for origin in problem.origins:
        if origin.is_given and origin.drive[q] is not None and origin.people:
            team = sorted(origin.people, key=lambda p: (-p.rank, p.officer))
            yield _unit(origin.id, origin, team, tuple(v.id for v in origin.vehicles), q)


def _unit(name: str, origin: Origin, team: Sequence[Person], vehicles: tuple[str, ...], q: int) -> UnitAnswer:
    return UnitAnswer(
        unit=name,
        origin=origin.id,
        officers=tuple(p.officer for p in team),
        women=sum(p.is_woman for p in team),
        commander_rank=team[0].rank,
        vehicles=vehicles,
        depart_min=origin.turnout / TENTHS,
        drive_min=(origin.drive[q] or 0) / TENTHS,
        arrive_min=(origin.arrival(q) or 0) / TENTHS,
        riot=sum(p.is_riot_trained for p in team),
        kind=origin.kind,
        place=origin.place,
        given=origin.is_given,
    )


def _shortfall(force: Force, q: int, lack: Lack, need: Need) -> str:
    sentence = lack.sentence(need)
    if not sentence:
        return ""
    if all(row[q] is None for row in force.arrive):
        return f"{sentence} No road leads there from any station."
    if not force.near[q]:
        return f"{sentence} Nobody may leave a station from which it can be reached."
    return sentence
