"""The numbers of the demand by band, and how a reason names them."""

from __future__ import annotations

from planner.config import DemandConfig, numbers
from planner.core.errors import ConfigError
from planner.core.people import Rank


def by_band(config: DemandConfig, kind: str, band: str) -> tuple[str, float]:
    """Key and value of `guard`, `festival` or `worth` for a band or category."""
    key = f"{kind}_{band.casefold().replace('+', '_plus')}"
    return key, getattr(config, key)


def cite(config: DemandConfig, key: str) -> str:
    """The key in brackets with how well its number is supported, so that an order leads back to a line in a file."""
    default = numbers()[f"demand.{key}"]
    grade = default.grade if getattr(config, key) == default.value else "set by the deployment"
    return f"(demand.{key}, {grade})"


def rank_of(config: DemandConfig, key: str) -> Rank:
    """The rank that a key names; ConfigError when it is none."""
    try:
        return Rank.parse(getattr(config, key))
    except ValueError as fault:
        raise ConfigError(f"demand.{key}: {fault}", maybe="it is misspelt.") from fault


def count(number: int, noun: str = "officer") -> str:
    """`1 officer`, `3 officers`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
