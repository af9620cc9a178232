"""Every screen for everybody: axe finds nothing serious, a phone shows all of it, and Tab and Enter do the work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from layers import offline
from tests.browser.conftest import COLD_MS

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
AXE = offline.VENDOR / "axe-core-4.14.1" / "axe.min.js"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
TARGET_PX = 24
SETTLES = 12
# What is not ours and cannot be mended from here: (rule, part of the selector, why).
NOT_OURS: tuple[tuple[str, str, str], ...] = (
    ("svg-img-alt", ".brush_brush", "Vega draws its brush without a name; the slider above says and sets the same"),
)
STEPS = ("open", "day", "away", "compare", "sign", "orders")
ALARM = "200-300"

_QUIET = """() => document.querySelector('.stApp')?.dataset.testScriptState === 'notRunning'
    && !document.querySelector('[data-testid="stSkeleton"]')
    && [...document.querySelectorAll('iframe[title^="streamlit_folium"]')].every((frame) =>
        frame.contentWindow.hifazat && frame.contentWindow.hifazat.pending === 0)"""
_AXE = """async (levels) => {
    const found = await axe.run(document, { runOnly: levels, resultTypes: ['violations'], pingWaitTime: 5000 });
    return found.violations.filter((one) => ['serious', 'critical'].includes(one.impact)).flatMap((one) =>
        one.nodes.map((node) => [one.id, node.target.flat(9).join(' '), node.html.slice(0, 160)]));
}"""
# what hangs over the edge of the page and does not roll within a box of its own
_OVER = """() => {
    const main = document.querySelector('.stMain'), found = [];
    const rolls = (e) => {
        for (let p = e.parentElement; p && p !== main; p = p.parentElement)
            if (/auto|scroll|hidden|clip/.test(getComputedStyle(p).overflowX)) return true;
        return false;
    };
    if (document.documentElement.scrollWidth > innerWidth) found.push('the page');
    if (main.scrollWidth > main.clientWidth) found.push('the main part');
    for (const e of main.querySelectorAll('*')) {
        const box = e.getBoundingClientRect();
        if (box.width && (box.right > innerWidth + 1 || box.left < -1) && !rolls(e))
            found.push(`${e.tagName} ${e.dataset.testid || e.className}: ${e.textContent.slice(0, 40)}`);
    }
    return found;
}"""
# what a finger presses; a field within a label is pressed on its label, a hidden one on what stands for it
_SMALL = """(least) => [...document.querySelectorAll('.stMain :is(button, a[href], input, summary, [role="tab"])')]
    .filter((e) => {
        const mine = e.getBoundingClientRect(), label = e.closest('label')?.getBoundingClientRect();
        if (!mine.width || !mine.height || e.type === 'range') return false;
        if (getComputedStyle(e).visibility === 'hidden') return false;
        const [width, height] = ['width', 'height'].map((side) => Math.max(mine[side], label ? label[side] : 0));
        return Math.round(width) < least || Math.round(height) < least;
    })
    .map((e) => `${e.tagName} ${e.dataset.testid || e.className}: ${e.getAttribute('aria-label') || e.textContent}`)"""
_FOCUSED = """(selector) => {
    let at = document.activeElement;
    while (at && at.shadowRoot && at.shadowRoot.activeElement) at = at.shadowRoot.activeElement;
    return Boolean(at && at.matches(selector));
}"""


def quiet(page: Page) -> None:
    """Waits until the script has run and the map has all its layers."""
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=COLD_MS)
    page.wait_for_function(_QUIET)
    page.wait_for_timeout(250)


def findings(page: Page) -> list[str]:
    """What axe calls serious or critical, in the page and in its frames."""
    for frame in page.frames:
        if not frame.evaluate("() => Boolean(window.axe)"):
            frame.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[list[Any]] = page.evaluate(_AXE, LEVELS)
    return [
        f"{rule}: {target}: {html}"
        for rule, target, html in found
        if not any(rule == left and part in target for left, part, _ in NOT_OURS)
    ]


def over_the_edge(page: Page) -> list[str]:
    """What still hangs over the edge when table and map have had time to take their new width."""
    found: list[str] = []
    for _ in range(SETTLES):
        page.wait_for_timeout(350)
        found = page.evaluate(_OVER)
        if not found:
            break
    return found


def states(page: Page, address: str, language: str) -> Iterator[str]:
    """Each screen in each of its states, by name; the page shows it when the name is given."""
    opened: tuple[tuple[str, str], ...] = (
        ("home", ""),
        ("explore", "explore"),
        ("risk", "risk"),
        ("scenarios", "scenarios?scenario=gojra-2009"),
        ("data", "data"),
    )
    for name, path in opened:
        page.goto(f"{address}/{path}{'&' if '?' in path else '?'}lang={language}")
        quiet(page)
        yield name
    page.goto(f"{address}/plan?lang={language}")
    quiet(page)
    for number, step in enumerate(STEPS):
        page.locator(".st-key-plan_step button").nth(number).click()
        quiet(page)
        yield f"plan, {step}"
    page.goto(f"{address}/surge?lang={language}")
    quiet(page)
    yield "surge, empty"
    alarm(page)
    quiet(page)
    yield "surge, answered"
    page.locator(".st-key-surge_give button:visible").first.press("Enter")
    expect(page.locator("[class*='st-key-unit_']").first).to_be_visible()
    quiet(page)
    yield "surge, live"


def alarm(page: Page) -> None:
    """Types an alarm in the middle of the map and waits for the proven answer."""
    middle = page.evaluate(
        "() => { const c = document.querySelector('iframe').contentWindow.map.getCenter(); return [c.lng, c.lat]; }"
    )
    line = page.locator(".st-key-surge_line input")
    line.fill(f"{middle[0]:.4f} {middle[1]:.4f} {ALARM}")
    line.press("Enter")
    expect(page.locator(".st-key-surge_give button:visible").first).to_be_visible()


@pytest.mark.parametrize("language", ["en", "ur"])
def test_nothing_serious_and_nothing_cut_off_on_any_screen(page: Page, planned: str, language: str) -> None:
    """In each state of each screen: axe wide and narrow, edges and targets on a phone, language and title."""
    wrong: dict[str, list[str]] = {}
    titles = set()
    for name in states(page, planned, language):
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        over = over_the_edge(page)
        wrong[f"{name}, phone"] = [
            *findings(page),
            *(f"over the edge: {one}" for one in over),
            *(f"too small: {one}" for one in page.evaluate(_SMALL, TARGET_PX)),
        ]
        page.set_viewport_size(WIDE)  # type: ignore[arg-type]
        page.wait_for_timeout(250)
        wrong[f"{name}, wide"] = findings(page)
        root = page.evaluate("() => [document.documentElement.lang, document.documentElement.dir]")
        assert root == [language, {"en": "ltr", "ur": "rtl"}[language]]
        titles.add(page.title())
    assert {name: found for name, found in wrong.items() if found} == {}
    # a title a screen: readers of the history and of many tabs know them apart
    assert len(titles) == 7


def reach(page: Page, selector: str, most: int = 90) -> None:
    """Presses Tab until what is meant has the focus; fails when it cannot be reached so."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(_FOCUSED, selector):
            return
    pytest.fail(f"{selector} is not reached by {most} presses of Tab")


