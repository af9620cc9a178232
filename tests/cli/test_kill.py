"""A killed `import` or `plan` loses nothing that was acknowledged, and leaves nothing half done."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from planner import flow
from planner.cli import main
from planner.config import load_config
from planner.tables import IncidentTable
from tests.cli.crash_child import ROWS

ROOT = Path(__file__).resolve().parents[2]
LONGEST_S = 1.5


def start_and_kill(
    work: str, store: Path, folder: Path, first: int, delay_s: float, *, is_patient: bool
) -> list[tuple[int, str]]:
    """Start the child, kill it `delay_s` after it is ready; what it had acknowledged by then.

    With `is_patient` the time runs from its first acknowledgement, however slow the machine is.
    """
    command = [sys.executable, "-m", "tests.cli.crash_child", work, str(store), str(folder), str(first)]
    told = folder / "child.err"
    with told.open("wb") as errors:
        child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True)
    assert child.stdout is not None
    line = child.stdout.readline()
    assert line == "ready\n", told.read_text(encoding="utf-8")
    said = [child.stdout.readline()] if is_patient else []
    killer = threading.Timer(delay_s, child.kill)
    killer.start()
    said += list(child.stdout)
    killer.join()
    child.wait()
    child.stdout.close()
    # killed by us, not ended by a refusal of its own
    assert "Traceback" not in told.read_text(encoding="utf-8"), told.read_text(encoding="utf-8")
    whole = [text.split() for text in said if text.endswith("\n")]
    return [(int(number), name) for number, name in whole]


def run_kills(work: str, tmp_path: Path, kills: int) -> tuple[Path, list[tuple[int, str]], int]:
    """Kill the child `kills` times on one store; the acknowledgements and the number after the last one begun."""
    store = tmp_path / "kill.db"
    assert main(["--store", str(store), "sample", "--world", "hamlet", "--today", "2026-12-20"]) == 0
    rng = np.random.default_rng(11)
    acknowledged: list[tuple[int, str]] = []
    first = 0
    for number in range(kills):
        delay_s = float(rng.uniform(0.05, LONGEST_S))
        said = start_and_kill(work, store, tmp_path, first, delay_s, is_patient=number == 0)
        acknowledged += said
        # the one in flight may or may not be there: its number is not used again
        first = (said[-1][0] + 2) if said else first + 1
    assert acknowledged, "nothing was acknowledged, so nothing could be lost"
    return store, acknowledged, first


def check_imports(tmp_path: Path, kills: int) -> None:
    """Every acknowledged file is there whole; of the others at most one a kill, and whole as well."""
    store, acknowledged, _ = run_kills("import", tmp_path, kills)
    with flow.open_store(str(store), create=False) as opened:
        rows = Counter(name.split("-")[0] for name in opened.read(IncidentTable)["incident"] if name.startswith("K"))
        assert opened.verify() == []
    assert set(rows.values()) <= {ROWS}
    assert {name for _, name in acknowledged} <= set(rows)
    assert len(set(rows) - {name for _, name in acknowledged}) <= kills


def check_plans(tmp_path: Path, kills: int) -> None:
    """Every acknowledged plan is kept and passes the check; at most one more a kill."""
    store, acknowledged, _ = run_kills("plan", tmp_path, kills)
    with flow.open_store(str(store), create=False) as opened:
        kept = {head["plan_id"] for head in flow.plan_heads(opened)}
        assert opened.verify() == []
        for plan_id in kept:
            assert flow.check_plan(opened, load_config(), plan_id)["violations"] == []
    assert {name for _, name in acknowledged} <= kept
    assert len(kept - {name for _, name in acknowledged}) <= kills


def test_a_killed_import_loses_nothing_acknowledged(tmp_path: Path) -> None:
    """Three kills at random moments; `make soak` does fifty."""
    check_imports(tmp_path, 3)


def test_a_killed_plan_loses_nothing_acknowledged(tmp_path: Path) -> None:
    """Two kills at random moments; `make soak` does fifty."""
    check_plans(tmp_path, 2)


@pytest.mark.soak
@pytest.mark.parametrize("check", [check_imports, check_plans])
def test_fifty_kills_lose_nothing_acknowledged(tmp_path: Path, check) -> None:  # type: ignore[no-untyped-def]
    """Fifty kills of import, fifty of plan."""
    check(tmp_path, 50)
