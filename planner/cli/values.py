"""What the values of options may be: each from text, or an error that says how to write it. Standard library only."""

from __future__ import annotations

import argparse
import re
from datetime import date, datetime

MOST_DAYS = 366
MOST_CALENDAR_DAYS = 36525
MOST_HOURS = 24 * 28
MOST_DRIVE_MIN = 240
FIRST_YEAR, LAST_YEAR = 1990, 2100


def a_date(text: str) -> date:
    """A civil date in ISO form."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write it as 2026-12-25") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise argparse.ArgumentTypeError(f"{text} lies outside {FIRST_YEAR} to {LAST_YEAR}")
    return day


def a_moment(text: str) -> datetime:
    """A moment in ISO form; without a zone it is meant where the deployment lies."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no moment; write it as 2026-12-25T09:30") from None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise argparse.ArgumentTypeError(f"{text} lies outside {FIRST_YEAR} to {LAST_YEAR}")
    return moment


def a_place(text: str) -> tuple[float, float]:
    """`LON,LAT` in degrees."""
    match = re.fullmatch(r"\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*", text)
    if not match:
        raise argparse.ArgumentTypeError(f"{text!r} is no place; write it as --at=73.42,31.33 (longitude first)")
    return float(match[1]), float(match[2])


def a_drawing(text: str) -> tuple[tuple[float, float], ...]:
    """Points as `LON,LAT LON,LAT ...` in degrees, in the order in which they were drawn."""
    points = tuple(a_place(part) for part in text.split())
    if not points:
        raise argparse.ArgumentTypeError(f"{text!r} is no drawing; write it as '73.42,31.33 73.43,31.34'")
    return points


def a_positive(text: str) -> int:
    """A whole number from 1."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 upwards")
    return int(text)


def a_seed(text: str) -> int:
    """A whole number from 0."""
    if not text.isdecimal() or int(text) >= 2**31:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 0 to {2**31 - 1}")
    return int(text)


def some_days(text: str) -> int:
    """Days of a plan or a forecast: 1 to 366."""
    if not text.isdecimal() or not 1 <= int(text) <= MOST_DAYS:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number of days from 1 to {MOST_DAYS}")
    return int(text)


def a_span(text: str) -> int:
    """Days of a calendar: 1 to a hundred years."""
    if not text.isdecimal() or not 1 <= int(text) <= MOST_CALENDAR_DAYS:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number of days from 1 to {MOST_CALENDAR_DAYS}")
    return int(text)


def a_port(text: str) -> int:
    """A port of this machine."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port from 1 to 65535")
    return int(text)


def seconds(text: str) -> float:
    """A time limit: more than 0 and at most a day."""
    try:
        value = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds") from None
    if not 0 < value <= 86400:
        raise argparse.ArgumentTypeError(f"{text} s is no time limit; write more than 0 and at most 86400")
    return value


def some_minutes(text: str) -> tuple[float, ...]:
    """Minutes of a drive, as `5,10,20`: each more than 0, at most four hours."""
    parts = [part.strip() for part in text.split(",")]
    found = tuple(sorted({float(part) for part in parts if re.fullmatch(r"\d{1,3}(\.\d{1,2})?", part)}))
    if not parts or len(found) != len(set(parts)) or not all(0 < value <= MOST_DRIVE_MIN for value in found):
        raise argparse.ArgumentTypeError(f"{text!r} are no minutes up to {MOST_DRIVE_MIN}; write them as 5,10,20")
    return found


def some_hours(text: str) -> float:
    """Hours that somebody is away: more than 0, at most four weeks."""
    try:
        value = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of hours") from None
    if not 0 < value <= MOST_HOURS:
        raise argparse.ArgumentTypeError(f"{text} hours are none; write more than 0 and at most {MOST_HOURS}")
    return value


def a_horizon(text: str) -> int:
    """Days of a window: `28d`, `4w` or `28`."""
    match = re.fullmatch(r"\s*(\d{1,5})\s*([dw]?)\s*", text.lower())
    days = int(match[1]) * (7 if match[2] == "w" else 1) if match else 0
    if not 1 <= days <= MOST_DAYS:
        raise argparse.ArgumentTypeError(f"{text!r} is no span of 1 to {MOST_DAYS} days; write it as 28d or 4w")
    return days


def a_length(text: str) -> float:
    """Metres: `1km`, `500m` or `500`."""
    match = re.fullmatch(r"\s*(\d{1,9}(?:\.\d{1,6})?)\s*(km|m)?\s*", text.lower())
    metres = float(match[1]) * (1000 if match[2] == "km" else 1) if match else 0.0
    if not 1 <= metres <= 1_000_000:
        raise argparse.ArgumentTypeError(f"{text!r} is no length of 1 m to 1000 km; write it as 1km or 500m")
    return metres


def a_window(text: str) -> tuple[str, tuple[datetime, datetime] | None]:
    """`OFFICER`, or `OFFICER=START/END` in ISO form; days stand for their first minute."""
    officer, equals, span = text.partition("=")
    if not officer.strip():
        raise argparse.ArgumentTypeError(f"{text!r} names no officer; write PU-004 or PU-004=2026-12-24/2026-12-26")
    if not equals:
        return officer.strip(), None
    start, slash, end = span.partition("/")
    if not slash:
        raise argparse.ArgumentTypeError(f"{span!r} is no span; write it as 2026-12-24/2026-12-26")
    first, last = a_moment(start), a_moment(end)
    if (first.tzinfo is None) != (last.tzinfo is None) or last <= first:
        raise argparse.ArgumentTypeError(f"{span!r} does not end after it begins")
    return officer.strip(), (first, last)


def a_column(text: str) -> tuple[str, str]:
    """Our column and the header that holds it, as `occurred_at=Date of report`."""
    ours, sign, theirs = text.partition("=")
    if not sign or not ours.strip():
        raise argparse.ArgumentTypeError(f"{text!r} names no two columns; write it as occurred_at=Date of report")
    return ours.strip(), theirs.strip()


def a_whole(text: str) -> int:
    """A number of a load: 1 or more."""
    if not re.fullmatch(r"[1-9]\d{0,8}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of a load; `hifazat loads` lists them")
    return int(text)
