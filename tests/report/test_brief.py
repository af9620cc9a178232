"""The papers of a whole surge: order book, ICS-201, requests; what is bad stands first, each surge has its folder."""

from __future__ import annotations

import csv
import io
import json
import time
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from pypdf import PdfReader
from shapely.geometry import LineString

from planner.config import load_config
from planner.core.bidi import isolate
from planner.core.errors import InputError
from planner.report.asks import request_messages, request_sheets
from planner.report.brief import brief, ics201_pdf, sketch
from planner.report.force import front_sheet, surge_book
from planner.report.press import MissingFont
from planner.report.surge import paper_orders
from planner.report.surge_paper import SurgePaper, surge_paper_of
from planner.report.surge_sketch import surge_map
from planner.report.surge_write import SURGE_PARTS, write_papers
from planner.report.tell import bad_lines, state
from planner.report.voice import Voice
from tests.report.emergencies import EAST, NORTH, alarm, frames, surge_in_full, unit
from tests.report.made import HOSTILE
from tests.risk.frames import CRS

CONFIG = load_config().report
LANGUAGES = ("en", "ur")
EN, UR = Voice("en"), Voice("ur")


def paper(document: dict[str, Any] | None = None, *, late: int = 45, **names: Any) -> SurgePaper:
    """The surge in full, on paper."""
    return surge_paper_of(document or surge_in_full(), **frames(**names), timezone="Asia/Karachi", in_time_min=late)


def roads() -> gpd.GeoDataFrame:
    """One road through the place."""
    line = LineString([(EAST - 3000, NORTH), (EAST + 6000, NORTH)])
    return gpd.GeoDataFrame({"road_class": ["primary"]}, geometry=[line], crs=CRS)


def test_what_is_not_adequate_comes_first() -> None:
    """12 of 40 officers, none of 2 women, 2 of 4 riot-trained; then the site without cover, with the reason."""
    assert bad_lines(paper(), EN) == (
        "Alarm A2: the force is NOT adequate: 12 of 40 officers, women 0 of 2, riot-trained 2 of 4",
        "Without cover: \u2068S2\u2069 · \u2068St. Luke\u2069. No origin in reach has 4 officers left",
    )
    urdu = bad_lines(paper(), UR)
    assert isolate("A2") in urdu[0]
    assert urdu[1][1] == "\u2068No origin in reach has 4 officers left\u2069"


def test_an_adequate_force_that_is_late_is_told() -> None:
    """31 minutes are late when 30 are the limit, and in time when 45 are; broken hold-backs are told by name."""
    document = surge_in_full(broken_holdbacks=["S1"])
    said = [str(line) for line in bad_lines(paper(document, late=30), EN)]
    assert said[0] == "Alarm A1: adequate only at 07:06, 31 min after the call"
    assert said[-1] == "Hold-back broken: \u2068S1\u2069 · \u2068Catholic church\u2069"
    assert len(bad_lines(paper(document, late=45), EN)) == len(said) - 1


def test_an_alarm_to_which_nobody_goes_is_told() -> None:
    """No unit: the papers say so and are made all the same."""
    document = surge_in_full(alarms=[alarm("A1", 0, 0, [], time_to_adequate_min=None, commander=None)])
    assert bad_lines(paper(document), EN)[0] == "Alarm A1: NOBODY goes"
    sheet = front_sheet(paper(document), (), EN)
    assert sheet.tables[1].rows == ()
    assert surge_book(paper(document), (), EN).startswith(b"%PDF")


