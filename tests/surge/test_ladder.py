"""Up the ladder: said first, asked of whom, for how many, there when; and the states of a request."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace

import pytest

from planner.config import load_config
from planner.core.errors import InputError
from planner.core.people import Rank
from planner.surge.ladder import ladder, late, late_document, steps
from planner.surge.request import ARROWS, RequestState, Rung, following, message, request_document
from planner.surge.sums import Gap, Sum
from tests.surge.clock_worlds import PLAIN, crowd, everyone_of, random_world, sent, station, world

CONFIG = load_config()
LADDER = CONFIG.ladder.model_copy(
    update={
        "callout_share": 0.25,
        "callout_low_min": 30,
        "callout_min": 60,
        "callout_high_min": 120,
        "neighbour_officers": 60,
        "neighbour_low_min": 45,
        "neighbour_min": 60,
        "neighbour_high_min": 90,
        "region_officers": 250,
        "region_low_min": 60,
        "region_min": 120,
        "region_high_min": 240,
        "rangers_officers": 180,
        "rangers_low_min": 180,
        "rangers_min": 360,
        "rangers_high_min": 840,
        "women_share": 0.05,
        "riot_share": 0.5,
    }
)


def short_of(officers: int, *, onward: float = 0):
    """Ten own officers after 10 min, for a crowd that takes so many more."""
    given = world((station("s", 10, men=10),), (crowd(10 * (10 + officers)),), onward=onward)
    return given, sent(given, {"s": 10}, adequate=(None,))


def test_nothing_is_asked_when_nothing_is_missing() -> None:
    """Adequate after 20 min, 45 is in time: nothing is said and nothing asked."""
    given = world((station("s", 20, men=10),), (crowd(100),))
    answer = sent(given, {"s": 10}, adequate=(20.0,))
    assert late(given, answer, 45) == ()
    assert ladder(given, answer, LADDER, 45, resting=100) == ()


def test_the_nearest_rung_that_is_enough_is_asked() -> None:
    """Twelve are missing, 48 rest: a quarter of them, twelve, are called in, and nobody else."""
    given, answer = short_of(12)
    made = ladder(given, answer, LADDER, 45, resting=48)
    assert [(r.id, r.rung, r.officers, r.state) for r in made] == [("A1-callout", Rung.CALLOUT, 12, RequestState.DRAFT)]
    assert made[0].adequate_min == 60.0
    assert made[0].sentence == (
        "Officers called in from rest: 12 officers for alarm A1, there in 30 to 120 min (best guess 60); "
        "then the force is adequate after 60 min."
    )


def test_the_next_rungs_give_what_the_first_cannot() -> None:
    """100 are missing: 15 of 60 at rest, 60 neighbours, and 25 of the region's; then adequate after 120 min."""
    given, answer = short_of(100)
    made = ladder(given, answer, LADDER, 45, resting=60)
    assert [(r.rung.value, r.officers, r.adequate_min) for r in made] == [
        ("callout", 15, None),
        ("neighbour", 60, None),
        ("region", 25, 120.0),
    ]
    assert made[0].sentence.endswith("still more must be asked for.")


def test_the_way_onward_counts() -> None:
    """Called in to the form-up point after 60 min, 4 min on."""
    given, answer = short_of(5, onward=4)
    assert ladder(given, answer, LADDER, 45, resting=400)[0].adequate_min == 64.0


def test_a_rung_that_can_be_there_in_time_is_asked_together_with_one_that_cannot() -> None:
    """Neighbours need 90 min at best, the region's riot police stand 30 min away: both are asked for the twenty."""
    config = LADDER.model_copy(
        update={
            "neighbour_low_min": 90,
            "neighbour_min": 100,
            "neighbour_high_min": 120,
            "region_low_min": 30,
            "region_min": 40,
            "region_high_min": 60,
        }
    )
    given, answer = short_of(20)
    made = ladder(given, answer, config, 45)
    assert [(r.rung.value, r.officers) for r in made] == [("neighbour", 20), ("region", 20)]
    assert made[1].adequate_min == 40.0


