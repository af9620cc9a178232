"""One word a thing: what maps, screens, papers and the planner's sentences call the same thing is called the same."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from planner.sentences.forms import words

ROOT = Path(__file__).resolve().parents[2]
PLACES = ("screens/locales/ur", "layers/locales/ur", "planner/report/locales", "planner/sentences/ur")
SAME = (
    ("screens/locales/ur/surge.toml:task.cordon", "planner/report/locales/ur.toml:action.cordon"),
    ("screens/locales/ur/surge.toml:task.hold", "planner/report/locales/ur.toml:action.hold"),
    ("screens/locales/ur/surge.toml:task.extract", "planner/report/locales/ur.toml:action.extract"),
    ("screens/locales/ur/surge.toml:task.escort", "planner/report/locales/ur.toml:action.escort"),
    ("screens/locales/ur/surge.toml:rung.callout", "planner/report/locales/ur.toml:rung.callout"),
    ("screens/locales/ur/surge.toml:rung.region", "planner/report/locales/ur.toml:rung.region"),
    ("screens/locales/ur/surge.toml:rung.neighbour", "planner/report/locales/ur.toml:rung.neighbour"),
    ("screens/locales/ur/surge.toml:request_state.committed", "planner/report/locales/ur.toml:state.committed"),
    ("screens/locales/ur/surge.toml:request_state.requested", "planner/report/locales/ur.toml:state.requested"),
    ("screens/locales/ur/frame.toml:col.rank_of", "planner/report/locales/ur.toml:roll.rank"),
    ("screens/locales/ur/frame.toml:duty.guard", "planner/report/locales/ur.toml:kind.guard"),
    ("screens/locales/ur/frame.toml:duty.reserve", "planner/report/locales/ur.toml:kind.reserve"),
    ("screens/locales/ur/frame.toml:duty.patrol", "planner/report/locales/ur.toml:kind.patrol"),
    ("screens/locales/ur/frame.toml:duty.command", "planner/report/locales/ur.toml:kind.command"),
    ("layers/locales/ur/words.toml:legend.form_up", "planner/report/locales/ur.toml:surge.form_up"),
)
SENTENCES = (
    ("place of worship", "layers/locales/ur/words.toml:place.place of worship"),
    ("burial ground", "layers/locales/ur/words.toml:place.burial ground"),
    ("settlement", "layers/locales/ur/words.toml:place.settlement"),
    ("arson", "layers/locales/ur/words.toml:incident.arson"),
    ("mob violence", "layers/locales/ur/words.toml:incident.mob violence"),
    ("ahmadi", "layers/locales/ur/words.toml:community.ahmadi"),
    ("christian", "layers/locales/ur/words.toml:community.christian"),
    ("guard", "planner/report/locales/ur.toml:kind.guard"),
    ("head constable", "planner/report/locales/ur.toml:rank.head_constable"),
    ("si", "planner/report/locales/ur.toml:rank.si"),
    ("assumption", "planner/report/locales/ur.toml:grade.assumption"),
    ("cordon", "screens/locales/ur/surge.toml:task.cordon"),
    ("tense", "screens/locales/ur/surge.toml:level.tense"),
    ("committed", "planner/report/locales/ur.toml:state.committed"),
    ("service day", "screens/locales/ur/frame.toml:day.service day"),
    ("thin history", "layers/locales/ur/words.toml:grade.thin history"),
)
NEVER = ("رینک", "صف بندی", "فسادات کے", "حفاظت سے خالی", "مسجد", "قادیانی", "اقلیتی عبادت")
"""Words that were given up for another, and words that name no place of worship of ours (do no harm)."""


def text_of(address: str) -> str:
    """The text at `file:section.key`."""
    file, _, key = address.partition(":")
    section, _, name = key.partition(".")
    return str(tomllib.loads((ROOT / file).read_text(encoding="utf-8"))[section][name])


@pytest.mark.parametrize(("one", "other"), SAME)
def test_screens_maps_and_papers_say_the_same(one: str, other: str) -> None:
    """The two texts are the same words."""
    assert text_of(one) == text_of(other)


@pytest.mark.parametrize(("word", "address"), SENTENCES)
def test_sentences_use_the_words_of_screens_and_papers(word: str, address: str) -> None:
    """The word inside a sentence is the one that stands on its own."""
    assert words("ur")[word] == text_of(address)


@pytest.mark.parametrize("never", NEVER)
def test_words_that_were_given_up_stand_nowhere(never: str) -> None:
    """One word for a thing, and neutral ones for places."""
    files = [file for place in PLACES for file in (ROOT / place).glob("*.toml") if file.stem != "en"]
    assert len(files) > 15
    assert [file.name for file in files if never in file.read_text(encoding="utf-8")] == []
