"""Replays worked out by hand: when the force is adequate, what is at risk, and what a change does."""

from __future__ import annotations

import numpy as np
import pytest

from planner.core.errors import InputError
from planner.core.scenario import Scenario
from planner.core.surge import Level
from planner.simulate.replay import AS_IT_HAPPENED, PLANNED, Played, make_ready, play, settings, variants
from planner.simulate.replay_ask import Ask, Question, Sent
from planner.simulate.replay_play import NEVER, STATES
from planner.simulate.replay_send import divided
from planner.simulate.replay_world import best_guess
from tests.simulate.toys import EARLY, PIECEMEAL, TWO_FRONTS, numbers, scenario


def run(one: Scenario, *, ask: Ask | None = None, changes: tuple[str, ...] = ()) -> dict[str, Played]:
    """Every variant with the best guesses, by key."""
    sliders, yours = settings(one, changes)
    listed = variants(one, sliders=sliders, yours=yours, can_plan=ask is not None)
    world = best_guess(one)
    ready = [make_ready(one, variant, numbers(), ask) for variant in listed]
    return {made.variant.key: play(made, world, numbers(), curves=True) for made in ready}


def told(played: Played, place: str) -> tuple[int, int, int, int, int]:
    """First unit, adequate from, minutes at risk, houses and places of worship at risk."""
    found = next(one for one in played.outcomes if one.place == place)
    return tuple(int(v[0]) for v in (found.first_at, found.adequate_at, found.at_risk_min, found.houses, found.worship))


def test_a_force_that_comes_20_minutes_after_the_violence_began() -> None:
    """Known 08:30, ordered 09:00, turn-out 5, drive 15: there 09:20 = minute 560.

    80 people need 80 / 4 = 20 officers. From 09:00 to 09:19 are 20 minutes of violence: 1.3 x 20 = 26 houses, and both
    places of worship. The places are 100 houses and 2: no place of worship is held.
    """
    played = run(scenario(EARLY))[AS_IT_HAPPENED]
    assert told(played, "east") == (560, 560, 20, 26, 2)
    assert int(played.totals["sites_held"][0]) == 0
    state = played.curves["east"].state[0]
    names = [STATES[state[minute - 420]] for minute in (449, 500, 540, 559, 560)]
    assert names == ["quiet", "gathering", "open", "open", "adequate"]


def test_known_an_hour_sooner_the_same_force_is_there_before_the_violence() -> None:
    """Known 07:30, there 08:20 = 500, 40 minutes before the violence: nothing is at risk."""
    played = run(scenario(EARLY))["sooner"]
    assert told(played, "east") == (500, 500, 0, 0, 0)
    assert int(played.totals["sites_held"][0]) == 2


def test_the_need_looks_half_an_hour_ahead_and_is_never_below_a_section() -> None:
    """At 08:00 the crowd is 40, half an hour later 80: 20 officers; of 16 people 10 are needed, not 4."""
    played = run(scenario(EARLY))[AS_IT_HAPPENED]
    need = played.fronts["east"].need[0]
    assert (need[480 - 420], need[600 - 420], need[0]) == (20, 20, 0)
    small = run(scenario(EARLY.replace("people = 80", "people = 16")))[AS_IT_HAPPENED]
    assert small.fronts["east"].need[0].max() == 10


def test_a_force_without_a_commander_of_the_rank_is_not_adequate() -> None:
    """20 officers need an SI; under an ASI they are too few in the eyes of the rule, to the end."""
    played = run(scenario(EARLY.replace('commander = "Inspector"', 'commander = "ASI"')))[AS_IT_HAPPENED]
    # from 09:00 to 12:00, both included: 181 minutes, more than enough for 100 houses
    assert told(played, "east") == (560, NEVER, 181, 100, 2)
    assert int(played.totals["never_adequate"][0]) == 1


