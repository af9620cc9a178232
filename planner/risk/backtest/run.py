"""The back-test: every model forecasts every window from what lay before it, and is held against what came."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, timedelta, tzinfo
from math import isfinite
from time import process_time
from typing import Any

import numpy as np

from planner.config import BacktestConfig
from planner.core.errors import InputError
from planner.risk.backtest.blocks import Blocks, total_covered
from planner.risk.backtest.bootstrap import difference
from planner.risk.backtest.folds import Fold, rolling
from planner.risk.backtest.measures import Tally, most_hits
from planner.risk.events import Events
from planner.risk.forecast import Forecaster, Ground, Progress
from planner.risk.totals import Totals


def backtest(
    events: Events,
    ground: Ground,
    models: Sequence[Forecaster],
    config: BacktestConfig,
    *,
    origins: int,
    horizon_days: int,
    seed: int,
    zone: tzinfo = UTC,
    progress: Progress | None = None,
    cancel: Callable[[], bool] | None = None,
) -> dict[str, Any]:
    """How well each model would have forecast the last windows, each from what was known before it.

    Incidents outside the ground are left out, of the past as well, and so are rows without weight; `notes` says how
    many. `difference_to_best` is a model's information gain an event less that of the best of all the other models;
    for our own it is less that of the best model that is not ours. `hit_rate_5_difference_to_best` is the same of the
    hit rate at 5 %, where another may be the best. Their 95 % intervals draw whole windows. A figure
    that cannot be computed is None, and `notes` says why. `seconds_per_forecast` is processor time, tuning included.
    When `cancel` says so, the windows that are done are answered.

    Raises InputError when the ground has no place, no incident lies on it, or the history is too short.
    """
    if not ground.size:
        raise InputError("the region holds no place to forecast", maybe="it is smaller than a cell; see --grid.")
    at = ground.locate(events.xy) if len(events) else np.zeros(0, dtype=int)
    kept = events.take((at >= 0) & (events.weight > 0))
    notes = _left_out(events, at)
    if len(events) and not len(kept):
        raise InputError(
            f"none of the {len(events)} incidents lies in the region",
            maybe="region and incidents are of two districts, or longitude and latitude are swapped.",
        )
    folds = rolling(kept, origins=origins, horizon_days=horizon_days, zone=zone)
    tallies = [Tally() for _ in models]
    blocks = Blocks.of(ground)
    done: list[tuple[Fold, int]] = []
    for k, fold in enumerate(folds):
        if cancel is not None and cancel():
            notes.append(f"Stopped after {k} of {len(folds)} windows.")
            break
        past, test = fold.split(kept)
        whole = np.bincount(ground.locate(test.xy), test.weight, minlength=ground.size) if len(test) else None
        count = np.zeros(ground.size) if whole is None else np.round(whole)
        best = most_hits(ground.exposure, count)
        total, level = Totals().forecast(past, fold.start, fold.days)
        asked = blocks.asked(past, ground, total)
        for n, (model, tally) in enumerate(zip(models, tallies, strict=True)):
            if progress is not None:
                progress(f"window {k + 1} of {len(folds)}: {model.name}", k * len(models) + n, len(folds) * len(models))
            started = process_time()
            forecast = model.forecast(past, ground, day=fold.start, horizon_days=fold.days)
            tally.add(forecast, ground.exposure, count, process_time() - started, best)
            tally.add_sums(blocks.covered(forecast, count, level)[asked], total_covered(forecast, count, level))
        done.append((fold, int(count.sum())))
    rows = _rows(models, tallies, config, seed, notes)
    return {
        "folds": len(done),
        "events": sum(n for _, n in done),
        "horizon_days": horizon_days,
        "from": folds[0].first.isoformat(),
        "to": (done[-1][0].after if done else folds[0].first).isoformat(),
        "cells": ground.size,
        "cell_m": getattr(ground, "cell_m", None),
        "windows": [
            {"from": f.first.isoformat(), "to": (f.after - timedelta(days=1)).isoformat(), "events": n} for f, n in done
        ],
        "models": rows,
        "notes": notes,
    }


def _left_out(events: Events, at: np.ndarray) -> list[str]:
    outside = int(((at < 0) & (events.weight > 0)).sum())
    second = int((events.weight == 0).sum())
    rough = int(((events.doubt_m > 0) & (events.weight > 0)).sum())
    said = []
    if outside:
        said.append(f"{outside} of {len(events)} incidents lie outside the region and are left out.")
    if second:
        said.append(f"{second} rows report an incident that another row reports: each incident counts once.")
    if rough:
        said.append(f"{rough} incidents are known only roughly; they are tested at the place that is written down.")
    return said


def _rows(
    models: Sequence[Forecaster], tallies: Sequence[Tally], config: BacktestConfig, seed: int, notes: list[str]
) -> list[dict[str, Any]]:
    answers = [tally.answer() for tally in tallies]
    events = np.array(tallies[0].events_of) if tallies else np.zeros(0)
    if 0 < events.sum() < config.few_events:
        notes.append(
            f"{events.sum():.0f} incidents are too few to tell one model from another, whatever the intervals."
        )
    if not events.sum():
        notes.append("No incident fell into the windows: what is measured an incident cannot be given.")
    rows = []
    for k, (model, tally, answer) in enumerate(zip(models, tallies, answers, strict=True)):
        others = [n for n, one in enumerate(models) if n != k and not (model.is_ours and one.is_ours)]
        best = max(others, key=lambda n: _rank(answers[n]["information_gain"]), default=None)
        gap = (float("nan"),) * 3
        if best is not None:
            gap = difference(
                np.array(tally.gains), np.array(tallies[best].gains), events, draws=config.draws, seed=seed
            )
        most = max(others, key=lambda n: _rank(answers[n]["hit_rate_5"]), default=None)
        hits = (float("nan"),) * 3
        if most is not None:
            hits = difference(
                np.array(tally.hits_5), np.array(tallies[most].hits_5), events, draws=config.draws, seed=seed
            )
        rows.append(
            {
                "model": model.name,
                "ours": model.is_ours,
                **{name: _number(value) for name, value in answer.items()},
                "difference_to_best": _interval(gap),
                "hit_rate_5_difference_to_best": _interval(hits),
                "best_other": None if best is None else models[best].name,
                "gain_by_window": [_number(g / n) if n else None for g, n in zip(tally.gains, events, strict=True)],
            }
        )
    notes += _why_missing(models, answers) if events.sum() else []
    if (events > 0).sum() < 2:
        notes.append("Fewer than two windows hold an incident: differences have no interval.")
    return rows


def _why_missing(models: Sequence[Forecaster], answers: Sequence[dict[str, float]]) -> list[str]:
    said = []
    for sentence, key in (
        ("gave no chance at all to a place where an incident fell: no information gain is given.", "information_gain"),
        ("has no calibration slope: it says the same of every place, or no slope fits.", "calibration_slope"),
    ):
        names = [m.name for m, answer in zip(models, answers, strict=True) if not isfinite(answer[key])]
        said += [f"{', '.join(names)}: {sentence}"] if names else []
    return said


def _interval(gap: tuple[float, float, float]) -> dict[str, float | None]:
    return dict(zip(("mean", "low", "high"), map(_number, gap), strict=True))


def _rank(gain: float) -> float:
    return gain if isfinite(gain) else -float("inf")


def _number(value: float) -> float | None:
    """A figure as JSON knows it."""
    return float(value) if isfinite(value) else None
