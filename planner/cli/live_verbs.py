"""The verb of a surge that goes on, on the command line. Standard library only."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from datetime import datetime

from planner.cli.values import a_moment, a_place, a_positive, seconds

Verb = Callable[[str, str, str], argparse.ArgumentParser]
WHAT = (
    *("acknowledged", "departed", "arrived", "engaged", "delayed", "refused", "withdrawn"),
    *("alarm", "crowd", "closed", "reopened", "request", "called-in", "note", "ended", "plan"),
)
_EXAMPLES = """
  hifazat log                                        all that are kept
  hifazat log NAME                                   how things stand now
  hifazat log NAME arrived A1-2 --time 09:18         also acknowledged, departed, engaged; several units at once
  hifazat log NAME delayed A1-2 --minutes 15 --because "bridge blocked"
  hifazat log NAME refused A1-2 --because "no fuel"
  hifazat log NAME withdrawn A1-2 --because "needed at A2" --by C-1
  hifazat log NAME alarm --at 73.42,31.33 --crowd 100-300 --level tense
  hifazat log NAME crowd A1 600-900 --level violent
  hifazat log NAME closed "73.42,31.33 73.43,31.33" --because "burning tyres"
  hifazat log NAME reopened C1
  hifazat log NAME request R1 committed --to "Riot Management Police" --officers 120
  hifazat log NAME called-in 12 --station PS01
  hifazat log NAME note "the imam speaks to the crowd"
  hifazat log NAME plan --give                       the plan from now on; --give records its new orders
  hifazat log NAME plan --give --out orders          and writes the order files
  hifazat log NAME ended A1                          an alarm; without A1 the whole surge
  hifazat log NAME --timeline                        planned and actual moments"""


def add_live_verbs(verb: Verb, languages: Sequence[str] = ("en", "ur")) -> None:
    """The verb, with its options; `verb` makes it from its name, a sentence and an example."""
    one = verb(
        "log", "Tell what happens in a kept surge, see how it stands, and plan on from there.", "log" + _EXAMPLES
    )
    one.add_argument("name", nargs="?", default="", metavar="NAME", help="of a kept surge; without it all are listed")
    one.add_argument("what", nargs="?", default="", choices=("", *WHAT), metavar="WHAT", help=", ".join(WHAT))
    one.add_argument("subject", nargs="*", default=[], metavar="WHOM", help="units, an alarm, a closure, a request")
    one.add_argument(
        "--at", type=a_place_or_moment, default=None, metavar="LON,LAT", help="where a new alarm is; or the moment"
    )
    one.add_argument(
        "--time", type=a_clock, default=None, metavar="ISO", help="when it happened: a moment or 09:18 (now)"
    )
    one.add_argument("--by", default="", metavar="OFFICER", help="who says so, or decides")
    one.add_argument("--because", default="", metavar="TEXT", help="why")
    one.add_argument("--minutes", type=a_positive, default=None, metavar="N", help="how much later")
    one.add_argument("--crowd", default="", metavar="LOW-BEST-HIGH", help="size of a new alarm")
    one.add_argument("--level", default="", metavar="LEVEL", help="watch, tense, disorder or violent")
    one.add_argument("--task", default="", metavar="TASK", help="hold, extract, cordon or escort")
    one.add_argument("--growth", default="", metavar="LOW-HIGH", help="people who join the crowd each minute")
    one.add_argument("--known", default="", metavar="TEXT", help="what the caller said")
    one.add_argument("--to", default="", metavar="TEXT", help="who is asked")
    one.add_argument("--officers", type=a_positive, default=None, metavar="N", help="how many are asked for")
    one.add_argument("--alarm", default="", metavar="ALARM", help="for which alarm they are asked")
    one.add_argument("--eta", type=a_clock, default=None, metavar="ISO", help="when they are to be there")
    one.add_argument("--road", action="append", default=[], metavar="ROAD", help="a closed road; several times")
    one.add_argument("--station", default="", metavar="STATION", help="where those who are called in report")
    one.add_argument("--give", action="store_true", help="with plan: record its new orders as given")
    one.add_argument("--seconds", type=seconds, default=5.0, help="time limit of plan (%(default)s)")
    one.add_argument(
        "--out",
        metavar="FOLDER",
        help="with plan: write all orders there, as `surge --out` does",
    )
    one.add_argument("--language", choices=languages, default="en", help="of the orders (%(default)s)")
    one.add_argument("--timeline", action="store_true", help="planned against actual moments of each alarm")


def a_place_or_moment(text: str) -> tuple[float, float] | datetime | str:
    """`LON,LAT`, or a moment."""
    return a_place(text) if "," in text else a_clock(text)


def a_clock(text: str) -> datetime | str:
    """A moment in ISO form, or hours and minutes as `09:18`, which stay text: they mean the last such minute."""
    hours, colon, minutes = text.partition(":")
    if colon and hours.isdecimal() and minutes.isdecimal() and len(text) <= len("00:00"):
        if int(hours) > 23 or int(minutes) > 59 or len(minutes) != 2:
            raise argparse.ArgumentTypeError(f"{text!r} is no time of day; write it as 09:18")
        return text
    return a_moment(text)
