"""A tiny plan document and a tiny answer to a surge, as the stages before hand them on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from planner.core.duty import DutyKind, Route, Visit
from planner.core.plan import Assignment, Outcome, Plan, Provenance, Status
from planner.core.rule import Shortfall
from planner.core.time import Window
from planner.report import plan_document
from tests.risk.frames import officers, sites, stations

START = datetime(2026, 12, 25, 3, tzinfo=UTC)  # 08:00 in Karachi
BY = Provenance("2026-12-20T10:00:00+00:00", "hifazat 0.1.0", {"sites": "aa", "config": "bb"}, 7)
FRAMES: dict[str, Any] = {
    "officers": officers({"rank": "Constable"}, {"rank": "ASI"}, {"rank": "SI", "home_station": "P2"}, {"rank": "ASI"}),
    "sites": sites({"name_en": "St. Thomas", "name_ur": "مقدس توما"}, {"at": (900.0, 400.0)}),
    "stations": stations({"name_en": "City"}, {"name_en": "Lines", "kind": "lines"}),
}
ROUTE = Route(
    "patrol-P1-20261225T0800",
    "LEA 1234",
    "P1",
    Window(START, START + timedelta(hours=2)),
    (
        Visit("S1", Window(START + timedelta(minutes=10), START + timedelta(minutes=25))),
        Visit("S2", Window(START + timedelta(minutes=35), START + timedelta(minutes=47))),
    ),
    drive_min=24.25,
    metres=12_345.0,
)


def outcome() -> Outcome:
    """F1, F2 and F3 guard S1 from 08:00 to 12:00, F4 relieves them; desk P1 is left open."""
    morning = Window(START, START + timedelta(hours=4))
    noon = Window(morning.end, morning.end + timedelta(hours=4))
    on = [
        *(Assignment(f, "guard-S1-20261225T0800", DutyKind.GUARD, "S1", morning) for f in ("F1", "F2", "F3")),
        Assignment("F4", "guard-S1-20261225T1200", DutyKind.GUARD, "S1", noon),
    ]
    gap = Shortfall("P1", morning.start.isoformat(), morning.end.isoformat(), "2 officers", "Nobody is left.")
    plan = Plan("3f9a12", Status.GOOD, tuple(on), (gap,), 120, 90, 1.5, 7, routes=(ROUTE,))
    return Outcome(Status.GOOD, plan, ("Time ran out before the proof.",))


def document() -> dict[str, Any]:
    """The plan as its document, with the needs that it was made for."""
    made = plan_document(outcome(), BY)
    guard = {"kind": "guard", "strength": 3}
    made["duties"] = [
        {"duty": "guard-S1-20261225T0800", **guard, "reason": "guard at Christmas (demand.festival_c, derived)"},
        {"duty": "guard-S1-20261225T1200", **guard, "reason": "relief"},
        {"duty": "desk-P1-20261225T0800", "kind": "desk", "strength": 2, "reason": "desk"},
    ]
    return made


def surge_document() -> dict[str, Any]:
    """Two units to one alarm: F3 of the Lines commands, F2 comes from the city."""
    unit = {"women": 0, "minutes": 12.0, "arrive": "2026-12-25T01:55:00+00:00"}
    return {
        "at": "2026-12-25T06:35:00+05:00",
        "inputs": {},
        "seed": 7,
        "alarms": [
            {
                "id": "A1", "longitude": 73.421, "latitude": 31.331, "commander": "F3, SI",
                "need": {"officers": 4, "women": 1, "commander": "SI", "reason": "crowd 20, 5 a head"},
                "form_up": {"longitude": 73.42, "latitude": 31.33, "x_m": 1.0, "y_m": 2.0},
                "units": [
                    {**unit, "unit": "U1", "origin": "P2", "strength": 1, "commander_rank": "SI",
                     "depart": "2026-12-25T01:50:00+00:00", "route": "Canal Road", "officers": ["F3"],
                     "vehicles": ["LEA 1234"]},
                    {**unit, "unit": "U2", "origin": "P1", "strength": 2, "commander_rank": "ASI",
                     "depart": "2026-12-25T01:38:00+00:00", "route": "", "officers": ["F2", "F1"], "vehicles": []},
                ],
            }
        ],
    }  # fmt: skip


def full_document() -> dict[str, Any]:
    """The plan with its needs in full, and a mobile of F4 and F2 with a route to S1 and S2."""
    made = document()
    morning = {"start": START.isoformat(), "end": (START + timedelta(hours=4)).isoformat()}
    mobile = {"start": ROUTE.window.start.isoformat(), "end": ROUTE.window.end.isoformat()}
    for row in made["duties"]:
        row.update(morning, place="S1", value=40, women=0, sites="S1", unmet="")
    made["duties"][1].update(start=morning["end"], end=(START + timedelta(hours=8)).isoformat())
    made["duties"][2].update(place="P1", women=1, sites="")
    patrol = {"duty": ROUTE.duty, "kind": "patrol", "place": "P1", **mobile}
    made["duties"].append(
        {**patrol, "strength": 2, "value": 20, "women": 0, "sites": "S1; S2", "unmet": "", "reason": "mobile"}
    )
    made["assignments"] += [{**patrol, "officer": officer} for officer in ("F4", "F2")]
    return made


HOSTILE = "#panic(1) $x$ @a *b* {count} {{x}} <b>&amp;</b> \u202eabc =cmd"


def hostile_frames() -> dict[str, Any]:
    """The tables with names that no page, template or reader of files may run."""
    names = {"name_en": HOSTILE, "name_ur": f"{HOSTILE} گرجا"}
    return {"sites": sites(names, {**names, "at": (900.0, 0.0)}), "stations": stations(names, names)}
