"""One incident that several sources report counts once; two incidents count twice."""

from __future__ import annotations

import time

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from planner.config import load_config
from planner.risk.duplicates import duplicate_groups, group_of, weights_of
from tests.risk.frames import AS_OF, incidents
from tests.risk.reports import pairs_of, reported_world

CONFIG = load_config().risk
REGISTER = {"source": "police register city", "reported_by": "police register"}
PAPER = {"source": "Dawn", "reported_by": "press"}
THIRD = {"source": "desk log", "reported_by": "community"}


def counted(*rows: dict) -> list[float]:
    """The weights of the rows."""
    return weights_of(incidents(*rows), CONFIG).tolist()


def test_two_sources_one_incident():
    """A register and a paper a day and 200 m apart report one incident; both are exact, so the first by id counts."""
    assert counted({**REGISTER, "days_ago": 10}, {**PAPER, "days_ago": 9, "at": (200.0, 0.0)}) == [1, 0]


def test_the_most_precise_row_counts():
    """The row that knows the site counts, whatever its identifier, so that the place is not diluted."""
    rough = {**REGISTER, "place_precision": 2, "at": (900.0, 0.0)}
    assert counted(rough, PAPER) == [0, 1]
    assert counted({**REGISTER, "time_precision": 2, "days_ago": 4}, PAPER) == [0, 1]


def test_three_sources_one_incident():
    """Three sources of one incident make one."""
    assert sum(counted(REGISTER, PAPER, THIRD)) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"days_ago": 4},
        {"at": (301.0, 0.0)},
        {"kind": "threat"},
        {"kind": "demonstration"},
        {"community": "hindu"},
        {**REGISTER, "days_ago": 1.2},
    ],
    ids=["three days apart", "301 m apart", "another kind", "a demonstration", "another community", "the same source"],
)
def test_what_differs_is_another_incident(other):
    """What is too far in time or place, of another kind or community, or from the same source, counts by itself."""
    assert counted(REGISTER, {**PAPER, **other}) == [1, 1]


def test_killed_must_agree():
    """One killed more or less, or half of many, is a slip of counting; nobody and five is another incident."""
    killed = [(0, 1, 1), (10, 16, 1), (0, 5, 2), (10, 21, 2), (None, 5, 1)]
    for first, second, expected in killed:
        assert sum(counted({**REGISTER, "fatalities": first}, {**PAPER, "fatalities": second})) == expected


def test_kinds_that_sources_confuse():
    """A mob that burns is arson in the register and mob violence in the paper, where day and site are exact."""
    assert sum(counted({**REGISTER, "kind": "arson"}, {**PAPER, "kind": "mob violence"})) == 1
    assert sum(counted({**REGISTER, "kind": "arson"}, {**PAPER, "kind": "mob violence", "place_precision": 2})) == 2


def test_an_unknown_community_fits_an_exact_row():
    """A register without communities still matches where day and site are exact, and nowhere else."""
    unknown = {**REGISTER, "community": "unknown"}
    assert sum(counted(unknown, PAPER)) == 1
    assert sum(counted(unknown, {**PAPER, "time_precision": 2})) == 2


def test_precision_widens_the_search():
    """A week adds half a week, a settlement twice its doubt: 5 days and 2.2 km match, 6 days and 2.4 km do not."""
    assert sum(counted(REGISTER, {**PAPER, "time_precision": 2, "days_ago": 1 + 5})) == 1
    assert sum(counted(REGISTER, {**PAPER, "time_precision": 2, "days_ago": 1 + 6})) == 2
    assert sum(counted(REGISTER, {**PAPER, "place_precision": 2, "at": (2200.0, 0.0)})) == 1
    assert sum(counted(REGISTER, {**PAPER, "place_precision": 2, "at": (2400.0, 0.0)})) == 2


def test_a_vague_row_joins_only_where_it_fits_one():
    """A row that knows only the district joins the one incident that it fits; with two it stays alone."""
    vague = {**PAPER, "place_precision": 3, "at": (9000.0, 0.0)}
    assert counted(REGISTER, vague) == [1, 0]
    assert counted(REGISTER, {**REGISTER, "at": (5000.0, 0.0)}, vague) == [1, 1, 1]
    # two reports of one incident are one incident to fit
    assert sum(counted(REGISTER, {**THIRD}, vague)) == 1


def test_a_group_holds_no_two_rows_of_one_source():
    """Two of the register, one of the paper between them: the nearer joins, the other stays."""
    near, far = {**REGISTER, "at": (50.0, 0.0)}, {**REGISTER, "at": (-200.0, 0.0)}
    assert counted(far, near, PAPER) == [1, 1, 0]


def test_one_data_set_is_one_source():
    """What stands behind the colon is whom a data set read: ACLED does not list an incident twice."""
    dawn, news = ({"source": f"ACLED: {paper}", "reported_by": "monitor"} for paper in ("Dawn", "The News"))
    assert sum(counted(dawn, news)) == 2
    assert sum(counted(dawn, REGISTER)) == 1


