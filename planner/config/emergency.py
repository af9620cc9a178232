"""The numbers of an emergency: force, doubt, whom to ask, cordons, where it may go next, who moves up."""

from __future__ import annotations

from planner.config.sections import Section


class SurgeConfig(Section):
    """What force is adequate, who may go, who must stay."""

    quantile: float
    min_section: int
    women_share: float
    commander_small: str
    commander_large: str
    commander_large_from: int
    turnout_min: int
    turnout_lines_min: int
    desk_minimum: int
    cover_min: int
    cover_officers: int
    reserve_officers: int
    form_up_m: float
    form_up_search: float
    form_up_stations: int
    on_duty_share: float
    seats_without_vehicle: int
    reserve_max_share: float
    on_call_share: float
    level: str
    ratio_watch: float
    ratio_tense: float
    ratio_disorder: float
    ratio_violent: float
    riot_share: float
    extract_officers: int
    escort_officers: int
    growth_lasts_min: int
    stay_adequate_min: int
    unit_min: int
    unit_leader: str
    brief_min: int
    turnout_reserve_min: int
    turnout_mobile_min: int
    turnout_guard_min: int
    in_time_min: int
    closure_m: float
    overdue_min: int
    anew_min: int
    log_gap_h: int
    route_step_m: float


class DoubtConfig(Section):
    """How far minutes and crowds may differ from what is planned with, and how sure a promise is."""

    promise: float
    travel_low: float
    travel_high: float
    turnout_low: float
    turnout_high: float
    common_share: float
    draws: int


class LadderConfig(Section):
    """Whom to ask for more, rung by rung: how many each can send, and after how many minutes."""

    callout_share: float
    callout_rest_h: float
    callout_low_min: int
    callout_min: int
    callout_high_min: int
    neighbour_officers: int
    neighbour_low_min: int
    neighbour_min: int
    neighbour_high_min: int
    region_officers: int
    region_low_min: int
    region_min: int
    region_high_min: int
    rangers_officers: int
    rangers_low_min: int
    rangers_min: int
    rangers_high_min: int
    women_share: float
    riot_share: float


class CordonConfig(Section):
    """How many officers a cordon takes."""

    spacing_inner_m: float
    spacing_outer_m: float
    picket_officers: int
    picket_night_officers: int
    relief: float
    join_m: float
    outer_m: float


class ContagionConfig(Section):
    """Where unrest may go next: the localities to be warned, and covers to be put in front of them."""

    within_min: float
    half_min: float
    same_community: float
    listed: int
    locality_m: float
    stations: int


class BackfillConfig(Section):
    """Who moves up when cover has left."""

    longest_min: float
    rest_h: float
    keep_officers: int


class ReplayConfig(Section):
    """How a past emergency is played again: the bound of what burns, what a force that is too small can do."""

    arson_per_min: float
    ratio_low: float
    ratio_high: float
    speed_kmh: float
    detour: float
    onward_kmh: float
    wait_most_min: int
    hold_min: int
    hold_share: float
    regroup_min: int
    notice_min: int
    foresee_min: int
    again_min: int
    lookahead_min: int
    near_min: int
    ask_seconds: float
    draws: int
    listed: int
