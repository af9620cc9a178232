"""From a crowd to a force, now and as the crowd grows."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.config import load_config
from planner.core.estimate import Estimate
from planner.core.people import Rank
from planner.core.surge import Alarm, Level, Need, Task
from planner.report import Voice
from planner.report.reasons import reason_in_words
from planner.surge import need_curve, needs_by_crowd
from planner.surge.need import MOST_STEPS
from tests.surge.worlds import alarm

CONFIG = load_config().surge


def now(one: Alarm) -> Need:
    """What is needed of a force that is there at once."""
    return need_curve(one, CONFIG).needs[0]


def growing(crowd: str, growth: str, minutes: int, **more: object) -> Alarm:
    """An alarm whose crowd grows for so many minutes."""
    return replace(alarm(0, crowd), growth=Estimate.parse(growth), grows_for_min=minutes, **more)


def test_need_follows_the_crowd_that_is_planned_for() -> None:
    """300 to 600 is 570 in 9 of 10 cases: 57 officers at 1 to 10, 2.85 so 3 women, 5.7 so 6 riot-trained."""
    need = now(alarm(0, "300-600"))
    assert (need.officers, need.women, need.riot, need.commander) == (57, 3, 6, Rank.INSPECTOR)


@pytest.mark.parametrize(
    ("level", "officers"), [(Level.WATCH, 20), (Level.TENSE, 60), (Level.DISORDER, 150), (Level.VIOLENT, 375)]
)
def test_each_level_has_its_ratio(level: Level, officers: int) -> None:
    """1,500 people: 1 to 75 is 20, 1 to 25 is 60, 1 to 10 is 150, 1 to 4 is 375."""
    assert now(replace(alarm(0, "1500"), level=level)).officers == officers


def test_need_is_never_below_one_section() -> None:
    """A crowd of 12 would be met by two officers, no crowd by none; a section of ten goes, under an SI."""
    for crowd in ("12", "0-0"):
        need = now(alarm(0, crowd))
        assert (need.officers, need.women, need.riot, need.commander) == (10, 1, 1, Rank.SI)


def test_commander_changes_at_the_stated_force() -> None:
    """240 people need 24 officers under an SI, 250 need 25 under an Inspector."""
    assert now(alarm(0, "240")).commander is Rank.SI
    assert now(alarm(0, "250")).commander is Rank.INSPECTOR


@pytest.mark.parametrize(("task", "extra"), [(Task.EXTRACT, 8), (Task.ESCORT, 6), (Task.HOLD, 0), (Task.CORDON, 0)])
def test_a_task_adds_its_team_with_one_woman(task: Task, extra: int) -> None:
    """400 people are 40 officers, 2 of them women and 4 riot-trained; a team comes on top, a woman in it."""
    need = now(replace(alarm(0, "400"), task=task))
    assert (need.officers, need.women, need.riot) == (40 + extra, 2 + bool(extra), 4)


def test_the_force_stays_adequate_while_the_crowd_grows() -> None:
    """400 people and 10 more a minute for an hour: 300 more within 30 min, 600 more in the end."""
    curve = need_curve(growing("400", "10", 60), CONFIG)
    assert curve.at(0).officers == 70
    assert curve.at(30).officers == curve.needs[-1].officers == 100
    assert curve.at(500) == curve.needs[-1]


def test_a_crowd_that_ends_to_grow_soon_needs_one_force() -> None:
    """Growth of 20 minutes lies wholly within the half hour that is looked ahead: 600 people, 60 officers."""
    curve = need_curve(growing("400", "10", 20), CONFIG)
    assert [need.officers for need in curve.needs] == [60]


@given(st.integers(0, 2000), st.integers(0, 400), st.integers(0, 180), st.sampled_from(list(Level)))
def test_a_need_over_time_is_enough_at_every_moment_and_has_few_steps(
    crowd: int, growth: int, minutes: int, level: Level
) -> None:
    """At each minute the step is at least what the crowd half an hour later needs, and less than one step more."""
    one = growing(str(crowd), str(growth), minutes, level=level)
    curve = need_curve(one, CONFIG)
    assert len(curve.needs) <= MOST_STEPS
    ratio = {Level.WATCH: 75, Level.TENSE: 25, Level.DISORDER: 10, Level.VIOLENT: 4}[level]
    sizes = [max(10, -(-(crowd + growth * min(t + 30, minutes)) // ratio)) for t in range(200)]
    coarse = -(-(sizes[-1] - sizes[0]) // (MOST_STEPS - 1))
    for t, size in enumerate(sizes):
        assert size <= curve.at(t).officers <= size + max(0, coarse)
    assert curve.needs[-1].officers == sizes[-1]


@given(st.integers(0, 20_000), st.integers(0, 20_000), st.sampled_from(list(Task)))
def test_a_larger_crowd_never_needs_less(first: int, second: int, task: Task) -> None:
    """More people, at least as many officers, women, riot-trained and rank; and never more women than officers."""
    small, large = (now(replace(alarm(0, str(n)), task=task)) for n in sorted((first, second)))
    assert (small.officers, small.women) <= (large.officers, large.women)
    assert small.women <= large.women <= large.officers
    assert small.riot <= large.riot <= large.officers
    assert small.commander <= large.commander


def test_the_need_is_told_at_both_ends_of_the_doubt() -> None:
    """300, 450 or 600 people: 30, 45 or 60 officers; what is planned for, 57, lies between the last two."""
    needs = needs_by_crowd(alarm(0, "300-600"), CONFIG)
    assert [need.officers for need in (needs.low, needs.best, needs.high)] == [30, 45, 60]


def test_a_commander_reads_a_reason_without_names_of_keys() -> None:
    """What is planned for and why comes in words; each number leads back to a line of the numbers file."""
    reason = now(replace(alarm(0, "300-600"), task=Task.EXTRACT)).reason
    assert reason.startswith("570 people planned for (9 of 10 cases; said: 300 to 600); 1 officer to 10 in disorder,")
    for key in ("ratio_disorder", "extract_officers", "women_share", "riot_share", "commander_large"):
        assert f"(surge.{key}, " in reason
    read = reason_in_words(reason, Voice("en"))
    assert "Inspector in command, from 25 officers" in read
    assert not re.search(r"[a-z]+\.[a-z]+_|_", read)


def test_a_number_that_the_unit_set_is_said_to_be_theirs() -> None:
    """A ratio of the deployment's own is no assumption of ours."""
    own = CONFIG.model_copy(update={"ratio_disorder": 8.0})
    need = need_curve(alarm(0, "400"), own).needs[0]
    assert need.officers == 50
    assert "(surge.ratio_disorder, set by the deployment)" in need.reason
