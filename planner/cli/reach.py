"""The verb that says how far one comes: sites within so many minutes, and the stations that come soonest."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from planner import flow
from planner.cli.output import as_lines, give_json, give_lines
from planner.config import Config

DONE = 0
_SHOWN = 10


def reach(store: flow.Store, config: Config, options: Namespace) -> int:
    """Sites within each time, and stations by their minutes."""
    made = flow.reach(
        store,
        config,
        at=options.at,
        minutes=options.minutes,
        profile=options.vehicle,
        closures=options.closed,
        out=Path(options.out) if options.out else None,
    )
    if options.json:
        give_json(made)
        return DONE
    give_lines([f"Within {area['minutes']:g} min: {len(area['sites'])} sites." for area in made["areas"]])
    if made["stations"]:
        give_lines([f"Stations by their minutes to this place ({len(made['stations'])} can come):"])
        give_lines(as_lines(made["stations"], ["station", "minutes"], most=_SHOWN))
    if made["cut_off"]:
        give_lines([f"Cannot come: {', '.join(made['cut_off'])}."])
    give_lines(made["notes"])
    if options.out:
        give_lines([f"Written to {options.out}."])
    return DONE
