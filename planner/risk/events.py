"""Reported incidents as arrays, ready to count: what is reported, with its doubt in time and place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


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
