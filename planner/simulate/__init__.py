"""What would have happened: incidents played against those who stand somewhere, over and over."""

from planner.simulate.allocate import Crew, category_template, crews, equal_shares, highest_first
from planner.simulate.play import Happened, Served, met, served
from planner.simulate.presence import Presence, presences

__all__ = [
    "Crew",
    "Happened",
    "Presence",
    "Served",
    "category_template",
    "crews",
    "equal_shares",
    "highest_first",
    "met",
    "presences",
    "served",
]
