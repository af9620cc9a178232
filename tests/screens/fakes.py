"""A planner that answers at once and always the same: screens are tested against it, without a store or a solver."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from planner.core.errors import InputError
from planner.flow.stores import Request
from tests.layers import scenes

DAY = scenes.NOW.date()


class FakeStore:
    """Says how many rows the scene has; its hashes change when the scene does."""

    def __init__(self, fake: FakeFlow) -> None:
        self._fake = fake

    def hash(self, table: Any) -> str:
        """The same for all tables: the number of the scene."""
        return str(id(self._fake.the_scene))

    def count(self, table: Any) -> int:
        """Rows of the scene's table."""
        return len(getattr(self._fake.the_scene, table.name))


@dataclass
class FakeFlow:
    """The functions of `planner.flow` that screens call, over one made-up scene."""

    the_scene: scenes.FakeScene = field(default_factory=scenes.scene)
    made: list[dict[str, Any]] = field(default_factory=list)
    imported: list[tuple[str, bytes, dict[str, Any]]] = field(default_factory=list)
    fault: Exception | None = None
    Request: type = Request

    def open_store(self, url: str, *, key: str | None = None) -> FakeStore:
        """A store over the scene."""
        return FakeStore(self)

    def today(self, config: Any) -> date:
        """The scene's day."""
        return DAY

    def scene(self, store: FakeStore, config: Any) -> scenes.FakeScene:
        """The scene, or the fault that a test wants to see."""
        if self.fault is not None:
            raise self.fault
        return self.the_scene

    def graph(self, store: FakeStore, config: Any) -> None:
        """Nothing to get ready."""

    def plans(self, store: FakeStore) -> Sequence[dict[str, Any]]:
        """The plans that were made, newest first."""
        return list(reversed(self.made))

    def plan(self, store: FakeStore, config: Any, *, start: date, days: int, **how: Any) -> dict[str, Any]:
        """A plan with one duty filled, one left open."""
        document = plan_document(start, days, str(self.the_scene.sites["site"].iloc[0]))
        self.made.append(document)
        return document

    def surge(
        self,
        store: FakeStore,
        config: Any,
        *,
        alarms: Sequence[tuple[float, float, str]],
        on_first: Callable[[dict[str, Any]], None] | None = None,
        **how: Any,
    ) -> dict[str, Any]:
        """One unit goes straight to each alarm."""
        answer = surge_document(alarms, str(self.the_scene.sites["site"].iloc[0]))
        if on_first is not None:
            on_first(answer)
        return answer

    def import_file(self, store: FakeStore, config: Any, request: Request) -> dict[str, Any]:
        """Stores all rows but the second, which comes back; a file named broken cannot be read."""
        if "broken" in request.path.name:
            raise InputError("broken.csv has no column 'site'", maybe="it is another kind of file.")
        self.imported.append((request.kind, request.path.read_bytes(), {"dates": request.dates}))
        assert request.rejects is not None
        request.rejects.write_text(
            "file,row,column,value,why,maybe\nsites.csv,2,latitude,abc,no number,it is a name\n", encoding="utf-8-sig"
        )
        one = {"read": 3, "stored": 2, "rejected": 1, "rejects_file": str(request.rejects), "warnings": ["seen"]}
        return {request.kind: one}

    def write_plan(self, store: Any, config: Any, document: dict[str, Any], folder: Path, *, language: str) -> None:
        """One file that names the plan and the language."""
        (folder / "order.txt").write_text(f"{document['plan_id']} {language}", encoding="utf-8")

    write_surge = write_plan

    def sample(self, store: Any, config: Any, **how: Any) -> None:
        """Puts the made-up scene where there was nothing."""
        self.the_scene = scenes.scene()


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
        "duties": [
            {"duty": "D1", "kind": "guard", "strength": 1, "reason": "demand.guard_b", **duty},
            {"duty": "D2", "kind": "desk", "strength": 2, "reason": "demand.desk_officers", **duty},
        ],
        "uncovered": [{"place": site, "start": begin, "end": end, "missing": "2 officers", "why": "nobody is free"}],
        "violations": [],
    }


def surge_document(alarms: Sequence[tuple[float, float, str]], site: str) -> dict[str, Any]:
    """One unit of twelve from the first station to each alarm, in nine minutes."""
    at = scenes.NOW
    made = [
        {
            "id": f"A{number}",
            "longitude": longitude,
            "latitude": latitude,
            "need": {"officers": 12, "women": 1, "commander": "SI"},
            "time_to_adequate_min": 9.0,
            "bound_min": 9.0,
            "proven_optimal": True,
            "shortfall": None,
            "commander": "SI OFF-1",
            "form_up": {"longitude": longitude + 0.005, "latitude": latitude},
            "units": [
                {
                    "unit": f"U{number}",
                    "origin": "P1",
                    "strength": 12,
                    "women": 1,
                    "commander_rank": "SI",
                    "depart": (at + timedelta(minutes=3)).isoformat(),
                    "arrive": (at + timedelta(minutes=9)).isoformat(),
                    "minutes": 9.0,
                    "route": "Main road",
                    "path": [[longitude + 0.08, latitude + 0.03], [longitude + 0.04, latitude], [longitude, latitude]],
                }
            ],
        }
        for number, (longitude, latitude, _) in enumerate(alarms, 1)
    ]
    return {
        "status": "optimal",
        "seconds": 0.1,
        "alarms": made,
        "uncovered": [{"site": site, "why": "its cover was sent"}],
        "broken_holdbacks": [],
        "requests": ["10 officers from the reserve of the next district"],
        "nearest_first": {"alarms": [{"id": "A1", "time_to_adequate_min": 8.0}], "broken_holdbacks": ["S1", "S2"]},
    }


def plan_of_today(flow: FakeFlow) -> dict[str, Any]:
    """A kept plan that holds the scene's day."""
    document = plan_document(DAY, 7, str(flow.the_scene.sites["site"].iloc[0]))
    flow.made.append(document)
    return document
