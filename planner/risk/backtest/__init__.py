"""Whether a model would have known: rolling forecasts of the past, measured beside the models it must beat."""

from __future__ import annotations

from planner.risk.backtest.baselines import make_baselines
from planner.risk.backtest.run import backtest

__all__ = ["backtest", "make_baselines"]