def test_an_own_force_that_comes_late_is_helped_by_those_who_come_sooner() -> None:
    """Adequate by itself after 70 min: ten of twenty are there in time, ten are asked of neighbours, not of Rangers.

    With them the force is adequate after 60 min.
    """
    given = world((station("a", 10, men=10), station("b", 70, men=10)), (crowd(200),))
    answer = sent(given, {"a": 10, "b": 10}, adequate=(70.0,))
    first = late(given, answer, 45)[0]
    assert (first.adequate_min, first.gap) == (70.0, Gap(officers=10))
    assert first.sentence == (
        "Alarm A1: the own force is adequate only after 70 min. Missing after 45 min: 10 officers."
    )
    made = ladder(given, answer, LADDER, 45)
    assert [(r.rung.value, r.officers, r.adequate_min) for r in made] == [("neighbour", 10, 60.0)]


def test_help_that_comes_no_sooner_at_best_guess_says_so() -> None:
    """Adequate by itself after 50 min; those called in take 30 to 120 min, 60 at best guess."""
    given = world((station("a", 50, men=10),), (crowd(100),))
    made = ladder(given, sent(given, {"a": 10}, adequate=(50.0,)), LADDER, 45, resting=100)
    assert [(r.rung.value, r.adequate_min) for r in made] == [("callout", 50.0)]
    assert made[0].sentence.endswith("sooner than the own force after 50 min only if they come early.")


def test_nobody_is_asked_who_comes_later_than_the_own_force() -> None:
    """The own force is adequate after 50 min; Rangers, the only ones who have anybody, take three hours."""
    config = LADDER.model_copy(update={"neighbour_officers": 0, "region_officers": 0})
    given = world((station("a", 50, men=10),), (crowd(100),))
    answer = sent(given, {"a": 10}, adequate=(50.0,))
    assert len(late(given, answer, 45)) == 1
    assert ladder(given, answer, config, 45) == ()


def test_women_riot_trained_and_a_commander_are_asked_for_by_number() -> None:
    """Heads are enough, but a crowd of 200 takes 1 woman, 2 riot-trained and an SI: asked where they can be had."""
    config = PLAIN.model_copy(update={"women_share": 0.05, "riot_share": 0.1, "commander_small": "SI"})
    given = world((station("s", 10, men=20),), (crowd(200),), config)
    answer = sent(given, {"s": 20}, adequate=(None,))
    said = late(given, answer, 45)[0]
    assert said.gap == Gap(0, 1, 2, Rank.SI)
    assert said.sentence == (
        "Alarm A1: the own force is not adequate. Missing: 1 woman, 2 riot-trained and a commander (SI or above)."
    )
    made = ladder(given, answer, LADDER, 45, resting=100)
    assert [(r.rung.value, r.officers, r.women, r.riot, r.commander) for r in made] == [
        ("neighbour", 1, 1, 0, Rank.SI),
        ("region", 2, 0, 2, None),
    ]
    assert made[-1].adequate_min == 120.0
    assert made[0].sentence == (
        "The neighbouring districts: 1 officer, 1 of them a woman, with a commander (SI or above), for alarm A1, "
        "there in 45 to 90 min (best guess 60); still more must be asked for."
    )


def test_a_crowd_that_grows_meanwhile_takes_more() -> None:
    """Ten own for 100 people, one more officer needed every minute for 30 min: thirty are asked, there at 60."""
    given = world((station("s", 10, men=10),), (crowd(100, growth=10, lasts=30),))
    made = ladder(given, sent(given, {"s": 10}, adequate=(None,)), LADDER, 45)
    assert sum(r.officers for r in made) == 30


def test_a_rung_gives_no_more_than_it_has_to_all_alarms() -> None:
    """Two alarms lack 40 each; neighbours have 60: the heavier is served first, the region gives the rest."""
    given = world(
        (station("a", 10, None, men=10), station("b", None, 10, men=10)),
        (crowd(500, name="A1"), crowd(510, name="A2")),
    )
    answer = sent(given, {"a": 10}, {"b": 10}, adequate=(None, None))
    made = ladder(given, answer, LADDER, 45)
    assert [(r.id, r.officers) for r in made] == [
        ("A2-neighbour", 41),
        ("A1-neighbour", 19),
        ("A1-region", 21),
    ]


def test_standing_requests_count_and_those_who_declined_are_not_asked_again() -> None:
    """Forty are missing: neighbours have promised 25, the callout declined; 15 more come from the neighbours."""
    given, answer = short_of(40)
    first = ladder(given, answer, LADDER, 45, resting=100)
    assert [(r.rung.value, r.officers) for r in first] == [("callout", 25), ("neighbour", 15)]
    callout = first[0].step(RequestState.REQUESTED).step(RequestState.DECLINED)
    neighbour = first[1].step(RequestState.REQUESTED).step(RequestState.COMMITTED)
    again = ladder(given, answer, LADDER, 45, resting=100, standing=(callout, neighbour))
    assert [(r.id, r.officers) for r in again] == [("A1-neighbour-2", 25)]
    assert ladder(given, answer, LADDER, 45, standing=(callout, neighbour, *again)) == ()


