"""Sheets of the week: who, where, when, what is missing, in both languages, and nothing hostile is run."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from typing import Any

import geopandas as gpd
import pytest
from pypdf import PdfReader
from shapely.geometry import LineString

from planner.core.bidi import plain
from planner.core.errors import InputError
from planner.report import (
    Voice,
    Week,
    ics204_sheets,
    index_sheet,
    officer_sheets,
    post_sheets,
    roll_csv,
    roll_rows,
    roll_sheet,
    route_map,
    sheets_pdf,
    vehicle_sheets,
    week_of,
    week_sheets,
)
from planner.report.sheets import Sheet
from tests.report.made import FRAMES, full_document, hostile_frames
from tests.risk.frames import CRS, officers

ENGLISH, URDU = Voice("en"), Voice("ur")


def week(document: dict[str, Any] | None = None, **frames: Any) -> Week:
    """The tiny week: a guard on the morning and the noon of 25 December, a mobile, an open desk."""
    return week_of(document or full_document(), **{**FRAMES, **frames}, timezone="Asia/Karachi", night_h=2.0)


def said(sheet: Sheet) -> str:
    """All texts of a sheet."""
    return json.dumps([sheet.title, sheet.bad, sheet.facts, [t.rows for t in sheet.tables]], ensure_ascii=False)


def pdf_text(content: bytes) -> str:
    """All letters of a document."""
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_an_officer_has_a_sheet_with_every_duty() -> None:
    """F1 guards from 08:00 to 12:00 under SI F3 with F2: 4 hours, no night; F3 is in charge; 4 people, 4 sheets."""
    sheets = list(officer_sheets(week(), ENGLISH))
    assert [sheet.title for sheet in sheets] == [
        f"Duties of {p}" for p in ("SI F3", "ASI F2", "ASI F4", "Constable F1")
    ]
    facts = dict(sheets[3].facts)
    assert (facts["Duties"], facts["Hours"], facts["Nights"]) == ("1", "4", "0")
    row = sheets[3].tables[0].rows[0]
    assert row[:3] == ("Friday 25.12", "08:00–12:00", "Guard")
    assert row[4:6] == ("SI F3", "F2")
    assert sheets[0].tables[0].rows[0][4] == "in charge"
    assert [sheet.title for sheet in officer_sheets(week(), ENGLISH, ["F2"])] == ["Duties of ASI F2"]


def test_a_duty_through_two_in_the_morning_is_a_night() -> None:
    """The mobile's hours moved to 22:00-06:00 local count as one night for each of its crew."""
    document = full_document()
    for row in document["assignments"]:
        if row["kind"] == "patrol":
            row.update(start="2026-12-25T17:00:00+00:00", end="2026-12-26T01:00:00+00:00")
    rows = {row["officer"]: row for row in roll_rows(week(document))}
    assert (rows["F4"]["nights"], rows["F4"]["hours"]) == (1, 4 + 8)
    assert rows["F1"]["nights"] == 0


def test_the_roll_says_which_training_lapses() -> None:
    """Of a training that ends on the day, one that ended before and one without end, the first is named, first."""
    roll = officers({"rank": "ASI", "skills": "riot-control:2026-12-25; driver; victim-support:2026-12-24"})
    planned = {**full_document(), "from": "2026-12-25", "days": 1, "suitability": {"F1|x": 0.5, "F1|y": 1.0}}
    one = week(planned, officers=roll)
    rows = {row["officer"]: row for row in roll_rows(one)}
    assert rows["F1"]["lapses"] == "riot-control:2026-12-25"
    assert rows["F1"]["suitability"] == 0.75
    assert roll_sheet(one, ENGLISH).bad == ("ASI F1: riot control (25.12.2026)",)
    assert roll_sheet(week(), ENGLISH).bad == ()


def test_the_roll_as_csv_is_safe_and_marked() -> None:
    """A home station that begins like a formula becomes text; each row says how it is classified."""
    roll = officers({"home_station": "=cmd|'x'!A1"}, {}, {}, {})
    rows = list(csv.DictReader(io.StringIO(roll_csv(week(officers=roll)).removeprefix("\ufeff"))))
    assert {row["home_station"] for row in rows} == {"'=cmd|'x'!A1", "P1"}
    assert {row["classification"] for row in rows} == {"restricted"}
    assert {row["plan_id"] for row in rows} == {"3f9a12"}


def test_the_roll_holds_the_units_that_the_plan_draws_on() -> None:
    """A fifth officer of the unit without a duty is listed, one of a police station is not."""
    roll = officers({}, {}, {}, {}, {}, {"unit": "station"})
    assert [row["officer"] for row in roll_rows(week(officers=roll))] == ["F1", "F2", "F3", "F4", "F5"]


