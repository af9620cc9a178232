"""Whom the reports may miss: communities and tehsils side by side, and silent areas found."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import gamma, nbinom
from shapely.geometry import box

from benchmarks.harm import silence
from planner import flow
from planner.config import RiskConfig, load_config
from planner.risk.fairness import Fairness, desk_in_reach, fairness
from planner.risk.jurisdiction import area_of, neighbours
from planner.risk.silence import QUIET, SILENT, chance_of_so_few, expected_reports, flags
from tests.risk.frames import AS_OF, incidents, sites, stations
from tests.risk.lands import tehsils

CONFIG = load_config(
    overrides={
        "risk.fair_years": 5.0, "risk.fair_shape": 2.0, "risk.silent_sites": 5, "risk.silent_access": 0.5,
        "risk.silent_chance": 0.3, "risk.silent_most": 0.2, "risk.desk_reach_km": 5.0, "risk.exploration_share": 0.15,
    }
).risk  # fmt: skip
FIRST = {"days_ago": round(5 * 365.25), "at": (-9e5, -9e5)}  # opens the register five years ago, in no tehsil


def view(
    places: Any, past: Any, posts: Any = None, land: Any = None, *, config: RiskConfig = CONFIG, **more: Any
) -> Fairness:
    """The view as of AS_OF; two tehsils, no stations, and a score of 1 for every site unless given."""
    scores = more.pop("scores", pd.Series(1.0, index=places["site"]))
    posts = stations() if posts is None else posts
    land = tehsils(2) if land is None else land
    return fairness(places, past, posts, land, scores, config, as_of=AS_OF, **more)


def by_group(rows: tuple[dict[str, Any], ...]) -> dict[str, dict[str, Any]]:
    """Rows by their group."""
    return {row["group"]: row for row in rows}


def spots(number: int, west_m: float) -> list[dict[str, Any]]:
    """So many sites in a row from there to the east, 100 m apart."""
    return [{"at": (west_m + 100.0 * k, 5000.0)} for k in range(number)]


def test_a_tehsil_worked_out_by_hand() -> None:
    """4 sites in T1 and 2 in T2; 3 reports in T1, 1 in T2, over 5 years: level 4 in 30 site-years.

    T1: gamma of 2 + 3 over 2 / (4 / 30) + 20 = 35, mean 1 / 7. A find is counted apart, and so is what is known to
    the district only.
    """
    past = incidents(
        FIRST,
        *[{"at": (100.0, 100.0)}] * 3,
        {"at": (15_000.0, 100.0)},
        {"at": (100.0, 100.0), "reported_by": "patrol"},
        {"at": (100.0, 100.0), "place_precision": 3},
    )
    found = view(sites(*spots(4, 0), *spots(2, 12_000)), past)
    assert found.years == pytest.approx(5.0, abs=0.01)
    rows = by_group(found.by_tehsil)
    assert list(rows) == ["T1", "T2"]
    one = rows["T1"]
    assert (one["sites"], one["reported"], one["patrol_finds"]) == (4, 3, 1)
    assert one["finds_per_site"] == 0.25
    exposed = 2 / (4 / (6 * found.years)) + 4 * found.years
    assert one["per_site_year"]["best"] == pytest.approx(5 / exposed)
    assert one["per_site_year"]["low"] == pytest.approx(gamma.ppf(0.05, 5, scale=1 / exposed))
    assert one["per_site_year"]["high"] == pytest.approx(gamma.ppf(0.95, 5, scale=1 / exposed))
    assert one["site_share"] == pytest.approx(4 / 6)
    # the first record lies in no tehsil, and one is known to the district only
    assert any(said.startswith("2 reported incidents are known to the district only") for said in found.sentences)


def test_patrol_finds_change_nothing_but_their_own_columns() -> None:
    """A hundred finds: the same rows but for the finds."""
    places = sites(*spots(4, 0), *spots(2, 12_000))
    rows = [FIRST, {"at": (100.0, 100.0)}]
    plain = view(places, incidents(*rows))
    more = view(places, incidents(*rows, *[{"at": (100.0, 100.0), "reported_by": "patrol"}] * 100))
    for one, other in zip(plain.by_tehsil + plain.by_community, more.by_tehsil + more.by_community, strict=True):
        apart = {"patrol_finds", "finds_per_site"}
        assert {k: v for k, v in one.items() if k not in apart} == {k: v for k, v in other.items() if k not in apart}
    assert by_group(more.by_tehsil)["T1"]["patrol_finds"] == 100


def test_communities_are_those_of_the_sites_and_of_who_was_hit() -> None:
    """3 Christian sites with 1 report, 1 Hindu site with 2."""
    places = sites({}, {}, {}, {"community": "hindu"})
    past = incidents(FIRST, {"community": "hindu"}, {"community": "hindu"})
    rows = by_group(view(places, past).by_community)
    assert {name: (row["sites"], row["reported"]) for name, row in rows.items()} == {
        "christian": (3, 1),
        "hindu": (1, 2),
    }


def test_share_of_score_stands_beside_share_of_sites() -> None:
    """Scores 3 and 1 on one site each: three quarters of the score on half of the sites."""
    places = sites({"at": (1.0, 1.0)}, {"at": (12_000.0, 1.0)})
    found = view(places, incidents(), scores=pd.Series({"S1": 3.0, "S2": 1.0}))
    one = by_group(found.by_tehsil)["T1"]
    assert (one["score_share"], one["site_share"]) == (0.75, 0.5)
    assert one["corrected_score"] == 3.0  # the correction is off
    assert "is 0" in found.sentences[-1]
    assert "person's decision" in found.sentences[-1]


def test_the_correction_moves_scores_only_when_it_is_on() -> None:
    """Registered without a desk near at 60 %: a score of 3 becomes 5; shown beside either way."""
    on = load_config(overrides={"risk.reporting_correction": 1.0, "risk.report_far_registered": 0.6}).risk
    found = view(sites({"at": (1.0, 1.0)}), incidents(), config=on, scores=pd.Series({"S1": 3.0}))
    one = by_group(found.by_tehsil)["T1"]
    assert one["corrected_score"] == pytest.approx(5.0)
    assert one["score_if_all_reported"]["mid"] == pytest.approx(5.0)
    assert one["score_if_all_reported"]["low"] < 5 < one["score_if_all_reported"]["high"]
    assert "assumption" in found.sentences[-1]


def test_a_desk_within_reach_by_road_or_as_the_crow_flies() -> None:
    """A desk 4 km and 6 km away with a reach of 5 km; a station without a desk does not count; minutes decide first."""
    places = sites({"at": (4000.0, 0.0)}, {"at": (6000.0, 0.0)})
    posts = stations({"has_desk": True}, {"at": (6000.0, 0.0)})
    assert desk_in_reach(places, posts, CONFIG, None).tolist() == [True, False]
    assert desk_in_reach(places, posts, CONFIG, np.array([np.inf, 10.0])).tolist() == [False, True]
    assert desk_in_reach(places, stations({}), CONFIG, None).tolist() == [False, False]


def test_many_sites_few_reports_and_no_desk_is_called_silent() -> None:
    """Five tehsils of 20 sites, 10 reports in each but none in T5, desks in all but T5."""
    places = sites(*[spot for k in range(5) for spot in spots(20, 10_000.0 * k)])
    posts = stations(*[{"has_desk": True, "at": (10_000.0 * k + 1000, 5000.0)} for k in range(4)])
    reports = [{"at": (10_000.0 * k + 50, 5000.0)} for k in range(4) for _ in range(10)]
    found = view(places, incidents(FIRST, *reports), posts, tehsils(5))
    rows = by_group(found.by_tehsil)
    assert {name: row["flag"] for name, row in rows.items()} == {"T1": "", "T2": "", "T3": "", "T4": "", "T5": SILENT}
    assert any("Silence is not safety" in said and said.startswith("T5") for said in found.sentences)
    # scores are alike, so T5 is at its part of the sites already; nothing is lifted, and all explore by their sites
    assert sum(row["exploration_share"] for row in rows.values()) == pytest.approx(0.15)
    assert sum(row["patrol_share"] for row in rows.values()) == pytest.approx(1.0)


def test_a_silent_tehsil_is_explored_first() -> None:
    """The same, and T5 scores nothing: a fifth of the sites, so all of the 15 % go there."""
    places = sites(*[spot for k in range(5) for spot in spots(20, 10_000.0 * k)])
    posts = stations(*[{"has_desk": True, "at": (10_000.0 * k + 1000, 5000.0)} for k in range(4)])
    reports = [{"at": (10_000.0 * k + 50, 5000.0)} for k in range(4) for _ in range(10)]
    scores = pd.Series(1.0, index=places["site"])
    scores.iloc[80:] = 0.0
    rows = by_group(view(places, incidents(FIRST, *reports), posts, tehsils(5), scores=scores).by_tehsil)
    assert rows["T5"]["exploration_share"] == pytest.approx(0.15)
    assert rows["T1"]["exploration_share"] == pytest.approx(0.0)


def test_with_a_desk_near_it_is_quiet_and_with_few_sites_nothing() -> None:
    """No report where 6 are expected: quiet beside a desk, silent without, nothing said of 4 sites; at most a fifth."""
    count, expected = np.array([0, 0, 0, 9, 9]), np.full(5, 6.0)
    chance = chance_of_so_few(count, expected, CONFIG)
    assert chance[0] == pytest.approx(nbinom.cdf(0, 2, 2 / 8))
    reach = np.array([0.9, 0.1, 0.1, 0.1, 0.1])
    alone = flags(count[:1], np.array([30]), reach[:1], chance[:1], CONFIG)
    assert alone.tolist() == [QUIET]
    five = flags(count, np.array([30, 30, 4, 30, 30]), reach, chance, CONFIG)
    assert five.tolist() == ["", SILENT, "", "", ""]  # one of five: the silent goes before the quiet


def test_expected_reports_come_from_the_others() -> None:
    """Two areas of 10 sites, 5 years: the first has 8, the second none and is expected to have as many as the first."""
    near = np.array([[False, True], [True, False]])
    found = expected_reports(np.array([8, 0]), np.array([10, 10]), 5.0, near, CONFIG)
    assert found[1] == pytest.approx(8.0)
    assert found[0] == 0.0  # nobody else reported anything


def test_nine_of_ten_silent_areas_are_found_and_a_fifth_flagged() -> None:
    """Goal 6 by simulation: 200 worlds of 60 areas, one in ten silent."""
    recall, _, flagged = silence(CONFIG, rate=0.18, far=0.3)
    assert recall >= 0.9
    assert flagged <= 0.2 + 1e-9


def test_an_area_is_found_by_code_by_parents_or_by_place() -> None:
    """A code that is a tehsil's child, a tehsil's own, none but a place inside, and a place outside all."""
    village = {"area": "V", "level": "settlement", "parent": "T2", "geometry": box(100, 100, 200, 200)}
    lost = {"area": "X", "level": "settlement", "parent": "X", "geometry": box(100, 100, 200, 200)}
    land = tehsils(2, village, lost)
    places = sites(
        {"area": "V", "at": (150.0, 150.0)},
        {"area": "T2", "at": (1.0, 1.0)},
        {"at": (15_000.0, 1.0)},
        {"at": (-5.0, 0.0)},
        {"area": "X", "at": (150.0, 150.0)},
        {"at": (10_000.0, 5000.0)},
    )
    assert area_of(places, land, "tehsil").tolist() == ["T2", "T2", "T2", "", "T1", "T1"]
    touching = neighbours(tehsils(3)[lambda frame: frame["level"] == "tehsil"])
    assert touching.tolist() == [[False, True, False], [True, False, True], [False, True, False]]


def test_nothing_on_record_is_answered() -> None:
    """No sites, no incidents, no areas: empty rows, no fault."""
    found = view(sites(), incidents(), land=tehsils(0).iloc[:0], scores=pd.Series(dtype=float))
    assert (found.by_community, found.by_tehsil) == ((), ())
    alone = view(sites({}), incidents())
    assert all(np.isfinite(row["per_site_year"]["best"]) for row in alone.by_tehsil)


def test_no_row_holds_a_person_or_a_place_finer_than_a_tehsil() -> None:
    """The keys are of counts and shares; groups are communities and tehsils."""
    found = view(sites({"name_en": "St Mary", "at": (1.0, 1.0)}), incidents({}))
    assert "St Mary" not in str(found)
    assert {row["group"] for row in found.by_tehsil} == {"T1", "T2"}
    assert {row["group"] for row in found.by_community} == {"christian"}


def test_the_view_of_a_store_says_where_to_explore() -> None:
    """The hamlet: hours that explore are the share of the patrol hours of its demand."""
    config = load_config()
    with flow.open_store("memory:") as store:
        day = pd.Timestamp("2026-12-20").date()
        flow.sample(store, config, world="hamlet", seed=7, today=day)
        made = flow.fairness(store, config, as_of=day, days=7)
        demand = flow.demand(store, config, start=day, days=7)
    out = demand[demand["kind"] == "patrol"]
    hours = sum((end - start).total_seconds() / 3600 for start, end in zip(out["start"], out["end"], strict=True))
    assert made["exploration"]["patrol_hours"] == pytest.approx(hours)
    assert made["exploration"]["hours"] == pytest.approx(0.15 * hours)
    assert sum(one["hours"] for one in made["exploration"]["where"]) == pytest.approx(0.15 * hours)
