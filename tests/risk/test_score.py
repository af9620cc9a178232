"""The score: parts worked out by hand, and the laws that hold whatever comes in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import exp, log
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.config import RiskConfig, load_config
from planner.core.errors import WrongCrs
from planner.core.time import Window, day_windows
from planner.risk import score
from planner.risk.bands import bands
from planner.risk.events import Events
from planner.risk.fitted import basis, counts_at, fit
from planner.risk.score import chance_of_one
from planner.risk.site_lattice import SiteLattice
from planner.tables.risk import BANDS, PARTS
from tests.risk.frames import AS_OF, TIMEZONE, incidents, occasions, sites

CONFIG = load_config(
    overrides={
        "risk.half_life_days": 365.0, "risk.bandwidth_m": 1500.0, "risk.near_days": 14.0, "risk.near_m": 400.0,
        "risk.near_share": 0.25, "risk.prior_incidents": 0.5, "risk.base_per_site_year": 0.02, "risk.site_shape": 1.0,
        "risk.service_factor": 1.5, "risk.occasion_factor": 2.5,
    }
).risk  # fmt: skip
WEEK = day_windows(AS_OF, 7)
DAY = WEEK[:1]


def risk(
    places: Any, past: Any = None, dates: Any = None, *, windows: Any = DAY, config: RiskConfig = CONFIG
) -> pd.DataFrame:
    """The score of tiny frames as of AS_OF in UTC; no incidents and no occasions unless they are given."""
    past = incidents() if past is None else past
    dates = occasions() if dates is None else dates
    return score(places, past, dates, config, windows=windows, as_of=AS_OF, timezone=TIMEZONE)


def test_without_incidents_the_base_rate_stands() -> None:
    """Two C sites and no incident on record: each expects 0.02 incidents a year, all from what it is."""
    rows = risk(sites({}, {"at": (1000.0, 0.0)}))
    assert rows["score"].tolist() == pytest.approx([0.02 / 365.25] * 2, rel=1e-12)
    assert rows["category_part"].tolist() == pytest.approx(rows["score"].tolist(), rel=1e-12)
    assert rows[["history", "nearby", "near_repeat", "occasion_part"]].to_numpy().max() == 0
    assert rows["grade"].tolist() == ["category only"] * 2


def test_the_interval_of_a_site_without_history_is_that_of_its_gamma() -> None:
    """Shape 1 is an exponential rate: 5 % and 95 % lie at -ln 0.95 and -ln 0.05 times the mean."""
    row = risk(sites({})).iloc[0]
    assert row["low"] == pytest.approx(-log(0.95) * row["score"])
    assert row["high"] == pytest.approx(-log(0.05) * row["score"])


def test_chance_is_that_of_a_negative_binomial() -> None:
    """With mean 0.5 and size 1 no incident has the chance 1 / (1 + 0.5); with a large size it is that of Poisson."""
    assert chance_of_one(np.array([0.5]), 1.0).item() == pytest.approx(1 / 3)
    assert chance_of_one(np.array([0.5]), 1e9).item() == pytest.approx(1 - exp(-0.5), rel=1e-6)


def test_how_bad_ranks_but_moves_no_likelihood() -> None:
    """Of two equal sites, the one where an incident would be three times as bad has three times the priority."""
    places = sites({}, {"at": (9000.0, 0.0)})
    rows = score(
        places, incidents(), occasions(), CONFIG, windows=DAY, as_of=AS_OF, timezone=TIMEZONE, harm={"S2": 3.0}
    )
    assert rows["score"][0] == pytest.approx(rows["score"][1])
    assert rows["priority"].tolist() == pytest.approx([rows["score"][0], 3 * rows["score"][0]])


def test_a_fresh_incident_sets_off_others_nearby_and_fades() -> None:
    """The repeats of each day are exp(-1/days) times those of the day before, days being the mean age of a repeat."""
    places, past = sites({"at": (200.0, 0.0)}, {"at": (9000.0, 0.0)}), incidents({"days_ago": 2})
    rows = risk(places, past, windows=WEEK)
    here, far = (rows[rows["site"] == site]["near_repeat"].to_numpy() for site in ("S1", "S2"))
    model = fit(places, past, occasions(), CONFIG, as_of=AS_OF, timezone=TIMEZONE).model
    assert here[1:] / here[:-1] == pytest.approx(np.full(6, exp(-1 / model.recent_days)), rel=1e-9)
    assert here[0] > 100 * far[0]
    assert rows["why"].iloc[0] == "1 reported incident 200 m away 2 days ago; category C."


def test_services_move_risk_between_days_and_keep_the_week() -> None:
    """A Sunday service makes Sunday 1.5 times a weekday, and the week's total the same as without services."""
    plain = risk(sites({}), windows=WEEK)
    served = risk(sites({"service_times": "Su 09:00-11:00"}), windows=WEEK)
    sunday, monday = served.iloc[6], served.iloc[0]
    assert sunday["score"] == pytest.approx(1.5 * monday["score"])
    assert sunday["occasion_part"] == pytest.approx(0.5 * monday["score"])
    assert monday["occasion_part"] == 0
    assert served["score"].sum() == pytest.approx(plain["score"].sum())
    assert "service day" in sunday["why"]
    assert "service" not in monday["why"]


