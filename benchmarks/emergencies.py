"""Emergencies by the hundred, proven, checked and beside nearest-first: `python -m benchmarks.emergencies`.

Writes docs/surge.md. Alarms stand at sites of synthetic districts; crowds, levels and growth are drawn. Every answer is
re-checked by plain code that shares nothing with the solver. Seconds of the proven answer are those of this process's
processor, so that another program on the machine does not count.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from benchmarks.figures import table
from benchmarks.run import ROOT, commit, machine
from benchmarks.worlds import DAY
from planner import flow
from planner.config import Config, load_config
from planner.flow.emergency import face
from planner.flow.stores import list_table
from planner.surge import Answer, SurgeProblem, check_answer, dispatch, nearest
from planner.surge.naive import naive

OUT = ROOT / "docs" / "surge.md"
LIMIT_S = 5.0
LEVELS = ("tense", "disorder", "violent")
MANY_ALARMS = 12
LEAST_SHARE, MOST_SHARE = 0.05, 0.5
"""Of the officers on duty, for all alarms together."""


@dataclass(frozen=True)
class Size:
    """A district: stations, officers on duty, and how many alarms its emergencies have at most."""

    stations: int
    on_duty: int
    alarms: int


SIZES = (Size(10, 70, 2), Size(44, 500, 6), Size(200, 5000, 5))
DEMO = SIZES[1]


@dataclass(frozen=True)
class World:
    """A synthetic district with about so many officers on duty, and a problem to measure its true number by."""

    store: flow.Store
    config: Config
    sites: Sequence[dict[str, Any]]
    size: Size


def world(size: Size, where: str = "memory:") -> World:
    """A district of that size; the shares of the rolls that are on duty are set so that their number is met."""
    sample = {"sample.district_stations": size.stations, "sample.per_station": 82}
    config = load_config(overrides=sample)
    store = flow.open_store(where)
    flow.sample(store, config, world="district", seed=7, today=DAY)
    roll = len(list_table(store, "officers"))
    share = min(1.0, max(0.05, size.on_duty / roll))
    config = load_config(overrides={**sample, "surge.on_duty_share": share, "surge.on_call_share": share})
    return World(store, config, list_table(store, "sites"), size)


def asked(here: World, rng: np.random.Generator, alarms: int) -> list[Any]:
    """So many alarms at sites, each with a level, a crowd that needs a share of the force, and sometimes a growth.

    Together they need up to `MOST_SHARE` of those on duty at the planned size of the crowds, growth apart.
    """
    chosen = rng.choice(len(here.sites), alarms, replace=False)
    made = []
    for site in chosen:
        level = str(rng.choice(LEVELS))
        officers = max(6.0, here.size.on_duty * rng.uniform(LEAST_SHARE, MOST_SHARE) / alarms)
        high = officers * getattr(here.config.surge, f"ratio_{level}")
        made.append(
            flow.AlarmSaid(
                here.sites[site]["longitude"],
                here.sites[site]["latitude"],
                f"{int(high / rng.uniform(1.2, 2.2))}-{int(high)}",
                level=level,
                growth=str(rng.choice(["0", "0", "1-3"])),
            )
        )
    return made


def problems(here: World, count: int, seed: int) -> Iterator[SurgeProblem]:
    """Seeded emergencies with one alarm, two, and so on to the size's most, in turn; each at an hour of the day."""
    rng = np.random.default_rng(seed)
    zone = ZoneInfo(here.config.place.timezone)
    for number in range(count):
        at = datetime(DAY.year, DAY.month, DAY.day, int(rng.integers(0, 24)), tzinfo=zone)
        alarms = asked(here, rng, 1 + number % here.size.alarms)
        yield face(here.store, here.config, alarms=alarms, at=at).problem


@dataclass(frozen=True)
class Figure:
    """One emergency, answered."""

    alarms: int
    is_short: bool
    is_proven: bool
    gap: float
    cpu_s: float
    first_s: float
    broken: int
    ratio: float | None
    naive_broken: int
    naive_pieces: int
    naive_never: bool


def gap(answer: Answer) -> float:
    """How far the weighted sum of moments may be from the best, as a share; 1 where a shortfall is not proven."""
    short, delay = answer.stages[:2] if len(answer.stages) < 4 else answer.stages[-3:-1]
    if not short.is_proven:
        return 1.0
    return (delay.objective - delay.bound) / max(1, delay.objective)


def figure(problem: SurgeProblem, config: Config, seconds: float) -> Figure:
    """Nearest-first at once, the proven answer, the check, and what plain nearest-first would do."""
    began = time.process_time()
    nearest(problem)
    first = time.process_time() - began
    began = time.process_time()
    answer = dispatch(problem, seconds=seconds, seed=7)
    cpu = time.process_time() - began
    violations = check_answer(problem, answer)
    assert not violations, violations
    other = naive(problem, config.surge)
    ours = [alarm.time_to_adequate_min for alarm in answer.alarms]
    both = [
        (a, b)
        for a, b in zip(ours, [alarm.minutes for alarm in other.alarms], strict=True)
        if a is not None and b is not None
    ]
    ratio = sum(b for _, b in both) / sum(a for a, _ in both) if both and len(both) == len(ours) else None
    return Figure(
        alarms=len(problem.alarms),
        is_short=any(alarm.lack for alarm in answer.alarms),
        is_proven=all(stage.is_proven for stage in answer.stages[:-1]),
        gap=gap(answer),
        cpu_s=cpu,
        first_s=first,
        broken=len(answer.broken_holdbacks),
        ratio=ratio,
        naive_broken=len(other.broken_holdbacks),
        naive_pieces=max((alarm.pieces for alarm in other.alarms), default=0),
        naive_never=any(alarm.minutes is None for alarm in other.alarms),
    )


