"""Women officers go where they are worth most: a need that the roll cannot meet would leave the whole duty open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

import pandas as pd

from planner.core.duty import Duty
from planner.core.errors import InputError
from planner.core.time import Window


def women_on_roll(officers: pd.DataFrame) -> tuple[tuple[Window, ...], ...]:
    """The leaves of each woman on the roll."""
    found = []
    for row in officers[officers["is_woman"]].itertuples():
        try:
            found.append(tuple(Window.parse(part.strip()) for part in row.leave.split(";") if part.strip()))
        except ValueError as fault:
            raise InputError(f"officer {row.officer}: leave {row.leave!r}: {fault}") from fault
    return tuple(found)


def share_women(duties: Sequence[Duty], women: Iterable[tuple[Window, ...]], zone: ZoneInfo) -> list[Duty]:
    """The duties, with the need for women kept for the worthiest of each day as far as the roll reaches.

    A duty that gets none says so in its reason: it is guarded, and nobody there can search women.
    """
    leaves = tuple(women)
    left: dict[object, int] = {}
    kept: dict[str, Duty] = {}
    for duty in sorted(duties, key=lambda d: (-d.value, d.window.start, d.id)):
        if not duty.women:
            continue
        day = duty.window.start.astimezone(zone).date()
        if day not in left:
            left[day] = sum(not any(leave.overlaps(duty.window) for leave in one) for one in leaves)
        granted = min(duty.women, left[day])
        left[day] -= granted
        if granted < duty.women:
            lacking = duty.women - granted
            said = "; no woman officer is left on the roll for it that day"
            if duty.women > 1:
                said = f"; {lacking} of its {duty.women} women officers are not to be had from the roll that day"
            kept[duty.id] = replace(duty, women=granted, reason=duty.reason + said)
    return [kept.get(duty.id, duty) for duty in duties]
