"""The analyst's whole path in the real browser, from an office's files to a hot spot that can be defended."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from planner import flow
from planner.config import load_config
from planner.tables import IncidentTable, SiteTable
from tests.browser.conftest import _serve

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
SLOW_MS = 120_000
GOOD = 8
"""Rows of the register that can be loaded as they are; one more after its date was mended."""
CROSSES = """() => {
    const inner = document.querySelector('iframe').contentWindow;
    let count = 0;
    inner.map && inner.hifazat && inner.map.eachLayer((layer) => {
        if (layer instanceof inner.hifazat.Mark && layer.options.look.shape === 'cross') count += 1;
    });
    return count;
}"""


@dataclass(frozen=True)
class Office:
    """An app over a tehsil of its own: its address, its day, where a new site may stand, and what the store holds."""

    address: str
    today: date
    latitude: float
    longitude: float
    incidents: int
    sites: int


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office that has a tehsil already and files that came this morning."""
    store, config = tmp_path / "office.db", load_config()
    today = flow.today(config)
    with flow.open_store(str(store)) as opened:
        flow.sample(opened, config, world="tehsil", seed=7, today=today)
        sites = opened.read(SiteTable)
        spot = sites.geometry.to_crs(4326).iloc[0]
        held = opened.count(IncidentTable)
    # some 300 m beside a site, so on the same roads
    for address in _serve(store):
        yield Office(address, today, spot.y + 0.003, spot.x, held, len(sites))


def write(file: Path, rows: list[list[object]]) -> Path:
    """The rows as a CSV file as an office's spreadsheet saves it."""
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows(rows)
    return file


def list_of_sites(folder: Path, office: Office) -> Path:
    """Two sites, and a third whose place nobody measured."""
    head = ["Site ID", "Name", "Type", "Religion", "Category", "Registered", "Lat", "Long", "Timings"]
    return write(
        folder / "our places.csv",
        [
            head,
            ["OWN-1", "Corner Chapel", "Church", "Christian", "A", "Yes", office.latitude, office.longitude, ""],
            ["OWN-2", "Mill Lane Hall", "Church", "Christian", "C", "No", office.latitude + 0.02, office.longitude, ""],
            ["OWN-3", "Canal Side Hall", "Church", "Christian", "C", "No", "not measured", office.longitude, ""],
        ],
    )


def register(folder: Path, office: Office) -> Path:
    """Eight cases at the first new site in three months, one with a date that is none, one without a place."""
    head = ["FIR No", "Police Station", "Date of occurrence", "Offence", "Aimed at", "Latitude", "Longitude"]
    place = [office.latitude, office.longitude]
    rows: list[list[object]] = []
    for number in range(GOOD):
        day = office.today - timedelta(days=5 + 9 * number)
        rows.append([f"{100 + number}/26", "Demopur", day.isoformat(), "436 PPC", "Christian", *place])
    rows.append(["200/26", "Demopur", f"{office.today.year}-13-05", "506 PPC", "Christian", *place])
    rows.append(["201/26", "Demopur", office.today.isoformat(), "506 PPC", "Christian", "by the canal", place[1]])
    return write(folder / "register.csv", [head, *rows])


def press(page: Page, label: str) -> None:
    """Presses the button of that name once it can be pressed (one with a help text is in the page twice)."""
    page.locator("button:visible").filter(has_text=re.compile(f"{re.escape(label)}$")).first.click(timeout=SLOW_MS)


def quiet(page: Page) -> None:
    """Waits until the screen does nothing any more: what is drawn anew would close a list that is open."""
    page.wait_for_timeout(300)
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=SLOW_MS)


def choose(page: Page, field: Locator, name: str) -> None:
    """Chooses from a list by keyboard; a list closes when the page still moves below it, so that comes first."""
    quiet(page)
    field.scroll_into_view_if_needed()
    quiet(page)
    field.focus()
    field.press("ArrowDown")
    page.get_by_role("option", name=name).first.click()
    field.press("Escape")
    quiet(page)


def refused(page: Page, count: int) -> None:
    """Waits until the heading says that so many rows are refused."""
    expect(page.get_by_text(re.compile(rf"^Refused rows: \W*{count}\W*$"))).to_be_visible(timeout=SLOW_MS)
    quiet(page)


def bring(page: Page, file: Path, looks: str) -> None:
    """Puts a file on the data screen and waits until it was looked at."""
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text(re.compile(f"Looks like: {looks}"))).to_be_visible(timeout=SLOW_MS)
    quiet(page)


def mend_first_cell(page: Page, text: str) -> None:
    """Writes into the refused cell of the first row, as in a spreadsheet: a double click, the value, Enter."""
    grid = page.locator("[class*='st-key-data_mend_'] [data-testid='stDataFrame']").first
    grid.scroll_into_view_if_needed()
    # the number of the row (75 px) is first, then the refused cell (200 px); lines are 35 px high, the head is one
    grid.dblclick(position={"x": 75 + 100, "y": 35 + 17})
    cell = page.locator("textarea.gdg-input")
    cell.fill(text)
    cell.press("Enter")


