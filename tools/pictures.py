"""Take the pictures of `docs/pictures/` anew: `python tools/pictures.py`. Needs Chromium and the development set-up.

A synthetic district with a plan is made in a folder of its own, the app is started on it, and a real browser looks at
each screen, in English and in Urdu, on an office screen and on a phone. It ends with a fault when a screen tells one,
when a text has no translation, or when all pictures together are larger than they may be.
"""

from __future__ import annotations

import argparse
import io
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
LOCALES = ROOT / "screens" / "locales" / "en"
WIDTHS = {"wide": {"width": 1280, "height": 860}, "phone": {"width": 390, "height": 844}}
MOST_BYTES = 4_000_000
MOST_HIGH = 2600
"""Pixels; below that a page says nothing new."""
QUALITY = 62
PAST = "jaranwala-2023"
START_S, WAIT_MS = 120, 120_000
ARGUMENTS = ("--no-sandbox", "--use-angle=swiftshader", "--disable-background-networking")
QUIET = """() => document.querySelector('.stApp')?.dataset.testScriptState === 'notRunning'
    && !document.querySelector('[data-testid="stSkeleton"]')
    && [...document.querySelectorAll('iframe[title^="streamlit_folium"]')].every((frame) =>
        frame.contentWindow.hifazat && frame.contentWindow.hifazat.pending === 0)"""
# how high the page is in full: it rolls within its main part
HIGH = "() => document.querySelector('.stMain').scrollHeight"
FAULTS = """() => [...document.querySelectorAll('.hif-card.fault, [data-testid="stException"]')]
    .map((one) => one.textContent)"""


def quiet(page: Page) -> None:
    """Until the script has run and the map has drawn."""
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=WAIT_MS)
    page.wait_for_function(QUIET, timeout=WAIT_MS)
    page.wait_for_timeout(900)


def step(number: int) -> Callable[[Page], None]:
    """Goes to a step of the plan."""

    def act(page: Page) -> None:
        page.locator(".st-key-plan_step button").nth(number).click(timeout=WAIT_MS)
        quiet(page)

    return act


def duty(page: Page) -> None:
    """The calendar with a manned duty chosen."""
    step(1)(page)
    page.locator("button.bar.full").last.click(timeout=WAIT_MS)
    quiet(page)


def alarm(page: Page) -> None:
    """An alarm in the middle of the map, answered."""
    middle = page.evaluate(
        "() => { const c = document.querySelector('iframe').contentWindow.map.getCenter(); return [c.lng, c.lat]; }"
    )
    line = page.locator(".st-key-surge_line input")
    line.fill(f"{middle[0]:.4f} {middle[1]:.4f} 200-300")
    line.press("Enter")
    page.locator(".st-key-surge_give button:visible").first.wait_for(timeout=WAIT_MS)
    quiet(page)


def orders(page: Page) -> None:
    """The orders of an answered alarm given, and the first unit's read back."""
    alarm(page)
    page.locator(".st-key-surge_give button:visible").first.click()
    first = page.locator("[class*='st-key-unit_'] button:visible").first
    first.wait_for(timeout=WAIT_MS)
    first.click()
    quiet(page)


def played(page: Page) -> None:
    """The replay at the hour of the violence."""
    moving = page.frame_locator("iframe")
    moving.locator("html[data-ready=yes]").wait_for(timeout=WAIT_MS)
    moving.locator("#time").evaluate("(e) => { e.value = 690; e.dispatchEvent(new Event('input')); }")


