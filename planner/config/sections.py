"""The sections of the configuration, one a stage. Units, ranges and sources of the keys are in `defaults.toml`."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, field_validator


class Section(BaseModel):
    """The base: frozen, and a key that nobody knows is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class PlaceConfig(Section):
    """Where the deployment lies."""

    timezone: str
    crs: str
    box_west: float
    box_south: float
    box_east: float
    box_north: float
    margin_km: float

    @field_validator("timezone")
    @classmethod
    def _known(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as fault:
            raise ValueError(f"{name!r} is no time zone such as Asia/Karachi") from fault
        return name


class IngestConfig(Section):
    """What a file may be."""

    max_reject_share: float
    max_file_mb: float
    max_unpacked_mb: float
    max_unpack_ratio: float
    child_memory_mb: float
    child_seconds: float
    max_repair_share: float
    first_year: int
    last_year: int
    max_text_signs: int
    far_km: float
    undo_loads: int


class NetworkConfig(Section):
    """Speeds on the road, and how far a place may lie from it."""

    motorway_kmh: float
    trunk_kmh: float
    primary_kmh: float
    secondary_kmh: float
    tertiary_kmh: float
    unclassified_kmh: float
    residential_kmh: float
    service_kmh: float
    track_kmh: float
    path_kmh: float
    heavy_factor: float
    motorcycle_factor: float
    path_car: float
    path_heavy: float
    path_motorcycle: float
    track_heavy: float
    motorway_motorcycle: float
    walk_kmh: float
    warn_snap_m: float
    max_snap_m: float
    island_share: float
    island_m: float
    reach_buffer_m: float
    reach_min: float
    reach_max: float
    reach_step: float


class RiskConfig(Section):
    """How past incidents, the category and the calendar make a score."""

    half_life_days: float
    bandwidth_m: float
    near_days: float
    near_m: float
    near_share: float
    near_days_spread: float
    near_m_spread: float
    near_share_worth: float
    trigger_same_m: float
    trigger_same_share: float
    trigger_same_worth: float
    trigger_same_days: float
    trigger_same_days_spread: float
    trigger_wave_days: float
    trigger_most_doubt_m: float
    trigger_least_incidents: float
    prior_incidents: float
    site_shape: float
    settlement_spread: float
    district_spread: float
    settlement_doubt_m: float
    district_doubt_m: float
    duplicate_days: float
    duplicate_m: float
    duplicate_fatality_share: float
    duplicate_crowd: int
    grade_history: float
    grade_thin: float
    base_per_site_year: float
    widest_share: float
    widths_most: int
    recent_days: float
    memory_days: float
    own_days: float
    bayes_weak: float
    bayes_strong: float
    prior_share: float
    prior_kernel: float
    prior_recent: float
    prior_bayes: float
    pool_prior: float
    power: float
    power_doubt: float
    share_prior: float
    lesson_days: float
    trigger_latest: int
    few_incidents: int
    reasons: int
    reason_reach: float
    site_reach_m: float
    lessons: int
    lessons_fewer: int
    lessons_fewer_from: int
    weight_a_plus: float
    weight_a: float
    weight_b: float
    weight_c: float
    weight_d: float
    service_factor: float
    occasion_factor: float
    service_strength: float
    occasion_strength: float
    calendar_tune_from: float
    calendar_years: float
    calendar_step: float
    top_a_plus: float
    top_a: float
    top_b: float
    top_c: float
    exploration_share: float
    reporting_correction: float
    report_near_registered: float
    report_near_unregistered: float
    report_far_registered: float
    report_far_unregistered: float
    reporting_worth: float
    desk_reach_min: float
    desk_reach_km: float
    fair_years: float
    fair_shape: float
    silent_sites: int
    silent_access: float
    silent_chance: float
    silent_most: float
    area_latest_periods: float
    area_memory_periods: float
    area_around_periods: float
    area_record_incidents: float
    area_record_spread: float
    area_parent_incidents: float
    area_hold_back: float
    area_prior_size: float
    area_prior_covariate: float
    area_prior_record: float
    area_prior_latest: float
    area_prior_memory: float
    area_prior_neighbours: float
    area_prior_parent: float
    area_spread: float
    area_sum_spread: float
    area_size: float
    area_size_spread: float
    area_size_power: float
    area_power_spread: float
    area_first_periods: int
    area_most_counts: int
    area_level_short: float
    area_level_long: float
    area_level_steps: int
    area_level_miss: float
    area_tried_periods: int
    area_blend_share: float
    area_blend_worth: int


class BacktestConfig(Section):
    """How a back-test lays out its ground and learns inside the past."""

    least_cells: int
    most_cells: int
    cells_limit: int
    least_cell_m: float
    margin_share: float
    tune_least_windows: int
    tune_most_windows: int
    tune_events: float
    few_events: int
    draws: int


class CalendarConfig(Section):
    """Which dates are added to the occasions, and how far they may move."""

    moon_doubt_days: float
    remembrance: str
    past_years: float
    anniversary_severity: int
    anniversary_fatalities: int
    anniversary_crowd: int
    anniversary_years: int


class DemandConfig(Section):
    """How many officers a desk, a service, a festival, a patrol and the reserve need."""

    desk_start_h: float
    desk_hours: float
    desk_officers: int
    desk_women: int
    desk_value: int
    desk_default: int
    desk_in_charge: str
    desk_skill: str
    desk_facilitator: str
    desk_language: str
    head_in_charge: str
    head_value: int
    service_min: int
    guard_lead_min: int
    guard_tail_min: int
    guard_a_plus: int
    guard_a: int
    guard_b: int
    guard_c: int
    guard_d: int
    festival_a_plus: int
    festival_a: int
    festival_b: int
    festival_c: int
    festival_d: int
    festival_start_h: float
    festival_hours: float
    merge_gap_min: int
    women_from: int
    guard_women_share: float
    guard_in_charge: str
    pair_in_charge: str
    festival_in_charge: str
    worth_a_plus: float
    worth_a: float
    worth_b: float
    worth_c: float
    worth_d: float
    rank_value: int
    patrol_strength: int
    patrol_brief_min: int
    patrol_detour: float
    patrol_kmh: float
    patrol_tour: float
    patrol_visit_days: float
    patrol_reach_min: float
    patrol_away: float
    patrol_share: float
    dosage_band: str
    dosage_repeat_share: float
    dosage_share: float
    dosage_due: float
    patrol_value: int
    patrol_in_charge: str
    patrol_skill: str
    reserve_share: float
    reserve_in_charge: str
    reserve_value: int
    guard_value: int


class RosterConfig(Section):
    """Rest, load, shifts, who makes a duty manned, and what fairness is worth."""

    rest_min: int
    max_week_min: int
    shift_hours: int
    first_shift_h: float
    changeover_min: int
    min_manned: int
    min_manned_share: float
    fair_within_min: int
    fair_price: int
    night_h: float
    max_nights_week: int
    max_nights_row: int
    week_rest_min: int
    max_commute_min: int
    availability: float
    floor_price: int
    change_price: int
    weekend_days: str
    hard_share: float
    fair_turns_within: int
    fair_nights_price: int
    fair_weekends_price: int
    fair_hard_price: int
    suit_training: float
    suit_tenure: float
    suit_language: float
    suit_tenure_days: int
    suit_lapse_days: int
    suit_languages: int


class EquityConfig(Section):
    """The least cover of each community, tehsil, of small and of unregistered sites."""

    community_share: float
    tehsil_share: float
    small_share: float
    small_worshippers: int
    unregistered_share: float


class PatrolConfig(Section):
    """Stops of mobiles: how long, how far apart; how a strategy is sought; how long somebody may watch them."""

    stay_min: int
    every_min: int
    watched_weeks: int
    covered_loss: float
    slots: int
    dosage_slots: int
    again_min: int
    least_share: float
    slot_give: float
    first_tours: int
    petal_rounds: int
    beam: int
    keep: int
    least_tours: int
    pool: int
    rounds: int
    spread_rounds: int
    shakes: int
    shake: float
    watch_least_worth: float
    watch_most_worth: float


class TodayConfig(Section):
    """What the picture of the day holds: hours ahead, trainings that lapse, plans that end, how old data may be."""

    ahead_h: int
    lapse_days: int
    plan_days: int
    risk_days: int
    change_share: float
    old_days: int


class ReportConfig(Section):
    """Texts of the orders, and what an hour of an officer costs."""

    authority: str
    authority_ur: str
    alert_sender: str
    alert_expires_min: int
    suppress_below: int
    few_now: int
    few_before: int
    hotspot_cell_m: float
    usual_years: int
    rise_days: int
    rise_sites: int
    cost_constable_pkr: float
    cost_head_constable_pkr: float
    cost_asi_pkr: float
    cost_si_pkr: float
    cost_inspector_pkr: float
    cost_dsp_pkr: float
    cost_sp_pkr: float
    cost_ssp_pkr: float