def figure(page: Page, label: str) -> str:
    """The figure of that name, without the marks that keep numbers in their order."""
    shown = page.get_by_test_id("stMetric").filter(has_text=re.compile(f"^{label}")).first
    return re.sub("[\u2066-\u2069]", "", shown.get_by_test_id("stMetricValue").inner_text()).strip()


def to_screen(page: Page, name: str) -> None:
    """Goes to another screen by the navigation above."""
    page.get_by_test_id("stTopNavLinkContainer").get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible(timeout=SLOW_MS)


def test_an_analyst_goes_from_two_files_to_a_defended_hot_spot_and_back(
    page: Page, office: Office, tmp_path: Path
) -> None:
    """Look, map a column, try, mend, load, map, filter, hot spot, reasons, look back, take away, undo."""
    page.goto(office.address)
    expect(page.get_by_role("heading", level=1, name="Today")).to_be_visible(timeout=SLOW_MS)
    to_screen(page, "Data")
    bring(page, list_of_sites(tmp_path, office), "Sites")
    press(page, "Try it")
    refused(page, 1)
    press(page, "Load")
    expect(page.get_by_text("our places.csv is loaded")).to_be_visible(timeout=SLOW_MS)

    bring(page, register(tmp_path, office), "Incidents")
    page.get_by_text("Which column is which").click()
    hit = page.get_by_role("combobox", name="community", exact=True)
    choose(page, hit, "Aimed at")
    press(page, "Try it")
    refused(page, 2)
    mend_first_cell(page, office.today.isoformat())
    quiet(page)
    press(page, "Try again with mended rows: 1")
    refused(page, 1)
    page.get_by_role("textbox", name="Who loads it (optional)").fill("Analyst desk")
    press(page, "Load")
    expect(page.get_by_text("register.csv is loaded")).to_be_visible(timeout=SLOW_MS)
    in_all = office.incidents + GOOD + 1

    press(page, "See it on the map")
    expect(page.get_by_role("heading", level=1, name="Explore")).to_be_visible(timeout=SLOW_MS)
    expect(page.get_by_test_id("stMetric").first).to_be_visible()
    assert figure(page, "Shown") == f"{GOOD + 1} of {in_all}"
    page.wait_for_function(f"() => ({CROSSES})() === {GOOD + 1}", timeout=SLOW_MS)

    press(page, "30 days")
    choose(page, page.get_by_role("combobox", name="Tehsil or station limits"), "Demopur Tehsil")
    page.wait_for_url(re.compile("tehsil=DEMO-1"))
    # 5, 14 and 23 days ago, and the mended one of today
    page.wait_for_function(f"() => ({CROSSES})() === 4", timeout=SLOW_MS)
    assert figure(page, "Shown") == f"4 of {in_all}"

    with page.expect_download(timeout=SLOW_MS) as taken:
        page.locator(".st-key-ex_table_csv button:visible").first.click()
    rows = list(csv.DictReader(io.StringIO(Path(taken.value.path()).read_text(encoding="utf-8-sig"))))
    assert len(rows) == 4
    assert {row["community"] for row in rows} == {"Christian"}
    assert {row["classification"] for row in rows} == {"restricted"}
    first = office.today - timedelta(days=29)
    (query,) = {row["query"] for row in rows}
    assert query.startswith(f"incidents?from={first}&")
    assert "tehsil=DEMO-1" in query

    page.get_by_role("tab", name="Where they gather").click()
    spots = page.locator(".hif-table", has_text="A year (90 % interval)")
    expect(spots.locator("tr").nth(1)).to_contain_text("Corner Chapel", timeout=SLOW_MS)
    expect(spots.locator("tr").nth(1)).to_contain_text("OWN-1")
    page.get_by_role("link", name="Risk and its reasons").click()
    expect(page.get_by_text("What the score is made of")).to_be_visible(timeout=SLOW_MS)
    expect(page.locator(".hif-card .hif-headline", has_text="Corner Chapel")).to_be_visible()
    expect(page.get_by_text("Past incidents that matter most")).to_be_visible()
    assert "site=OWN-1" in page.url
    expect(
        page.get_by_text(re.compile(r"In the last \d+ windows of 28 days the top \d+ sites held \d+ of \d+")).first
    ).to_be_visible(timeout=240_000)

    to_screen(page, "Data")
    press(page, "Undo")
    expect(page.get_by_text(re.compile(r"^Load \W*\d+\W* \(\W*register\.csv\W*\) is undone"))).to_be_visible(
        timeout=SLOW_MS
    )
    to_screen(page, "Explore")
    expect(page.get_by_test_id("stMetric").first).to_contain_text(str(office.incidents), timeout=SLOW_MS)
    assert figure(page, "Shown") == f"0 of {office.incidents}"