def upload(page: Page) -> None:
    """A table of incidents with a bad row, looked at before it is loaded."""
    text = (
        "incident,date,latitude,longitude,kind,severity\n"
        "X-1,2026-11-01,31.41,73.10,threat,1\nX-2,2026-13-45,31.42,73.11,threat,1\n"
    )
    page.locator("input[type=file]").set_input_files(
        {"name": "incidents.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    page.wait_for_timeout(1500)
    quiet(page)


def nothing(page: Page) -> None:
    """The screen as it opens."""


@dataclass(frozen=True)
class Shot:
    """One screen in one state: where it is, what is done there; `whole` takes the page in its full length."""

    name: str
    path: str
    act: Callable[[Page], None] = nothing
    whole: bool = True


# a new screen is one line
SHOTS = (
    Shot("home", ""),
    Shot("explore", "explore"),
    Shot("risk", "risk?site=S0001"),
    Shot("plan", "plan"),
    Shot("plan-calendar", "plan", duty),
    Shot("plan-sign", "plan", step(4)),
    Shot("plan-orders", "plan", step(5)),
    Shot("surge", "surge", alarm),
    Shot("surge-live", "surge", orders),
    Shot("scenarios", f"scenarios?scenario={PAST}", played),
    Shot("data", "data", upload),
)


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


def sections() -> frozenset[str]:
    """The first parts of all keys of texts: `nav` of `nav.home`."""
    found: set[str] = set()
    for file in LOCALES.glob("*.toml"):
        found.update(tomllib.loads(file.read_text(encoding="utf-8")))
    return frozenset(found)


def wrong(page: Page, known: frozenset[str]) -> list[str]:
    """Faults that the screen tells, and keys that stand where their text should."""
    text = page.locator(".stApp").inner_text()
    keys = [key for key in re.findall(r"(?<![\w./@-])([a-z]+)\.[a-z][a-z_]+\b", text) if key in known]
    return [*page.evaluate(FAULTS), *(f"a text is missing: {key}. ..." for key in sorted(set(keys)))]


def take(page: Page, shot: Shot, address: str, language: str, size: str) -> tuple[bytes, list[str]]:
    """The picture as WebP, and what is wrong on it."""
    page.set_viewport_size(WIDTHS[size])  # type: ignore[arg-type]
    page.goto(f"{address}/{shot.path}{'&' if '?' in shot.path else '?'}lang={language}")
    quiet(page)
    shot.act(page)
    page.wait_for_timeout(1200)
    if shot.whole:
        width = WIDTHS[size]["width"]
        page.set_viewport_size({"width": width, "height": min(MOST_HIGH, int(page.evaluate(HIGH)) + 16)})
        page.wait_for_timeout(1500)
    found = wrong(page, sections())
    packed = io.BytesIO()
    with Image.open(io.BytesIO(page.screenshot())) as picture:
        picture.convert("RGB").save(packed, "WEBP", quality=QUALITY, method=6)
    return packed.getvalue(), found


def main() -> None:
    """All pictures, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", choices=[shot.name for shot in SHOTS], help="these screens only")
    parser.add_argument("--out", type=Path, default=PICTURES, help="the folder (%(default)s)")
    options = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("google-chrome") or sys.exit("there is no Chromium here")
    options.out.mkdir(parents=True, exist_ok=True)
    told: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "pictures.db"
        cli = [sys.executable, "-m", "planner.cli", "--store", str(store)]
        subprocess.run([*cli, "sample", "--seed", "7"], cwd=ROOT, check=True)
        first = datetime.now(ZoneInfo("Asia/Karachi")).date().isoformat()
        # 1 says that the plan leaves something open: that is what the pictures are to show
        made = subprocess.run([*cli, "plan", "--from", first, "--days", "7", "--seconds", "15"], cwd=ROOT, check=False)
        if made.returncode not in (0, 1):
            sys.exit("no plan was made")
        address = f"http://127.0.0.1:{(port := free_port())}"
        server = subprocess.Popen([*cli, "serve", "--no-browser", "--port", str(port)], cwd=ROOT)
        try:
            wait_for(address)
            with sync_playwright() as play:
                browser = play.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
                for language in ("en", "ur"):
                    for size in WIDTHS:
                        page = browser.new_page()
                        for shot in (shot for shot in SHOTS if not options.only or shot.name in options.only):
                            picture, found = take(page, shot, address, language, size)
                            name = f"{shot.name}-{language}-{size}"
                            (options.out / f"{name}.webp").write_bytes(picture)
                            told += [f"{name}: {one}" for one in found]
                            print(f"{name}: {len(picture) // 1000} kB", flush=True)
                        page.close()
                browser.close()
        finally:
            server.terminate()
            server.wait()
    size_of_all = sum(file.stat().st_size for file in options.out.glob("*.webp"))
    if size_of_all > MOST_BYTES:
        told.append(f"all pictures together are {size_of_all:,} bytes, more than {MOST_BYTES:,}")
    if told:
        sys.exit("\n".join(told))


if __name__ == "__main__":
    main()
