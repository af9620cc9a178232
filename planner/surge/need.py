"""The force that is adequate for an alarm, from the size of its crowd."""

from __future__ import annotations

import math

from planner.config import SurgeConfig
from planner.core.people import Rank
from planner.core.surge import Alarm, Need


def need_of(alarm: Alarm, config: SurgeConfig) -> Need:
    """Officers, women among them and the commander's rank; `reason` names the numbers it rests on.

    Never below one section: fewer are not a force, they are hostages. No crowd ratio is sufficient by itself.
    """
    crowd = alarm.crowd.at(config.quantile)
    by_crowd = math.ceil(crowd / config.crowd_per_officer)
    officers = max(config.min_section, by_crowd)
    women = math.ceil(officers * config.women_share)
    is_large = officers >= config.commander_large_from
    commander = Rank.parse(config.commander_large if is_large else config.commander_small)
    size_key = "surge.min_section" if by_crowd < config.min_section else "surge.crowd_per_officer"
    rank_key = "surge.commander_large" if is_large else "surge.commander_small"
    return Need(
        alarm=alarm.id,
        officers=officers,
        women=women,
        commander=commander,
        reason=(
            f"crowd of {crowd:.0f} (surge.quantile = {config.quantile:g} of {alarm.crowd.low:.0f} to "
            f"{alarm.crowd.high:.0f}): {officers} officers by {size_key}, {women} of them women by surge.women_share, "
            f"{commander.label} in command by {rank_key}"
        ),
    )
