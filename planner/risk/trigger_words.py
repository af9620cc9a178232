"""What is known of repeats, said for people."""

from __future__ import annotations

from planner.risk.trigger_posterior import Estimate

_SURE = 1.0
"""The incidents must be e times likelier with triggering than without before a repeat is spoken of as seen."""
_HERE = 0.8
"""From this share on, repeats are said to hit the very place."""
_MOST_M = 1.8
"""Four of five repeats fall within so many standard deviations of an axis: the root of -2 ln 0.2."""


def say(
    *,
    share: Estimate,
    days: float,
    range_m: float,
    same_place: float,
    incidents: float,
    evidence: float,
    is_learned: bool,
) -> str:
    """One or two sentences; `days` is the age by which most repeats have come."""
    value, low, high = (_whole(100 * x) for x in (share.value, share.low, share.high))
    where = "at the very place within" if same_place >= _HERE else f"within {_metres(_MOST_M * range_m)} and"
    doubt = f"of 100 incidents some {value} ({low} to {high}) are set off by an earlier one"
    if not is_learned:
        return (
            f"Too few incidents ({_whole(incidents)}) to tell by themselves how far one sets off another. With what is "
            f"known from elsewhere, {doubt}, mostly {where} {_time(days)}."
        )
    if evidence < _SURE:
        return (
            f"{_whole(incidents)} incidents show no sign that one sets off another: "
            f"of 100 incidents at most {high} may follow an earlier one."
        )
    more = "After an incident, another follows nearby more often than otherwise"
    return f"{more}: {doubt}, mostly {where} {_time(days)}."


def _whole(number: float) -> str:
    return f"{round(number):,}"


def _metres(distance: float) -> str:
    if distance < 950:
        return f"{max(50, round(distance / 50) * 50)} m"
    return f"{distance / 1000:.1f} km" if distance < 9_950 else f"{distance / 1000:.0f} km"


def _time(days: float) -> str:
    if days < 10:
        return f"{max(1, round(days))} days" if days >= 1.5 else "1 day"
    return f"{round(days / 7)} weeks" if days >= 10.5 else "10 days"
