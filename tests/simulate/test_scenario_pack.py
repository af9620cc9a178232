"""The scenarios that come with the project: published numbers exact, sums hold, nobody named, both languages."""

from __future__ import annotations

import re
from functools import cache

import pytest

from planner.config import load_config
from planner.core.scenario import Scenario, clock_minute
from planner.simulate.montecarlo import draw
from planner.simulate.replay import AS_IT_HAPPENED, Numbers, Played, make_ready, play, variants
from planner.simulate.replay_world import best_guess, unknowns
from planner.simulate.scenario_check import default_minute, sums
from planner.simulate.scenarios import load_scenario, pack

ASKED = (
    *("gojra-2009", "gujranwala-2014", "jaranwala-2023", "joseph-colony-2013", "karak-2020"),
    *("mandi-bahauddin-2016", "sargodha-2024", "sialkot-2021"),
)
JARANWALA = {
    "Christian Colony": (2, 29),
    "Isa Nagri": (3, 40),
    "Chak 240-GB": (2, 12),
    "Chak 238-GB": (2, 5),
    "Chak 126-GB": (4, 0),
    "Mohalla Farooq Park": (2, 0),
    "Maharanwala": (2, 0),
    "Mohalla Camp": (1, 0),
    "near the telephone exchange": (1, 0),
}
NOT_NEUTRAL = re.compile(
    r"mosque|masjid|church|temple|gurdwara|blasphem|infidel|مسجد|گرجا|مندر|گردوارہ|توہین", re.IGNORECASE
)


@cache
def scenario_of(name: str) -> Scenario:
    """A scenario of the pack, read once."""
    return load_scenario(name)


@cache
def numbers() -> Numbers:
    """The numbers as they come."""
    config = load_config()
    return Numbers(config.replay, config.surge, config.doubt)


@cache
def played(name: str) -> dict[str, Played]:
    """Every variant that needs no planner, with each unknown at its best guess."""
    scenario = scenario_of(name)
    world = best_guess(scenario)
    return {v.key: play(make_ready(scenario, v, numbers()), world, numbers()) for v in variants(scenario)}


def total(name: str, variant: str, what: str) -> int:
    """One total of one variant at the best guess."""
    return int(played(name)[variant].totals[what][0])


def texts_of(scenario: Scenario) -> dict[str, list[str]]:
    """Everything that people read, by language."""
    listed = (*scenario.places, *scenario.forces, *scenario.clock, *scenario.sliders, *scenario.counterfactuals)
    found: dict[str, list[str]] = {}
    for tongue in ("en", "ur"):
        head = [getattr(scenario, f"{what}_{tongue}") for what in ("title", "summary", "lesson", "caveat")]
        keys = [f"{what}_{tongue}" for what in ("name", "what", "label")]
        found[tongue] = head + [getattr(one, key) for one in listed for key in keys if hasattr(one, key)]
    found["en"] += [fact.text for fact in scenario.facts] + [force.note for force in scenario.forces]
    return found


def fact(name: str, key: str) -> tuple[float, float, float]:
    """Low, best and high of a fact."""
    (value,) = [one.value for one in scenario_of(name).facts if one.key == key]
    return value.low, value.best, value.high


def test_the_pack_holds_the_emergencies_that_were_asked_for() -> None:
    """Eight that must be there; more may be."""
    assert set(ASKED) <= set(pack())


@pytest.mark.parametrize("name", pack())
def test_a_scenario_is_read_without_a_fault_and_its_sums_hold(name: str) -> None:
    """Its name is that of its file, and the localities add up to what is published."""
    scenario = scenario_of(name)
    assert scenario.name == name
    assert all(told == found for _, told, found in sums(scenario))


@pytest.mark.parametrize("name", pack())
def test_a_scenario_plays_and_every_minute_of_it_is_decided(name: str) -> None:
    """As it happened is there; nothing is held or lost beyond what the localities have."""
    scenario = scenario_of(name)
    houses = sum(place.houses for place in scenario.localities)
    worship = sum(place.worship for place in scenario.localities)
    assert AS_IT_HAPPENED in played(name)
    for variant in played(name):
        assert 0 <= total(name, variant, "houses_at_risk") <= houses
        assert total(name, variant, "worship_at_risk") + total(name, variant, "sites_held") == worship


@pytest.mark.parametrize("name", pack())
def test_a_scenario_offers_an_earlier_order_assembling_and_a_reserve(name: str) -> None:
    """The questions that every replay must be able to ask."""
    asked = scenario_of(name).counterfactuals
    assert any(one.order_at is not None for one in asked)
    assert any(one.assemble for one in asked)
    assert any(one.reserve for one in asked)


