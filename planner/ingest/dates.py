"""Dates and times as people write them, without guessing: ISO, day first or month first, month names, Excel numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from planner.core.errors import InputError
from planner.ingest.text import fold, plain_digits, texts

ORDERS = ("day-first", "month-first", "iso")

_CLOCK = r"(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([AaPp]\.?[Mm]\.?)?)?"
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})" + _CLOCK)
_ISO_ZONE = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2})")
_STRICT = r"\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2})?)?"
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})" + _CLOCK)
_SHORT_YEAR = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2}")
_DAY_NAME = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s-]+([^\W\d_]+)\.?,?[\s-]+(\d{4})" + _CLOCK)
_NAME_DAY = re.compile(r"([^\W\d_]+)\.?[\s-]+(\d{1,2})(?:st|nd|rd|th)?,?[\s-]+(\d{4})" + _CLOCK)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_TIME = re.compile(r"(\d{1,2})(?::|\.)?(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([AaPp]\.?[Mm]\.?)?(?:\s*(?:hrs?|hours|بجے))?")
_BARE_HOUR = re.compile(r"(\d{1,2})\s*([AaPp]\.?[Mm]\.?)")
_FRACTION = re.compile(r"0?\.\d+|0")

_EPOCH_1900 = np.datetime64("1899-12-30", "s")  # Excel counts a 29 February 1900 that never was
_EPOCH_1904 = np.datetime64("1904-01-01", "s")
_DAY_SECONDS = 86_400

_MONTHS = {
    fold(name): number
    for number, names in enumerate(
        (
            ("january", "jan", "جنوری"),
            ("february", "feb", "فروری"),
            ("march", "mar", "مارچ"),
            ("april", "apr", "اپریل"),
            ("may", "مئی", "مئ"),
            ("june", "jun", "جون"),
            ("july", "jul", "جولائی"),
            ("august", "aug", "اگست"),
            ("september", "sep", "sept", "ستمبر"),
            ("october", "oct", "اکتوبر"),
            ("november", "nov", "نومبر"),
            ("december", "dec", "دسمبر"),
        ),
        start=1,
    )
    for name in names
}


@dataclass(frozen=True, slots=True)
class DateStyle:
    """How dates of one file are to be read. `order` is one of `ORDERS`, or "" when nothing decides.

    `mixed`: the file holds both orders for certain, so that a date that fits both is not taken.
    """

    order: str = ""
    mixed: bool = False
    starts_1904: bool = False
    first_year: int = 1947
    last_year: int = 2100
    said: tuple[str, ...] = field(default=())


def style_of(
    columns: list[pd.Series], *, dates: str | None, starts_1904: bool, first_year: int, last_year: int
) -> DateStyle:
    """The style of the date columns of one file; InputError when day and month cannot be told apart."""
    if dates is not None and dates not in ORDERS:
        raise InputError(f"--dates {dates!r} is not known", maybe=f"one of {', '.join(ORDERS)} was meant.")
    said: list[str] = []
    order, mixed = dates or "", False
    if dates is None and columns:
        order, mixed = _weigh(pd.concat(columns, ignore_index=True), said)
    return DateStyle(order, mixed, starts_1904, first_year, last_year, tuple(said))


def _weigh(column: pd.Series, said: list[str]) -> tuple[str, bool]:
    parts = plain_digits(column).str.extract(r"^(\d{1,2})[/.-](\d{1,2})[/.-]\d{4}")
    parts = parts[parts[0].notna()]
    if parts.empty:
        return "", False
    a, b = parts[0].astype(int).to_numpy(), parts[1].astype(int).to_numpy()
    day_first = int(((a > 12) & (a <= 31) & (b <= 12)).sum())
    month_first = int(((b > 12) & (b <= 31) & (a <= 12)).sum())
    open_ones = (a <= 12) & (b <= 12) & (a != b)
    if day_first and month_first:
        said.append(
            f"The dates have both orders: {day_first} can only be day/month and {month_first} only month/day."
            " Dates that fit both are given back; pass --dates to decide."
        )
        return "", True
    if day_first or month_first:
        order = "day-first" if day_first else "month-first"
        if open_ones.any():
            said.append(
                f"Dates such as {_example(column, open_ones, parts)} are read {order},"
                f" as {max(day_first, month_first)} others show."
            )
        return order, False
    if open_ones.any():
        raise InputError(
            f"dates such as {_example(column, open_ones, parts)} may be day/month or month/day,"
            " and no other date in the file decides",
            maybe="pass --dates day-first (usual in Pakistan) or --dates month-first.",
        )
    return "", False


def _example(column: pd.Series, mask: np.ndarray, parts: pd.DataFrame) -> str:
    return str(column.loc[parts.index[np.flatnonzero(mask)[0]]])


def moments(
    column: pd.Series, style: DateStyle, timezone: str, clock: pd.Series | None = None
) -> tuple[pd.Series, np.ndarray, list[str], int]:
    """Moments in UTC (NaT where empty or bad), the reason for each bad cell ("" for the others, by place).

    Returns the moments, the mask of bad cells, one reason a row, and how many were Excel day numbers. A moment
    without a zone is local; `clock` adds a time of day to dates that carry none.
    """
    seconds, reasons, serials, zoned, has_clock = _local_seconds(plain_digits(column).str.strip(), style)
    if clock is not None:
        minutes, bad_clock = clock_minutes(clock)
        add = ~np.isnan(minutes) & ~has_clock & ~np.isnat(seconds)
        seconds[add] += (minutes[add] * 60).astype("timedelta64[s]")
        for place in np.flatnonzero(bad_clock):
            reasons[place] = "the time is no time of day"
    local = pd.Series(seconds.astype("datetime64[us]"), index=column.index)
    years = local.dt.year.to_numpy()
    outside = ~np.isnan(years) & ((years < style.first_year) | (years > style.last_year))
    for place in np.flatnonzero(outside):
        reasons[place] = f"the year {int(years[place])} lies outside {style.first_year} to {style.last_year}"
    aware = local.dt.tz_localize(timezone, ambiguous="NaT", nonexistent="NaT").dt.tz_convert("UTC")
    if zoned.any():
        aware[zoned] = local[zoned].dt.tz_localize("UTC")
    lost = aware.isna().to_numpy() & local.notna().to_numpy()
    for place in np.flatnonzero(lost):
        reasons[place] = f"this hour is skipped or comes twice in {timezone}, where the clock changes"
    bad = np.asarray([bool(reason) for reason in reasons]) if any(reasons) else np.zeros(len(column), dtype=bool)
    aware = aware.astype("datetime64[us, UTC]")
    if bad.any():
        aware[bad] = pd.NaT
    return aware, bad, reasons, serials


def _local_seconds(column: pd.Series, style: DateStyle) -> tuple[np.ndarray, list[str], int, np.ndarray, np.ndarray]:
    n = len(column)
    seconds = np.full(n, np.datetime64("NaT"), dtype="datetime64[s]")
    reasons = [""] * n
    zoned = np.zeros(n, dtype=bool)
    has_clock = np.zeros(n, dtype=bool)
    left = (column != "").to_numpy(dtype=bool).copy()

    def take(pattern: re.Pattern[str]) -> np.ndarray:
        found = np.zeros(n, dtype=bool)
        if left.any():
            found[left] = column[left].str.fullmatch(pattern.pattern).to_numpy(dtype=bool)
        left[found] = False
        return found

    def put(found: np.ndarray, year: str, month: str, day: str, pattern: re.Pattern[str], clock_from: int) -> None:
        if not found.any():
            return
        places = np.flatnonzero(found)
        parts = _groups(column[found], pattern)
        values, valid, clocked = _assemble(parts, int(year), int(month), int(day), clock_from)
        seconds[places] = values
        has_clock[places] = clocked
        for place in places[~valid]:
            reasons[place] = "there is no such date or time"

    # the usual form of large files, read in one go
    strict = column.str.fullmatch(_STRICT).to_numpy(dtype=bool) & left
    if strict.any():
        read = pd.to_datetime(column[strict], errors="coerce", format="ISO8601").to_numpy().astype("datetime64[s]")
        # what is no date falls through, and gets its reason below
        strict[strict] = ~np.isnat(read)
        seconds[strict] = read[~np.isnat(read)]
        has_clock[strict] = (column[strict].str.len() > len("2026-12-25")).to_numpy(dtype=bool)
        left[strict] = False
    aware = take(_ISO_ZONE)
    if aware.any():
        joined = column[aware].str.replace(r"\s+(Z|[+-]\d{2}:?\d{2})$", r"\1", regex=True)
        read = pd.to_datetime(joined, utc=True, errors="coerce", format="ISO8601")
        seconds[aware] = read.dt.tz_localize(None).to_numpy().astype("datetime64[s]")
        zoned |= aware & ~np.isnat(seconds)
        has_clock |= aware
        for place in np.flatnonzero(aware & np.isnat(seconds)):
            reasons[place] = "there is no such date or time"
    put(take(_ISO), "0", "1", "2", _ISO, 3)
    put(take(_COMPACT), "0", "1", "2", _COMPACT, 3)
    if style.order == "iso":
        for place in np.flatnonzero(left):
            reasons[place] = "the date is not written as 2026-12-25"
        return seconds, reasons, 0, zoned, has_clock
    slashed = take(_SLASHED)
    if slashed.any():
        for order, fits in _orders(column, slashed, style, reasons):
            day, month = ("0", "1") if order == "day-first" else ("1", "0")
            put(fits, "2", month, day, _SLASHED, 3)
    put(take(_DAY_NAME), "2", "1", "0", _DAY_NAME, 3)
    put(take(_NAME_DAY), "2", "0", "1", _NAME_DAY, 3)
    serials = _put_serials(column, take(_SERIAL), style, seconds, reasons)
    for place in np.flatnonzero(left):
        short = _SHORT_YEAR.match(column.iloc[place])
        reasons[place] = "the year has two digits" if short else "this is no date"
    return seconds, reasons, serials, zoned, has_clock


def _orders(
    column: pd.Series, slashed: np.ndarray, style: DateStyle, reasons: list[str]
) -> list[tuple[str, np.ndarray]]:
    """Which of the slashed dates are read in which order; those that nothing decides get a reason."""
    places = np.flatnonzero(slashed)
    parts = column[slashed].str.extract(r"^(\d{1,2})[/.-](\d{1,2})")
    a, b = parts[0].astype(int).to_numpy(), parts[1].astype(int).to_numpy()
    if style.order:
        return [(style.order, slashed)]
    either = (a <= 12) & (b <= 12) & (a != b)
    for place in places[either]:
        reasons[place] = "it may be day/month or month/day, and the file holds both"
    masks = []
    for order, fits in (("day-first", (b <= 12) & ~either), ("month-first", (b > 12) & ~either)):
        mask = np.zeros(len(slashed), dtype=bool)
        mask[places[fits]] = True
        masks.append((order, mask))
    return masks


def _groups(column: pd.Series, pattern: re.Pattern[str]) -> pd.DataFrame:
    return column.str.extract(f"^{pattern.pattern}$")


def _assemble(
    parts: pd.DataFrame, year: int, month: int, day: int, clock_from: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Seconds, which of them are real dates, and which came with a time of day."""
    names = parts[month]
    if len(names) and not names.str.isdigit().all():
        numbers = names.map({name: _MONTHS.get(fold(name), 0) for name in names.unique()}).to_numpy(dtype=int)
    else:
        numbers = names.astype(int).to_numpy()
    years, days = parts[year].astype(int).to_numpy(), parts[day].astype(int).to_numpy()
    valid = (numbers >= 1) & (numbers <= 12) & (days >= 1) & (years >= 1)
    months_since = (np.where(valid, years, 1970) - 1970) * 12 + np.where(valid, numbers, 1) - 1
    first = months_since.astype("datetime64[M]")
    length = ((first + 1).astype("datetime64[D]") - first.astype("datetime64[D]")).astype(int)
    valid &= days <= length
    values = first.astype("datetime64[s]") + ((np.where(valid, days, 1) - 1) * _DAY_SECONDS).astype("timedelta64[s]")
    clocked = np.zeros(len(parts), dtype=bool)
    if clock_from in parts.columns:
        clocked = parts[clock_from].notna().to_numpy()
        since, good = _clock_seconds(*(parts[clock_from + k] for k in range(4)))
        values = values + since.astype("timedelta64[s]")
        valid &= good | ~clocked
    values[~valid] = np.datetime64("NaT")
    return values, valid, clocked


