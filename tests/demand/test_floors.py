"""Floors of groups, and the groups that have no guard."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
from shapely.geometry import box

from planner.config import load_config
from planner.demand import floors, unserved
from planner.demand.floors import groups
from planner.tables import AreaTable, check_table, empty
from tests.demand.world import SUNDAY, Tiny, tiny
from tests.risk.frames import CRS, sites, stations

SERVICE = {"category": "B", "service_times": "Su 09:00-11:00"}


def areas(*rows: tuple[str, str, str, str]) -> Any:
    """Areas of code, name, level and parent."""
    if not rows:
        return empty(AreaTable, CRS)
    frame = gpd.GeoDataFrame(
        {
            "area": [row[0] for row in rows], "name_en": [row[1] for row in rows], "name_ur": "",
            "level": [row[2] for row in rows], "parent": [row[3] for row in rows], "source": "test",
        },
        geometry=[box(0, 0, 1, 1)] * len(rows),
        crs=CRS,
    )  # fmt: skip
    return check_table(AreaTable, frame)


TEHSILS = areas(
    ("D", "Demo", "district", ""),
    ("T1", "Upper", "tehsil", "D"),
    ("T2", "Lower", "tehsil", "D"),
    ("V", "Chak 1", "settlement", "T1"),
)


def floor_of(world: Tiny, **overrides: Any) -> dict[str, Any]:
    """The floors of a world by name."""
    return {
        one.name: one for one in floors(world.demand, world.sites, TEHSILS, load_config(overrides=overrides).equity)
    }


def test_groups_are_communities_tehsils_small_and_unregistered() -> None:
    """A site in a village counts for its tehsil; an unknown attendance counts as small."""
    places = sites(
        {"area": "V", "worshippers": 500},
        {"area": "T2", "community": "hindu", "worshippers": 60},
        {"area": "V < T1 < D", "is_registered": False, "worshippers": 61},
        {"area": "elsewhere"},
    )
    found = {group.name: sorted(group.sites) for group in groups(places, TEHSILS, load_config().equity)}
    assert found == {
        "community Christian": ["S1", "S3", "S4"],
        "community Hindu": ["S2"],
        "tehsil Upper": ["S1", "S3"],
        "tehsil Lower": ["S2"],
        "small sites": ["S2", "S4"],
        "unregistered sites": ["S3"],
    }


def test_a_floor_counts_the_guards_at_the_group_s_sites() -> None:
    """Sunday services of two communities: each has a floor of 0.3 over its own guard; mobiles and desks count not."""
    world = tiny(sites(SERVICE, {**SERVICE, "community": "hindu"}), stations({}), windows=SUNDAY)
    found = floor_of(world)
    assert found["community Christian"].duties == {"guard-S1-20261227T0800"}
    assert found["community Hindu"].duties == {"guard-S2-20261227T0800"}
    assert found["community Hindu"].least_share == 0.3
    assert found["small sites"].duties == {"guard-S1-20261227T0800", "guard-S2-20261227T0800"}
    assert found["small sites"].least_share == 0.2


def test_a_group_without_a_guard_has_the_mobiles_that_visit_it() -> None:
    """The C site of the Hindu community has no guard: the three mobiles of the day are its floor, and it is said."""
    world = tiny(sites(SERVICE, {"community": "hindu"}), stations({}), windows=SUNDAY)
    found = floor_of(world)
    assert found["community Hindu"].duties == {f"patrol-P1-20261227T{hour}00" for hour in ("06", "14", "22")}
    said = unserved(world.demand, world.sites, areas(), load_config().equity)
    assert said == ("Community Hindu: no guard is asked for at the 1 site; all of them lie on the beat of a mobile.",)


def test_a_group_that_nothing_protects_has_no_floor_and_is_named() -> None:
    """Without a station there is no mobile: the Hindu site is on nobody's list."""
    world = tiny(sites(SERVICE, {"community": "hindu"}), windows=SUNDAY)
    assert set(floor_of(world)) == {"community Christian", "small sites"}
    said = unserved(world.demand, world.sites, areas(), load_config().equity)
    assert said == (
        "Community Hindu: no guard is asked for at the 1 site, and no mobile visits them: nothing protects them.",
    )


def test_a_beat_that_holds_some_of_a_group_is_counted_so() -> None:
    """One of the two sites was added after the demand was made."""
    world = tiny(sites({"community": "hindu"}), stations({}), windows=SUNDAY)
    grown = sites({"community": "hindu"}, {"community": "hindu"})
    said = unserved(world.demand, grown, areas(), load_config().equity)
    assert "1 of them lie on the beat of a mobile, the other 1 on none." in said[0]


def test_a_share_of_nothing_is_no_floor() -> None:
    """Set to 0 by the deployment."""
    world = tiny(sites(SERVICE), stations({}), windows=SUNDAY)
    assert set(floor_of(world, **{"equity.community_share": 0.0, "equity.small_share": 0.0})) == set()