@pytest.mark.parametrize("name", pack())
def test_what_is_unknown_says_so_and_has_a_range(name: str) -> None:
    """A slider that is drawn is an assumption that says "not found", or says what was."""
    for slider in scenario_of(name).sliders:
        assert slider.source.startswith("published" if slider.grade == "published" else "assumption"), slider.key
        assert slider.low < slider.high, slider.key


@pytest.mark.parametrize("name", pack())
def test_published_facts_have_a_source_that_is_not_an_assumption(name: str) -> None:
    """And an assumption is never graded as published."""
    for one in scenario_of(name).facts:
        assert (one.value.grade == "assumption") == (set(one.sources) == {"assumption"}), one.key


@pytest.mark.parametrize("name", pack())
def test_texts_are_neutral_and_urdu_is_urdu(name: str) -> None:
    """No word for the places of one community; no Latin letter in an Urdu text, and no English text without one."""
    texts = texts_of(scenario_of(name))
    assert not [text for both in texts.values() for text in both if NOT_NEUTRAL.search(text)]
    assert not [text for text in texts["ur"] if re.search(r"[A-Za-z]", text) or not re.search(r"[\u0600-\u06ff]", text)]
    assert not [text for text in texts["en"] if re.search(r"[\u0600-\u06ff]", text)]
    assert all(text.strip() for text in texts["ur"])


@pytest.mark.parametrize("name", pack())
def test_no_place_lies_where_degrees_of_the_country_would_put_it(name: str) -> None:
    """Pakistan lies between 60 and 78 east, 23 and 38 north: a pair like that would be a true coordinate."""
    for place in scenario_of(name).places:
        x, y = abs(place.x_km), abs(place.y_km)
        assert not (60 <= x <= 78 and 23 <= y <= 38), place.id
        assert not (60 <= y <= 78 and 23 <= x <= 38), place.id


def test_jaranwala_has_its_nine_localities_with_19_places_of_worship_and_86_houses() -> None:
    """The table of the tehsildar, locality by locality; Cinema Chowk has a crowd and nothing to lose."""
    places = {place.name_en: (place.worship, place.houses) for place in scenario_of("jaranwala-2023").localities}
    assert places.pop("Cinema Chowk") == (0, 0)
    assert places == JARANWALA
    assert len(places) == 9
    assert tuple(map(sum, zip(*places.values(), strict=True))) == (19, 86)


def test_jaranwala_keeps_what_each_source_says() -> None:
    """Sources differ: 16 to 26 places, 80 to 200 houses, 1,470 to 14,700 booked."""
    said = {one.key: [value for value, _ in one.said] for one in scenario_of("jaranwala-2023").facts if one.said}
    assert said == {
        "worship": [16, 17, 19, 21, 24, 26],
        "houses": [80, 86, 87, 200],
        "booked": [1470, 5213, 14700],
    }
    assert fact("jaranwala-2023", "worship") == (16, 19, 26)


def test_jaranwala_clock_and_force_are_those_published() -> None:
    """05:00, 05:30, 06:00, 06:35, 07:00 and 10:00; more than 3,000 police, 3,500 the day after, 180 Rangers."""
    scenario = scenario_of("jaranwala-2023")
    at = [event.at.minute for event in scenario.clock if event.at.base == "clock"]
    assert at == [clock_minute(one) for one in ("05:00", "05:30", "06:00", "06:35", "07:00", "10:00")]
    forces = {force.id: force.officers.estimate for force in scenario.forces}
    assert (forces["large-force"].low, forces["large-force"].high) == (3000, 3500)
    assert forces["rangers"].best == 180
    assert fact("jaranwala-2023", "accused")[1] == 380 + 4833


def test_jaranwala_crowds_make_the_published_5000_to_6000() -> None:
    """Ten groups of 500 to 600 each."""
    peaks = [crowd.points[-1].people.estimate for crowd in scenario_of("jaranwala-2023").crowds]
    assert len(peaks) == 10
    assert all((one.low, one.high) == (500, 600) for one in peaks)
    assert (sum(one.low for one in peaks), sum(one.high for one in peaks)) == (5000, 6000)


def test_jaranwala_the_earlier_the_order_the_fewer_minutes_at_risk() -> None:
    """06:35 is no worse than 07:00, that is no worse than 10:00; and the first is truly better than the last."""
    risk = [total("jaranwala-2023", key, "at_risk_min") for key in ("order-0635", "order-0700", "order-1000")]
    assert risk == sorted(risk)
    assert risk[0] < risk[-1]


def test_jaranwala_the_riot_police_of_2025_comes_only_when_one_asks_what_if() -> None:
    """There was none in 2023: nobody of it as it happened, 250 by the plan of 2025, and never drawn."""
    officers = {
        key: sum(int(way.officers[0]) for way in played("jaranwala-2023")[key].ways if way.send.force == "riot-police")
        for key in (AS_IT_HAPPENED, "riot-police-2025")
    }
    assert officers == {AS_IT_HAPPENED: 0, "riot-police-2025": 250}
    drawn = unknowns(scenario_of("jaranwala-2023"), numbers().replay, numbers().doubt)
    assert "riot_police" not in {one.subject for one in drawn}