def test_an_occasion_lifts_its_community_in_its_hours() -> None:
    """Christmas from noon lifts the Christian site to (12 h x 1 + 12 h x 2.5) / 24 h = 1.75 times, the Hindu not."""
    start, end = datetime(2026, 12, 21, 12, tzinfo=UTC), datetime(2026, 12, 23, tzinfo=UTC)
    rows = risk(sites({}, {"community": "hindu"}), dates=occasions({"start": start, "end": end}))
    christian, hindu = rows["score"]
    assert christian == pytest.approx(1.75 * hindu)
    assert rows["occasion_part"].tolist() == pytest.approx([0.75 * hindu, 0.0])
    assert "Christmas (festival) in the window" in rows["why"][0]
    assert "Christmas" not in rows["why"][1]


def test_the_larger_of_service_and_occasion_counts() -> None:
    """A festival on a service day is 2.5 times a plain day, not 2.5 x 1.5."""
    dates = occasions({"start": WEEK[6].start, "end": WEEK[6].end})
    rows = risk(sites({"service_times": "Su 09:00"}), dates=dates, windows=WEEK)
    assert rows["score"].iloc[6] == pytest.approx(2.5 * rows["score"].iloc[0])


def test_adjacent_windows_add_up() -> None:
    """Two halves of a day score together what the whole day scores, festival and repeats included."""
    places = sites({"service_times": "Mo 09:00"}, {"at": (300.0, 0.0)})
    dates = occasions({"start": AS_OF + timedelta(hours=3), "end": AS_OF + timedelta(hours=40)})
    past = incidents({"days_ago": 2}, {"days_ago": 40, "place_precision": 2})
    noon = AS_OF + timedelta(hours=12)
    halves = risk(places, past, dates, windows=(Window(AS_OF, noon), Window(noon, WEEK[0].end)))
    whole = risk(places, past, dates)
    sums = halves.groupby("site")[[*PARTS, "score", "low", "high"]].sum()
    assert np.allclose(sums, whole.set_index("site")[[*PARTS, "score", "low", "high"]], rtol=1e-9, atol=0)


def test_patrol_finds_move_nothing() -> None:
    """A hundred finds of patrols leave every value as it was: who is sent more must not look more dangerous."""
    places = sites({}, {"at": (500.0, 0.0)})
    reported = [{"days_ago": 30}, {"days_ago": 300, "at": (400.0, 0.0)}]
    found = [{"days_ago": d, "reported_by": "patrol", "at": (500.0, 0.0)} for d in range(1, 101)]
    pd.testing.assert_frame_equal(risk(places, incidents(*reported, *found)), risk(places, incidents(*reported)))


