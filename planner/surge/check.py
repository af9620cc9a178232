"""Is an answer allowed, and does it say the truth about itself? Plain code that shares nothing with the solvers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from planner.core.rule import Violation
from planner.surge.answer import AlarmAnswer, Answer, UnitAnswer
from planner.surge.problem import TENTHS, Origin, SurgeProblem


def check_answer(problem: SurgeProblem, answer: Answer) -> tuple[Violation, ...]:
    """Every rule that the answer breaks, and every statement in it that is not so; empty when all is well."""
    return tuple(_all(problem, answer))


def _all(problem: SurgeProblem, answer: Answer) -> Iterator[Violation]:
    units = [unit for alarm in answer.alarms for unit in alarm.units]
    yield from _known(problem, units)
    origins = {origin.id: origin for origin in problem.origins}
    units = [unit for unit in units if unit.origin in origins]
    gone = Counter[str]()
    for unit in units:
        gone[unit.origin] += len(unit.officers)
    for origin in problem.origins:
        yield from _origin(origin, gone[origin.id], [u for u in units if u.origin == origin.id])
    yield from _cover(problem, answer, gone)
    yield from _reserve(problem, gone)
    if [a.alarm for a in answer.alarms] != [a.id for a in problem.alarms]:
        yield Violation("every-alarm", "answer", "the answer does not list the alarms in their order.")
        return
    for number, alarm in enumerate(answer.alarms):
        yield from _alarm(problem, number, alarm, origins)


def _known(problem: SurgeProblem, units: list[UnitAnswer]) -> Iterator[Violation]:
    stand = {person.officer: origin.id for origin in problem.origins for person in origin.people}
    parked = {vehicle.id: origin.id for origin in problem.origins for vehicle in origin.vehicles}
    for unit in units:
        if not unit.officers:
            yield Violation("somebody", unit.unit, "the unit has no officers.")
        for officer in unit.officers:
            if stand.get(officer) != unit.origin:
                yield Violation("who-is-there", officer, f"{officer} does not stand at {unit.origin} now.")
        for vehicle in unit.vehicles:
            if parked.get(vehicle) != unit.origin:
                yield Violation("who-is-there", vehicle, f"vehicle {vehicle} does not stand at {unit.origin} now.")
    for name, times in Counter(o for unit in units for o in unit.officers).items():
        if times > 1:
            yield Violation("one-place", name, f"{name} is sent {times} times.")
    for name, times in Counter(v for unit in units for v in unit.vehicles).items():
        if times > 1:
            yield Violation("one-place", name, f"vehicle {name} is sent {times} times.")


def _origin(origin: Origin, gone: int, units: list[UnitAnswer]) -> Iterator[Violation]:
    stays = len(origin.people) - gone
    if stays < origin.desk_minimum:
        yield Violation("desk", origin.id, f"{stays} officers stay, the desk needs {origin.desk_minimum}.")
    seats_of = {vehicle.id: vehicle.seats for vehicle in origin.vehicles}
    standing = 0
    for unit in units:
        standing += max(0, len(unit.officers) - sum(seats_of.get(v, 0) for v in unit.vehicles))
    if standing > origin.loose_seats:
        yield Violation("seats", origin.id, f"{standing - origin.loose_seats} officers have no seat.")


def _cover(problem: SurgeProblem, answer: Answer, gone: Counter[str]) -> Iterator[Violation]:
    there = {origin.id: len(origin.people) for origin in problem.origins}
    broken = []
    for holdback in problem.holdbacks:
        stays = sum(there[o] - gone[o] for o in holdback.origins)
        if stays < holdback.minimum:
            broken.append(holdback.site)
            sentence = f"{stays} officers stay within reach, {holdback.minimum} must."
            yield Violation("hold-back", holdback.site, sentence)
    if broken != list(answer.broken_holdbacks):
        yield Violation("truth", "hold-backs", f"the answer says {list(answer.broken_holdbacks)}, it breaks {broken}.")
    uncovered = [u.site for u in answer.uncovered]
    if uncovered != [site for site, _ in problem.thin] + broken:
        yield Violation("truth", "uncovered", "the answer does not list the sites that have too little cover.")


def _reserve(problem: SurgeProblem, gone: Counter[str]) -> Iterator[Violation]:
    may_go = 0
    for origin in problem.origins:
        seats = origin.loose_seats + sum(vehicle.seats for vehicle in origin.vehicles)
        may_go += max(0, min(len(origin.people) - origin.desk_minimum, seats))
    stays = may_go - sum(gone.values())
    if stays < problem.reserve:
        yield Violation("reserve", "all", f"{stays} of those who may go stay, {problem.reserve} must.")


def _alarm(problem: SurgeProblem, number: int, alarm: AlarmAnswer, origins: dict[str, Origin]) -> Iterator[Violation]:
    need = problem.needs[number]
    ranks = {p.officer: p.rank for origin in problem.origins for p in origin.people}
    women = {p.officer for origin in problem.origins for p in origin.people if p.is_woman}
    for unit in alarm.units:
        if unit.origin in origins:
            yield from _times(unit, origins[unit.origin], number)
        if unit.women != sum(officer in women for officer in unit.officers):
            yield Violation("truth", unit.unit, f"the unit does not have {unit.women} women.")
        known = [ranks[officer] for officer in unit.officers if officer in ranks]
        if known and (unit.commander_rank != max(known) or ranks.get(unit.officers[0]) != max(known)):
            yield Violation("truth", unit.unit, "the officer in charge is not the highest in rank.")
    sent = [officer for unit in alarm.units for officer in unit.officers]
    highest = max((ranks[officer] for officer in sent if officer in ranks), default=None)
    lacks = (
        max(0, need.officers - len(sent)),
        max(0, need.women - sum(officer in women for officer in sent)),
        highest is None or highest < need.commander,
    )
    said = (alarm.lack.officers, alarm.lack.women, alarm.lack.commander)
    if said != lacks:
        yield Violation("truth", alarm.alarm, f"the answer says {said} are missing, in truth {lacks}.")
    if bool(alarm.shortfall) != any(lacks):
        yield Violation("truth", alarm.alarm, "a shortfall must be said, and only where there is one.")
    head = alarm.commander
    if (head is None) != (highest is None) or (
        head is not None and (head.officer not in sent or head.rank != highest or ranks.get(head.officer) != highest)
    ):
        yield Violation("truth", alarm.alarm, "the commander is not the highest in rank of those who are sent.")
    last = None if any(lacks) else max(unit.arrive_min for unit in alarm.units)
    if alarm.time_to_adequate_min != last:
        yield Violation("truth", alarm.alarm, f"adequate after {last}, not {alarm.time_to_adequate_min} min.")
    yield from _bound(alarm)


def _times(unit: UnitAnswer, origin: Origin, alarm: int) -> Iterator[Violation]:
    drive = origin.drive[alarm]
    if drive is None:
        yield Violation("road", unit.unit, f"no road leads from {origin.id} to the alarm.")
    elif (unit.depart_min, unit.drive_min, unit.arrive_min) != (
        origin.turnout / TENTHS,
        drive / TENTHS,
        (origin.turnout + drive) / TENTHS,
    ):
        yield Violation("truth", unit.unit, f"the unit arrives after {(origin.turnout + drive) / TENTHS} min.")


def _bound(alarm: AlarmAnswer) -> Iterator[Violation]:
    if alarm.time_to_adequate_min is None:
        if alarm.bound_min is not None:
            yield Violation("truth", alarm.alarm, "a force that is never adequate has no bound.")
    elif alarm.bound_min is None or alarm.bound_min > alarm.time_to_adequate_min:
        yield Violation("truth", alarm.alarm, "the bound lies above the time.")
    elif alarm.proven_optimal and alarm.bound_min != alarm.time_to_adequate_min:
        yield Violation("truth", alarm.alarm, "the answer is called proven, but bound and time differ.")
