"""From tables to the problem: who is there, who may leave, what must stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point

from planner.config import SurgeConfig, load_config
from planner.core.people import Rank
from planner.core.surge import Surge
from planner.surge import FormUp, Person, Place, SurgeProblem, build, check_answer, dispatch, nearest
from planner.surge.places import officers_of, persons, station_places
from planner.tables import OfficerTable, VehicleTable, empty
from tests.surge.worlds import alarm

AT = datetime(2026, 3, 2, 6, 35, tzinfo=UTC)
CONFIG = load_config().surge
NEVER = np.inf


def stations(*rows: tuple[str, str]) -> gpd.GeoDataFrame:
    """Stations by name and kind."""
    frame = pd.DataFrame(
        [
            {
                "station": name,
                "name_en": "",
                "name_ur": "",
                "kind": kind,
                "has_desk": True,
                "area": "",
                "source": "test",
            }
            for name, kind in rows
        ]
    )
    places = [Point(1000.0 * k, 0.0) for k in range(len(rows))]
    return gpd.GeoDataFrame(frame, geometry=places, crs="EPSG:32643")


def officers(*rows: tuple[str, str, str, str, str]) -> pd.DataFrame:
    """Officers by service number, rank, home, unit and leave; those whose number ends in w are women."""
    return pd.DataFrame(
        [
            {
                "officer": name,
                "rank": rank,
                "is_woman": name.endswith("w"),
                "skills": "",
                "home_station": home,
                "unit": unit,
                "leave": leave,
                "unit_since": "",
                "languages": "",
                "is_synthetic": True,
                "source": "test",
            }
            for name, rank, home, unit, leave in rows
        ]
    )


def roll(home: str, count: int, unit: str = "station", heads: tuple[str, ...] = ()) -> pd.DataFrame:
    """A station's roll: constables after those of higher rank."""
    ranks = [*heads, *["Constable"] * (count - len(heads))]
    return officers(*((f"{home}-{k:02d}", rank, home, unit, "") for k, rank in enumerate(ranks)))


def vehicles(*rows: tuple[str, int, str] | tuple[str, int, str, str]) -> pd.DataFrame:
    """Vehicles by name, seats, home and speed profile (car)."""
    if not rows:
        return empty(VehicleTable)
    return pd.DataFrame(
        [
            {
                "vehicle": name,
                "kind": "mobile",
                "seats": seats,
                "profile": (*profile, "car")[0],
                "home_station": home,
                "is_synthetic": True,
                "source": "test",
            }
            for name, seats, home, *profile in rows
        ]
    )


def make(
    people: pd.DataFrame,
    fleet: pd.DataFrame | None = None,
    *,
    to_alarm: tuple[float, ...] = (5.0, 20.0),
    to_site: tuple[float, ...] = (5.0, 40.0),
    config: SurgeConfig = CONFIG,
    **more: Any,
) -> SurgeProblem:
    """A station and Lines, one alarm, one high-risk site; every vehicle is as fast as a car."""
    fleet = vehicles(("v1", 8, "PS"), ("v2", 40, "Lines")) if fleet is None else fleet
    places, notes = station_places(
        stations(("PS", "station"), ("Lines", "lines")), officers_of(people), fleet, config, AT
    )
    minutes = np.array(to_alarm)[:, None], np.array(to_site)[:, None]
    return build(
        Surge((alarm(0),), AT),
        places,
        {"car": minutes[0]},
        {"car": minutes[1]},
        ["church"],
        config,
        notes=notes,
        **more,
    )


def test_share_of_the_roll_is_there_with_its_highest_rank() -> None:
    """15 % of 40 are 6, the Inspector among them; of 30 at Lines a third, 10, are on call."""
    people = pd.concat([roll("PS", 40, heads=("Inspector", "SI")), roll("Lines", 30, "reserve", heads=("Inspector",))])
    station, lines = make(people).origins
    assert len(station.people) == 6
    assert max(p.rank for p in station.people) is Rank.INSPECTOR
    assert len(lines.people) == 10
    assert max(p.rank for p in lines.people) is Rank.INSPECTOR
    assert (station.turnout, lines.turnout) == (30, 150)


def test_women_are_on_duty_in_proportion() -> None:
    """Of 40 constables 20 are women: three of the six on duty."""
    rows = [(f"{k:02d}{'w' if k % 2 else ''}", "Constable", "PS", "station", "") for k in range(40)]
    assert sum(p.is_woman for p in make(officers(*rows)).origins[0].people) == 3