def test_moments_are_rounded_up_never_down() -> None:
    """An arrival at 06:59:06 is told as 07:00: nobody is promised earlier than he is there."""
    document = surge_in_full(
        alarms=[alarm("A1", 0, 0, [unit(1, 1, 5, 3, 21.1)], form_up_by=None, move_off=None, onward_min=0.1)]
    )
    front = paper(document).fronts[0]
    assert [f"{m:%H:%M}" for m in (front.units[0].leave, front.units[0].arrive, front.force_by, front.at_crowd) if m] \
        == ["06:38", "07:00", "07:00", "07:00"]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_book_holds_the_first_page_and_every_order(language: str) -> None:
    """One page in front and four orders; the front has the numbers of all of them, and the request."""
    found = paper()
    orders = paper_orders(found, CONFIG)
    pages = PdfReader(io.BytesIO(surge_book(found, orders, Voice(language)))).pages
    assert len(pages) >= 1 + len(orders)
    front = pages[0].extract_text()
    for said in (*(order.number for order in orders), "R1", "07:06", "07:02"):
        assert said in front
    assert orders[-1].number in pages[-1].extract_text()


def test_the_first_page_has_its_parts_in_order() -> None:
    """What is bad, the alarms, the units (with those given before), the requests; then the reasons."""
    found = paper()
    sheet = front_sheet(found, paper_orders(found, CONFIG), EN)
    assert [table.title for table in sheet.tables] == ["Alarms", "Units", "Requests to be sent"]
    assert sheet.bad_title == "NOT adequate or not covered"
    assert [len(table.rows) for table in sheet.tables] == [2, 4, 1]
    assert sheet.tables[0].rows[0][5] == ("07:13 in 9 of 10 cases", "07:06 if all goes as planned")
    assert sheet.tables[0].rows[1][5] == "NOT adequate"
    assert [row[-1] for row in sheet.tables[1].rows] == ["", "", "given before", ""]
    assert sheet.tables[2].rows[0][4] == "07:20 to 08:05, best guess 07:35"
    calm = paper(surge_in_full(alarms=surge_in_full()["alarms"][:1], uncovered=[], requests=[]))
    quiet = front_sheet(calm, paper_orders(calm, CONFIG), EN)
    assert (quiet.bad, quiet.bad_title, len(quiet.tables)) == ((), "", 2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_briefing_has_every_block(language: str) -> None:
    """The ten numbers of the form stand on it, with map, tasks and the units."""
    pages = PdfReader(io.BytesIO(ics201_pdf(paper(), Voice(language), roads=roads()))).pages
    text = pages[0].extract_text() + pages[-1].extract_text()
    data = brief(paper(), Voice(language), roads())
    blocks = [*(key for key, _ in data["facts"]), data["map_title"], data["situation"]["title"], data["prepared"],
              *(table["title"] for table in data["tables"])]  # fmt: skip
    assert [int("".join(sign for sign in block if sign.isdigit())) for block in blocks] == list(range(1, 11))
    for said in ("20261225T0635", "A1-2", "R1"):
        assert said in text
    if language == "en":
        assert "Put a closed line between the crowd" in text
        assert "No unit goes to the crowd before its force is complete." in text


def test_the_actions_are_in_order_of_time() -> None:
    """Without a log the call and what is planned; with one its sentences stand before the plan."""
    rows = brief(paper(), EN)["tables"][1]["rows"]
    assert rows[0] == ("06:35", "Surge called: 2 alarms", "done")
    assert rows[-1] == ("07:06", "A1: force adequate at the crowd", "planned")
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    assert ("06:38", "A1: units that leave: 2, officers: 30", "planned") in rows
    log = [{"at": "2026-12-25T06:41:00+05:00", "kind": "departed", "sentence": "A1-1 has left."}, {"kind": "note"}]
    told = brief(paper(surge_in_full(log=log)), EN)["tables"][1]["rows"]
    assert ("06:41", "A1-1 has left.", "done") in told
    assert not any("Surge called" in row[1] for row in told)


def test_the_sketch_shows_crowds_form_ups_and_ways() -> None:
    """A circle with its name for each crowd, a square for each form-up point, a blue way a unit, roads in grey."""
    drawn = sketch(paper(), roads())
    assert drawn.count("<circle") == 2
    assert drawn.count('fill="#1f5fbf"') == 2
    assert ">A1</text>" in drawn
    assert 'stroke="#b9b4a8"' in drawn
    assert surge_map([], []) == ""
    assert "<x>" not in surge_map([("<x>", (0.0, 0.0))], [])


def test_a_request_is_a_page_with_a_blank_for_the_contact() -> None:
    """To whom, what, where and by when; 45 minutes after the call it is late."""
    (sheet,) = request_sheets(paper(), EN)
    facts = dict(sheet.facts)
    assert facts["What"] == "28 officers, women among them 2, riot-trained 2, commander: Inspector"
    assert facts["Report at"].startswith("\u20681.5 km south of St. Luke\u2069 (")
    assert (facts["Wanted by"], facts["Our own force"]) == ("07:20", "12 of 40 officers")
    assert facts["Contact and telephone"] == ""
    assert sheet.subtitle == "Request R1 · requested"
    (urdu,) = request_sheets(paper(), UR)
    assert dict(urdu.facts)["بنام"] == "پڑوسی اضلاع"
    assert isolate("28") in dict(urdu.facts)["کیا درکار ہے"]


def test_every_state_of_a_request_has_its_word() -> None:
    """The seven that follow a draft; a state of tomorrow stays as it is written."""
    for name in ("draft", "requested", "committed", "en route", "arrived", "released", "declined", "cancelled"):
        assert state({"state": name}, UR) != name
    assert state({}, EN) == "not yet sent"
    assert state({"state": "lost"}, EN) == "lost"


def test_requests_are_messages_of_edxl() -> None:
    """RequestResource with quantity, what restricts it, and both moments at the form-up point of the alarm."""
    (message,) = request_messages(paper(), sender="a@b.invalid")["messages"]
    (resource,) = message["resourceInformation"]
    assert (message["messageContentType"], message["state"]) == ("RequestResource", "requested")
    assert resource["assignmentInformation"]["quantity"] == 28
    assert resource["assignmentInformation"]["restrictions"] == {"women": 2, "riot": 2, "commander": "Inspector"}
    assert [(row["scheduleType"], row["dateTime"][11:16]) for row in resource["scheduleInformation"]] == [
        ("RequestedArrival", "07:20"), ("EstimatedArrival", "07:35"),
    ]  # fmt: skip


def test_a_request_that_is_a_sentence_is_a_page_too() -> None:
    """Older answers hold sentences alone."""
    found = paper(surge_in_full(requests=["Ask the neighbouring districts for 28 officers."]))
    (sheet,) = request_sheets(found, EN)
    assert sheet.texts == (("Request", "Ask the neighbouring districts for 28 officers."),)
    assert front_sheet(found, paper_orders(found, CONFIG), EN).tables[2].rows[0][2].startswith("Ask the")


def test_two_surges_do_not_mix(tmp_path: Path) -> None:
    """Of one minute, with another crowd: two folders, and each holds all its files."""
    other = surge_in_full()
    other["alarms"][0]["crowd"]["best"] = 450.0
    homes = set()
    for document in (surge_in_full(), other):
        files = write_papers(paper(document), tmp_path, config=CONFIG, radius_m=600)
        homes.add(files[0].parent)
        assert {file.name for file in files} == {file.name for file in files[0].parent.iterdir()} == {
            *(f"order-20261225T0635-{name}.pdf" for name in ("A1-01", "A1-02", "A1-03", "A2-04")), "orders.json",
            "orders.csv", "surge.json", "book.pdf", "ics201.pdf", "requests.pdf", "requests.json", "alert.cap.xml",
        }  # fmt: skip
        kept = json.loads((files[0].parent / "surge.json").read_text(encoding="utf-8"))
        assert kept == document
        rows = list(csv.DictReader(io.StringIO((files[0].parent / "orders.csv").read_text(encoding="utf-8-sig"))))
        assert [row["call_sign"] for row in rows] == ["A1-1", "A1-2", "A1-3", "A2-1"]
    assert len(homes) == 2
    assert all(home.name.startswith("surge-20261225T0635-") for home in homes)


def test_parts_can_be_chosen(tmp_path: Path) -> None:
    """The alert alone, with the answer; a part that is none is refused by name."""
    files = write_papers(paper(), tmp_path, config=CONFIG, radius_m=600, parts=("cap",))
    assert [file.name for file in files] == ["surge.json", "alert.cap.xml"]
    with pytest.raises(InputError, match="posters"):
        write_papers(paper(), tmp_path, config=CONFIG, radius_m=600, parts=("posters",))
    assert set(SURGE_PARTS) == {"orders", "book", "brief", "requests", "cap"}


def test_a_missing_font_is_said(tmp_path: Path) -> None:
    """Also from the paper that is set beside the orders."""
    with pytest.raises(MissingFont, match="make setup"):
        write_papers(paper(), tmp_path, config=CONFIG, radius_m=600, parts=("book",), fonts=tmp_path, language="ur")


def test_a_document_that_is_no_surge_is_refused() -> None:
    """A list without alarms, an alarm without its need, a moment that is none."""
    for broken in ({}, {"alarms": [{"id": "A1"}]}, {"at": "noon", "alarms": []}):
        with pytest.raises(InputError, match="no answer to a surge"):
            paper({"is_synthetic": True, **broken})


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_names_stay_text_on_every_paper(tmp_path: Path, language: str) -> None:
    """Names, notes and sentences that look like commands are printed and turn nothing round."""
    document = surge_in_full(notes=[HOSTILE], broken_holdbacks=[HOSTILE])
    document["requests"][0].update(sentence=HOSTILE, to=HOSTILE)
    document["alarms"][0].update(known=HOSTILE, place=HOSTILE)
    found = paper(document, names=(HOSTILE, f"{HOSTILE} گرجا"))
    files = write_papers(found, tmp_path, config=CONFIG, radius_m=600, language=language, parts=("book", "brief"))
    firsts = [PdfReader(file).pages[0].extract_text() for file in files if file.suffix == ".pdf"]
    assert len(firsts) == 2
    assert all("panic" in text for text in firsts)
    assert "\u202e" not in json.dumps(brief(found, Voice(language)), ensure_ascii=False)


def test_twenty_orders_are_out_at_once(tmp_path: Path) -> None:
    """All papers of 20 units in English in a few seconds of the processor; a page that hangs would take minutes."""
    units = [unit(n, 1 + 3 * (n % 20), 3, 3, 10 + n) for n in range(1, 21)]
    found = paper(surge_in_full(alarms=[alarm("A1", 0, 0, units)]))
    begun = time.process_time()
    files = write_papers(found, tmp_path, config=CONFIG, radius_m=600)
    assert len(files) == 20 + 8
    assert time.process_time() - begun < 10


def test_a_promise_is_rounded_up_and_its_absence_is_told() -> None:
    """38.2 min after 06:35 is 07:13:12, told as 07:14; where nothing can be promised that stands among what is bad."""
    made = [
        alarm("A1", 0, 0, [unit(1, 1, 40, 3, 21)], promise={"quantile": 0.8, "minutes": 38.2}),
        alarm("A2", 0, 0, [unit(2, 41, 40, 3, 21)], promise={"quantile": 0.8, "minutes": None, "chance_ever": 0.69}),
    ]
    found = paper(surge_in_full(alarms=made, uncovered=[], requests=[]))
    cells = [row[5] for row in front_sheet(found, paper_orders(found, CONFIG), EN).tables[0].rows]
    assert cells[0] == ("07:14 in 8 of 10 cases", "07:06 if all goes as planned")
    assert cells[1] == ("No moment can be promised", "07:06 if all goes as planned")
    assert bad_lines(found, EN) == ("Alarm A2: no moment can be promised; adequate in 6 of 10 cases only",)