@pytest.mark.parametrize("seed", range(60))
def test_never_less_is_asked_than_is_missing_while_the_rungs_can_give_it(seed: int) -> None:
    """With rungs that have plenty of all, what is asked for each alarm covers its gap; nothing for the others."""
    config = CONFIG.surge
    given = random_world(seed, config=config)
    answer = everyone_of(given, seed)
    made = ladder(given, answer, LADDER.model_copy(update={"region_officers": 5000}), 45, resting=40)
    cases = {case.alarm: case for case in late(given, answer, 45)}
    assert {request.alarm for request in made} <= set(cases)
    for case in cases.values():
        mine = [request for request in made if request.alarm == case.alarm]
        together = sum((Sum(r.officers, r.women, r.riot, r.commander) for r in mine), Sum())
        if case.adequate_min is None:
            assert together.officers >= case.gap.officers
            assert together.women >= case.gap.women
            assert together.riot >= case.gap.riot
            assert case.gap.commander is None or (together.rank or 0) >= case.gap.commander
            assert mine
            assert mine[-1].adequate_min is not None


@pytest.mark.parametrize("seed", range(20))
def test_the_same_input_gives_the_same_requests(seed: int) -> None:
    """Stable, with identifiers that are all different, and never more than a rung has."""
    given = random_world(seed, config=CONFIG.surge)
    answer = everyone_of(given, seed)
    made = ladder(given, answer, LADDER, 45, resting=40)
    assert made == ladder(given, answer, LADDER, 45, resting=40)
    assert len({request.id for request in made}) == len(made)
    for step in steps(LADDER, resting=40):
        mine = [request for request in made if request.rung is step.rung]
        assert sum(request.officers for request in mine) <= step.officers
        assert sum(request.women for request in mine) <= step.women
        assert sum(request.riot for request in mine) <= step.riot
        assert all(max(r.women, r.riot, int(r.commander is not None)) <= r.officers for r in mine)


@pytest.mark.parametrize(("before", "after"), list(itertools.product(RequestState, repeat=2)))
def test_states_move_along_legal_arrows_only(before: RequestState, after: RequestState) -> None:
    """A step either has its arrow and message, or is refused with what may follow."""
    given, answer = short_of(5)
    request = replace(ladder(given, answer, LADDER, 45)[0], state=before)
    if (before, after) in ARROWS:
        assert request.step(after) == replace(request, state=after)
        assert isinstance(message(before, after), str)
    else:
        with pytest.raises(InputError, match=before.value):
            request.step(after)


def test_the_usual_way_of_a_request_has_its_messages() -> None:
    """Asked, promised, on the way, there, sent home."""
    way = [
        RequestState.DRAFT,
        RequestState.REQUESTED,
        RequestState.COMMITTED,
        RequestState.EN_ROUTE,
        RequestState.ARRIVED,
        RequestState.RELEASED,
    ]
    assert [message(a, b) for a, b in itertools.pairwise(way)] == [
        "RequestResource",
        "CommitResource",
        "ReportResourceDeploymentStatus",
        "ReportResourceDeploymentStatus",
        "ReleaseResource",
    ]


def test_what_is_over_stays_over() -> None:
    """Nothing follows released, declined or cancelled; everything else can still end."""
    ends = {state for state in RequestState if not following(state)}
    assert ends == {state for state in RequestState if not state.is_open}
    reached = {RequestState.DRAFT}
    for _ in RequestState:
        reached |= {after for state in reached for after in following(state)}
    assert reached == set(RequestState)


def test_the_documents_are_json() -> None:
    """Plain values, with the keys that screens and orders read."""
    given, answer = short_of(12)
    document = [request_document(r) for r in ladder(given, answer, LADDER, 45)]
    said = [late_document(case) for case in late(given, answer, 45)]
    assert json.loads(json.dumps([document, said])) == [document, said]
    assert document[0]["eta_min"] == {"low": 45.0, "best": 60.0, "high": 90.0}
    assert (document[0]["rung"], document[0]["state"], said[0]["missing"]["officers"]) == ("neighbour", "draft", 12)