def test_who_is_on_leave_is_not_there() -> None:
    """Leave that holds the moment of the surge counts, leave that is over does not."""
    now = "2026-03-02T00:00:00+00:00/2026-03-03T00:00:00+00:00"
    past = "2026-02-01T00:00:00+00:00/2026-02-02T00:00:00+00:00"
    people = officers(("a", "Constable", "PS", "station", f"{past}; {now}"), ("b", "Constable", "PS", "station", past))
    everybody = CONFIG.model_copy(update={"on_duty_share": 1.0})
    assert [p.officer for p in make(people, config=everybody).origins[0].people] == ["b"]


def test_who_is_planned_and_what_is_taken_stays_out_of_the_shares() -> None:
    """Of ten constables four are in a plan: of the other six all are taken here; a taken vehicle is not there."""
    everybody = CONFIG.model_copy(update={"on_duty_share": 1.0})
    planned = frozenset(f"PS-{k:02d}" for k in range(4))
    fleet = vehicles(("v1", 8, "PS"), ("v3", 4, "PS"))
    (place,), notes = station_places(
        stations(("PS", "station")),
        officers_of(roll("PS", 10)),
        fleet,
        everybody,
        AT,
        planned=planned,
        taken=frozenset({"v1"}),
    )
    assert [p.officer for p in place.people] == [f"PS-{k:02d}" for k in range(4, 10)]
    assert [v.id for v in place.vehicles] == ["v3"]
    assert notes == []


def test_who_is_at_the_desk_by_plan_counts_for_the_minimum_of_the_desk() -> None:
    """Two must stay at a station; a plan has put one there, so one of the others stays."""
    for at_desk, stays in ((0, 2), (1, 1), (3, 0)):
        (place,), _ = station_places(
            stations(("PS", "station")), officers_of(roll("PS", 40)), vehicles(), CONFIG, AT, at_desk={"PS": at_desk}
        )
        assert place.stays == stays


def test_only_trainings_of_the_day_count() -> None:
    """One training that has not lapsed, one that lapsed yesterday, one without an end, one of something else."""
    people = officers(*((name, "Constable", "PS", "station", "") for name in "abcd"))
    people["skills"] = ["riot-control:2026-03-02; driver", "riot-control:2026-03-01", "riot-control", "driver"]
    assert [person.is_riot_trained for person in persons(officers_of(people), AT).values()] == [
        True,
        False,
        True,
        False,
    ]


def test_minutes_become_tenths_and_never_earlier() -> None:
    """4.01 minutes are 41 tenths, 4.0 are 40, and what cannot be driven is None."""
    given = make(roll("PS", 20), to_alarm=(4.01, 4.0))
    assert [o.drive for o in given.origins] == [(41,), (40,)]
    assert [o.drive for o in make(roll("PS", 20), to_alarm=(NEVER, np.nan)).origins] == [(None,), (None,)]


@pytest.mark.parametrize("to_alarm", [(1.0,), (1.0, -2.0)])
def test_arrays_that_do_not_fit_are_refused(to_alarm: tuple[float, ...]) -> None:
    """A wrong shape or a negative time is a fault of the program."""
    with pytest.raises(ValueError, match="to_alarms"):
        make(roll("PS", 20), to_alarm=to_alarm)


def test_no_vehicle_anywhere_still_answers_and_says_so() -> None:
    """With no vehicle on record everyone has a seat, and the answer says that this was taken for granted."""
    given = make(roll("PS", 200, heads=("Inspector",) * 3), vehicles())
    assert given.origins[0].seats == len(given.origins[0].people) == 30
    for answer in (nearest(given), dispatch(given, seconds=2, seed=1)):
        assert answer.alarms[0].units
        assert any("none is on record" in note for note in answer.notes)


def test_one_station_without_vehicle_has_the_stated_seats() -> None:
    """Where others have vehicles, a station without one has the seats of the configuration: none."""
    given = make(roll("PS", 40), vehicles(("v2", 40, "Lines")))
    assert given.origins[0].seats == CONFIG.seats_without_vehicle == 0


def test_people_without_a_known_station_are_said() -> None:
    """Three officers and a vehicle of a station that is not in the list stay out, aloud."""
    given = make(pd.concat([roll("PS", 5), roll("gone", 3)]), vehicles(("v1", 8, "PS"), ("v9", 8, "gone")))
    assert [note[:10] for note in given.notes] == ["3 officers", "1 vehicles"]


