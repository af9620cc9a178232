from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from layers import page as pages
from layers import parts
from tests.layers import scenes
from tests.layers.test_safe import HOSTILE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
RAN = "() => Boolean(window.pwned || [...document.querySelectorAll('iframe')].some((f) => f.contentWindow.pwned))"
# opens the tooltip of every mark, one after the other, as a pointer would
HOVER = """(inner) => {
    const marks = [];
    inner.map.eachLayer((layer) => {
        if (layer instanceof inner.hifazat.Mark && layer.getTooltip()) marks.push(layer);
    });
    marks.forEach((mark) => { mark.openTooltip(); mark.closeTooltip(); });
    return marks.length;
}"""


def one_file(tmp_path: Path) -> str:
    """The address of a one-file map whose sites have hostile names."""
    places = scenes.sites(len(HOSTILE))
    places["name_en"] = list(HOSTILE)
    file = tmp_path / "map.html"
    file.write_text(pages.map_page(scenes.scene(of=places)), encoding="utf-8")
    return file.as_uri()


def ready(page: Page) -> None:
    """Waits until the one-file map has drawn its layers, and gives it the name that the app's map has."""
    page.wait_for_function("() => window.hifazat && hifazat.pending === 0")
    page.evaluate(
        "() => { for (const name in window) if (/^map_[0-9a-f]{32}$/.test(name)) window.map = window[name]; }"
    )


def test_hostile_names_do_not_run_in_the_app(page: Page, hostile: str, open_map: Callable[[Page, str], None]) -> None:
    """Every tooltip is opened, then the emergency screen, which draws the same sites."""
    open_map(page, hostile)
    hovered = page.evaluate(f"() => ({HOVER})(document.querySelector('iframe').contentWindow)")
    assert hovered >= len(HOSTILE)
    page.goto(f"{hostile}/surge")
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=30_000)
    assert not page.evaluate(RAN)


def test_hostile_names_do_not_run_in_the_one_file_map(page: Page, tmp_path: Path) -> None:
    """The same names, opened from a file."""
    page.goto(one_file(tmp_path))
    ready(page)
    assert page.evaluate(f"() => ({HOVER})(window)") >= len(HOSTILE)
    page.wait_for_timeout(300)
    assert not page.evaluate(RAN)


def test_control_without_the_guard_of_the_browser_they_run(page: Page, tmp_path: Path) -> None:
    """Were texts put in as markup, the picture that cannot be loaded would run its script: the test above can fail."""
    page.goto(one_file(tmp_path))
    ready(page)
    page.evaluate("() => { hifazat.put.text = (element, text) => { element.innerHTML = text; }; }")
    page.evaluate(f"() => ({HOVER})(window)")
    page.wait_for_function(RAN, timeout=5_000)


def test_control_without_the_guard_of_the_page_they_run(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were data plain JSON in the page, the name that closes the script element would run."""
    monkeypatch.setattr(parts, "script_json", lambda value: json.dumps(value, ensure_ascii=False))
    places = scenes.sites(1)
    places["name_en"] = "</script><script>window.pwned=1</script><script>"
    file = tmp_path / "map.html"
    file.write_text(pages.map_page(scenes.scene(of=places)), encoding="utf-8")
    # a page of its own: this one is broken on purpose, and the guard of `page` would fail on its errors
    other = browser.new_page()
    other.goto(file.as_uri())
    other.wait_for_function(RAN, timeout=5_000)
    other.close()


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_one_file_map_opens_from_a_file_and_asks_for_nothing(page: Page, tmp_path: Path, language: str) -> None:
    """No server, no internet: one request, the file itself."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    file = tmp_path / "map.html"
    file.write_text(pages.map_page(scenes.scene(40), language=language), encoding="utf-8")
    page.goto(file.as_uri())
    ready(page)
    drawn = page.evaluate("""() => {
        let sites = 0;
        map.eachLayer((layer) => {
            if (layer instanceof hifazat.Mark && layer.options.look.fill === '#0072B2') sites += 1;
        });
        return sites;
    }""")
    assert drawn == 40
    assert [url for url in asked if not url.startswith("data:")] == [file.as_uri()]
    expect(page.locator(".hifazat-legend")).to_be_visible()
    expect(page.locator(".leaflet-control-scale")).to_be_visible()
    expect(page.locator(".hifazat-class")).to_contain_text({"en": "RESTRICTED", "ur": "محدود"}[language])
