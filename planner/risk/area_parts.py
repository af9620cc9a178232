"""What the past of areas says of their next period: shares of the whole, each told by another kind of evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.config import RiskConfig
from planner.risk.area_fit import log_likelihood

SIZE = "size of the area"
RECORD = "long-run record, held back towards the size"
LATEST = "own latest incidents"
MEMORY = "own incidents over a longer memory"
NEIGHBOURS = "incidents in adjacent areas"
PARENT = "incidents in the larger area around it"


_REACH, _STEPS = 3.0, 61
"""How far the grid of shapes goes to either side, in standard deviations of their prior, and its points."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Shares of the whole before each period, and what is counted on them beforehand.

    `shares` is (T + 1, A, k): entry t knows the periods before t alone, the last one is for the period to come.
    `prior` (k,) sums to 1.
    """

    names: tuple[str, ...]
    shares: np.ndarray
    prior: np.ndarray

    def only(self, names: Sequence[str]) -> Parts:
        """Some of the parts, as if there were no others."""
        which = [self.names.index(name) for name in names]
        prior = self.prior[which]
        return Parts(tuple(names), self.shares[:, :, which], prior / prior.sum())


def decayed(counts: np.ndarray, half_life: float) -> np.ndarray:
    """The sum of all earlier periods, halved every `half_life` periods: (T, ...) gives (T + 1, ...)."""
    keep = 0.5 ** (1 / half_life)
    sums = np.zeros((len(counts) + 1, *counts.shape[1:]))
    for t, count in enumerate(counts):
        sums[t + 1] = keep * (sums[t] + count)
    return sums


def filled(counts: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Counts whose unknown entries (nan) stand at what the known areas of that period suggest for their size."""
    known = ~np.isnan(counts)
    seen = np.where(known, counts, 0.0).sum(axis=1)
    base = np.where(known, share, 0.0).sum(axis=1)
    level = np.divide(seen, base, out=np.zeros_like(seen), where=base > 0)
    return np.where(known, counts, level[:, None] * share)


def build_parts(
    counts: np.ndarray,
    share: np.ndarray,
    config: RiskConfig,
    *,
    neighbours: np.ndarray | None = None,
    covariates: np.ndarray | None = None,
    covariate_names: Sequence[str] = (),
    parents: np.ndarray | None = None,
) -> Parts:
    """The parts for counts (T, A) without gaps, and each area's share (A,) of the exposure.

    Each own part adds `area_hold_back` incidents spread by exposure, so that with few incidents all parts say the
    same. Adjacent areas and the larger area tell an area their own rate per exposure. A covariate gives two parts, one
    that grows with it and one that falls, because coefficients are never negative.
    """
    periods, areas = counts.shape
    shape = (periods + 1, areas)

    def own(half_life: float) -> np.ndarray:
        held = decayed(counts, half_life) + config.area_hold_back * share
        return held / held.sum(axis=1, keepdims=True)

    found: list[tuple[str, np.ndarray, float]] = [(SIZE, np.broadcast_to(share, shape), config.area_prior_size)]
    for name, part in _covariate_parts(share, covariates, covariate_names):
        found.append((name, np.broadcast_to(part, shape), config.area_prior_covariate))
    member = _members(parents, areas)
    found.append((RECORD, _record(counts, share, member, config), config.area_prior_record))
    found.append((LATEST, own(config.area_latest_periods), config.area_prior_latest))
    found.append((MEMORY, own(config.area_memory_periods), config.area_prior_memory))
    around = own(config.area_around_periods)
    if neighbours is not None and (np.asarray(neighbours) > 0).any():
        touching = (np.asarray(neighbours) > 0).astype(float)
        np.fill_diagonal(touching, 0.0)
        found.append((NEIGHBOURS, _at_rate_of(around, share, touching), config.area_prior_neighbours))
    if 1 < member.shape[1] < areas:
        found.append((PARENT, _at_rate_of(around, share, member @ member.T), config.area_prior_parent))
    prior = np.array([weight for _, _, weight in found])
    return Parts(tuple(name for name, _, _ in found), np.stack([p for _, p, _ in found], axis=-1), prior / prior.sum())


def _at_rate_of(own: np.ndarray, share: np.ndarray, around: np.ndarray) -> np.ndarray:
    """What areas would have at the rate, per exposure, of those `around` (A, A) them; at the mean rate if none are."""
    base = around @ share
    rate = np.divide(own @ around.T, base, out=np.ones_like(own), where=base > 0)
    part = rate * share
    return part / part.sum(axis=1, keepdims=True)


def _record(counts: np.ndarray, share: np.ndarray, member: np.ndarray, config: RiskConfig) -> np.ndarray:
    """All incidents so far, gamma-Poisson: areas held back towards their parent, parents towards the whole.

    How unlike the areas of a parent are is learned from the record as it stands at the end.
    Source: Clayton and Kaldor 1987.
    """
    own = np.vstack([np.zeros(counts.shape[1]), np.cumsum(counts, axis=0)])
    expected = own.sum(axis=1, keepdims=True) * share
    held = config.area_parent_incidents
    parent = ((held + own @ member) / (held + expected @ member)) @ member.T
    shape = _record_shape(own[-1], expected[-1] * parent[-1], config)
    rate = share * parent * (shape + own) / (shape + expected * parent)
    return rate / rate.sum(axis=1, keepdims=True)


def _record_shape(own: np.ndarray, expected: np.ndarray, config: RiskConfig) -> float:
    """The shape of the gamma distribution of areas, by marginal likelihood and a log-normal prior, from a grid."""
    off = np.linspace(-_REACH, _REACH, _STEPS)[:, None]
    shape = config.area_record_incidents * np.exp(off * config.area_record_spread)
    inside = expected > 0
    fits = log_likelihood(own[inside], expected[inside], shape).sum(axis=1) - 0.5 * off[:, 0] ** 2
    return float(shape[fits.argmax(), 0])


def _members(parents: np.ndarray | None, areas: int) -> np.ndarray:
    """Which parent holds each area, (A, parents) of 0 and 1; one parent where none is known."""
    if parents is None:
        return np.ones((areas, 1))
    _, which = np.unique(np.asarray(parents), return_inverse=True)
    return np.eye(which.max(initial=0) + 1)[which.reshape(-1)]


def _covariate_parts(
    share: np.ndarray, covariates: np.ndarray | None, names: Sequence[str]
) -> list[tuple[str, np.ndarray]]:
    parts: list[tuple[str, np.ndarray]] = []
    if covariates is None:
        return parts
    for c, column in enumerate(np.asarray(covariates, float).T):
        if np.isnan(column).all():
            continue
        low, high = np.nanmin(column), np.nanmax(column)
        if not high > low:  # the same everywhere, it tells no area from another
            continue
        # unknown: as the mean area
        scaled = (np.where(np.isnan(column), np.nanmean(column), column) - low) / (high - low)
        name = names[c] if c < len(names) else f"covariate {c + 1}"
        for word, part in (("high", share * scaled), ("low", share * (1 - scaled))):
            if part.sum() > 0:
                parts.append((f"{name} {word}", part / part.sum()))
    return parts
