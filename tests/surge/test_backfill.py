"""Who moves up: worked cases, and on small random ones the same answer as trying every set of moves."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from planner.config import load_config
from planner.core.surge import HoldBack
from planner.surge import Answer, Origin, SurgeProblem, dispatch
from planner.surge.backfill import Backfill, Resting, backfill, backfill_document
from planner.surge.residual import people_left, residual
from tests.surge.worlds import need, origin, problem, random_problem

CONFIG = load_config()
SURGE, BACKFILL = CONFIG.surge, CONFIG.backfill  # wish 4, longest 40 min, rest 8 h, 2 stay
NOBODY: Any = SimpleNamespace(alarms=())  # an answer that sends nobody


def world(origins: tuple[Origin, ...], *sites: tuple[str, tuple[str, ...]]) -> SurgeProblem:
    """Origins, and sites with those within their reach."""
    return problem(origins, (need(0, 1),), holdbacks=tuple(HoldBack(site, 1, near) for site, near in sites))


def answer_of(given: SurgeProblem, minutes: list[list[float]], resting: tuple[Resting, ...] = ()) -> Backfill:
    """The back-fill when nobody is sent."""
    return backfill(given, NOBODY, resting, np.array(minutes, dtype=float), BACKFILL, SURGE)


def test_the_nearer_station_with_enough_sends_the_two_that_are_missing() -> None:
    """B has 2 at a site that wants 4; A (10 men) is 12 min away, C (10 men) 20: two come from A, 24 officer-minutes."""
    given = world((origin("A", (1,), men=10), origin("B", (1,), men=2), origin("C", (1,), men=10)), ("s", ("B",)))
    found = answer_of(given, [[0, 12, 9], [12, 0, 20], [9, 20, 0]])
    assert found.is_proven
    assert found.uncovered == ()
    (move,) = found.moves
    assert (move.origin, move.to, move.officers, move.minutes, move.officer_minutes) == ("A", "B", 2, 12.0, 24.0)
    assert move.sentence == ("Suggested: 2 officers move up from A to B; 12 min, 24 officer-minutes: restores s.")
    assert backfill_document(found)[0]["restores"] == ["s"]


def test_nobody_moves_up_from_too_far_or_off_a_desk_or_off_another_site() -> None:
    """A is 41 min away; D has 4 of whom 2 stay and 2 hold a desk of 4; C's five hold a site: one may go, two must."""
    desk = origin("D", (1,), men=4, desk=4)
    given = world(
        (origin("A", (1,), men=10), origin("B", (1,), men=2), origin("C", (1,), men=5), desk),
        ("s", ("B",)),
        ("t", ("C",)),
    )
    found = answer_of(given, [[0, 41, 41, 41], [41, 0, 5, 5], [41, 5, 0, 5], [41, 5, 5, 0]])
    assert found.moves == ()
    assert [(r.site, r.after, r.wish) for r in found.uncovered] == [("s", 2, 4)]
    assert found.sentences == ("s stays uncovered: 2 of 4 officers within reach.",)


def test_only_those_who_have_rested_are_called_the_longest_first() -> None:
    """Three rest at B for 7.9, 8 and 12 h; two are missing: those with 12 and 8 h are called where they are."""
    given = world((origin("B", (1,), men=2),), ("s", ("B",)))
    rest = (Resting("r1", "B", 7.9), Resting("r2", "B", 8.0), Resting("r3", "B", 12.0))
    found = answer_of(given, [[0]], rest)
    (move,) = found.moves
    assert (move.called, move.rested_h, move.officer_minutes) == (("r3", "r2"), 8.0, 0.0)
    assert "call 2 officers to duty at B, 2 of them called from rest (8 h or more)" in move.sentence
    assert answer_of(given, [[0]], rest[:2]).moves == ()


def test_who_moves_has_a_seat() -> None:
    """A has a van of 6 and a motorcycle of 1: three take the van alone; with the motorcycle only nobody can move."""
    for seats, expected in (((6, 1), ("A-v0",)), ((1,), None)):
        given = world((origin("A", (1,), men=10, seats=seats), origin("B", (1,), men=1)), ("s", ("B",)))
        found = answer_of(given, [[0, 10], [10, 0]])
        assert (found.moves[0].vehicles if found.moves else None) == expected


def test_a_site_that_nobody_can_reach_is_said() -> None:
    """A site without anybody in reach before anyone left cannot be restored by moves between stations."""
    given = replace(world((origin("A", (1,), men=9),)), thin=(("far", "none"),))
    found = answer_of(given, [[0]])
    assert [(r.site, r.after) for r in found.uncovered] == [("far", 0)]
    assert found.moves == ()