def test_sialkot_the_call_came_86_minutes_late_and_the_sho_17_minutes_after_it() -> None:
    """10:02 to 11:28, and 11:45; as it happened the first officers are there then."""
    assert clock_minute("11:28") - clock_minute("10:02") == fact("sialkot-2021", "undetected")[1] == 86
    ways = [way for way in played("sialkot-2021")[AS_IT_HAPPENED].ways if way.send.force == "sho"]
    assert [int(way.near[0]) for way in ways] == [clock_minute("11:45")]


def test_sialkot_only_an_early_call_brings_an_adequate_force_before_the_death() -> None:
    """11:05 is reached by a call after five minutes; not by ordering all at the true call, nor by an open road."""
    death = clock_minute("11:05")
    assert total("sialkot-2021", "call-at-once", "adequate_at") < death
    for late in (AS_IT_HAPPENED, "all-at-the-call", "road-open"):
        assert total("sialkot-2021", late, "adequate_at") > death


def test_a_published_slider_is_not_drawn() -> None:
    """The hour of the call at Sialkot is known: its range is there for what if."""
    drawn = {one.subject for one in unknowns(scenario_of("sialkot-2021"), numbers().replay, numbers().doubt)}
    assert not {"call_at", "walk_in"} & drawn
    assert "first_crowd" in drawn


def test_gojra_bounds_the_speed_of_arson_and_had_twelve_hours() -> None:
    """More than 40 houses in less than 30 min: 1.33 a minute; every hour of the warning lies 12 h before the march."""
    rate = fact("gojra-2009", "houses_fast")[1] / fact("gojra-2009", "houses_fast_min")[1]
    assert numbers().replay.arson_per_min == pytest.approx(rate, abs=0.05)
    (warning,) = [slider for slider in scenario_of("gojra-2009").sliders if slider.key == "warning_at"]
    assert clock_minute("08:30") - warning.high >= 12 * 60
    assert total("gojra-2009", "warning-used", "at_risk_min") == 0 < total("gojra-2009", AS_IT_HAPPENED, "at_risk_min")


def test_joseph_colony_a_force_kept_since_friday_meets_the_crowd_of_saturday() -> None:
    """The crowd goes and comes again: the force that waited is adequate when it comes, not never."""
    assert total("joseph-colony-2013", "hold-from-friday", "never_adequate") == 0
    assert total("joseph-colony-2013", "hold-from-friday", "at_risk_min") == 0
    assert total("joseph-colony-2013", AS_IT_HAPPENED, "houses_at_risk") >= 100


def test_gujranwala_has_two_fronts_and_the_second_begins_while_the_first_stands() -> None:
    """150 at the station bind the officers; the houses are elsewhere."""
    scenario = scenario_of("gujranwala-2014")
    decoy, second = scenario.crowds
    assert decoy.points[-1].people.estimate.best == 150
    assert decoy.violence_at is None
    assert second.violence_at is not None
    assert default_minute(scenario, decoy.points[-1].at) < default_minute(scenario, second.violence_at)
    assert total("gujranwala-2014", "order-at-notice", "houses_at_risk") == 0
    assert total("gujranwala-2014", AS_IT_HAPPENED, "houses_at_risk") > 0


def test_karak_92_officers_are_enough_by_number_and_lost_when_few_act() -> None:
    """200 to 350 people over 92 are 2.2 to 3.8 a head; all of them hold the place, half of them do not."""
    assert [round(people / 92, 1) for people in (200, 350)] == [2.2, 3.8]
    low, _, high = fact("karak-2020", "people_per_officer")
    assert (low, high) == (2.2, 3.8)
    assert total("karak-2020", "all-act", "worship_at_risk") == 0
    assert (
        total("karak-2020", "half-act", "worship_at_risk")
        == total("karak-2020", AS_IT_HAPPENED, "worship_at_risk")
        == 1
    )


def test_mandi_bahauddin_nothing_burned_because_the_call_was_acted_on() -> None:
    """With the team there before, no house is at risk; five hours later they are."""
    assert total("mandi-bahauddin-2016", AS_IT_HAPPENED, "houses_at_risk") == 0
    assert total("mandi-bahauddin-2016", "call-not-acted-on", "houses_at_risk") > 0


@pytest.mark.parametrize("name", ASKED)
def test_the_unknowns_of_a_scenario_can_be_drawn(name: str) -> None:
    """Twenty draws of everything unknown give a spread for every variant."""
    scenario = scenario_of(name)
    ready = [one.ready for one in played(name).values()]
    made = draw(scenario, ready, numbers(), draws=20, seed=5)
    assert made.draws == 20
    assert set(made.spreads) == set(played(name))