def test_posts_begin_with_what_nobody_mans() -> None:
    """The desk without officers comes first; the site then has one sheet with both of its guards."""
    document = full_document()
    document["assignments"] = [row for row in document["assignments"] if row["kind"] == "guard"]
    first, *others = post_sheets(week(document), ENGLISH)
    assert first.title == "Posts that nobody mans"
    said_of_desk = plain(str(first.bad[0]))
    assert said_of_desk == "Friday 25.12 08:00–12:00: P1 · City: 2 of 2 officers missing, women among them: 1"
    site = next(sheet for sheet in others if "St. Thomas" in sheet.title)
    assert [row[1] for row in site.tables[0].rows] == ["08:00–12:00", "12:00–16:00"]
    assert len(index_sheet(week(), ENGLISH).tables[0].rows) == 3


def test_a_gap_without_its_duty_keeps_the_words_of_the_plan() -> None:
    """A document that holds no needs still says what is missing."""
    bare = {key: value for key, value in full_document().items() if key != "duties"}
    assert "2 officers" in said(index_sheet(week(bare), ENGLISH))


def test_the_route_sheet_adds_up() -> None:
    """Out at 08:00; 10 min to the first stop of 15, 10 to the second of 12, 73 back until 10:00; 12.3 km by road."""
    (sheet,) = vehicle_sheets(week(), ENGLISH)
    rows = sheet.tables[0].rows
    assert [row[1:5] for row in rows] == [
        ("10", "08:10", "08:25", "15"), ("10", "08:35", "08:47", "12"), ("73", "10:00", "", ""),
    ]  # fmt: skip
    facts = dict(sheet.facts)
    assert (facts["By road"], facts["Driving"]) == ("12.3 km", "24 min")
    assert sheet.map.count("<circle") == 2


def test_a_route_to_an_unknown_site_has_no_map() -> None:
    """A dot in the wrong place would be worse than none."""
    (sheet,) = vehicle_sheets(week(sites=FRAMES["sites"].iloc[:1]), ENGLISH)
    assert sheet.map == ""
    assert len(sheet.tables[0].rows) == 3


def test_the_map_is_drawn_to_scale_with_north_up() -> None:
    """Two stops 10 km apart: the bar is 2 km or less than a fifth; the northern one is higher; the way is unbroken."""
    drawn = route_map([(0.0, 0.0), (0.0, 10_000.0)], (0.0, 5_000.0), way=LineString([(0, 0), (0, 10_000)]))
    ys = [float(part.split('"')[0]) for part in drawn.split('cy="')[1:]]
    assert ys[1] < ys[0]
    assert "km</text>" in drawn
    assert ">N</text>" in drawn
    assert "dasharray" not in drawn
    assert "dasharray" in route_map([(0.0, 0.0), (5.0, 5.0)], None)
    assert route_map([], None) == ""


