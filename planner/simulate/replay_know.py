"""What could be known of a crowd at a moment of a replay, and the force that it still needs.

Known are the people who are there, with their doubt, and how fast they became more since the planner was last asked;
they are taken to become more at that pace for `replay.lookahead_min`. How the crowd goes on is not looked at.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.config.emergency import ReplayConfig, SurgeConfig
from planner.core.estimate import Estimate
from planner.core.people import Rank
from planner.core.surge import Level, Need, NeedCurve
from planner.simulate.replay_crowd import Clock, Front, commander_of, ratio_of
from planner.simulate.replay_world import MIDDLE, Floats, World

_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Given:
    """Officers who have their order for a place: from when on they are at the crowd, and under whom."""

    place: str
    there: int
    officers: int
    leader: Rank


def world_of_what_is_told(world: World) -> World:
    """Three draws: every crowd at its low, its best and its high, and all else at its best guess."""
    crowds = {f"crowd:{crowd.place}": np.array([0.0, MIDDLE, 1.0]) for crowd in world.scenario.crowds}
    sliders = {key: np.repeat(value[:1], 3) for key, value in world.values.items() if key not in crowds}
    return World(world.scenario, 3, {**sliders, **crowds})


def still_needed(
    front: Front,
    level: Level,
    given: Sequence[Given],
    at: int,
    clock: Clock,
    replay: ReplayConfig,
    surge: SurgeConfig,
) -> tuple[NeedCurve, Estimate] | None:
    """What a crowd needs on top of those given, and its size now; None when nobody is there, or nothing is needed.

    Planned for is the quantile of the crowd that an emergency is planned for; a crowd that is there needs a section.
    """
    now, later = _people(front, at, clock, replay)
    if now[-1] <= 0:
        return None
    planned = float(np.interp(surge.quantile, [0.0, MIDDLE, 1.0], later))
    whole = max(surge.min_section, math.ceil(planned / ratio_of(level, surge) - _ROUNDING))
    mine = [one for one in given if one.place == front.place]
    sent = sum(one.officers for one in mine)
    rank = commander_of(whole, surge)
    is_led = any(one.leader >= rank for one in mine)
    if whole <= sent and is_led:
        return None
    why = f"{whole} officers are adequate for this crowd, {sent} have their order already"
    need = Need(front.place, max(whole - sent, 0 if is_led else 1), 0, Rank.CONSTABLE if is_led else rank, why)
    low, best, high = (float(people) for people in now)
    return NeedCurve((0.0,), (need,)), Estimate(low, best, high)


def _people(front: Front, at: int, clock: Clock, replay: ReplayConfig) -> tuple[Floats, Floats]:
    """Low, best and high of the crowd now, and at the end of the look-ahead if it grows on as it did."""
    column = min(max(at - clock.first, 0), len(clock) - 1)
    # those who were there from the first are its size, not its growth
    before = min(max(column - replay.again_min, int(front.begins[0]) - clock.first, 0), column)
    now = front.people[:, column].astype(float)
    grown = np.maximum(now - front.people[:, before].astype(float), 0.0)
    later = now + grown / max(1, column - before) * replay.lookahead_min
    return np.sort(now), np.sort(later)
