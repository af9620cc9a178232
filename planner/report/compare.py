"""Two plans side by side: what each covers and leaves open, how fair, what it costs, and what changed."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import pandas as pd

from planner.config import ReportConfig
from planner.core.duty import DutyKind
from planner.core.people import Rank
from planner.core.time import minutes_between
from planner.report.week import Team, Week, listed, week_of
from planner.tables.sites import CATEGORIES

LESS, MORE, NEITHER = "less", "more", ""
"""Which way is better: a measure of which less, or more, is better, or that only tells."""
_MINUTES_AN_HOUR = 60


@dataclass(frozen=True, slots=True)
class _Measure:
    key: str
    unit: str
    better: str
    of: Callable[[_Side], float | None]


@dataclass(frozen=True)
class _Side:
    """One plan, and what is counted of it."""

    week: Week
    config: ReportConfig

    @cached_property
    def needs(self) -> Mapping[str, Mapping[str, Any]]:
        return {row["duty"]: row for row in self.week.document.get("duties") or ()}

    @cached_property
    def on(self) -> Counter[str]:
        return Counter(one.duty for one in self.week.plan.assignments)


def compare(
    a: Mapping[str, Any],
    b: Mapping[str, Any],
    *,
    officers: pd.DataFrame,
    sites: Any,
    stations: Any,
    config: ReportConfig,
    timezone: str,
    night_h: float = 2.0,
) -> dict[str, Any]:
    """Two plan documents side by side, as a document for a table, a list and a map.

    Returns
    -------
    `a`, `b`: plan identifiers. `rows`: one a measure, {measure, unit, a, b, better}, where `better` is "a", "b" or ""
    and an unknown value None. `kinds` and `categories`: {name: {a: [manned, wanted], b: ...}}. `only_a_covers` and
    `only_b_covers`: duties that one fills and the other leaves open or does not plan, by time. `changed`: {kept,
    added, removed} officers' duties from a to b, with the lists. `sites`: per site the share of the needed
    officer-minutes that is sent, and the visits, in each plan. `predictability`: the sentences of the plans.

    Raises
    ------
    InputError
        If one of the documents cannot be read.
    """
    tables = {"officers": officers, "sites": sites, "stations": stations}
    one, two = (_Side(week_of(document, **tables, timezone=timezone, night_h=night_h), config) for document in (a, b))
    pairs_a, pairs_b = ({(x.officer, x.duty) for x in side.week.plan.assignments} for side in (one, two))
    return {
        "a": one.week.plan.plan_id,
        "b": two.week.plan.plan_id,
        "rows": [_row(measure, one, two) for measure in _MEASURES],
        "kinds": _both(one, two, _by_kind),
        "categories": _both(one, two, _by_category),
        "only_a_covers": _only(one, two),
        "only_b_covers": _only(two, one),
        "changed": {
            "kept": len(pairs_a & pairs_b),
            "added": len(pairs_b - pairs_a),
            "removed": len(pairs_a - pairs_b),
            "added_duties": _pairs(pairs_b - pairs_a),
            "removed_duties": _pairs(pairs_a - pairs_b),
        },
        "sites": _sites(one, two),
        "predictability": {"a": a.get("predictability"), "b": b.get("predictability")},
    }


def _row(measure: _Measure, one: _Side, two: _Side) -> dict[str, Any]:
    a, b = measure.of(one), measure.of(two)
    better = ""
    if a is not None and b is not None and a != b and measure.better != NEITHER:
        better = "a" if (a < b) == (measure.better == LESS) else "b"
    return {"measure": measure.key, "unit": measure.unit, "a": a, "b": b, "better": better}


def _worth_met(side: _Side) -> float | None:
    """Worth of the officers sent, of the worth of those needed; the value of a duty counts for each officer."""
    wanted = sum(int(row["value"]) * int(row["strength"]) for row in side.needs.values() if "value" in row)
    met = sum(
        int(row["value"]) * min(int(row["strength"]), side.on[duty])
        for duty, row in side.needs.items()
        if "value" in row
    )
    return round(met / wanted, 4) if wanted else None


def _filled(side: _Side) -> float | None:
    wanted = sum(int(row["strength"]) for row in side.needs.values())
    met = sum(min(int(row["strength"]), side.on[duty]) for duty, row in side.needs.items())
    return round(met / wanted, 4) if wanted else None


def _manned(side: _Side) -> float:
    return float(sum(_is_full(side, duty) for duty in side.needs))


def _hours_of(side: _Side) -> dict[str, float]:
    """Hours of each officer who has a duty."""
    found: dict[str, float] = defaultdict(float)
    for one in side.week.plan.assignments:
        found[one.officer] += one.window.minutes / _MINUTES_AN_HOUR
    return found


def _nights_of(side: _Side) -> dict[str, int]:
    """Nights of each officer who has a duty."""
    found = {one.officer: 0 for one in side.week.plan.assignments}
    nights = {team.duty for team in side.week.teams if side.week.is_night(team.window)}
    for one in side.week.plan.assignments:
        found[one.officer] += one.duty in nights
    return found


def _spread(numbers: Mapping[str, float]) -> float | None:
    return round(max(numbers.values()) - min(numbers.values()), 2) if numbers else None


def _deviation(numbers: Mapping[str, float]) -> float | None:
    return round(statistics.pstdev(numbers.values()), 3) if numbers else None


def _women_share(side: _Side) -> float | None:
    """Share of the assignments that women have, of those whose officer is on the roll."""
    known = [side.week.roll[one.officer] for one in side.week.plan.assignments if one.officer in side.week.roll]
    return round(sum(person.is_woman for person in known) / len(known), 4) if known else None


def _cost(side: _Side) -> float | None:
    """PKR: hours by the rate of each officer's rank; None when an officer is not on the roll, so has no rank."""
    total = 0.0
    for officer, hours in _hours_of(side).items():
        person = side.week.roll.get(officer)
        if person is None:
            return None
        total += hours * float(getattr(side.config, f"cost_{Rank.parse(person.rank).name.casefold()}_pkr"))
    return round(total, 2)


