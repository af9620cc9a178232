"""Where incidents are to be expected: a score per site and window, in parts that add up, with its doubt."""

from __future__ import annotations

from planner.risk.score import score

__all__ = ["score"]
