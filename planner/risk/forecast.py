"""What a model says of a span of days to come: expected incidents a place, with the doubt of the count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from planner.risk.events import Events


class Ground(Protocol):
    """The places that a forecast is for: cells of a raster, sites, or areas."""

    @property
    def size(self) -> int:
        """Number of places m."""

    @property
    def exposure(self) -> np.ndarray:
        """Share of the whole that each place is, (m,), sums to 1: of the land for cells, of the prior for sites."""

    def locate(self, xy: np.ndarray) -> np.ndarray:
        """The place that holds each point, (n,) whole numbers; -1 where none does."""

    def spread(
        self, xy: np.ndarray, mass: np.ndarray, width_m: float, doubt_m: np.ndarray, at: np.ndarray | None = None
    ) -> np.ndarray:
        """The mass of the points laid on the places by a Gaussian of that width, (m,); or on the places `at` alone.

        `mass` is (n,), or (c, n) for c masses of the same points: then (c, m) is answered.
        The mass that belongs to a point in the region is kept whole. Width 0 leaves a point where it is; `doubt_m`
        (n,) of a point widens its own Gaussian.
        """


@dataclass(frozen=True, slots=True)
class Forecast:
    """Expected incidents in each place over the span, and how counts scatter around it.

    A count is negative binomial with mean `mean` (m,) and size `shape` (a number or (m,)): its variance is
    mean + mean^2 / shape; infinite for Poisson. `parts` (p x m) sum to `mean`; `names` are theirs.
    """

    mean: np.ndarray
    shape: float | np.ndarray
    names: tuple[str, ...] = ()
    parts: np.ndarray | None = None


class Forecaster(Protocol):
    """A model that can be asked at any day; it learns from `past` alone, its own settings included."""

    name: str
    sentence: str
    is_ours: bool

    def forecast(self, past: Events, ground: Ground, *, day: float, horizon_days: float) -> Forecast:
        """The span from `day` over `horizon_days`; `past` holds nothing from `day` on. Any n is answered, 0 too."""


Progress = Callable[[str, int, int], None]
"""Called with what is done, how many steps are done, and how many there are."""
Models = Sequence[Forecaster]
