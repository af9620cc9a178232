"""What a back-test asks of the components is what an explanation is made of, summed."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from planner.config import load_config
from planner.risk.components import lay, lay_shares, lay_weighed, make_components
from planner.risk.events import Events
from planner.risk.pool import Pool, blend, sharpen
from planner.risk.raster import Raster

CONFIG = load_config().risk
GROUND = Raster.over(shapely.box(0, 0, 30_000, 20_000), 1000.0)


@pytest.mark.parametrize("n", [0, 1, 200])
def test_shares_and_weighed_parts_are_those_of_all_components_laid_out(n: int) -> None:
    """Without an incident, with one, with many, some of them vague: to 1e-12."""
    rng = np.random.default_rng(n)
    doubt = np.where(rng.random(n) < 0.1, 3000.0, 0.0)
    xy = rng.uniform((0, 0), (30_000, 20_000), (n, 2))
    events = Events(np.arange(n), np.sort(rng.uniform(0, 500, n)), np.zeros(n), xy, doubt, np.ones(n))
    components = make_components(GROUND, CONFIG)
    weights = rng.dirichlet(np.ones(len(components)))
    whole = lay(components, events, GROUND, 501.0, held_back=CONFIG.prior_incidents)
    shares = lay_shares(components, events, GROUND, 501.0, held_back=CONFIG.prior_incidents)
    parts = lay_weighed(components, weights, events, GROUND, 501.0, held_back=CONFIG.prior_incidents)
    assert np.abs(shares - whole.shares).max() < 1e-12
    assert shares.sum(axis=1) == pytest.approx(np.ones(len(components)), abs=1e-9)
    assert np.abs(parts - np.einsum("k,kpm->pm", weights, whole.parts)).max() < 1e-12
    pool = Pool(components, weights, 1.2, 50.0)
    for one, other in zip(sharpen(pool, parts, GROUND.exposure), blend(pool, whole, GROUND.exposure), strict=True):
        assert np.abs(one - other).max() < 1e-12
