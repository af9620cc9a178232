"""The map in the real browser against plain streamlit-folium: `python -m benchmarks.screens`. Writes docs/screens.md.

The same sites and incidents, on the home screen and on two plain pages (`benchmarks/screens_peer.py`), in the same run
and browser: from opening the address to all points on the map, with an empty cache and with a full one; from a press on
a site to the mark around it; bytes; and how long a frame takes while the map is dragged. The plain pages get Leaflet
from our own files too: without internet they would show nothing at all.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import TimeoutError as TooLong

from benchmarks.figures import table
from benchmarks.run import ROOT, commit, machine
from benchmarks.screens_world import grown
from tests.browser.conftest import ARGUMENTS, OURS

OUT = ROOT / "docs" / "screens.md"
SIZES = ((500, 500), (5_000, 5_000), (5_000, 50_000))
"""Sites and incidents."""
START_S = 240
LIMIT_S = 45.0
"""A page that has not done it by then is not usable."""
CLICK_LIMIT_S = 20.0
WAY_LIMIT_S = 90.0
"""After that no further visit or press of a page at a size is begun."""
TARGETS = "first map with an empty cache 5 s, press to mark 600 ms, bytes of a first visit 2 MB (targets of home)"
DRAG_STEPS, DRAG_PX = 60, 6
EDGE_PX, TOOLS_PX, LEGEND_PX = 60, 130, 260
"""Left and bottom edge, and what tools above and the legend on the right cover of our map."""
WIDE = {"width": 1280, "height": 900}
TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 0
SITE = "#0072B2"

_DRAWN = """(points) => {
    const frame = [...document.querySelectorAll('iframe')].find((one) => one.title.startsWith('streamlit_folium'));
    const inner = frame && frame.contentWindow;
    return Boolean(inner && inner.map && inner.map._layers && frame.clientHeight > 200
        && Object.keys(inner.map._layers).length >= points && !(inner.hifazat && inner.hifazat.pending));
}"""
# where sites lie on the map; the same marks in ours and in theirs
_SPOTS = """(fill) => {
    const inner = document.querySelector('iframe').contentWindow, found = [];
    const frame = document.querySelector('iframe'), within = inner.map.getContainer().getBoundingClientRect();
    inner.map.eachLayer((layer) => {
        const look = layer.options.look ? layer.options.look.fill : layer.options.color;
        if (look === fill && layer.getLatLng) {
            const spot = inner.map.latLngToContainerPoint(layer.getLatLng());
            found.push([spot.x + within.left + frame.clientLeft, spot.y + within.top + frame.clientTop]);
        }
    });
    return found;
}"""
# the moment of the press, and the moment at which a mark of the chosen is put on a map and painted
_WATCH = """() => {
    const inner = document.querySelector('iframe').contentWindow, seen = window.seen = {};
    const pressed = () => { seen.start = performance.now(); };
    inner.document.addEventListener('mousedown', pressed, { once: true, capture: true });
    const proto = inner.L.Map.prototype;
    proto.addLayerPlain = proto.addLayerPlain || proto.addLayer;
    proto.addLayer = function (layer) {
        const options = layer.options || {}, radius = options.look ? options.look.radius : options.radius;
        if (radius === 13 && seen.start !== undefined && seen.end === undefined)
            inner.requestAnimationFrame(() => inner.requestAnimationFrame(() => { seen.end = performance.now(); }));
        return proto.addLayerPlain.call(this, layer);
    };
}"""
_FRAMES = """() => {
    const inner = document.querySelector('iframe').contentWindow, frames = inner.frames_seen = [];
    let last = inner.performance.now();
    const next = (now) => {
        frames.push(now - last);
        last = now;
        if (!inner.frames_end) inner.requestAnimationFrame(next);
    };
    inner.frames_end = false;
    inner.requestAnimationFrame(next);
}"""
_FRAMES_END = """() => {
    const inner = document.querySelector('iframe').contentWindow;
    inner.frames_end = true;
    return inner.frames_seen.slice(2);
}"""


@dataclass(frozen=True)
class Way:
    """One way to draw the map: its name, the script of its server, and the address of the page."""

    name: str
    script: Path
    path: str


WAYS = (
    Way("Hifazat, home", ROOT / "app.py", "/"),
    Way("plain, one object a point", ROOT / "benchmarks" / "screens_peer.py", "/?way=objects"),
    Way("plain, one GeoJSON layer", ROOT / "benchmarks" / "screens_peer.py", "/?way=geojson"),
)


@dataclass
class Measured:
    """Seconds, bytes and frames of one way at one size; an empty list is what was not reached in time."""

    cold: list[float] = field(default_factory=list)
    warm: list[float] = field(default_factory=list)
    clicks: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    first_bytes: list[int] = field(default_factory=list)
    click_bytes: list[int] = field(default_factory=list)
    frames: list[float] = field(default_factory=list)

    def row(self, size: tuple[int, int], name: str) -> list[str]:
        """A line of the table."""
        return [
            f"{size[0]:,} + {size[1]:,}",
            name,
            said(self.cold, 1, "s"),
            said(self.warm, 1, "s"),
            said([1000 * value for value in self.clicks], 0, "ms"),
            said([1000 * value for value in self.cpu], 0, "ms"),
            said([value / 1e6 for value in self.first_bytes], 2, "MB"),
            said([value / 1e3 for value in self.click_bytes], 0, "kB"),
            f"{np.percentile(self.frames, 95):.0f} ms" if self.frames else "",
        ]


def said(values: Sequence[float], digits: int, unit: str) -> str:
    """The median, or that it was not reached."""
    return f"{statistics.median(values):,.{digits}f} {unit}" if values else "not in time"


class Bytes:
    """Everything that comes over the line to a page: answers as they are sent, and messages of the socket."""

    def __init__(self, page: Page) -> None:
        self.count = 0
        devtools = page.context.new_cdp_session(page)
        devtools.send("Network.enable")
        devtools.on("Network.loadingFinished", lambda event: self._add(event["encodedDataLength"]))
        devtools.on("Network.webSocketFrameReceived", lambda event: self._add(_length(event["response"])))

    def _add(self, count: float) -> None:
        self.count += int(count)

    def since(self, before: int) -> int:
        """How many came since then."""
        return self.count - before


def _length(frame: dict[str, Any]) -> int:
    text = frame["payloadData"]
    # a message of bytes is told as base64
    return len(text) * 3 // 4 if frame["opcode"] == 2 else len(text)


@dataclass(frozen=True)
class Server:
    """A server of ours or of the plain page."""

    address: str
    process: subprocess.Popen[bytes]

    def cpu_s(self) -> float:
        """Seconds that its processor has worked, where the system tells it."""
        told = Path(f"/proc/{self.process.pid}/stat")
        if not told.is_file():
            return float("nan")
        fields = told.read_text(encoding="utf-8").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


@contextlib.contextmanager
def served(script: Path, store: Path) -> Iterator[Server]:
    """A server of a script over a store, until the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}"]
    with store.with_suffix(f".{script.stem}.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--server.address=127.0.0.1"],
            cwd=ROOT,
            env={**os.environ, "HIFAZAT_STORE": str(store), "PYTHONPATH": str(ROOT)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            began = time.monotonic()
            while not _is_up(address):
                if process.poll() is not None or time.monotonic() - began > START_S:
                    raise RuntimeError(f"the server did not start: {log.name}")
                time.sleep(0.2)
            yield Server(address, process)
        finally:
            process.terminate()
            process.wait(timeout=30)


def _is_up(address: str) -> bool:
    try:
        urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).close()  # noqa: S310 - our own address
    except (urllib.error.URLError, OSError):
        return False
    return True


