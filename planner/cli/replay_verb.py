"""The verb `replay` on the command line. Standard library only."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

Verb = Callable[[str, str, str], argparse.ArgumentParser]
MOST_DRAWS = 20_000


def add_replay_verb(verb: Verb, languages: Sequence[str]) -> None:
    """The verb with its options; `verb` makes it from its name, a sentence and an example."""
    one = verb(
        "replay",
        "Play a past emergency again, as it happened and with something done otherwise.",
        "replay jaranwala-2023 --set order_at=07:00 --out replay",
    )
    one.add_argument("scenario", nargs="?", metavar="SCENARIO", help="one of the project, or a file.toml of your own")
    one.add_argument("--list", action="store_true", dest="listed", help="show the scenarios of the project")
    one.add_argument(
        "--set",
        dest="changes",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="a slider (in all that is shown), or a switch: order_at, assemble, reserve, planned; several times",
    )
    one.add_argument(
        "--counterfactual", dest="chosen", action="append", default=[], metavar="KEY", help="only these (all)"
    )
    one.add_argument(
        "--draws", type=some_draws, default=None, metavar="N", help="of everything unknown; 0: none (replay.draws)"
    )
    one.add_argument("--out", metavar="FOLDER", help="write replay.html, replay.json and curves.csv there")
    one.add_argument("--language", choices=languages, default="en", help="of texts and page (%(default)s)")


def some_draws(text: str) -> int:
    """How often everything unknown is drawn: 0 or more."""
    if not text.isdecimal() or int(text) > MOST_DRAWS:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 0 to {MOST_DRAWS}")
    return int(text)
