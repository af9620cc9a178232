"""Incidents as an analyst asks for them, on a handful that can be counted by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point

from planner.config import Config, load_config
from planner.core.errors import InputError, NotFound
from planner.core.plan import Provenance
from planner.flow import explore, explore_counts, open_store
from planner.flow.views import remove_view, rename_view, restore_view, save_view, view_named, views
from planner.store import Store
from planner.tables import AreaTable, IncidentTable, SiteTable, check_table
from tests.layers import scenes

X, Y = scenes.ORIGIN
BY = Provenance("2026-11-22T00:00:00+00:00", "test", {}, 7, "made up")


def incident(name: str, day: str, **other: Any) -> dict[str, Any]:
    """A row whose place is the made-up site; the hour is local (five hours before UTC's)."""
    moment = datetime.fromisoformat(f"{day}:00+05:00").astimezone(UTC)
    row = {
        "incident": name,
        "occurred_at": moment,
        "time_precision": 1,
        "place_precision": 1,
        "kind": "arson",
        "severity": 3,
        **dict.fromkeys(("crowd_low", "crowd_best", "crowd_high", "fatalities")),
        "community": "christian",
        "trigger": "",
        "actor": "crowd",
        "reported_by": "press",
        "source": "paper",
        "at": (1000.0, 1000.0),
    }
    return {**row, **other}


ROWS = (
    incident("NOW-1", "2026-11-02T14:30"),  # a Monday
    incident("NOW-2", "2026-11-09T14:05", kind="threat", severity=1, trigger=" Rally "),
    incident("NOW-3", "2026-11-10T00:00", at=(20000.0, 20000.0)),  # no hour; in the eastern tehsil, far from the site
    incident("VAGUE-PLACE", "2026-11-12T09:00", place_precision=3, kind="threat", source="diary"),
    incident("VAGUE-DAY", "2026-11-15T09:00", time_precision=3, kind="vandalism", source="list"),
    incident("FOUND", "2026-11-16T09:00", reported_by="patrol"),
    incident("SECOND", "2026-11-02T15:00", source="other paper", reported_by="monitor"),  # NOW-1 once more
    incident("BEFORE", "2026-10-05T08:00"),
    incident("LONG-AGO", "2024-01-01T08:00"),
)


@pytest.fixture
def config() -> Config:
    """The defaults."""
    return load_config(None)


@pytest.fixture
def store() -> Store:
    """One site in the western tehsil and nine rows."""
    rows = pd.DataFrame([{key: value for key, value in row.items() if key != "at"} for row in ROWS])
    for name in ("crowd_low", "crowd_best", "crowd_high", "fatalities"):
        rows[name] = pd.array([None] * len(rows), dtype="Int64")
    points = gpd.GeoSeries([Point(X + row["at"][0], Y + row["at"][1]) for row in ROWS], crs=scenes.CRS)
    sites = scenes.sites(1).assign(geometry=gpd.GeoSeries([Point(X + 1100, Y + 1000)], crs=scenes.CRS))
    made = open_store("memory:")
    made.set_crs(scenes.CRS)
    frames = {
        IncidentTable: check_table(IncidentTable, gpd.GeoDataFrame(rows, geometry=points, crs=scenes.CRS)),
        SiteTable: sites,
        AreaTable: scenes.areas(),
    }
    made.replace_many(frames, by=BY)
    return made


def names(store: Store, config: Config, **asked: str) -> list[str]:
    """The identifiers of what is chosen, newest first."""
    return list(explore.choose(explore.incident_frame(store, config), explore.choice_of(asked)).rows["incident"])


def test_each_incident_counts_once_and_the_rest_is_told_by_reason(store: Store, config: Config) -> None:
    """Of nine rows one is a second report and one a patrol find; with `every` they are there too."""
    chosen = explore.choose(explore.incident_frame(store, config), explore.choice_of({}))
    assert len(chosen.rows) == 7
    assert chosen.of == 9
    assert chosen.reasons == {"choice": 0, "second": 1, "finds": 1, "vague place": 0, "vague day": 0}
    assert len(names(store, config, every="1")) == 9


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"from": "2026-11-01", "kind": "arson"}, ["NOW-3", "NOW-1"]),
        ({"kind": "threat,vandalism"}, ["VAGUE-DAY", "VAGUE-PLACE", "NOW-2"]),
        ({"trigger": "rally"}, ["NOW-2"]),
        ({"from": "2026-11-01", "trigger": "not-stated", "day": "1", "place": "1"}, ["NOW-3", "NOW-1"]),
        ({"severity": "1", "gravest": "2"}, ["NOW-2"]),
        ({"tehsil": "T1"}, ["NOW-3"]),
        ({"tehsil": "T2", "from": "2026-11-01", "day": "1"}, ["NOW-2", "NOW-1"]),
        ({"tehsil": "not-stated"}, ["VAGUE-PLACE"]),
        ({"text": "church 0", "to": "2026-10-31"}, ["BEFORE", "LONG-AGO"]),
        ({"text": "now-"}, ["NOW-3", "NOW-2", "NOW-1"]),
        ({"source": "diary"}, ["VAGUE-PLACE"]),
        ({"to": "2024-01-01"}, ["LONG-AGO"]),
        ({"reporter": "police-register"}, []),
    ],
)
def test_a_choice_finds_what_it_says(store: Store, config: Config, asked: dict[str, str], found: list[str]) -> None:
    """Read off the nine rows by hand."""
    assert names(store, config, **asked) == found


