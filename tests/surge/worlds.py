"""Small random surge problems, and a slow way to the best answer that shares nothing with the planner."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from planner.core.estimate import Estimate
from planner.core.people import Rank, Vehicle
from planner.core.surge import Alarm, HoldBack, Need, NeedCurve
from planner.surge import Origin, Person, SurgeProblem

AT = datetime(2026, 3, 2, 6, 35, tzinfo=UTC)


def alarm(number: int, crowd: str = "300-600") -> Alarm:
    """An alarm somewhere."""
    return Alarm(f"A{number + 1}", 73.0, 31.0, 1000.0 * number, 0.0, Estimate.parse(crowd), AT)


def need(number: int, officers: int, women: int = 0, commander: Rank = Rank.CONSTABLE, riot: int = 0) -> Need:
    """A need of an alarm."""
    return Need(f"A{number + 1}", officers, women, commander, "said by the test", riot)


def origin(
    name: str,
    drive: tuple[int | None, ...],
    *,
    men: int = 0,
    women: int = 0,
    heads: tuple[Rank, ...] = (),
    seats: tuple[int, ...] = (),
    loose: int | None = None,
    desk: int = 0,
    turnout: int = 0,
) -> Origin:
    """A station with constables, men and women, and some of higher rank (men); everybody has a seat by default."""
    people = [Person(f"{name}-m{k}", Rank.CONSTABLE, False) for k in range(men)]
    people += [Person(f"{name}-w{k}", Rank.CONSTABLE, True) for k in range(women)]
    people += [Person(f"{name}-h{k}", rank, False) for k, rank in enumerate(heads)]
    vehicles = tuple(
        sorted((Vehicle(f"{name}-v{k}", "mobile", s, "car", name) for k, s in enumerate(seats)), key=lambda v: -v.seats)
    )
    free = (0 if seats else len(people)) if loose is None else loose
    return Origin(name, tuple(sorted(people)), vehicles, free, turnout, min(desk, len(people)), drive)


def problem(
    origins: tuple[Origin, ...],
    needs: tuple[Need, ...],
    *,
    holdbacks: tuple[HoldBack, ...] = (),
    reserve: int = 0,
    weights: tuple[int, ...] | None = None,
) -> SurgeProblem:
    """A problem around those origins and needs; an alarm weighs as much as its need."""
    return SurgeProblem(
        at=AT,
        alarms=tuple(alarm(q) for q in range(len(needs))),
        needs=needs,
        weights=weights or tuple(n.officers for n in needs),
        origins=origins,
        holdbacks=holdbacks,
        reserve=reserve,
        form_ups=(None,) * len(needs),
    )


def random_problem(
    seed: int,
    *,
    stations: tuple[int, int] = (1, 4),
    people: tuple[int, int] = (0, 4),
    alarms: tuple[int, int] = (1, 2),
    needed: tuple[int, int] = (1, 5),
    sites: tuple[int, int] = (0, 3),
) -> SurgeProblem:
    """A random problem: mixed ranks, women of every rank, odd vehicles, cut roads, overlapping hold-backs."""
    draw = random.Random(seed)
    n, size = draw.randint(*stations), draw.randint(*alarms)
    origins = []
    for i in range(n):
        name = f"S{i}"
        ranks = draw.choices((Rank.CONSTABLE, Rank.ASI, Rank.SI, Rank.INSPECTOR), (6, 2, 2, 1), k=draw.randint(*people))
        team = tuple(sorted(Person(f"{name}-{k}", rank, draw.random() < 0.3) for k, rank in enumerate(ranks)))
        sizes = sorted((draw.choice((1, 2, 3, 5)) for _ in range(draw.randint(0, 3))), reverse=True)
        origins.append(
            Origin(
                id=name,
                people=team,
                vehicles=tuple(Vehicle(f"{name}-v{k}", "mobile", s, "car", name) for k, s in enumerate(sizes)),
                loose_seats=draw.choice((0, 0, 1, 2, len(team))),
                turnout=draw.choice((30, 30, 150)),
                desk_minimum=min(len(team), draw.choice((0, 0, 1, 2))),
                drive=tuple(None if draw.random() < 0.1 else draw.randint(0, 12) * 10 for _ in range(size)),
            )
        )
    needs = []
    for q in range(size):
        officers = draw.randint(*needed)
        rank = draw.choice((Rank.CONSTABLE, Rank.SI, Rank.SI, Rank.INSPECTOR))
        needs.append(need(q, officers, draw.randint(0, min(2, officers)), rank))
    holdbacks = []
    for k in range(draw.randint(*sites)):
        near = [o for o in origins if draw.random() < 0.6]
        minimum = min(draw.randint(1, 4), sum(len(o.people) for o in near))
        if minimum:
            holdbacks.append(HoldBack(f"site-{k}", minimum, tuple(o.id for o in near)))
    may_go = sum(o.give for o in origins)
    return problem(
        tuple(origins),
        tuple(needs),
        holdbacks=tuple(holdbacks),
        reserve=min(may_go, draw.choice((0, 0, 1, 2))),
        weights=tuple(draw.randint(1, 3) for _ in needs),
    )


def rich_problem(
    seed: int,
    *,
    stations: tuple[int, int] = (1, 4),
    people: tuple[int, int] = (0, 4),
    alarms: tuple[int, int] = (1, 2),
    needed: tuple[int, int] = (1, 5),
    units: tuple[int, ...] = (1, 1, 2, 3),
) -> SurgeProblem:
    """A random problem with all that an emergency has: riot-trained, least units, sections, growth, given units."""
    plain = random_problem(seed, stations=stations, people=people, alarms=alarms, needed=needed)
    draw = random.Random(f"rich {seed}")
    size = len(plain.needs)
    origins = [
        replace(o, people=tuple(sorted(replace(p, is_riot_trained=draw.random() < 0.3) for p in o.people)))
        for o in plain.origins
    ]
    kinds = random.Random(f"kinds {seed}")
    origins = [replace(o, kind=kinds.choice(("station", "station", "mobile", "guard"))) for o in origins]
    for k in range(draw.choice((0, 0, 1, 2))):
        goes_to, ranks = draw.randrange(size), draw.choices((Rank.CONSTABLE, Rank.ASI, Rank.SI), k=draw.randint(1, 3))
        team = (Person(f"G{k}-{n}", r, draw.random() < 0.3, draw.random() < 0.3) for n, r in enumerate(ranks))
        drive = tuple(draw.randint(0, 9) * 10 if q == goes_to else None for q in range(size))
        origins.append(Origin(f"G{k}", tuple(sorted(team)), (), 0, draw.choice((0, 30)), 0, drive, kind="given"))
    needs = tuple(replace(n, riot=draw.randint(0, min(2, n.officers))) for n in plain.needs)
    curves = tuple(_grown(n, draw) for n in needs)
    return replace(
        plain,
        origins=tuple(origins),
        needs=needs,
        curves=curves if draw.random() < 0.6 else (),
        onward=tuple(draw.randint(0, 6) * 5 for _ in needs) if draw.random() < 0.7 else (),
        unit_min=draw.choice(units),
        unit_leader=draw.choice((Rank.CONSTABLE, Rank.CONSTABLE, Rank.ASI)),
        sections=tuple(draw.randint(1, 3) for _ in needs) if draw.random() < 0.5 else (),
    )


def _grown(first: Need, draw: random.Random) -> NeedCurve:
    """A need that grows one to three times."""
    froms, needs = [0.0], [first]
    for _ in range(draw.randint(0, 3)):
        before = needs[-1]
        froms.append(froms[-1] + draw.randint(1, 60) / 5)
        needs.append(
            replace(
                before,
                officers=before.officers + draw.randint(0, 2),
                women=before.women + (draw.random() < 0.2),
                riot=before.riot + (draw.random() < 0.2),
                commander=max(before.commander, draw.choice((Rank.CONSTABLE, Rank.SI))),
            )
        )
    return NeedCurve(tuple(froms), tuple(needs))


def best_by_trying(given: SurgeProblem) -> tuple[int, ...]:
    """The aims of the best dispatch, found by trying every dispatch of every officer.

    Officers missing from first sections; four sums of what is missing; what each alarm is missing, heaviest first;
    weighted moments of adequacy; officer-tenths of driving with one more for each who goes.
    """
    return min(_aims(given, sent) for sent in _dispatches(given))


Sent = tuple[tuple[tuple[Person, ...], ...], ...]


def _dispatches(given: SurgeProblem) -> Iterator[Sent]:
    """All ways to send officers that keep desks, seats, hold-backs and reserve; of those alike one is tried."""
    size = len(given.needs)
    stay = [((),) * size]
    per_origin = [stay if o.kind == "given" else list(_from(given, o)) for o in given.origins]
    number = {o.id: i for i, o in enumerate(given.origins)}
    may_go = sum(o.give for o in given.origins if o.kind != "given")
    for sent in itertools.product(*per_origin):
        gone = [sum(len(team) for team in teams) for teams in sent]
        if may_go - sum(gone) < given.reserve:
            continue
        stays = [len(o.people) - g for o, g in zip(given.origins, gone, strict=True)]
        if all(sum(stays[number[o]] for o in h.origins) >= h.minimum for h in given.holdbacks):
            yield sent


def _from(given: SurgeProblem, o: Origin) -> Iterator[tuple[tuple[Person, ...], ...]]:
    seen = set()
    alarms = len(given.needs)
    for goes_to in itertools.product(range(-1, alarms), repeat=len(o.people)):
        if any(q >= 0 and o.drive[q] is None for q in goes_to):
            continue
        teams = tuple(tuple(p for p, q in zip(o.people, goes_to, strict=True) if q == a) for a in range(alarms))
        if not all(_is_unit(given, o, team) for team in teams if team):
            continue
        alike = tuple(tuple(sorted((p.rank, p.is_woman, p.is_riot_trained) for p in team)) for team in teams)
        if alike in seen or len(o.people) - sum(map(len, teams)) < o.desk_minimum or not _seated(o, teams):
            continue
        seen.add(alike)
        yield teams


def _is_unit(given: SurgeProblem, o: Origin, team: tuple[Person, ...]) -> bool:
    least = given.unit_min if o.kind == "station" else min(given.unit_min, len(o.people))
    return len(team) >= least and any(p.rank >= given.unit_leader for p in team)


def _seated(o: Origin, teams: tuple[tuple[Person, ...], ...]) -> bool:
    for drives_to in itertools.product(range(len(teams)), repeat=len(o.vehicles)):
        seats = [sum(v.seats for v, q in zip(o.vehicles, drives_to, strict=True) if q == a) for a in range(len(teams))]
        if sum(max(0, len(team) - s) for team, s in zip(teams, seats, strict=True)) <= o.loose_seats:
            return True
    return False


def _aims(given: SurgeProblem, sent: Sent) -> tuple[int, ...]:
    rows, delay, driving, from_sections = [], 0, 0, 0
    for q in range(len(given.needs)):
        onward = given.onward[q] if given.onward else 0
        anew = [(o, row[q]) for o, row in zip(given.origins, sent, strict=True) if row[q]]
        last = max((o.turnout + (o.drive[q] or 0) + onward for o, _ in anew), default=0)
        ways = [(o.turnout, o.drive[q]) for o in given.origins if o.kind == "given"]
        waits = {turnout + drive + onward for turnout, drive in ways if drive is not None}
        moment = None
        for at in (last, *sorted(at for at in waits if at > last)):
            if moment is None and not any(_missing(given.need_at(q, at), _there(given, q, anew, at - onward))):
                moment = at
        needed = given.curves[q].needs[-1] if given.curves else given.needs[q]
        everybody = _there(given, q, anew, 10**9)
        rows.append((0, 0, 0, 0) if moment is not None else _missing(needed, everybody))
        if moment is None and given.sections:
            from_sections += max(0, min(needed.officers, given.sections[q]) - len(everybody))
        delay += given.weights[q] * (last if moment is None else moment)
        driving += sum(len(team) * ((o.drive[q] or 0) + 1) for o, team in anew)
    ordered = sorted(range(len(rows)), key=lambda q: (-given.weights[q], q))
    sums = tuple(sum(row[k] for row in rows) for k in range(4))
    return (from_sections, *sums, *(number for q in ordered for number in rows[q]), delay, driving)


def _there(given: SurgeProblem, q: int, anew: list[tuple[Origin, tuple[Person, ...]]], until: int) -> list[Person]:
    """Who is at the form-up point of an alarm by then."""
    people = [p for o, team in anew for p in team if o.turnout + (o.drive[q] or 0) <= until]
    for o in given.origins:
        if o.kind == "given" and (drive := o.drive[q]) is not None and o.turnout + drive <= until:
            people += o.people
    return people


def _missing(wanted: Need, people: list[Person]) -> tuple[int, int, int, int]:
    return (
        max(0, wanted.officers - len(people)),
        max(0, wanted.women - sum(p.is_woman for p in people)),
        max(0, wanted.riot - sum(p.is_riot_trained for p in people)),
        int(not any(p.rank >= wanted.commander for p in people)),
    )


def district(
    stations: int, officers: int, alarms: int, seed: int, *, share: float = 0.4, high_risk: int = 100
) -> SurgeProblem:
    """A district on a plane: 60 % of the stations in the town, a tenth are Lines at the rim; needs are a share of all.

    45 km across, 35 km/h along streets at right angles; mobiles of 8 seats for half to all of a station.
    """
    draw = random.Random(f"{stations}/{officers}/{alarms}/{seed}")

    def town() -> tuple[float, float]:
        return draw.gauss(0, 6), draw.gauss(0, 6)

    def anywhere() -> tuple[float, float]:
        return draw.uniform(-22, 22), draw.uniform(-22, 22)

    def tenths(a: tuple[float, float], b: tuple[float, float]) -> int:
        return round((abs(a[0] - b[0]) + abs(a[1] - b[1])) / 35 * 600)

    lines = max(1, stations // 10)
    places = [town() if i < (stations - lines) * 0.6 else anywhere() for i in range(stations)]
    weights = [draw.gammavariate(3, 1) * (3 if i >= stations - lines else 1) for i in range(stations)]
    crowds = [town() if draw.random() < 0.7 else anywhere() for _ in range(alarms)]
    ranks = (Rank.CONSTABLE, Rank.HEAD_CONSTABLE, Rank.ASI, Rank.SI, Rank.INSPECTOR)
    origins = []
    for i, place in enumerate(places):
        strength = max(3, round(officers * weights[i] / sum(weights)))
        drawn = draw.choices(ranks, (66, 13, 12, 6, 3), k=strength)
        drawn[0] = max(drawn[0], Rank.INSPECTOR if i >= stations - lines or i % 5 == 0 else Rank.SI)
        team = tuple(sorted(Person(f"S{i}-{k}", r, draw.random() < 0.12) for k, r in enumerate(drawn)))
        mobiles = max(1, round(strength / 8 * draw.uniform(0.5, 1.1)))
        origins.append(
            Origin(
                id=f"S{i}",
                people=team,
                vehicles=tuple(Vehicle(f"S{i}-v{k}", "mobile", 8, "car", f"S{i}") for k in range(mobiles)),
                loose_seats=0,
                turnout=150 if i >= stations - lines else 30,
                desk_minimum=min(2, strength),
                drive=tuple(tenths(place, crowd) for crowd in crowds),
            )
        )
    cuts = sorted(draw.random() for _ in range(alarms - 1))
    parts = [b - a for a, b in itertools.pairwise((0.0, *cuts, 1.0))]
    wanted = [max(10, round(officers * share * (0.5 / alarms + 0.5 * part))) for part in parts]
    needs = tuple(need(q, n, -(-n // 20), Rank.INSPECTOR if n >= 25 else Rank.SI) for q, n in enumerate(wanted))
    holdbacks = []
    for k in range(high_risk):
        site = town() if draw.random() < 0.7 else anywhere()
        near = [o for o, place in zip(origins, places, strict=True) if o.turnout + tenths(place, site) <= 250]
        minimum = min(4, sum(len(o.people) for o in near))
        if minimum:
            holdbacks.append(HoldBack(f"site-{k}", minimum, tuple(o.id for o in near)))
    return problem(tuple(origins), needs, holdbacks=tuple(holdbacks), reserve=10)
