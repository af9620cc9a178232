"""The synthetic roll: strengths as asked, ranks and women in the published proportions, labelled everywhere."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from planner.config import load_config
from planner.core.errors import InputError
from planner.core.people import Rank, Skill
from planner.core.services import local_moment
from planner.core.time import Window
from planner.ingest.staff import staff
from planner.tables import OfficerTable, StationTable, VehicleTable, check_table, empty

TODAY = date(2026, 11, 22)
CRS = "EPSG:32641"


def _stations(*kinds: str) -> pd.DataFrame:
    frame = gpd.GeoDataFrame(
        {
            "station": [f"B{n}" for n in range(len(kinds))],
            "name_en": "",
            "name_ur": "",
            "kind": list(kinds),
            "has_desk": False,
            "area": "",
            "source": "test",
        },
        geometry=[shapely.Point(660_000 + n, 2_660_000) for n in range(len(kinds))],
        crs=CRS,
    )
    return check_table(StationTable, frame)


def _staff(
    stations: pd.DataFrame, *, per_station: int = 82, unit: int = 70, seed: int = 7
) -> tuple[pd.DataFrame, pd.DataFrame]:
    return staff(stations, per_station=per_station, unit=unit, seed=seed, today=TODAY)


@pytest.fixture(scope="module")
def large() -> tuple[pd.DataFrame, pd.DataFrame]:
    """44 stations and Lines."""
    return _staff(_stations(*["station"] * 44, "lines"))


def test_each_station_has_the_strength_that_was_asked(large: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """44 stations of 82: 3,608, as about 3,600 in Faisalabad."""
    roll, _ = large
    station = roll[roll["unit"] == "station"]
    assert set(station.groupby("home_station").size()) == {82}
    assert len(station) == 44 * 82


def test_posts_are_smaller_and_the_mean_stays() -> None:
    """Weights 1, 1, 0.4 of 3 x 82 = 246: 102.5, 102.5 and 41; the mean is still 82."""
    roll, _ = _staff(_stations("station", "station", "post"), unit=0)
    assert sorted(roll.groupby("home_station").size()) == [41, 102, 103]


def test_station_ranks_follow_sialkot() -> None:
    """82 officers: 1.2 Inspectors, 4.6 SI, 9.7 ASI, 9.6 HC in Sialkot's shares, rounded; the rest are constables."""
    roll, _ = _staff(_stations("station"), unit=0)
    assert roll["rank"].value_counts().to_dict() == {
        "Inspector": 1,
        "SI": 5,
        "ASI": 10,
        "Head Constable": 10,
        "Constable": 56,
    }


@pytest.mark.parametrize("strength", [1, 2, 3, 5, 10, 40])
def test_a_small_station_still_has_a_house_officer(strength: int) -> None:
    """An SI or Inspector at every strength, and an ASI from two officers on."""
    roll, vehicles = _staff(_stations("station"), per_station=strength, unit=0)
    ranks = [Rank.parse(rank) for rank in roll["rank"]]
    assert len(roll) == strength
    assert any(rank in (Rank.SI, Rank.INSPECTOR) for rank in ranks)
    assert strength == 1 or Rank.ASI in ranks
    assert len(vehicles) >= 1


