"""From a roster problem to a plan document: the roster, the ways of the mobiles, floors, what would help and how much.

Making a plan and making it anew both go through here.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from planner.config import Config
from planner.core.duty import Route
from planner.core.plan import Outcome, Plan
from planner.demand.floors import unserved
from planner.demand.gaps import gap_sentences, visit_gaps
from planner.flow.assess import most_endangered, risk
from planner.flow.ground import road_minutes
from planner.flow.kept import table
from planner.flow.patrols import patrolled
from planner.flow.plans import roll_of
from planner.flow.stores import provenance
from planner.flow.visits import unseen_sentences
from planner.report import plan_document
from planner.report.plans import route_rows
from planner.roster import Progress, RosterProblem, solve
from planner.roster.explain import relaxed
from planner.roster.gaps import open_rows
from planner.roster.goals.floors import duties_of_floor
from planner.roster.posts import posts_of
from planner.roster.prices import floor_prices, prices
from planner.roster.problem import Assigned
from planner.roster.relax import Kind, Relaxation, relaxations
from planner.roster.suitability import suitability
from planner.roster.worst import to_cover, worst_open
from planner.store import Store
from planner.tables import AreaTable, SiteTable, StationTable

ROSTER_SHARE = 0.8
"""Share of the time limit that the search for a roster may take; the rest says what would help, and how much."""
EXTRAS_S = 10.0
"""What is said beside the roster takes at most so many seconds, however long the limit."""
PRICE_SHARE = 0.4
"""Share of these seconds for what one more of anything would buy, at most."""
WAYS_SHARE = 0.6
"""Share of what is left then for what the worst open duties would take; the rest is for the floors."""


@dataclass(frozen=True)
class Order:
    """What was asked for: first day, days, who is planned with, seed, seconds, rules that are off."""

    start: date
    days: int
    units: str
    seed: int
    seconds: float
    rules_off: tuple[str, ...] = ()
    progress: Callable[[Progress], None] | None = None
    cancel: Callable[[], bool] | None = None

    def is_cancelled(self) -> bool:
        """True once the caller wants to stop."""
        return self.cancel is not None and self.cancel()


def made(
    store: Store,
    config: Config,
    order: Order,
    problem: RosterProblem,
    wanted: pd.DataFrame,
    *,
    whole: bool = False,
    note: str = "",
    extra: Mapping[str, Any] | None = None,
    before: Sequence[Route] = (),
) -> dict[str, Any]:
    """The document of the best plan that was found.

    With `whole` nothing may stay open: when that cannot be, the status is "impossible", `why` says what is missing, and
    the plan is the best partial one. `before` holds routes that were ordered already and stay.
    """
    began = time.monotonic()
    outcome, best = _outcome(order, problem, whole)
    note = note or f"plan from {order.start} for {order.days} days"
    document = plan_document(outcome, provenance(store, config, seed=order.seed, note=note))
    roll = roll_of(store, order.units)
    document.update(
        {
            "from": order.start.isoformat(),
            "days": order.days,
            "units": order.units,
            "duties": duties_as_rows(wanted),
            "is_synthetic": bool(roll["is_synthetic"].any()),
            **(extra or {}),
        }
    )
    plan = Assigned.of(problem, best.assignments)
    document["suitability"] = {
        f"{problem.officers[o].id}|{problem.duties[d].id}": suitability(problem, o, d).total
        for o, d in sorted(plan.pairs)
    }
    _add_patrols(store, config, order, document, wanted, before)
    document["floors"] = floor_rows(problem, plan)
    document.update(open_rows(problem, best.assignments))
    spent = time.monotonic() - began
    left = min(EXTRAS_S, max(order.seconds - spent, order.seconds * (1 - ROSTER_SHARE)))
    document["needed"], document["prices"] = [], []
    if not order.is_cancelled() and best.uncovered:
        document.update(_worth_of_more(order, problem, best, left))
    sites = len(table(store, SiteTable))
    document["posts"] = posts_of(problem, availability=config.roster.availability, sites=sites).sentence
    document["seconds"] = round(time.monotonic() - began, 3)
    return document


def _worth_of_more(order: Order, problem: RosterProblem, best: Plan, seconds: float) -> dict[str, Any]:
    """What the worst open duties would take, and what more officers, vehicles and hours, or no floors, would buy."""
    ends = time.monotonic() + seconds
    bought = prices(problem, order.rules_off, seconds=seconds * PRICE_SHARE)
    asked = to_cover(problem, best.assignments)
    left = (ends - time.monotonic()) * WAYS_SHARE
    ways = relaxations(asked, order.rules_off, seconds=left, seed=order.seed, cancel=order.cancel)
    floors_cost = floor_prices(problem, order.rules_off, seconds=ends - time.monotonic())
    on = {assignment.duty for assignment in best.assignments}
    # to leave open what is open is no way to cover it, and what is neither tried nor proven is a guess
    helpful = [
        way
        for way in ways
        if (way.kind is not Kind.DUTIES or on.intersection(way.subjects)) and (way.is_tried or way.is_fewest)
    ]
    places = dict.fromkeys(problem.duties[d].place for d in worst_open(problem, best.assignments))
    aim = f"To cover the worst open duties (at {', '.join(places)}) beside all else it takes"
    return {"needed": _needed(helpful, aim), "prices": bought.rows(), "floor_prices": floors_cost.rows()}


def _outcome(order: Order, problem: RosterProblem, whole: bool) -> tuple[Outcome, Plan]:
    """What became of the search, and the plan: without `must_fill` there always is one."""

    def search(what: RosterProblem, seconds: float) -> Outcome:
        return solve(
            what,
            seconds=seconds,
            seed=order.seed,
            rules_off=order.rules_off,
            progress=order.progress,
            cancel=order.cancel,
        )

    seconds = order.seconds * ROSTER_SHARE
    if whole:
        filled = search(problem.replace(must_fill=True), seconds / 2)
        if filled.plan is not None:
            return filled, filled.plan
        partial = search(problem, seconds / 2)
        outcome = Outcome(filled.status, partial.plan, (*filled.why, *partial.why))
    else:
        outcome = search(problem, seconds)
    if outcome.plan is None:
        raise RuntimeError("a roster that may leave duties open has a plan, and this has none")
    return outcome, outcome.plan


def _add_patrols(
    store: Store,
    config: Config,
    order: Order,
    document: dict[str, Any],
    wanted: pd.DataFrame,
    before: Sequence[Route],
) -> None:
    day_risk = risk(store, config, as_of=order.start, days=order.days)
    manned = sorted({a["duty"] for a in document["assignments"] if a["kind"] == "patrol"})
    scope = f"plan {document['plan_id']} from {order.start.isoformat()}"
    ordered = {route.duty: route for route in before if route.duty in manned}
    ways = patrolled(
        store,
        config,
        wanted,
        manned,
        day_risk,
        seed=order.seed,
        scope=scope,
        before=ordered,
        cancel=order.is_cancelled,
    )
    drawn = {route.duty for route in ways.routes}
    kept_ways = (route for duty, route in ordered.items() if duty not in drawn)
    routes = sorted([*ways.routes, *kept_ways], key=lambda route: (route.window.start, route.duty))
    document["routes"] = route_rows(tuple(routes))
    document["patrol"] = {key: value for key, value in ways.facts.items() if key != "predictability"}
    document["predictability"] = ways.facts.get("predictability", "")
    document["high_risk"] = list(most_endangered(day_risk))
    areas, sites = table(store, AreaTable), table(store, SiteTable)
    gaps = visit_gaps(
        wanted,
        sites,
        table(store, StationTable),
        day_risk,
        config.demand,
        config.patrol,
        config.roster,
        minutes=road_minutes(store, config),
    )
    document["why"] += [
        *unseen_sentences(document, sites),
        *gap_sentences(gaps, config.demand, config.patrol),
        *unserved(wanted, sites, areas, config.equity),
        *ways.notes[:NOTES],
    ]


NOTES = 5
"""So many notes on single sites of a beat are written out."""


def _needed(ways: Sequence[Relaxation], aim: str) -> list[dict[str, Any]]:
    """The ways out as rows, those that a roster was found with first."""
    return [
        {"kind": way.kind.value, "amount": way.amount, "sentence": relaxed([way], aim)[0]}
        for way in sorted(ways, key=lambda way: not way.is_tried)
    ]


def floor_rows(problem: RosterProblem, plan: Assigned) -> list[dict[str, Any]]:
    """For each floor the least share, the share reached, and what of it is missing in officer-hours."""
    rows = []
    for floor in problem.floors:
        duties = duties_of_floor(problem, floor)
        need = sum(problem.length(d) * problem.duties[d].strength for d in duties)
        sent = sum(problem.length(d) * len(plan.on[d]) for d in duties)
        rows.append(
            {
                "name": floor.name,
                "least": floor.least_share,
                "reached": round(sent / need, 4) if need else 1.0,
                "needed_h": round(need / 60, 1),
                "is_kept": sent >= floor.least_share * need - 1e-9,
            }
        )
    return rows


def duties_as_rows(wanted: pd.DataFrame) -> list[dict[str, Any]]:
    """The DEMAND table as JSON rows, so that a plan carries the needs that it was made for."""
    rows = wanted.copy()
    for column in ("start", "end"):
        rows[column] = rows[column].map(lambda moment: moment.isoformat())
    return list(rows.to_dict("records"))
