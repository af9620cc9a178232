"""Who does which duty: the problem, its rules and goals, the search, and a check that shares nothing with it."""

from planner.roster.build import build
from planner.roster.check import assignments_from_document, check
from planner.roster.explain import explain
from planner.roster.goals import GOALS
from planner.roster.problem import RosterProblem
from planner.roster.rules import RULES
from planner.roster.shortfall import uncovered
from planner.roster.solve import solve
from planner.solver import Progress

__all__ = [
    "GOALS",
    "RULES",
    "Progress",
    "RosterProblem",
    "assignments_from_document",
    "build",
    "check",
    "explain",
    "solve",
    "uncovered",
]
