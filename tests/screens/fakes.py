"""A planner that answers at once and always the same: screens are tested against it, without a store or a solver."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from planner.core.errors import InputError
from planner.flow import live, open_store, replay, scenario_of, scenarios, span
from planner.flow.alarms import AlarmSaid
from planner.flow.backtest import Question
from planner.flow.loading import Request
from tests.layers import scenes
from tests.screens.documents import (
    backtest_document,
    explanation,
    hindsight_document,
    picture_document,
    plan_document,
    surge_document,
)
from tests.screens.fake_explore import Explores
from tests.screens.reports import Reports

DAY = scenes.NOW.date()


class FakeStore:
    """Says how many rows the scene has; its hashes change when the scene does."""

    def __init__(self, fake: FakeFlow) -> None:
        self._fake = fake

    def hash(self, table: Any) -> str:
        """The same for all tables: the number of the scene."""
        return str(id(self._fake.the_scene))

    def anchor(self) -> tuple[int, str]:
        """As many events as plans were made or touched, and which scene it is: loading one is an event too."""
        return self._fake.events + len(self._fake.made), str(id(self._fake.the_scene))

    def count(self, table: Any) -> int:
        """Rows of the scene's table."""
        return len(getattr(self._fake.the_scene, table.name))


@dataclass
class FakeFlow(Explores, Reports):
    """The functions of `planner.flow` that screens call, over one made-up scene."""

    the_scene: scenes.FakeScene = field(default_factory=scenes.scene)
    made: list[dict[str, Any]] = field(default_factory=list)
    fault: Exception | None = None
    short: bool = False
    explained: list[str] = field(default_factory=list)
    doubled: list[dict[str, Any]] = field(default_factory=list)
    events: int = 0
    alarms: list[dict[str, Any]] = field(default_factory=list)
    pictured: int = 0
    asked: dict[str, Any] = field(default_factory=dict)
    logs: Any = field(default_factory=lambda: open_store("memory:"))
    pack: Path = field(default_factory=Path)
    replay_fault: Exception | None = None
    Request: type = Request
    Question: type = Question
    AlarmSaid: type = AlarmSaid

    def open_store(self, url: str, *, key: str | None = None) -> FakeStore:
        """A store over the scene."""
        return FakeStore(self)

    def loads(self, store: FakeStore) -> list[dict[str, Any]]:
        """No file was loaded."""
        return []

    def holdings(self, store: FakeStore) -> list[dict[str, Any]]:
        """The rows of the scene, written never."""
        return [{"table": "sites", "rows": len(self.the_scene.sites), "at": ""}]

    def today(self, config: Any) -> date:
        """The scene's day."""
        return DAY

    def scene(self, store: FakeStore, config: Any) -> scenes.FakeScene:
        """The scene, or the fault that a test wants to see."""
        if self.fault is not None:
            raise self.fault
        return self.the_scene

    def risk_by_span(self, store: FakeStore, config: Any, *, as_of: date, days: int) -> Sequence[Any]:
        """The scene's day again and again: the sum is as many times it."""
        day = self.the_scene.risk
        moved = [
            day.assign(**{edge: day[edge] + timedelta(days=n) for edge in ("window_start", "window_end")})
            for n in range(days)
        ]
        return [span.summed(pd.concat(moved)), *(span.summed(one) for one in moved)]

    def surface(self, store: FakeStore, config: Any, *, as_of: date, days: int) -> dict[str, Any]:
        """Four cells east of the scene."""
        return scenes.surface()

    def explain_risk(self, store: FakeStore, config: Any, *, site: str, as_of: date, days: int) -> dict[str, Any]:
        """One incident that is worth a third, and one that is worth nothing."""
        self.explained.append(site)
        return explanation(site, days)

    def hindsight(self, store: FakeStore, config: Any, *, top: int, **how: Any) -> dict[str, Any]:
        """Two windows, of which the first held one of three."""
        how["progress"](1, 2)
        return hindsight_document(top)

    def run_backtest(self, config: Any, question: Any, **how: Any) -> dict[str, Any]:
        """Ours is level with the best other; the even spread has no slope."""
        how["progress"]("window 1", 1, 2)
        if self.short:
            raise InputError("the history is too short", maybe="import older incidents.")
        return backtest_document()

    def multipliers(self, store: FakeStore, config: Any, *, as_of: date) -> list[dict[str, Any]]:
        """A day of service is twice an ordinary one."""
        same = {"prior": 1.0, "events": 4.0, "expected": 2.0}
        return [
            {"day": "ordinary day", "factor": 1.0, "low": 1.0, "high": 1.0, **same, "grade": "reference"},
            {"day": "service day", "factor": 2.0, "low": 0.9, "high": 3.5, **same, "grade": "learned"},
        ]

    def trends(self, store: FakeStore, config: Any, *, by: str, public: bool) -> dict[str, Any]:
        """Nine now and three before; in public nothing."""
        group = {"month": "2026-10", "tehsil": "T1", "community": "christian", "kind": "arson", "trigger": "land"}[by]
        told = {"count": 9.0, "before": 3.0, "ratio": {"low": 1.1, "best": 3.0, "high": 9.0}, "change": "more"}
        kept = {"count": None, "before": None, "ratio": None, "change": "nothing to compare with"}
        rows = [{"group": one, "name": "", "hidden": public, **(kept if public else told)} for one in (group, "all")]
        mark = "public" if public else "restricted"
        period = {"by": by, "from": "2025-11-01", "to": "2026-10-31", "public": public}
        return {**period, "classification": mark, "notes": [], "rows": rows}

    def fairness(self, store: FakeStore, config: Any, *, as_of: date) -> dict[str, Any]:
        """The first tehsil is silent."""
        rate = {"low": 0.01, "best": 0.02, "high": 0.05}
        row = {"name": "", "sites": 20, "reported": 1, "per_site_year": rate, "desk_share": 0.1, "score_share": 0.2}
        return {
            "by_tehsil": [{**row, "group": "T1", "flag": "silent"}, {**row, "group": "T2", "flag": ""}],
            "by_community": [{**row, "group": "christian", "flag": ""}],
            "exploration": {"share": 0.15, "hours": 75.0, "days": 7},
        }

    def duplicates(self, store: FakeStore, config: Any) -> list[dict[str, Any]]:
        """None, or those that a test has put there."""
        return self.doubled

    def graph(self, store: FakeStore, config: Any) -> None:
        """Nothing to get ready."""

    def picture(self, store: FakeStore, config: Any, *, changes: bool = True) -> dict[str, Any]:
        """What the newest plan leaves open, beside the alarms that a test has put there."""
        self.pictured += 1
        site = str(self.the_scene.sites["site"].iloc[0])
        return picture_document(self.made[-1] if self.made else None, site, self.alarms)

    def plans(self, store: FakeStore) -> Sequence[dict[str, Any]]:
        """The plans that were made, newest first."""
        return list(reversed(self.made))

    def plan(self, store: FakeStore, config: Any, *, start: date, days: int, **how: Any) -> dict[str, Any]:
        """A plan with one duty filled, one left open."""
        self.asked = {key: how[key] for key in ("units", "like", "whole")}
        document = plan_document(start, days, str(self.the_scene.sites["site"].iloc[0]))
        self.made.append(document)
        return document

    def replan(self, store: FakeStore, config: Any, name: str, *, away: Any, at: Any, **how: Any) -> dict[str, Any]:
        """The same plan with OFF-2 for OFF-1."""
        self.asked = {"away": away, "at": at}
        old = self.made[-1]
        document = {**old, "plan_id": "again", "replaces": name, "assignments": [dict(a) for a in old["assignments"]]}
        document["assignments"][0]["officer"] = "OFF-2"
        document["differs"] = [{"duty": "D1", "in": ["OFF-2"], "out": ["OFF-1"], "sentence": "OFF-2 for OFF-1."}]
        self.made.append(document)
        return document

    def candidates(self, store: FakeStore, config: Any, name: str, *, duty: str, out: str = "") -> list[dict[str, Any]]:
        """One who is free and one who is not."""
        parts = {"training": 100, "tenure": 60, "language": 100}
        row = {"rank": "Constable", "is_woman": True, "suitability": 87, "parts": parts, "hours": 16.0}
        return [{**row, "officer": "OFF-2", "busy": ""}, {**row, "officer": "OFF-3", "busy": "on leave"}]

    def try_change(
        self, store: FakeStore, config: Any, name: str, *, duty: str, out: str = "", into: str = ""
    ) -> dict[str, Any]:
        """It breaks a rule and opens a need at the first station."""
        document = self.made[-1]
        return {
            "breaks": [f"guard guard-P1-20261123T0900 at P1: {into or out} rests too short (roster.rest_h, rule)."],
            "mends": [],
            "opens": [f"P1, {DAY.isoformat()}T09:00:00+00:00: 1 officer of 2"],
            "closes": [],
            "suitability": {"total": 87, "parts": {"training": 100}} if into else None,
            "document": {**document, "uncovered": [*document["uncovered"], *document["uncovered"]]},
        }

    def change(self, store: FakeStore, config: Any, name: str, *, reason: str, by: str, **how: Any) -> dict[str, Any]:
        """Keeps the reason; a signature loses its force."""
        if not reason:
            raise InputError("reason is empty", maybe="say in a few words why.")
        document = self.made[-1]
        kept = {"duty": how["duty"], "out": how["out"], "in": how["into"], "reason": reason, "by": by}
        document["changes"] = [*document.get("changes", ()), kept]
        if document.get("signed"):
            document["signed"] = {**document["signed"], "is_current": False}
        self.events += 1
        return document

    def sign(
        self, store: FakeStore, config: Any, name: str, *, by: str, post: str, accepts: str = ""
    ) -> dict[str, Any]:
        """Signs the newest plan."""
        at = "2026-11-22T06:00:00+00:00"
        self.made[-1]["signed"] = {"by": by, "post": post, "accepts": accepts, "at": at, "is_current": True}
        self.events += 1
        return self.made[-1]

    def compare(self, store: FakeStore, config: Any, first: str, second: str) -> dict[str, Any]:
        """Two measures, one kind, and a duty that only the first covers."""
        measure = {"measure": "places_filled", "unit": "share", "a": 0.9, "b": 0.8, "better": "a"}
        duty = {**self.made[0]["duties"][0], "other_sends": 0, "other_wants": True}
        return {
            "rows": [measure, {**measure, "measure": "cost", "unit": "PKR", "a": 1200.0, "b": None, "better": ""}],
            "kinds": {"guard": {"a": [1, 1], "b": [0, 1]}},
            "only_a_covers": [duty],
            "only_b_covers": [],
            "sites": [
                {
                    "site": str(self.the_scene.sites["site"].iloc[0]),
                    "a": {"share": 1.0, "visits": 0},
                    "b": {"share": None, "visits": 2},
                }
            ],
        }

    def reach(self, store: FakeStore, config: Any, *, at: tuple[float, float]) -> dict[str, Any]:
        """One square around the place, in which one site lies; one station comes, another cannot."""
        x, y = at
        ring = [[x - 0.01, y - 0.01], [x + 0.01, y - 0.01], [x + 0.01, y + 0.01], [x - 0.01, y - 0.01]]
        stations = [str(name) for name in self.the_scene.stations["station"]]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        return {
            "areas": [{"minutes": 5, "sites": ["S0001"], "geometry": geometry}],
            "stations": [{"station": stations[0], "minutes": 4.0}],
            "cut_off": stations[1:2],
        }

    def ways(self, store: FakeStore, config: Any, routes: Any) -> dict[tuple[str, str], Any]:
        """No route has a way on the roads: they are drawn straight."""
        return {}

    def surge(
        self,
        store: FakeStore,
        config: Any,
        *,
        alarms: Sequence[AlarmSaid],
        on_first: Callable[[dict[str, Any]], None] | None = None,
        **how: Any,
    ) -> dict[str, Any]:
        """One unit goes straight to each alarm."""
        self.asked = {"alarms": list(alarms), "closures": how.get("closures", ())}
        answer = surge_document(alarms, str(self.the_scene.sites["site"].iloc[0]))
        if on_first is not None:
            on_first(answer)
        return answer

    def write_plan(
        self, store: Any, config: Any, document: dict[str, Any], folder: Path, *, language: str, parts: Any = ()
    ) -> None:
        """One file that names the plan, the language and the parts."""
        (folder / "order.txt").write_text(f"{document['plan_id']} {language} {' '.join(parts)}", encoding="utf-8")

    write_surge = write_plan

    def surges(self, store: Any, config: Any) -> list[dict[str, Any]]:
        """The logs that were opened: real ones, in a store in memory."""
        return live.surges(self.logs, config)

    def keep_surge(self, store: Any, config: Any, plan: dict[str, Any], **how: Any) -> str:
        """A real log with the orders of an answer."""
        return live.keep_surge(self.logs, config, {**plan, "at": scenes.NOW.isoformat()}, **how)

    def surge_log(self, store: Any, config: Any, name: str) -> dict[str, Any]:
        """What a log says five minutes after it was opened."""
        return live.surge_log(self.logs, config, name, at=scenes.NOW + timedelta(minutes=5))

    def surge_now(self, store: Any, config: Any, name: str, **how: Any) -> dict[str, Any]:
        """No new orders are needed, but one unit could turn round."""
        turn = {"unit": "U1", "sentence": "U1 could turn round to A2: 12 officers there after 4 min."}
        return {**self.surge_log(store, config, name), "plan": None, "new": [], "diversions": [turn]}

    def tell(self, store: Any, config: Any, name: str, kind: str, body: dict[str, Any]) -> Any:
        """A real entry, five minutes after the log was opened."""
        return live.tell(self.logs, config, name, kind, body, at=scenes.NOW + timedelta(minutes=5))

    def alarm_place(self, store: Any, config: Any, longitude: float, latitude: float) -> str:
        """Every place lies inside, and where it is."""
        return "1.2 km west of St Mary"

    def scenarios(self) -> list[dict[str, Any]]:
        """Those in the folder that a test has made."""
        return scenarios(folder=self.pack)

    def scenario_of(self, name: str) -> Any:
        """One of them."""
        return scenario_of(self.pack / f"{name}.toml")

    def replay(self, config: Any, name: str, **how: Any) -> dict[str, Any]:
        """A real replay of one of them, or the fault that a test wants to see."""
        if self.replay_fault is not None:
            raise self.replay_fault
        self.asked = how
        return replay(config, self.pack / f"{name}.toml", **how)

    def sample(self, store: Any, config: Any, **how: Any) -> None:
        """Puts the made-up scene where there was nothing."""
        self.the_scene = scenes.scene()


def plan_of_today(flow: FakeFlow) -> dict[str, Any]:
    """A kept plan that holds the scene's day."""
    document = plan_document(DAY, 7, str(flow.the_scene.sites["site"].iloc[0]))
    flow.made.append(document)
    return document
