"""Which engine answers: the fast one where its package can be loaded, else the reference."""

from __future__ import annotations

from typing import Literal

from planner.core.errors import ConfigError
from planner.network.engine import Engine, Shape
from planner.network.scipy_engine import ScipyEngine

EngineName = Literal["auto", "cch", "scipy"]


def choose_engine(shape: Shape, engine: EngineName) -> Engine:
    """The engine of that name; "auto" takes the fast one where it is installed.

    Raises ConfigError when the name is unknown, or "cch" is asked for and is not installed.
    """
    if engine == "scipy":
        return ScipyEngine(shape)
    if engine not in ("auto", "cch"):
        raise ConfigError(f"there is no road engine {engine!r}", maybe="auto, cch or scipy was meant.")
    try:
        from planner.network.cch_engine import CchEngine
    except ImportError as fault:  # no wheel for this system: the reference engine gives the same times, slower
        if engine == "auto":
            return ScipyEngine(shape)
        raise ConfigError(
            f"the road engine 'cch' cannot be loaded here: {fault}",
            maybe="the extra 'cch' is not installed; the engine 'auto' or 'scipy' answers the same.",
        ) from fault
    return CchEngine(shape)
