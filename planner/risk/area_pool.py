"""Our forecast where the places are areas: half the pool that serves cells, half the additive model of areas."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from planner.config import RiskConfig
from planner.risk.area_blend import AreaForecaster, blend
from planner.risk.events import Events
from planner.risk.forecast import Forecast, Ground
from planner.risk.ours import OurForecaster
from planner.risk.polygons import Polygons
from planner.risk.raster import Lattice

SENTENCE = (
    "The places are areas: hifazat is the mean of its model for cells (kernels and empirical Bayes, pooled) and its "
    "model for areas (size, record, latest incidents, areas that touch)."
)


@dataclass(slots=True)
class AreaPool:
    """Two models of areas, each right where the other is not: mean of their means, both doubts and their difference.

    The pool ranks areas at least as well as any other; the additive model follows a wave sooner and says its doubt
    better, but on the way down of a wave it says too much. Equal weights need no past to be learned from.
    Measured: docs/backtest.md, "Areas".
    """

    config: RiskConfig
    name: str = "hifazat"
    sentence: str = SENTENCE
    is_ours: bool = True
    _pool: OurForecaster = field(init=False)
    _additive: tuple[Polygons, AreaForecaster] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        """The pool keeps what it learned of windows; the additive model its neighbours."""
        self._pool = OurForecaster(self.config)

    def forecast(self, past: Events, ground: Ground, *, day: float, horizon_days: float) -> Forecast:
        """The span from `day` over `horizon_days`; the ground must be `Polygons`, or TypeError."""
        if not isinstance(ground, Polygons):
            raise TypeError(f"areas are Polygons, not {type(ground).__name__}")
        if self._additive is None or self._additive[0] is not ground:
            self._additive = ground, AreaForecaster(self.config, neighbours=ground.touching())
        # the pool says Lattice where it means any ground that can also tell its extent, as Polygons can
        pooled = self._pool.forecast(past, cast("Lattice", ground), day=day, horizon_days=horizon_days)
        additive = self._additive[1].forecast(past, ground, day=day, horizon_days=horizon_days)
        return blend(additive, pooled, 0.5)
