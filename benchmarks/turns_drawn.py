"""Shift-scheduling problems drawn by chance, alike in kind to the public collection and of any size.

People differ in contract (full or part time), in the shifts that they can work and in their wishes; the need for each
shift is what such people can give in sum, less a little, spread over days and shifts with a quieter weekend.
"""

from __future__ import annotations

import numpy as np

from planner.roster.turns.problem import SATURDAY, WEEK_DAYS, Shift, Staff, Turns

DAY_MIN = 1440
REST_MIN = 11 * 60
"""Least time between two turns of duty: what comes sooner may not follow on the next day."""
LENGTHS = (480, 480, 480, 600, 720)
ABLE = 0.75
"""Share of the shifts that a person can work."""
USED = 0.93
"""Share of the most that people can work which is needed."""
UNDER, OVER = 100, 1


def draw(staff: int, days: int, kinds: int, *, seed: int) -> Turns:
    """One problem of the family."""
    rng = np.random.default_rng(seed)
    begins = np.sort(rng.choice(np.arange(6, 24), kinds, replace=kinds > 18)) * 60
    lengths = rng.choice(LENGTHS, kinds)
    shifts = tuple(
        Shift(f"S{k}", int(lengths[k]), frozenset(_too_soon(int(begins[k] + lengths[k]), begins))) for k in range(kinds)
    )
    people = tuple(_person(rng, n, days, lengths) for n in range(staff))
    minutes = USED * sum(person.most_min for person in people)
    day_share = np.where(np.arange(days) % WEEK_DAYS >= SATURDAY, 0.75, 1.0)
    kind_share = rng.uniform(0.5, 1.5, kinds)
    share = day_share[:, None] * kind_share * rng.uniform(0.8, 1.2, (days, kinds))
    need = np.floor(share * minutes / float((share * lengths).sum()) + rng.random((days, kinds))).astype(np.int64)
    return Turns(days, shifts, people, need, np.full_like(need, UNDER), np.full_like(need, OVER))


def _too_soon(end: int, begins: np.ndarray) -> list[int]:
    return [k for k, begin in enumerate(begins.tolist()) if begin + DAY_MIN - end < REST_MIN]


def _person(rng: np.random.Generator, number: int, days: int, lengths: np.ndarray) -> Staff:
    weeks = days / WEEK_DAYS
    part = float(rng.choice([1.0, 1.0, 1.0, 0.75, 0.5]))
    most = int(weeks * 4.5 * part) * 480
    able = rng.random(len(lengths)) < ABLE
    able[int(rng.integers(len(lengths)))] = True
    # now and then a shift that the person can work only a few times
    limit = np.where(rng.random(len(lengths)) < 0.1, int(weeks), days)
    wish = np.zeros((days, len(lengths)), dtype=np.int64)
    unmet = 0
    for sign, count in ((-1, round(weeks)), (1, round(weeks))):
        for _ in range(count):
            day, kind, weight = int(rng.integers(days)), int(rng.integers(len(lengths))), int(rng.integers(1, 4))
            wish[day, kind] += sign * weight
            unmet += weight * (sign < 0)
    return Staff(
        name=f"P{number}",
        most_of=tuple(int(most_of) for most_of in np.where(able, limit, 0)),
        least_min=most - 2 * 480 * max(1, round(weeks / 4)),
        most_min=most,
        least_run=int(rng.choice([1, 2, 2])),
        most_run=5,
        least_rest=int(rng.choice([1, 2, 2])),
        most_weekends=max(1, int(weeks / 2)),
        days_off=frozenset(rng.choice(days, round(weeks / 2), replace=False).tolist()),
        wish=wish,
        unmet=unmet,
    )
