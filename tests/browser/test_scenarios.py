"""The screen of past emergencies in a real browser: set, played, drawn, taken along; nothing is asked elsewhere."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_a_past_emergency_is_set_otherwise_played_drawn_and_taken_along(page: Page, tehsil: str) -> None:
    """A slider by keyboard, the map that plays, the draws with their ranges, and the replay as a file."""
    page.goto(f"{tehsil}/scenarios?scenario=gojra-2009")
    outcome = page.locator(".hif-table").first
    expect(outcome).to_contain_text("As it happened", timeout=60_000)
    expect(page.get_by_role("heading", name="What this cannot say")).to_be_visible()
    assert "scenario=gojra-2009" in page.url

    # force and crowd move in a frame that our own server serves, and the frame is as high as what it holds
    frame = page.frame_locator('iframe[title="Force and crowds"]')
    frame.get_by_role("button", name="Play").click()
    before = frame.locator("#now").inner_text()
    expect(frame.locator("#now")).not_to_have_text(before)
    frame.get_by_role("button", name="Pause").click()
    assert (frame.owner.get_attribute("src") or "").startswith("/replay/")
    beyond = page.evaluate("""() => {
        const frame = document.querySelector('iframe');
        return frame.contentDocument.querySelector('main').offsetHeight - frame.offsetHeight;
    }""")
    assert abs(beyond) <= 4  # no second bar to scroll with

    # one slider moved with the keyboard is answered without a press
    said = outcome.inner_text()
    slider = page.get_by_role("slider").nth(1)
    slider.focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    expect(outcome).not_to_have_text(said, timeout=20_000)
    expect(page.get_by_role("button", name="All sliders back to the best guess")).to_be_enabled()

    page.get_by_role("tab", name="How sure is it").click()
    page.get_by_role("button", name=re.compile(r"Draw .*500.* times")).click()
    expect(page.get_by_text("What matters most, as it happened")).to_be_visible(timeout=90_000)
    expect(outcome).to_contain_text("5 to 95 of 100")

    page.get_by_role("tab", name="Files").click()
    with page.expect_download(timeout=60_000) as coming:
        page.get_by_role("button", name="Everything (JSON)").click()
    replay = json.loads(Path(coming.value.path()).read_text(encoding="utf-8"))
    assert replay["name"] == "gojra-2009"
    assert replay["draws"] == 500
    with page.expect_download(timeout=60_000) as coming:
        page.get_by_role("button", name="Page with map (HTML)").click()
    assert Path(coming.value.path()).read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize("language", ["en", "ur"])
def test_nothing_runs_out_of_a_phone(page: Page, tehsil: str, language: str) -> None:
    """390 pixels wide, in both directions of writing; the map's frame too."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{tehsil}/scenarios?scenario=ichhra-2024&lang={language}")
    expect(page.locator(".hif-table").first).to_be_visible(timeout=60_000)
    expect(page.frame_locator("iframe").locator("html")).to_have_attribute("data-ready", "yes")
    over = page.evaluate("""() => {
        const main = document.querySelector('.stMain'), inner = document.querySelector('iframe').contentDocument;
        return [
            document.documentElement.scrollWidth - innerWidth,
            main.scrollWidth - main.clientWidth,
            inner.querySelector('main').scrollWidth - inner.documentElement.clientWidth,
        ];
    }""")
    assert max(over) <= 0
    assert (
        page.evaluate("() => document.querySelector('iframe').contentDocument.dir")
        == {"en": "ltr", "ur": "rtl"}[language]
    )
