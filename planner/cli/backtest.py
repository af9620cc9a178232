"""The verb `backtest`: reads the question, shows progress, and prints a table that a person can read."""

from __future__ import annotations

import os
from argparse import Namespace
from pathlib import Path
from typing import Any

from planner import flow
from planner.cli.output import Counter, as_lines, give_json, give_lines, say
from planner.config import Config

DONE = 0


def run(options: Namespace, config: Config) -> int:
    """Run the back-test; a store is opened only when no file of incidents is named."""
    question = flow.Question(
        origins=options.origins,
        horizon_days=options.horizon,
        grid_m=options.grid,
        seed=options.seed,
        incidents=Path(options.incidents) if options.incidents else None,
        region=Path(options.region) if options.region else None,
        areas=Path(options.areas) if options.areas else None,
        column_map=options.map,
        crs=options.crs,
        dates=options.dates,
    )
    counter = Counter("back-test")

    def shown(what: str, done: int, of: int) -> None:
        counter.show(f"{what} ({done / of:.0%})")

    if question.incidents is not None:
        document = flow.run_backtest(config, question, tell=say, progress=shown)
    else:
        with flow.open_store(options.store, key=os.environ.get("HIFAZAT_KEY"), create=False) as store:
            document = flow.run_backtest(config, question, store=store, tell=say, progress=shown)
    counter.end()
    if options.json:
        give_json(document)
    else:
        give_lines(_lines(document))
    return DONE


def _lines(document: dict[str, Any]) -> list[str]:
    return [
        f"{document['from']} to {document['to']}: {document['folds']} windows of {document['horizon_days']} days, "
        f"{document['events']} incidents, {document['cells']:,} {document['places']}.",
        "",
        *as_lines([_row(model) for model in document["models"]], list(_row(document["models"][0]))),
        "",
        "gain: information an incident over uniform, in nats. difference: gain less that of the best other model, with "
        "its 95 % interval.",
        *[f"Note: {note}" for note in document["notes"]],
        document["sentence"],
    ]


def _row(model: dict[str, Any]) -> dict[str, str]:
    gap = model["difference_to_best"]
    said = _three(gap["mean"], "+")
    if gap["low"] is not None:
        said += f" [{_three(gap['low'], '+')}, {_three(gap['high'], '+')}]"
    return {
        "model": model["model"] + (" (ours)" if model["ours"] else ""),
        "gain": _three(model["information_gain"]),
        "hit at 5 %": _three(model["hit_rate_5"]),
        "slope": _three(model["calibration_slope"]),
        "covered of 90 %": "-" if model["coverage_90"] is None else f"{model['coverage_90']:.1%}",
        "CPU s": _three(model["seconds_per_forecast"]),
        "difference": said,
    }


def _three(value: float | None, sign: str = "") -> str:
    # adding nothing turns what rounds to -0.000 into 0.000
    return "-" if value is None else f"{round(value, 3) + 0.0:{sign}.3f}"
