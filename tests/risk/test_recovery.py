"""Known truths are found again: a district whose process is known, and sites without any repeats."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.recovery import district, plain_sites, shrunk


def test_simulated_sites_are_covered_and_the_top_is_not_overstated() -> None:
    """Goal 3 in three draws: 0.88 of 3,000 intervals hold; the top 20 within a fourth; counts overstate by a half."""
    rows = [plain_sites(seed) for seed in range(3)]
    mean = {key: float(np.mean([row[key] for row in rows])) for key in rows[0]}
    assert mean["covered"] >= 0.88
    assert mean["covered, top"] >= 0.85
    assert mean["top ratio"] == pytest.approx(1.0, abs=0.25)
    assert mean["top ratio, counts"] > 1.5
    assert mean["level"] == pytest.approx(1.0, abs=0.15)
    # the ceiling knows the shape of the gamma distribution
    assert mean["rank"] > mean["rank, shrunk"] - 0.05


@pytest.mark.soak
def test_the_demo_district_is_ranked_better_than_by_category_or_counts() -> None:
    """Show 2 in six districts: ranks as good as shrunk counts, 0.88 of intervals hold, effects are covered."""
    rows = [district(seed) for seed in range(6)]
    mean = {key: float(np.mean([row[key] for row in rows])) for key in rows[0]}
    assert mean["ours, 365 days"] > max(mean["category alone"], mean["plain counts"]) + 0.04
    assert mean["ours, 365 days"] > mean["counts shrunk to category"] - 0.03
    assert mean["covered"] >= 0.88
    assert mean["covered, top"] >= 0.85
    assert mean["level"] == pytest.approx(1.0, abs=0.15)
    for effect in ("share", "days", "service", "festival"):
        assert sum(row[f"{effect} held"] for row in rows) >= 4


def test_shrunk_counts_by_hand() -> None:
    """Weights 3 and 1, counts 0 and 4: priors 1.5 and 0.5, mean count 2: 1.5 x 1 / (1 + 3) and 0.5 x 5 / (1 + 1)."""
    assert shrunk(np.array([3.0, 1.0]), np.array([0.0, 4.0]), 1.0).tolist() == pytest.approx([0.375, 1.25])