def _clock_seconds(
    hour: pd.Series, minute: pd.Series, second: pd.Series, half: pd.Series
) -> tuple[np.ndarray, np.ndarray]:
    h, m, s = (part.fillna("0").astype(int).to_numpy() for part in (hour, minute, second))
    first = half.fillna("").str.slice(0, 1).str.lower().to_numpy()
    halved = first != ""
    good = (m < 60) & (s < 60) & np.where(halved, (h >= 1) & (h <= 12), h < 24)
    h = np.where(halved, h % 12 + np.where(first == "p", 12, 0), h)
    return np.where(good, h * 3600 + m * 60 + s, 0), good


def _put_serials(
    column: pd.Series, found: np.ndarray, style: DateStyle, seconds: np.ndarray, reasons: list[str]
) -> int:
    if not found.any():
        return 0
    epoch = _EPOCH_1904 if style.starts_1904 else _EPOCH_1900
    numbers = column[found].astype(float).to_numpy()
    # a float of day and fraction holds about a microsecond; whole seconds are meant
    values = epoch + np.round(numbers * _DAY_SECONDS).astype("timedelta64[s]")
    years = values.astype("datetime64[Y]").astype(int) + 1970
    plausible = (years >= style.first_year) & (years <= style.last_year)
    places = np.flatnonzero(found)
    seconds[places[plausible]] = values[plausible]
    for place in places[~plausible]:
        reasons[place] = "this is no date, and as an Excel day number it lies too far off"
    return int(plausible.sum())


def clock_minutes(column: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Minutes after midnight (NaN where empty or bad) from `14:30`, `2:30 pm`, `1430`, `1430 hrs` or Excel's 0.604."""
    plain = plain_digits(column).str.strip()
    values = np.full(len(plain), np.nan)
    known = {text: _one_clock(text) for text in plain.unique() if text}
    if known:
        values = plain.map(known).to_numpy(dtype=float, na_value=np.nan)
    return values, np.isnan(values) & (plain != "").to_numpy()


def _one_clock(text: str) -> float:
    if _FRACTION.fullmatch(text):
        return round(float(text) * 24 * 60)
    match = _TIME.fullmatch(text)
    parts: tuple[str | None, ...]
    if match is not None:
        parts = match.groups()
    elif (bare := _BARE_HOUR.fullmatch(text)) is not None:
        parts = (bare.group(1), "0", None, bare.group(2))
    else:
        return float("nan")
    since, good = _clock_seconds(*(texts([part]).where(pd.Series([part is not None])) for part in parts))
    return float(since[0]) / 60 if good[0] else float("nan")
