"""Festivals and processions of past and coming years of the worlds: the largest gatherings of each community."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pandas as pd

from planner.ingest.festivals import festival_table, festivals

LARGEST = frozenset(
    (
        "Good Friday",
        "Easter",
        "Christmas",
        "Ashura",
        "Eid Milad processions",
        "Eid al-Fitr",
        "Eid al-Adha",
        "Holi",
        "Janmashtami",
        "Diwali",
        "Vaisakhi",
        "Guru Nanak's birthday",
    )
)
"""The days on which incidents of the worlds are more frequent; the rest of a year's calendar is added by people."""


def make_occasions(
    first: date, last: date, *, zone: ZoneInfo, moon_doubt_days: int, origin: str
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The occasions that begin on or between two days, and sentences about those for which no date was found."""
    found, missing = festivals(first, last, doubt_days=moon_doubt_days)
    kept = [one for one in found if one.name_en in LARGEST and first <= one.first <= last]
    ids = [f"O{n + 1:03d}" for n in range(len(kept))]
    return festival_table(kept, zone, origin=origin, ids=ids), missing
