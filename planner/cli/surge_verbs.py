"""Verbs of an emergency on the command line. Standard library only."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

from planner.cli.values import a_drawing, a_moment, a_place, seconds

Verb = Callable[[str, str, str], argparse.ArgumentParser]


def add_surge_verbs(verb: Verb, languages: Sequence[str]) -> None:
    """The verbs, each with its options; `verb` makes one from its name, a sentence and an example."""
    one = verb(
        "surge",
        "Answer one alarm or many: who goes from where, and when is it enough.",
        "surge --at=64.60,24.05 --crowd 300-450-600 --level tense --growth 2-5",
    )
    one.add_argument(
        "--at",
        dest="places",
        type=a_place,
        action="append",
        required=True,
        metavar="LON,LAT",
        help="where the crowd is; several times for several alarms",
    )
    one.add_argument(
        "--crowd",
        action="append",
        required=True,
        metavar="LOW-BEST-HIGH",
        help="its size, as 300, 300-600 or 300-450-600; in the order of --at",
    )
    _of_alarm(one, "--level", "LEVEL", "how it behaves: watch, tense, disorder or violent (disorder)")
    _of_alarm(one, "--task", "TASK", "what the force is to do: hold, extract, cordon or escort (hold)")
    _of_alarm(one, "--growth", "LOW-HIGH", "people who join it each minute (0)")
    _of_alarm(one, "--known", "TEXT", "what the caller said")
    one.add_argument(
        "--closed",
        dest="closures",
        type=a_drawing,
        action="append",
        default=[],
        metavar='"LON,LAT LON,LAT"',
        help="a line drawn across closed roads; an area when it ends where it begins, a spot when it is one point",
    )
    one.add_argument("--closed-road", action="append", default=[], metavar="ROAD", help="a closed road; several times")
    one.add_argument("--time", type=a_moment, default=None, metavar="ISO", help="the moment (now)")
    one.add_argument("--seconds", type=seconds, default=5.0, help="time limit (%(default)s)")
    one.add_argument(
        "--out",
        metavar="FOLDER",
        help="write the orders into a folder of their own below it: one book and single PDFs, briefing (ICS-201), "
        "requests, alert (CAP 1.2), JSON, CSV",
    )
    one.add_argument(
        "--keep",
        nargs="?",
        const="",
        default=None,
        metavar="NAME",
        help="open a log and record the orders as given; without NAME it is called after the moment",
    )
    one.add_argument("--by", default="", metavar="OFFICER", help="who gives the orders that are kept")
    one.add_argument("--language", choices=languages, default="en", help="of the orders (%(default)s)")


def _of_alarm(one: argparse.ArgumentParser, name: str, metavar: str, what: str) -> None:
    """An option that is said once for all alarms, or once for each in the order of --at."""
    one.add_argument(name, action="append", default=[], metavar=metavar, help=what)
