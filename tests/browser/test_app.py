from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import MAP_IS_THERE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
OpenMap = Callable[[Page, str], None]
SCREENS = ("", "risk", "plan", "surge", "data")

# Leaflet's own list of what it has drawn, not the data that it was given
MARKS = """(fill) => {
    const inner = document.querySelector('iframe').contentWindow, found = [];
    const box = inner.map.getContainer().getBoundingClientRect();
    inner.map.eachLayer((layer) => {
        if (layer instanceof inner.hifazat.Mark && layer.options.look.fill === fill) {
            const spot = inner.map.latLngToContainerPoint(layer.getLatLng());
            found.push([spot.x + box.left, spot.y + box.top]);
        }
    });
    return found;
}"""
BLUE = "#0072B2"


def test_the_home_map_draws_all_339_sites_of_the_demo_district(page: Page, district: str, open_map: OpenMap) -> None:
    """Circles that Leaflet has on the map are counted, and the canvas is not empty."""
    open_map(page, district)
    assert len(page.evaluate(MARKS, BLUE)) == 339
    painted = page.evaluate("""() => {
        const inside = document.querySelector('iframe').contentDocument;
        const canvas = inside.querySelector('.leaflet-hifazat-marks-pane canvas');
        const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        let blue = 0;
        for (let i = 0; i < data.length; i += 4) {
            if (!data[i] && data[i + 1] === 0x72 && data[i + 2] === 0xb2) blue += 1;
        }
        return blue;
    }""")
    # 339 marks of at least 1.5 pixels radius, many of them one above the other in the town
    assert painted > 1000


def test_a_click_on_a_site_explains_its_risk(page: Page, district: str, open_map: OpenMap) -> None:
    """The card beside the map names the site and where its risk comes from."""
    open_map(page, district)
    expect(page.get_by_text("What the score is made of")).to_have_count(0)
    box = page.locator("iframe").bounding_box()
    assert box is not None
    # a site that no other mark covers: the one farthest from its nearest neighbour, away from the legend
    spots = page.evaluate(MARKS, BLUE) + page.evaluate(MARKS, "#000000")
    sites = page.evaluate(MARKS, BLUE)

    def room(spot: list[float]) -> float:
        return min((spot[0] - x) ** 2 + (spot[1] - y) ** 2 for x, y in spots if [x, y] != spot)

    x, y = max((s for s in sites if 100 < s[0] < box["width"] - 260 and 60 < s[1] < box["height"] - 60), key=room)
    page.mouse.click(box["x"] + x, box["y"] + y)
    expect(page.get_by_text("What the score is made of")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("What kind of site it is")).to_be_visible()


def test_the_risk_screen_says_where_why_when_and_whether_it_held(page: Page, district: str, open_map: OpenMap) -> None:
    """The slider moves, a site is pointed at and clicked, its reasons are read, the look back ends in a sentence."""
    open_map(page, f"{district}/risk")
    page.wait_for_timeout(1500)
    spots = page.evaluate(MARKS, BLUE)
    assert len(spots) == 339
    box = page.locator("iframe").bounding_box()
    assert box is not None

    def room(spot: list[float]) -> float:
        return min((spot[0] - x) ** 2 + (spot[1] - y) ** 2 for x, y in spots if [x, y] != spot)

    inside = [s for s in spots if 60 < s[0] < box["width"] - 300 and 230 < s[1] < min(box["height"], 780 - box["y"])]
    x, y = max(inside, key=room)
    page.mouse.move(box["x"] + x, box["y"] + y)
    tip = page.frame_locator("iframe").first.locator(".hifazat-tip")
    expect(tip).to_contain_text("What kind of site it is")
    expect(tip).to_contain_text(re.compile(r"Band (A\+|[ABCD]): .*1 in [\d,]+ days like these"))
    page.mouse.click(box["x"] + x, box["y"] + y)
    expect(page.get_by_text("What the score is made of")).to_be_visible(timeout=30_000)
    likely = page.locator(".hif-card dl").first
    before = likely.inner_text()
    page.get_by_role("slider").first.focus()
    page.keyboard.press("ArrowRight")
    expect(likely).not_to_have_text(before, timeout=20_000)
    expect(likely).to_contain_text("in \u20661\u2069 days" if "\u2066" in before else "in 1 days")
    expect(
        page.get_by_text(re.compile(r"In the last 12 windows of 28 days the top 20 sites held \d+ of \d+"))
    ).to_be_visible(timeout=240_000)