def opened(page: Page, address: str, points: int, limit_s: float = LIMIT_S) -> float:
    """Seconds from asking for the address until all points are on the map."""
    began = time.perf_counter()
    page.goto(address, timeout=limit_s * 1000)
    page.wait_for_function(_DRAWN, arg=points, timeout=limit_s * 1000, polling=50)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return time.perf_counter() - began


def measure(browser: Browser, server: Server, way: Way, size: tuple[int, int], rounds: int) -> Measured:
    """All figures of one way; what takes longer than the limit is left empty."""
    found, points = Measured(), sum(size)
    address, began = server.address + way.path, time.monotonic()
    for number in range(rounds + 1):
        if number > 1 and time.monotonic() - began > WAY_LIMIT_S:
            break
        context = browser.new_context(viewport=WIDE)  # type: ignore[arg-type]
        page = context.new_page()
        page.on("request", lambda request: None if request.url.startswith(OURS) else _refuse(request.url))
        line = Bytes(page)
        try:
            took = opened(page, address, points, START_S if number == 0 and way is WAYS[0] else LIMIT_S)
            if number:  # the first visit of all waits for what a server does once
                found.cold.append(took)
                found.first_bytes.append(line.count)
                found.warm.append(opened(page, address, points))
                if number == 1:
                    clicks(page, server, line, found, points, rounds)
                    found.frames = dragged(page)
        except TooLong:
            context.close()
            break
        context.close()
    return found


def _refuse(url: str) -> None:
    raise RuntimeError(f"the page asked another host: {url}")


