"""The benchmark's readers of public routing files and its recount of answers."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.routing_files import Instance, orienteering, solomon
from planner.patrol.engine import Way
from planner.patrol.engine_library import Stop, data_of, run, ways_of
from planner.patrol.engine_solve import solve

CHAO = "n 4\nm 3\ntmax 6.7\n0\t0\t0\n3\t0\t5\n0\t3\t7\n0\t0\t0\n"
SOLOMON = """R1

VEHICLE
NUMBER     CAPACITY
  2         10

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME

    0      0         0          0          0        100          0
    1      3         1          6          0         50         10
    2      0         5          5         20         30         10
"""


def test_chao_file_with_words_is_read_and_its_rounded_limit_made_exact() -> None:
    """6.7 for each of three vehicles is 20 in all: 6.666 for one, 666 hundredths."""
    one = orienteering("p", CHAO)
    assert one.scores == (5, 7)
    assert one.job.fleets[0].count == 3
    assert one.job.fleets[0].max_distance == 666
    assert one.job.distance[0, 1] == 300


def test_score_counts_ways_within_the_limit_only() -> None:
    """Out and back is 6.00; both points in one way are 3 + 4.24 + 3, too far."""
    one = orienteering("p", CHAO)
    assert one.figure((Way(0, (0,)), Way(0, (1,)))) == 12
    assert one.figure((Way(0, (0, 1)),)) is None
    assert one.gap(12, 15) == 20


def test_solomon_distances_are_cut_to_tenths() -> None:
    """The root of ten, 3.162, is 31 tenths; there and back to both points is 62 + 100."""
    one = solomon("r", SOLOMON)
    assert one.job.distance[0, 1] == 31
    assert one.figure((Way(0, (0,)), Way(0, (1,)))) == 162


def test_answer_that_breaks_a_bound_has_no_figure() -> None:
    """Both calls weigh 11 of 10; one call alone leaves the other out."""
    one = solomon("r", SOLOMON)
    assert one.figure((Way(0, (0, 1)),)) is None
    assert one.figure((Way(0, (0,)),)) is None


def made_up(family: str, *, clustered: bool) -> Instance:
    """Forty points of a family's kind: anywhere or in four clusters, with wide or narrow windows."""
    rng = np.random.default_rng(11 + clustered)
    xy = rng.integers(5, 95, (40, 2))
    if clustered:
        xy = np.clip(rng.integers(15, 85, (4, 2))[rng.integers(0, 4, 40)] + rng.integers(-8, 9, (40, 2)), 0, 100)
    if family == "orienteering":
        points = [f"{x} {y} {rng.integers(1, 20)}" for x, y in xy]
        return orienteering("made", "\n".join(["n 42", "m 2", "tmax 110", "50 50 0", *points, "50 50 0"]))
    rows = ["0 50 50 0 0 700 0"]
    for number, (x, y) in enumerate(xy):
        opens = int(rng.integers(80, 400))
        wide = 200 if clustered else 40
        rows.append(f"{number + 1} {x} {y} {rng.integers(5, 30)} {opens} {opens + wide} 10")
    return solomon("made", "\n".join(["VEHICLE", " 20 200", *rows]))


@pytest.mark.parametrize("clustered", [False, True])
@pytest.mark.parametrize("family", ["orienteering", "time windows"])
def test_answers_to_made_up_files_keep_all_bounds_and_are_not_behind_the_library(family: str, clustered: bool) -> None:
    """Counted anew, our figure is at least as good as the library's own after as many iterations from the same seed."""
    one = made_up(family, clustered=clustered)
    assert one.family == family
    alone, _ = run(data_of(one.job), Stop(lambda: False, iterations=150), 2)
    theirs, ours = one.figure(ways_of(alone)), one.figure(solve(one.job, iterations=150, seed=2).ways)
    assert theirs is not None
    assert ours is not None
    assert ours >= theirs if family == "orienteering" else ours <= theirs
