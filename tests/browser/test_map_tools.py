from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pyproj import Geod

from layers import page as pages
from tests.layers import scenes
from tests.layers.test_safe import HOSTILE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
RAN = "() => Boolean(window.pwned)"
NAMED = "() => { for (const name in window) if (/^map_[0-9a-f]{32}$/.test(name)) window.map = window[name]; }"
PAINTED = """(pane) => {
    const canvas = document.querySelector(`.leaflet-hifazat-${pane}-pane canvas`);
    const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    let blue = 0;
    for (let i = 0; i < data.length; i += 4) {
        if (!data[i] && data[i + 1] === 0x72 && data[i + 2] === 0xb2 && data[i + 3] === 255) blue += 1;
    }
    return blue;
}"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """One-file maps of a made-up district: in English, in Urdu, and with hostile names."""
    folder = tmp_path_factory.mktemp("maps")

    def made(kind: str) -> str:
        file = folder / f"{kind}.html"
        if not file.exists():
            places = scenes.sites(len(HOSTILE) if kind == "hostile" else 40)
            if kind == "hostile":
                places["name_en"] = list(HOSTILE)
            else:
                places.loc[7, ["name_en", "name_ur"]] = ["Gate Chapel", "گیٹ چیپل کہنہ"]
            language = "ur" if kind == "ur" else "en"
            file.write_text(pages.map_page(scenes.scene(of=places), language=language), encoding="utf-8")
        return file.as_uri()

    return made


@pytest.fixture
def chart(page: Page, files: Callable[[str], str]) -> Iterator[Callable[[str], Page]]:
    """Opens one of the one-file maps and waits until it has drawn its layers."""

    def opened(kind: str = "en") -> Page:
        page.goto(files(kind))
        page.wait_for_function("() => window.hifazat && hifazat.pending === 0")
        page.evaluate(NAMED)
        page.evaluate("() => { map.on('click', ({ latlng }) => { window.hit = [latlng.lng, latlng.lat]; }); }")
        page.wait_for_timeout(200)
        return page

    return opened


def spot_of(page: Page, longitude: float, latitude: float) -> tuple[float, float]:
    """Where a place stands on the screen."""
    return tuple(
        page.evaluate(
            """([x, y]) => {
                const box = map.getContainer().getBoundingClientRect(), p = map.latLngToContainerPoint([y, x]);
                return [p.x + box.left, p.y + box.top];
            }""",
            [longitude, latitude],
        )
    )


def degrees_of_site(number: int) -> tuple[float, float]:
    """Longitude and latitude of a made-up site."""
    spot = scenes.sites(40).geometry.to_crs(4326).iloc[number]
    return float(spot.x), float(spot.y)


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("en", "gate ch"),
        # with the Arabic letters of a foreign keyboard in place of the Urdu ones
        ("en", "گيٹ چيپل كهنه"),
        ("ur", "چیپل"),
        ("ur", "Gate"),
        ("en", "S7"),
    ],
)
def test_a_site_is_found_by_name_in_either_script_or_by_identifier(
    chart: Callable[[str], Page], kind: str, typed: str
) -> None:
    """Typed, chosen with Enter: the map goes there, a ring marks it, and it counts as a click on that place."""
    page = chart(kind)
    ident = str(scenes.sites(40)["site"].iloc[7])
    field = page.get_by_role("combobox")
    field.fill(ident if typed == "S7" else typed)
    expect(page.get_by_role("option").first).to_contain_text(ident)
    field.press("Enter")
    assert page.evaluate("() => window.hit") == pytest.approx(degrees_of_site(7), abs=2e-5)
    middle = page.evaluate("() => { const c = map.getCenter(); return [c.lng, c.lat]; }")
    assert middle == pytest.approx(degrees_of_site(7), abs=1e-3)
    assert page.evaluate("() => map.hasLayer(map._hifazatRing)")


def test_arrow_keys_choose_among_what_was_found_and_escape_ends_the_search(chart: Callable[[str], Page]) -> None:
    """The second of several is chosen without the mouse; what is not there is said in words."""
    page = chart("en")
    field = page.get_by_role("combobox")
    field.fill("church")
    options = page.get_by_role("option")
    expect(options.first).to_have_attribute("aria-selected", "true")
    second = options.nth(1).locator(".name").inner_text()
    field.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    field.press("Enter")
    expect(field).to_have_value(second)
    field.fill("no such place at all")
    expect(page.locator(".told")).to_have_text("Nothing on this map has that name.")
    field.press("Escape")
    expect(field).to_have_value("")
    expect(options).to_have_count(0)


def test_hostile_names_do_not_run_in_the_search(chart: Callable[[str], Page]) -> None:
    """Each is listed as text, and chosen."""
    page = chart("hostile")
    field = page.get_by_role("combobox")
    seen = 0
    for typed in ("script", "img", "pwned", "alert"):
        field.fill(typed)
        seen += page.get_by_role("option").count()
        field.press("Enter")
    page.wait_for_timeout(200)
    assert seen > 0
    assert not page.evaluate(RAN)


def test_control_without_the_guard_they_run_in_the_search(chart: Callable[[str], Page]) -> None:
    """Were names put into the list as markup, they would run: the test above can fail."""
    page = chart("hostile")
    page.evaluate("() => { hifazat.put.text = (element, text) => { element.innerHTML = text; }; }")
    page.get_by_role("combobox").fill("pwned")
    page.wait_for_function(RAN, timeout=5_000)


def test_a_measured_distance_is_the_true_one(chart: Callable[[str], Page]) -> None:
    """Three clicks; the length along them on the ellipsoid, within one per cent; Esc takes all of it away."""
    page = chart("en")
    page.get_by_role("button", name="Measure").click()
    places = [degrees_of_site(n) for n in (0, 5, 9)]
    clicked = []
    for place in places:
        x, y = (round(value) for value in spot_of(page, *place))
        page.mouse.click(x, y)
        clicked.append(
            page.evaluate(
                """([x, y]) => {
                    const box = map.getContainer().getBoundingClientRect();
                    const at = map.containerPointToLatLng([x - box.left, y - box.top]);
                    return [at.lng, at.lat];
                }""",
                [x, y],
            )
        )
    longitudes, latitudes = zip(*clicked, strict=True)
    expected = Geod(ellps="WGS84").line_length(longitudes, latitudes)
    said = page.locator(".hifazat-hud output")
    assert float(said.get_attribute("data-metres") or 0) == pytest.approx(expected, rel=0.01)
    number = float(re.sub(r"[^\d.]", "", said.inner_text()))
    assert number * 1000 == pytest.approx(expected, rel=0.011)
    assert page.evaluate("() => window.hit") is None, "a click that measures is no click on a place"
    page.keyboard.press("Escape")
    expect(page.locator(".hifazat-hud")).to_have_count(0)


def test_a_layer_is_drawn_as_strongly_as_it_was_set_also_when_it_is_drawn_anew(chart: Callable[[str], Page]) -> None:
    """At 10 % no pixel of a site is full blue; a second opening in the same tab remembers it."""
    page = chart("en")
    assert page.evaluate(PAINTED, "marks") > 500
    page.get_by_role("slider", name="How strongly it is drawn: Sites").fill("10")
    page.wait_for_timeout(200)
    assert page.evaluate(PAINTED, "marks") == 0
    page.reload()
    page.wait_for_function("() => window.hifazat && hifazat.pending === 0")
    page.wait_for_timeout(200)
    assert page.evaluate(PAINTED, "marks") == 0
    assert page.get_by_role("slider", name="How strongly it is drawn: Sites").input_value() == "10"


def test_only_some_sites_stand_out_while_a_table_is_filtered(chart: Callable[[str], Page]) -> None:
    """Nothing is fetched anew: the others are hidden, then dimmed, then all are back."""
    page = chart("en")
    keep = str(scenes.sites(40)["site"].iloc[7])
    whole = page.evaluate(PAINTED, "marks")
    filtered = """([keep, rest]) => {
        if (window.group) map.removeLayer(window.group);
        window.group = L.featureGroup().addTo(map);
        if (rest) hifazat.only(map, window.group, { layers: ['sites', 'risk'], keep: [keep], rest });
    }"""
    for rest in ("hide", "dim"):
        page.evaluate(filtered, [keep, rest])
        page.wait_for_timeout(150)
        # one of forty is left at full strength; the largest mark is below a tenth of all
        assert 0 < page.evaluate(PAINTED, "marks") < whole / 10
    page.evaluate(filtered, [keep, ""])
    page.wait_for_timeout(150)
    assert page.evaluate(PAINTED, "marks") == whole


def test_names_on_the_map_never_lie_on_one_another(chart: Callable[[str], Page]) -> None:
    """Some have no room when the map is small; those that are there can be read."""
    page = chart("ur")
    page.set_viewport_size({"width": 390, "height": 600})
    page.evaluate("() => { map.setZoom(map.getZoom() - 2); }")
    page.wait_for_timeout(600)
    boxes = page.evaluate("() => map._hifazatLabels.shown.map(({ box }) => box)")
    assert boxes
    for n, one in enumerate(boxes):
        for other in boxes[:n]:
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_the_map_is_moved_by_keys_and_says_so(chart: Callable[[str], Page]) -> None:
    """Arrow keys, plus and minus; a reader of the screen hears that each place stands in a table too."""
    page = chart("en")
    chart_box = page.get_by_role("application")
    expect(chart_box).to_have_accessible_description(re.compile("Arrow keys move the map.*table or list"))
    chart_box.focus()
    before = page.evaluate("() => [map.getZoom(), map.getCenter().lng]")
    page.keyboard.press("+")
    page.wait_for_function(f"() => map.getZoom() > {before[0]} && !map._animatingZoom")
    page.keyboard.press("-")
    page.wait_for_function(f"() => map.getZoom() === {before[0]} && !map._animatingZoom")
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"() => map.getCenter().lng > {before[1]}")


def test_the_printed_map_is_one_page_with_all_that_a_reader_needs(
    chart: Callable[[str], Page], browser: Browser
) -> None:
    """The map alone with legend, scale, north, classification and date, and without the tools."""
    page = chart("en")
    page.emulate_media(media="print")
    for needed in (".hifazat-legend", ".leaflet-control-scale", ".hifazat-north", ".hifazat-class", ".printed"):
        expect(page.locator(needed)).to_be_visible()
    expect(page.locator(".hifazat-class")).to_contain_text("RESTRICTED")
    expect(page.locator(".printed")).to_have_text(re.compile(r"Printed .*\d{1,2} \w+ \d{4}"))
    for tool in (".hifazat-bar", ".hifazat-legend input >> nth=0"):
        expect(page.locator(tool)).to_be_hidden()
    paper = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1


def test_the_button_that_prints_sets_the_map_to_a_sheet_of_paper_and_back(chart: Callable[[str], Page]) -> None:
    """The legend is open on paper, and what the reader saw comes back."""
    page = chart("en")
    page.evaluate("""() => {
        document.querySelector('.hifazat-legend').open = false;
        window.print = () => {
            const box = map.getContainer();
            window.paper = [box.offsetWidth, box.offsetHeight, document.querySelector('.hifazat-legend').open];
            window.dispatchEvent(new Event('afterprint'));
        };
    }""")
    before = page.evaluate("() => [map.getSize().x, map.getSize().y, map.getZoom()]")
    page.get_by_role("button", name="Print").click()
    page.wait_for_function("() => window.paper")
    # A4 lying has 297 x 210 mm, less 10 mm on each side: 1047 x 718 dots of 1/96 inch
    width, height, is_open = page.evaluate("() => window.paper")
    assert (1000 < width <= 1047, 650 < height <= 718, is_open) == (True, True, True)
    assert page.evaluate("() => [map.getSize().x, map.getSize().y, map.getZoom()]") == before


@pytest.mark.parametrize("language", ["en", "ur"])
def test_what_is_drawn_on_the_emergency_map_is_a_closure_that_can_be_taken_back(
    page: Page, tehsil: str, open_map: Callable[[Page, str], None], language: str
) -> None:
    """A box by dragging and a line by clicks: both are read in Python, drawn by the layer, and one is opened again."""
    open_map(page, f"{tehsil}/surge?lang={language}")
    inside = page.frame_locator("iframe").first
    box: Any = page.locator("iframe").first.bounding_box()
    x, y = box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.4
    inside.locator(".hifazat-tool.area").click()
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y + 30, steps=4)
    page.mouse.up()
    rows = page.locator("[class*='st-key-surge_closure_']")
    expect(page.locator("[class*='st-key-surge_closure_open_']")).to_have_count(1, timeout=30_000)
    inside.locator(".hifazat-tool.line").click()
    page.mouse.click(x + 90, y + 80)
    page.mouse.click(x + 150, y + 90)
    page.keyboard.press("Enter")
    opens = page.locator("[class*='st-key-surge_closure_open_']")
    expect(opens).to_have_count(2, timeout=30_000)
    drawn = """() => {
        const inner = document.querySelector('iframe').contentWindow, found = [];
        for (const { spec, data } of inner.map._hifazatDrawn) {
            if (spec.name === 'surge') for (const one of data.features) found.push(one.properties.s);
        }
        return found.sort();
    }"""
    page.wait_for_function(f"() => ({drawn})().length === 4", timeout=20_000)
    assert page.evaluate(drawn) == ["closure", "closure", "closure_area", "closure_line"]
    assert page.evaluate("() => document.querySelector('iframe').contentWindow.map._hifazatShape") is None
    opens.first.locator("button:visible").first.click()
    expect(opens).to_have_count(1, timeout=20_000)
    expect(rows.first).to_contain_text({"en": "a line of", "ur": "لکیر"}[language])
