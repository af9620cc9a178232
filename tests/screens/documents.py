"""Documents as the planner gives them to the screens, made up by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from planner.flow.alarms import AlarmSaid
from tests.layers import scenes


def plan_document(start: date, days: int, site: str) -> dict[str, Any]:
    """A plan of two duties on its first day."""
    begin = f"{start.isoformat()}T04:00:00+00:00"
    end = f"{start.isoformat()}T12:00:00+00:00"
    duty = {"place": site, "start": begin, "end": end, "in_charge": "Constable", "women": 0, "skills": "", "value": 1}
    return {
        "plan_id": f"plan-{start.isoformat()}-{days}",
        "status": "good",
        "objective": 10,
        "bound": 9,
        "gap": 0.1,
        "seconds": 3.0,
        "seed": 7,
        "inputs": {},
        "rules_off": [],
        "why": [],
        "from": start.isoformat(),
        "days": days,
        "made_at": "2026-11-22T00:00:00+00:00",
        "is_synthetic": True,
        "assignments": [
            {"officer": "OFF-1", "duty": "D1", "kind": "guard", "place": site, "start": begin, "end": end},
        ],
        "routes": [],
        "duties": [
            {"duty": "D1", "kind": "guard", "strength": 1, "reason": "demand.guard_b", **duty},
            {"duty": "D2", "kind": "desk", "strength": 2, "reason": "demand.desk_officers", **duty},
        ],
        "uncovered": [{"place": site, "start": begin, "end": end, "missing": "2 officers", "why": "nobody is free"}],
        "violations": [],
    }


def picture_document(plan: Mapping[str, Any] | None, site: str, alarms: Sequence[Mapping[str, Any]] = ()) -> Any:
    """The picture of the scene's morning, before what a plan leaves open begins; one service, one training."""
    at, end = f"{scenes.NOW:%Y-%m-%d}T07:00:00+05:00", f"{scenes.NOW + timedelta(days=1):%Y-%m-%d}T07:00:00+05:00"
    row = {"duty": "D2", "kind": "desk", "value": 1, "is_now": False}
    row |= {"start": f"{at[:10]}T09:00:00+05:00", "end": f"{at[:10]}T17:00:00+05:00"}
    head = None
    if plan is not None:
        last = date.fromisoformat(plan["from"]) + timedelta(days=plan["days"] - 1)
        head = {"plan_id": plan["plan_id"], "from": plan["from"], "to": last.isoformat(), "was_signed": False}
        head |= {"made_at": plan["made_at"], "signed_by": "", "open": len(plan["uncovered"])}
    states = {"open": 1, "short": 0, "nobody": 0, "visited": 0, "guarded": 0}
    service = {"site": site, "state": "open", "sent": 0, "needed": 3, "start": at, "end": end}
    lapsed = [{"officer": "OFF-1", "until": "2026-01-31"}]
    lacks = {"duty": "D2", "kind": "desk", "place": site, "plan_id": "", "day": at[:10], "officers": ["OFF-1"]}
    found = {"band": "A+", "score": 0.02, "low": 0.01, "high": 0.04, "days": 7, "before": 0.01}
    return {
        "at": at,
        "ahead_until": end,
        "classification": "restricted",
        "sites": 1,
        "emergencies": list(alarms),
        "plan": head,
        "open": [{**one, **row, "plan_id": plan["plan_id"]} for one in plan["uncovered"]] if plan else [],
        "hours": [{"hour": at, "until": end, "count": 1, **states, "sites": [service]}],
        "occasions": [],
        "planned_until": head["to"] if head else None,
        "is_plan_due": head is None,
        "unsigned": [head] if head else [],
        "trainings": [
            {
                "skill": "riot-control",
                "lapsed": lapsed,
                "lapsing": [],
                "holders": 3,
                "asked": ["desk"],
                "duties": [lacks],
            }
        ],
        "incidents": {"count": 9, "last": "2026-11-10", "days_old": 12, "is_old": True},
        "endangered": [{"site": site, **found, "change": "more", "why": "an incident nearby"}],
    }


