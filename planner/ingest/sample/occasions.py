"""Festivals and processions of past and coming years, from the holidays library and, for Easter, from dateutil."""

from __future__ import annotations

import warnings
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import holidays
import pandas as pd
from dateutil.easter import easter

from planner.core.services import local_moment
from planner.tables import OccasionTable, check_table

DOUBT = "by the moon, may move by a day"
# name in the library -> our name, Urdu, kind, community; the Islamic ones depend on the sighting of the moon
_LUNAR = {
    "Ashura": ("Ashura", "عاشورہ", "procession", "muslim"),
    "Prophet's Birthday": ("Eid Milad processions", "عید میلاد کے جلوس", "procession", "ahmadi"),
    "Eid al-Fitr": ("Eid al-Fitr", "عید الفطر", "festival", "ahmadi"),
    "Eid al-Adha": ("Eid al-Adha", "عید الاضحیٰ", "festival", "ahmadi"),
}
_INDIAN = {
    "Holi": ("Holi", "ہولی", "festival", "hindu"),
    "Janmashtami": ("Janmashtami", "جنم اشٹمی", "festival", "hindu"),
    "Diwali": ("Diwali", "دیوالی", "festival", "hindu"),
    "Vaisakhi": ("Vaisakhi", "بیساکھی", "festival", "sikh"),
    "Guru Nanak's Birthday": ("Guru Nanak's birthday", "گرو نانک جنم دن", "festival", "sikh"),
}
"""Pakistan keeps no list of these as public holidays: the days are those of Indian Punjab."""
Row = tuple[str, str, str, str, date, date, int]
"""Name, Urdu, kind, community, first and last day, and by how many days it may move."""


def make_occasions(
    first: date, last: date, *, today: date, zone: ZoneInfo, moon_doubt_days: int, origin: str
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The occasions that begin on or between two days, and sentences about those for which no date was found.

    What hangs on the moon and is not yet past has its doubt in `doubt_days`, and its name says so.
    """
    rows: list[Row] = []
    missing: list[str] = []
    for year in range(first.year, last.year + 1):
        found, notes = _of_year(year, today, moon_doubt_days)
        rows += found
        missing += notes
    rows = sorted((row for row in rows if first <= row[4] <= last), key=lambda row: (row[4], row[0]))
    frame = pd.DataFrame(
        {
            "occasion": [f"O{n + 1:03d}" for n in range(len(rows))],
            "name_en": [row[0] for row in rows],
            "name_ur": [row[1] for row in rows],
            "kind": [row[2] for row in rows],
            "community": [row[3] for row in rows],
            "start": moments([row[4] for row in rows], zone),
            "end": moments([row[5] + timedelta(days=1) for row in rows], zone),
            "doubt_days": [float(row[6]) for row in rows],
            "area": "",
            "source": f"{origin}; dates: holidays library",
        }
    )
    return check_table(OccasionTable, frame), tuple(missing)


def moments(days: list[date], zone: ZoneInfo) -> pd.DatetimeIndex:
    """The midnights with which local days begin, in UTC."""
    return pd.DatetimeIndex([local_moment(day, 0, zone) for day in days]).tz_convert("UTC").as_unit("us")


def _of_year(year: int, today: date, doubt_days: int) -> tuple[list[Row], list[str]]:
    sunday = easter(year)
    friday = sunday - timedelta(days=2)
    rows: list[Row] = [
        ("Good Friday", "گڈ فرائیڈے", "festival", "christian", friday, friday, 0),
        ("Easter", "ایسٹر", "festival", "christian", sunday, sunday, 0),
        ("Christmas", "کرسمس", "festival", "christian", date(year, 12, 24), date(year, 12, 25), 0),
    ]
    missing: list[str] = []
    pakistan = _dated("PK", year)
    punjab = _dated("IN", year, subdiv="PB", categories=("public", "optional"))
    for dated, wanted, doubt in ((pakistan, _LUNAR, doubt_days), (punjab, _INDIAN, 0)):
        for key, (name, urdu, kind, community) in wanted.items():
            days = sorted(day for day, text in dated.items() if _named(text, key))
            # two in one year: the Islamic year is the shorter
            for group in _runs(days):
                moves = doubt if group[-1] >= today else 0
                said = f"{name} ({DOUBT})" if moves else name
                rows.append((said, urdu, kind, community, group[0], group[-1], moves))
            if not days:
                missing.append(f"The holidays library has no date of {name} in {year}: the calendar is without it.")
    return rows, missing


def _dated(country: str, year: int, **options: Any) -> dict[date, str]:
    """Days and names of one year; none outside the years that the library knows."""
    known = holidays.country_holidays(country)
    if not known.start_year <= year <= known.end_year:
        return {}
    with warnings.catch_warnings():
        # its Hindu dates end before its years do; what is missing then is said by the caller, by name
        warnings.filterwarnings("ignore", message="Requested Holidays are available only", category=UserWarning)
        return dict(holidays.country_holidays(country, years=year, language="en_US", **options))


def _named(text: str, key: str) -> bool:
    # "Janmashtami (Vaishnava)", "Ashura (estimated)"; two on one day are parted by a semicolon
    return any(part.strip() == key or part.strip().startswith(f"{key} (") for part in text.split(";"))


def _runs(days: list[date]) -> list[list[date]]:
    """Days in groups that follow each other without a gap."""
    groups: list[list[date]] = []
    for day in days:
        if groups and day - groups[-1][-1] == timedelta(days=1):
            groups[-1].append(day)
        else:
            groups.append([day])
    return groups
