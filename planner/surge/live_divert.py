"""Whom to turn round when keeping every order leaves an alarm short: proposed in sentences, never done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from planner.surge.live_state import LiveUnit, SurgeState


@dataclass(frozen=True, slots=True)
class Diversion:
    """One unit that could help elsewhere: officers fewer missing in all, and minutes to the other form-up point."""

    unit: str
    leaves: str
    goes: str
    strength: int
    gain: int
    minutes: float
    sentence: str


def diversions(
    state: SurgeState,
    balance: Mapping[str, int],
    priority: Sequence[str],
    minutes: Callable[[LiveUnit, str], float | None],
) -> tuple[Diversion, ...]:
    """Units on the road, or sent to an alarm that has ended, that would lessen what is missing in all.

    `balance` is officers beyond the need (negative: missing) of each alarm that goes on, with all orders kept and the
    new ones given; `priority` those alarms from the heaviest; `minutes` the way of a unit from where it is now, None
    where there is none. The largest gain first, then the shortest way; each unit once.
    """
    left = dict(balance)
    free = {unit.unit: unit for unit in state.open_units if unit.alarm not in left or unit.status.is_coming}
    found = []
    for alarm in priority:
        while left[alarm] < 0:
            options = []
            for unit in free.values():
                gain = min(unit.strength, -left[alarm]) - _loss(unit, left)
                way = minutes(unit, alarm) if gain > 0 and unit.alarm != alarm else None
                if way is not None:
                    options.append((-gain, way, unit.unit))
            if not options:
                break
            minus_gain, way, name = min(options)
            unit = free.pop(name)
            found.append(_proposal(unit, alarm, -minus_gain, way, left))
            left[alarm] += unit.strength
            if unit.alarm in left:
                left[unit.alarm] -= unit.strength
    return tuple(found)


def _loss(unit: LiveUnit, left: Mapping[str, int]) -> int:
    """Officers that the alarm it was sent to would miss without it; none where that alarm has ended."""
    if unit.alarm not in left:
        return 0
    spare = left[unit.alarm]
    return max(0, unit.strength - max(0, spare))


def _proposal(unit: LiveUnit, alarm: str, gain: int, way: float, left: Mapping[str, int]) -> Diversion:
    missing = -left[alarm]
    after = max(0, missing - unit.strength)
    if unit.alarm not in left:
        cost = f"{unit.alarm} has ended"
    else:
        short = max(0, -(left[unit.alarm] - unit.strength))
        cost = f"{unit.alarm} is then short of {short}" if short else f"{unit.alarm} keeps what it needs"
    said = (
        f"Turn {unit.unit} ({unit.strength} officers) round from {unit.alarm} to {alarm}: there in {way:.0f} min, "
        f"{alarm} is then short of {after} instead of {missing}; {cost}."
    )
    return Diversion(unit.unit, unit.alarm, alarm, unit.strength, gain, way, said)
