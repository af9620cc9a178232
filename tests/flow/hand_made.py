"""A plan of two days in the hamlet, written by hand: five officers, five duties, every rule kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from planner import flow
from planner.config import load_config
from planner.flow.plans import judged
from planner.flow.week import keep

CONFIG = load_config()
DAY = date(2026, 12, 20)
GUARD, DESK, NIGHT, GUARD_2, DESK_2 = "guard-1", "desk-1", "patrol-1", "guard-2", "desk-2"
ZONE = "+05:00"


def _duty(name: str, kind: str, place: str, start: str, end: str, strength: int, in_charge: str) -> dict[str, Any]:
    return {
        "duty": name,
        "kind": kind,
        "place": place,
        "start": f"2026-12-{start}:00{ZONE}",
        "end": f"2026-12-{end}:00{ZONE}",
        "strength": strength,
        "in_charge": in_charge,
        "women": 0,
        "skills": "",
        "value": 10,
        "reason": "written by hand",
        "sites": "",
        "unmet": "",
    }


DUTIES = [
    _duty(GUARD, "guard", "S1", "20T08:00", "20T12:00", 2, "Constable"),
    _duty(DESK, "desk", "PS01", "20T08:00", "20T16:00", 1, "Constable"),
    _duty(NIGHT, "patrol", "PS01", "20T22:00", "21T06:00", 2, "ASI"),
    _duty(GUARD_2, "guard", "S1", "21T08:00", "21T12:00", 2, "Constable"),
    _duty(DESK_2, "desk", "PS01", "21T08:00", "21T16:00", 1, "Constable"),
]
TEAMS = {GUARD: "ASI-2 C-4", DESK: "HC-3", NIGHT: "SI-1 C-5", GUARD_2: "ASI-2 C-4", DESK_2: "HC-3"}


def document(**teams: str) -> dict[str, Any]:
    """The plan, with other teams where `teams` name them by duty (`_` for `-`)."""
    on = {**TEAMS, **{name.replace("_", "-"): team for name, team in teams.items()}}
    rows = {row["duty"]: row for row in DUTIES}
    return {
        "plan_id": "by-hand",
        "status": "good",
        "objective": 0,
        "bound": 0,
        "gap": 0.0,
        "seconds": 0.1,
        "seed": 7,
        "inputs": {},
        "code": "test",
        "made_at": "2026-12-19T12:00:00+05:00",
        "assignments": [
            {"officer": officer, "duty": d, **{key: rows[d][key] for key in ("kind", "place", "start", "end")}}
            for d in rows
            for officer in sorted(on[d].split())
        ],
        "rules_off": [],
        "why": [],
        "from": DAY.isoformat(),
        "days": 2,
        "duties": [dict(row) for row in DUTIES],
        "is_synthetic": True,
        "routes": [],
        "units": "unit",
        "suitability": {},
        "patrol": {},
        "predictability": "",
        "posts": "",
        "floors": [],
        "needed": [],
        "prices": [],
        "violations": [],
        "uncovered": [],
    }


def kept(store: flow.Store, **teams: str) -> str:
    """Keeps the plan, judged, under an identifier that no other has; returns that."""
    made = {**document(**teams), "plan_id": uuid4().hex}
    found = judged(store, CONFIG, made)
    made.update({key: value for key, value in found.items() if key != "rules_off"})
    return str(keep(store, made)["plan_id"])


@contextmanager
def hamlet(folder: Path) -> Iterator[flow.Store]:
    """A store with the hamlet."""
    with flow.open_store(str(folder / "hamlet.db")) as store:
        flow.sample(store, CONFIG, world="hamlet", seed=7, today=DAY)
        yield store


def who(plan: dict[str, Any], duty: str) -> list[str]:
    """Who is on a duty of a plan."""
    return sorted(a["officer"] for a in plan["assignments"] if a["duty"] == duty)
