"""On real districts: the stored predictions stand where they are said to stand, and the area model beats them."""

from __future__ import annotations

import pytest

from benchmarks import areas
from planner.config import load_config
from tests.shared import shared_file


@pytest.fixture(scope="module")
def germany() -> areas.Districts:
    """401 districts, 45 months."""
    shared_file("events/germany_area/hhh4ri_de.csv")
    return areas.districts()


def test_the_stored_predictions_are_of_the_test_months(germany: areas.Districts) -> None:
    """Laid on January 2016 and after they have the log scores that were published with them, to four digits."""
    counts = germany.counts[areas.FIRST :]
    for name, published in (("hhh4_de.csv", -0.8581), ("hhh4ri_de.csv", -0.8536)):
        assert areas.by_month(areas.stored(name), counts).mean() == pytest.approx(published, abs=5e-5)


def test_districts_are_foretold_better_than_by_hhh4(germany: areas.Districts) -> None:
    """Every goal but the time, which is the machine's, and the interval of the gain over hhh4 lies above nothing."""
    config, counts = load_config().risk, germany.counts[areas.FIRST :]
    ours = areas.models(germany, config)[areas.BLEND]
    forecasts = [ours(month) for month in range(areas.FIRST, len(germany.counts))]
    found = areas.measures(forecasts, counts)
    assert found["log"] >= areas.GOALS["log"]
    assert found["crps"] <= areas.GOALS["crps"]
    assert found["ap"] >= areas.GOALS["ap"]
    assert found["ece"] <= areas.GOALS["ece"]
    assert 0.87 <= found["cover"] <= 0.93
    gap = areas.difference(areas.by_month(forecasts, counts), areas.by_month(areas.stored("hhh4ri_de.csv"), counts))
    assert gap[1] > 0