def test_minutes_of_another_size_are_refused() -> None:
    """One row an origin, one column an origin."""
    with pytest.raises(ValueError, match="minutes has shape"):
        answer_of(world((origin("A", (1,), men=1),), ("s", ("A",))), [[0, 1]])


def by_trying(given: SurgeProblem, answer: Answer, resting: tuple[Resting, ...], minutes: np.ndarray) -> list[int]:
    """Most sites restored, and then least officer-tenths with one more a head, by trying all moves of all people."""
    left = people_left(given, answer)
    rows = {r.site: r for r in residual(given, answer, SURGE)}
    numbers = range(len(given.origins))
    pools = []  # each group of people alike with where they may go: (from, is on duty, most, goals)
    for i, o in enumerate(given.origins):
        goals = [j for j in numbers if minutes[i, j] <= BACKFILL.longest_min or i == j]
        spare = max(0, left[o.id] - max(o.desk_minimum, BACKFILL.keep_officers))
        rested = sum(r.origin == o.id and r.rested_h >= BACKFILL.rest_h for r in resting)
        pools.append((i, True, spare, [j for j in goals if j != i]))
        pools.append((i, False, rested, goals))
    choices = []
    for i, on_duty, most, goals in pools:
        some = [c for n in range(most + 1) for c in itertools.combinations_with_replacement(goals, n)]
        choices.append([(i, on_duty, c) for c in some])
    best = [0, 0]
    for chosen in itertools.product(*choices):
        if not _is_allowed(given, answer, chosen, rows):
            continue
        back = 0
        for h in given.holdbacks:
            near = {k for k, o in enumerate(given.origins) if o.id in h.origins}
            change = sum((j in near) - (d and i in near) for i, d, goals in chosen for j in goals)
            back += rows[h.site].after < rows[h.site].wish <= rows[h.site].after + change
        cost = sum((round(minutes[i, j] * 10) if i != j else 0) + 1 for i, _, goals in chosen for j in goals)
        best = min(best, [-back, cost])
    return best


def _is_allowed(given: SurgeProblem, answer: Answer, chosen: Any, rows: Any) -> bool:
    for h in given.holdbacks:
        leaves = sum(len(goals) for i, on_duty, goals in chosen if on_duty and given.origins[i].id in h.origins)
        if leaves and rows[h.site].after - leaves < min(rows[h.site].after, rows[h.site].wish):
            return False
    for i, o in enumerate(given.origins):
        units = [u for a in answer.alarms for u in a.units if u.origin == o.id]
        taken = {v for u in units for v in u.vehicles}
        seats = {v.id: v.seats for v in o.vehicles}
        loose = o.loose_seats - sum(max(0, len(u.officers) - sum(seats[v] for v in u.vehicles)) for u in units)
        goes: dict[int, int] = {}
        for a, _, goals in chosen:
            for j in goals:
                if a == i != j:
                    goes[j] = goes.get(j, 0) + 1
        there = [v.seats for v in o.vehicles if v.id not in taken]
        if not any(
            sum(max(0, n - sum(s for s, g in zip(there, ways, strict=True) if g == j)) for j, n in goes.items())
            <= loose
            for ways in itertools.product([*goes, -1], repeat=len(there))
        ):
            return False
    return True


@pytest.mark.parametrize("seed", range(25))
def test_no_set_of_moves_is_better(seed: int) -> None:
    """On up to three stations of up to six people the program restores as many sites at the same least cost."""
    draw = random.Random(seed)
    given = random_problem(seed, stations=(2, 3), people=(2, 6), alarms=(1, 1), needed=(1, 3), sites=(1, 3))
    given = replace(given, origins=tuple(replace(o, desk_minimum=min(2, len(o.people))) for o in given.origins))
    answer = dispatch(given, seconds=5, seed=1) if seed % 2 else NOBODY
    size = len(given.origins)
    minutes = np.array(
        [[0 if i == j else draw.choice((5, 9.5, 20, 41, np.inf)) for j in range(size)] for i in range(size)]
    )
    resting = tuple(Resting(f"r{k}", draw.choice(given.origins).id, draw.choice((6.0, 8.0, 20.0))) for k in range(2))
    found = backfill(given, answer, resting, minutes, BACKFILL, SURGE)
    lacking = [r for r in residual(given, answer, SURGE) if r.missing]
    cost = sum((round(m.minutes * 10) + 1) * m.officers for m in found.moves)
    assert [len(found.uncovered) - len(lacking), cost] == by_trying(given, answer, resting, minutes)
    assert found.is_proven
