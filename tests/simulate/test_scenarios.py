"""Scenario files: read strictly, and every fault named by table, key and value."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from planner.core.errors import InputError, NotFound, TooLarge
from planner.core.scenario import Moment, clock_minute, clock_text
from planner.simulate.replay import make_ready, play, variants
from planner.simulate.replay_world import best_guess
from planner.simulate.scenarios import load_scenario, pack, read_scenario
from tests.simulate.toys import EARLY, PIECEMEAL, TWO_FRONTS, numbers, raw, scenario

HOW_TO = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "write-a-scenario.md"


def faults_of(text: str) -> str:
    """What is said about a wrong file."""
    with pytest.raises(InputError) as caught:
        read_scenario(raw(text), "toy.toml")
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "minute"), [("00:00", 0), ("07:05", 425), ("+1 01:00", 1500), ("-1 19:00", -300), ("+2 00:30", 2910)]
)
def test_clock_times_count_from_midnight_of_the_day(text: str, minute: int) -> None:
    """07:05 is 7 x 60 + 5; the day after adds 1,440, the evening before is negative."""
    assert clock_minute(text) == minute
    assert clock_text(minute) == text


@pytest.mark.parametrize("text", ["7:05", "24:00", "07:60", "+1", "tomorrow", "+1  01:00", ""])
def test_what_is_no_clock_time_is_refused(text: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(ValueError, match="clock time"):
        clock_minute(text)


def test_moments_are_clock_times_sliders_and_steps_of_the_chain() -> None:
    """Each with minutes after it."""
    assert Moment.parse("07:00+15") == Moment("clock", 435)
    assert Moment.parse("slider:came_at-75") == Moment("slider", -75, "came_at")
    assert Moment.parse("notice+10") == Moment("notice", 10)
    with pytest.raises(ValueError, match="no moment"):
        Moment.parse("noon")


def test_a_scenario_is_read_as_it_is_written() -> None:
    """Places, forces, sliders and the moment in its zone: 07:00 in Karachi is 02:00 UTC."""
    read = scenario(EARLY)
    assert [place.id for place in read.localities] == ["east"]
    assert read.forces[0].name_en == "Town station"
    assert read.sliders[0].default == 8 * 60 + 30
    assert read.when(420).isoformat() == "2030-01-05T07:00:00+05:00"
    assert read.when(1500).isoformat() == "2030-01-06T01:00:00+05:00"


def test_the_example_of_the_how_to_can_be_read() -> None:
    """Who copies it has a scenario."""
    text = re.search(r"```toml\n(.*?)```", HOW_TO.read_text(encoding="utf-8"), re.DOTALL)
    assert text is not None
    assert scenario(text[1]).counterfactuals[0].assemble is True


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("turnout_min = 5", "turnout = 5", ["[[force]] 1, key 'turnout'", "write 'turnout_min'"]),
        ("turnout_min = 5", "turnout_min = -5", ["[[force]] 1, key 'turnout_min'", "-5"]),
        ("turnout_min = 5", 'turnout_min = "slider:noticed_at"', ["is in clock, not in min"]),
        ("officers = 20", 'officers = "slider:nobody"', ["no slider 'nobody'", "add a [[slider]]"]),
        ("officers = 20", "officers = {low = 3, best = 2, high = 4}", ["3, 2, 4", "low <= best <= high"]),
        ("officers = 20", "officers = true", ["True is no amount"]),
        ("officers = 20", "officers = 100001", ["no number from 0 to 100,000"]),
        ("officers = 20", "officers = nan", ["no number from 0 to 100,000"]),
        ('"A rumour."', '"A rumour.\\u001b[2J"', ["[[clock]] 1, key 'what_en'", "control characters"]),
        ("x_km = 10", "x_km = inf", ["[[place]] 1, key 'x_km'"]),
        ('sources = ["made-up"]', "", ["[[clock]] 1, key 'sources': is missing", "[[force]] 1, key 'sources'"]),
        ('sources = ["made-up"]', 'sources = ["hearsay"]', ["no source 'hearsay'"]),
        ('commander = "Inspector"', 'commander = "General"', ["'General' is no rank"]),
        ('unit = "clock"', 'unit = "hours"', ["'hours' is none of clock, min, officers, people"]),
        ('default = "08:30"', 'default = "10:30"', ["[[slider]] 1, key 'default'", "out of order"]),
        ('at = "08:30", people = 80', 'at = "07:30", people = 80', ["[[crowd]] 1 point 2", "07:30 is not after 07:30"]),
        ('ends_at = "12:00"', 'ends_at = "06:00"', ["[chain], key 'ends_at'", "06:00 is before ordered_at 09:00"]),
        ("houses = 100\nlocalities", "houses = 86\nlocalities", ["86 is published, the places add up to 100"]),
        ("localities = 1", "localities = 9", ["9 is published, the places add up to 1"]),
        ('to = "east"', 'to = "town"', ["'town' is no locality"]),
        ('from = "town"', 'from = "east"', ["only a guard stands at a locality"]),
        ('place = "east"', 'place = "town"', ["'town' is no locality"]),
        ('violence_at = "09:00"', "", ["[[crowd]] 1, key 'violence_at': is missing"]),
        ('noticed_at = "07:30" }', "noticed_at = 450 }", ['450 is not a clock time such as "07:00"']),
        ('noticed_at = "07:30" }', "assembled = true }", ["is no key of this table", "write 'assemble'"]),
        ('noticed_at = "slider:noticed_at"', 'noticed_at = "08:30"', ["'noticed_at' moves nothing"]),
        ('timezone = "Asia/Karachi"', 'timezone = "Asia/Nowhere"', ["no time zone"]),
        ('date = "2030-01-05"', 'date = "05.01.2030"', ["'05.01.2030' is no date"]),
        ('caveat_en = "Nothing of this happened."', "", ["key 'caveat_en': is missing"]),
        ('caveat_en = "Nothing of this happened."', 'caveat_en = " "', ["key 'caveat_en': is empty"]),
        ("[[clock]]", "[clock]", ["is not a list of tables", "[[clock]]"]),
    ],
)
def test_every_fault_names_table_key_and_value(old: str, new: str, words: list[str]) -> None:
    """And says what to do."""
    assert old in EARLY
    said = faults_of(EARLY.replace(old, new))
    assert said.startswith("toy.toml: ")
    assert all(word in said for word in words), said


def test_all_faults_of_a_file_are_told_at_once() -> None:
    """Three things are wrong, three are named."""
    wrong = EARLY.replace("officers = 20", "officers = -1").replace("minutes = 15", 'minutes = "soon"')
    said = faults_of(wrong.replace('title_ur = "دو بستیاں"', ""))
    assert said.startswith("toy.toml: 3 faults")
    for word in ("'officers'", "'minutes'", "'title_ur'"):
        assert word in said


def test_published_parts_must_add_up() -> None:
    """59 + 84 + 379 + 101 are 623; 100 in place of 101 are not."""
    facts = "".join(
        f'\n[[fact]]\nkey = "k{n}"\ntext = "part"\nvalue = {n}\nunit = "officers"\n' for n in (59, 84, 379, 101)
    )
    total = '\n[[fact]]\nkey = "all"\ntext = "all"\nvalue = 623\nunit = "officers"\n'
    total += 'sum_of = ["k59", "k84", "k379", "k101"]\n'
    assert scenario(EARLY + facts + total).facts[4].value.best == 623
    assert "add up to 622" in faults_of(EARLY + facts.replace("value = 101", "value = 100") + total)


def test_who_said_which_number_must_fit_the_range() -> None:
    """The lowest and the highest that were said are the ends of the range."""
    fact = '\n[[fact]]\nkey = "houses"\ntext = "t"\nlow = 80\nbest = 86\nhigh = 87\nunit = "houses"\nsaid = ['
    both = fact + '{value = 80, by = "a"}, {value = 87, by = "b"}]\n'
    assert scenario(EARLY + both).facts[0].said == ((80.0, "a"), (87.0, "b"))
    assert "its ends are not low and high" in faults_of(EARLY + fact + '{value = 80, by = "a"}]\n')


def test_two_things_of_one_name_are_refused() -> None:
    """Each place, force and crowd has its own."""
    again = PIECEMEAL.replace('id = "more"', 'id = "few"')
    assert "'few' is there 2 times" in faults_of(again)
    assert "'east' has 2 crowds" in faults_of(TWO_FRONTS.replace('place = "west"', 'place = "east"'))


def test_a_scenario_is_found_by_name_or_by_file(tmp_path: Path) -> None:
    """An unknown name lists those that are there; a broken, binary or huge file says so."""
    file = tmp_path / "mine.toml"
    file.write_text(EARLY, encoding="utf-8")
    assert pack(tmp_path) == ("mine",)
    assert load_scenario("mine", folder=tmp_path) == load_scenario(file)
    with pytest.raises(NotFound, match="mine"):
        load_scenario("theirs", folder=tmp_path)
    with pytest.raises(NotFound, match="no scenario"):
        load_scenario("../mine", folder=tmp_path)
    with pytest.raises(InputError, match="cannot be read"):
        load_scenario(tmp_path / "none.toml")
    file.write_text("= 3", encoding="utf-8")
    with pytest.raises(InputError, match="no TOML"):
        load_scenario(file)
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="cannot be read"):
        load_scenario(file)
    file.write_text("#" * 2_000_001, encoding="utf-8")
    with pytest.raises(TooLarge):
        load_scenario(file)


JUNK = (
    *(None, True, 0, -1, 3, 1e300, float("nan"), "", "x", "07:00", "slider:x", "slider:noticed_at", "never", "order"),
    *("notice", "east", "town", "+3 00:00", [], {}, [1], [{}], [[]], {"a": 1}, {"low": 1, "best": 2, "high": 3}),
)


def spots(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every key of a parsed file, at every depth."""
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in below:
        yield (*path, key)
        yield from spots(one, (*path, key))


@pytest.mark.parametrize("seed", range(4))
def test_whatever_stands_in_a_file_it_is_read_and_played_or_refused(seed: int) -> None:
    """300 files a seed with up to four spots that hold junk or nothing: an InputError, or a replay; never a fault."""
    chance = random.Random(seed)
    played = refused = 0
    for _ in range(300):
        broken = copy.deepcopy(raw(chance.choice((EARLY, PIECEMEAL, TWO_FRONTS))))
        for _ in range(chance.choice((1, 1, 2, 4))):
            *way, last = chance.choice(list(spots(broken)))
            spot = broken
            for key in way:
                spot = spot[key]
            if chance.random() < 0.25:
                del spot[last]
            else:
                spot[last] = chance.choice(JUNK)
        try:
            one = read_scenario(broken, "toy.toml")
            for variant in variants(one):
                play(make_ready(one, variant, numbers()), best_guess(one), numbers(), curves=True)
            played += 1
        except InputError:
            refused += 1
    assert played + refused == 300
    assert min(played, refused) > 0
