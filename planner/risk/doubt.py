"""How far the true day and place of an incident may lie from what is written down."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planner.config import RiskConfig

_WIDTH_DAYS = np.array([0.0, 7.0, 30.0])  # a day or better, a week, a month: what the codes of the table mean


def widths_days(incidents: pd.DataFrame) -> np.ndarray:
    """Length of the span in which each incident lies, (n,): its moment is the middle of it."""
    return _WIDTH_DAYS[incidents["time_precision"].to_numpy(int) - 1]


def doubts_m(incidents: pd.DataFrame, config: RiskConfig) -> np.ndarray:
    """Standard deviation of each place along either axis, (n,): 0 where the site or street is known."""
    by_code = np.array([0.0, config.settlement_doubt_m, config.district_doubt_m])
    return by_code[incidents["place_precision"].to_numpy(int) - 1]


def days_of(moments: pd.Series) -> np.ndarray:
    """Days since 1970-01-01 UTC, with their fraction, (n,)."""
    return (moments - pd.Timestamp(0, tz="UTC")).to_numpy("timedelta64[us]").astype(np.int64) / 86_400e6


def faded(age_days: np.ndarray, width_days: np.ndarray, scale_days: float) -> np.ndarray:
    """exp(-age/scale); where the moment is only known to `width_days`, the mean over that span up to now."""
    low = np.maximum(age_days - width_days / 2, 0.0)
    high = age_days + width_days / 2
    span = np.where(high > low, high - low, 1.0)
    mean = scale_days / span * (np.exp(-low / scale_days) - np.exp(-high / scale_days))
    return np.where(width_days > 0, mean, np.exp(-age_days / scale_days))
