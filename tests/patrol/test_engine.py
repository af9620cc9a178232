"""The routing engine: best on small jobs, never behind the library's own run, repeatable by iterations."""

from __future__ import annotations

from itertools import pairwise, permutations
from time import perf_counter

import numpy as np
import pytest

from planner.patrol import engine_solve
from planner.patrol.engine import Call, Fleet, Job, Way
from planner.patrol.engine_beside import Beside, Found, News
from planner.patrol.engine_library import Stop, cost_of, data_of, run, solution_of, ways_of
from planner.patrol.engine_pool import Pool, recombine
from planner.patrol.engine_process import Line, LineLost
from planner.patrol.engine_solve import solve


def job(calls: int, seed: int, *, required: bool, vehicles: int = 1, reach: int | None = None) -> Job:
    """Calls on a plane, one depot in the middle."""
    rng = np.random.default_rng(seed)
    xy = np.vstack([[50, 50], rng.integers(0, 100, (calls, 2))])
    distance = np.rint(np.sqrt(((xy[:, None] - xy[None]) ** 2).sum(-1))).astype(np.int64)
    prizes = rng.integers(1, 9, calls) * 1_000
    fleet = Fleet(0, 0, vehicles, max_distance=reach)
    return Job(
        tuple(Call(k + 1, 0 if required else int(prizes[k]), required) for k in range(calls)),
        (fleet,),
        distance,
        distance,
    )


def length(one: Job, way: tuple[int, ...]) -> int:
    """Distance of a way from the depot and back."""
    places = [0, *(one.calls[call].place for call in way), 0]
    return int(sum(one.distance[a, b] for a, b in pairwise(places)))


@pytest.mark.parametrize("seed", range(3))
def test_round_trip_of_seven_calls_is_the_shortest(seed: int) -> None:
    """One vehicle, all calls required: no order is shorter."""
    one = job(7, seed, required=True)
    answer = solve(one, iterations=100, seed=1)
    assert answer.cost == min(length(one, order) for order in permutations(range(7)))


def test_prizes_within_reach_are_the_best_choice() -> None:
    """Reach of 180: no choice and order of six calls leaves fewer prizes and less way."""
    one = job(6, 4, required=False, reach=180)
    total = sum(call.prize for call in one.calls)
    best = min(
        length(one, order) + total - sum(one.calls[call].prize for call in order)
        for size in range(7)
        for order in permutations(range(6), size)
        if length(one, order) <= 180
    )
    assert solve(one, iterations=200, seed=1).cost == best


def test_two_threads_and_a_clock_are_not_behind_the_start_given() -> None:
    """A second of two threads keeps every call once, and its cost is what its ways cost."""
    one = job(30, 5, required=True, vehicles=3, reach=400)
    heard: list[int | None] = []
    answer = solve(one, seconds=1.0, seed=1, progress=lambda _, cost: heard.append(cost))
    assert sorted(call for way in answer.ways for call in way.calls) == list(range(30))
    assert answer.cost == sum(length(one, way.calls) for way in answer.ways)
    assert heard == sorted((cost for cost in heard if cost is not None), reverse=True)
    assert not answer.is_repeatable


def test_answer_is_never_behind_the_librarys_own_run() -> None:
    """As many iterations of the library alone, from the same seed, end no better."""
    one = job(25, 6, required=False, vehicles=2, reach=250)
    alone, _ = run(data_of(one), Stop(lambda: False, iterations=80), 3)
    answer = solve(one, iterations=80, seed=3)
    bound = cost_of(alone)
    assert answer.cost is not None
    assert bound is not None
    assert answer.cost <= bound


def test_iterations_and_seed_repeat_the_answer() -> None:
    """Two runs of the same iterations and seed give the same ways."""
    one = job(20, 7, required=False, vehicles=2, reach=200)
    assert solve(one, iterations=60, seed=5) == solve(one, iterations=60, seed=5)


def test_required_call_out_of_reach_gives_no_cost() -> None:
    """A required call 60 away cannot be made within a reach of 100: the cost is None, and nothing is raised."""
    distance = np.array([[0, 60], [60, 0]], dtype=np.int64)
    one = Job((Call(1),), (Fleet(0, 0, 1, max_distance=100),), distance, distance)
    assert solve(one, iterations=10, seed=1).cost is None


def test_cancelled_run_ends_long_before_its_time() -> None:
    """With the wish to end already there, a minute's run answers at once, and says that it cannot be repeated."""
    one = job(10, 8, required=True)
    answer = solve(one, seconds=60, seed=1, cancel=lambda: True)
    assert answer.iterations == 0
    assert not answer.is_repeatable


