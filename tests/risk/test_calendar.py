"""The calendar: doubtful dates count by their chance, past days are compared with their own year, big days return."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import box

from planner.config import load_config
from planner.core.time import day_windows
from planner.risk.anniversaries import anniversaries
from planner.risk.calendar import Calendar, read_calendar
from planner.risk.day_factors import days_of_incidents, learn_factors
from planner.risk.days import ANNIVERSARY, CLASSES, FESTIVAL, ORDINARY, OTHERS, SERVICE, VERDICT, spread
from planner.risk.seasons import Multipliers
from planner.tables import AreaTable, check_table
from tests.risk.frames import AS_OF, CRS, incidents, occasions, sites

CONFIG = load_config(overrides={"risk.service_factor": 1.5, "risk.occasion_factor": 2.5})
ZONE = ZoneInfo("UTC")
MONTH = day_windows(AS_OF, 60)
FRIDAYS = {"service_times": "Fr 13:00-14:00"}


def _factors(**known: float) -> Multipliers:
    """Multipliers of 1 but for those named, as if sure."""
    factor = np.ones(len(CLASSES))
    for name, value in known.items():
        factor[{"service": SERVICE, "festival": FESTIVAL, "others": OTHERS, "verdict": VERDICT}[name]] = value
    return Multipliers(factor, factor, factor, factor, factor, factor, factor)


def _read(places: gpd.GeoDataFrame, dates: object, factors: Multipliers | None = None) -> Calendar:
    return read_calendar(places, dates, CONFIG.risk, windows=MONTH, as_of=AS_OF, zone=ZONE, factors=factors)  # type: ignore[arg-type]


def _days(first: int, length: int, **more: object) -> dict[str, object]:
    """An occasion from the start of a day (0 is that of AS_OF) over so many days."""
    start = AS_OF + timedelta(days=first)
    return {"start": start, "end": start + timedelta(days=length), **more}


@pytest.mark.parametrize("length", [1, 2, 3, 12])
@pytest.mark.parametrize("factor", [0.3, 1.5, 2.5, 5.25, 9.0])
def test_a_doubtful_date_that_moves_by_a_day_changes_no_day_by_more_than_35_percent(length: int, factor: float) -> None:
    """Goal 4: with and without the Friday services, whatever the factor and however long the occasion lasts."""
    places, known = sites({}, FRIDAYS), _factors(festival=factor, service=2.37)
    at, moved = (_read(places, occasions(_days(first, length, doubt_days=1.0)), known).factor for first in (30, 31))
    # unspread, the first day alone would change by the whole factor
    assert np.abs(np.log(moved / at)).max() <= np.log(1.35)
    assert np.abs(at - 1).max() > 0.05


def test_the_doubt_moves_risk_and_keeps_it() -> None:
    """Over the weeks around it a doubtful festival adds as much as a sure one; the nearest days the most."""
    sure, doubtful = (_read(sites({}), occasions(_days(30, 3, doubt_days=doubt))).factor[0] for doubt in (0.0, 1.0))
    assert sure.sum() == pytest.approx(60 + 3 * 1.5)
    assert doubtful.sum() == pytest.approx(60 + 3 * 1.5)
    assert int(doubtful.argmax()) == 31
    assert sure[[29, 30, 32, 33]].tolist() == [1.0, 2.5, 2.5, 1.0]


def test_the_chances_of_a_doubtful_date_sum_to_one_and_are_at_least_as_wide_as_the_doubt() -> None:
    """A sure date has one place; a small factor needs no more than the doubt itself."""
    assert [part.tolist() for part in spread(0.0, 1, 2.5, 0.35)] == [[0], [1.0]]
    off, chance = spread(1.0, 12, 1.2, 0.35)
    assert off.tolist() == [-1, 0, 1]
    assert chance.tolist() == [0.25, 0.5, 0.25]
    wide, chance = spread(1.0, 12, 5.25, 0.35)
    assert len(wide) > 3
    assert chance.sum() == pytest.approx(1.0)
    assert spread(3.0, 1, 1.0, 0.35)[0].tolist() == [-3, -2, -1, 0, 1, 2, 3]


def test_two_dates_that_hang_on_one_moon_are_not_added() -> None:
    """Ashura within the first days of Muharram: no day counts more than the longer of the two alone."""
    long = _days(30, 12, kind="procession", doubt_days=1.0)
    alone = _read(sites({}), occasions(long)).factor
    both = _read(sites({}), occasions(long, _days(38, 2, kind="procession", doubt_days=1.0))).factor
    np.testing.assert_allclose(both, alone, rtol=1e-12)


def test_each_class_of_day_has_its_own_factor_and_the_largest_counts() -> None:
    """A verdict on a festival that is a service day: 3 times; a festival below 1 lowers an ordinary day only."""
    dates = occasions(_days(4, 1), _days(4, 1, kind="verdict", community="unknown"), _days(10, 2))  # day 4: a Friday
    factor = _read(sites(FRIDAYS), dates, _factors(service=2.0, festival=0.5, verdict=3.0)).factor[0]
    assert [MONTH[d].start.weekday() for d in (4, 11)] == [4, 4]
    assert factor[[3, 4, 5, 10, 11]].tolist() == pytest.approx([1.0, 3.0, 1.0, 0.5, 2.0])


def test_the_words_name_the_doubt_and_not_its_spreading() -> None:
    """Named within a day of the date; the days farther off that only the spreading touches are not."""
    words = _read(sites({}), occasions(_days(30, 1, name_en="Eid", doubt_days=1.0))).words
    named = [d for d in range(60) if words[d][0]]
    assert named == [29, 30, 31]
    assert words[30][0] == "Eid (festival) in the window, may move by a day"


def test_history_on_festivals_is_not_counted_twice() -> None:
    """A past year with 30 festival days of 2.5: the mean over 371 days is 1 + 30 x 1.5 / 371."""
    mean = _read(sites({}, {"community": "hindu"}), occasions(_days(-100, 30))).week_mean
    assert mean.tolist() == pytest.approx([1 + 45 / 371, 1.0])


def test_incidents_are_set_against_the_days_of_their_own_year() -> None:
    """One on a Friday festival, one on a Friday, one on a Monday; two at one place on one day share a weight.

    AS_OF is Monday 21 December 2026; the festival lies 10 days before, a Friday. The first incident of 20 days ago
    begins the span: 2026-12-01 to 2026-12-21, 21 days with 3 Fridays, of which one is the festival.
    """
    past = incidents({"days_ago": 20}, {"days_ago": 10}, {"days_ago": 3}, {"days_ago": 3, "at": (100.0, 0.0)})
    days = days_of_incidents(sites(FRIDAYS), past, occasions(_days(-10, 1)), CONFIG.risk, as_of=AS_OF, zone=ZONE)
    assert days.share.argmax(axis=1).tolist() == [ORDINARY, FESTIVAL, SERVICE, SERVICE]
    assert days.weight.tolist() == [1.0, 1.0, 0.5, 0.5]
    expected = np.zeros(len(CLASSES))
    expected[[ORDINARY, SERVICE, FESTIVAL]] = [18 / 21, 2 / 21, 1 / 21]
    np.testing.assert_allclose(days.exposure, np.tile(expected, (4, 1)))


def test_what_cannot_tell_a_day_is_left_out() -> None:
    """Patrol finds, the week or month only, another community's place, the far past and what is still to come."""
    rows = [
        {"days_ago": 5, "reported_by": "patrol"}, {"days_ago": 5, "time_precision": 2}, {"days_ago": 9000},
        {"days_ago": -1}, {"days_ago": 5, "community": "hindu"}, {"days_ago": 5, "at": (1600.0, 0.0)},
        {"days_ago": 5, "at": (1600.0, 0.0), "place_precision": 2},
    ]  # fmt: skip
    days = days_of_incidents(sites({}), incidents(*rows), occasions(), CONFIG.risk, as_of=AS_OF, zone=ZONE)
    # of the last two the place of the second is known to the settlement only: it may lie in reach
    assert len(days.weight) == 1


