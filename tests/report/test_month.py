"""The report of a month on paper: language, title, number, pages, pictures; words for every figure."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from planner import flow
from planner.core.bidi import plain
from planner.core.counting import as_counted
from planner.report.month import PAGE, month_data, month_pdf, month_sentences
from planner.report.month_map import incident_map
from planner.report.press import Press
from tests.flow.months import CONFIG, MARCH, REGISTER, ROLL, keep_emergency, keep_plan, plan_of_march, store_with
from tests.report.made import HOSTILE
from tests.risk.lands import tehsils

MOST_PAGES = 4


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, dict[str, Any]]:
    """The report of March 2025, by whether it is public."""
    with store_with(tmp_path_factory.mktemp("march"), *REGISTER, roll=ROLL) as store:
        keep_plan(store, plan_of_march())
        keep_emergency(store)
        return {public: flow.month_report(store, CONFIG, first=MARCH, public=public) for public in (False, True)}


@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize("public", [False, True])
def test_the_file_says_language_title_and_number(made: dict[bool, dict[str, Any]], language: str, public: bool) -> None:
    """At most four pages; number and page of pages on each."""
    document = made[public]
    file = PdfReader(io.BytesIO(month_pdf(document, language=language, areas=tehsils(2))))
    assert file.trailer["/Root"]["/Lang"] == language
    assert document["number"] in str(file.metadata.title if file.metadata else "")
    assert 1 <= len(file.pages) <= MOST_PAGES
    for number, page in enumerate(file.pages, start=1):
        text = plain(page.extract_text())
        assert document["number"] in text
        assert f"{number} / {len(file.pages)}" in text
        if language == "en":
            assert ("PUBLIC" if public else "RESTRICTED") in text


def test_what_is_not_covered_stands_before_the_figures(made: dict[bool, dict[str, Any]]) -> None:
    """On the first page, above what is asked and what was reported; the hashes and the law stand at the end."""
    pages = PdfReader(io.BytesIO(month_pdf(made[False], areas=tehsils(2)))).pages
    first = pages[0].extract_text()
    places = [first.index(head) for head in ("not covered", "What is asked of whom", "Reported incidents")]
    assert places == sorted(places)
    last = pages[-1].extract_text()
    assert "Articles 20" in last
    assert made[False]["inputs"]["incidents"][:8] in last


@pytest.mark.parametrize("language", ["en", "ur"])
def test_every_figure_has_its_source(made: dict[bool, dict[str, Any]], language: str) -> None:
    """No part that gives figures lacks the line that says where they come from."""
    data = month_data(made[False], language, tehsils(2))
    bare = [part["title"] for part in data["sections"] if not part["source"] and not part["map_note"]]
    assert bare == []
    public = month_data(made[True], language)
    assert [bool(part["source"]) for part in public["sections"]] == [False, True, True, True, True, True]


def test_one_incident_reads_well(tmp_path: Path) -> None:
    """One is said as one, and no change is said."""
    with store_with(tmp_path, {"day": "2025-03-09"}) as store:
        document = flow.month_report(store, CONFIG, first=MARCH)
    data = month_data(document, "en", tehsils(2))
    lines = next(part["lines"] for part in data["sections"] if part["title"] == "Reported incidents")
    assert lines[0] == "One incident was reported of this month."
    assert any("not known" in line for line in lines)


def test_both_languages_say_the_same_number_of_things(made: dict[bool, dict[str, Any]]) -> None:
    """Each sentence has its words in both."""
    english, urdu = (month_sentences(made[False], language) for language in ("en", "ur"))
    assert {key: len(lines) for key, lines in english.items()} == {key: len(lines) for key, lines in urdu.items()}
    assert not any("{" in line for lines in (*english.values(), *urdu.values()) for line in lines)


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_picture_is_not_blank_and_reads_in_grey(made: dict[bool, dict[str, Any]], language: str) -> None:
    """Ink on the first page, in grey too: between one part in a hundred and one in three."""
    data = month_data(made[False], language, tehsils(2))
    grey = Image.open(io.BytesIO(Press().picture(PAGE, data, "report"))).convert("L")
    dark = sum(grey.histogram()[:128]) / (grey.width * grey.height)
    assert 0.01 < dark < 0.33


def test_the_map_tells_known_places_from_rough_ones_without_colour() -> None:
    """A filled mark for a known street, a broken ring for a settlement, none for a district."""
    rows = [
        {"number": 1, "x_m": 1.0, "y_m": 1.0, "place_precision": 1},
        {"number": 2, "x_m": 9000.0, "y_m": 1.0, "place_precision": 2},
        {"number": 3, "x_m": None, "y_m": None, "place_precision": 3},
    ]
    drawn = incident_map(rows, tehsils(2), None)
    assert drawn.count("<circle") == 2
    assert drawn.count("stroke-dasharray") == 1
    assert ">1</text>" in drawn
    assert ">3</text>" not in drawn
    assert incident_map(rows[2:], tehsils(2), None) == ""


def test_no_name_from_outside_runs_on_the_page(made: dict[bool, dict[str, Any]]) -> None:
    """Names that look like markup stay text."""
    rise = {"days": 28, "sites": [
        {"site": "S1", "name_en": HOSTILE, "name_ur": "", "before": 1.0, "after": 2.0, "band": "A", "why": HOSTILE},
    ]}  # fmt: skip
    pages = PdfReader(io.BytesIO(month_pdf({**made[False], "rise": rise}, areas=tehsils(2)))).pages
    assert "panic(1)" in plain(" ".join(page.extract_text() for page in pages)).replace("\n", "")
    # Nastaliq cannot be read back: that the page is made at all says that nothing ran
    assert month_pdf({**made[False], "rise": rise}, language="ur").startswith(b"%PDF")


def test_names_sort_as_people_count() -> None:
    """A1-9 before A1-10, A2-1 after both, and a name without a number among them."""
    names = ["A1-10", "A2-1", "A1-9", "A1", "B"]
    assert sorted(names, key=as_counted) == ["A1", "A1-9", "A1-10", "A2-1", "B"]


def test_the_months_of_a_document_are_civil_months(made: dict[bool, dict[str, Any]]) -> None:
    """From the first to the last day."""
    assert (made[True]["from"], made[True]["to"]) == ("2025-03-01", date(2025, 3, 31).isoformat())
