"""Files to take away: what was asked for and who may see it stand in each of them."""

from __future__ import annotations

import csv
import io

import openpyxl
import pandas as pd
import pytest

from layers.words import LANGUAGES, Words
from screens import session
from screens.takeaway import Picture, Query, about, csv_file, xlsx_file
from screens.takeaway_picture import drawn
from tests.screens.fakes import FakeFlow

QUERY = Query("Fires of 2026", "incidents", {"kind": "arson", "from": "2026-01-01", "text": ""})
FRAME = pd.DataFrame(
    {
        "name": ["=HYPERLINK()", "گرجا گھر", None, "bell\x07"],
        "day": pd.to_datetime(["2026-01-02", None, "2026-01-03", "2026-01-04"]),
        "count": pd.array([1, None, 3, 4], dtype="Int64"),
    }
)
PICTURES = (
    Picture("Over time", "columns", [{"label": "2026-01", "value": 2}], "Incidents"),
    Picture("Share", "bars", [{"label": "A", "value": 0.5, "ours": True}], "Share", share=True),
    Picture("Then", "pairs", [{"label": "A", "now": 2, "before": None}], "Incidents", ("now", "before")),
    Picture("Times", "intervals", [{"label": "A", "low": 0.0, "best": 1.0, "high": 2.0}], "x", rule=1.0, log=True),
    Picture("Hours", "heat", [{"row": "Mon", "column": "1", "value": 3}], "Hour"),
    Picture("None", "intervals", [], "x"),
)


def test_a_query_reads_like_an_address_without_what_was_not_asked() -> None:
    """In the order of the names, so that the same choice is the same text."""
    assert QUERY.text == "incidents?from=2026-01-01&kind=arson"
    assert Query("All", "risk").text == "risk"


def test_each_row_of_a_csv_ends_with_mark_and_query_and_runs_no_formula() -> None:
    """With the mark of UTF-8; a cell that begins like a formula is text."""
    raw = csv_file(FRAME, query=QUERY, classification="restricted")
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert rows[0] == ["name", "day", "count", "classification", "query"]
    assert rows[1] == ["'=HYPERLINK()", "2026-01-02T00:00:00", "1", "restricted", QUERY.text]
    assert rows[2][:3] == ["گرجا گھر", "", ""]
    assert {tuple(row[-2:]) for row in rows[1:]} == {("restricted", QUERY.text)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_says_on_its_second_sheet_where_it_comes_from(
    flow: FakeFlow, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """Query in both forms, mark, state of the store, moment, program; no formula, no letter that Excel refuses."""
    words = Words(language, session.LOCALES)
    told = about(words, QUERY, "restricted")
    raw = xlsx_file(FRAME, words=words, query=QUERY, classification="restricted", about=told)
    book = openpyxl.load_workbook(io.BytesIO(raw))
    table, second = (list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets)
    assert table[1] == ("'=HYPERLINK()", "2026-01-02T00:00:00", 1, "restricted", QUERY.text)
    assert table[4][0] == "bell"
    said = dict(second)
    assert said[words("away.said")] == "Fires of 2026"
    assert said[words("away.asked")] == QUERY.text
    assert said[words("away.mark")] == words("classification.restricted")
    assert said[words("away.anchor")].startswith("0 ")
    assert said[words("away.program")].startswith("hifazat ")


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.title)
def test_every_kind_of_chart_becomes_a_picture(picture: Picture) -> None:
    """Drawing, and the same bytes for the same rows."""
    words, foot = Words("en", session.LOCALES), ("RESTRICTED", "Fires", "incidents?kind=arson")
    made = drawn(picture, foot, words=words, form="svg")
    assert made.startswith(b"<?xml")
    assert made == drawn(picture, foot, words=words, form="svg")


def test_an_urdu_chart_is_a_picture_too() -> None:
    """With marks of direction in its title, which no font can draw."""
    words = Words("ur", session.LOCALES)
    picture = Picture(
        "\u2066واقعات\u2069", "pairs", [{"label": "آتش زنی", "now": 2, "before": 1}], "واقعات", ("اب", "پہلے")
    )
    assert drawn(picture, ("محدود", "واقعات"), words=words, form="png").startswith(b"\x89PNG")