def test_patrol_finds_move_no_factor() -> None:
    """A hundred finds on the festival leave every factor as it was."""
    places, dates = sites(FRIDAYS), occasions(_days(-10, 1))
    reported = [{"days_ago": d} for d in (3, 17, 40, 90)]
    found = [{"days_ago": 10, "reported_by": "patrol"}] * 100
    one, other = (
        learn_factors(places, incidents(*rows), dates, CONFIG.risk, as_of=AS_OF, zone=ZONE).factor
        for rows in (reported, [*reported, *found])
    )
    assert one.tolist() == other.tolist()


def test_a_planted_uplift_reaches_the_calendar() -> None:
    """400 incidents over four years, Fridays three times: the interval of the service day holds 3, and not 1.5."""
    rng = np.random.default_rng(7)
    ago = np.arange(1, 1461)
    friday = np.array([(AS_OF - timedelta(days=int(d))).weekday() == 4 for d in ago])
    rate = np.where(friday, 3.0, 1.0)
    spots = [{"at": (5000.0 * n, 0.0), **FRIDAYS} for n in range(20)]
    rows = [
        {"days_ago": int(d), "at": (5000.0 * int(rng.integers(20)), 0.0)}
        for d in rng.choice(ago, 400, p=rate / rate.sum())
    ]
    learned = learn_factors(sites(*spots), incidents(*rows), occasions(), CONFIG.risk, as_of=AS_OF, zone=ZONE)
    assert 1.5 < learned.low[SERVICE] <= 3.0 <= learned.high[SERVICE]
    factor = _read(sites(*spots[:1]), occasions(), learned).factor[0]
    assert factor[[3, 4]].tolist() == pytest.approx([1.0, learned.factor[SERVICE]])
    assert learned.factor[ANNIVERSARY] == pytest.approx(2.5)


