"""Last year's plan on this year's days: festivals by name, other days by whole weeks."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import pytest

from planner.config import load_config
from planner.core.errors import InputError
from planner.core.time import day_windows
from planner.demand import Cloned, clone
from planner.demand.clone import model_days
from tests.demand.world import WEEK, Tiny, tiny
from tests.risk.frames import TIMEZONE, occasions, officers, sites, stations

NEXT_YEAR = date(2027, 12, 20)  # Monday, 52 weeks after 21 December 2026
CHRISTMAS = {"start": WEEK[4].start, "end": WEEK[4].end}  # Friday 25 December 2026
CHRISTMAS_AFTER = {
    "start": datetime(2027, 12, 25, tzinfo=UTC),
    "end": datetime(2027, 12, 26, tzinfo=UTC),
}  # a Saturday


def document(world: Tiny) -> dict[str, Any]:
    """A plan document with the demand of a world."""
    rows = world.demand.copy()
    for edge in ("start", "end"):
        rows[edge] = rows[edge].map(lambda moment: moment.isoformat())
    return {"plan_id": "old1", "from": "2026-12-21", "days": 7, "duties": rows.to_dict("records")}


def cloned(world: Tiny, dates: Any, *, places: Any = None, roll: Any = None, days: int = 7, **more: Any) -> Cloned:
    """The world's plan, cloned to the week from 20 December 2027."""
    return clone(
        document(world),
        world.sites if places is None else places,
        world.stations,
        dates,
        officers() if roll is None else roll,
        world.config.demand,
        start=NEXT_YEAR,
        days=days,
        timezone=TIMEZONE,
        **more,
    )


def guards(found: Cloned) -> pd.DataFrame:
    """The guards of a clone."""
    return found.demand[found.demand["kind"] == "guard"].set_index("duty")


def test_christmas_of_then_is_ordered_on_christmas_of_now() -> None:
    """Friday 25 December 2026 answers to Saturday 25 December 2027, at the same hours, with its reason."""
    world = tiny(sites({"category": "C"}), dates=occasions(CHRISTMAS))
    rows = guards(cloned(world, occasions(CHRISTMAS, CHRISTMAS_AFTER)))
    assert list(rows.index) == ["guard-S1-20271225T0800"]
    assert rows["start"].item() == pd.Timestamp("2027-12-25T08:00Z")
    assert rows["end"].item() == pd.Timestamp("2027-12-25T16:00Z")
    assert (rows["strength"].item(), rows["in_charge"].item(), rows["sites"].item()) == (3, "ASI", "S1")
    assert rows["reason"].item() == (
        "as ordered in plan old1 on 2026-12-25: guard at Christmas (festival), category C: "
        "3 officers (demand.festival_c, derived), ASI in charge (demand.festival_in_charge, derived)"
        "; no woman officer on the roll"
    )


def test_other_days_follow_the_day_of_the_week() -> None:
    """A Sunday service of 27 December 2026 is guarded on Sunday 26 December 2027."""
    world = tiny(sites({"category": "A", "service_times": "Su 09:00-11:00"}))
    found = cloned(world, occasions())
    assert list(guards(found).index) == ["guard-S1-20271226T0800"]
    assert found.sentences == (
        "6 days are without a day to answer to in the old plan, without guards, the rest as on the nearest ordinary "
        "day of it: "
        "2027-12-20, 2027-12-21, 2027-12-22, 2027-12-23, 2027-12-24, 2027-12-25.",
    )


def test_a_day_without_its_day_of_the_week_keeps_all_but_guards() -> None:
    """The only Friday of then was Christmas: the Friday of now has mobiles and desk as a day near it, no guard."""
    world = tiny(sites({"category": "A", "service_times": "Th,Sa 09:00"}), stations({}), occasions(CHRISTMAS))
    found = cloned(world, occasions(CHRISTMAS, CHRISTMAS_AFTER))
    friday = found.demand[found.demand["start"].dt.date == date(2027, 12, 24)]
    assert sorted(friday["kind"]) == ["desk", "patrol", "patrol", "patrol"]


def test_a_festival_without_a_day_now_is_left_out_and_said() -> None:
    """The occasions hold no Christmas of 2027: the guards of then do not fall on a Friday without reason."""
    world = tiny(sites({"category": "C"}), dates=occasions(CHRISTMAS))
    found = cloned(world, occasions(CHRISTMAS))
    assert len(guards(found)) == 0
    assert found.sentences[0] == "Christmas: in the old plan, and not on a day of this one by the occasions; left out."


