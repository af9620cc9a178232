"""The verb `cordon` on the command line. Standard library only."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from planner.cli.values import a_drawing, a_length, a_place


def add_cordon_verb(verb: Callable[[str, str, str], argparse.ArgumentParser]) -> None:
    """The verb with its options; `verb` makes it from its name, a sentence and an example."""
    one = verb(
        "cordon",
        "Say which roads lead into a place, and how many officers close it.",
        "cordon --at=64.60,24.05 --radius 500 --out cordon.geojson",
    )
    where = one.add_mutually_exclusive_group(required=True)
    where.add_argument("--around", type=a_drawing, metavar='"LON,LAT ..."', help="its corners, in turn")
    where.add_argument("--at", type=a_place, metavar="LON,LAT", help="its middle")
    one.add_argument("--radius", type=a_length, default=500.0, metavar="M", help="around --at (500 m)")
    one.add_argument("--night", action="store_true", help="pickets as strong as at night")
    one.add_argument("--out", metavar="FILE.geojson", help="write pickets and edge there, for a map")
