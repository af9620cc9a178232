"""The server that `hifazat serve` starts."""

from __future__ import annotations

import socket
import sys
import time
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from planner.cli.serve import HOST, START_SECONDS
from tests.cli.run import hifazat


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without a signal")
def test_ending_the_verb_ends_the_server(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """After the address is printed the port answers; when the verb is told to end, the port is free again."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    store = tmp_path / "hamlet.db"
    assert hifazat(capsys, "--store", store, "sample", "--world", "hamlet").code == 0
    command = [sys.executable, "-m", "planner.cli", "--store", str(store), "serve", "--no-browser", "--port", str(port)]
    with Popen(command, stdout=PIPE, stderr=PIPE) as verb:
        assert verb.stdout is not None
        assert f":{port}".encode() in verb.stdout.readline()
        assert _answers(port)
        verb.terminate()
        verb.wait(START_SECONDS)
    ends = time.monotonic() + START_SECONDS
    while _answers(port) and time.monotonic() < ends:
        time.sleep(0.1)
    assert not _answers(port)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0
