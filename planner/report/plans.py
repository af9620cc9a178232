"""A plan as a document and back: the JSON of `hifazat plan`, which the store keeps."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from planner.core.duty import DutyKind, Route, Visit
from planner.core.errors import InputError
from planner.core.plan import Assignment, Outcome, Plan, Provenance, Status
from planner.core.rule import Shortfall, Violation
from planner.core.time import Window


def plan_document(outcome: Outcome, provenance: Provenance) -> dict[str, Any]:
    """The outcome of planning as a document; without a plan its lists are empty and `why` says the reasons."""
    plan = outcome.plan
    head: dict[str, Any] = {
        "plan_id": "" if plan is None else plan.plan_id,
        "status": outcome.status.value,
        "objective": None if plan is None else plan.objective,
        "bound": None if plan is None else plan.bound,
        "gap": None if plan is None else plan.gap,
        "seconds": 0.0 if plan is None else round(plan.seconds, 3),
        "seed": (provenance.seed or 0) if plan is None else plan.seed,
        "inputs": dict(provenance.inputs),
    }
    found = Plan("", outcome.status, (), (), 0, 0, 0.0, 0) if plan is None else plan
    return {
        **head,
        "assignments": [
            {
                "officer": one.officer,
                "duty": one.duty,
                "kind": one.kind.value,
                "place": one.place,
                "start": one.window.start.isoformat(),
                "end": one.window.end.isoformat(),
            }
            for one in found.assignments
        ],
        "uncovered": [dataclasses.asdict(one) for one in found.uncovered],
        "violations": [dataclasses.asdict(one) for one in found.violations],
        "rules_off": list(found.rules_off),
        "routes": route_rows(found.routes),
        "why": list(outcome.why),
        "made_at": provenance.made_at,
        "code": provenance.code,
    }


def plan_from_document(document: Mapping[str, Any]) -> Plan:
    """The plan of a document; InputError names the entry that cannot be read."""
    try:
        return Plan(
            plan_id=str(document["plan_id"]),
            status=Status(document["status"]),
            assignments=tuple(_assignment(row, n) for n, row in enumerate(document["assignments"])),
            uncovered=tuple(Shortfall(**row) for row in document["uncovered"]),
            objective=int(document["objective"] or 0),
            bound=int(document["bound"] or 0),
            seconds=float(document["seconds"]),
            seed=int(document["seed"]),
            rules_off=tuple(document.get("rules_off", ())),
            violations=tuple(Violation(**row) for row in document["violations"]),
            routes=routes_from_document(document),
        )
    except KeyError as fault:
        raise InputError(f"the plan has no {fault.args[0]!r}", maybe="the file was cut off.") from fault
    except (TypeError, ValueError) as fault:
        if isinstance(fault, InputError):
            raise
        raise InputError(f"the plan cannot be read: {fault}", maybe="it was changed by hand.") from fault


def route_rows(routes: Iterable[Route]) -> list[dict[str, Any]]:
    """Routes as JSON rows, moments in ISO 8601."""
    return [
        {
            "duty": route.duty,
            "vehicle": route.vehicle,
            "base": route.base,
            "start": route.window.start.isoformat(),
            "end": route.window.end.isoformat(),
            "drive_min": route.drive_min,
            "metres": route.metres,
            "visits": [
                {"site": visit.site, "start": visit.window.start.isoformat(), "end": visit.window.end.isoformat()}
                for visit in route.visits
            ],
        }
        for route in routes
    ]


def routes_from_document(document: Mapping[str, Any]) -> tuple[Route, ...]:
    """The routes of a plan document, none where it has none; InputError names the route that cannot be read."""
    return tuple(_route(row, number) for number, row in enumerate(document.get("routes") or ()))


def _route(row: Mapping[str, Any], number: int) -> Route:
    try:
        return Route(
            duty=str(row["duty"]),
            vehicle=str(row["vehicle"]),
            base=str(row["base"]),
            window=_window(row),
            visits=tuple(Visit(str(visit["site"]), _window(visit)) for visit in row["visits"]),
            drive_min=float(row.get("drive_min", 0.0)),
            metres=float(row.get("metres", 0.0)),
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise InputError(
            f"route {number + 1} of the plan cannot be read: {fault!r}", maybe="it was changed by hand."
        ) from fault


def _window(row: Mapping[str, Any]) -> Window:
    return Window(datetime.fromisoformat(row["start"]), datetime.fromisoformat(row["end"]))


def _assignment(row: Mapping[str, Any], number: int) -> Assignment:
    try:
        return Assignment(row["officer"], row["duty"], DutyKind(row["kind"]), row["place"], _window(row))
    except (KeyError, TypeError, ValueError) as fault:
        raise InputError(
            f"assignment {number + 1} of the plan cannot be read: {fault!r}", maybe="it was changed by hand."
        ) from fault
