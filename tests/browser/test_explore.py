"""The analyst's path in a real browser: drag over the bars, click on the map, take the table away."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
OpenMap = Callable[[Page, str], None]

CROSSES = """() => {
    const inner = document.querySelector('iframe').contentWindow, found = [];
    inner.map.eachLayer((layer) => {
        if (layer instanceof inner.hifazat.Mark && layer.options.look.shape === 'cross') {
            const spot = inner.map.latLngToContainerPoint(layer.getLatLng());
            found.push([spot.x, spot.y]);
        }
    });
    const box = inner.map.getContainer().getBoundingClientRect();
    return { found, left: box.left, top: box.top };
}"""


def test_time_is_brushed_an_incident_clicked_and_the_table_taken_away(
    page: Page, district: str, open_map: OpenMap
) -> None:
    """The address says the days that were dragged over; the file says what was asked for and who may see it."""
    page.set_viewport_size({"width": 1280, "height": 1500})
    open_map(page, f"{district}/explore?from=2021-11-23&to=2026-11-22")
    chart = page.locator('[data-testid="stVegaLiteChart"] canvas, [data-testid="stVegaLiteChart"] svg').first
    chart.wait_for()
    page.wait_for_timeout(1500)
    bars = chart.bounding_box()
    assert bars is not None
    y = bars["y"] + bars["height"] * 0.4
    page.mouse.move(bars["x"] + bars["width"] * 0.3, y)
    page.mouse.down()
    page.mouse.move(bars["x"] + bars["width"] * 0.8, y, steps=8)
    page.mouse.up()
    # the brush tells of its way, too: the last word is the one that counts
    page.wait_for_url(re.compile(r"from=202[2-4]-\d\d-\d\d&to=202[45]-\d\d-\d\d"))
    page.wait_for_timeout(3000)
    first, last = re.findall(r"(?:from|to)=(\d{4}-\d\d-\d\d)", page.url)

    marks = page.evaluate(CROSSES)
    frame = page.locator("iframe").bounding_box()
    assert frame is not None
    # well away from the buttons above and the legend beside
    x, y = min(marks["found"], key=lambda spot: abs(spot[0] - 0.3 * frame["width"]) + abs(spot[1] - 320))
    page.mouse.click(frame["x"] + marks["left"] + x, frame["y"] + marks["top"] + y)
    expect(page.get_by_text("Who says so")).to_be_visible()
    heading = page.get_by_text(re.compile(r"· I\d{5}")).first.inner_text()
    incident = heading.split("·")[-1].strip()

    with page.expect_download() as taken:
        page.locator(".st-key-ex_table_csv button:visible").first.click()
    rows = list(csv.DictReader(io.StringIO(Path(taken.value.path()).read_text(encoding="utf-8-sig"))))
    assert incident in {row["incident"] for row in rows}
    assert {row["classification"] for row in rows} == {"restricted"}
    assert {row["query"] for row in rows} == {f"incidents?from={first}&to={last}"}
    assert all(first <= row["day"][:10] <= last for row in rows)