def test_the_future_does_not_leak() -> None:
    """An incident after the moment of scoring changes nothing, though its day is being scored."""
    places = sites({})
    pd.testing.assert_frame_equal(
        risk(places, incidents({"days_ago": 30}, {"days_ago": -0.5}), windows=WEEK),
        risk(places, incidents({"days_ago": 30}), windows=WEEK),
    )


def test_a_known_category_orders_sites_without_history() -> None:
    """Without incidents the rates stand as the weights 6, 4, 2, 1, 0.5, and no category counts as C."""
    quiet = CONFIG.model_copy(update={"half_life_days": 7.0})
    rows = risk(sites(*({"category": c} for c in ("A+", "A", "B", "C", "D", ""))), config=quiet)
    # ten observed days without incident weigh nothing against 50 years of prior: the ratios are the weights
    ratios = rows["score"] / rows["score"][3]
    assert ratios.tolist() == pytest.approx([6, 4, 2, 1, 0.5, 1], rel=2e-2)
    assert set(rows["grade"]) == {"category only"}
    assert "no category on record, counted as C" in rows["why"][5]


def test_rough_places_spread_wider() -> None:
    """An incident known to the settlement only says less of the site under its point, and more of one 2 km off."""
    places = sites({}, {"at": (2000.0, 0.0)}, {"at": (40_000.0, 0.0)})
    exact, rough = (risk(places, incidents({"days_ago": 30, "place_precision": p})) for p in (1, 2))
    assert rough["score"][0] < exact["score"][0]
    assert rough["score"][1] / rough["score"][2] > exact["score"][1] / exact["score"][2]
    assert "about" in rough["why"][0]


def test_sites_in_one_spot_share_what_happened_there() -> None:
    """Ten sites at one spot have a tenth each of the incident there, a single one far away has all of its own."""
    places = sites(*[{}] * 10, {"at": (50_000.0, 0.0)})
    rows = risk(places, incidents({"days_ago": 10}, {"days_ago": 10, "at": (50_000.0, 0.0)}))
    history = rows["history"].to_numpy()
    assert history[:10] == pytest.approx(np.full(10, history[0]))
    own = counts_at(SiteLattice(np.array([[0.0, 0.0]] * 10 + [[5e4, 0.0]]), np.full(11, 1 / 11), 300.0), _events(2))
    assert own.tolist() == pytest.approx([0.1] * 10 + [1.0])


def _events(count: int) -> Events:
    zeros = np.zeros(count)
    xy = np.column_stack([np.arange(count) * 5e4, zeros])
    return Events(np.arange(count).astype(object), zeros, zeros, xy, zeros, np.ones(count))


def test_bands_follow_ranks() -> None:
    """Of 100 sites with rising scores 1 is A+, 4 are A, 10 B, 70 C and 15 D; equal sites share the middle band."""
    found = bands(np.arange(100.0), CONFIG)
    assert [int((found == band).sum()) for band in BANDS] == [1, 4, 10, 70, 15]
    assert found[99] == "A+"
    assert set(bands(np.ones(100), CONFIG)) == {"C"}


def test_what_cannot_be_read_is_said() -> None:
    """Service times that are not understood count as none, and the reason says so."""
    rows = risk(sites({"service_times": "after dawn"}))
    assert rows["why"].item() == (
        "No reported incident in reach on record; category C; service times not understood and left out: 'after dawn'."
    )


@pytest.mark.parametrize("windows", [(), WEEK])
def test_no_sites_or_no_windows_give_an_empty_table(windows: tuple[Window, ...]) -> None:
    """Nothing to score is an empty table, not an error."""
    assert len(risk(sites(), incidents({}), windows=windows)) == 0
    assert len(risk(sites({}), windows=())) == 0


def test_frames_in_two_reference_systems_are_refused() -> None:
    """Metres of two zones are not the same metres."""
    with pytest.raises(WrongCrs, match="42N"):
        risk(sites({}), incidents({}).to_crs("EPSG:32642"))


