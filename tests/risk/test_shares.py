"""What a site is by its features: multipliers are posterior means, and shares sum to one."""

from __future__ import annotations

import numpy as np
import pytest

from planner.config import load_config
from planner.risk.shares import learn_shares
from tests.risk.frames import sites

CONFIG = load_config(
    overrides={
        "risk.share_prior": 10.0, "risk.weight_a": 4.0, "risk.weight_b": 2.0, "risk.weight_c": 1.0,
        "risk.weight_d": 0.5,
    }
).risk  # fmt: skip


def test_without_incidents_the_published_category_stands() -> None:
    """A, C and D sites: 4 to 1 to a half; every multiplier is 1."""
    learned = learn_shares(sites({"category": "A"}, {}, {"category": "D"}), np.zeros(3), CONFIG)
    assert learned.share.tolist() == pytest.approx([4 / 5.5, 1 / 5.5, 0.5 / 5.5])
    assert set(learned.levels["multiplier"]) == {1.0}


def test_one_feature_that_tells_is_a_gamma_poisson_mean() -> None:
    """20 Hindu and 20 Christian C sites with 30 and 10 incidents of the same kinds.

    With the shares h + c = 1 and f the multipliers, f_h = (30 + 10) / (40 h / f_h + 10) and the same for c: f_h = 4 c
    and f_c = 2 - 4 c. As f_h / f_c = h / c, c is 1/3: twice as much, where plain counts would say three times.
    """
    places = sites(*[{"community": "hindu"}] * 20, *[{}] * 20)
    learned = learn_shares(places, np.array([1.5] * 20 + [0.5] * 20), CONFIG)
    odds = learned.share[0] / learned.share[-1]
    by = learned.levels.set_index("level")["multiplier"]
    assert by["hindu"] / by["christian"] == pytest.approx(odds)
    assert odds == pytest.approx(2.0, rel=1e-3)
    assert by["C"] == pytest.approx(1.0)


def test_shares_follow_the_incidents_when_there_are_many() -> None:
    """With 4,000 incidents the prior of 10 is nothing: 3 to 1 is found."""
    places = sites(*[{"community": "hindu"}] * 20, *[{}] * 20)
    learned = learn_shares(places, np.array([150.0] * 20 + [50.0] * 20), CONFIG)
    assert learned.share[0] / learned.share[-1] == pytest.approx(3.0, rel=0.02)
    assert learned.share.sum() == pytest.approx(1.0)


def test_rows_in_another_order_get_the_same_shares() -> None:
    """The order of the sites does not matter."""
    rng = np.random.default_rng(3)
    rows = [
        {"site": f"S{n}", "community": str(rng.choice(["hindu", "sikh"])), "category": str(rng.choice(["A", "D", ""]))}
        for n in range(30)
    ]
    counts, order = rng.poisson(1.0, 30).astype(float), rng.permutation(30)
    one, other = (
        learn_shares(sites(*(rows[n] for n in some)), counts[some], CONFIG).share for some in (np.arange(30), order)
    )
    np.testing.assert_allclose(other, one[order], rtol=1e-12)


def test_levels_say_what_is_behind_them() -> None:
    """Sites and incidents of each level are counted."""
    learned = learn_shares(sites({"community": "hindu"}, {}, {}), np.array([2.0, 1.0, 0.0]), CONFIG)
    rows = learned.levels.set_index(["feature", "level"])
    assert rows.loc[("community", "hindu"), ["sites", "incidents"]].tolist() == [1, 2.0]
    assert rows.loc[("community", "christian"), ["sites", "incidents"]].tolist() == [2, 1.0]
    assert rows.loc[("category", "C"), ["sites", "incidents"]].tolist() == [3, 3.0]