def test_a_click_in_a_surge_gives_an_order_that_can_be_read(page: Page, district: str, open_map: OpenMap) -> None:
    """From the click to the time, the units with their ways, and a PDF for a commander."""
    open_map(page, f"{district}/surge")
    box = page.locator("iframe").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.35, box["y"] + box["height"] * 0.45)
    # the answer in a blink stands there for a moment beside the proven one
    headline = page.get_by_text(re.compile(r"Adequate force (with)?in .*\d+.* min|The force is NOT adequate"))
    expect(headline.first).to_be_visible(timeout=60_000)
    expect(page.get_by_role("button", name="Orders (ZIP)")).to_be_visible(timeout=30_000)
    expect(headline).to_have_count(1)
    units = page.locator(".hif-table", has_text="Forms up")
    expect(units).to_have_count(1)
    rows = units.locator("tr").count()
    assert rows >= 2
    page.wait_for_function(
        """() => {
            const inner = document.querySelector('iframe').contentWindow;
            let ways = 0;
            inner.map.eachLayer((layer) => {
                if (layer instanceof inner.L.Polyline && layer.options.weight === 4.5) ways += 1;
            });
            return ways > 0;
        }""",
        timeout=10_000,
    )
    with page.expect_download(timeout=60_000) as coming:
        page.get_by_role("button", name="Orders (ZIP)").click()
    with zipfile.ZipFile(io.BytesIO(Path(coming.value.path()).read_bytes())) as archive:
        names = archive.namelist()
        orders = [name for name in names if re.search(r"/order-[^/]+\.pdf$", name)]
        # one order a unit; the first row of the table is its head
        assert len(orders) == rows - 1
        assert archive.read(orders[0]).startswith(b"%PDF")


def test_orders_are_given_and_a_unit_is_followed_to_the_crowd(page: Page, district: str, open_map: OpenMap) -> None:
    """On a phone and without the mouse: orders, then one press a step; the address opens the same log again."""
    open_map(page, district)
    page.get_by_role("link", name="Emergency", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Emergency")).to_be_visible(timeout=60_000)
    page.wait_for_function(MAP_IS_THERE, timeout=60_000)
    # narrow only now: a map below the edge of the screen is drawn when somebody scrolls to it
    page.set_viewport_size({"width": 390, "height": 800})
    middle = page.evaluate(
        "() => { const c = document.querySelector('iframe').contentWindow.map.getCenter(); return [c.lng, c.lat]; }"
    )
    line = page.get_by_role("textbox", name="Or type: longitude latitude crowd")
    line.fill(f"{middle[0]:.4f} {middle[1]:.4f} 200-300")
    line.press("Enter")
    expect(page.get_by_role("button", name="Orders (ZIP)")).to_be_visible(timeout=60_000)
    page.locator(".st-key-surge_give button:visible").first.press("Enter")
    expect(page.get_by_text(re.compile("min left"))).to_be_visible(timeout=60_000)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "nothing hangs over the edge"
    unit = page.locator("[class*='st-key-unit_']").first
    for step in ("Read back", "Left", "At form-up point", "At the crowd"):
        unit.get_by_role("button", name=step).press("Enter", timeout=30_000)
    expect(unit).to_contain_text("at the crowd", timeout=30_000)
    page.goto(page.url)
    expect(page.locator("[class*='st-key-unit_']").first).to_contain_text("at the crowd", timeout=60_000)


def test_a_typed_alarm_is_answered_without_the_mouse(page: Page, district: str, open_map: OpenMap) -> None:
    """Longitude, latitude, crowd, Enter."""
    open_map(page, f"{district}/surge")
    middle = page.evaluate(
        "() => { const c = document.querySelector('iframe').contentWindow.map.getCenter(); return [c.lng, c.lat]; }"
    )
    line = page.get_by_role("textbox", name="Or type: longitude latitude crowd")
    line.fill(f"{middle[0]:.4f} {middle[1]:.4f} 200-300")
    line.press("Enter")
    expect(page.get_by_text("Commander").first).to_be_visible(timeout=60_000)
    expect(page.get_by_role("button", name="Orders (ZIP)")).to_be_visible(timeout=30_000)


def test_an_upload_with_a_bad_row_shows_the_reject(page: Page, district: str, tmp_path: Path) -> None:
    """The kind is known by itself; both bad rows stand on the screen, beside their reasons."""
    page.goto(f"{district}/data")
    file = tmp_path / "more_incidents.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["incident", "date", "latitude", "longitude", "kind", "severity"])
        writer.writerow(["X-1", "2026-11-01", "not known", "73.1", "threat", "1"])
        writer.writerow(["X-2", "2026-13-45", "31.4", "73.1", "threat", "1"])
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text(re.compile("Looks like: Incidents"))).to_be_visible(timeout=60_000)
    page.locator("button:visible", has_text="Try it").click()
    expect(page.get_by_text(re.compile("Refused rows: .*2"))).to_be_visible(timeout=60_000)
    expect(page.locator(".hif-table").first).to_contain_text("not known")
    expect(page.locator(".hif-table").first).to_contain_text("2026-13-45")


def test_urdu_turns_the_screen_around_and_english_turns_it_back(page: Page, district: str, open_map: OpenMap) -> None:
    """The direction of the page follows the language, and so does the address."""
    open_map(page, district)
    direction = "() => getComputedStyle(document.querySelector('.stMain')).direction"
    assert page.evaluate(direction) == "ltr"
    page.get_by_text("اردو").click()
    expect(page.get_by_role("heading", name="آج", exact=True)).to_be_visible(timeout=20_000)
    page.wait_for_function(f"() => ({direction})() === 'rtl'")
    assert "lang=ur" in page.url
    page.get_by_text("English").click()
    expect(page.get_by_role("heading", name="Today", exact=True)).to_be_visible(timeout=20_000)
    page.wait_for_function(f"() => ({direction})() === 'ltr'")