def test_neither_time_nor_iterations_is_an_error() -> None:
    """The caller says how the run ends, in one way."""
    with pytest.raises(ValueError, match="seconds or iterations"):
        solve(job(3, 1, required=True), seed=1)


def test_choice_among_ways_of_two_answers_is_better_than_both() -> None:
    """One answer holds the good way {0, 1}, the other the good way {2, 3}: the choice takes both."""
    distance = np.full((5, 5), 10, dtype=np.int64) - np.diag([10] * 5)
    one = Job(tuple(Call(place) for place in range(1, 5)), (Fleet(0, 0, 3),), distance, distance)
    pool = Pool(one)
    for calls, cost in (((0, 1), 20), ((2,), 30), ((3,), 30), ((2, 3), 20), ((0,), 30), ((1,), 30)):
        pool.add(0, calls, cost)
    chosen = recombine(pool, 80, seconds=5)
    assert {way.calls for way in chosen.ways} == {(0, 1), (2, 3)}
    assert recombine(pool, 40, seconds=5).ways == ()


def test_call_on_two_ways_is_left_on_the_one_where_it_costs_least() -> None:
    """Call 1 lies on the first way and far off the second: the second drives without it."""
    at = np.array([0, 10, 20, -10])
    distance = np.abs(at[:, None] - at[None]).astype(np.int64)
    one = Job(tuple(Call(place) for place in range(1, 4)), (Fleet(0, 0, 2),), distance, distance)
    kept = solution_of(data_of(one), one, (Way(0, (0, 1)), Way(0, (1, 2))))
    assert sorted(tuple(stop.idx for stop in route if stop.is_client()) for route in kept.routes()) == [(0, 1), (2,)]


def test_of_two_calls_of_one_group_at_most_one_is_made() -> None:
    """Two calls stand for one visit in either of two windows: one prize is fetched."""
    distance = np.array([[0, 10, 10], [10, 0, 0], [10, 0, 0]], dtype=np.int64)
    calls = (Call(1, 500, False, group=7), Call(2, 500, False, group=7))
    answer = solve(Job(calls, (Fleet(0, 0, 2),), distance, distance), iterations=50, seed=1)
    assert sum(len(way.calls) for way in answer.ways) == 1


def test_second_line_in_a_process_answers_and_is_kept() -> None:
    """Two jobs after each other are answered by one process; each keeps all calls."""
    one = job(12, 3, required=True, vehicles=2)
    heard: list[Found] = []

    def exchange(found: Found) -> News:
        heard.append(found)
        return News()

    line = Line()
    try:
        assert line.work(one, 0, perf_counter(), exchange).ways is None  # no time: waits for the start only
        for seed in (1, 2):
            found = line.work(one, seed, perf_counter() + 1, exchange)
            assert found.ways is not None
            assert sorted(call for way in found.ways for call in way.calls) == list(range(12))
            assert found.cost == sum(length(one, way.calls) for way in found.ways)
    finally:
        line.close()
    assert heard


def test_without_a_process_a_thread_does_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no process can be started, the second line works in this one and adds its iterations."""

    def none() -> Line:
        raise LineLost("No process here.")

    monkeypatch.setattr(engine_solve, "take", none)
    one = job(15, 2, required=False, vehicles=2, reach=200)
    offered = []
    monkeypatch.setattr(engine_solve, "Beside", lambda *given, **more: offered.append(given) or Beside(*given, **more))
    assert solve(one, seconds=0.6, seed=1).cost is not None
    assert len(offered) == 1


def test_process_that_dies_is_replaced_by_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has ended before it is asked is lost, and the answer comes all the same."""
    line = Line()
    line.end()
    monkeypatch.setattr(engine_solve, "take", lambda: line)
    one = job(15, 2, required=False, vehicles=2, reach=200)
    assert solve(one, seconds=0.6, seed=1).cost is not None


@pytest.mark.parametrize("required", [True, False])
def test_second_line_uses_what_the_first_saw(required: bool) -> None:
    """Told of the first line's best ways, the second ends no worse than they are."""
    one = job(40, 9, required=required, vehicles=3, reach=450)
    first, _ = run(data_of(one), Stop(lambda: False, iterations=300), 4)
    bound = cost_of(first)
    assert bound is not None
    found = Beside(one, 1, 0.5, lambda _: News((), ways_of(first))).work()
    assert found.cost is not None
    assert found.cost <= bound
