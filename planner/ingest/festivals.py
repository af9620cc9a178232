"""Festivals, processions and days of remembrance of any years, each with its doubt.

Fixed and computed days are certain. Days of the Islamic calendar are those that were kept in Pakistan where the
library holds them, and else its estimate, which may move by `doubt_days`.
"""

from __future__ import annotations

import re
import warnings
from calendar import isleap
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import holidays
import pandas as pd
from dateutil.easter import easter
from hijridate import Gregorian, Hijri

from planner.core.errors import ConfigError
from planner.core.services import local_moment
from planner.tables import OccasionTable, check_table
from planner.tables.occasions import KINDS
from planner.tables.sites import COMMUNITIES


@dataclass(frozen=True, slots=True)
class Festival:
    """One occasion of the calendar; it lasts from the start of `first` to the end of `last`, local days."""

    first: date
    last: date
    name_en: str
    name_ur: str
    kind: str
    community: str
    doubt_days: float = 0.0
    by: str = "holidays library"


Name = tuple[str, str, str, str]
"""Our name, Urdu, kind, and the community that it touches."""
_ASHURA: Name = ("Ashura", "عاشورہ", "procession", "muslim")
_MUHARRAM: Name = ("First days of Muharram", "عشرہ محرم", "procession", "muslim")
_CHEHLUM: Name = ("Chehlum", "چہلم", "procession", "muslim")
_MILAD: Name = ("Eid Milad processions", "عید میلاد کے جلوس", "procession", "ahmadi")
_RABI: Name = ("First days of Rabi-ul-Awwal", "ابتدائی ربیع الاول", "procession", "ahmadi")
_EIDS: dict[str, Name] = {
    "Eid al-Fitr": ("Eid al-Fitr", "عید الفطر", "festival", "ahmadi"),
    "Eid al-Adha": ("Eid al-Adha", "عید الاضحیٰ", "festival", "ahmadi"),
}
_INDIAN: dict[str, Name] = {
    "Holi": ("Holi", "ہولی", "festival", "hindu"),
    "Janmashtami": ("Janmashtami", "جنم اشٹمی", "festival", "hindu"),
    "Diwali": ("Diwali", "دیوالی", "festival", "hindu"),
    "Vaisakhi": ("Vaisakhi", "بیساکھی", "festival", "sikh"),
    "Guru Nanak's Birthday": ("Guru Nanak's birthday", "گرو نانک جنم دن", "festival", "sikh"),
}
"""Names in the library to ours. Pakistan has no public list of these: the days are those of Indian Punjab."""
HIJRI_LAST = date(2077, 9, 1)
"""The hijridate library ends with the year 1500, in November 2077."""
_MUHARRAM_DAYS = 12
"""1 to 12 Muharram is the span in which attacks on religious targets rose (5.25 times, Pakistan 2004-17)."""


def festivals(
    first: date, last: date, *, doubt_days: float, remembrance: str = ""
) -> tuple[tuple[Festival, ...], tuple[str, ...]]:
    """All that touches the days from `first` to `last`, in order, and sentences about what could not be dated.

    `remembrance` are days of every year as "09-07 Name | community | kind; ...", editable by the unit.
    """
    found: list[Festival] = []
    missing: list[str] = []
    days = _remembered(remembrance)
    # a year more on both sides: Chehlum may lie in the year after its Ashura
    for year in range(first.year - 1, last.year + 2):
        dated, notes = _of_year(year, doubt_days)
        found += dated
        for month, day, name in days:
            found.append(_one(name, _civil(year, month, day), by="list of the unit"))
        if first.year <= year <= last.year:
            missing += notes
    inside = (one for one in found if one.first <= last and one.last >= first)
    return tuple(sorted(inside, key=lambda one: (one.first, one.name_en))), tuple(missing)


def festival_table(
    found: Iterable[Festival], zone: ZoneInfo, *, origin: str, ids: Collection[str] = ()
) -> pd.DataFrame:
    """The occasions table of festivals; `ids` are their keys in order, and made from day and name when not given."""
    rows = list(found)
    keys = list(ids) or [f"cal-{one.first.isoformat()}-{_slug(one.name_en)}-{one.community}" for one in rows]
    frame = pd.DataFrame(
        {
            "occasion": keys,
            "name_en": [one.name_en for one in rows],
            "name_ur": [one.name_ur for one in rows],
            "kind": [one.kind for one in rows],
            "community": [one.community for one in rows],
            "start": moments([one.first for one in rows], zone),
            "end": moments([one.last + timedelta(days=1) for one in rows], zone),
            "doubt_days": [float(one.doubt_days) for one in rows],
            "area": "",
            "source": [f"{origin}; dates: {one.by}" for one in rows],
        }
    )
    return check_table(OccasionTable, frame)


def moments(days: Iterable[date], zone: ZoneInfo) -> pd.DatetimeIndex:
    """The midnights with which local days begin, in UTC."""
    return pd.DatetimeIndex([local_moment(day, 0, zone) for day in days], tz=zone).tz_convert("UTC").as_unit("us")


