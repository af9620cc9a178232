"""An emergency in the real browser, timed inside the page from Enter to what can be seen."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from benchmarks.run import ROOT
from tests.browser.conftest import ARGUMENTS, OURS

START_S = 90
WAIT_MS = 90_000
LAST_TIMES = 2
"""So often the last of many alarms is set: all before it take their time too."""
LINE = "Or type: longitude latitude crowd"
_WATCH = """(mark) => {
    const seen = window.seen = {};
    const look = () => {
        const now = performance.now();
        const heads = [...document.querySelectorAll('.hif-headline')].map((head) => head.textContent);
        const says = heads.some((text) => text.startsWith(mark) && /Adequate force|NOT adequate/.test(text));
        if (seen.first === undefined && says) seen.first = now;
        const cards = [...document.querySelectorAll('.hif-card')].map((card) => card.textContent);
        const waits = cards.some((text) => /being proven|Looking for the force/.test(text));
        if (seen.proven === undefined && says && !waits && document.querySelector('.st-key-surge_give button'))
            seen.proven = now;
        const inner = document.querySelector('iframe').contentWindow;
        let ways = 0;
        if (inner.map) inner.map.eachLayer((layer) => {
            if (layer instanceof inner.L.Polyline && layer.options.weight === 4.5) ways += 1;
        });
        if (seen.ways === undefined && seen.proven !== undefined && ways > 0) seen.ways = now;
        if (seen.ways === undefined) setTimeout(look, 8);
    };
    document.addEventListener('keydown', (event) => {
        if (event.key === 'Enter') { seen.start = performance.now(); setTimeout(look, 8); }
    }, { once: true, capture: true });
}"""
_NO_WAYS = """() => {
    const inner = document.querySelector('iframe').contentWindow;
    let ways = 0;
    if (!inner.map) return false;
    inner.map.eachLayer((layer) => {
        if (layer instanceof inner.L.Polyline && layer.options.weight === 4.5) ways += 1;
    });
    return ways === 0;
}"""
_PROVEN = """(number) => {
    const heads = [...document.querySelectorAll('.hif-headline')].map((head) => head.textContent);
    const cards = [...document.querySelectorAll('.hif-card')].map((card) => card.textContent);
    return heads.filter((text) => /Adequate force|NOT adequate/.test(text)).length === number
        && !cards.some((text) => /being proven|Looking for the force/.test(text));
}"""
_READY = """() => {
    const inner = document.querySelector('iframe')?.contentWindow;
    return inner && inner.map && inner.hifazat && inner.hifazat.pending === 0;
}"""


@dataclass(frozen=True)
class Seen:
    """Milliseconds from Enter to the first answer in text, the proven one, and its ways on the map."""

    first: float
    proven: float
    ways: float


@dataclass(frozen=True)
class Watched:
    """Alarms that stood alone, in their order, and the last of many alarms."""

    alone: tuple[Seen, ...]
    last: tuple[Seen, ...]


def watch(store: Path, config: Path, alarms: Sequence[Any], many: Sequence[Any]) -> Watched:
    """Each alarm typed on the screen of an own server; then all of `many` at once, of which the last is timed.

    Raises RuntimeError when there is no Chromium, the app does not start, or the page asks another host for anything.
    """
    found = next((p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), None)
    if found is None:
        raise RuntimeError("there is no Chromium on this machine: apt-get install chromium fonts-noto-core")
    outside: list[str] = []
    with serving(store, config) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
        page.set_default_timeout(WAIT_MS)
        page.on("request", lambda request: None if request.url.startswith(OURS) else outside.append(request.url))
        page.goto(f"{address}/surge")
        page.wait_for_function(_READY)
        alone = tuple(_timed(page, alarm, "") for alarm in alarms)
        last = tuple(_last(page, many) for _ in range(LAST_TIMES if many else 0))
        browser.close()
    if outside:
        raise RuntimeError(f"the page asked another host: {outside[0]}")
    return Watched(alone, last)


def _last(page: Page, many: Sequence[Any]) -> Seen:
    _clear(page)
    several = page.locator(".st-key-surge_many input")
    if not several.is_checked():
        page.locator(".st-key-surge_many label").first.click()
    for number, alarm in enumerate(many[:-1], start=1):
        _say(page, alarm)
        # the line is empty again, and ready for the next, when the proven answer stands there
        page.wait_for_function(_PROVEN, arg=number)
    return _timed(page, many[-1], f"A{len(many)}:", clear=False)


def _timed(page: Page, alarm: Any, mark: str, *, clear: bool = True) -> Seen:
    if clear:
        _clear(page)
    page.evaluate(_WATCH, mark)
    _say(page, alarm)
    page.wait_for_function("() => window.seen && window.seen.ways !== undefined")
    seen = page.evaluate("() => window.seen")
    return Seen(seen["first"] - seen["start"], seen["proven"] - seen["start"], seen["ways"] - seen["start"])


def _say(page: Page, alarm: Any) -> None:
    line = page.get_by_role("textbox", name=LINE)
    line.fill(f"{alarm.longitude:.5f} {alarm.latitude:.5f} {alarm.crowd}")
    line.press("Enter")


def _clear(page: Page) -> None:
    """No alarm is set and no way is on the map."""
    button = page.get_by_role("button", name="Clear", exact=True)
    if button.is_enabled():
        button.click()
    page.get_by_text("Click the map where the crowd is").wait_for()
    page.wait_for_function(_NO_WAYS)


@contextlib.contextmanager
def serving(store: Path, config: Path) -> Iterator[str]:
    """The address of an own server over a store, until the end; RuntimeError when it does not start."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), f"--server.port={port}"]
    with store.with_suffix(".log").open("wb") as said:
        server = subprocess.Popen(
            [*command, "--server.address=127.0.0.1"],
            cwd=ROOT,
            env={**os.environ, "HIFAZAT_STORE": str(store), "HIFAZAT_CONFIG": str(config)},
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        try:
            began = time.monotonic()
            while not _is_up(address):
                if server.poll() is not None or time.monotonic() - began > START_S:
                    raise RuntimeError(f"the app did not start: {store.with_suffix('.log').read_text('utf-8')[-2000:]}")
                time.sleep(0.1)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=20)


def _is_up(address: str) -> bool:
    try:
        urllib.request.urlopen(f"{address}/health", timeout=1).close()  # noqa: S310 - our own address
    except (urllib.error.URLError, OSError):
        return False
    return True
