"""Whether a schedule keeps the rules, and what it costs: plain code that shares nothing with the search."""

from __future__ import annotations

from itertools import groupby

from planner.roster.turns.problem import OFF, Schedule, Staff, Turns


def cost(problem: Turns, schedule: Schedule) -> int:
    """Wishes not granted, people lacking and people too many, each times its price."""
    total = 0
    for person, row in zip(problem.staff, schedule.tolist(), strict=True):
        total += person.unmet
        for day, shift in enumerate(row):
            if shift != OFF:
                total += int(person.wish[day, shift])
    for day, column in enumerate(schedule.T.tolist()):
        for shift in range(len(problem.shifts)):
            lacking = int(problem.need[day, shift]) - column.count(shift)
            total += max(0, lacking) * int(problem.under[day, shift])
            total += max(0, -lacking) * int(problem.over[day, shift])
    return total


def broken(problem: Turns, schedule: Schedule) -> list[str]:
    """A sentence for each rule that a person's row breaks; empty when the schedule may be worked."""
    if schedule.shape != (len(problem.staff), problem.days):
        return [f"the schedule is {schedule.shape}, not {len(problem.staff)} staff x {problem.days} days"]
    found: list[str] = []
    for person, row in zip(problem.staff, schedule.tolist(), strict=True):
        found += [f"{person.name}: {what}" for what in (*_days(problem, person, row), *_sums(problem, person, row))]
        found += [f"{person.name}: {what}" for what in _runs(problem, person, row)]
    return found


def _days(problem: Turns, person: Staff, row: list[int]) -> list[str]:
    found = [f"works on day {day}, which is off" for day in sorted(person.days_off) if row[day] != OFF]
    for day in range(1, problem.days):
        before, after = row[day - 1], row[day]
        if before != OFF and after in problem.shifts[before].not_before:
            names = problem.shifts[before].name, problem.shifts[after].name
            found.append(f"has {names[1]} on day {day}, right after {names[0]}")
    return found


def _sums(problem: Turns, person: Staff, row: list[int]) -> list[str]:
    found = []
    for number, shift in enumerate(problem.shifts):
        if row.count(number) > person.most_of[number]:
            found.append(f"works {shift.name} {row.count(number)} times, more than {person.most_of[number]}")
    minutes = sum(problem.shifts[shift].length_min for shift in row if shift != OFF)
    if not person.least_min <= minutes <= person.most_min:
        found.append(f"works {minutes} minutes, not {person.least_min} to {person.most_min}")
    weekends = sum(any(row[day] != OFF for day in weekend) for weekend in problem.weekends)
    if weekends > person.most_weekends:
        found.append(f"works {weekends} weekends, more than {person.most_weekends}")
    return found


def _runs(problem: Turns, person: Staff, row: list[int]) -> list[str]:
    """Runs that touch an edge of the horizon may be short: they go on outside it."""
    found = []
    day = 0
    for works, group in groupby(shift != OFF for shift in row):
        length = len(list(group))
        inside = day > 0 and day + length < problem.days
        if works and length > person.most_run:
            found.append(f"works {length} days from day {day}, more than {person.most_run}")
        if works and inside and length < person.least_run:
            found.append(f"works {length} days from day {day}, fewer than {person.least_run}")
        if not works and inside and length < person.least_rest:
            found.append(f"rests {length} days from day {day}, fewer than {person.least_rest}")
        day += length
    return found