def _home(page: Page) -> None:
    reach(page, 'header a[href$="/risk"], [data-testid="stTopNavLink"][href$="/risk"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/risk*")


def _risk(page: Page) -> None:
    likely = page.locator('[data-testid="stSlider"]').first
    before = likely.inner_text()
    reach(page, '[data-testid="stSlider"] *')
    page.keyboard.press("ArrowRight")
    expect(likely).not_to_have_text(before)


def _plan(page: Page) -> None:
    reach(page, ".st-key-plan_step button")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator(".box")).to_be_visible()
    reach(page, "button.bar")
    page.keyboard.press("Enter")
    expect(page.locator("button.bar[aria-pressed=true]")).to_have_count(1)


def _surge(page: Page) -> None:
    middle = page.evaluate(
        "() => { const c = document.querySelector('iframe').contentWindow.map.getCenter(); return [c.lng, c.lat]; }"
    )
    reach(page, ".st-key-surge_line input")
    page.keyboard.type(f"{middle[0]:.4f} {middle[1]:.4f} {ALARM}")
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-surge_give button:visible").first).to_be_visible()
    quiet(page)
    reach(page, ".st-key-surge_give button")
    page.keyboard.press("Enter")
    expect(page.locator("[class*='st-key-unit_']").first).to_be_visible()


def _scenarios(page: Page) -> None:
    outcome = page.locator(".hif-table").first
    before = outcome.inner_text()
    reach(page, '[data-testid="stSlider"] *')
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    expect(outcome).not_to_have_text(before)


def _data(page: Page) -> None:
    # listened for from the start: a press right after one began to listen may be the quicker of the two
    opened: list[Any] = []
    page.on("filechooser", lambda chooser: opened.append(chooser))
    reach(page, '[data-testid="stFileUploaderDropzone"] button')
    page.keyboard.press("Enter")
    for _ in range(SETTLES):
        page.wait_for_timeout(350)
        if opened:
            break
    assert len(opened) == 1


@pytest.mark.parametrize(
    ("path", "act"),
    [("", _home), ("risk", _risk), ("plan", _plan), ("surge", _surge), ("scenarios", _scenarios), ("data", _data)],
)
def test_the_main_work_of_a_screen_is_done_by_keyboard(
    page: Page, planned: str, path: str, act: Callable[[Page], None]
) -> None:
    """From a fresh page: Tab to it, Enter or an arrow, and it is done."""
    page.goto(f"{planned}/{path}")
    quiet(page)
    act(page)


def test_the_first_tab_leads_past_the_navigation_in_the_language_of_the_page(page: Page, planned: str) -> None:
    """The first thing that Tab reaches leads to the content, and what has the focus has a ring that can be seen."""
    page.goto(f"{planned}/data?lang=ur")
    quiet(page)
    page.keyboard.press("Tab")
    first = page.locator(":focus")
    expect(first).to_have_text("مواد پر جائیں")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.closest('.stMain')")
    reach(page, ".stMain button")
    ring = page.evaluate("() => getComputedStyle(document.activeElement)")
    assert ring["outlineStyle"] == "solid"
    assert ring["outlineWidth"] == "3px"
