"""What the kept plans of a month asked and gave, and which trainings lapsed. It is what was planned, not who came."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from planner.core.people import Rank, Skill
from planner.flow.kept import table
from planner.flow.month_incidents import Month, months_on
from planner.flow.plans import plans, roll_of
from planner.report.week import counted
from planner.store import Store
from planner.tables import OfficerTable

KINDS = ("command", "guard", "desk", "patrol", "reserve")
MOST_REASONS = 6


def plan_facts(store: Store, month: Month) -> dict[str, Any]:
    """Duties of each day of the month by the plan that stands for it; `reasons` say why places stayed empty.

    Of several plans of a day the signed one stands, then the newest; one that was replaced does not.
    """
    standing = _standing(plans(store), month)
    roll = {row["officer"]: row for row in table(store, OfficerTable).to_dict("records")}
    kinds: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    lacked: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for document, days in standing:
        on: dict[str, list[str]] = defaultdict(list)
        for one in document["assignments"]:
            on[one["duty"]].append(one["officer"])
        for row in document.get("duties") or ():
            if _day(row, month.zone) in days:
                _count(kinds[row["kind"]], lacked, row, on[row["duty"]], roll)
        reasons.update(
            _reason(gap) for gap in document["uncovered"] if _day(gap, month.zone) in days and _is_need(gap, document)
        )
    covered = {day for _, days in standing for day in days}
    return {
        "days": month.days,
        "days_planned": len(covered),
        "days_signed": len({day for document, days in standing if _signed(document) for day in days}),
        "plans": [document["plan_id"] for document, _ in standing],
        "kinds": [{"kind": kind, **_shares(kinds[kind])} for kind in KINDS if kinds[kind]["duties"]],
        "all": _shares(sum(kinds.values(), Counter())),
        "lacked": {key: lacked[key] for key in ("women", "leaders", "skills")},
        "reasons": [{"reason": reason, "count": n} for reason, n in reasons.most_common(MOST_REASONS)],
    }


def _standing(every: Iterable[Mapping[str, Any]], month: Month) -> list[tuple[Mapping[str, Any], set[date]]]:
    """The plans that stand, each with its days of the month, the first day first."""
    left = {month.first + timedelta(days=k) for k in range(month.days)}
    found = []
    ranked = sorted(every, key=lambda one: not _signed(one))  # newest first among equals
    for document in ranked:
        if document["replaced_by"] or not document["plan_id"]:
            continue
        start = date.fromisoformat(document["from"])
        days = {start + timedelta(days=k) for k in range(int(document["days"]))} & left
        if days:
            found.append((document, days))
            left -= days
    return sorted(found, key=lambda pair: min(pair[1]))


def _signed(document: Mapping[str, Any]) -> bool:
    return bool(document["signed"] and document["signed"]["is_current"])


def _day(row: Mapping[str, Any], zone: ZoneInfo) -> date:
    return datetime.fromisoformat(row["start"]).astimezone(zone).date()


def _is_need(gap: Mapping[str, Any], document: Mapping[str, Any]) -> bool:
    """True for an open duty; a floor that is not kept is no duty."""
    return any(row["place"] == gap["place"] for row in document.get("duties") or ())


def _count(
    kind: Counter[str], lacked: Counter[str], row: Mapping[str, Any], on: list[str], roll: Mapping[str, Any]
) -> None:
    strength, people = int(row["strength"]), [roll[number] for number in on if number in roll]
    hours = (datetime.fromisoformat(row["end"]) - datetime.fromisoformat(row["start"])).total_seconds() / 3600
    there = min(len(on), strength)
    kind["duties"] += 1
    kind["full"] += there == strength
    kind["part"] += 0 < there < strength
    kind["places"] += strength
    kind["filled"] += there
    kind["minutes"] += round(hours * 60) * strength
    kind["minutes_filled"] += round(hours * 60) * there
    unmet = counted(row.get("unmet") or "")
    women = int(row.get("women") or 0)
    has_too_few = sum(bool(one["is_woman"]) for one in people) < women
    lacked["women"] += has_too_few or any(name.startswith("women") for name in unmet)
    # an officer who left the roll has no rank here
    if on and len(people) == len(on):
        rank = Rank.parse(row["in_charge"]) if row.get("in_charge") else None
        lacked["leaders"] += rank is not None and not any(Rank.parse(one["rank"]) >= rank for one in people)
    wanted = counted(row.get("skills") or "")
    day = datetime.fromisoformat(row["start"]).date()
    held = Counter(
        skill.name for one in people for skill in Skill.parse_many(one["skills"] or "") if skill.counts_on(day)
    )
    lacked["skills"] += bool(on) and len(people) == len(on) and any(held[name] < n for name, n in wanted.items())


def _shares(counts: Counter[str]) -> dict[str, Any]:
    return {
        **{key: counts[key] for key in ("duties", "full", "part", "places", "filled")},
        "hours": round(counts["minutes"] / 60, 1),
        "hours_filled": round(counts["minutes_filled"] / 60, 1),
    }


_WHEN = re.compile(r" on [A-Z][a-z]+day \d+ [A-Z][a-z]+ \d\d:\d\d-\d\d:\d\d(?: \+\d+)?")


def _reason(gap: Mapping[str, Any]) -> str:
    """The reason of the plan without its hour and its numbers, so that equal reasons count together."""
    why = _WHEN.sub("", str(gap["why"])).partition(": ")[0].partition(". ")[0].rstrip(". ")
    return why or str(gap["missing"])


def training_facts(store: Store, month: Month) -> dict[str, Any]:
    """How many trainings of the unit's roll lapsed in the month, had lapsed before, and lapse in the month after."""
    end, ahead = month.until, months_on(month.first, 2)
    found: dict[str, Counter[str]] = defaultdict(Counter)
    roll = roll_of(store, "unit")
    for row in roll.to_dict("records"):
        for skill in Skill.parse_many(row["skills"] or ""):
            until = skill.valid_until
            if until is None:
                continue
            when = (
                "before" if until < month.first else "lapsed" if until < end else "next" if until < ahead else "holds"
            )
            found[skill.name][when] += 1
    rows = [
        {"skill": name, **{key: found[name][key] for key in ("before", "lapsed", "next", "holds")}}
        for name in sorted(found)
    ]
    return {"officers": len(roll), "skills": rows}
