"""Start the app's server on this machine and say where it is."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import webbrowser
from pathlib import Path

from planner.cli.output import say
from planner.core.errors import InputError

HOST = "127.0.0.1"
FIRST_PORT = 8501
PORTS_TRIED = 20
START_SECONDS = 120


def serve(store: str, config: str, *, port: int | None, open_browser: bool) -> int:
    """Run the app until it is stopped; prints its address once it answers. Returns the server's exit code."""
    app = Path(__file__).resolve().parents[2] / "app.py"
    chosen = _free_port(port)
    address = f"http://{HOST}:{chosen}"
    here = {"HIFAZAT_STORE": _absolute(store), "HIFAZAT_CONFIG": _absolute(config)}
    environment = {**os.environ, **here}
    command = [sys.executable, "-m", "streamlit", "run", str(app), f"--server.port={chosen}"]
    command += [f"--server.address={HOST}", "--server.headless=true"]
    server = subprocess.Popen(command, env=environment, cwd=app.parent, stdout=subprocess.DEVNULL)
    threading.Thread(target=_announce, args=(address, server, open_browser), daemon=True).start()
    # who ends this process means the server too
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return server.wait()
    except KeyboardInterrupt:
        server.terminate()
        server.wait()
        return 0


def _absolute(name: str) -> str:
    """A file name that means the same in the server's folder; a URL or nothing stays as it is."""
    return name if not name or ":" in name[2:] else str(Path(name).resolve())


def _free_port(wanted: int | None) -> int:
    """The wanted port, or the first free one; InputError when it is taken."""
    for port in [wanted] if wanted else range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)):
                return port
    if wanted:
        raise InputError(f"port {wanted} is taken", maybe="leave --port out; a free one is found.")
    raise InputError(f"ports {FIRST_PORT} to {FIRST_PORT + PORTS_TRIED - 1} are taken", maybe="name one with --port.")


def _announce(address: str, server: subprocess.Popen[bytes], open_browser: bool) -> None:
    started = time.monotonic()
    while server.poll() is None and time.monotonic() - started < START_SECONDS:
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).close()  # noqa: S310  # our own address
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
            continue
        sys.stdout.write(f"Hifazat is open at {address}\n")
        sys.stdout.flush()
        say("Stop it with Ctrl+C.")
        if open_browser:
            webbrowser.open(address)
        return
