"""Verbs of the week on the command line: plan, change, plan anew, sign, compare, orders. Standard library only."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

from planner.cli.values import a_date, a_moment, a_window, seconds, some_days, some_hours

Verb = Callable[[str, str, str], argparse.ArgumentParser]


def add_week_verbs(verb: Verb, languages: Sequence[str]) -> None:
    """The verbs, each with its options; `verb` makes one from its name, a sentence and an example."""
    one = verb(
        "plan",
        "Make a plan: who does which duty when, and what stays uncovered.",
        "plan --from 2026-12-20 --days 7 --out orders",
    )
    one.add_argument("--from", dest="start", type=a_date, required=True, metavar="DATE", help="first day")
    one.add_argument("--days", type=some_days, required=True, metavar="N", help="how many days")
    _search(one)
    _out(one, languages)
    one.add_argument(
        "--without-rule", action="append", default=[], metavar="RULE", help="switch a rule off; the plan says so"
    )
    one.add_argument(
        "--units", choices=("unit", "all"), default="unit", help="the protection unit, or all officers (%(default)s)"
    )
    one.add_argument("--like", metavar="PLAN", help="begin with the duties of an old plan, moved to the new days")
    one.add_argument("--whole", action="store_true", help="leave nothing open; if that cannot be, say what is missing")

    one = verb("check", "Judge a plan, also one that was changed by hand.", "check orders/plan.json")
    one.add_argument("plan", metavar="PLAN", help="an id, or a file")

    one = verb(
        "change",
        "Put another officer on a duty of a kept plan; judged at once.",
        'change 3f9a12 --duty guard-S1-20261225T0800 --out PU-004 --in PU-017 --reason "ill" --by PU-001',
    )
    one.add_argument("plan", metavar="PLAN", help="an id")
    one.add_argument("--duty", required=True, metavar="DUTY", help="which duty")
    one.add_argument("--out", default="", metavar="OFFICER", help="who goes")
    one.add_argument("--in", dest="into", default="", metavar="OFFICER", help="who comes")
    one.add_argument("--reason", default="", metavar="TEXT", help="why; kept with the plan")
    one.add_argument("--by", default="", metavar="OFFICER", help="who decides")
    one.add_argument("--try", dest="only_try", action="store_true", help="say what it would do, and keep nothing")

    one = verb("undo", "Take back the last change of a plan.", "undo 3f9a12 --by PU-001")
    one.add_argument("plan", metavar="PLAN", help="an id")
    one.add_argument("--by", required=True, metavar="OFFICER", help="who decides")

    one = verb(
        "replan",
        "Make a plan anew from now on when officers are away; as few duties as possible change.",
        "replan 3f9a12 --away PU-004 --away PU-017=2026-12-24/2026-12-26",
    )
    one.add_argument("plan", metavar="PLAN", help="an id")
    one.add_argument(
        "--away",
        type=a_window,
        action="append",
        default=[],
        metavar="OFFICER[=START/END]",
        help="who is away, and when (from now to the end)",
    )
    one.add_argument("--taken", default="", metavar="SURGE.json", help="who a surge sends is away: its --json output")
    one.add_argument(
        "--hours", type=some_hours, default=8.0, metavar="N", help="how long a surge takes them (%(default)s)"
    )
    one.add_argument("--time", type=a_moment, default=None, metavar="ISO", help="what began before stays (now)")
    _search(one)
    _out(one, languages)

    one = verb("sign", "Sign a plan as it stands.", 'sign 3f9a12 --by PU-001 --post "SP Headquarters"')
    one.add_argument("plan", metavar="PLAN", help="an id")
    one.add_argument("--by", required=True, metavar="OFFICER", help="service number of who signs")
    one.add_argument("--post", required=True, metavar="TEXT", help="rank and post of who signs")
    one.add_argument("--accepts", default="", metavar="TEXT", help="why a plan that breaks rules is signed")

    one = verb("compare", "Two plans side by side.", "compare 3f9a12 81bc03")
    one.add_argument("first", metavar="PLAN", help="an id, or a file")
    one.add_argument("second", metavar="PLAN", help="an id, or a file")

    one = verb("orders", "Write the orders of a kept plan.", "orders 3f9a12 --out orders --language ur")
    one.add_argument("plan", metavar="PLAN", help="an id, or a file")
    one.add_argument("--out", required=True, metavar="FOLDER", help="where to: PDF, CSV, JSON, GPX, KML, calendar")
    one.add_argument("--language", choices=languages, default="en", help="of the orders (%(default)s)")


def _search(one: argparse.ArgumentParser) -> None:
    one.add_argument("--seconds", type=seconds, default=60.0, help="time limit (%(default)s)")


def _out(one: argparse.ArgumentParser, languages: Sequence[str]) -> None:
    one.add_argument("--out", metavar="FOLDER", help="write the orders there: PDF, CSV, JSON, GPX, KML, calendar")
    one.add_argument("--language", choices=languages, default="en", help="of the orders (%(default)s)")
