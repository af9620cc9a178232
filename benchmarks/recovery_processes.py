"""The back-test on histories of known processes."""

from __future__ import annotations

import numpy as np

from benchmarks.figures import spread, table
from benchmarks.processes import PROCESSES, draw, ground
from planner.config import load_config
from planner.risk.backtest import backtest, make_baselines
from planner.risk.ours import OurForecaster

CONFIG = load_config()
HISTORIES = 10


def processes() -> str:
    """Eight known processes, back-tested as `hifazat backtest` does."""
    square = ground()
    rows = []
    for name in PROCESSES:
        slopes, errors, covers, busy, gains, others = [], [], [], [], [], []
        counts, behind = 0, 0
        for seed in range(1, HISTORIES + 1):
            models = [OurForecaster(CONFIG.risk), *make_baselines(CONFIG.backtest)]
            told = backtest(draw(name, seed), square, models, CONFIG.backtest, origins=12, horizon_days=28, seed=seed)
            ours, gap = told["models"][0], told["models"][0]["difference_to_best"]
            counts += told["events"]
            behind += gap["high"] < 0
            gains.append(ours["information_gain"])
            slopes.append(ours["calibration_slope"])
            errors.append(ours["calibration_error"])
            covers.append(ours["coverage_90"])
            busy.append(ours["coverage_90_busy"])
            others.append([one["information_gain"] for one in told["models"][1:]])
        means = np.array(others, dtype=float).mean(axis=0)
        best = int(np.argmax(means))
        gap_of = np.array(gains) - np.array(others, dtype=float)[:, best]
        known = [one for one in slopes if one is not None]
        rows.append(
            [
                name,
                counts,
                f"{np.mean(gains):.3f}",
                f"{models[best + 1].name} {means[best]:.3f}",
                f"{gap_of.mean():+.3f} ± {gap_of.std(ddof=1) / np.sqrt(len(gap_of)):.3f}",
                f"{behind} of {HISTORIES}",
                spread(known, 2) if means.max() > 0.02 else "-",
                f"{np.mean(errors):.3f}",
                f"{np.mean(covers):.3f}",
                f"{np.mean(busy):.3f}",
            ]
        )
        print(rows[-1], flush=True)
    head = (
        "process",
        "incidents tested",
        "our gain",
        "best other",
        "ours less it",
        "behind the best of all, 95 %",
        "slope",
        "error",
        "covered",
        "covered, busy",
    )
    return "\n\n".join(
        [
            "## Known processes on a raster",
            f"{HISTORIES} histories each on a square of 50 km in cells of 1 km over three years, 12 windows of 28 "
            "days; figures as in `docs/backtest.md`. The processes are in `benchmarks/processes.py`. The best other is "
            "the one with the highest mean gain; the next column counts histories in which ours is behind the best "
            "other of that very history, chosen after the fact.",
            table(rows, *head),
        ]
    )