def test_stops_at_one_corner_do_not_hide_each_other() -> None:
    """Three stops at one point are drawn at least half a dot apart."""
    drawn = route_map([(0.0, 0.0)] * 3, None)
    xs = [float(part.split('"')[0]) for part in drawn.split('cx="')[1:]]
    ys = [float(part.split('"')[0]) for part in drawn.split('cy="')[1:]]
    at = list(zip(xs, ys, strict=True))
    assert min((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 for a in at for b in at if a is not b) > 8.5**2


def test_the_map_shows_the_roads_around() -> None:
    """A road through the picture is drawn, one far away is not."""
    lines = [LineString([(-500, 0), (500, 0)]), LineString([(90_000, 0), (91_000, 0)])]
    roads = gpd.GeoDataFrame({"road_class": ["primary", "track"]}, geometry=lines, crs=CRS)
    assert route_map([(0.0, 0.0)], None, roads=roads).count('stroke="#b9b4a8"') == 1


def test_ics_204_has_a_form_a_group() -> None:
    """Guard and patrol on that day, each with leader, persons and numbered blocks; none on the day before."""
    one = week()
    forms = list(ics204_sheets(one, ENGLISH, one.days[0]))
    assert [form.subtitle for form in forms] == ["Group: Guard", "Group: Mobile patrol"]
    assert forms[0].tables[0].rows[0][1:3] == ("SI F3", "3")
    assert dict(forms[0].facts)["4 Operations section chief"] == "not on record"
    assert forms[1].tables[0].rows[0][5] == "LEA 1234"
    assert not list(ics204_sheets(one, ENGLISH, one.days[0] - timedelta(days=1)))


def test_the_week_stays_on_a_page_however_many_posts() -> None:
    """200 guarded sites: those with room by name, the others counted in one row, and what is open comes first."""
    document = full_document()
    row = {**document["assignments"][0], "officer": "F9"}
    document["assignments"] += [{**row, "duty": f"guard-X{n}", "place": f"X{n:03d}"} for n in range(200)]
    one = week(document)
    (sheet,) = week_sheets(one, ENGLISH)
    table = sheet.tables[0]
    named = len(table.rows) - 1
    assert table.rows[-1][0] == f"{202 - named} other posts"
    assert sheet.bad_title == "NOT covered: 1"
    for voice in (ENGLISH, URDU):
        assert (
            len(PdfReader(io.BytesIO(sheets_pdf(list(week_sheets(one, voice)), one, voice, flipped=True))).pages) == 1
        )


def test_a_span_of_days_is_a_page_for_each_seven() -> None:
    """9 days take two sheets."""
    assert len(list(week_sheets(week({**full_document(), "from": "2026-12-20", "days": 9}), ENGLISH))) == 2


@pytest.mark.parametrize("voice", [ENGLISH, URDU], ids=["en", "ur"])
def test_every_sheet_can_be_printed(voice: Voice) -> None:
    """All sheets in one document carry the mark, the plan and the number of each officer, and no key of a number."""
    one = week()
    sheets = [
        *officer_sheets(one, voice), *post_sheets(one, voice), *vehicle_sheets(one, voice), roll_sheet(one, voice),
        *ics204_sheets(one, voice, one.days[0]), index_sheet(one, voice),
    ]  # fmt: skip
    text = pdf_text(sheets_pdf(sheets, one, voice))
    for wanted in ("F1", "F2", "F3", "F4", "3f9a12", "LEA 1234"):
        assert wanted in text
    assert "demand." not in text
    assert "festival_c" not in text
    if voice is ENGLISH:
        assert text.count("RESTRICTED") >= len(sheets)


@pytest.mark.parametrize("voice", [ENGLISH, URDU], ids=["en", "ur"])
def test_a_hostile_name_stays_text(voice: Voice) -> None:
    """Commands of the typesetter, templates, tags and overrides in a site's name are printed, never run."""
    one = week(**hostile_frames())
    sheets = [
        *officer_sheets(one, voice), *post_sheets(one, voice), *vehicle_sheets(one, voice), roll_sheet(one, voice),
        *week_sheets(one, voice), *ics204_sheets(one, voice, one.days[0]),
    ]  # fmt: skip
    assert not {"\u202e", "\u202d"} & set(said(sheets[0]) + "".join(said(sheet) for sheet in sheets))
    text = pdf_text(sheets_pdf(sheets, one, voice))
    assert "#panic" in text
    assert "{count}" in text


def test_a_duty_changed_by_hand_is_named() -> None:
    """A need with no officer, or of no kind, is said by its position."""
    for change in ({"strength": 0}, {"kind": "picnic"}):
        document = full_document()
        document["duties"][1].update(change)
        with pytest.raises(InputError, match="duty 2 of the plan"):
            week(document)


def test_what_the_plan_says_of_itself_is_printed() -> None:
    """A broken rule and a floor that is missed come before the gaps; signature, change and sentences stand below."""
    document = {
        **full_document(),
        "violations": [{"rule": "rest", "subject": "F1", "sentence": "F1 rests 2 h."}],
        "floors": [
            {"name": "small sites", "least": 0.5, "reached": 0.25, "is_kept": False},
            {"name": "large sites", "least": 0.5, "reached": 0.75, "is_kept": True},
        ],
        "signed": {"by": "F3", "post": "DSP Protection", "at": "2026-12-21T04:00:00+00:00", "is_current": False},
        "changes": [
            {"duty": "guard-S1-20261225T0800", "out": "F1", "in": "", "reason": "fell ill", "by": "F3", "at": "x"}
        ],
        "predictability": "31 % can be guessed.",
        "prices": [{"sentence": "One more ASI buys 40."}, {"what": "no sentence"}],
    }
    sheet = index_sheet(week(document), ENGLISH)
    assert sheet.bad[:2] == ("Rule broken: F1 rests 2 h.", "Floor not reached: small sites: 25% of at least 50%")
    texts = dict(sheet.texts)
    assert plain(texts["Signature"]) == (
        "Signed by DSP Protection F3, Monday 21.12.2026 09:00. The plan was changed after it was signed."
    )
    assert plain(texts["Changes by hand"]) == (
        "Guard, S1 · St. Thomas, Friday 25.12 08:00–12:00: F1 replaced by –, ordered by F3: fell ill"
    )
    assert texts["What one more would buy"] == "One more ASI buys 40."
    assert texts["How predictable the mobiles are"] == "31 % can be guessed."
    (page,) = week_sheets(week(document), URDU)
    assert page.bad[0].startswith("ضابطہ ٹوٹا")
    assert "What would cover what is open" not in dict(index_sheet(week(), ENGLISH).texts)
