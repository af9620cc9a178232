"""The verb of the monthly report on the command line. Standard library only."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from datetime import date

Verb = Callable[[str, str, str], argparse.ArgumentParser]
_LONG = len("2026-10")


def add_report_verb(verb: Verb, languages: Sequence[str]) -> None:
    """The verb, with its options; `verb` makes it from its name, a sentence and an example."""
    one = verb(
        "report",
        "Report a month: what is not covered first, incidents, answers, plans, trainings, and what is asked of whom.",
        "report --month 2026-10 --out october.pdf",
    )
    one.add_argument(
        "--month", type=a_month, default=None, metavar="YYYY-MM", help="which month (the last that is over)"
    )
    one.add_argument(
        "--public", action="store_true", help="as it may leave the building: whole years, no small counts, no sites"
    )
    one.add_argument("--out", metavar="FILE.pdf", help="write the report there, to print")
    one.add_argument("--language", choices=languages, default="en", help="of the PDF (%(default)s)")


def a_month(text: str) -> date:
    """The first day of `2026-10`."""
    try:
        if len(text) != _LONG:
            raise ValueError(text)
        return date.fromisoformat(f"{text}-01")
    except ValueError as fault:
        raise argparse.ArgumentTypeError(f"{text!r} is no month; write it as 2026-10") from fault
