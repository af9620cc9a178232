"""Who is met: distance, time, the worst community, and what more officers can and cannot do."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.core.duty import DutyKind
from planner.simulate import Happened, met, served
from planner.simulate import play as played
from tests.simulate.scenes import happened, minutes, stands


def test_an_incident_five_minutes_from_a_guard_on_duty_is_met_and_after_he_left_it_is_not() -> None:
    """A guard at kilometre 0 from 8 to 12: at 9 he is five minutes from kilometre 5; at 12 he is gone."""
    guard = stands(0, 8, 12)
    assert met(happened((9, 5, "hindu")), [guard], minutes).tolist() == [True]
    assert met(happened((8, 5, "hindu"), (12, 5, "hindu"), (7.99, 5, "hindu")), [guard], minutes).tolist() == [
        True,
        False,
        False,
    ]


def test_ten_minutes_are_in_time_and_more_are_not() -> None:
    """Kilometre 10 is exactly ten minutes away, 10.1 is not; with eleven minutes allowed it is."""
    two = happened((9, 10, "sikh"), (9, 10.1, "sikh"))
    assert met(two, [stands(0, 8, 12)], minutes).tolist() == [True, False]
    assert met(two, [stands(0, 8, 12)], minutes, within_min=11).tolist() == [True, True]


def test_the_worst_community_is_the_one_that_is_met_least() -> None:
    """Of four Christian incidents three are met, of two Hindu ones one, of one Ahmadi incident one: 5 of 7."""
    found = served(
        happened(
            (9, 0, "christian"), (9, 3, "christian"), (9, 6, "christian"), (9, 60, "christian"),
            (9, 1, "hindu"), (13, 1, "hindu"), (10, 2, "ahmadi"),
        ),
        [stands(0, 8, 12)],
        minutes,
    )  # fmt: skip
    assert found.share == pytest.approx(5 / 7)
    assert found.shares == {"ahmadi": 1.0, "christian": 0.75, "hindu": 0.5}
    assert (found.worst_community, found.worst_share) == ("hindu", 0.5)


def test_where_nothing_happens_there_is_no_share() -> None:
    """No incident: no number, nobody worst."""
    found = served(happened(), [stands(0, 8, 12)], minutes)
    assert math.isnan(found.share)
    assert math.isnan(found.worst_share)
    assert (found.worst_community, dict(found.shares)) == ("", {})


def test_nobody_meets_anything_and_a_place_without_a_way_is_never_near() -> None:
    """Without presences, with a presence of no officers, and with no way: not met."""
    one = happened((9, 0, "hindu"))
    assert not met(one, [], minutes).any()
    assert not met(one, [stands(0, 8, 12, officers=0)], minutes).any()
    assert not met(one, [stands(0, 8, 12)], lambda a, b: np.full((len(a), len(b)), np.inf)).any()


def test_minutes_are_asked_from_the_officer_to_the_incident() -> None:
    """On a one-way road from 0 to 5 the officer at 0 comes, the one at 9 does not."""

    def one_way(origins: np.ndarray, destinations: np.ndarray) -> np.ndarray:
        ahead = (destinations[None, :, 0] - origins[:, None, 0]) / 1000
        return np.where(ahead >= 0, ahead, np.inf)

    one = happened((9, 5, "hindu"))
    assert met(one, [stands(0, 8, 12)], one_way).tolist() == [True]
    assert met(one, [stands(9, 8, 12)], one_way).tolist() == [False]


_STANDS = st.lists(
    st.tuples(st.floats(0, 40), st.floats(0, 20), st.floats(0.5, 8), st.integers(1, 5)).map(
        lambda row: stands(row[0], row[1], row[1] + row[2], row[3], DutyKind.PATROL)
    ),
    max_size=6,
)
_INCIDENTS = st.lists(
    st.tuples(st.floats(0, 24), st.floats(0, 40), st.sampled_from(["christian", "hindu", "sikh"])),
    min_size=1,
    max_size=12,
).map(lambda rows: happened(*rows))


@given(_INCIDENTS, _STANDS, _STANDS)
def test_more_presences_never_lower_a_share(all_of: Happened, some: list, more: list) -> None:
    """Who is met by some is met by some and others; so no share falls, of all or of any community."""
    before, after = served(all_of, some, minutes), served(all_of, some + more, minutes)
    assert (after.met >= before.met).all()
    assert after.share >= before.share
    assert after.worst_share >= before.worst_share
    assert all(after.shares[name] >= before.shares[name] for name in before.shares)


@given(_INCIDENTS, _STANDS)
def test_the_answer_is_that_of_a_plain_loop(all_of: Happened, some: list) -> None:
    """Each incident against each presence, one by one."""
    expected = [
        any(
            one.window.start.timestamp() / 60 <= at < one.window.end.timestamp() / 60 and abs(one.x_m - x) / 1000 <= 10
            for one in some
        )
        for at, x in zip(all_of.at_min, all_of.x_m, strict=True)
    ]
    assert met(all_of, some, minutes).tolist() == expected


def test_many_incidents_are_looked_at_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three at a time gives what all at once gives."""
    all_of = happened(*((float(k % 24), float(k), "hindu") for k in range(40)))
    some = [stands(k * 7, k, k + 8) for k in range(5)]
    whole = met(all_of, some, minutes)
    monkeypatch.setattr(played, "_CELLS", 15)
    assert met(all_of, some, minutes).tolist() == whole.tolist()
    assert 0 < whole.sum() < len(whole)