def _one(name: Name, first: date, last: date | None = None, *, doubt: float = 0.0, by: str = "") -> Festival:
    return Festival(first, last or first, *name, doubt_days=doubt, by=by or "holidays library")


def _of_year(year: int, doubt_days: float) -> tuple[list[Festival], list[str]]:
    sunday = easter(year)
    church: list[tuple[str, str, date, date]] = [
        ("Palm Sunday", "کھجوروں کا اتوار", sunday - timedelta(days=7), sunday - timedelta(days=7)),
        ("Good Friday", "گڈ فرائیڈے", sunday - timedelta(days=2), sunday - timedelta(days=2)),
        ("Easter", "ایسٹر", sunday, sunday),
        ("Christmas", "کرسمس", date(year, 12, 24), date(year, 12, 25)),
        ("New Year's Eve service", "سالِ نو کی عبادت", date(year, 12, 31), date(year, 12, 31)),
    ]
    found = [Festival(a, b, en, ur, "festival", "christian", by="computed") for en, ur, a, b in church]
    missing: list[str] = []

    def runs(dated: dict[date, str], key: str, name: Name) -> list[list[date]]:
        groups = _runs(sorted(day for day, text in dated.items() if _named(text, key)))
        if not groups:
            missing.append(f"The holidays library has no date of {name[0]} in {year}: the calendar is without it.")
        return groups  # two in one year where the Islamic year, the shorter, begins and ends in it

    pakistan = _dated("PK", year)
    punjab = _dated("IN", year, subdiv="PB", categories=("public", "optional"))
    for group in runs(pakistan, "Ashura", _ASHURA):
        doubt = _doubt(pakistan[group[-1]], doubt_days)
        found += _muharram(group[0], group[-1], doubt, doubt_days)
    for group in runs(pakistan, "Prophet's Birthday", _MILAD):
        doubt = _doubt(pakistan[group[0]], doubt_days)
        found.append(_one(_MILAD, group[0], group[-1], doubt=doubt))
        # the twelfth of the month: the same month began eleven days before
        found.append(_one(_RABI, group[0] - timedelta(days=11), group[0] - timedelta(days=1), doubt=doubt))
    if date(year, 1, 1) > HIJRI_LAST:
        missing.append(f"The hijridate library has no date of {_CHEHLUM[0]} in {year}: the calendar is without it.")
    for key, name in _EIDS.items():
        for group in runs(pakistan, key, name):
            found.append(_one(name, group[0], group[-1], doubt=_doubt(pakistan[group[-1]], doubt_days)))
    for key, name in _INDIAN.items():
        found += [_one(name, group[0], group[-1]) for group in runs(punjab, key, name)]
    return found, missing


def _muharram(eve: date, ashura: date, doubt: float, moon_doubt: float) -> list[Festival]:
    """Ashura, the days around it in the same month, and Chehlum, whose month begins with a moon of its own."""
    first = ashura - timedelta(days=9)
    found = [
        _one(_ASHURA, eve, ashura, doubt=doubt),
        _one(_MUHARRAM, first, first + timedelta(days=_MUHARRAM_DAYS - 1), doubt=doubt),
    ]
    if ashura < HIJRI_LAST:
        year = Gregorian(ashura.year, ashura.month, ashura.day).to_hijri().year
        # the library's calendar lies up to two days off what is kept here: Safar is taken to lie off as Muharram did
        moved = ashura - _gregorian(year, 1, 10)
        by = "hijridate library, moved as Ashura was"
        found.append(_one(_CHEHLUM, _gregorian(year, 2, 20) + moved, doubt=moon_doubt, by=by))
    return found


def _gregorian(year: int, month: int, day: int) -> date:
    one = Hijri(year, month, day).to_gregorian()
    return date(one.year, one.month, one.day)


def _doubt(said: str, doubt_days: float) -> float:
    """None where the library holds the day that was kept, else the doubt of an estimate."""
    return doubt_days if "(estimated)" in said else 0.0


def _civil(year: int, month: int, day: int) -> date:
    """That day of the year; 29 February is kept on the 28th where there is none."""
    return date(year, month, 28 if (month, day) == (2, 29) and not isleap(year) else day)


def _remembered(text: str) -> list[tuple[int, int, Name]]:
    """Days from "09-07 Name | community | kind; ...": ConfigError names the entry that cannot be read."""
    days: list[tuple[int, int, Name]] = []
    for entry in filter(None, (part.strip() for part in text.split(";"))):
        match = re.fullmatch(r"(\d\d)-(\d\d)\s+([^|]+?)\s*\|\s*(\w+)\s*\|\s*(\w+)", entry)
        if match is None or match[4] not in COMMUNITIES or match[5] not in KINDS:
            raise ConfigError(
                f"calendar.remembrance: {entry!r} cannot be read",
                maybe='write "09-07 Name | community | kind", several parted by ";".',
            )
        month, day = int(match[1]), int(match[2])
        try:
            date(2000, month, day)
        except ValueError:
            raise ConfigError(f"calendar.remembrance: there is no day {match[1]}-{match[2]}") from None
        days.append((month, day, (match[3], "", match[5], match[4])))
    return days


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


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")
