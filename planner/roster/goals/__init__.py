"""What is wished of a roster, one goal a file."""

from __future__ import annotations

from planner.roster.encoding import PricedGoal
from planner.roster.goals.equals import Share
from planner.roster.goals.fair_hard import FairHard
from planner.roster.goals.fair_nights import FairNights
from planner.roster.goals.fair_share import FairShare
from planner.roster.goals.fair_weekends import FairWeekends
from planner.roster.goals.floors import Floors
from planner.roster.goals.risk_covered import RiskCovered
from planner.roster.goals.undisturbed import Undisturbed

COVER: tuple[PricedGoal, ...] = (RiskCovered(), Floors(), Undisturbed())
"""Goals that add up over duties: those that the engine decides stretches of days by."""
SHARES: tuple[Share, ...] = (FairShare(), FairNights(), FairWeekends(), FairHard())
"""Goals that compare equals over the whole time: small steps even them out."""
GOALS: tuple[PricedGoal, ...] = (*COVER, *SHARES)