def test_cover_is_held_back_up_to_what_is_there() -> None:
    """The site is 8 minutes from the station with turn-out and 55 from Lines: the station's people are its cover."""
    (holdback,) = make(roll("PS", 40)).holdbacks
    assert (holdback.site, holdback.minimum, holdback.origins) == ("church", 4, ("PS",))
    given = make(roll("PS", 20))
    assert given.holdbacks[0].minimum == len(given.origins[0].people) == 3
    assert given.thin == (("church", "only 3 of 4 officers within 25 min before anyone leaves"),)


def test_cover_counts_turnout() -> None:
    """23 minutes of driving and 3 of turn-out are more than 25: nobody covers the site, and that is said."""
    given = make(roll("PS", 40), to_site=(23.0, NEVER))
    assert given.holdbacks == ()
    assert given.thin == (("church", "none of 4 officers within 25 min before anyone leaves"),)
    assert nearest(given).uncovered[0].site == "church"


def test_no_cover_is_held_back_for_the_site_of_the_alarm() -> None:
    """The force goes there; it need not stay for it."""
    given = make(roll("PS", 40), own_sites=("church",))
    assert given.holdbacks == ()
    assert given.thin == ()


def test_reserve_is_at_most_a_share_of_a_small_force() -> None:
    """Of 6 on duty 2 stay at the desk; a quarter of the 4 who may go is 1, not a section of 10."""
    assert make(roll("PS", 40)).reserve == 1


def test_empty_roll_is_an_answer() -> None:
    """A store without officers gives a problem, and the problem an answer."""
    answer = dispatch(make(empty(OfficerTable)), seconds=1, seed=1)
    assert answer.alarms[0].units == ()


def test_guards_cover_their_own_site_and_no_other() -> None:
    """Two guards stand at the church: they are half of its cover, and nobody's elsewhere."""
    people = tuple(Person(f"G{k}", Rank.CONSTABLE, False) for k in range(2))
    guard = Place(
        "church guard", "church", "guard", 0.0, 0.0, people, (), 2, 2, stays=2, only_site="church", on_foot=True
    )
    minutes = {"foot": np.full((1, 1), np.inf)}
    sites = {"foot": np.full((1, 2), np.inf)}
    given = build(Surge((alarm(0),), AT), [guard], minutes, sites, ["church", "temple"], CONFIG)
    assert [(h.site, h.minimum, h.origins) for h in given.holdbacks] == [("church", 2, ("church guard",))]
    assert [site for site, _ in given.thin] == ["church", "temple"]
    assert given.origins[0].give == 0


def test_the_problem_says_what_moving_together_takes() -> None:
    """With a form-up point the way onward is briefing and 4.01 minutes: 30 and 41 tenths; without one there is none."""
    point = FormUp(700.0, 0.0, 700.0)
    assert make(roll("PS", 20), form_ups=[point], onward_min=[4.01]).onward == (71,)
    given = make(roll("PS", 20))
    assert given.onward == (0,)
    assert (given.unit_min, given.unit_leader, given.sections) == (4, Rank.HEAD_CONSTABLE, (10,))
    assert given.curves[0].needs == given.needs


def test_built_problem_is_answered_and_checked() -> None:
    """Tables in, an answer that the checker accepts out; two alarms, many ranks, two kinds of vehicles."""
    people = pd.concat([roll("PS", 200, heads=("Inspector", "SI", "ASI")), roll("Lines", 90, "reserve", ("DSP", "SI"))])
    surge = Surge((alarm(0, "40"), replace(alarm(1, "60"), id="A2")), AT)
    fleet = vehicles(("v1", 8, "PS"), ("v2", 12, "PS"), ("m1", 2, "PS", "motorcycle"), ("v3", 40, "Lines"))
    places, _ = station_places(stations(("PS", "station"), ("Lines", "lines")), officers_of(people), fleet, CONFIG, AT)
    to_alarms = np.array([[4.0, 9.5], [12.0, 6.0]])
    to_sites = np.array([[5.0], [40.0]])
    given = build(
        surge,
        places,
        {"car": to_alarms, "motorcycle": to_alarms * 0.8},
        {"car": to_sites, "motorcycle": to_sites},
        ["church"],
        CONFIG,
    )
    answer = dispatch(given, seconds=5, seed=1)
    assert check_answer(given, answer) == ()
    assert check_answer(given, nearest(given)) == ()