def test_women_have_their_share_over_all_stations(large: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """5.48 % of 3,608 is 197.7: 197, spread as 4 or 5 a station."""
    roll, _ = large
    station = roll[roll["unit"] == "station"]
    assert station["is_woman"].sum() == 197
    assert set(station.groupby("home_station")["is_woman"].sum()) == {4, 5}


def test_the_unit_of_seventy_has_its_split(large: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """1 Inspector, 3 SI, 6 ASI, 10 HC, 50 constables; 8 women, all with victim-support training; home is Lines."""
    roll, _ = large
    unit = roll[roll["unit"] == "protection unit"]
    assert unit["rank"].value_counts().to_dict() == {
        "Inspector": 1,
        "SI": 3,
        "ASI": 6,
        "Head Constable": 10,
        "Constable": 50,
    }
    assert unit["is_woman"].sum() == 8
    assert unit.loc[unit["is_woman"], "skills"].str.contains("victim-support").all()
    assert set(unit["home_station"]) == {"B44"}


@pytest.mark.parametrize("strength", [1, 2, 7, 24, 140])
def test_a_unit_of_another_size_is_headed_by_an_inspector(strength: int) -> None:
    """Permanent units are headed by an Inspector at least, whatever their strength."""
    roll, _ = _staff(_stations("station"), per_station=5, unit=strength)
    unit = roll[roll["unit"] == "protection unit"]
    assert len(unit) == strength
    assert (unit["rank"] == "Inspector").sum() >= 1


def test_without_lines_the_unit_is_at_the_first_station_and_there_is_no_reserve() -> None:
    """First by identifier, whatever the order of the rows."""
    roll, _ = _staff(_stations("station", "post", "station").iloc[::-1])
    assert set(roll.loc[roll["unit"] == "protection unit", "home_station"]) == {"B0"}
    assert "reserve" not in set(roll["unit"])


def test_reserves_stand_at_lines_trained_and_led(large: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """4 teams of 25 with an Inspector each, 8 Elite teams of 8, one DSP; all but the DSP hold riot-control; 4 buses."""
    roll, vehicles = large
    reserve = roll[roll["unit"] == "reserve"]
    assert len(reserve) == 4 * 25 + 8 * 8 + 1
    assert (reserve["rank"] == "Inspector").sum() == 4
    assert reserve["skills"].str.contains("elite").sum() == 64
    assert reserve["skills"].str.contains("riot-control").sum() == 164
    assert (vehicles["kind"] == "bus").sum() == 4
    assert vehicles.loc[vehicles["home_station"] == "B44", "seats"].sum() >= len(reserve)


def test_trainings_are_dated_some_have_lapsed(large: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """12 % of trainings have lapsed: within four deviations of a binomial; driving does not lapse."""
    roll, _ = large
    skills = [skill for text in roll["skills"] for skill in Skill.parse_many(text)]
    dated = [skill for skill in skills if skill.valid_until is not None]
    assert all(skill.name == "driver" for skill in skills if skill.valid_until is None)
    lapsed = sum(not skill.counts_on(TODAY) for skill in dated)
    share = load_config().sample.lapsed_share
    assert abs(lapsed - share * len(dated)) < 4 * (len(dated) * share * (1 - share)) ** 0.5


@pytest.mark.parametrize("ahead", [0, 30, 75])
def test_a_tenth_is_on_leave_on_any_day(large: tuple[pd.DataFrame, pd.DataFrame], ahead: int) -> None:
    """One leave of 9 days in 90 for each: 10 % on a day, within four deviations of a binomial."""
    roll, _ = large
    noon = local_moment(TODAY + timedelta(days=ahead), 12 * 60, ZoneInfo("Asia/Karachi"))
    away = sum(Window.parse(text).holds(noon) for text in roll["leave"])
    assert abs(away - 0.1 * len(roll)) < 4 * (len(roll) * 0.1 * 0.9) ** 0.5


def test_everything_is_labelled_synthetic_and_passes_its_check(large: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """`is_synthetic` in each row of both tables; numbers are unique (the table's own check)."""
    roll, vehicles = large
    assert check_table(OfficerTable, roll)["is_synthetic"].all()
    assert check_table(VehicleTable, vehicles)["is_synthetic"].all()


def test_every_station_can_drive_its_vehicles(large: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """At each base there are at least as many drivers as vehicles."""
    roll, vehicles = large
    drivers = roll[roll["skills"].str.contains("driver")].groupby("home_station").size()
    for home, count in vehicles.groupby("home_station").size().items():
        assert drivers[home] >= count


def test_same_seed_same_roll_other_seed_another() -> None:
    """Equal frames for equal seeds; another seed chooses other women and other dates."""
    stations = _stations("station", "lines")
    first, again, other = _staff(stations), _staff(stations), _staff(stations, seed=8)
    pd.testing.assert_frame_equal(first[0], again[0])
    pd.testing.assert_frame_equal(first[1], again[1])
    assert not first[0]["skills"].equals(other[0]["skills"])


def test_only_lines_give_unit_and_reserve() -> None:
    """A store with Lines alone: no station staff, a unit of 70, one reserve team and one Elite team at least."""
    roll, _ = _staff(_stations("lines"))
    assert roll["unit"].value_counts().to_dict() == {"protection unit": 70, "reserve": 1 + 25 + 8}


def test_without_stations_the_advice_is_to_import_them() -> None:
    """An empty table is a person's matter: what, and what to do."""
    with pytest.raises(InputError, match="no stations to staff\nMaybe import them first"):
        _staff(empty(StationTable, CRS))


@pytest.mark.parametrize(("per_station", "unit", "seed"), [(0, 70, 7), (-1, 70, 7), (82, -1, 7), (82, 70, -7)])
def test_strengths_and_seeds_out_of_range_are_refused(per_station: int, unit: int, seed: int) -> None:
    """Each names the value and says "Maybe"."""
    with pytest.raises(InputError, match="Maybe"):
        _staff(_stations("station"), per_station=per_station, unit=unit, seed=seed)


def test_everyone_came_to_the_unit_in_the_last_six_years_and_serves_in_a_language(
    large: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    """Postings lie between today and six years ago, three in the mean; Punjabi has its share, nobody is mute."""
    roll, _ = large
    ago = [(TODAY - date.fromisoformat(day)).days for day in roll["unit_since"]]
    assert 0 <= min(ago) <= max(ago) <= 6 * 366
    # a uniform time of 6 years has a deviation of 6 / sqrt(12) years
    assert abs(sum(ago) / len(ago) - 3 * 365.25) < 4 * 6 * 365.25 / 12**0.5 / len(ago) ** 0.5
    share = load_config().sample.speaks_punjabi
    speaks = roll["languages"].str.contains("Punjabi").mean()
    assert abs(speaks - share) < 4 * (share * (1 - share) / len(roll)) ** 0.5
    assert (roll["languages"] != "").all()
