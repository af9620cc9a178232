"""What the pages of the published cases count in a plan document."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from benchmarks.figures import table
from planner.core.people import Rank
from planner.core.time import minutes_between
from planner.tables.sites import CATEGORIES

KINDS = ("command", "desk", "reserve", "patrol", "guard")
Document = Mapping[str, Any]


def sent(document: Document) -> Counter[str]:
    """Officers on each duty."""
    return Counter(one["duty"] for one in document["assignments"])


def hours(row: Mapping[str, Any]) -> float:
    """Length of a duty."""
    return minutes_between(datetime.fromisoformat(row["start"]), datetime.fromisoformat(row["end"])) / 60


def by_kind(document: Document) -> dict[str, list[float]]:
    """For each kind: duties manned in full, duties, officer-hours sent, officer-hours needed."""
    on = sent(document)
    found: dict[str, list[float]] = {}
    for row in document["duties"]:
        figures = found.setdefault(row["kind"], [0, 0, 0.0, 0.0])
        figures[0] += on[row["duty"]] >= row["strength"]
        figures[1] += 1
        figures[2] += min(on[row["duty"]], row["strength"]) * hours(row)
        figures[3] += row["strength"] * hours(row)
    return {kind: found[kind] for kind in KINDS if kind in found}


def kinds_table(columns: Mapping[str, Document]) -> str:
    """Duties and officer-hours by kind, one pair of columns a plan."""
    figures = {name: by_kind(document) for name, document in columns.items()}
    rows = []
    for kind in KINDS:
        cells = []
        for each in figures.values():
            manned, wanted, had, need = each.get(kind, [0, 0, 0.0, 0.0])
            cells += [f"{manned:.0f} of {wanted:.0f}", f"{had:,.0f} of {need:,.0f}"]
        if any(kind in each for each in figures.values()):
            rows.append([kind, *cells])
    head = [text for name in columns for text in (f"{name}: duties in full", f"{name}: officer-hours")]
    return table(rows, "kind", *head)


def by_weekday(document: Document, kind: str) -> str:
    """Of the duties of a kind, how many are manned on each day: `Sun 5/5, Mon 5/5`."""
    on, days = sent(document), defaultdict(lambda: [0, 0])
    for row in document["duties"]:
        if row["kind"] == kind:
            day = days[datetime.fromisoformat(row["start"]).date()]
            day[0] += on[row["duty"]] >= row["strength"]
            day[1] += 1
    return ", ".join(f"{day:%a} {manned}/{wanted}" for day, (manned, wanted) in sorted(days.items()))


def desks_with(document: Document, officers: pd.DataFrame) -> str:
    """How many desk duties have a woman officer, a facilitator, or say that they have neither."""
    women = set(officers.loc[officers["is_woman"], "officer"])
    on = defaultdict(set)
    for one in document["assignments"]:
        on[one["duty"]].add(one["officer"])
    helps = set(officers.loc[officers["skills"].str.contains("facilitator"), "officer"]) - women
    desks = [row for row in document["duties"] if row["kind"] == "desk"]
    with_woman = sum(bool(on[row["duty"]] & women) for row in desks)
    stand_in = sum(bool(on[row["duty"]] & helps) and not on[row["duty"]] & women for row in desks)
    said = sum("women" in row["unmet"] for row in desks)
    return (
        f"{with_woman} with a woman officer, {stand_in} with a facilitator; "
        f"for {said} the plan says that no woman is to be had"
    )


def floors_table(document: Document) -> str:
    """The least cover of each group and what it has."""
    rows = [
        [
            row["name"],
            f"{row['least']:.0%}",
            f"{row['reached']:.0%}",
            f"{row['needed_h']:,.0f}",
            "yes" if row["is_kept"] else "**no**",
        ]
        for row in document["floors"]
    ]
    return table(rows, "floor", "least", "reached", "guard hours needed", "kept")


def open_table(document: Document) -> str:
    """Officers missing, by kind and category, at how many places."""
    on, category = sent(document), {}
    missing: dict[str, list[Any]] = defaultdict(lambda: [0, 0.0, set()])
    for row in document["duties"]:
        lack = row["strength"] - on[row["duty"]]
        if lack > 0:
            words = row["reason"].split("category ")
            group = row["kind"] + (f" at {words[1][0]} sites" if row["kind"] == "guard" and len(words) > 1 else "")
            category.setdefault(group, row["kind"])
            missing[group][0] += 1
            missing[group][1] += lack * hours(row)
            missing[group][2].add(row["place"])
    rows = [[group, n, f"{lack:,.0f}", len(places)] for group, (n, lack, places) in sorted(missing.items())]
    return table(rows, "what", "duties open or short", "officer-hours missing", "places") if rows else "Nothing."


def reached(document: Document, sites: pd.DataFrame) -> str:
    """By category: sites, those with a guard, those with a stop on a drawn route, and those with neither."""
    on = sent(document)
    guarded = {row["place"] for row in document["duties"] if row["kind"] == "guard" and on[row["duty"]]}
    stops = Counter(visit["site"] for route in document["routes"] for visit in route["visits"])
    rows = []
    for name in CATEGORIES:
        own = sites.loc[sites["category"] == name, "site"].tolist()
        if own:
            rows.append(
                [
                    name,
                    len(own),
                    sum(site in guarded for site in own),
                    sum(stops[site] > 0 for site in own),
                    f"{sum(stops[site] for site in own) / len(own):.1f}",
                    sum(site not in guarded and not stops[site] for site in own),
                ]
            )
    return table(rows, "category", "sites", "guarded", "with a stop", "stops a site", "neither")


def gaps_of(document: Document) -> str:
    """What the plan says of visits and of sites without guards."""
    words = ("visit", "stop every", "no guard is asked")
    said = [text for text in document["why"] if any(word in text for word in words) and "in the shift of" not in text]
    visited = {visit["site"] for route in document["routes"] for visit in route["visits"]}
    stops = sum(len(route["visits"]) for route in document["routes"])
    found = [f"- The routes of the week make {stops:,} stops at {len(visited)} sites."]
    return "\n".join([*found, *(f"- {text}" for text in said)])


def charge(document: Document, officers: pd.DataFrame) -> dict[str, int]:
    """Of guarded sites, day by day: how many have an ASI or SI, a woman, anybody, of how many wanted."""
    rank = dict(zip(officers["officer"], officers["rank"].map(Rank.parse), strict=True))
    women = set(officers.loc[officers["is_woman"], "officer"])
    on = defaultdict(list)
    for one in document["assignments"]:
        on[one["duty"]].append(one["officer"])
    guards = [row for row in document["duties"] if row["kind"] == "guard"]
    asks = [row for row in guards if row["women"] or "women" in row["unmet"]]
    return {
        "wanted": len(guards),
        "led": sum(any(rank[o] >= Rank.ASI for o in on[row["duty"]]) for row in guards),
        "manned": sum(bool(on[row["duty"]]) for row in guards),
        "full": sum(len(on[row["duty"]]) >= row["strength"] for row in guards),
        "with_woman": sum(any(o in women for o in on[row["duty"]]) for row in asks),
        "asks_woman": len(asks),
        "wasted": sum(max(0, sum(rank[o] >= Rank.ASI for o in on[row["duty"]]) - 1) for row in guards),
    }


def strengths(document: Document, sites: pd.DataFrame, day: str) -> dict[str, list[int]]:
    """On one day, by category: guarded sites, officers at them."""
    category, on = dict(zip(sites["site"], sites["category"], strict=True)), sent(document)
    found: dict[str, list[int]] = {name: [0, 0] for name in CATEGORIES}
    for row in document["duties"]:
        if row["kind"] == "guard" and row["start"].startswith(day):
            found[category[row["place"]]][0] += on[row["duty"]] > 0
            found[category[row["place"]]][1] += on[row["duty"]]
    return {name: counts for name, counts in found.items() if counts[0]}
