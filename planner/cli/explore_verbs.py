"""Verbs of the explore screen on the command line: incidents, and saved views. Standard library only."""

from __future__ import annotations

import argparse
from collections.abc import Callable

Verb = Callable[[str, str, str], argparse.ArgumentParser]

CHOICES = (
    ("from", "DATE", "first day"),
    ("to", "DATE", "last day"),
    ("kind", "KINDS", "kinds, parted by commas: arson,mob-violence"),
    ("community", "NAMES", "communities that were hit"),
    ("tehsil", "CODES", "codes of tehsils or station limits; not-stated where none is known"),
    ("trigger", "TEXTS", "what set it off; not-stated where nothing is said"),
    ("reporter", "NAMES", "who reported it"),
    ("source", "TEXTS", "registers, papers or data sets"),
    ("severity", "N", "at least so grave (1 to 5)"),
    ("gravest", "N", "at most so grave (1 to 5)"),
    ("place", "N", "place known at least to: 1 site or street, 2 settlement, 3 district"),
    ("day", "N", "day known at least to: 1 the day, 2 the week, 3 the month"),
    ("text", "TEXT", "a part of an identifier, or of a site's name"),
    ("shape", "WKT", "inside this polygon, in degrees"),
)
"""Name, what stands for its value, and its sentence: the same names as in the address of the screen."""
GROUPS = ("kind", "tehsil", "community", "trigger")


def add_explore_verbs(verb: Verb) -> None:
    """The verbs, each with its options; `verb` makes one from its name, a sentence and an example."""
    one = verb(
        "incidents",
        "Show incidents that fit a choice: counts, against the time before, where they gather, what is left out.",
        "incidents --kind arson,mob-violence --from 2026-01-01 --by tehsil",
    )
    for name, stands, sentence in CHOICES:
        one.add_argument(f"--{name}", dest=f"choose_{name}", metavar=stands, default="", help=sentence)
    one.add_argument("--every", action="store_true", help="also second reports of one incident and patrol finds")
    one.add_argument("--view", metavar="ID", default="", help="begin with a saved view; other choices change it")
    one.add_argument("--by", choices=GROUPS, default="kind", help="what is compared with the time before (%(default)s)")
    one.add_argument("--save", metavar="NAME", default="", help="keep the choice as a view of that name")

    one = verb("views", "Show the saved views; rename, remove or bring back one.", 'views --rename 3f9a12ab "Fires"')
    what = one.add_mutually_exclusive_group()
    what.add_argument("--rename", nargs=2, metavar=("ID", "NAME"), help="give it another name")
    what.add_argument("--remove", metavar="ID", help="take it off the list")
    what.add_argument("--restore", metavar="ID", help="bring it back")
    one.add_argument("--all", action="store_true", help="also those that were removed")
