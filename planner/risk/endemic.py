"""Incidents by area and period: a mean in parts that add up, learned from the past of all areas together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.config import RiskConfig
from planner.core.errors import InputError
from planner.risk.area_fit import Coefficients, fit
from planner.risk.area_level import level
from planner.risk.area_parts import Parts, build_parts, filled
from planner.risk.forecast import Forecast


@dataclass(frozen=True, slots=True)
class AreaPast:
    """Counts of areas made ready: `counts` (T, A) without gaps, which of them are `known`, and the parts before each.

    Periods of which nothing is known are gone.
    """

    counts: np.ndarray
    known: np.ndarray
    share: np.ndarray
    parts: Parts

    def __len__(self) -> int:
        return len(self.counts)


@dataclass(frozen=True, slots=True)
class EndemicFit:
    """A fitted model: what each part is worth, and what each part says of the period to come.

    `totals` (T + 1,) is the expected total before each period; `parts` (k, A) are incidents and sum to the mean.
    """

    names: tuple[str, ...]
    coefficients: Coefficients
    totals: np.ndarray
    parts: np.ndarray

    def forecast(self) -> Forecast:
        """The period after the last one of the past."""
        mean = self.parts.sum(axis=0)
        return Forecast(mean, self.coefficients.sizes(mean), self.names, self.parts)


def fit_endemic(
    counts: np.ndarray,
    *,
    exposure: np.ndarray,
    config: RiskConfig,
    neighbours: np.ndarray | None = None,
    covariates: np.ndarray | None = None,
    covariate_names: Sequence[str] = (),
    parents: np.ndarray | None = None,
) -> EndemicFit:
    """The additive endemic-epidemic model of counts by area and period.

    The mean of an area is the expected total of all areas times a sum of shares, each with a coefficient that is not
    negative: its size (exposure), covariates, its whole record, its latest incidents, a longer memory, adjacent areas,
    and the larger area around it. Counts scatter as a negative binomial whose size is a power of the mean.

    Parameters
    ----------
    counts : (T, A)
        Incidents, oldest period first, all periods equally long; nan where it is not known. T may be 0.
    exposure : (A,)
        People, sites or land, not negative.
    config : RiskConfig
        The keys that begin with `area_`.
    neighbours : (A, A)
        Positive where two areas touch.
    covariates : (A, c)
        Facts of the areas that do not change; nan where not known.
    covariate_names : c texts
        What the parts of the covariates are called.
    parents : (A,)
        A label of the larger area that holds each: a tehsil for station limits, a province for districts.

    Raises
    ------
    InputError
        If the shapes do not fit, a number is negative, or no area has exposure.

    Source
    ------
    Held, Hoehle and Hofmann 2005; Meyer, Held and Hoehle 2017 (hhh4), with shares instead of lagged counts.
    """
    past = prepare(
        counts,
        exposure=exposure,
        config=config,
        neighbours=neighbours,
        covariates=covariates,
        covariate_names=covariate_names,
        parents=parents,
    )
    return fit_past(past, config)


def prepare(
    counts: np.ndarray,
    *,
    exposure: np.ndarray,
    config: RiskConfig,
    neighbours: np.ndarray | None = None,
    covariates: np.ndarray | None = None,
    covariate_names: Sequence[str] = (),
    parents: np.ndarray | None = None,
) -> AreaPast:
    """Checked counts with their parts; takes what `fit_endemic` takes."""
    counts, exposure = np.asarray(counts, float), np.asarray(exposure, float)
    _check(counts, exposure, neighbours, covariates, parents)
    counts = counts[~np.isnan(counts).all(axis=1)]
    known = ~np.isnan(counts)
    share = exposure / exposure.sum()
    counts = filled(counts, share)
    parts = build_parts(
        counts,
        share,
        config,
        neighbours=neighbours,
        covariates=covariates,
        covariate_names=covariate_names,
        parents=parents,
    )
    return AreaPast(counts, known, share, parts)


def fit_past(past: AreaPast, config: RiskConfig, *, parts: Parts | None = None, until: int | None = None) -> EndemicFit:
    """The model learned from the first `until` periods, asked about the period after the last of `past`.

    `parts` are those to use, all of the past's if None. What comes after `until` enters the shares and the level as
    what was known by then; nothing is learned from it.
    """
    parts = parts or past.parts
    periods, areas = past.counts.shape
    until = periods if until is None else until
    totals = level(past.counts.sum(axis=1), config, until=until)
    rows = max(1, config.area_most_counts // max(1, areas))
    learned = slice(max(min(config.area_first_periods, until - 1), until - rows, 0), until)
    seen = past.known[learned]
    expected = parts.shares[learned] * totals[learned, None, None]
    coefficients = fit(past.counts[learned][seen], expected[seen], parts.prior, config)
    coming = parts.shares[-1] * totals[-1] * coefficients.worth
    return EndemicFit(parts.names, coefficients, totals, coming.T)


def _check(
    counts: np.ndarray,
    exposure: np.ndarray,
    neighbours: np.ndarray | None,
    covariates: np.ndarray | None,
    parents: np.ndarray | None,
) -> None:
    areas = len(exposure)
    if counts.ndim != 2 or counts.shape[1] != areas:
        raise InputError(
            f"counts have the shape {counts.shape}, and there are {areas} areas",
            maybe="the counts are turned: a row is a period, a column an area.",
        )
    for name, shape, wanted in (
        ("neighbours", None if neighbours is None else np.shape(neighbours), (areas, areas)),
        ("covariates", None if covariates is None else np.shape(covariates)[:1], (areas,)),
        ("parents", None if parents is None else np.shape(parents), (areas,)),
    ):
        if shape not in (None, wanted):
            raise InputError(f"{name} have the shape {shape}, and there are {areas} areas", maybe="an area is missing.")
    if (counts < 0).any() or np.isinf(counts).any():
        raise InputError("a count of incidents is negative or infinite", maybe="a correction was entered as a count.")
    if not np.isfinite(exposure).all() or (exposure < 0).any() or not exposure.sum() > 0:
        raise InputError(
            "the exposure of an area is negative or not known, or no area has any",
            maybe="the number of people or sites is missing for an area.",
        )
