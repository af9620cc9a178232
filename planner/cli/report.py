"""The verb of the monthly report: asks flow, shows the answer. Decides nothing."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from planner import flow
from planner.cli.output import give_json, give_lines
from planner.config import Config

DONE = 0


def report(store: flow.Store, config: Config, options: Namespace) -> int:
    """Report a month; the PDF is written when a file is named."""
    first = options.month or flow.last_month(config)
    made = flow.month_report(store, config, first=first, public=options.public)
    if options.out:
        flow.write_month(store, config, made, Path(options.out), language=options.language)
    if options.json:
        give_json(made)
        return DONE
    give_lines([f"Report {made['number']} of {made['month']} ({made['classification']})."])
    if made["public"]:
        give_lines([f"It holds the public tables of {made['year']}; nothing of a single month leaves the building."])
    else:
        give_lines(["Not covered, not known:", *(f"- {line}" for line in made["sentences"]["bad"])])
        give_lines([f"Reported incidents of the month: {made['quality']['rows']}."])
        give_lines(["Asked:", *(f"- {line}" for line in made["sentences"]["asks"])])
    if options.out:
        give_lines([f"Written to {options.out}."])
    return DONE


VERBS = {"report": report}
