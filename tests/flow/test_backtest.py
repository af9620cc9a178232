"""Our model and the baselines on every kind of ground, with hardly anything to learn from."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
import shapely

from planner.config import load_config
from planner.core.errors import InputError
from planner.flow.backtest import fitting_cell_m, hull, in_words, make_models, overlap, to_come
from planner.risk.area_pool import AreaPool
from planner.risk.backtest import backtest
from planner.risk.events import Events
from planner.risk.polygons import Polygons
from planner.risk.raster import Raster

CONFIG = load_config()
REGION = shapely.box(0, 0, 20_000, 12_000)
GROUNDS = {
    "cells": lambda: Raster.over(REGION, 1000),
    "areas": lambda: Polygons(
        [shapely.box(x, y, x + 4e3, y + 4e3) for x in range(0, 20000, 4000) for y in (0, 4000, 8000)]
    ),
    "one area": lambda: Polygons([REGION]),
}


def odd_events(seed: int) -> Events:
    """Few, many on a day, on a line, at a point, twice, vague: by the seed; always one early and one late."""
    rng = np.random.default_rng(seed)
    n = int(rng.choice([0, 1, 2, 3, 8, 40]))
    day = np.sort(np.concatenate([[0.0], rng.integers(1, rng.choice([2, 30, 160]), n), [170.0]]))
    n = len(day)
    xy = rng.uniform([0, 0], [20_000, 12_000], (n, 2))
    kind = seed % 4
    if kind == 1:
        xy[:] = xy[0]
    elif kind == 2:
        xy[:, 1] = 6000.0
    elif kind == 3:
        xy[1::2] = xy[0]
    width = np.where(rng.random(n) < 0.2, 30.0, 0.0)
    doubt = np.where(rng.random(n) < 0.3, 3000.0, 0.0)
    weight = np.where(rng.random(n) < 0.2, 0.0, 1.0)
    # the earliest and the latest are known
    weight[[0, -1]], width[[0, -1]] = 1.0, 0.0
    return Events(np.arange(n).astype(str), day, width, xy, doubt, weight)


@pytest.mark.parametrize("ground", GROUNDS)
def test_odd_incidents_get_a_finite_answer_from_every_model(ground: str) -> None:
    """A dozen odd sets of two to forty-two incidents: no crash, and no figure that JSON does not know."""
    places = GROUNDS[ground]()
    for seed in range(12):
        document = backtest(
            odd_events(seed),
            places,
            make_models(CONFIG, places),
            CONFIG.backtest,
            origins=4,
            horizon_days=14,
            seed=seed,
        )
        json.dumps(document, allow_nan=False)
        for model in document["models"]:
            assert model["information_gain"] is not None, (seed, model["model"])
            assert model["brier"] is not None
            assert 0 <= model["coverage_90"] <= 1


def test_cells_are_as_many_as_incidents_within_limits() -> None:
    """A square of 100 km: 10 incidents give 2,000 cells, 6,000 as many, a million 12,000; sides are round numbers."""
    area = 1e10
    assert fitting_cell_m(area, 10, CONFIG) == 2000  # the square root of 10^10 / 2000 is 2236
    assert fitting_cell_m(area, 6000, CONFIG) == 1250  # 1291
    assert fitting_cell_m(area, 10**6, CONFIG) == 800  # 913
    assert fitting_cell_m(1e6, 6000, CONFIG) == 100  # never smaller


@pytest.mark.parametrize("xy", [[[5, 5]], [[5, 5], [5, 5]], [[0, 0], [1000, 1000]], [[0, 0], [100, 0], [0, 100]]])
def test_what_holds_few_incidents_has_an_area(xy: list[list[float]]) -> None:
    """One place, twice the same, a line, a triangle: each point lies well inside."""
    region = hull(np.array(xy, dtype=float), CONFIG)
    assert region.area > 0
    assert all(region.contains(shapely.Point(point).buffer(150)) for point in xy)


def test_the_sentence_counts_incidents() -> None:
    """Half of ten against three of ten; none at all is said as well."""
    model = {"model": "hifazat", "ours": True, "hit_rate_5": 0.5}
    count = {"model": "historical count", "ours": False, "hit_rate_5": 0.3}
    document = {"folds": 12, "horizon_days": 28, "events": 10, "models": [model, count]}
    assert in_words(document) == (
        "In 12 windows of 28 days the top 5 % of the area held 5 of 10 incidents; "
        "by the plain count of past incidents it held 3."
    )
    assert "no incident was reported" in in_words({**document, "events": 0})


def test_a_region_smaller_than_nothing_is_refused() -> None:
    """No cell, no forecast."""
    nothing = Raster(origin=(0, 0), cell_m=1000, shape=(1, 1), cells=np.zeros(0, dtype=int), share=np.zeros(0))
    with pytest.raises(InputError, match="no place"):
        backtest(
            odd_events(1),
            nothing,
            make_models(CONFIG, nothing),
            CONFIG.backtest,
            origins=2,
            horizon_days=14,
            seed=1,
        )


def test_areas_are_asked_of_the_model_for_areas_and_its_parts_add_up() -> None:
    """The mean of two models: one `hifazat` either way, and the parts of each area sum to its mean."""
    areas, cells = GROUNDS["areas"](), GROUNDS["cells"]()
    ours = make_models(CONFIG, areas)[0]
    assert isinstance(ours, AreaPool)
    assert [one.name for one in make_models(CONFIG, cells)] == [one.name for one in make_models(CONFIG, areas)]
    assert not isinstance(make_models(CONFIG, cells)[0], AreaPool)
    forecast = ours.forecast(odd_events(5).before(150.0), areas, day=150.0, horizon_days=14)
    assert forecast.parts is not None
    assert forecast.parts.sum(axis=0) == pytest.approx(forecast.mean, rel=1e-9)
    with pytest.raises(TypeError, match="Raster"):
        ours.forecast(odd_events(5), cells, day=200.0, horizon_days=14)


def test_areas_that_lie_over_each_other_are_said() -> None:
    """Thrice the same area is counted twice too often, 67%; areas side by side, or with a sliver, say nothing."""
    one, beside = shapely.box(0, 0, 100, 100), shapely.box(99.9, 0, 200, 100)
    assert "67%" in overlap(np.array([one] * 3))[0]
    assert overlap(np.array([one, beside])) == []


def test_dates_that_have_not_come_are_said() -> None:
    """A year that was misspelt moves all windows: it is said, with the date."""
    moments = pd.to_datetime(pd.Series(["2026-01-01", "2062-03-05"]), utc=True)
    (said,) = to_come(moments, datetime(2026, 2, 1, tzinfo=UTC), ZoneInfo("Asia/Karachi"))
    assert said.startswith("1 incident has a date yet to come, up to 2062-03-05")
    assert to_come(moments[:1], datetime(2026, 2, 1, tzinfo=UTC), ZoneInfo("Asia/Karachi")) == []