places = st.tuples(st.sampled_from([0.0, 1.0, 399.0, 400.0, 1500.0, 5e4]), st.sampled_from([0.0, 700.0]))
site_rows = st.fixed_dictionaries(
    {
        "at": places,
        "category": st.sampled_from(["", *BANDS]),
        "community": st.sampled_from(["christian", "hindu", "unknown"]),
        "service_times": st.sampled_from(["", "Su 09:00-11:00", "daily 05:00", "nonsense"]),
    }
)
incident_rows = st.fixed_dictionaries(
    {
        "at": places,
        "days_ago": st.sampled_from([-3, 0, 0.001, 6, 6, 400, 40_000]),
        "place_precision": st.sampled_from([1, 2, 3]),
        "time_precision": st.sampled_from([1, 2, 3]),
        "reported_by": st.sampled_from(["victim", "press", "patrol", "unknown"]),
    }
)


@settings(max_examples=30, deadline=None)
@given(st.lists(site_rows, max_size=5), st.lists(incident_rows, max_size=6), st.booleans())
def test_whatever_comes_in_the_parts_add_up(some: list[Any], past: list[Any], festive: bool) -> None:
    """Duplicates, one point, one instant, far future and far past: finite, in order, and the parts are the score."""
    dates = occasions({"start": WEEK[1].start, "end": WEEK[2].end, "community": "unknown"}) if festive else occasions()
    windows = (Window(AS_OF - timedelta(days=1), AS_OF + timedelta(hours=1)), *WEEK[:3])
    rows = risk(sites(*some), incidents(*past), dates, windows=windows)
    assert len(rows) == len(some) * len(windows)
    numbers = rows[[*PARTS, "score", "low", "high", "chance", "priority"]].to_numpy(float)
    assert np.isfinite(numbers).all()
    assert np.allclose(rows[list(PARTS)].sum(axis=1), rows["score"], rtol=0, atol=1e-9)
    assert (rows["low"] <= rows["score"]).all()
    assert (rows["score"] <= rows["high"]).all()
    assert rows.groupby("site")["band"].nunique().le(1).all()
    assert rows["why"].str.endswith(".").all()


def test_the_level_follows_the_incidents() -> None:
    """With many sites and incidents in balance the week's total comes near the true rate of the process."""
    rng = np.random.default_rng(7)
    spots = rng.uniform(0, 1e5, (200, 2))
    days, hits = 730.0, rng.integers(0, 200, 120)
    past = incidents(*({"days_ago": rng.uniform(0, days), "at": tuple(spots[hit])} for hit in hits))
    total = risk(sites(*({"at": tuple(spot)} for spot in spots)), past, windows=WEEK)["score"].sum()
    assert total == pytest.approx(120 / days * 7, rel=0.25)


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "No reported incident on record: the scores rest on category and calendar alone."),
        (1, "Only 1 reported incident on record, 1 of them at a known site: the scores rest mostly on category and"),
        (49, "Only 49 reported incidents on record"),
        (50, "50 reported incidents on record, 50 of them at a known site: the scores are learned from them."),
    ],
)
def test_few_incidents_are_said_to_be_few(count: int, said: str) -> None:
    """With none, few or enough incidents the sentence says what the scores rest on."""
    past = incidents(*({"days_ago": 10 + 7 * k} for k in range(count)))
    model = fit(sites({}), past, occasions(), CONFIG, as_of=AS_OF, timezone=TIMEZONE)
    assert basis(model, CONFIG).startswith(said)


@pytest.mark.parametrize(("ago", "is_said"), [(1, False), (30, False), (400, True)])
def test_a_register_that_ends_long_before_the_day_is_said(ago: int, is_said: bool) -> None:
    """Thirty incidents in 300 days, and then none for 400: the scores fall, and that they may be too low is said."""
    past = incidents(*({"days_ago": ago + 10 * n} for n in range(30)))
    model = fit(sites({}), past, occasions(), CONFIG, as_of=AS_OF, timezone=TIMEZONE)
    assert (f"The last lies {ago} days before" in basis(model, CONFIG)) is is_said
