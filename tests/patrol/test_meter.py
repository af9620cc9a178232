"""The predictability meter on fixed beats, on chance, and on drawn strategies."""

from __future__ import annotations

import numpy as np
import pytest

from planner.config import load_config
from planner.patrol.draw import draw
from planner.patrol.meter import measure, seen
from planner.patrol.strategy import strategy
from tests.patrol.worlds import quick, town

CONFIG = load_config().patrol
DAYS = 35


def test_a_fixed_beat_is_known_to_the_hour() -> None:
    """Eight sites, each at its own hour every day: all is told, and a blind guess finds one hour in eight."""
    beat = [(day, site, 60 * site) for day in range(DAYS) for site in range(8)]
    found = measure(seen(beat, days=DAYS, sites=8, day_min=480), CONFIG)
    assert found.skill > 0.99
    assert found.hour_found == 1.0
    assert found.gap_found == 1.0
    assert found.hour_by_chance == pytest.approx(1 / 8)
    assert found.gap_by_chance == pytest.approx(7 / 8)
    assert found.cases == 56
    assert found.sentence == (
        "Someone who watched 4 weeks could tell the hour of the next visit in 100 of 100 cases; chance is 12."
    )


def test_a_beat_that_changes_with_the_weekday_is_known_too() -> None:
    """Seven tours, each on its weekday: whoever knows the day knows the hour."""
    beat = [(day, site, 60 * ((site + day) % 7)) for day in range(DAYS) for site in range(7)]
    found = measure(seen(beat, days=DAYS, sites=7, day_min=420), CONFIG)
    assert found.skill > 0.95
    assert found.hour_found == 1.0


def test_one_site_at_a_fixed_hour_is_known() -> None:
    """The only site of a mobile, daily at the same hour: the average alone does not tell it, the watcher can."""
    found = measure(seen([(day, 0, 125) for day in range(DAYS)], days=DAYS, sites=1, day_min=480), CONFIG)
    assert found.skill > 0.99
    assert (found.hour_found, found.hour_by_chance) == (1.0, 1 / 8)


def test_hours_without_patrol_are_no_skill_when_they_are_named() -> None:
    """Eight hours of each day by lot, sixteen without a mobile: known to all, unless `hours` leaves them out."""
    rng = np.random.default_rng(4)
    visits = seen(
        ((day, site, 60 * int(rng.integers(8, 16))) for day in range(DAYS) for site in range(30)), days=DAYS, sites=30
    )
    assert measure(visits, CONFIG).skill > 0.05
    assert measure(visits, CONFIG, hours=np.arange(24) // 8 == 1).skill < 0.02


def test_pure_chance_cannot_be_told() -> None:
    """Each day each site at an hour by lot: no skill, and as many hours are guessed as blindly, within 3 errors."""
    rng = np.random.default_rng(4)
    lot = [(day, site, 60 * int(rng.integers(8))) for day in range(DAYS) for site in range(50)]
    found = measure(seen(lot, days=DAYS, sites=50, day_min=480), CONFIG)
    assert found.skill < 0.02
    assert found.cases == 350
    assert found.hour_found == pytest.approx(1 / 8, abs=3 * np.sqrt(1 / 8 * 7 / 8 / 350))


def test_a_site_visited_more_often_is_no_skill_but_an_average() -> None:
    """Frequencies are public: one site is visited daily, others weekly, all at hours by lot."""
    rng = np.random.default_rng(4)
    lot = [
        (day, site, 60 * int(rng.integers(8)))
        for day in range(DAYS)
        for site in range(30)
        if site < 5 or rng.random() < 1 / 7
    ]
    assert measure(seen(lot, days=DAYS, sites=30, day_min=480), CONFIG).skill < 0.03


def test_a_half_fixed_beat_lies_between() -> None:
    """Half of the sites at their hour, half by lot: about half of all can be told."""
    rng = np.random.default_rng(4)
    mixed = [
        (day, site, 60 * (site % 8 if site < 20 else int(rng.integers(8)))) for day in range(DAYS) for site in range(40)
    ]
    assert 0.4 < measure(seen(mixed, days=DAYS, sites=40, day_min=480), CONFIG).skill < 0.6


def test_a_drawn_strategy_measures_near_nothing_and_its_best_tour_near_one() -> None:
    """Five weeks drawn of a beat of 30 sites, four seeds, against the likeliest tour driven every day."""
    mixed = strategy(town(30), quick(), seed=2)
    duties = [f"day {day}" for day in range(DAYS)]

    def visits(tours: list[int]) -> np.ndarray:
        return seen(
            ((day, stop, minute) for day, tour in enumerate(tours) for stop, minute in mixed.tours[tour].visits),
            days=DAYS,
            sites=30,
            day_min=480,
        )

    drawn = [measure(visits(list(draw(mixed, duties, bytes([first]) * 16).values())), CONFIG) for first in range(4)]
    fixed = measure(visits([int(mixed.probabilities.argmax())] * DAYS), CONFIG)
    assert fixed.skill > 0.99
    assert fixed.hour_found == 1.0
    assert max(found.skill for found in drawn) < 0.05
    assert np.mean([found.hour_found for found in drawn]) < 0.25


def test_a_mobile_with_one_site_does_not_come_by_the_clock() -> None:
    """One site, all the time of the shift: tours are many, and the hour is not known as of a fixed beat."""
    mixed = strategy(town(1), quick(), seed=2)
    assert len(mixed.tours) > 30
    drawn = draw(mixed, [f"day {day}" for day in range(DAYS)], bytes(16))
    visits = [(day, stop, at) for day, i in enumerate(drawn.values()) for stop, at in mixed.tours[i].visits]
    assert measure(seen(visits, days=DAYS, sites=1, day_min=480), CONFIG).skill < 0.6


def test_stops_every_two_hours_do_not_tell_their_hour() -> None:
    """Two sites with four required visits each: which hours those are must not be told, four seeds on average."""
    mixed = strategy(town(30, side_m=8000.0, required=2), quick(), seed=2)
    skill = []
    for first in range(4):
        drawn = draw(mixed, [f"day {day}" for day in range(DAYS)], bytes([first]) * 16)
        visits = (
            (day, stop, minute)
            for day, tour in enumerate(drawn.values())
            for stop, minute in mixed.tours[tour].visits
            if stop < 2
        )
        skill.append(measure(seen(visits, days=DAYS, sites=2, day_min=480), CONFIG).skill)
    assert np.mean(skill) < 0.1


def test_nothing_seen_is_nothing_told() -> None:
    """No visit at all: no skill and a sentence that says so; too few days are refused."""
    found = measure(np.zeros((DAYS, 3, 8), dtype=bool), CONFIG)
    assert (found.skill, found.cases) == (0.0, 0)
    assert found.sentence.startswith("Nobody was visited")
    with pytest.raises(ValueError, match="35 days"):
        measure(np.zeros((34, 3, 8), dtype=bool), CONFIG)