def clicks(page: Page, server: Server, line: Bytes, found: Measured, points: int, rounds: int) -> None:
    """Sites are chosen one after the other, each timed inside the page from the press to the painted mark."""
    page.wait_for_timeout(1500)
    box = page.locator("iframe").first.bounding_box()
    if box is None:
        return
    high = min(box["height"], WIDE["height"] - box["y"])
    spots = [
        (x, y)
        for x, y in page.evaluate(_SPOTS, SITE)
        if EDGE_PX < x < box["width"] - LEGEND_PX and TOOLS_PX < y < high - EDGE_PX
    ]
    if not spots:
        raise RuntimeError(f"no site lies in the middle of the map of {page.url}")
    rng, began = np.random.default_rng(3), time.monotonic()
    for place in rng.permutation(len(spots))[: 2 * rounds + 2]:
        if time.monotonic() - began > WAY_LIMIT_S:
            return
        page.evaluate(_WATCH)
        bytes_before, cpu_before = line.count, server.cpu_s()
        page.mouse.click(box["x"] + spots[place][0], box["y"] + spots[place][1])
        try:
            page.wait_for_function("() => window.seen.end !== undefined", timeout=CLICK_LIMIT_S * 1000, polling=30)
        except TooLong:
            return
        page.wait_for_timeout(600)
        seen = page.evaluate("() => window.seen")
        found.clicks.append((seen["end"] - seen["start"]) / 1000)
        found.click_bytes.append(line.since(bytes_before))
        found.cpu.append(server.cpu_s() - cpu_before)
        page.wait_for_function(_DRAWN, arg=points, timeout=CLICK_LIMIT_S * 1000, polling=50)


def dragged(page: Page) -> list[float]:
    """Milliseconds of each frame while the map is dragged to and fro."""
    box = page.locator("iframe").first.bounding_box()
    if box is None:
        return []
    x, y = box["x"] + box["width"] / 2, box["y"] + min(box["height"], WIDE["height"] - box["y"]) / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(_FRAMES)
    for step in range(DRAG_STEPS):
        away = DRAG_PX * (step if step < DRAG_STEPS / 2 else DRAG_STEPS - step)
        page.mouse.move(x + away, y + away / 2)
    frames: list[float] = page.evaluate(_FRAMES_END)
    page.mouse.up()
    return frames


HEAD = (
    "sites + incidents",
    "page",
    "first map, empty cache",
    "first map, full cache",
    "press to mark",
    "processor of the server a press",
    "bytes of a first visit",
    "bytes a press",
    "95th percentile of a frame, dragging",
)


def main() -> None:
    """The page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="first visits of each page (%(default)s)")
    parser.add_argument("--quick", action="store_true", help="two visits, the smallest size, print only")
    parser.add_argument("--incidents", type=int, choices=[size[1] for size in SIZES], help="one size, print only")
    parser.add_argument("--way", choices=["ours", "objects", "geojson"], help="one page, print only")
    options = parser.parse_args()
    rounds = 2 if options.quick else options.rounds
    sizes = SIZES[:1] if options.quick else [size for size in SIZES if options.incidents in (None, size[1])]
    chosen = [
        way for way, name in zip(WAYS, ("ours", "objects", "geojson"), strict=True) if options.way in (None, name)
    ]
    chromium = next((p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), None)
    if chromium is None:
        sys.exit("there is no Chromium on this machine: apt-get install chromium fonts-noto-core")
    rows = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        for size in sizes:
            store = Path(folder) / f"screens-{size[1]}.db"
            grown(store, sites=size[0], incidents=size[1])
            for way in chosen:
                with served(way.script, store) as server:
                    rows.append(measure(browser, server, way, size, rounds).row(size, way.name))
                print(" | ".join(rows[-1]), flush=True)
        browser.close()
    page = "\n".join(
        [
            "# Speed of the screens",
            "",
            f"`python -m benchmarks.screens`, commit {commit()}, {machine()}; headless Chromium that draws without a "
            f"graphics card, on the same machine as the server. Medians of {rounds} first visits and {2 * rounds + 2} "
            f"presses at most, fewer where they take longer than {WAY_LIMIT_S:.0f} s in all; one visit before them is "
            f"not counted. Targets: {TARGETS}. What was not there after {LIMIT_S:.0f} s (a press: "
            f"{CLICK_LIMIT_S:.0f} s) is not in time. {' '.join(__doc__.split(chr(10) * 2)[1].split())}",
            "",
            table(rows, *HEAD),
            "",
        ]
    )
    if not (options.quick or options.incidents or options.way):
        OUT.write_text(page, encoding="utf-8", newline="\n")
    print(page)


if __name__ == "__main__":
    main()
