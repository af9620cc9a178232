"""Which sites of a beat a mobile cannot visit, or not as often as required: a sentence for each reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from planner.patrol.beat import Beat

_SHOWN = 5
"""So many sites are named in a sentence."""


def unvisited(beat: Beat, stops: Iterable[int]) -> tuple[str, ...]:
    """Why these stops are in no tour, one sentence for each reason."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for stop in stops:
        groups[_why(beat, stop)].append(beat.problem.stops[stop].site)
    return tuple(
        f"{_many(names)} cannot be visited in the shift of {_duty(beat)}: {why}." for why, names in groups.items()
    )


def unfitting(beat: Beat, stops: Iterable[int]) -> tuple[str, ...]:
    """Which stops cannot have their required visits, one sentence for each number of visits."""
    groups: defaultdict[int, list[str]] = defaultdict(list)
    for stop in stops:
        groups[beat.problem.stops[stop].visits].append(beat.problem.stops[stop].site)
    return tuple(
        f"{_many(names)} cannot have {'its' if len(names) == 1 else 'their'} {visits} visits within the shift of "
        f"{_duty(beat)}, at most {beat.problem.every_min} min apart; "
        f"{'it is' if len(names) == 1 else 'they are'} visited as often as there is time."
        for visits, names in groups.items()
    )


def _why(beat: Beat, stop: int) -> str:
    needed = int(beat.out[stop] + beat.stay[stop] + beat.back[stop])
    if needed > beat.minutes:
        return f"there and back with the stop takes {needed} min, and the shift has {beat.minutes}"
    if not beat.reachable()[stop].any():
        return "it is not open when the mobile can be there"
    return "the required visits leave no time for it"


def _many(names: list[str]) -> str:
    """`S0001`, or `7 sites (S0001, S0002, S0003, S0004, S0005 and 2 more)`."""
    if len(names) == 1:
        return names[0]
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{len(names)} sites ({', '.join(names[:_SHOWN])}{more})"


def _duty(beat: Beat) -> str:
    return beat.problem.mobiles[beat.mobile].duty
