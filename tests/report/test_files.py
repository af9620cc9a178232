"""Orders and tables as files: pages that are not blank, cells that no spreadsheet runs, nothing without its mark."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader

from planner.config import load_config
from planner.core.bidi import isolate
from planner.core.errors import InputError, NotAllowed
from planner.core.plan import DutyOrder
from planner.core.surge import Level, Task
from planner.report import duty_orders, safe_cell, surge_orders, write_orders, write_table
from planner.report.export import csv_text, json_text
from planner.report.pdf import order_pdfs, order_picture, page_data
from planner.report.press import MissingFont
from planner.report.words import LOCALES, words_of
from planner.report.write import file_names
from planner.tables import OccasionTable, SiteTable
from tests.report.made import FRAMES, document, surge_document
from tests.risk.frames import occasions, sites

CONFIG = load_config().report
LANGUAGES = ("en", "ur")


def orders() -> tuple[DutyOrder, ...]:
    """Two orders of a plan and two of an emergency."""
    people = {key: FRAMES[key] for key in ("officers", "stations")}
    return (
        *duty_orders(document(), **FRAMES, config=CONFIG, timezone="Asia/Karachi"),
        *surge_orders(surge_document(), **people, config=CONFIG, timezone="Asia/Karachi"),
    )


def texts(language: str) -> Iterator[tuple[str, str]]:
    """Every key of a language file with its text."""
    for section, keys in tomllib.loads((LOCALES / f"{language}.toml").read_text(encoding="utf-8")).items():
        yield from ((f"{section}.{key}", text) for key, text in keys.items())


def test_both_languages_have_the_same_words() -> None:
    """The same keys, the same gaps to fill, no text empty, and the Urdu ones in Urdu letters."""
    english, urdu = dict(texts("en")), dict(texts("ur"))
    assert english.keys() == urdu.keys()
    for key, text in english.items():
        assert sorted(re.findall(r"{\w+}", text)) == sorted(re.findall(r"{\w+}", urdu[key])), key
        assert text.strip()
        assert re.search("[\u0600-\u06ff]", urdu[key]), key


def test_every_kind_and_rank_has_its_words() -> None:
    """No order can meet a missing text."""
    words = words_of("ur")
    for kind in ("desk", "guard", "patrol", "reserve"):
        assert {f"{part}.{kind}" for part in ("kind", "task", "kit", "radio")} <= words.keys()
    for task in Task:
        assert {f"{part}.{task.value}" for part in ("action", "action_task", "action_kit")} <= words.keys()
    assert {f"level.{level.value}" for level in Level} <= words.keys()
    assert len([key for key in words if key.startswith("rank.")]) == 8


def test_an_unknown_language_is_refused() -> None:
    """The languages that there are stand in the advice."""
    with pytest.raises(InputError, match="en or ur"):
        words_of("fr")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_order_becomes_a_page(tmp_path: Path, language: str) -> None:
    """A PDF each with number, commander, mark and provenance in it, JSON and CSV of all, and names of their own."""
    made = orders()
    files = write_orders(made, tmp_path / "new" / "orders", language=language)
    assert [file.name for file in files] == [
        *(f"order-{order.number}.pdf" for order in made), "orders.json", "orders.csv",
    ]  # fmt: skip
    for order, file in zip(made, files, strict=False):
        page = PdfReader(file)
        text = "".join(part.extract_text() for part in page.pages).replace("\n", " ")
        assert len(page.pages) == 1
        for said in (order.number, order.commander, order.provenance.split("inputs ")[1][:12]):
            assert said in text
        assert ("Police Order 2002" if language == "en" else "2002") in text
        if language == "en":
            assert "RESTRICTED" in text
            assert order.task.split(".")[0] in text
    data = json.loads(files[-2].read_text(encoding="utf-8"))
    kept = [
        {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
        for row in data["orders"]
    ]
    assert [DutyOrder(**row) for row in kept] == list(made)
    assert data["classification"] == "restricted"
    rows = list(csv.DictReader(io.StringIO(files[-1].read_text(encoding="utf-8-sig"))))
    assert [row["number"] for row in rows] == [order.number for order in made]
    assert {row["classification"] for row in rows} == {"restricted"}


def test_urdu_letters_are_embedded() -> None:
    """The page of an Urdu order carries the Nastaliq font: it is not blank where the text stands."""
    page = PdfReader(io.BytesIO(next(order_pdfs(orders()[:1], language="ur"))))
    fonts = {str(font.get_object()["/BaseFont"]) for font in page.pages[0]["/Resources"]["/Font"].values()}
    assert any("NotoNastaliq" in name for name in fonts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_font_is_said(tmp_path: Path, language: str) -> None:
    """No font, no page: an error that says what to run, also for an English order with an Urdu name in it."""
    with pytest.raises(MissingFont, match="make setup"):
        list(order_pdfs(orders(), language=language, fonts=tmp_path))


def test_an_english_order_without_urdu_needs_no_font(tmp_path: Path) -> None:
    """The Latin font comes with typst."""
    plain = dataclasses.replace(orders()[0], place="S1")
    assert next(order_pdfs([plain], fonts=tmp_path)).startswith(b"%PDF")


def test_the_same_order_gives_the_same_bytes() -> None:
    """No clock and no chance in a page."""
    one, two = order_pdfs([orders()[0]] * 2, language="ur")
    assert one == two


def test_a_picture_of_an_order() -> None:
    """For a screen: PNG."""
    assert order_picture(orders()[0]).startswith(b"\x89PNG")


def test_every_number_on_an_urdu_page_is_isolated() -> None:
    """Times, numbers and moments keep their order from left to right."""
    data = page_data(orders()[0], "ur")
    assert isolate("25.12.2026 08:00") in dict(data["facts"])["آغاز"]
    assert data["number"] == isolate("3f9a12-001")
    assert data["members"][0] == [isolate("F3"), "ایس آئی"]


def test_markup_in_data_stays_text(tmp_path: Path) -> None:
    """A place that is called like a command of the typesetter is printed, not run."""
    hostile = dataclasses.replace(orders()[0], place='#read("/etc/passwd") $x$ @a *b* \u202eabc', members=())
    page = PdfReader(io.BytesIO(next(order_pdfs([hostile], fonts=tmp_path))))
    assert '#read("/etc/passwd")' in page.pages[0].extract_text()
    assert "\u202e" not in json.dumps(page_data(hostile, "en"), ensure_ascii=False)


def test_file_names_are_safe_everywhere() -> None:
    """No sign that Windows refuses, no two names that differ by case only, no endless name."""
    names = file_names(["a/b:c", "A/B:C", "x" * 300, "CON", "..", "ڈیوٹی"])
    assert names[:2] == ["order-a_b_c.pdf", "order-A_B_C~2.pdf"]
    assert all(re.fullmatch(r"[A-Za-z0-9_~-]+\.pdf", name) for name in names)
    assert len({name.casefold() for name in names}) == len(names)
    assert max(map(len, names)) < 120


def test_no_orders_are_empty_files(tmp_path: Path) -> None:
    """A plan without duties still says so in its files."""
    data, sheet = write_orders((), tmp_path)
    assert json.loads(data.read_text(encoding="utf-8"))["orders"] == []
    assert sheet.read_text(encoding="utf-8-sig").startswith("number,")


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "=cmd|' /C calc'!A0", "＝1+1", "|x", "%0A"]
)
def test_a_formula_becomes_text(text: str) -> None:
    """Whatever a spreadsheet would run begins with an apostrophe."""
    assert safe_cell(text) == f"'{text}"


def test_plain_cells_stay() -> None:
    """Numbers are numbers, texts are texts, what is unknown or endless is empty."""
    cells = [safe_cell(value) for value in ("St. Mary", -5, 2.5, float("nan"), float("inf"), None, True, "a=b")]
    assert cells == ["St. Mary", -5, 2.5, "", "", "", "true", "a=b"]
    assert csv_text(["a"], [{"a": "گرجا, x"}]) == '\ufeffa\r\n"گرجا, x"\r\n'


def test_json_has_finite_numbers_only() -> None:
    """NaN and infinity become null, at any depth."""
    assert json.loads(json_text({"a": [float("nan"), {"b": (float("-inf"), 1.5)}]})) == {
        "a": [None, {"b": [None, 1.5]}]
    }


def test_a_restricted_table_needs_a_purpose(tmp_path: Path) -> None:
    """A list of sites is a target list: without a purpose no file is made."""
    with pytest.raises(NotAllowed, match="sites are restricted"):
        write_table(SiteTable, sites({}), tmp_path / "sites.csv", purpose="  ")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_an_export_carries_its_mark(tmp_path: Path, ending: str) -> None:
    """Each row, or the document, says how it is classified and what it is for; places are in metres."""
    table = sites({"name_en": "=x", "at": (5.0, 6.0)})
    file = write_table(SiteTable, table, tmp_path / f"sites.{ending}", purpose="inspection")
    text = file.read_text(encoding="utf-8-sig")
    if ending == "json":
        found = json.loads(text)
        row = {**found["rows"][0], "classification": found["classification"], "purpose": found["purpose"]}
        assert row["worshippers"] is None
    else:
        row = next(csv.DictReader(io.StringIO(text)))
        assert row["name_en"] == "'=x"
    assert (row["classification"], row["purpose"]) == ("restricted", "inspection")
    assert (float(row["x_m"]), float(row["y_m"])) == (5.0, 6.0)


def test_an_internal_table_needs_none(tmp_path: Path) -> None:
    """Dates of festivals go out without a purpose, with their moments in ISO 8601."""
    moment = {"start": "2026-12-25T00:00:00Z", "end": "2026-12-26T00:00:00Z"}
    file = write_table(OccasionTable, occasions(moment), tmp_path / "o.json")
    found = json.loads(file.read_text(encoding="utf-8"))
    assert found["classification"] == "internal"
    assert found["rows"][0]["start"] == "2026-12-25T00:00:00+00:00"
