"""Areas and sites: one answer, whichever way it is asked."""

from __future__ import annotations

import numpy as np
import pytest

from planner.config import load_config
from planner.core.time import day_windows
from planner.risk.area_blend import AreaForecaster
from planner.risk.area_scores import area_scores
from planner.risk.fitted import fit
from planner.risk.score import score_fitted
from planner.risk.site_model import Areas, say
from planner.tables.risk import PARTS
from tests.risk.frames import AS_OF, TIMEZONE, incidents, occasions, sites

CONFIG = load_config().risk
WEEKS = day_windows(AS_OF, 28)


def _fitted():
    rng = np.random.default_rng(3)
    spots = rng.uniform(0, 40_000, (60, 2))
    hits = rng.integers(0, 60, 150)
    past = incidents(*({"days_ago": float(rng.uniform(1, 900)), "at": tuple(spots[hit])} for hit in hits))
    tehsils = ["east" if x > 20_000 else "west" for x, _ in spots]
    places = sites(*({"at": tuple(spot), "service_times": "Su 09:00"} for spot in spots))
    return fit(places, past, occasions(), CONFIG, as_of=AS_OF, timezone=TIMEZONE, areas=tehsils), np.array(tehsils)


def test_an_area_is_the_sum_of_its_sites() -> None:
    """Score and parts of each tehsil are those of its sites, summed, to the last digit that matters."""
    fitted, tehsils = _fitted()
    areas = area_scores(fitted, CONFIG, windows=WEEKS).set_index("area")
    rows = score_fitted(fitted, CONFIG, windows=WEEKS)
    by_site = rows.groupby("site", sort=False)[[*PARTS, "score"]].sum()
    for name in ("east", "west"):
        mine = by_site.loc[fitted.sites["site"][tehsils == name]].sum()
        assert np.allclose(areas.loc[name, [*PARTS, "score"]].to_numpy(float), mine, rtol=0, atol=1e-9)
        assert areas.loc[name, "low"] < areas.loc[name, "score"] < areas.loc[name, "high"]


def test_sites_come_to_the_forecast_of_their_area() -> None:
    """Over the four weeks of a lesson, without the calendar, the sites of an area sum to what the area expects."""
    fitted, _ = _fitted()
    model = fitted.model
    areas = AreaForecaster(CONFIG).forecast(
        fitted.events, Areas(model.ground, model.area, CONFIG), day=model.day, horizon_days=CONFIG.lesson_days
    )
    said = say(model, fitted.events)
    horizon = CONFIG.lesson_days
    lasts = 1 - model.recent * (1 - np.exp(-horizon / model.recent_days)) / horizon
    sites_of = np.bincount(model.area, (lasts * said.lasting + (1 - lasts) * said.recent).sum(axis=0))
    assert sites_of == pytest.approx(areas.mean / areas.mean.sum(), abs=1e-12)
