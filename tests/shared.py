"""Real data beside the checkout, for tests and benchmarks. Without it such tests are skipped, aloud."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


def shared_file(name: str) -> Path:
    """The file of that name below shared/data, or the test is skipped with the reason."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"shared/data/{name} is not beside this checkout")
    return path
