"""How many posts round the clock a force can hold."""

from __future__ import annotations

import pytest

from planner.core.time import Window
from planner.roster.posts import posts_of, posts_possible
from tests.roster.days import at, duty, officer, problem


def test_capital_with_seventy_officers_holds_seventeen_posts_of_one() -> None:
    """70 x 0.85 x 6 shifts a week are 357 shifts; a post round the clock takes 21: 17, and 8.5 of two."""
    posts = posts_possible(70, availability=0.85, week_min=48 * 60, shift_min=480, sites=245)
    assert (posts.one_person, posts.two_person) == (17, 8)
    assert posts.sentence == (
        "70 officers, 85 % of them there, each with 6 shifts of 8 h a week, can hold at most 17 one-person posts round "
        "the clock (8 of two): 228 of 245 sites cannot be guarded round the clock, whatever the plan."
    )


def test_nobody_works_more_shifts_than_days() -> None:
    """With a limit of 100 h a week, 21 officers hold 7 posts (one shift a day each), not 12.5."""
    assert posts_possible(21, availability=1, week_min=6000, shift_min=480).one_person == 7


def test_part_of_a_shift_is_no_shift() -> None:
    """47 hours a week are five shifts of eight: 21 officers give 105 shifts, five posts."""
    assert posts_possible(21, availability=1, week_min=47 * 60, shift_min=480).one_person == 5


def test_sites_that_all_have_a_post_are_not_lamented() -> None:
    """Four sites and five posts: no second half of the sentence."""
    assert posts_possible(21, availability=1, week_min=47 * 60, shift_min=480, sites=4).sentence.endswith("(2 of two).")


@pytest.mark.parametrize(("share", "shift"), [(1.2, 480), (-0.1, 480), (0.5, 0), (0.5, 1441)])
def test_shares_and_shifts_out_of_range_are_refused(share: float, shift: int) -> None:
    """A share is from 0 to 1, a shift at most a day."""
    with pytest.raises(ValueError, match="out of range"):
        posts_possible(1, availability=share, week_min=480, shift_min=shift)


def test_leave_on_the_roll_counts_instead_of_the_assumed_share() -> None:
    """Of 7 officers over 2 days one is away all the time: 6/7 x 6 shifts x 7 / 21 = 12/7, so one post."""
    away = [Window(at(-24), at(12)), Window(at(6), at(80))]
    roll = [officer("away", leave=away), *(officer(f"O{i}") for i in range(6))]
    of = problem(roll, [duty("first", at(8), 8), duty("second", at(8, day=1), 8, place="temple")])
    posts = posts_of(of, availability=0.1)
    assert posts.one_person == 1
    assert "86 % of them there" in posts.sentence
    assert "1 of 2 sites" in posts.sentence


def test_roll_without_leave_takes_the_assumed_share() -> None:
    """Half of 14 officers: 7 x 6 / 21 = 2 posts."""
    of = problem([officer(f"O{i}") for i in range(14)], [duty("guard", at(8), 8)])
    assert posts_of(of, availability=0.5, sites=9).one_person == 2
