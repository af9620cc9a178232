"""A register, a plan and an emergency of March 2025, each made by hand, in a store of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from planner import flow
from planner.config import load_config
from planner.core.plan import Provenance
from planner.flow.live import open_surge, tell
from planner.tables import AreaTable, IncidentTable, OfficerTable, SiteTable, StationTable
from tests.flow.hand_made import GUARD, document
from tests.risk.frames import AS_OF, CRS, incidents, officers, sites, stations
from tests.risk.lands import tehsils

CONFIG = load_config()
MARCH = date(2025, 3, 1)
NEAR, FAR = (1.0, 1.0), (15_000.0, 1.0)
"""In the first and in the second tehsil."""
BY = Provenance("2025-04-02T10:00:00+00:00", "hifazat 0.1.0", {}, None, "test")

REGISTER: list[dict[str, Any]] = [
    {"day": "2023-01-05"},
    *({"day": f"2023-03-{day:02}"} for day in (5, 6)),
    *({"day": f"2024-03-{day:02}"} for day in (1, 2, 3, 4, 5, 31)),
    *({"day": f"2025-02-{day:02}", "kind": "threat"} for day in (1, 28)),
    {"day": "2025-03-01", "severity": 5, "fatalities": 2},
    {"day": "2025-03-15", "crowd_best": 200},
    {"day": "2025-03-31"},
    {"day": "2025-03-20", "kind": "threat", "severity": 1, "at": FAR, "place_precision": 2, "community": "hindu"},
    {"day": "2025-03-21", "reported_by": "patrol"},
]
ROLL: list[dict[str, Any]] = [
    {"officer": "SI-1", "rank": "SI", "skills": "riot-control:2025-03-10"},
    {"officer": "ASI-2", "rank": "ASI", "skills": "riot-control:2025-02-01; driver"},
    {"officer": "HC-3", "rank": "Head Constable", "skills": "riot-control:2025-04-30"},
    {"officer": "C-4", "skills": "riot-control:2025-05-01"},
    {"officer": "C-5"},
]


def on_days(*rows: dict[str, Any]) -> Any:
    """Incidents at noon UTC of the days that are said, in the first tehsil where no place is."""
    made = []
    for row in rows:
        noon = datetime.fromisoformat(row["day"]).replace(hour=12, tzinfo=UTC)
        ago = (AS_OF - noon).total_seconds() / 86_400
        made.append({"at": NEAR, **{key: value for key, value in row.items() if key != "day"}, "days_ago": ago})
    return incidents(*made)


@contextmanager
def store_with(folder: Path, *rows: dict[str, Any], roll: list[dict[str, Any]] | None = None) -> Iterator[flow.Store]:
    """A store with these incidents, two tehsils, two sites, a station, and the roll."""
    with flow.open_store(str(folder / "month.db")) as store:
        store.set_crs(CRS)
        frames: dict[Any, Any] = {
            AreaTable: tehsils(2),
            SiteTable: sites({"name_en": "Secret Chapel", "at": NEAR}, {"name_en": "Hidden Temple", "at": FAR}),
            StationTable: stations({"name_en": "City"}),
        }
        if rows:
            frames[IncidentTable] = on_days(*rows)
        if roll:
            frames[OfficerTable] = officers(*roll)
        store.replace_many(frames, by=BY)
        yield store


def plan_of_march() -> dict[str, Any]:
    """A plan of 20 and 21 March: five duties, C-4 does not come to the first guard, both guards ask for a woman."""
    text = flow_json(document(**{GUARD: "ASI-2"}))
    made: dict[str, Any] = text
    for row in made["duties"]:
        row["women"] = int(row["kind"] == "guard")
    gap = {"place": "S1", "start": "2025-03-20T08:00:00+05:00", "end": "2025-03-20T12:00:00+05:00"}
    why = "no free officer of rank Constable or above on Thursday 20 March 08:00-12:00: 5 hold the rank, 5 rest."
    made["uncovered"] = [{**gap, "missing": "1 officer of 2 (left open)", "why": why}]
    return {**made, "plan_id": "march", "from": "2025-03-20"}


def flow_json(plan: dict[str, Any]) -> dict[str, Any]:
    """The plan two years and nine months earlier."""
    moved: dict[str, Any] = json.loads(json.dumps(plan).replace("2026-12-", "2025-03-"))
    return moved


def keep_plan(store: flow.Store, plan: dict[str, Any]) -> None:
    """Keeps the plan as it is."""
    store.record(f"plan/{plan['plan_id']}", "made", plan, command_id=f"made-{plan['plan_id']}", expected_version=0)


def keep_emergency(store: flow.Store) -> None:
    """An alarm at 09:00 on 10 March: four officers there at 09:12, at the crowd at 09:25; promised was 09:20."""

    def at(minute: int) -> datetime:
        return datetime(2025, 3, 10, 9, minute).astimezone(UTC).replace(tzinfo=UTC)

    crowd = {"low": 50, "best": 80, "high": 120}
    alarm = {"id": "A1", "longitude": 73.0, "latitude": 31.0, "crowd": crowd, "place": "the market", "level": "tense"}
    name = open_surge(store, CONFIG, [alarm], at=at(0), name="MARKET")
    unit = {
        "origin": "P1", "place": "City", "kind": "mobile", "vehicles": [], "women": 0, "riot": 0,
        "commander_rank": "ASI", "depart": at(3).isoformat(), "arrive": at(10).isoformat(), "route": "", "path": [],
        "alarm": "A1", "form_up": [],
    }  # fmt: skip
    units = [
        {**unit, "unit": "A1-1", "officers": ["ASI-2", "C-4", "C-5", "SI-1"], "strength": 4},
        {**unit, "unit": "A1-2", "officers": ["HC-3"], "strength": 1},
    ]
    promised = [{"alarm": "A1", "officers": 4, "adequate": at(20).isoformat()}]
    tell(store, CONFIG, name, "ordered", {"units": units, "promised": promised}, at=at(2))
    tell(store, CONFIG, name, "refused", {"unit": "A1-2", "because": "no fuel"}, at=at(4))
    tell(store, CONFIG, name, "arrived", {"unit": "A1-1"}, at=at(12))
    tell(store, CONFIG, name, "engaged", {"unit": "A1-1"}, at=at(25))
