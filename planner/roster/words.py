"""How officers, duties and times are said in a sentence."""

from __future__ import annotations

from planner.roster.problem import RosterProblem


def when(problem: RosterProblem, duty: int) -> str:
    """As "Sunday 2 March 09:00-12:00", in the zone of the problem."""
    window = problem.duties[duty].window
    start = window.start.astimezone(problem.start.tzinfo)
    end = window.end.astimezone(problem.start.tzinfo)
    return f"{start:%A} {start.day} {start:%B} {start:%H:%M}-{end:%H:%M}"


def shortly(problem: RosterProblem, duty: int) -> str:
    """As "Sun 2 Mar 09:00-12:00", in the zone of the problem."""
    window = problem.duties[duty].window
    start = window.start.astimezone(problem.start.tzinfo)
    end = window.end.astimezone(problem.start.tzinfo)
    return f"{start:%a} {start.day} {start:%b} {start:%H:%M}-{end:%H:%M}"


def duty_words(problem: RosterProblem, duty: int) -> str:
    """As "guard G1 at S-017 (Sunday 2 March 09:00-12:00)"."""
    d = problem.duties[duty]
    return f"{d.kind.value} {d.id} at {d.place} ({when(problem, duty)})"


def count(number: int, noun: str, plural: str | None = None) -> str:
    """As "1 officer", "3 officers", "2 women"."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def hours(minutes: int) -> str:
    """As "11 h" or "2 h 30 min"."""
    whole, rest = divmod(minutes, 60)
    if not whole:
        return f"{rest} min"
    return f"{whole} h {rest} min" if rest else f"{whole} h"
