"""From a crowd to a force."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.config import load_config
from planner.core.people import Rank
from planner.surge import need_of
from tests.surge.worlds import alarm

CONFIG = load_config().surge


def test_need_follows_the_middle_of_the_crowd() -> None:
    """300 to 600 is 450 at the middle, one officer for five makes 90, a twentieth of them 4.5, so 5 women."""
    need = need_of(alarm(0, "300-600"), CONFIG)
    assert (need.officers, need.women, need.commander) == (90, 5, Rank.INSPECTOR)


def test_need_is_never_below_one_section() -> None:
    """A crowd of 12 would be met by three officers; a section of ten goes, under an SI."""
    need = need_of(alarm(0, "12"), CONFIG)
    assert (need.officers, need.women, need.commander) == (10, 1, Rank.SI)


def test_need_of_no_crowd_is_one_section() -> None:
    """Somebody raised the alarm, so a section looks."""
    assert need_of(alarm(0, "0-0"), CONFIG).officers == CONFIG.min_section


def test_commander_changes_at_the_stated_force() -> None:
    """120 people need 24 officers under an SI, 125 need 25 under an Inspector."""
    assert need_of(alarm(0, "120"), CONFIG).commander is Rank.SI
    assert need_of(alarm(0, "125"), CONFIG).commander is Rank.INSPECTOR


@pytest.mark.parametrize(
    ("crowd", "keys"),
    [("12", ("surge.min_section", "surge.commander_small")), ("900", ("surge.crowd_per_officer", "surge.women_share"))],
)
def test_reason_names_the_numbers(crowd: str, keys: tuple[str, ...]) -> None:
    """An order can be traced back to a line in a file."""
    reason = need_of(alarm(0, crowd), CONFIG).reason
    assert all(key in reason for key in (*keys, "surge.quantile"))


@given(st.integers(0, 20_000), st.integers(0, 20_000))
def test_a_larger_crowd_never_needs_less(first: int, second: int) -> None:
    """More people, at least as many officers, women and rank; and never more women than officers."""
    small, large = sorted((first, second))
    a, b = need_of(alarm(0, str(small)), CONFIG), need_of(alarm(0, str(large)), CONFIG)
    assert (a.officers, a.women, a.commander) <= (b.officers, b.women, b.commander)
    assert a.women <= b.women <= b.officers
    assert a.commander <= b.commander
