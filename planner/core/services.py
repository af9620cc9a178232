"""When people gather at a place: service times as they are written in OSM, and what an occasion touches."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from planner.core.time import MINUTES_PER_DAY, Window

COMMUNITIES = (
    "christian",
    "hindu",
    "sikh",
    "ahmadi",
    "parsi",
    "bahai",
    "buddhist",
    "jewish",
    "muslim",
    "other",
)
"""Communities to which a place of worship may belong, and which an occasion may touch."""
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WHOLE_WEEK = frozenset(("daily", "everyday", "24/7"))
_TIME = r"(\d{1,2})(?:[:.](\d{2}))?\s*([ap]m)?"
_SPAN = re.compile(rf"{_TIME}(?:\s*-\s*{_TIME})?\+?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class Service:
    """One service of the week: day (0 is Monday), minutes after midnight; `end_min` is None when none is written.

    `end_min` is above 1440 when the service ends on the day after.
    """

    weekday: int
    start_min: int
    end_min: int | None = None


@dataclass(frozen=True, slots=True)
class ServiceTimes:
    """What could be read from a text, and the parts that could not: those count as no service, and are to be said."""

    services: tuple[Service, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def weekdays(self) -> frozenset[int]:
        """The days of the week on which a service begins."""
        return frozenset(service.weekday for service in self.services)

    def on(self, day: date, zone: ZoneInfo, *, default_min: int) -> tuple[Window, ...]:
        """The services that begin on a local day, in order; one without a written end lasts `default_min`."""
        windows = []
        for service in self.services:
            if service.weekday == day.weekday():
                end = service.end_min if service.end_min is not None else service.start_min + default_min
                windows.append(Window(local_moment(day, service.start_min, zone), local_moment(day, end, zone)))
        return tuple(sorted(windows))


def local_moment(day: date, minute: float, zone: ZoneInfo) -> datetime:
    """The moment that stands so many minutes after midnight on the wall clock of a local day."""
    return datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(minutes=minute)


def local_days(window: Window, zone: ZoneInfo) -> tuple[date, ...]:
    """The local days that a window touches, in order."""
    first = window.start.astimezone(zone).date()
    last = (window.end.astimezone(zone) - timedelta(microseconds=1)).date()
    return tuple(first + timedelta(days=d) for d in range((last - first).days + 1))


def parse_services(text: str) -> ServiceTimes:
    """Services from `Su 09:00-11:00; We,Fr 18:00-19:00` and looser forms: `Sunday 9am-11am`, `daily 6:00`.

    A rule without a day holds every day. Rules are parted by `;`. A rule that cannot be read whole is left out and
    named in `unread`: a guessed service would send a guard at the wrong hour.
    """
    found: set[Service] = set()
    unread: list[str] = []
    for part in re.split(r";|\|\|", text):
        rule = part.strip().strip(",").strip()
        if not rule:
            continue
        services = _parse_rule(rule.replace("–", "-").replace("—", "-"))
        if services is None:
            unread.append(rule)
        else:
            found.update(services)
    return ServiceTimes(tuple(sorted(found, key=lambda s: (s.weekday, s.start_min, s.end_min or 0))), tuple(unread))


def _parse_rule(rule: str) -> list[Service] | None:
    # "24/7" is the one day text that holds digits
    head = rule[:4] if rule.startswith("24/7") else re.match(r"[^\d]*", rule).group()  # type: ignore[union-attr]
    days = _parse_days(head)
    spans = [_parse_span(span.strip()) for span in rule[len(head) :].split(",")]
    if days is None or not spans or any(span is None for span in spans):
        return None
    return [Service(day, start, end) for day in days for start, end in (span for span in spans if span)]


def _parse_days(text: str) -> list[int] | None:
    words = text.strip().rstrip(":").strip().casefold()
    if not words or words in _WHOLE_WEEK:
        return list(range(7))
    days: list[int] = []
    for word in re.split(r"[,&\s]+(?:and\s+)?", re.sub(r"\s*-\s*", "-", words)):
        first, dash, last = word.partition("-")
        start, end = _day(first), _day(last) if dash else _day(first)
        if start is None or end is None:
            return None
        # Sa-Mo runs over the end of the week
        days.extend((start + step) % 7 for step in range((end - start) % 7 + 1))
    return sorted(set(days))


def _day(word: str) -> int | None:
    short = word.rstrip("s.")  # Su, Sun., Sundays, Tues
    return next((n for n, day in enumerate(_DAYS) if len(short) > 1 and day.startswith(short)), None)


def _parse_span(text: str) -> tuple[int, int | None] | None:
    match = _SPAN.fullmatch(text)
    if match is None:
        return None
    hour, minute, half, end_hour, end_minute, end_half = match.groups()
    if minute is None and half is None and end_half is None:
        return None  # "9-11" may be hours or days of the month
    if end_hour is None:
        start = _minutes(hour, minute, half)
        return None if start is None or start >= MINUTES_PER_DAY else (start, None)
    end = _minutes(end_hour, end_minute, end_half)
    # "11-1pm" leaves the half of the start open: the shorter service is meant
    halves = [half] if half or not end_half else ["am", "pm"]
    starts = [s for s in (_minutes(hour, minute, h) for h in halves) if s is not None and s < MINUTES_PER_DAY]
    if end is None or not starts or end in starts:
        return None
    length, start = min(((end - s - 1) % MINUTES_PER_DAY + 1, s) for s in starts)
    return start, start + length


def _minutes(hour: str, minute: str | None, half: str | None) -> int | None:
    hours, minutes = int(hour), int(minute or 0)
    if half is not None:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if half.casefold() == "pm" else 0)
    if minutes > 59 or hours > 24 or (hours == 24 and minutes):
        return None
    return hours * 60 + minutes


ABOVE = " < "
"""Between the code of an area and that of the area that holds it, in a chain such as `S12 < T1 < PK07`."""


def area_chains(parents: Mapping[str, str]) -> dict[str, str]:
    """For each area its code and those of all areas above it, as a chain; `parents` leads to the next above or "".

    A ring of parents is left where it closes.
    """
    chains = {}
    for area in parents:
        chain = [area]
        while (above := parents.get(chain[-1], "")) and above not in chain:
            chain.append(above)
        chains[area] = ABOVE.join(chain)
    return chains


def lies_in(area: str, of: str) -> bool:
    """True when an area is `of` or lies below it; `of` empty means everywhere.

    Below means that `of` is in the chain of the area (`area_chains`), or that a code of the chain begins with it:
    after a separator, or as place codes nest (PK0706 in PK07).
    """
    return not of or any(_nests(one, of) for one in area.split(ABOVE))


def _nests(area: str, of: str) -> bool:
    if area == of:
        return True
    if not area.startswith(of):
        return False
    rest = area[len(of) :]
    nested = re.fullmatch(r"[A-Z]{2}\d+", of) is not None and rest.isdigit() and len(rest) % 2 == 0
    return nested or not rest[0].isalnum()


def touches(community: str, area: str, *, site_community: str, site_area: str) -> bool:
    """True when an occasion of a community ("unknown": all) in an area (empty: all) concerns a site."""
    return community in ("unknown", site_community) and lies_in(site_area, area)
