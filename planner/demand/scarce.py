"""Women officers and skills go where they are worth most; what the roll has not is kept as unmet, never dropped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

import pandas as pd

from planner.config import DemandConfig
from planner.core.duty import Duty, DutyKind
from planner.core.errors import InputError
from planner.core.people import Skill
from planner.core.time import Window
from planner.demand.numbers import cite

WOMEN = "women"
"""How a need for women officers is named among the unmet."""
VEHICLE = "vehicle"
"""The same for a mobile without a vehicle."""
EITHER = "|"
"""Stands between two needs among the unmet of which one is enough: `women|facilitator`."""


@dataclass(frozen=True, slots=True)
class Holder:
    """What an officer counts for, and when not."""

    is_woman: bool
    skills: frozenset[Skill]
    leave: tuple[Window, ...]

    def meets(self, need: str, day: date) -> bool:
        """True when the officer is a woman or holds the skill on that day, whichever is needed."""
        return self.is_woman if need == WOMEN else any(s.name == need and s.counts_on(day) for s in self.skills)


def holders(officers: pd.DataFrame) -> tuple[Holder, ...]:
    """The roll as holders of what is scarce; InputError when a leave or the day of a training cannot be read."""
    found = []
    for row in officers.itertuples():
        try:
            leave = tuple(Window.parse(part.strip()) for part in row.leave.split(";") if part.strip())
        except ValueError as fault:
            raise InputError(f"officer {row.officer}: leave {row.leave!r}: {fault}") from fault
        try:
            skills = Skill.parse_many(row.skills)
        except ValueError as fault:
            raise InputError(f"officer {row.officer}: skills {row.skills!r}: {fault}") from fault
        found.append(Holder(bool(row.is_woman), skills, leave))
    return tuple(found)


def share_scarce(duties: Sequence[Duty], roll: Iterable[Holder], config: DemandConfig, zone: ZoneInfo) -> list[Duty]:
    """The duties, with women and skills kept for the worthiest of each day as far as the roll reaches.

    What a duty does not get goes to its `unmet`, and its reason says so: a need that nobody can meet would leave the
    whole duty open. A desk that gets no woman asks for a facilitator instead (`desk_facilitator`).
    """
    supply = _Supply(tuple(roll), zone)
    kept: dict[str, Duty] = {}
    for duty in sorted(duties, key=lambda d: (-d.value, d.window.start, d.id)):
        if duty.women or duty.skills:
            kept[duty.id] = _shared(duty, supply, config)
    return [kept.get(duty.id, duty) for duty in duties]


class _Supply:
    """How many holders of each need are left on each day."""

    def __init__(self, roll: tuple[Holder, ...], zone: ZoneInfo) -> None:
        self._roll, self._zone = roll, zone
        self._left: dict[tuple[str, date], int] = {}

    def take(self, need: str, number: int, duty: Duty) -> tuple[int, str]:
        """How many of `number` are granted, and what is to be said of the rest."""
        day = duty.window.start.astimezone(self._zone).date()
        if (need, day) not in self._left:
            self._left[need, day] = sum(
                one.meets(need, day) and not any(leave.overlaps(duty.window) for leave in one.leave)
                for one in self._roll
            )
        granted = min(number, self._left[need, day])
        self._left[need, day] -= granted
        return granted, self._said(need, number, granted, day)

    def _said(self, need: str, number: int, granted: int, day: date) -> str:
        if granted == number:
            return ""
        one, many = ("woman officer", "women officers") if need == WOMEN else (f"officer with {need}", f"with {need}")
        if not any(holder.meets(need, day) for holder in self._roll):
            return f"; no {one} on the roll"
        if number > 1:
            return f"; {number - granted} of its {number} {many} are not to be had from the roll that day"
        return f"; no {one} is left on the roll for it that day"


def _shared(duty: Duty, supply: _Supply, config: DemandConfig) -> Duty:
    women, said = supply.take(WOMEN, duty.women, duty) if duty.women else (0, "")
    lacking = duty.women - women
    skills: dict[str, int] = {}
    unmet = dict(duty.unmet)
    for need, number in duty.skills:
        granted, more = supply.take(need, number, duty)
        said += more
        _add(skills, need, granted)
        _add(unmet, need, number - granted)
    stand_in = config.desk_facilitator
    if lacking and stand_in and duty.kind is DutyKind.DESK:
        granted, more = supply.take(stand_in, lacking, duty)
        said += f"; {granted} with {stand_in} instead {cite(config, 'desk_facilitator')}" if granted else ""
        said += more
        lacking -= granted
        _add(skills, stand_in, granted)
        _add(unmet, f"{WOMEN}{EITHER}{stand_in}", lacking)
    else:
        _add(unmet, WOMEN, lacking)
    return replace(
        duty,
        women=women,
        skills=tuple(sorted(skills.items())),
        unmet=tuple(sorted(unmet.items())),
        reason=duty.reason + said,
    )


def _add(needs: dict[str, int], need: str, number: int) -> None:
    if number:
        needs[need] = needs.get(need, 0) + number


def asked(duty: Duty, config: DemandConfig) -> Duty:
    """The duty as it was before women and skills were shared: what it got and what it did not get, together.

    The first part of the reason stays, without what was said of the roll of then.
    """
    stand_in = config.desk_facilitator if duty.kind is DutyKind.DESK else ""
    skills, unmet = dict(duty.skills), dict(duty.unmet)
    either = unmet.pop(f"{WOMEN}{EITHER}{stand_in}", 0)
    women = duty.women + unmet.pop(WOMEN, 0) + either + skills.pop(stand_in, 0)
    unmet.pop(stand_in, None)
    kept = {need: unmet.pop(need) for need in (VEHICLE,) if need in unmet}
    for need, number in unmet.items():
        _add(skills, need, number)
    return replace(
        duty,
        women=min(women, duty.strength),
        skills=tuple(sorted(skills.items())),
        unmet=tuple(sorted(kept.items())),
        reason=duty.reason.split("; ")[0],
    )
