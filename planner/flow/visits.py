"""Who is there in the end: which sites a plan guards or visits, counted from its duties and the ways of its mobiles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

from planner.tables.sites import CATEGORIES

_SHOWN = 12


def seen_at(document: Mapping[str, Any]) -> Counter[str]:
    """How often somebody comes to each site: manned guards and stops of mobiles."""
    manned = {one["duty"] for one in document["assignments"]}
    found: Counter[str] = Counter()
    for row in document["duties"]:
        if row["kind"] == "guard" and row["duty"] in manned:
            found[row["place"]] += 1
    for route in document.get("routes", ()):
        found.update(visit["site"] for visit in route["visits"])
    return found


def unseen_sentences(document: Mapping[str, Any], sites: pd.DataFrame) -> list[str]:
    """One sentence that names the sites at which nobody is seen in all the days, the highest category first."""
    seen = seen_at(document)
    order = {category: rank for rank, category in enumerate(CATEGORIES)}
    rows = [(order.get(row.category, len(order)), row.site, row.category) for row in sites.itertuples()]
    left = sorted(row for row in rows if not seen[row[1]])
    if not left:
        return []
    days = int(document["days"])
    span = "this day" if days == 1 else f"these {days} days"
    by = Counter(category or "without category" for _, _, category in left)
    kinds = ", ".join(f"{number} {category}" for category, number in by.items())
    more = f" and {len(left) - _SHOWN} more" if len(left) > _SHOWN else ""
    named = ", ".join(site for _, site, _ in left[:_SHOWN]) + more
    return [
        f"{len(left)} of {len(rows)} sites have neither a guard nor a stop of a mobile in {span} ({kinds}): {named}."
    ]