def test_units_that_come_one_by_one_are_thrown_back() -> None:
    """6 come at 09:10 and meet 80: fewer than half of 20, so they count from 09:40; 14 more at 09:20 are not enough.

    Adequate 09:40 = 580: 40 minutes, 52 houses. Until 09:20 nobody counts; then 14 of 20 hold.
    """
    played = run(scenario(PIECEMEAL))[AS_IT_HAPPENED]
    assert told(played, "east") == (550, 580, 40, 52, 2)
    assert [bool(way.was_thrown_back[0]) for way in played.ways] == [True, False]
    state = played.curves["east"].state[0]
    assert [STATES[state[minute - 420]] for minute in (559, 560, 579, 580)] == ["open", "held", "held", "adequate"]


def test_units_that_form_up_first_are_adequate_sooner() -> None:
    """Both are near by 09:20; 3 minutes briefing and 600 m at 15 km/h (3 minutes, rounded up) later: 09:26 = 566.

    26 minutes, 1.3 x 26 = 33.8, so at most 34 houses: 14 minutes sooner than one by one.
    """
    played = run(scenario(PIECEMEAL))["together"]
    assert told(played, "east") == (550, 566, 26, 34, 2)
    assert not any(way.was_thrown_back[0] for way in played.ways)


def test_a_force_that_can_never_be_adequate_moves_when_the_wait_is_over() -> None:
    """The second unit comes two hours later: the first waits 60 minutes for it from 09:10, and is there at 10:16."""
    late = PIECEMEAL.replace("minutes = 15", "minutes = 125")
    played = run(scenario(late))["together"]
    # thrown back at 10:16 = 616 for 30 minutes; the second, near at 11:10, is there 6 minutes later
    assert [int(way.there[0]) for way in played.ways] == [616 + 30, 676]


def test_a_reserve_that_was_kept_meets_the_second_crowd() -> None:
    """40 stand at West, where nothing happens. Ten kept back go to East when it is known, 08:40.

    10 km x 1.3 at 40 km/h are 19.5, so 20 minutes: there at 09:00 = 540, when the violence begins. Without them it
    is open from 09:00 to 10:00, both included: 61 minutes, 79.3 houses.
    """
    both = run(scenario(TWO_FRONTS))
    assert told(both[AS_IT_HAPPENED], "east") == (NEVER, NEVER, 61, 80, 2)
    assert told(both["reserve"], "east") == (540, 540, 0, 0, 0)
    assert [(int(w.officers[0]), w.send.place, w.send.via) for w in both["reserve"].ways] == [
        (30, "west", ""),
        (10, "east", "west"),
    ]


def test_the_planner_is_told_only_what_could_be_known() -> None:
    """At 07:30 it hears of West, where people are; East begins at 08:30, foreseen: it is asked for at that minute."""
    asked: list[Question] = []

    def ask(question: Question) -> tuple[Sent, ...]:
        asked.append(question)
        return tuple(Sent("all", one.place, 10) for one in question.wanted)

    played = run(scenario(TWO_FRONTS), ask=ask)["planner"]
    first, second = asked[:2]
    assert first.at.isoformat() == "2030-01-05T07:30:00+05:00"
    assert [(one.place, one.crowd.best) for one in first.wanted] == [("west", 40)]
    assert (first.wanted[0].level, first.wanted[0].need.at(0).officers) == (Level.VIOLENT, 10)
    assert (first.free[0].officers, first.free[0].turnout_min, first.free[0].minutes) == (40, 10, (20,))
    # 10 have their order: an hour later 30 are free, West needs no more, and the turn-out is over
    assert (second.at.strftime("%H:%M"), [one.place for one in second.wanted]) == ("08:30", ["east"])
    assert (second.free[0].officers, second.free[0].turnout_min) == (30, 0)
    assert told(played, "east")[:2] == (530, 530)


def test_a_crowd_that_nobody_could_foresee_is_asked_for_when_it_is_known() -> None:
    """East begins at 09:00, more than an hour after 07:30: the planner hears at 09:10, the ten are there at 09:30."""
    later = TWO_FRONTS.replace('at = "08:30", people = 40', 'at = "09:00", people = 40')
    moments = []

    def ask(question: Question) -> tuple[Sent, ...]:
        moments.append((question.at.strftime("%H:%M"), [one.place for one in question.wanted], question.reserve))
        return tuple(Sent("all", one.place, 10) for one in question.wanted)

    played = run(scenario(later), ask=ask, changes=("reserve=5", "planned=true"))
    assert moments[0] == ("07:30", ["west"], 0)
    assert ("09:10", ["east"], 0) in moments
    assert told(played["planner"], "east")[:2] == (570, 570)
    # one's own variant keeps five until the second crowd is known
    assert ("07:30", ["west"], 5) in moments