@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize("screen", SCREENS)
def test_nothing_runs_out_of_a_phone(page: Page, district: str, screen: str, language: str) -> None:
    """390 pixels wide, in both directions of writing."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{district}/{screen}?lang={language}")
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=30_000)
    page.wait_for_timeout(1500)
    over = page.evaluate("""() => {
        const main = document.querySelector('.stMain');
        return [document.documentElement.scrollWidth - innerWidth, main.scrollWidth - main.clientWidth];
    }""")
    assert max(over) <= 0


def drag_a_duty(page: Page) -> None:
    """A duty of the first officer is dragged to the row of another who has none at that time: it is judged at once."""
    page.set_viewport_size({"width": 1280, "height": 1600})
    page.get_by_role("radio", name="Officers, all days").click()
    rows = page.locator("[data-row]")
    expect(rows.first).to_be_visible(timeout=60_000)
    page.wait_for_timeout(2000)
    bar = rows.first.locator("button.bar").first
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    goes = rows.first.get_attribute("data-row")
    for number in range(1, rows.count()):
        target = rows.nth(number)
        spans = [bar.bounding_box() for bar in target.locator("button.bar").all()]
        if all(abs(span["x"] - box["x"]) > box["width"] for span in spans if span is not None):
            comes = target.get_attribute("data-row")
            row = target.bounding_box()
            break
    else:
        pytest.fail("every officer has a duty at that time")
    assert row is not None
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, row["y"] + row["height"] / 2, steps=8)
    page.mouse.up()
    expect(page.get_by_text(re.compile("It would break|It breaks no rule"))).to_be_visible(timeout=60_000)
    for name, officer in (("Who goes", goes), ("Who comes", comes)):
        expect(page.get_by_role("combobox", name=name)).to_have_value(re.compile(re.escape(officer or "?")))


def test_a_plan_goes_from_nothing_to_signed_orders(page: Page, tehsil: str) -> None:
    """Made, looked at, a duty chosen in the calendar and shown on the map, changed with a reason, signed, printed."""
    page.goto(tehsil)
    page.get_by_role("link", name="Plan", exact=True).click()
    page.get_by_role("spinbutton", name="Days").fill("2")
    page.get_by_role("combobox", name=re.compile("Search for at most")).click()
    page.get_by_role("option", name="10 s", exact=True).click()
    page.get_by_role("button", name="Make the plan").click()
    expect(page.get_by_text("What is covered, by kind of duty")).to_be_visible(timeout=150_000)
    steps = page.locator(".st-key-plan_step button")
    steps.nth(1).click()
    bar = page.locator("button.bar.full, button.bar.short").first
    bar.click(timeout=60_000)
    expect(page.get_by_text("Change this duty")).to_be_visible(timeout=60_000)
    expect(bar).to_have_attribute("aria-pressed", "true")
    page.wait_for_function(
        """() => {
            const inner = document.querySelector('iframe').contentWindow, rings = [];
            inner.map?.eachLayer((layer) => {
                if (inner.hifazat && layer instanceof inner.hifazat.Mark) rings.push(layer.options.look);
            });
            return rings.some((look) => look.shape === 'ring' && look.radius === 13);
        }""",
        timeout=60_000,
    )
    # a list that is open is closed when the map reports where it went: wait until all is quiet
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=60_000)
    page.wait_for_timeout(2000)
    goes = page.get_by_role("combobox", name="Who goes")
    goes.focus()
    goes.press("ArrowDown")
    page.get_by_role("option").nth(1).click()
    expect(page.get_by_text(re.compile("It would break|It breaks no rule"))).to_be_visible(timeout=60_000)
    page.get_by_role("textbox", name="Why", exact=True).fill("ill")
    page.get_by_role("textbox", name="Service number of who decides").last.fill("SI-1")
    page.get_by_role("button", name="Keep the change").click()
    expect(page.get_by_text("The change is kept with its reason.")).to_be_visible(timeout=60_000)
    drag_a_duty(page)
    steps.nth(4).click()
    page.get_by_role("textbox", name="Service number", exact=True).fill("DPO-1")
    page.get_by_role("textbox", name="Post").fill("DPO Demopur")
    accepts = page.get_by_role("textbox", name="Why the broken rules are accepted")
    if accepts.count():
        accepts.fill("for one day")
    page.get_by_role("button", name="Sign this plan").click()
    expect(page.get_by_text(re.compile("Signed by DPO-1, DPO Demopur")).first).to_be_visible(timeout=60_000)
    steps.nth(5).click()
    with page.expect_download(timeout=90_000) as coming:
        page.get_by_role("button", name="Orders (ZIP)").click()
    with zipfile.ZipFile(io.BytesIO(Path(coming.value.path()).read_bytes())) as archive:
        papers = {Path(name).name for name in archive.namelist()}
        assert {"book.pdf", "week.pdf", "posts.pdf", "roll.pdf", "plan.json"} <= papers
