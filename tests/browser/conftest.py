"""A real browser on the real app: any request to another host and any error in a page fails the test."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from planner import flow
from planner.config import load_config
from planner.core.plan import Provenance
from planner.core.time import now
from planner.tables import SiteTable
from tests.layers.test_safe import HOSTILE

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 90
COLD_MS = 60_000
ARGUMENTS = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
]
MAP_IS_THERE = """() => {
    const frame = document.querySelector('iframe');
    const inner = frame && frame.contentWindow;
    return inner && inner.map && inner.hifazat && inner.hifazat.pending === 0 && frame.clientHeight > 200;
}"""
OURS = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:", "about:", "file:")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium of this machine, without a screen."""
    found = next((p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), None)
    if found is None:
        pytest.skip("there is no Chromium on this machine: apt-get install chromium fonts-noto-core")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield opened
        opened.close()


def outside_of(context: BrowserContext) -> list[str]:
    """A list that fills with each address asked for that is not ours: by pages, frames, workers and websockets."""
    outside: list[str] = []

    def heard(address: str) -> None:
        if not address.startswith(OURS):
            outside.append(address)

    # the context hears its pages with all their frames and workers, and service workers; sockets are told by pages
    context.on("request", lambda request: heard(request.url))
    context.on("page", lambda made: made.on("websocket", lambda socket: heard(socket.url)))
    return outside


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of an office screen that may ask nobody but us and may not fail."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, accept_downloads=True)
    # the first page of a cold server waits for roads and risk, and other tests share the machine
    context.set_default_timeout(COLD_MS)
    outside = outside_of(context)
    made = context.new_page()
    faults: list[str] = []
    made.on("pageerror", lambda fault: faults.append(str(fault)))
    yield made
    context.close()
    assert not outside
    assert not faults


def _serve(store: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), f"--server.port={port}"]
    log = store.with_suffix(".log")
    with log.open("wb") as said:
        server = subprocess.Popen(
            [*command, "--server.address=127.0.0.1"],
            cwd=ROOT,
            env={**os.environ, "HIFAZAT_STORE": str(store)},
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        address = f"http://127.0.0.1:{port}"
        started = time.monotonic()
        while True:
            try:
                urllib.request.urlopen(f"{address}/health", timeout=1).close()  # noqa: S310 - our own address
                break
            except (urllib.error.URLError, OSError):
                if server.poll() is not None or time.monotonic() - started > START_SECONDS:
                    server.kill()
                    server.wait()
                    pytest.fail(f"the app did not start: {log.read_text(encoding='utf-8')[-2000:]}")
                time.sleep(0.1)
        yield address
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app over the demo district."""
    store = tmp_path_factory.mktemp("district") / "district.db"
    with flow.open_store(str(store)) as opened:
        flow.sample(opened, load_config(), world="district", seed=7, today=date(2026, 11, 22))
    yield from _serve(store)


@pytest.fixture(scope="session")
def tehsil(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app over a small tehsil in which plans may be made."""
    store = tmp_path_factory.mktemp("tehsil") / "tehsil.db"
    with flow.open_store(str(store)) as opened:
        flow.sample(opened, load_config(), world="tehsil", seed=7, today=date(2026, 11, 22))
    yield from _serve(store)


@pytest.fixture(scope="session")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app over a small tehsil with a plan that holds today."""
    store, config = tmp_path_factory.mktemp("planned") / "planned.db", load_config()
    day = flow.today(config)
    with flow.open_store(str(store)) as opened:
        flow.sample(opened, config, world="tehsil", seed=7, today=day)
        flow.plan(opened, config, start=day, days=2, seconds=2, seed=7)
    yield from _serve(store)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app over a tehsil whose sites have names that would run as a script."""
    store = tmp_path_factory.mktemp("hostile") / "hostile.db"
    with flow.open_store(str(store)) as opened:
        flow.sample(opened, load_config(), world="tehsil", seed=7, today=date(2026, 11, 22))
        sites = opened.read(SiteTable)
        names = [HOSTILE[n % len(HOSTILE)] for n in range(len(sites))]
        opened.replace(SiteTable, sites.assign(name_en=names, name_ur=names), by=Provenance(now().isoformat(), "test"))
    yield from _serve(store)


@pytest.fixture
def open_map() -> Callable[..., None]:
    """Opens an address and waits until the map has all its layers."""

    def opened(page: Page, address: str) -> None:
        page.goto(address)
        page.wait_for_function(
            MAP_IS_THERE,
            timeout=60_000,
        )

    return opened
