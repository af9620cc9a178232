"""Is an answer allowed, and does it say the truth about itself? Plain code that shares nothing with the solvers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from planner.core.plan import Status
from planner.core.rule import Violation
from planner.core.surge import Need
from planner.surge.answer import AlarmAnswer, Answer, UnitAnswer
from planner.surge.problem import TENTHS, Origin, Person, SurgeProblem


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
    yield from _given(problem, answer)
    for origin in problem.origins:
        if origin.kind != "given":
            own = [u for u in units if u.origin == origin.id]
            yield from _origin(origin, gone[origin.id], own)
            yield from _legal(problem, origin, own)
    yield from _cover(problem, answer, gone)
    yield from _reserve(problem, gone)
    yield from _proof(answer)
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
    for name, times in Counter(unit.unit for unit in units).items():
        if times > 1:
            yield Violation("one-place", name, f"{times} units have the name {name}.")
    for name, times in Counter(o for unit in units for o in unit.officers).items():
        if times > 1:
            yield Violation("one-place", name, f"{name} is sent {times} times.")
    for name, times in Counter(v for unit in units for v in unit.vehicles).items():
        if times > 1:
            yield Violation("one-place", name, f"vehicle {name} is sent {times} times.")


def _given(problem: SurgeProblem, answer: Answer) -> Iterator[Violation]:
    """Every given unit is in the answer as it is, at its own alarm, and no other is called given."""
    given = {origin.id: origin for origin in problem.origins if origin.kind == "given"}
    listed = Counter[str]()
    for number, alarm in enumerate(answer.alarms):
        for unit in alarm.units:
            if unit.given != (unit.origin in given):
                yield Violation("truth", unit.unit, "a unit is given when it had its order before, and only then.")
            if unit.origin not in given:
                continue
            origin = given[unit.origin]
            listed[unit.origin] += 1
            if origin.drive[number] is None:
                yield Violation("given", unit.unit, "a given unit is sent to another alarm.")
            if sorted(unit.officers) != sorted(p.officer for p in origin.people):
                yield Violation("given", unit.unit, "a given unit is changed.")
    for name, origin in given.items():
        if origin.people and listed[name] != 1:
            yield Violation("given", name, f"a given unit is listed {listed[name]} times.")


def _legal(problem: SurgeProblem, origin: Origin, units: list[UnitAnswer]) -> Iterator[Violation]:
    ranks = {person.officer: person.rank for person in origin.people}
    for unit in units:
        least = min(problem.unit_min, len(origin.people)) if origin.kind in ("mobile", "guard") else problem.unit_min
        if unit.officers and len(unit.officers) < least:
            yield Violation("unit", unit.unit, f"{len(unit.officers)} officers go, a unit has {least}.")
        if unit.officers and not any(ranks.get(o, problem.unit_leader) >= problem.unit_leader for o in unit.officers):
            yield Violation("unit", unit.unit, f"nobody of the rank of {problem.unit_leader.label} or above leads it.")


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
    stay = {o.id: 0 if o.kind == "given" else len(o.people) - gone[o.id] for o in problem.origins}
    broken = []
    for holdback in problem.holdbacks:
        stays = sum(stay[o] for o in holdback.origins)
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
    anew = [origin for origin in problem.origins if origin.kind != "given"]
    for origin in anew:
        seats = origin.loose_seats + sum(vehicle.seats for vehicle in origin.vehicles)
        may_go += max(0, min(len(origin.people) - origin.desk_minimum, seats))
    stays = may_go - sum(gone[origin.id] for origin in anew)
    if stays < problem.reserve:
        yield Violation("reserve", "all", f"{stays} of those who may go stay, {problem.reserve} must.")


def _alarm(problem: SurgeProblem, number: int, alarm: AlarmAnswer, origins: dict[str, Origin]) -> Iterator[Violation]:
    people = {p.officer: p for origin in problem.origins for p in origin.people}
    ranks = {name: person.rank for name, person in people.items()}
    called = problem.alarms[number]
    if (alarm.longitude, alarm.latitude) != (called.longitude, called.latitude):
        yield Violation("truth", alarm.alarm, "the answer puts the alarm at another place.")
    for unit in alarm.units:
        if unit.origin in origins:
            yield from _times(unit, origins[unit.origin], number)
            if (unit.kind, unit.place) != (origins[unit.origin].kind, origins[unit.origin].place):
                yield Violation("truth", unit.unit, f"the unit is not at {unit.place} as {unit.kind} now.")
        team = [people[o] for o in unit.officers if o in people]
        if (unit.women, unit.riot) != (sum(p.is_woman for p in team), sum(p.is_riot_trained for p in team)):
            yield Violation("truth", unit.unit, f"the unit does not have {unit.women} women and {unit.riot} trained.")
        if team and (unit.commander_rank != max(p.rank for p in team) or team[0].rank != unit.commander_rank):
            yield Violation("truth", unit.unit, "the officer in charge is not the highest in rank.")
    onward = problem.onward[number] if problem.onward else 0
    when = _adequate(problem, number, alarm, people, onward)
    if alarm.time_to_adequate_min != (None if when is None else when / TENTHS):
        yield Violation("truth", alarm.alarm, f"adequate after {when} tenths, not {alarm.time_to_adequate_min} min.")
    by = max((unit.arrive_min for unit in alarm.units), default=None) if when is None else (when - onward) / TENTHS
    if (alarm.form_up_by_min, alarm.onward_min) != (by, onward / TENTHS):
        yield Violation("truth", alarm.alarm, f"the last of those who count forms up after {by} min.")
    need = problem.last_need(number) if when is None else problem.need_at(number, when)
    if alarm.need != need:
        yield Violation("truth", alarm.alarm, "the need that is told is not the one at that moment.")
    sent = [people[o] for unit in alarm.units for o in unit.officers if o in people]
    highest = max((person.rank for person in sent), default=None)
    lacks = (0, 0, 0, False) if when is not None else _lacks(need, sent)
    said = (alarm.lack.officers, alarm.lack.women, alarm.lack.riot, alarm.lack.commander)
    if said != lacks:
        yield Violation("truth", alarm.alarm, f"the answer says {said} are missing, in truth {lacks}.")
    if bool(alarm.shortfall) != any(lacks):
        yield Violation("truth", alarm.alarm, "a shortfall must be said, and only where there is one.")
    head, names = alarm.commander, {person.officer for person in sent}
    if (head is None) != (highest is None) or (
        head is not None and (head.officer not in names or head.rank != highest or ranks.get(head.officer) != highest)
    ):
        yield Violation("truth", alarm.alarm, "the commander is not the highest in rank of those who are sent.")
    yield from _bound(alarm)


def _proof(answer: Answer) -> Iterator[Violation]:
    """Bounds that are possible, and a status that follows from them."""
    for stage in answer.stages:
        if stage.bound > stage.objective:
            yield Violation("truth", stage.name, f"the bound {stage.bound} lies above the objective {stage.objective}.")
    goes = any(alarm.units for alarm in answer.alarms)
    is_proven = all(stage.bound == stage.objective for stage in answer.stages)
    status = Status.IMPOSSIBLE if not goes else Status.OPTIMAL if is_proven else Status.GOOD
    if answer.status is not status:
        yield Violation("truth", "status", f"the answer calls itself {answer.status}, its stages say {status}.")


def _lacks(need: Need, people: list[Person]) -> tuple[int, int, int, bool]:
    return (
        max(0, need.officers - len(people)),
        max(0, need.women - sum(p.is_woman for p in people)),
        max(0, need.riot - sum(p.is_riot_trained for p in people)),
        not any(p.rank >= need.commander for p in people),
    )


def _adequate(
    problem: SurgeProblem, number: int, alarm: AlarmAnswer, people: dict[str, Person], onward: int
) -> int | None:
    """The first moment, in tenths, with all who are sent anew there, at which who is there meets the need of then."""
    anew = [round(unit.arrive_min * TENTHS) + onward for unit in alarm.units if not unit.given]
    last = max(anew, default=0)
    waits = [round(unit.arrive_min * TENTHS) + onward for unit in alarm.units if unit.given]
    for moment in sorted({last, *(wait for wait in waits if wait > last)}):
        there = [unit for unit in alarm.units if round(unit.arrive_min * TENTHS) + onward <= moment]
        team = [people[o] for unit in there for o in unit.officers if o in people]
        if not any(_lacks(problem.need_at(number, moment), team)):
            return moment
    return None


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
