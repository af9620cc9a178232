"""The verbs `risk` and `explain` say the same numbers, and so does the flow that screens and files read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from planner import flow
from planner.config import load_config
from planner.tables.risk import PARTS
from tests.cli.run import hifazat

DAY = "2026-12-20"


def test_one_score_everywhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Goal 5: a site's risk over a week is the same in `risk --json`, in `explain --json` and in the flow."""
    store = tmp_path / "hamlet.db"
    assert hifazat(capsys, "--store", store, "sample", "--world", "hamlet", "--today", DAY).code == 0
    asked = ("--as-of", DAY, "--days", "7", "--json")
    rows = hifazat(capsys, "--store", store, "risk", *asked).json
    with flow.open_store(str(store)) as opened:
        whole = flow.risk_by_span(opened, load_config(), as_of=date.fromisoformat(DAY), days=7)[0].set_index("site")
    for site in sorted({row["site"] for row in rows})[:3]:
        mine = [row for row in rows if row["site"] == site]
        told = hifazat(capsys, "--store", store, "explain", site, *asked).json
        for name in ("score", "low", "high", "priority"):
            total = sum(row[name] for row in mine)
            assert told[name] == pytest.approx(total, rel=1e-9)
            assert whole.loc[site, name] == pytest.approx(total, rel=1e-9)
        parts = {one["part"]: one["value"] for one in told["parts"]}
        assert set(parts) == set(PARTS)
        for name, value in parts.items():
            assert value == pytest.approx(sum(row["parts"][name] for row in mine), rel=1e-9, abs=1e-15)
        assert sum(parts.values()) == pytest.approx(told["score"], abs=1e-9)