def surge_document(alarms: Sequence[AlarmSaid], site: str) -> dict[str, Any]:
    """One unit of twelve from the first station to each alarm, in nine minutes."""
    at = scenes.NOW
    made = [
        {
            "id": f"A{number}",
            "longitude": said.longitude,
            "latitude": said.latitude,
            "place": "200 m north of Site 1",
            "crowd": {"low": 300.0, "best": 450.0, "high": 600.0, "planned": 570, "quantile": 0.9},
            "need": {"officers": 12, "women": 1, "riot": 2, "commander": "SI"},
            "time_to_adequate_min": 9.0,
            "bound_min": 9.0,
            "proven_optimal": True,
            "shortfall": None,
            "commander": "SI OFF-1",
            "form_up": {"longitude": said.longitude + 0.005, "latitude": said.latitude, "place": "Main road"},
            "form_up_by": (at + timedelta(minutes=6)).isoformat(),
            "move_off": (at + timedelta(minutes=8)).isoformat(),
            "promise": {"quantile": 0.8, "minutes": 13.0},
            "curve": {
                "minutes": [0.0, 9.0, 30.0],
                "force": [0, 12, 12],
                "need": [12, 12, 12],
                "crowd": [570, 570, 570],
                "nearest_first": [0, 12, 12],
            },
            "units": [
                {
                    "unit": f"U{number}",
                    "origin": "P1",
                    "strength": 12,
                    "women": 1,
                    "riot": 2,
                    "kind": "station",
                    "place": "Station 1",
                    "officers": [f"OFF-{k}" for k in range(12)],
                    "vehicles": ["V1"],
                    "commander_rank": "SI",
                    "depart": (at + timedelta(minutes=3)).isoformat(),
                    "arrive": (at + timedelta(minutes=9)).isoformat(),
                    "minutes": 9.0,
                    "route": "Main road",
                    "path": [
                        [said.longitude + 0.08, said.latitude + 0.03],
                        [said.longitude + 0.04, said.latitude],
                        [said.longitude, said.latitude],
                    ],
                }
            ],
        }
        for number, said in enumerate(alarms, 1)
    ]
    return {
        "status": "optimal",
        "seconds": 0.1,
        "alarms": made,
        "uncovered": [{"site": site, "why": "its cover was sent"}],
        "broken_holdbacks": [],
        "requests": [
            {
                "id": "R1",
                "rung": "region",
                "to": "the region's riot police",
                "officers": 30,
                "women": 2,
                "riot": 15,
                "commander": "",
                "alarm": "A1",
                "eta_min": {"low": 60.0, "best": 120.0, "high": 240.0},
                "state": "draft",
                "sentence": "Ask the region's riot police for 30 officers.",
            }
        ],
        "nearest_first": {
            "alarms": [{"id": one["id"], "time_to_adequate_min": 8.0, "piecemeal": 3} for one in made],
            "broken_holdbacks": ["S1", "S2"],
            "emptied_desks": ["P1"],
            "reserve_left": 0,
        },
        "notes": ["15 in 100 of each roll are taken."],
    }


def explanation(site: str, days: int) -> dict[str, Any]:
    """Why a site has its score: an exact and a vague incident, and what the ten factors say."""
    past = {"kind": "arson", "is_vague": False}
    return {
        "site": site,
        "days": days,
        "score": 0.3,
        "incidents": [
            {**past, "incident": "I1", "days_ago": 40.0, "distance_m": 512.0, "worth": 0.1},
            {**past, "incident": "I2", "days_ago": 900.0, "distance_m": 3210.0, "is_vague": True, "worth": 0.003},
            {**past, "incident": "I3", "days_ago": 999.0, "distance_m": 9000.0, "worth": 0.0},
        ],
        "sentence": "1 reported incident 512 m away 40 days ago.",
        "vulnerability": {
            "total": 52.0,
            "low": 48.0,
            "high": 60.0,
            "vulnerability_band": "B",
            "harm": 1.0,
            "category": "A",
            "why": "400 worshippers.",
            "note": "",
        },
    }


def hindsight_document(top: int) -> dict[str, Any]:
    """Two windows with five incidents at sites, two of them at the top sites."""
    windows = [
        {"from": "2026-09-27", "to": "2026-10-25", "incidents": 3, "held": 1},
        {"from": "2026-10-25", "to": "2026-11-22", "incidents": 2, "held": 1},
    ]
    counts = {"windows": 2, "incidents": 5, "held": 2, "top": top, "sites": 40, "by_chance": 5 * top / 40, "rough": 1}
    return {**counts, "by_window": windows, "sentence": ""}


def backtest_document() -> dict[str, Any]:
    """Three models on twenty incidents."""
    made = []
    for name, gain, low, high in (("hifazat", 1.9, -0.2, 0.3), ("KDE", 1.85, -0.3, 0.2), ("uniform", 0.0, -2.5, -1.0)):
        made.append(
            {
                "model": name,
                "ours": name == "hifazat",
                "information_gain": gain,
                "hit_rate_1": 0.3,
                "hit_rate_5": 0.75,
                "hit_rate_20": 0.8,
                "calibration_slope": None if name == "uniform" else 1.0,
                "coverage_90": 0.9,
                "difference_to_best": {"mean": gain - 1.85, "low": low, "high": high},
                "best_other": "KDE" if name == "hifazat" else "hifazat",
            }
        )
    return {"folds": 2, "events": 20, "horizon_days": 28, "models": made}