def at(values: Sequence[float], quantile: float, digits: int = 2) -> str:
    """A quantile as text; a dash where there is nothing."""
    return f"{float(np.quantile(values, quantile)):.{digits}f}" if len(values) else "-"


def proof_rows(found: Sequence[Figure]) -> list[list[object]]:
    """One row a number of alarms, and all together."""
    groups: dict[object, list[Figure]] = defaultdict(list)
    for one in found:
        groups[one.alarms].append(one)
    groups["all"] = list(found)
    return [
        [
            name,
            len(rows),
            sum(one.is_short for one in rows),
            f"{100 * np.mean([one.is_proven for one in rows]):.1f} %",
            f"{100 * max(one.gap for one in rows):.1f} %",
            at([one.first_s * 1000 for one in rows], 0.5, 0),
            at([one.cpu_s for one in rows], 0.5),
            at([one.cpu_s for one in rows], 0.99),
            sum(one.broken for one in rows),
        ]
        for name, rows in groups.items()
    ]


def naive_rows(found: Sequence[Figure]) -> list[list[object]]:
    """What plain nearest-first does to the same emergencies, by number of alarms."""
    groups: dict[object, list[Figure]] = defaultdict(list)
    for one in found:
        groups[one.alarms].append(one)
    groups["all"] = list(found)
    rows = []
    for name, some in groups.items():
        ratios = [one.ratio for one in some if one.ratio is not None]
        rows.append(
            [
                name,
                at(ratios, 0.5),
                at(ratios, 0.95),
                f"{100 * np.mean([one.naive_broken > 0 for one in some]):.0f} %",
                at([float(one.naive_broken) for one in some], 0.95, 0),
                at([float(one.naive_pieces) for one in some], 0.5, 0),
                at([float(one.naive_pieces) for one in some], 0.95, 0),
                f"{100 * np.mean([one.naive_never for one in some]):.0f} %",
                f"{100 * np.mean([one.is_short for one in some]):.0f} %",
            ]
        )
    return rows


PROOF = (
    "alarms",
    "emergencies",
    "short of force",
    "proven",
    "largest gap",
    "first orders, ms",
    "proven answer, s (median)",
    "99 of 100, s",
    "hold-backs broken",
)
NAIVE = (
    "alarms",
    "its time / ours (median)",
    "95 of 100",
    "emergencies in which it strips cover",
    "sites stripped, 95 of 100",
    "pieces in which it comes (median)",
    "95 of 100",
    "never adequate",
    "ours never adequate",
)


def said(size: Size, number: int) -> str:
    """A heading for a size."""
    return f"## {size.stations} stations, about {size.on_duty:,} on duty ({number} emergencies)"


def many(here: World, count: int, seconds: float) -> str:
    """Emergencies of twelve alarms: nearest-first at once, the gap after the limit."""
    rng = np.random.default_rng(12)
    zone = ZoneInfo(here.config.place.timezone)
    moment = datetime(DAY.year, DAY.month, DAY.day, 9, tzinfo=zone)
    found = [
        figure(
            face(here.store, here.config, alarms=asked(here, rng, MANY_ALARMS), at=moment).problem, here.config, seconds
        )
        for _ in range(count)
    ]
    gaps = [one.gap for one in found]
    return (
        f"Twelve alarms at {here.size.stations} stations, {count} emergencies: first orders after "
        f"{at([one.first_s * 1000 for one in found], 0.5, 0)} ms (median), gap after {seconds:.0f} s "
        f"{100 * float(np.median(gaps)):.1f} % (median), {100 * max(gaps):.1f} % (largest); "
        f"{sum(one.is_proven for one in found)} proven, {sum(one.broken for one in found)} hold-backs broken."
    )


def main() -> None:
    """The page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=500, help="emergencies in the demo district (%(default)s)")
    parser.add_argument("--others", type=int, default=60, help="emergencies of each other size (%(default)s)")
    parser.add_argument("--seconds", type=float, default=LIMIT_S, help="limit of one answer (%(default)s)")
    parser.add_argument("--no-write", action="store_true", help="print only")
    options = parser.parse_args()
    parts = [
        "# Emergencies, answered by the hundred",
        "",
        f"`python -m benchmarks.emergencies`, commit {commit()}, {machine()}. Limit of an answer: "
        f"{options.seconds:.0f} s. Every answer passed the independent check. "
        "Proven: shortfall and moments of adequacy both at their bound. Short of force: officers, women, riot-trained "
        "or a commander are missing (of 70 on duty in the small district 2 are women, and the desks need them).",
    ]
    for size in SIZES:
        here = world(size)
        number = options.count if size is DEMO else options.others
        found = []
        for done, problem in enumerate(problems(here, number, seed=size.stations), start=1):
            found.append(figure(problem, here.config, options.seconds))
            if done % 20 == 0:
                print(f"{size.stations} stations: {done} of {number}", flush=True)
        parts += ["", said(size, number), "", table(proof_rows(found), *PROOF)]
        parts += ["", "Plain nearest-first on the same emergencies:", "", table(naive_rows(found), *NAIVE)]
        if size is SIZES[-1]:
            parts += ["", many(here, max(3, options.others // 6), options.seconds)]
        print("\n".join(parts[-8:]), flush=True)
    page = "\n".join([*parts, ""])
    if not options.no_write:
        OUT.write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()
