"""Who is needed where and when, each need with its reason."""

from __future__ import annotations

from planner.demand.derive import derive

__all__ = ["derive"]
