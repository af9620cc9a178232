"""The verbs `explain` and `area-risk`: why a site has its risk, and what it comes to by tehsil."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from planner import flow
from planner.cli.output import as_lines, give_json, give_lines, span
from planner.config import Config

DONE = 0
_PARTS = {
    "category_part": "what the site is (category, community, kind)",
    "history": "incidents at the site",
    "nearby": "incidents around it",
    "near_repeat": "recent incidents at it or near it",
    "occasion_part": "services and occasions",
}


def explain(store: flow.Store, config: Config, options: Namespace) -> int:
    """Show the score of a site in its parts, the incidents behind it, and how bad an incident would be."""
    made = flow.explain_risk(
        store, config, site=options.site, as_of=options.as_of or flow.today(config), days=options.days
    )
    if options.json:
        give_json(made)
    else:
        give_lines(_lines(made))
    return DONE


def area_risk(store: flow.Store, config: Config, options: Namespace) -> int:
    """Show the incidents expected at the sites of each tehsil: the sums of the sites' scores."""
    day = options.as_of or flow.today(config)
    rows = flow.area_risk(store, config, as_of=day, days=options.days)
    if options.json:
        give_json(rows)
    elif not rows:
        give_lines(["No sites yet."])
    else:
        give_lines([f"Incidents expected at the sites of each tehsil in {span(options.days)} from {day}:"])
        give_lines(as_lines(rows, ["name", "sites", "score", "low", "high", "chance", "per_site"]))
    return DONE


def _lines(made: dict[str, Any]) -> list[str]:
    lines = [
        f"{made['site']}, {span(made['days'])} from {made['from']}: band {made['band']}",
        f"How likely: {made['score']:.4g} incidents expected ({made['low']:.2g} to {made['high']:.2g}), "
        f"a chance of {made['chance']:.1%} of at least one; {made['grade']}.",
    ]
    lines += [f"  {one['share']:6.1%}  {_PARTS[one['part']]}" for one in made["parts"]]
    lines.append(made["sentence"])
    if made["incidents"]:
        lines.append("What the score would lose without an incident, all else as learned:")
    for one in made["incidents"]:
        about = "about " if one["is_vague"] else ""
        lines.append(
            f"  {one['worth'] / made['score']:+6.1%}  {one['incident']}: {one['kind']}, {about}"
            f"{one['distance_m']:.0f} m, {one['days_ago']:.0f} days ago"
        )
    judged = made["vulnerability"]
    lines += [
        f"How bad: {judged['total']:.0f} of 100 points ({judged['low']:.0f} to {judged['high']:.0f}), band "
        f"{judged['vulnerability_band']}, {judged['harm']:.2f} times a site in the middle; published category "
        f"{judged['category'] or '-'}.",
        judged["why"],
    ]
    return [*lines, *([judged["note"]] if judged["note"] else []), made["basis"]]