def test_the_planned_variant_is_there_only_with_a_planner() -> None:
    """Without one there is nobody to ask."""
    one = scenario(EARLY)
    assert [v.key for v in variants(one)] == [AS_IT_HAPPENED, "sooner"]
    assert [v.key for v in variants(one, can_plan=True)] == [AS_IT_HAPPENED, "sooner", PLANNED]
    assert [v.key for v in variants(one, chosen=["sooner"], can_plan=True)] == [AS_IT_HAPPENED, "sooner"]
    with pytest.raises(InputError, match="no counterfactual 'later'"):
        variants(one, chosen=["later"])


def test_an_order_that_comes_sooner_never_makes_a_force_later() -> None:
    """With an order at 08:45 the twenty are there at 09:05; with one at 09:30 as it happened, at 09:20."""
    for at, there in (("08:45", 545), ("09:30", 560), ("07:00", 530)):
        # nobody is ordered before the police know, at 08:30: there at 08:50
        assert told(run(scenario(EARLY), changes=(f"order_at={at}",))["as-you-set"], "east")[0] == there


def test_a_known_arrival_stands_until_the_order_is_changed() -> None:
    """They came at 11:00 as it happened; ordered by 09:00 they need 20 minutes."""
    came = scenario(EARLY.replace("minutes = 15", 'minutes = 15\narrived_at = "11:00"'))
    assert told(run(came)[AS_IT_HAPPENED], "east")[0] == 660
    assert told(run(came, changes=("order_at=notice+30",))["as-you-set"], "east")[0] == 560


def test_a_slider_that_is_set_holds_in_every_variant_but_where_that_sets_it() -> None:
    """Known at 09:00: there at 09:50; the counterfactual still knows at 07:30."""
    both = run(scenario(EARLY), changes=("noticed_at=09:00",))
    assert told(both[AS_IT_HAPPENED], "east")[0] == 590
    assert told(both["sooner"], "east")[0] == 500


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("noticed_at", "sets nothing"),
        ("nobody=3", "keys are noticed_at, order_at, assemble, reserve, planned"),
        ("noticed_at=10:00", "10:00 is outside its range, 07:30 to 09:30"),
        ("noticed_at=7", "no"),
        ("assemble=3", "true or false"),
        ("reserve=-1", "below 0"),
        ("order_at=noon", "no moment"),
    ],
)
def test_a_setting_that_is_none_is_refused(text: str, words: str) -> None:
    """With the keys that there are."""
    with pytest.raises(InputError, match=words):
        settings(scenario(EARLY), [text])


def test_a_replay_is_at_most_a_week_long() -> None:
    """A wrong day would fill the memory."""
    with pytest.raises(InputError, match="a replay has at most 10,080"):
        run(scenario(EARLY.replace('ends_at = "12:00"', 'ends_at = "+8 12:00"')))


def test_officers_are_divided_whole() -> None:
    """10 by 1 : 1 : 1 are 4, 3, 3; by 5 : 0 are 10, 0; by nothing wished equal parts."""
    assert divided(10, [7, 7, 7]) == [4, 3, 3]
    assert divided(10, [5, 0]) == [10, 0]
    assert divided(9, [0, 0]) == [5, 4]
    assert sum(divided(997, [3, 5, 11, 2])) == 997


def test_more_officers_never_put_more_at_risk() -> None:
    """From 0 to 60 officers the minutes at risk never rise."""
    at_risk = [
        told(run(scenario(EARLY.replace("officers = 20", f"officers = {n}")))[AS_IT_HAPPENED], "east")[2]
        for n in (0, 5, 10, 19, 20, 21, 60)
    ]
    assert at_risk == sorted(at_risk, reverse=True)
    assert np.all(np.diff(at_risk[-3:]) == 0)