def _areas() -> gpd.GeoDataFrame:
    """A district of 10 km with one tehsil in its west."""
    frame = {
        "area": ["D", "D-1"], "name_en": ["Dist", "West"], "name_ur": "", "level": ["district", "tehsil"],
        "parent": ["", "D"], "source": "test",
    }  # fmt: skip
    return check_table(AreaTable, gpd.GeoDataFrame(frame, geometry=[box(0, 0, 1e4, 1e4), box(0, 0, 5e3, 1e4)], crs=CRS))


def test_big_incidents_return_every_year_where_they_were() -> None:
    """A death, a crowd and a severity, each on its own; a threat, a find and a vague date have no anniversary."""
    day = datetime(2024, 2, 29, 12, tzinfo=UTC)
    plain = {"occurred_at": day, "severity": 2, "at": (1000.0, 1000.0)}
    rows = [
        {**plain, "fatalities": 2},
        {**plain, "fatalities": 1},
        {**plain, "crowd_best": 5000, "at": (8000.0, 1000.0)},
        {**plain, "severity": 5, "at": (9e4, 0.0), "community": "hindu"},
        {**plain, "crowd_best": 999},
        {**plain, "severity": 5, "reported_by": "patrol", "community": "sikh"},
        {**plain, "severity": 5, "time_precision": 3, "community": "sikh"},
    ]
    config = CONFIG.calendar.model_copy(update={"anniversary_years": 4})
    found = anniversaries(
        incidents(*rows), _areas(), config, first=date(2024, 1, 1), last=date(2040, 1, 1), zone=ZoneInfo("Asia/Karachi")
    )
    # the evening of 28 February in UTC is the start of the 29th in Karachi; 2028 has a 29th again
    starts = sorted({row.isoformat() for row in found["start"]})
    assert starts == [f"{year}-02-{d}T19:00:00+00:00" for year, d in ((2025, 27), (2026, 27), (2027, 27), (2028, 28))]
    assert set(zip(found["community"], found["area"], strict=True)) == {
        ("christian", "D-1"), ("christian", "D"), ("hindu", ""),
    }  # fmt: skip
    assert len(found) == 3 * 4
    assert set(found["kind"]) == {"anniversary"}
