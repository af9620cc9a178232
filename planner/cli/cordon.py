"""The verb that draws a cordon: how many pickets, where, and how many officers."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from planner import flow
from planner.cli.output import as_lines, give_json, give_lines
from planner.config import Config

DONE = 0
_ROADS_SHOWN = 3


def cordon(store: flow.Store, config: Config, options: Namespace) -> int:
    """Pickets, lines and officers."""
    made = flow.cordon(
        store,
        config,
        around=options.around or (),
        at=options.at,
        radius_m=options.radius,
        at_night=options.night,
        out=Path(options.out) if options.out else None,
    )
    if options.json:
        give_json(made)
        return DONE
    entries, pickets = len(made["entries"]), made["pickets"]
    give_lines(
        [
            f"{entries} road entries; {len(pickets)} pickets close them with {made['picket_officers']} officers"
            f" ({made['saved']} pickets saved by standing farther out).",
            f"Inner line: {made['inner']['metres']} m, {made['inner']['officers']} officers. Outer line:"
            f" {made['outer']['metres']} m, {made['outer']['officers']} officers.",
            f"With relief ({made['relief']:g}): {made['total_pickets']} officers for the pickets, of them"
            f" {made['leaders']} {made['leader']}; {made['total']} with a closed inner line,"
            f" {made['total_with_outer']} with the outer line too.",
        ]
    )
    rows = [{**one, "roads": _some(one["roads"])} for one in pickets]
    if rows:
        give_lines(as_lines(rows, ["id", "label", "longitude", "latitude", "roads"], most=len(rows)))
    give_lines(made["notes"])
    if options.out:
        give_lines([f"Written to {options.out}."])
    return DONE


def _some(roads: list[str]) -> str:
    more = f" and {len(roads) - _ROADS_SHOWN} more" if len(roads) > _ROADS_SHOWN else ""
    return ", ".join(roads[:_ROADS_SHOWN]) + more