def test_ordinary_days_do_not_repeat_a_festival() -> None:
    """The Friday of now takes the Friday a week later of then, when that of then was Christmas."""
    friday, festival = date(2027, 12, 24), date(2026, 12, 25)
    old = [date(2026, 12, day) for day in range(21, 32)] + [date(2027, 1, 1)]
    names = {festival: frozenset({("Christmas", 0)}), date(2027, 12, 25): frozenset({("Christmas", 0)})}
    models = model_days(old, NEXT_YEAR, 7, names)
    assert models[friday] == date(2027, 1, 1)
    assert models[date(2027, 12, 25)] == festival
    assert models[NEXT_YEAR] == date(2026, 12, 21)


def test_sites_gone_and_new_are_said_and_new_ones_follow_the_template() -> None:
    """S2 is gone, S3 is new: its Christmas guard comes from the template, and a mobile visits it."""
    then = sites({"category": "C"}, {"category": "C"})
    world = tiny(then, stations({}), occasions(CHRISTMAS))
    now = sites({"category": "C"}, {"category": "C", "site": "S3", "at": (5.0, 5.0)})
    dates = occasions(CHRISTMAS, CHRISTMAS_AFTER)
    template = tiny(now, stations({}), occasions({**CHRISTMAS, **CHRISTMAS_AFTER}), windows=_week_after()).demand
    found = cloned(world, dates, places=now, template=template)
    assert set(guards(found)["sites"]) == {"S1", "S3"}
    assert found.sentences == (
        "1 site is in the old plan and not in the store any more: S2.",
        "1 site is not in the old plan, with guards by the template: S3.",
        "1 day is without a day to answer to in the old plan, by the template: 2027-12-24.",
    )
    beats = found.demand[found.demand["kind"] == "patrol"]["sites"]
    assert set(beats) == {"S1; S3"}
    without = cloned(world, dates, places=now)
    assert set(guards(without)["sites"]) == {"S1"}


def _week_after() -> tuple[Any, ...]:
    return day_windows(datetime(2027, 12, 20, tzinfo=UTC), 7)


def test_women_are_shared_by_the_roll_of_now() -> None:
    """Then there was no woman on the roll, now there is one: the guard asks for her, and nothing is unmet."""
    world = tiny(sites({"category": "A", "service_times": "Su 09:00-11:00"}))
    assert world.demand["unmet"].tolist() == ["women:1"]
    row = guards(cloned(world, occasions(), roll=officers({"is_woman": True}))).iloc[0]
    assert (row["women"], row["unmet"]) == (1, "")
    assert row["reason"].endswith("ASI in charge (demand.guard_in_charge, derived)")


def test_a_clone_can_be_cloned() -> None:
    """The reason names the plan that was cloned last, once."""
    world = tiny(sites({"category": "A", "service_times": "Su 09:00-11:00"}))
    once = cloned(world, occasions())
    again = Tiny(world.sites, world.stations, world.risk, once.demand, world.config)
    reason = guards(cloned(again, occasions()))["reason"].item()
    assert reason.count("as ordered in plan") == 1
    assert reason.startswith("as ordered in plan old1 on 2027-12-26: guard at Sunday service")


def test_what_is_no_plan_is_refused() -> None:
    """Duties that cannot be read are named."""
    with pytest.raises(InputError, match="old plan's duties cannot be read"):
        clone(
            {"duties": [{"duty": "x"}]}, sites(), stations(), occasions(), officers(), load_config().demand,
            start=NEXT_YEAR, days=7, timezone=TIMEZONE,
        )  # fmt: skip


def test_an_empty_plan_gives_days_without_a_model() -> None:
    """Nothing to repeat, and it is said."""
    found = clone(
        {"duties": []}, sites(), stations(), occasions(), officers(), load_config().demand,
        start=NEXT_YEAR, days=1, timezone=TIMEZONE,
    )  # fmt: skip
    assert len(found.demand) == 0
    assert found.sentences == (
        "1 day is without a day to answer to in the old plan, without guards, the rest as on the nearest ordinary day "
        "of it: 2027-12-20.",
    )
