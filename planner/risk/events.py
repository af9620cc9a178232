"""Reported incidents as arrays, ready to count: what is reported, with its doubt in time and place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from planner.config import RiskConfig
from planner.core.time import require_zone
from planner.risk.doubt import days_of, doubts_m, widths_days
from planner.risk.duplicates import weights_of


@dataclass(frozen=True, slots=True)
class Events:
    """Reported incidents, oldest first; all arrays have the same length n.

    `day` is days since 1970-01-01 UTC, with its fraction. Where only the week or the month is known, `width_days` is
    7 or 30 and the moment lies within half of it on either side; else 0. `xy` (n x 2) is in metres in the working
    reference system, `doubt_m` the standard deviation of the place, 0 where the site or street is known. `weight` is
    how much of one incident the row is worth, 0 to 1: two reports of one incident share it.
    """

    ids: np.ndarray
    day: np.ndarray
    width_days: np.ndarray
    xy: np.ndarray
    doubt_m: np.ndarray
    weight: np.ndarray

    def __len__(self) -> int:
        return len(self.day)

    def take(self, which: np.ndarray) -> Events:
        """Those at a mask or at positions; positions must keep the order."""
        return Events(*(getattr(self, name)[which] for name in self.__slots__))

    def before(self, day: float) -> Events:
        """Those that are known to lie before a day: a back-test sees nothing else."""
        return self.take(self.day + self.width_days / 2 < day)


def read_events(incidents: pd.DataFrame, config: RiskConfig, *, as_of: datetime) -> Events:
    """The reported incidents up to `as_of`, oldest first.

    Patrol finds are dropped: they follow the patrols (feedback loop). So is what lies after `as_of`. Of several rows
    that report one incident the most precise has weight 1 and the others 0 (`planner.risk.duplicates`). The order of
    the rows of the IncidentTable does not matter.
    """
    require_zone(as_of, "as_of")
    usable = incidents[(incidents["reported_by"] != "patrol") & (incidents["occurred_at"] <= as_of)]
    usable = usable.sort_values(["occurred_at", "incident"], kind="stable")
    return Events(
        usable["incident"].to_numpy(object),
        days_of(usable["occurred_at"]),
        widths_days(usable),
        np.column_stack([usable["geometry"].x, usable["geometry"].y]).astype(float),
        doubts_m(usable, config),
        weights_of(usable, config),
    )