def test_one_log_with_several_reporters():
    """In one log two reporters on one day are one incident; the day after it is another one."""
    victim, press = {"reported_by": "victim"}, {"reported_by": "press"}
    assert sum(counted(victim, {**press, "days_ago": 1.5})) == 1
    assert sum(counted(victim, {**press, "days_ago": 2.1})) == 2


def test_a_patrol_find_stands_for_nobody():
    """A find that is nearer and more precise neither takes the place of a report nor gives way to one."""
    rough = {**REGISTER, "place_precision": 2}
    assert counted({**PAPER, "reported_by": "patrol"}, rough) == [1, 1]
    assert duplicate_groups(incidents({**PAPER, "reported_by": "patrol"}, rough), CONFIG) == []


def test_groups_are_told():
    """A person sees who counts, who does not, from whom, how far apart and why."""
    (one,) = duplicate_groups(
        incidents({**REGISTER, "days_ago": 3}, {**PAPER, "days_ago": 2, "at": (0.0, 120.0)}), CONFIG
    )
    assert (one["counts"], one["others"]) == ("I1", ["I2"])
    assert one["sources"] == ["police register city (police register)", "Dawn (press)"]
    assert (one["days_apart"], one["metres_apart"]) == (1.0, 120)
    assert "1.0 days and 120 m apart" in one["why"]


def test_the_reason_claims_no_precision_and_no_sources_that_there_are_not():
    """Of two that are equally precise none is the most precise; two reporters of one log are one source."""
    (equal,) = duplicate_groups(incidents(REGISTER, PAPER), CONFIG)
    assert equal["why"].endswith(
        "from different sources; I1 is as precise as any, the first by identifier, and counts."
    )
    (rough,) = duplicate_groups(incidents({**REGISTER, "place_precision": 2}, PAPER), CONFIG)
    assert rough["why"].endswith("I2 is the most precise and counts.")
    (log,) = duplicate_groups(incidents(REGISTER, {**REGISTER, "reported_by": "press"}), CONFIG)
    assert "of one log, by different reporters;" in log["why"]


def test_none_and_one():
    """No row and one row are no faults."""
    assert duplicate_groups(incidents(), CONFIG) == []
    assert counted() == []
    assert counted({}) == [1]


@pytest.mark.parametrize("seed", range(3))
def test_known_reports_are_found(seed):
    """In a world of three sources with near repeats: most pairs are found, nearly all that are found are right.

    Measured: of pairs where day and site are exact 99 of 100 are found and 98 are right; of all pairs 86 and 97.
    """
    frame, truth = reported_world(seed)
    found, true = pairs_of(group_of(frame, CONFIG)), pairs_of(truth)
    is_exact = ((frame["time_precision"] == 1) & (frame["place_precision"] == 1)).to_numpy()
    exact_found, exact_true = ({p for p in pairs if is_exact[list(p)].all()} for pairs in (found, true))
    assert len(exact_found & exact_true) > 0.97 * len(exact_true)
    assert len(exact_found & exact_true) > 0.97 * len(exact_found)
    assert len(found & true) > 0.8 * len(true)
    assert len(found & true) > 0.96 * len(found)
    # a naive count has over a thousand too many
    counted_now, really = weights_of(frame, CONFIG).sum(), len(set(truth))
    assert really <= counted_now < really * 1.12 < len(frame)


def test_the_order_of_rows_does_not_matter():
    """Shuffled rows make the same groups and the same weights."""
    frame, _ = reported_world(5, incidents=400)
    order = np.random.default_rng(1).permutation(len(frame))
    shuffled = frame.iloc[order].reset_index(drop=True)
    assert np.array_equal(weights_of(frame, CONFIG)[order], weights_of(shuffled, CONFIG))
    assert duplicate_groups(frame, CONFIG) == duplicate_groups(shuffled, CONFIG)


def test_twenty_thousand_rows_are_quick():
    """20,000 rows, also all on one day at one place, take far less than they would pair by pair (0.5 s measured)."""
    rng, n = np.random.default_rng(1), 20_000
    frame = pd.concat([incidents({})] * n, ignore_index=True)
    frame["incident"] = [f"I{i}" for i in range(n)]
    frame["source"] = rng.choice(["A", "B", "C"], n)
    began = time.process_time()
    assert weights_of(frame, CONFIG).sum() == n  # too crowded to tell
    frame["geometry"] = gpd.points_from_xy(*rng.uniform(0, 80_000, (2, n)))
    frame["occurred_at"] = pd.Timestamp(AS_OF) - pd.to_timedelta(rng.uniform(0, 1800, n), unit="D")
    frame["place_precision"] = rng.choice([1, 2, 3], n, p=[0.7, 0.2, 0.1])
    frame["time_precision"] = rng.choice([1, 2, 3], n, p=[0.8, 0.1, 0.1])
    weights_of(frame, CONFIG)
    assert time.process_time() - began < 5
