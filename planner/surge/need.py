"""The force that is adequate for an alarm, as its crowd grows: officers, women, riot-trained, a commander's rank."""

from __future__ import annotations

import math
from dataclasses import dataclass

from planner.config import SurgeConfig, numbers
from planner.core.people import Rank
from planner.core.surge import Alarm, Level, Need, NeedCurve, Task

MOST_STEPS = 12
"""A need over time has at most so many steps; a coarser step rounds the need up."""
_ROUNDING = 1e-9
_TENTHS = 10
_RATIO = {
    Level.WATCH: "ratio_watch",
    Level.TENSE: "ratio_tense",
    Level.DISORDER: "ratio_disorder",
    Level.VIOLENT: "ratio_violent",
}
_BEHAVIOUR = {
    Level.WATCH: "in a crowd that is only watched",
    Level.TENSE: "in a tense crowd",
    Level.DISORDER: "in disorder",
    Level.VIOLENT: "in a violent crowd",
}
_TEAM = {Task.EXTRACT: ("extract_officers", "bring people out"), Task.ESCORT: ("escort_officers", "escort people")}


@dataclass(frozen=True, slots=True)
class NeedsByCrowd:
    """What an alarm needs at the order if the crowd is as small, as likely, or as large as was said."""

    low: Need
    best: Need
    high: Need


def need_curve(alarm: Alarm, config: SurgeConfig) -> NeedCurve:
    """What the alarm needs of a force that is there from each moment on, for the quantile that is planned for.

    A force must stay adequate `stay_adequate_min` longer, so its need is that of the crowd of that later moment.
    Officers are those by the ratio of the alarm's level, never below one formed section, and the team of its task on
    top. No ratio is sufficient by itself.
    """
    crowd, per_minute = alarm.crowd.at(config.quantile), alarm.growth.at(config.quantile)
    largest = planned_crowd(alarm, config, alarm.grows_for_min)
    first, last = (_need(alarm, config, size, config.quantile) for size in (planned_crowd(alarm, config), largest))
    step = max(1, math.ceil((last.officers - first.officers) / (MOST_STEPS - 1)))
    ratio, (team, _) = ratio_of(alarm.level, config), _team(alarm.task, config)
    needs = {0.0: first}
    for officers in range(first.officers, last.officers, step):
        # so long so many officers are enough; from the next tenth of a minute the need is that of the next level
        minutes = ((officers - team) * ratio - crowd) / per_minute - config.stay_adequate_min
        enough_for = min(largest, (officers + step - team) * ratio)
        moment = max(0, math.floor(minutes * _TENTHS + _ROUNDING) + 1) / _TENTHS
        needs[moment] = _need(alarm, config, enough_for, config.quantile)
    return NeedCurve(tuple(needs), tuple(needs.values()))


def needs_by_crowd(alarm: Alarm, config: SurgeConfig) -> NeedsByCrowd:
    """The need at the order at both ends of the doubt about the crowd, and in its middle."""
    ahead = config.stay_adequate_min
    low, best, high = (_need(alarm, config, alarm.crowd_at(ahead, q), q) for q in (0.0, 0.5, 1.0))
    return NeedsByCrowd(low, best, high)


def ratio_of(level: Level, config: SurgeConfig) -> float:
    """People of the crowd to one officer, by how the crowd behaves."""
    return float(getattr(config, _RATIO[level]))


def planned_crowd(alarm: Alarm, config: SurgeConfig, minutes: float = 0.0) -> float:
    """The crowd that a force which is there after so many minutes must be adequate for."""
    return alarm.crowd_at(minutes + config.stay_adequate_min, config.quantile)


def _need(alarm: Alarm, config: SurgeConfig, crowd: float, quantile: float) -> Need:
    """The need of a crowd of this size, which is that quantile of what was said."""
    ratio_key = _RATIO[alarm.level]
    by_crowd = math.ceil(crowd / ratio_of(alarm.level, config) - _ROUNDING)
    team, team_why = _team(alarm.task, config)
    section = max(config.min_section, by_crowd)
    officers = section + team
    women = math.ceil(section * config.women_share - _ROUNDING) + (1 if team else 0)
    riot = math.ceil(section * config.riot_share - _ROUNDING)
    is_large = officers >= config.commander_large_from
    commander = Rank.parse(config.commander_large if is_large else config.commander_small)
    if by_crowd < config.min_section:
        force = f"never fewer than one section, {_officers(section)} {_cite(config, 'min_section')}"
    else:
        ratio = f"1 officer to {ratio_of(alarm.level, config):g} {_BEHAVIOUR[alarm.level]}"
        force = f"{ratio}, {_officers(section)} {_cite(config, ratio_key)}"
    rank_key, size = ("commander_large", "from") if is_large else ("commander_small", "below")
    parts = [
        _planned(alarm, config, crowd, quantile),
        force,
        team_why,
        f"{women} {'woman' if women == 1 else 'women'} {_cite(config, 'women_share')}" if women else "",
        f"{riot} riot-trained {_cite(config, 'riot_share')}" if riot else "",
        f"{commander.label} in command, {size} {config.commander_large_from} officers {_cite(config, rank_key)}",
    ]
    return Need(alarm.id, officers, women, commander, "; ".join(filter(None, parts)), riot)


def _team(task: Task, config: SurgeConfig) -> tuple[int, str]:
    """The officers whom a task takes on top of those who hold, and why."""
    if task not in _TEAM:
        return 0, ""
    key, what = _TEAM[task]
    officers = int(getattr(config, key))
    return officers, f"{officers} more to {what}, a woman among them {_cite(config, key)}" if officers else ""


def _planned(alarm: Alarm, config: SurgeConfig, crowd: float, quantile: float) -> str:
    """How large a crowd is planned for, how sure that is, and what was said."""
    low, high = alarm.crowd.low, alarm.crowd.high
    people = f"{math.ceil(crowd - _ROUNDING)} people planned for"
    told = []
    if low < high:
        told += [f"{quantile * 10:.3g} of 10 cases", f"said: {low:.0f} to {high:.0f}"]
    if alarm.growth.high > 0 and alarm.grows_for_min:
        told.append(f"{alarm.growth.at(quantile):g} more a minute, {config.stay_adequate_min} min ahead")
    return f"{people} ({'; '.join(told)})" if told else people


def _officers(number: int) -> str:
    return "1 officer" if number == 1 else f"{number} officers"


def _cite(config: SurgeConfig, key: str) -> str:
    """The key in brackets with how well its number is supported; who writes an order turns it into words."""
    default = numbers()[f"surge.{key}"]
    grade = default.grade if getattr(config, key) == default.value else "set by the deployment"
    return f"(surge.{key}, {grade})"
