"""What must hold on a roster, one rule a file. To add a rule: its file, its line here, its example test."""

from __future__ import annotations

from planner.core.rule import Rule
from planner.roster.rules.begun import Begun
from planner.roster.rules.filled import Filled
from planner.roster.rules.in_charge import InCharge
from planner.roster.rules.leave import Leave
from planner.roster.rules.load import Load
from planner.roster.rules.night_limit import NightLimit
from planner.roster.rules.one_place import OnePlace
from planner.roster.rules.reach import Reach
from planner.roster.rules.rest import Rest
from planner.roster.rules.skill import SkillHeld
from planner.roster.rules.vehicles import Vehicles
from planner.roster.rules.weekly_rest import WeeklyRest
from planner.roster.rules.women import Women

RULES: tuple[Rule, ...] = (
    Filled(),
    OnePlace(),
    Rest(),
    SkillHeld(),
    InCharge(),
    Leave(),
    Women(),
    Load(),
    NightLimit(),
    WeeklyRest(),
    Reach(),
    Vehicles(),
    Begun(),
)
