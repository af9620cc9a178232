"""The verbs that look back: trends, and whom the reports may miss."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from planner import flow
from planner.cli.output import as_lines, give_json, give_lines
from planner.config import Config

DONE = 0


def trends(store: flow.Store, config: Config, options: Namespace) -> int:
    """Counts of a period against the time before, as a table and, when asked, as a file."""
    made = flow.trends(
        store,
        config,
        by=options.by,
        start=options.start,
        last=options.last,
        public=options.public,
        out=Path(options.out) if options.out else None,
    )
    if options.json:
        give_json(made)
        return DONE
    rows = [
        {**row, "name": row["name"] or row["group"], "count": _count(row), "against before": _ratio(row)}
        for row in made["rows"]
    ]
    give_lines([f"Reported incidents by {made['by']}, {made['from']} to {made['to']} ({made['classification']})."])
    year = ["year"] if made["public"] else []
    give_lines(as_lines(rows, [*year, "name", "count", "before", "against before", "change"], most=len(rows)))
    give_lines(made["notes"])
    if options.out:
        give_lines([f"Written to {options.out}."])
    return DONE


def _count(row: dict[str, Any]) -> Any:
    return "not shown" if row["hidden"] else row["count"]


def _ratio(row: dict[str, Any]) -> str:
    if row["ratio"] is None:
        return ""
    best, high = (f"{row['ratio'][end]:.2f}" if row["ratio"][end] is not None else "-" for end in ("best", "high"))
    return f"{best} ({row['ratio']['low']:.2f} to {high})"


def fairness(store: flow.Store, config: Config, options: Namespace) -> int:
    """Communities and tehsils side by side, what is silent, and where exploring hours should go."""
    made = flow.fairness(store, config, as_of=options.as_of or flow.today(config), days=options.days)
    if options.json:
        give_json(made)
        return DONE
    give_lines(made["sentences"])
    columns = [
        "name",
        "sites",
        "reported",
        "a site and year",
        "expected",
        "desk",
        "finds",
        "sites %",
        "score %",
        "flag",
    ]
    for rows in (made["by_community"], made["by_tehsil"]):
        give_lines(["", *as_lines([_flat(row) for row in rows], columns)])
    plan = made["exploration"]
    names = {row["group"]: row["name"] or row["group"] for row in made["by_tehsil"]}
    where = ", ".join(f"{names[one['tehsil']]} {one['hours']:.1f} h" for one in plan["where"])
    days = f"{plan['days']} day" + ("s" if plan["days"] > 1 else "")
    said = f"Of {plan['patrol_hours']:.0f} patrol hours in {days} explore with {plan['hours']:.1f}"
    give_lines(["", f"{said}: {where}." if where else f"{said}; no tehsil is on record."])
    return DONE


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    rate = row["per_site_year"]
    return {
        **row,
        "name": row["name"] or row["group"],
        "a site and year": f"{rate['best']:.3f} ({rate['low']:.3f} to {rate['high']:.3f})",
        "desk": f"{row['desk_share']:.0%}",
        "finds": row["patrol_finds"],
        "sites %": f"{row['site_share']:.1%}",
        "score %": f"{row['score_share']:.1%}",
    }
