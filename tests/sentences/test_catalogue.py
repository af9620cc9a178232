"""Every sentence that the planner can show is known to the catalogue, and what comes out of it is Urdu."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from layers.words import LANGUAGES, Words
from planner.cli import main
from planner.config import numbers
from planner.core.bidi import plain
from planner.sentences import in_language
from planner.sentences.forms import HERE, HOLE, KINDS, forms, words
from tests.sentences.english import english_left
from tests.sentences.said import said_in_faults

OTHERS = [language for language in LANGUAGES if language != "en"]
SAID_ELSEWHERE = frozenset(
    (
        "in_charge", "code", "scope", "name", "name_en", "place", "origin", "station", "stations", "source", "sources",
        "text", "title", "lesson", "summary", "caveat", "en", "ur", "to", "kind", "unit", "group", "community", "key",
        "program",
    )
)  # fmt: skip
"""Members that hold names and identifiers, or that come in both languages."""
NO_SENTENCES = (
    "planner/flow/live.py",  # "levels are" with a list stands for a text of surge/live_read
    "planner/ingest/sniff.py",  # a file "is" one of a table of kinds, each of which is a form
    "planner/store/chain.py",  # a fault of the program, not of a person
    "planner/ingest/sample/cases.py",  # the same
)


@pytest.mark.parametrize("language", OTHERS)
def test_every_form_has_its_other_text_with_the_same_holes(language: str) -> None:
    """A hole that one side lacks would lose a value, or show its name."""
    assert len(forms(language)) > 900
    for form in forms(language):
        assert form.other.strip(), form.english
        english = {found[1] for found in HOLE.finditer(form.english)}
        assert {found[1] for found in HOLE.finditer(form.other)} == english, form.english
        assert "[" not in HOLE.sub("", form.other), form.english


@pytest.mark.parametrize("language", OTHERS)
def test_no_form_is_said_twice_and_differently(language: str) -> None:
    """One English text has one Urdu text, whichever file holds it."""
    seen: dict[str, tuple[str, str]] = {}
    for file in sorted((HERE / language).glob("*.toml")):
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
        rows = [(one["en"], one[language]) for one in raw.get("form", ())]
        rows += [row for table in ("words", "numbers") for row in raw.get(table, {}).items()]
        for english, other in rows:
            bare, said = english.casefold().removesuffix("."), other.removesuffix("۔")
            assert seen.setdefault(bare, (said, file.name))[0] == said, f"{english}: {file.name}, {seen[bare][1]}"
        assert all(HOLE.fullmatch(hole) for hole in re.findall(r"\{[^}]*\}", " ".join(row[0] for row in rows)))
        assert {found[2] or "any" for row in rows for found in HOLE.finditer(row[0])} <= KINDS.keys()


def test_what_is_written_in_urdu_has_no_english_word() -> None:
    """Forms and words themselves; holes, commands, units and names of formats are no words of ours."""
    for text in (*(form.other for form in forms("ur")), *words("ur").values()):
        assert not english_left(HOLE.sub("7", text)), text


def test_numbers_names_and_sentences_inside_a_sentence() -> None:
    """Each value keeps its order: numbers and identifiers from left to right; words in it are said in Urdu."""
    said = in_language("S0007 waits 150 minutes between two visits; at most 120 are allowed.", "ur")
    assert said is not None
    assert all(f"\u2066{value}\u2069" in said for value in ("S0007", "150", "120"))
    assert said.endswith("۔")
    nested = in_language(
        "no free officer of rank ASI or above on Sunday 20 December 07:00-10:30: 2 rest, 1 free.", "ur"
    )
    assert nested is not None
    assert (
        plain(nested)
        == "اتوار 20 دسمبر 07:00-10:30 کو کوئی فارغ اے ایس آئی یا اس سے اوپر کے اہلکار نہیں: 2 آرام پر، 1 فارغ۔"
    )


def test_one_and_many_are_the_same_form() -> None:
    """The ending of a plural is no other sentence."""
    one, many = (in_language(f"{text} called in.", "ur") for text in ("1 officer", "3 officers"))
    assert one is not None
    assert many is not None
    assert plain(one).replace("1", "3") == plain(many)


def test_several_sentences_in_one_text_are_each_known() -> None:
    """A text is taken apart at full stops; one that is not known stays, and keeps its order."""
    said = in_language("The duty has begun: it stays as it was ordered. Zorp blat.", "ur")
    assert said is not None
    assert said.endswith("\u2066Zorp blat.\u2069")
    assert "شروع ہو چکی" in said


def test_a_text_that_is_not_known_is_none_and_shown_as_it_is() -> None:
    """Nothing is lost: what the catalogue does not know stays as it came, isolated."""
    assert in_language("Zorp blat quux", "ur") is None
    assert Words("ur").sentence("Zorp blat quux") == "\u2066Zorp blat quux\u2069"
    assert Words("en").sentence("Zorp blat quux") == "Zorp blat quux"


@pytest.mark.parametrize(
    "value", ["{n}", "{0}", "{n!r:>999}", "\\1", "(?P<n>x)", "</bdi>", "a" * 5000, "%s", "\u202etxt"]
)
def test_a_hostile_value_stays_a_value(value: str) -> None:
    """A name with the marks of a form, of a pattern or of a page is put in as it is; marks of direction go."""
    said = in_language(f"{value} has read its order back.", "ur")
    assert said is not None
    assert value.replace("\u202e", "") in said


def test_long_text_of_nothing_known_is_given_up_at_once() -> None:
    """Forms with many holes do not search for ever: 20,000 letters of separators take less than a second."""
    import time

    began = time.perf_counter()
    in_language("of a, of b; of c and of d: of (e) " * 600, "ur")
    assert time.perf_counter() - began < 1.0


def test_what_goes_wrong_is_known_to_the_catalogue() -> None:
    """Each text of a raised error of the stages and of flow, with something in its holes, is said in Urdu."""
    unknown = []
    for where, examples in said_in_faults():
        if where.startswith(NO_SENTENCES) or not examples[0].strip(". 7"):
            continue
        said = [found for found in (in_language(example, "ur") for example in examples) if found]
        if not any(not english_left(found) for found in said):
            unknown.append(f"{where} {examples[0]}")
    assert not unknown, "\n".join(unknown)


def test_where_shown_numbers_come_from_is_said_in_urdu() -> None:
    """Source and unit of each number that a screen names, as its help shows them."""
    named = {
        key
        for file in (Path(__file__).parents[2] / "screens").glob("*.py")
        for key in re.findall(r"[\"']([a-z]+\.[a-z0-9_]+)[\"']", file.read_text(encoding="utf-8"))
        if key in numbers()
    }
    assert len(named) > 15
    for key in sorted(named):
        for text in (numbers()[key].source, numbers()[key].unit):
            said = in_language(text, "ur")
            assert said is not None, f"{key}: {text}"
            assert not english_left(said), f"{key}: {said}"


def sentences_in(document: Any, key: str = "") -> Iterator[str]:
    """The texts of a document that are sentences: of more than one word, and not under a key of a name."""
    if isinstance(document, dict):
        for name, value in document.items():
            yield from sentences_in(value, str(name))
    elif isinstance(document, list):
        for value in document:
            yield from sentences_in(value, key)
    elif isinstance(document, str) and key not in SAID_ELSEWHERE and re.search("[a-z]{2}.* ", document):
        yield document


SMALL = """
sample = { district_sites = 90, district_stations = 18, per_station = 40 }
today = { risk_days = 2 }
report = { rise_days = 2 }
"""
"""A world that says the same kinds of sentences in a third of the time."""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every sentence of what the verbs say of a tehsil smaller than the sample's own, with the verb that said it."""
    folder = tmp_path_factory.mktemp("corpus")
    store, bad, small = folder / "tehsil.db", folder / "sites.csv", folder / "small.toml"
    small.write_text(SMALL, encoding="utf-8")
    bad.write_text(
        "id,name,kind,community,lat,lon,category,service_times\n"
        + "".join(f"G{n},Good,church,christian,24.05,64.60,A,Su 09:00-11:00\n" for n in range(20))
        + "N1,One,church,christian,24.05,64.60,A,Su 09:00-11:00\n"
        "N1,One,church,christian,24.05,64.60,A,Su 09:00-11:00\n"
        ",Two,church,christian,24.05,64.60,A,\n"
        "N3,Three,church,christian,124.05,64.60,Z,\n"
        "N4,Four,church,christian,0,0,B,\n"
        "N5,Five,church,christian,,64.60,B,\n",
        encoding="utf-8",
    )
    day, noon = "2026-12-20", "2026-12-25T12:00:00+05:00"
    at = "--at=64.60,24.05"
    lines = [
        ["sample", "--world", "tehsil", "--today", day],
        ["risk", "--as-of", day, "--days", "6"],
        ["explain", "S0001", "--as-of", day],
        ["vulnerability", "--as-of", day],
        ["fairness", "--as-of", day],
        ["trends", "--to", "2026-10-31"],
        ["trends", "--by", "tehsil", "--public", "--from", "2025-01-01", "--to", "2025-12-31"],
        ["duplicates"],
        ["demand", "--from", "2026-12-24", "--days", "2"],
        ["plan", "--from", "2026-12-24", "--days", "2", "--seconds", "1"],
        ["plan", "--from", "2026-12-20", "--days", "1", "--seconds", "1", "--whole"],
        ["surge", at, "--crowd", "300-450-600", "--level", "tense", "--growth", "2-5", "--time", noon, "--keep", "u1"],
        ["surge", at, "--crowd", "3000-6000", "--level", "violent", "--task", "extract", "--time", noon],
        ["surge", at, "--crowd", "200", "--level", "watch", "--task", "escort", "--time", noon],
        ["log", "u1", "acknowledged", "A1-1", "--time", "12:02"],
        ["log", "u1", "delayed", "A1-1", "--minutes", "15", "--because", "S0001", "--time", "12:03"],
        ["log", "u1", "crowd", "A1", "600-900", "--level", "violent", "--time", "12:05"],
        ["log", "u1", "called-in", "12", "--time", "12:06"],
        ["log", "u1", "--time", "12:10"],
        ["log", "u1", "plan", "--time", "12:10"],
        ["cordon", at, "--radius", "700"],
        ["today", "--time", "2026-12-25T09:00:00+05:00"],
        ["report", "--month", "2026-09"],
        ["report", "--month", "2025-12", "--public"],
        ["reach", at, "--minutes", "5,15"],
        ["incidents", "--from", "2026-01-01", "--save", "Of this year"],
        ["incidents", "--kind", "arson", "--place", "1", "--day", "1"],
        ["views"],
        ["import", "sites", str(bad), "--rejects", str(folder / "rejects.csv")],
        ["loads"],
    ]
    found: dict[str, str] = {}
    with pytest.MonkeyPatch.context() as patch:
        for line in lines:
            written: list[str] = []
            patch.setattr("planner.cli.output.sys.stdout", _Written(written))
            main(["--store", str(store), "--config", str(small), *line, "--json"])
            try:
                document = json.loads("".join(written))
            except ValueError:
                continue  # what went wrong was told on standard error
            if line[0] == "report":
                document.pop("sentences")  # these come in the language that is asked for
            for text in sentences_in(document):
                found.setdefault(text, " ".join(line[:2]))
    return found


class _Written(list):  # type: ignore[type-arg]
    """A stream that keeps what is written."""

    def __init__(self, kept: list[str]) -> None:
        self.kept = kept

    def write(self, text: str) -> None:
        """Keep it."""
        self.kept.append(text)

    def flush(self) -> None:
        """Nothing waits."""


def test_what_the_planner_really_says_is_known_and_comes_out_in_urdu(corpus: dict[str, str]) -> None:
    """All of it, to the last sentence: known to the catalogue, and no English word left but names and identifiers."""
    assert len(corpus) > 150
    wrong = []
    for text, verb in corpus.items():
        said = in_language(text, "ur")
        if said is None or english_left(said):
            wrong.append(f"{verb}: {text[:300]} -> {said and said[:300]}")
    assert not wrong, f"{len(wrong)} of {len(corpus)}\n" + "\n".join(wrong[:40])
