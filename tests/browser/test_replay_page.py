"""The page of a replay in a real browser: it plays, it is reached by keyboard, and hostile texts do not run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from layers.replay import replay_page
from planner.config import load_config
from planner.flow.replay import replay
from tests.layers.test_safe import HOSTILE
from tests.simulate.toys import EARLY

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def page_file(folder: Path, text: str, *, language: str = "en") -> str:
    """The address of the page of a scenario."""
    source = folder / "toy.toml"
    source.write_text(text, encoding="utf-8")
    document = replay(load_config(), source, draws=50, seed=7)
    file = folder / f"replay-{language}.html"
    file.write_text(replay_page(document, language=language), encoding="utf-8")
    return file.as_uri()


def move(page: Page, minute: int) -> None:
    """Drag the time to a minute."""
    page.locator("#time").evaluate("(e, m) => { e.value = m; e.dispatchEvent(new Event('input')); }", minute)


def test_the_states_follow_the_time(page: Page, tmp_path: Path) -> None:
    """At 09:05 there is violence and nobody, at 09:20 a force of 20 for 80 people; known sooner, from 08:20 on."""
    page.goto(page_file(tmp_path, EARLY))
    row = page.locator("#now-rows tr")
    move(page, 545)
    expect(page.locator("#now")).to_have_text("09:05")
    expect(row).to_contain_text("Violence, no police")
    expect(page.locator(".unit")).to_be_visible()  # on its way from 09:05 to 09:20
    move(page, 560)
    expect(row).to_contain_text("Adequate force")
    # people, officers, need; first unit, adequate from, minutes between, minutes at risk
    assert row.locator("td").all_inner_texts()[1:] == ["80", "20", "20", "09:20", "09:20", "0", "20"]
    expect(page.locator(".unit")).to_be_hidden()
    move(page, 545)
    page.locator("#variant").select_option(label="Known sooner")
    expect(row).to_contain_text("Adequate force")


def test_it_plays_and_is_reached_by_keyboard(page: Page, tmp_path: Path) -> None:
    """Space plays and pauses, arrows move the time, every control has a name and can be reached by Tab."""
    page.goto(page_file(tmp_path, EARLY))
    page.keyboard.press("ArrowRight")
    expect(page.locator("#now")).to_have_text("07:05")
    page.keyboard.press("PageDown")
    expect(page.locator("#now")).to_have_text("07:00")
    page.keyboard.press(" ")
    expect(page.locator("#play")).to_have_text("Pause")
    page.wait_for_function("() => Number(document.getElementById('time').value) > 422")
    page.locator("body").press(" ")
    expect(page.locator("#play")).to_have_text("Play")
    reached = set()
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("() => document.activeElement.id"))
    assert {"play", "time", "variant", "place", "speed"} <= reached
    assert page.get_by_role("slider", name="Time").get_attribute("aria-valuetext")


def test_it_ends_at_the_end_and_begins_again(page: Page, tmp_path: Path) -> None:
    """The last minute is 12:00; then it plays from the start."""
    page.goto(page_file(tmp_path, EARLY))
    page.locator("#speed").select_option("60")
    move(page, 719)
    page.locator("#play").click()
    expect(page.locator("#play")).to_have_text("From the start")
    expect(page.locator("#now")).to_have_text("12:00")
    page.locator("#play").click()
    page.wait_for_function("() => Number(document.getElementById('time').value) < 700")


@pytest.mark.parametrize("width", [390, 1280])
def test_urdu_runs_from_right_to_left_and_fits(page: Page, tmp_path: Path, width: int) -> None:
    """Nothing sticks out of the page; time keeps running from left to right."""
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(page_file(tmp_path, EARLY, language="ur"))
    assert page.evaluate("() => document.dir") == "rtl"
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    expect(page.get_by_role("heading", level=1)).to_have_text("دو بستیاں")
    assert page.locator("#time").get_attribute("dir") == "ltr"
    for name in ("#map", "#curve"):
        box = page.locator(name).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


def test_hostile_texts_do_not_run(page: Page, tmp_path: Path) -> None:
    """Every text of the file is hostile, in turn: names, events, labels, sources, facts, the caveat."""
    text, words = EARLY, iter(HOSTILE * 3)
    for harmless in (
        *("Two hamlets", "A crowd gathers.", "Order early.", "Nothing of this happened.", "made up for a test"),
        *("A rumour.", "East hamlet", "Town station", "When the police knew", "Known sooner", "not found"),
    ):
        text = text.replace(f'"{harmless}"', json.dumps(next(words)))
    text += f'\n[[fact]]\nkey = "f"\ntext = {json.dumps(next(words))}\nvalue = 3\nunit = "houses"\n'
    page.goto(page_file(tmp_path, text))
    expect(page.locator("html")).to_have_attribute("data-ready", "yes")
    move(page, 545)
    for summary in page.locator("summary").all():
        summary.click()
    assert not page.evaluate("() => Boolean(window.pwned)")
    expect(page.get_by_role("heading", level=1)).to_have_text(HOSTILE[0])
