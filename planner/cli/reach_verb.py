"""The verb `reach` on the command line. Standard library only."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from planner.cli.values import a_drawing, a_place, some_minutes

PROFILES = ("car", "heavy", "motorcycle")


def add_reach_verb(verb: Callable[[str, str, str], argparse.ArgumentParser]) -> None:
    """The verb with its options; `verb` makes it from its name, a sentence and an example."""
    one = verb(
        "reach",
        "Show how far a vehicle comes in so many minutes, which sites lie within, and which stations come there.",
        "reach --at=64.60,24.05 --minutes 5,10,20 --out reach.geojson",
    )
    one.add_argument("--at", type=a_place, metavar="LON,LAT", required=True, help="where it starts")
    one.add_argument("--minutes", type=some_minutes, default=(), metavar="MIN,...", help="within so many (5 to 30)")
    one.add_argument("--vehicle", choices=PROFILES, default="car", help="which kind drives (%(default)s)")
    one.add_argument(
        "--closed", type=a_drawing, action="append", default=[], metavar='"LON,LAT ..."', help="a closed spot or line"
    )
    one.add_argument("--out", metavar="FILE.geojson", help="write the areas there, for a map")