def test_what_is_too_rough_for_a_place_or_a_day_is_told_apart(store: Store, config: Config) -> None:
    """In the western tehsil since November: one row may lie there, one is known to the month."""
    asked = explore.choice_of({"from": "2026-11-01", "tehsil": "T2", "day": "1"})
    chosen = explore.choose(explore.incident_frame(store, config), asked)
    assert chosen.reasons == {"choice": 3, "second": 1, "finds": 1, "vague place": 1, "vague day": 1}
    near = explore.choose(explore.incident_frame(store, config), explore.choice_of({"from": "2026-11-01"}))
    # the 15th of November less half a month begins in October
    assert near.doubtful == 1


def test_a_drawn_area_holds_what_lies_in_it(store: Store, config: Config) -> None:
    """A box around the eastern incident."""
    frame = explore.incident_frame(store, config)
    x, y = frame.set_index("incident").loc["NOW-3", ["longitude", "latitude"]]
    wide = f"POLYGON (({x - 0.01} {y - 0.01}, {x + 0.01} {y - 0.01}, {x} {y + 0.01}, {x - 0.01} {y - 0.01}))"
    assert names(store, config, shape=wide) == ["NOW-3"]


@pytest.mark.parametrize(
    "asked",
    [
        {"kind": "arsen"},
        {"from": "yesterday"},
        {"from": "2026-02-02", "to": "2026-02-01"},
        {"severity": "6"},
        {"severity": "4", "gravest": "2"},
        {"shape": "POINT (1 2)"},
        {"shape": "round"},
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(asked: dict[str, str]) -> None:
    """Each with a sentence."""
    with pytest.raises(InputError):
        explore.choice_of(asked)


def test_a_choice_is_the_same_after_it_was_written_down() -> None:
    """Blanks, commas and per cent signs of data included; only plain parts may stand in an address."""
    asked = explore.Choice(
        start=date(2026, 1, 1), kind=("mob violence", "arson"), trigger=("land, 50 % share", "not-stated"), every=True
    )
    said = explore.as_query(asked)
    assert said["kind"] == "mob-violence,arson"
    assert explore.choice_of(said) == asked
    plain, is_all = explore.address_of(asked)
    assert plain == {"from": "2026-01-01", "kind": "mob-violence,arson", "every": "1"}
    assert not is_all
    assert explore.address_of(explore.Choice(area=("T1",))) == ({"tehsil": "T1"}, True)


def test_time_and_hours_are_counted_from_local_days(store: Store, config: Config) -> None:
    """November in weeks from Monday; two rows at two o'clock on a Monday, one without an hour."""
    rows = explore.choose(explore.incident_frame(store, config), explore.choice_of({"from": "2026-11-01"})).rows
    weeks = explore_counts.by_time(rows, date(2026, 11, 1), date(2026, 11, 15), "week")
    assert [(one["from"], one["to"], one["count"]) for one in weeks] == [
        ("2026-11-01", "2026-11-01", 0),
        ("2026-11-02", "2026-11-08", 1),
        ("2026-11-09", "2026-11-15", 4),
    ]
    hours = explore_counts.by_hour(rows)
    assert hours["cells"][0][14] == 2
    assert (hours["known"], hours["unknown"]) == (3, 2)  # the fourth, of the 12th, has an hour; the month has none
    assert sum(map(sum, hours["cells"])) == 3


@pytest.mark.parametrize(("days", "step"), [(92, "day"), (93, "week"), (1100, "week"), (1101, "month")])
def test_long_periods_have_wide_bars(days: int, step: str) -> None:
    """Days up to a quarter, weeks up to three years."""
    first = date(2020, 1, 1)
    assert explore_counts.step_for(first, date.fromordinal(first.toordinal() + days - 1)) == step


def test_a_period_is_held_against_the_one_before_and_a_year_before(store: Store, config: Config) -> None:
    """Arson of four weeks of November: 2 against 1, and none a year before; too few for a change to be said."""
    asked = explore.choice_of({"from": "2026-11-01", "to": "2026-11-28", "kind": "arson"})
    found = explore_counts.compared(store, config, asked)
    assert found["before"] == {"from": "2026-10-04", "to": "2026-10-31", "known": True}
    assert found["year"] == {"from": "2025-11-01", "to": "2025-11-28", "known": True}
    whole = found["rows"][0]
    assert (whole["now"], whole["before"], whole["year"]) == (2, 1, 0)
    assert whole["before_ratio"]["best"] == 2
    assert whole["year_ratio"]["best"] is None
    assert whole["before_change"] == explore_counts.FEW
    early = explore_counts.compared(store, config, explore.choice_of({"from": "2024-01-01", "to": "2024-12-31"}))
    assert early["rows"][0]["before_ratio"] is None


def test_places_are_listed_with_their_rate_and_its_doubt(store: Store, config: Config) -> None:
    """Two exact rows of November at the one site, one far from it; a rough one is in no place."""
    asked = explore.choice_of({"from": "2026-11-01", "day": "1"})
    rows = explore.choose(explore.incident_frame(store, config), asked).rows
    found = explore_counts.places(store, config, rows, days=365)
    assert [(one["place"], one["count"]) for one in found["rows"]] == [("S00000", 2)]
    assert (found["placed"], found["unplaced"]) == (2, 2)
    # 90 % interval of a Poisson count of 2: 0.355 to 6.296 (Garwood's table)
    rate = found["rows"][0]["per_year"]
    assert rate["low"] == pytest.approx(0.355, abs=0.002)
    assert rate["high"] == pytest.approx(6.296, abs=0.01)
    cells = explore_counts.places(store, config, rows, days=365, by="cell")
    assert [one["count"] for one in cells["rows"]] == [2, 1]
    assert sum(cell["count"] for cell in explore_counts.density(rows, 1000.0)) == 3


def test_a_record_says_what_is_known_and_who_else_reports_it(store: Store, config: Config) -> None:
    """The site is 100 m away; the second report is named."""
    found = explore.record(store, config, "NOW-1")
    assert found["sites"] == [{"site": "S00000", "metres": 100.0, "community": "christian", "is_at": True}]
    assert {found["duplicates"]["counts"], *found["duplicates"]["others"]} == {"NOW-1", "SECOND"}
    assert found["crowd_best"] is None
    assert explore.record(store, config, "VAGUE-PLACE")["sites"] == []
    with pytest.raises(InputError):
        explore.record(store, config, "NOBODY")


def test_the_whole_document_adds_up(store: Store, config: Config) -> None:
    """Shown and left out are all there are."""
    found = explore_counts.explored(store, config, explore.choice_of({"kind": "arson"}))
    assert found["shown"] + sum(found["hidden"].values()) == found["of"] == 9
    assert sum(one["count"] for one in found["over_time"]) == found["shown"]


def test_a_store_without_incidents_is_no_fault(config: Config) -> None:
    """Nothing of nothing."""
    empty = open_store("memory:")
    found = explore_counts.explored(empty, config, explore.choice_of({}))
    assert (found["shown"], found["of"], found["rows"]) == (0, 0, [])


def test_a_view_is_kept_renamed_removed_and_brought_back() -> None:
    """Each step is an event; nothing is lost."""
    store = open_store("memory:")
    made = save_view(store, "  Fires  of the year ", {"kind": "arson"})
    assert made["name"] == "Fires of the year"
    assert made["query"] == {"kind": "arson"}
    rename_view(store, made["view"], "Fires")
    assert [one["name"] for one in views(store)] == ["Fires"]
    with pytest.raises(InputError):
        save_view(store, "FIRES", {})
    remove_view(store, made["view"])
    remove_view(store, made["view"])
    assert views(store) == []
    assert [one["removed"] for one in views(store, removed=True)] == [True]
    save_view(store, "fires", {})
    with pytest.raises(InputError):
        restore_view(store, made["view"])
    rename_view(store, made["view"], "Old fires")
    restore_view(store, made["view"])
    assert [one["name"] for one in views(store)] == ["fires", "Old fires"]
    kinds = [event.kind for event in store.replay(f"view/{made['view']}")]
    assert kinds == ["made", "renamed", "removed", "renamed", "restored"]
    with pytest.raises(NotFound):
        view_named(store, "nothing")


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "a\ud800"])
def test_a_name_that_cannot_be_kept_is_refused(name: str) -> None:
    """Empty, too long, no text."""
    with pytest.raises(InputError):
        save_view(open_store("memory:"), name, {})
