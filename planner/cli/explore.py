"""The verbs that explore: what of the incidents fits a choice, and views that keep a choice."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from typing import Any

from planner import flow
from planner.cli.explore_verbs import CHOICES
from planner.cli.output import as_lines, give_json, give_lines
from planner.config import Config

DONE = 0
_SAID = {
    "choice": "do not fit the choice",
    "second": "second reports of one incident",
    "finds": "found by patrols",
    "vague place": "place known too roughly",
    "vague day": "day known too roughly",
}


def incidents(store: flow.Store, config: Config, options: Namespace) -> int:
    """What fits the choice, what is left out and why, against the time before, and where it gathers."""
    asked = {name: value for name, *_ in CHOICES if (value := getattr(options, f"choose_{name}"))}
    if options.every:
        asked["every"] = "1"
    if options.view:
        asked = {**flow.view_named(store, options.view)["query"], **asked}
    made = flow.explored(store, config, flow.choice_of(asked), by=options.by)
    made["view"] = flow.save_view(store, options.save, asked) if options.save else None
    if options.json:
        give_json(made)
        return DONE
    hidden = [f"{count} {_SAID[name]}" for name, count in made["hidden"].items() if count]
    give_lines(
        [
            f"{made['shown']} of {made['of']} incidents, {made['from']} to {made['to']} ({made['classification']}).",
            f"Left out: {', '.join(hidden) or 'none'}.",
        ]
    )
    if made["doubtful"]:
        give_lines([f"{made['doubtful']} lie so near an end that their true day may be outside."])
    rows = [{**row, **{f"against {name}": _ratio(row, name) for name in ("before", "year")}} for row in _compared(made)]
    give_lines(["", *as_lines(rows, ["group", "now", "before", "against before", "year", "against year"])])
    spots = [{**row, "a year": _rate(row["per_year"])} for row in made["places"]["rows"]]
    give_lines(["", *as_lines(spots, ["place", "count", "a year", "last"])])
    give_lines(["", *as_lines(made["rows"], ["incident", "day", "kind", "severity", "community", "tehsil", "site"])])
    if made["view"]:
        give_lines([f"Kept as view {made['view']['view']}: {made['view']['name']}."])
    return DONE


def _compared(made: Mapping[str, Any]) -> list[dict[str, Any]]:
    return list(made["compared"]["rows"])


def _ratio(row: Mapping[str, Any], name: str) -> str:
    ratio = row[f"{name}_ratio"]
    if ratio is None:
        return str(row[f"{name}_change"])
    best, high = (f"{ratio[end]:.2f}" if ratio[end] is not None else "-" for end in ("best", "high"))
    return f"{best} ({ratio['low']:.2f} to {high}) {row[f'{name}_change']}"


def _rate(rate: Mapping[str, float]) -> str:
    return f"{rate['best']:.2f} ({rate['low']:.2f} to {rate['high']:.2f})"


def views(store: flow.Store, config: Config, options: Namespace) -> int:
    """The saved views; what was renamed, removed or brought back is kept in the log."""
    if options.rename:
        flow.rename_view(store, *options.rename)
    elif options.remove:
        flow.remove_view(store, options.remove)
    elif options.restore:
        flow.restore_view(store, options.restore)
    made = flow.views(store, removed=options.all)
    if options.json:
        give_json(made)
        return DONE
    rows = [{**one, "asks for": " ".join(f"{key}={text}" for key, text in one["query"].items())} for one in made]
    give_lines(as_lines(rows, ["view", "name", "asks for"]) if rows else ["No view is saved yet."])
    return DONE


VERBS = {"incidents": incidents, "views": views}