def _visits(side: _Side) -> float | None:
    if not side.week.plan.routes:
        return None
    return float(sum(len(route.visits) for route in side.week.plan.routes))


_MEASURES = (
    _Measure("needs_met_by_worth", "share", MORE, _worth_met),
    _Measure("places_filled", "share", MORE, _filled),
    _Measure("duties_manned", "duties", MORE, _manned),
    _Measure("needs_open", "needs", LESS, lambda side: float(len(side.week.plan.uncovered))),
    _Measure("rules_broken", "violations", LESS, lambda side: float(len(side.week.plan.violations))),
    _Measure("officers_used", "officers", NEITHER, lambda side: float(len(_hours_of(side)))),
    _Measure("officer_hours", "h", NEITHER, lambda side: round(sum(_hours_of(side).values()), 2)),
    _Measure("cost", "PKR", LESS, _cost),
    _Measure("hours_spread", "h", LESS, lambda side: _spread(_hours_of(side))),
    _Measure("hours_deviation", "h", LESS, lambda side: _deviation(_hours_of(side))),
    _Measure("nights_spread", "nights", LESS, lambda side: _spread(_nights_of(side))),
    _Measure("women_share", "share", NEITHER, _women_share),
    _Measure("visits", "visits", MORE, _visits),
    _Measure("gap", "share", LESS, lambda side: round(side.week.plan.gap, 4)),
)


def _is_full(side: _Side, duty: str) -> bool:
    return side.on[duty] >= int(side.needs[duty]["strength"])


def _both(one: _Side, two: _Side, count: Callable[[_Side], Mapping[str, list[int]]]) -> dict[str, dict[str, list[int]]]:
    a, b = count(one), count(two)
    return {name: {"a": a.get(name, [0, 0]), "b": b.get(name, [0, 0])} for name in {**a, **b}}


def _by_kind(side: _Side) -> dict[str, list[int]]:
    """[manned in full, wanted] of each kind of duty, in the order of the kinds."""
    found = {kind.value: [0, 0] for kind in DutyKind}
    for duty, row in side.needs.items():
        found[row["kind"]][0] += _is_full(side, duty)
        found[row["kind"]][1] += 1
    return {kind: counts for kind, counts in found.items() if counts[1]}


def _by_category(side: _Side) -> dict[str, list[int]]:
    """[manned in full, wanted] of the guards at sites of each category; "" where none is published."""
    category = dict(zip(side.week.sites["site"], side.week.sites["category"], strict=True))
    found = {name: [0, 0] for name in (*CATEGORIES, "")}
    for duty, row in side.needs.items():
        if row["kind"] == DutyKind.GUARD.value:
            counts = found[category.get(row["place"], "")]
            counts[0] += _is_full(side, duty)
            counts[1] += 1
    return {name: counts for name, counts in found.items() if counts[1]}


def _only(covers: _Side, other: _Side) -> list[dict[str, Any]]:
    """Duties that one plan fills and the other does not, with how many officers the other sends."""
    found = []
    for duty, row in covers.needs.items():
        if _is_full(covers, duty) and not (duty in other.needs and _is_full(other, duty)):
            kept = {key: row.get(key) for key in ("duty", "kind", "place", "start", "end", "strength")}
            found.append({**kept, "other_sends": other.on[duty], "other_wants": duty in other.needs})
    return sorted(found, key=lambda row: (str(row["start"]), row["duty"]))


def _pairs(pairs: set[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"officer": officer, "duty": duty} for officer, duty in sorted(pairs)]


def _sites(one: _Side, two: _Side) -> list[dict[str, Any]]:
    """Coverage of each site that either plan guards or visits."""
    a, b = _coverage(one), _coverage(two)
    none = {"share": None, "visits": 0}
    return [{"site": site, "a": a.get(site, none), "b": b.get(site, none)} for site in sorted({*a, *b})]


def _coverage(side: _Side) -> dict[str, dict[str, Any]]:
    """Of each site: the share of the officer-minutes of its guards that is sent (None: no guard), and visits."""
    lengths = {team.duty: team.window.minutes for team in side.week.teams}
    wanted: dict[str, int] = defaultdict(int)
    sent: dict[str, int] = defaultdict(int)
    visits: dict[str, int] = defaultdict(int)
    for duty, row in side.needs.items():
        if row["kind"] != DutyKind.GUARD.value:
            continue
        minutes = lengths.get(duty) or _minutes(row)
        wanted[row["place"]] += int(row["strength"]) * minutes
        sent[row["place"]] += min(int(row["strength"]), side.on[duty]) * minutes
    for team in side.week.teams:
        for site in _visited(team):
            visits[site] += 1
    return {
        site: {
            "share": round(sent[site] / wanted[site], 4) if wanted.get(site) else None,
            "visits": visits.get(site, 0),
        }
        for site in {*wanted, *visits}
    }


def _visited(team: Team) -> tuple[str, ...]:
    """The visits of a mobile: those of its routes, or each of its sites once where no route is known."""
    if team.kind != DutyKind.PATROL.value:
        return ()
    return tuple(visit.site for route in team.routes for visit in route.visits) or listed(team.need.get("sites", ""))


def _minutes(row: Mapping[str, Any]) -> int:
    return minutes_between(datetime.fromisoformat(row["start"]), datetime.fromisoformat(row["end"]))
