"""A tile archive of the office's own in the real browser: drawn below our layers, from our own address only."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from planner import flow
from planner.config import load_config
from tests.browser.conftest import _serve
from tests.layers import archives

WATER = (197, 217, 227)
PAPER = (251, 250, 247)
OPEN_SEA = (64.2, 23.7, 65.0, 24.4)
"""Where the sample lies."""
_DRAWN = """() => {
    const inner = document.querySelector('iframe').contentWindow, tiles = inner.map && inner.map._hifazatTiles;
    return Boolean(tiles) && !tiles.isLoading();
}"""


@pytest.fixture
def tiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of the app over the tehsil, with an archive whose tiles are water in their eastern halves."""
    store = tmp_path / "tehsil.db"
    with flow.open_store(str(store)) as opened:
        flow.sample(opened, load_config(), world="tehsil", seed=7, today=date(2026, 11, 22))
    archives.vector(tmp_path / "own.pmtiles", OPEN_SEA, range(6, 11))
    deployment = tmp_path / "deployment.toml"
    deployment.write_text('[map]\ntiles_file = "own.pmtiles"\n', encoding="utf-8")
    monkeypatch.setenv("HIFAZAT_CONFIG", str(deployment))
    yield from _serve(store)


def test_archive_is_seen_below_the_sites_and_named_in_urdu(
    page: Page, tiled: str, open_map: Callable[[Page, str], None]
) -> None:
    """Water is blue in the eastern half of a tile and paper is in the western one; our own roads wait in the legend."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/tiles/" in request.url else None)
    open_map(page, f"{tiled}/?lang=ur")
    page.wait_for_function(_DRAWN)
    frame = page.query_selector("iframe").content_frame()
    # at zoom 10 tiles of zoom 9 are drawn twice as large: the western quarter of one is dry, the eastern one is wet
    x, y = archives.tile_at(9, 64.6, 24.05)
    west, middle, east = ((x + part) / 512 * 360 - 180 for part in (0.25, 0.5, 0.75))
    north = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * (y + 0.2) / 512))))
    frame.evaluate("spot => { map.setView(spot, 10, {animate: false}); }", [north, middle])
    page.wait_for_timeout(300)
    page.wait_for_function(_DRAWN)
    colors = {}
    for name, longitude in (("dry", west), ("wet", east)):
        spot = frame.evaluate(
            """spot => {
                const at = map.latLngToContainerPoint(spot), box = map.getContainer().getBoundingClientRect();
                for (const tile of map.getPane('hifazat-tiles').querySelectorAll('canvas')) {
                    const r = tile.getBoundingClientRect(), px = at.x + box.x - r.x, py = at.y + box.y - r.y;
                    if (px < 0 || py < 0 || px >= r.width || py >= r.height) continue;
                    const wide = tile.width / r.width, high = tile.height / r.height;
                    const [red, green, blue] = tile.getContext('2d').getImageData(px * wide, py * high, 1, 1).data;
                    return [red, green, blue];
                }
                return null;
            }""",
            [north, longitude],
        )
        colors[name] = tuple(spot)
    assert colors == {"dry": PAPER, "wet": WATER}
    assert frame.evaluate("() => [...hifazat.hidden].sort()") == ["landmarks", "roads"]
    assert frame.evaluate("""() => document.fonts.check('12px "Hifazat Nastaliq"', '\\u0634')""")
    assert asked
    assert all(address.startswith(tiled) for address in asked)
    # what the reader sees holds that blue too
    seen = Image.open(io.BytesIO(page.locator("iframe").first.screenshot())).convert("RGB")
    pixels = seen.getcolors(seen.width * seen.height) or []
    assert sum(count for count, color in pixels if color == WATER) > 1000
