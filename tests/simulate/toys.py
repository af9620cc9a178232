"""Made-up scenarios so small that every outcome is worked out by hand."""

from __future__ import annotations

import tomllib
from typing import Any

from planner.config import load_config
from planner.core.scenario import Scenario
from planner.simulate.replay import Numbers
from planner.simulate.scenarios import read_scenario

HEAD = """
name = "toy"
title_en = "Two hamlets"
title_ur = "دو بستیاں"
date = "2030-01-05"
timezone = "Asia/Karachi"
summary_en = "A crowd gathers."
summary_ur = "ہجوم جمع ہوتا ہے۔"
lesson_en = "Order early."
lesson_ur = "جلد حکم دیں۔"
caveat_en = "Nothing of this happened."
caveat_ur = "یہ واقعہ فرضی ہے۔"
sources = ["made-up"]

[[source]]
key = "made-up"
text = "made up for a test"

[[clock]]
at = "07:00"
what_en = "A rumour."
what_ur = "افواہ۔"

[[place]]
id = "east"
name_en = "East hamlet"
name_ur = "مشرقی بستی"
kind = "locality"
x_km = 10
y_km = 0
worship = 2
houses = 100

[[place]]
id = "town"
name_en = "Town station"
name_ur = "تھانہ شہر"
kind = "station"
x_km = 0
y_km = 0
"""

EARLY = (
    HEAD
    + """
[chain]
trigger_at = "07:00"
noticed_at = "slider:noticed_at"
ordered_at = "notice+30"
ends_at = "12:00"

[[force]]
id = "first"
from = "town"
kind = "station"
officers = 20
commander = "Inspector"
turnout_min = 5
minutes = 15
to = "east"

[[crowd]]
place = "east"
points = [{ at = "07:30", people = 0 }, { at = "08:30", people = 80 }]
violence_at = "09:00"

[[slider]]
key = "noticed_at"
label_en = "When the police knew"
label_ur = "پولیس کو کب علم ہوا"
low = "07:30"
default = "08:30"
high = "09:30"
unit = "clock"
source = "not found"

[[counterfactual]]
key = "sooner"
label_en = "Known sooner"
label_ur = "جلد علم"
set = { noticed_at = "07:30" }

[check]
worship = 2
houses = 100
localities = 1
"""
)

PIECEMEAL = (
    HEAD
    + """
[chain]
trigger_at = "07:00"
noticed_at = "08:50"
ordered_at = "09:00"
ends_at = "12:00"

[[force]]
id = "few"
from = "town"
kind = "station"
officers = 6
commander = "Inspector"
turnout_min = 0
minutes = 10
to = "east"

[[force]]
id = "more"
from = "town"
kind = "lines"
officers = 14
commander = "Inspector"
turnout_min = 5
minutes = 15
to = "east"

[[crowd]]
place = "east"
points = [{ at = "08:00", people = 80 }]
violence_at = "09:00"

[[counterfactual]]
key = "together"
label_en = "Assembled"
label_ur = "اکٹھے"
set = { assemble = true }
"""
)

TWO_FRONTS = (
    HEAD
    + """
[[place]]
id = "west"
name_en = "West hamlet"
name_ur = "مغربی بستی"
kind = "locality"
x_km = 0
y_km = 0
worship = 0
houses = 0

[chain]
trigger_at = "07:00"
noticed_at = "07:30"
ordered_at = "07:30"
ends_at = "10:00"

[[force]]
id = "all"
from = "town"
kind = "station"
officers = 40
commander = "Inspector"
turnout_min = 10
minutes = 20
to = "west"

[[crowd]]
place = "west"
points = [{ at = "07:00", people = 40 }]
violence_at = "never"

[[crowd]]
place = "east"
points = [{ at = "08:30", people = 40 }]
violence_at = "09:00"

[[counterfactual]]
key = "reserve"
label_en = "Ten kept back"
label_ur = "دس ریزرو"
set = { reserve = 10 }

[[counterfactual]]
key = "planner"
label_en = "By the planner"
label_ur = "منصوبے کے مطابق"
set = { planned = true, assemble = false }
"""
)


def raw(text: str) -> dict[str, Any]:
    """The parsed file."""
    return tomllib.loads(text)


def scenario(text: str) -> Scenario:
    """The scenario in a text."""
    return read_scenario(raw(text), "toy.toml")


def numbers() -> Numbers:
    """The numbers of the defaults file."""
    config = load_config()
    return Numbers(config.replay, config.surge, config.doubt)
