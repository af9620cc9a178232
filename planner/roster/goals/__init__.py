"""What is wished of a roster, one goal a file."""

from __future__ import annotations

from planner.roster.encoding import PricedGoal
from planner.roster.goals.fair_share import FairShare
from planner.roster.goals.risk_covered import RiskCovered

GOALS: tuple[PricedGoal, ...] = (RiskCovered(), FairShare())
