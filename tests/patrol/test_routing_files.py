"""The benchmark's readers of public routing files and its recount of answers."""

from __future__ import annotations

from benchmarks.routing_files import orienteering, solomon
from planner.patrol.engine import Way

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
