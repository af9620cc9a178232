"""Take the pictures of `docs/pictures/` anew: `python tools/pictures.py`. Needs Chromium and the development set-up.

A synthetic district is made in a folder of its own, the app is started on it, and a real browser looks at it.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
WIDE = {"width": 1280, "height": 800}
PAST = "jaranwala-2023"
ALARM = "64.55 24.04 300-600"
START_S, DRAWN_MS = 120, 6000
# where the northernmost site of the highest band lies in the map's frame
HIGHEST = """() => {
    const inner = document.querySelector('iframe').contentWindow, found = [];
    inner.map.eachLayer((layer) => {
        if (layer instanceof inner.hifazat.Mark && layer.options.look.radius === 19) {
            const spot = inner.map.latLngToContainerPoint(layer.getLatLng());
            found.push([spot.x, spot.y]);
        }
    });
    return found.sort((a, b) => a[1] - b[1])[0] || null;
}"""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str) -> None:
    """Until the app answers."""
    ends = time.monotonic() + START_S
    while time.monotonic() < ends:
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).close()  # noqa: S310  # our own address
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    sys.exit("the app did not start")


def picture(page: Page, address: str, name: str) -> None:
    """Open a screen, let the map draw, take its picture."""
    page.goto(address)
    page.wait_for_timeout(DRAWN_MS)
    page.screenshot(path=PICTURES / f"{name}.png")


def explained(page: Page, address: str, name: str) -> None:
    """The risk screen with a site of the highest band chosen on the map, and its reasons."""
    page.set_viewport_size({"width": 1280, "height": 960})
    page.goto(address)
    page.wait_for_function(
        f"() => document.querySelector('iframe')?.contentWindow.hifazat && ({HIGHEST})()", timeout=60_000
    )
    page.wait_for_timeout(DRAWN_MS)
    spot = page.evaluate(HIGHEST)
    box = page.locator("iframe").first.bounding_box()
    if spot is None or box is None:
        sys.exit("the risk screen has no map")
    page.mouse.click(box["x"] + spot[0], box["y"] + spot[1])
    page.wait_for_timeout(DRAWN_MS)
    # the pointer stays: the tooltip says the same in one box
    page.mouse.move(box["x"] + spot[0] + 1, box["y"] + spot[1])
    page.wait_for_timeout(1000)
    page.screenshot(path=PICTURES / f"{name}.png")
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]


def answered(page: Page, address: str, name: str) -> None:
    """The emergency screen with the answer to one alarm, typed."""
    page.goto(address)
    page.wait_for_timeout(DRAWN_MS)
    page.get_by_placeholder("73.08").fill(ALARM)
    page.keyboard.press("Enter")
    page.wait_for_timeout(DRAWN_MS)
    page.screenshot(path=PICTURES / f"{name}.png")


def planned(page: Page, address: str, name: str) -> None:
    """The plan screen with calendar and map of the first day, and a manned duty chosen."""
    page.set_viewport_size({"width": 1280, "height": 1400})
    page.goto(address)
    page.locator(".st-key-plan_step button").nth(1).click(timeout=60_000)
    page.locator("button.bar.full").last.click(timeout=60_000)
    page.wait_for_timeout(DRAWN_MS)
    page.screenshot(path=PICTURES / f"{name}.png")
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]


def replayed(page: Page, address: str, name: str) -> None:
    """The screen of past emergencies: what is set, outcomes side by side, and the map at the hour of the violence."""
    page.set_viewport_size({"width": 1280, "height": 1900})
    page.goto(address)
    moving = page.frame_locator("iframe")
    moving.locator("html[data-ready=yes]").wait_for(timeout=60_000)
    moving.locator("#time").evaluate("(e) => { e.value = 690; e.dispatchEvent(new Event('input')); }")
    page.wait_for_timeout(DRAWN_MS)
    page.screenshot(path=PICTURES / f"{name}.png")
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]


def main() -> None:
    """All pictures, in English and in Urdu."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome") or sys.exit("there is no Chromium here")
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "pictures.db"
        cli = [sys.executable, "-m", "planner.cli", "--store", str(store)]
        subprocess.run([*cli, "sample", "--seed", "7"], cwd=ROOT, check=True)
        first = datetime.now(ZoneInfo("Asia/Karachi")).date().isoformat()
        subprocess.run([*cli, "plan", "--from", first, "--days", "7", "--seconds", "30"], cwd=ROOT, check=True)
        address = f"http://127.0.0.1:{(port := free_port())}"
        server = subprocess.Popen([*cli, "serve", "--no-browser", "--port", str(port)], cwd=ROOT)
        try:
            wait_for(address)
            with sync_playwright() as play:
                arguments = ["--no-sandbox", "--use-angle=swiftshader", "--disable-background-networking"]
                browser = play.chromium.launch(executable_path=chromium, args=arguments)
                page = browser.new_page(viewport=WIDE)  # type: ignore[arg-type]
                for language in ("en", "ur"):
                    picture(page, f"{address}/?lang={language}", f"home-{language}")
                    explained(page, f"{address}/risk?lang={language}", f"risk-{language}")
                    planned(page, f"{address}/plan?lang={language}", f"plan-{language}")
                    answered(page, f"{address}/surge?lang={language}", f"surge-{language}")
                    replayed(page, f"{address}/scenarios?scenario={PAST}&lang={language}", f"scenarios-{language}")
                browser.close()
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
