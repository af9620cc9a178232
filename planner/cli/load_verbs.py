"""The words of the verbs around loading files: how to read one, what was loaded, undo and redo."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from planner.cli.values import a_column, a_whole


def add_import_options(one: argparse.ArgumentParser) -> None:
    """How a file is read where it does not say so itself, and whether anything is stored."""
    one.add_argument("--dry-run", action="store_true", help="store nothing; say what would go in, change, be refused")
    one.add_argument(
        "--map-column",
        type=a_column,
        action="append",
        default=[],
        metavar="OURS=THEIRS",
        help="our column and the header that holds it (occurred_at='Date of report'); nothing after = leaves it out",
    )
    one.add_argument("--columns", metavar="FILE", help="a map of columns as the data screen writes it (JSON)")
    one.add_argument("--sheet", metavar="NAME", help="which sheet of a workbook (the first with rows)")
    one.add_argument("--swap", action="store_true", help="latitude and longitude stand in each other's place")
    one.add_argument("--update", action="store_true", help="rows that are stored with other values are changed")
    one.add_argument("--as-said", action="store_true", help="the kind is right, whatever the columns look like")
    one.add_argument("--who", default="", metavar="WHO", help="who loads it: a service number or a desk")


def add_load_verbs(verb: Callable[[str, str, str], argparse.ArgumentParser]) -> None:
    """`loads`, `undo-load` and `redo-load`."""
    verb("loads", "List the files that were loaded, and which of them can be undone.", "loads")
    one = verb("undo-load", "Give the tables back the rows that they held before a file was loaded.", "undo-load 3")
    one.add_argument("load", type=a_whole, nargs="?", metavar="LOAD", help="its number (the last that stands)")
    one.add_argument("--who", default="", metavar="WHO", help="who undoes it")
    one = verb("redo-load", "Load again what was undone.", "redo-load 3")
    one.add_argument("load", type=a_whole, metavar="LOAD", help="its number")
    one.add_argument("--who", default="", metavar="WHO", help="who redoes it")
