"""The parsers of cells: what was written comes back exactly, and what cannot be read is bad, never wrong."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.core.errors import InputError
from planner.ingest.cells import choices, counts, flags, numbers
from planner.ingest.coordinates import degrees
from planner.ingest.dates import DateStyle, clock_minutes, moments, style_of
from planner.ingest.persons import is_personal
from planner.ingest.text import clean, fold, mask, texts
from planner.ingest.vocabulary import COMMUNITY, INCIDENT_KIND, RANK

KARACHI = "Asia/Karachi"
URDU = str.maketrans("0123456789.", "۰۱۲۳۴۵۶۷۸۹٫")
ARABIC = str.maketrans("0123456789.", "٠١٢٣٤٥٦٧٨٩٫")
DAY_FIRST = DateStyle("day-first")


def _degrees(text: str, axis: str = "latitude") -> float:
    values, bad, _ = degrees(texts([text]), axis)
    return math.nan if bad[0] else float(values[0])


def _moment(text: str, style: DateStyle = DAY_FIRST) -> datetime | None:
    values, bad, reasons, _ = moments(texts([text]), style, KARACHI)
    assert bool(reasons[0]) == bool(bad[0])
    return None if bad[0] else values.iloc[0].to_pydatetime()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("31.5204", 31.5204),
        ("31,5204", 31.5204),  # the comma of a European spreadsheet
        ("۳۱٫۵۴", 31.54),  # Urdu digits with the Arabic decimal sign: not 31.9
        ("٣١٫٥٤", 31.54),
        ("31°31'13\"N", 31 + 31 / 60 + 13 / 3600),
        ("31º 31′ 13″ N", 31 + 31 / 60 + 13 / 3600),
        ("N 31 31.5", 31 + 31.5 / 60),
        ("31d31m13s", 31 + 31 / 60 + 13 / 3600),
        ("31:31:13", 31 + 31 / 60 + 13 / 3600),
        ("۳۱°۳۱'۱۳\" شمال", 31 + 31 / 60 + 13 / 3600),
        ("33.5 S", -33.5),
        ("-33.5", -33.5),
    ],
)
def test_degrees_are_read_in_every_usual_form(text: str, value: float) -> None:
    """Decimal degrees, degrees and minutes, and seconds come to the same number; the sums stand in the table."""
    assert _degrees(text) == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize(
    "text",
    [
        "abc",
        "31°75'10\"",
        "31.54.22",
        "31 31 61",
        "nan",
        "inf",
        "1e999",
        "31 N S",
        "31E",
        "--31",
        "-31 N",
        "31 30.5 20",
        "31; 73",
    ],
)
def test_what_is_no_latitude_is_bad(text: str) -> None:
    """Minutes above 59, two decimal points, two hemispheres or one of the other axis give no number."""
    assert math.isnan(_degrees(text))


@settings(max_examples=60, deadline=None)
@given(st.floats(-90, 90, allow_nan=False), st.sampled_from([None, URDU, ARABIC]), st.integers(0, 8))
def test_decimal_degrees_come_back(value: float, digits: dict[int, str] | None, places: int) -> None:
    """A coordinate written with any digits is read as the number that was written."""
    text = f"{value:.{places}f}"
    written = text if digits is None else text.translate(digits)
    assert _degrees(written) == float(text)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 89), st.integers(0, 59), st.integers(0, 5999), st.sampled_from("NS"))
def test_degrees_minutes_seconds_come_back(deg: int, minute: int, hundredths: int, letter: str) -> None:
    """Degrees, minutes and seconds add up, with the sign of the hemisphere."""
    value = deg + minute / 60 + hundredths / 100 / 3600
    text = f"{deg}° {minute}' {hundredths / 100:.2f}\" {letter}"
    assert _degrees(text) == pytest.approx(value if letter == "N" else -value, abs=1e-9)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=20))
def test_any_text_is_a_number_or_bad(text: str) -> None:
    """No text makes a parser fail; what is read is finite, and is not there when the cell is bad."""
    column = texts([text])
    for axis in ("latitude", "longitude"):
        values, bad, reasons = degrees(column, axis)
        assert bool(bad[0]) == bool(reasons[0])
        assert bad[0] == (math.isnan(values[0]) and text != "")
    values, bad = numbers(column)
    assert bad[0] == (math.isnan(values[0]) and text != "")
    whole, wrong = counts(column)
    assert whole.isna().iloc[0] or not wrong[0]
    flags(column)
    choices(column, COMMUNITY)
    clock_minutes(column)
    clean(column)
    mask(column)
    is_personal(text)
    for order in ("", "day-first", "month-first", "iso"):
        moments(column, DateStyle(order), KARACHI)


@settings(max_examples=100, deadline=None)
@given(
    st.datetimes(datetime(1947, 1, 2), datetime(2100, 12, 30)),  # noqa: DTZ001 - local times, as people write them
    st.sampled_from(
        [
            ("%Y-%m-%d %H:%M:%S", "day-first"),
            ("%Y-%m-%dT%H:%M:%S", ""),
            ("%Y/%m/%d %H:%M:%S", "iso"),
            ("%d/%m/%Y %H:%M:%S", "day-first"),
            ("%d.%m.%Y %H:%M:%S", "day-first"),
            ("%m/%d/%Y %H:%M:%S", "month-first"),
            ("%d/%m/%Y %I:%M:%S %p", "day-first"),
            ("%d %B %Y %H:%M:%S", ""),
            ("%d-%b-%Y %H:%M:%S", ""),
            ("%B %d, %Y %H:%M:%S", ""),
        ]
    ),
    st.sampled_from([None, URDU, ARABIC]),
)
def test_dates_come_back(moment: datetime, form: tuple[str, str], digits: dict[int, str] | None) -> None:
    """A local moment written in any of the usual forms is read as that moment, in UTC.

    Pakistan changed its clocks a few times (the last in 2009): an hour that was skipped or came twice is bad.
    """
    pattern, order = form
    local = moment.replace(microsecond=0)
    text = local.strftime(pattern).replace(f"{local.year}", f"{local.year:04d}")
    read = _moment(text if digits is None else text.translate(digits), DateStyle(order))
    zoned = local.replace(tzinfo=ZoneInfo(KARACHI))
    there_and_back = zoned.astimezone(UTC).astimezone(ZoneInfo(KARACHI)).replace(tzinfo=None)
    twice = zoned.utcoffset() != zoned.replace(fold=1).utcoffset()
    if there_and_back != local or twice:
        assert read is None
    else:
        assert read == zoned.astimezone(UTC)


@settings(max_examples=60, deadline=None)
@given(st.integers(18_000, 73_000), st.integers(0, 1439), st.booleans())
def test_excel_day_numbers_come_back(days: int, minute: int, starts_1904: bool) -> None:
    """Day 1 of the 1900 system is 1 January 1900 with a leap day too many; the 1904 system begins with day 0."""
    start = datetime(1904, 1, 1) if starts_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 - a local date
    local = start + timedelta(days=days, minutes=minute)
    read = _moment(f"{days + minute / 1440:.10f}".rstrip("0").rstrip("."), DateStyle(starts_1904=starts_1904))
    if local.year > 2100:
        assert read is None
    elif read is not None:  # an hour that the clock skipped is bad
        assert read.astimezone(ZoneInfo(KARACHI)).replace(tzinfo=None) == local


def test_excel_day_45000_is_the_15th_of_march_2023() -> None:
    """A date that Excel itself shows for 45000, midnight in Karachi, which is 19:00 of the day before in UTC."""
    assert _moment("45000") == datetime(2023, 3, 14, 19, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("25 دسمبر 2025", 25),
        ("۲۵/۱۲/۲۰۲۵", 25),
        ("December 25, 2025", 25),
        ("25th Dec 2025", 25),
        ("20251225", 25),
        ("2025-12-25T00:00:00+05:00", 25),
        ("2025-12-24T19:00Z", 25),
        ("2025-12-25 00:00 +05:00", 25),
    ],
)
def test_the_same_christmas_in_many_forms(text: str, day: int) -> None:
    """All of these are the midnight in Karachi with which Christmas 2025 begins."""
    assert _moment(text) == datetime(2025, 12, day, tzinfo=ZoneInfo(KARACHI)).astimezone(UTC)


@pytest.mark.parametrize(
    "text", ["31/02/2025", "2025-13-01", "12/25", "25/12/25", "yesterday", "45000000", "2025-12-25 25:00", "5"]
)
def test_what_is_no_date_is_bad(text: str) -> None:
    """Days that do not exist, two-digit years and words give no moment."""
    assert _moment(text) is None


def test_order_of_day_and_month_is_taken_from_dates_that_decide() -> None:
    """25/12/2025 can only be day first, so 04/03/2026 is the 4th of March, and that is said."""
    style = style_of(
        [texts(["04/03/2026", "25/12/2025"])], dates=None, starts_1904=False, first_year=1947, last_year=2100
    )
    assert style.order == "day-first"
    assert "04/03/2026" in style.said[0]
    assert _moment("04/03/2026", style) == datetime(2026, 3, 4, tzinfo=ZoneInfo(KARACHI)).astimezone(UTC)


def test_order_that_nothing_decides_is_asked_for() -> None:
    """A file whose dates all fit both orders is refused; 05/05/2026 alone is no doubt."""
    with pytest.raises(InputError, match="--dates day-first"):
        style_of([texts(["04/03/2026"])], dates=None, starts_1904=False, first_year=1947, last_year=2100)
    style_of([texts(["05/05/2026"])], dates=None, starts_1904=False, first_year=1947, last_year=2100)


def test_file_with_both_orders_keeps_only_what_is_certain() -> None:
    """13/03 and 03/14 are each certain; 04/05 fits both and is bad."""
    column = texts(["13/03/2026", "03/14/2026", "04/05/2026"])
    style = style_of([column], dates=None, starts_1904=False, first_year=1947, last_year=2100)
    values, bad, reasons, _ = moments(column, style, KARACHI)
    assert bad.tolist() == [False, False, True]
    assert "both" in reasons[2]
    assert [values.iloc[n].tz_convert(KARACHI).day for n in (0, 1)] == [13, 14]


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("14:30", 870),
        ("2:30 pm", 870),
        ("1430", 870),
        ("1430 hrs", 870),
        ("0.604166666", 870),
        ("12:05 AM", 5),
        ("2 PM", 840),
        ("۱۴:۳۰", 870),
    ],
)
def test_times_of_day(text: str, minutes: int) -> None:
    """Half past two, as it is written in registers and by Excel (0.604166 of a day)."""
    values, bad = clock_minutes(texts([text]))
    assert not bad[0]
    assert values[0] == minutes


def test_time_of_day_is_added_to_a_date_that_has_none() -> None:
    """20:15 on 16 August in Karachi is 15:15 in UTC; a date with its own time keeps it."""
    values, bad, _, _ = moments(
        texts(["2023-08-16", "2023-08-16 07:00", "2023-08-16"]),
        DateStyle(),
        KARACHI,
        texts(["20:15", "20:15", "25:99"]),
    )
    assert bad.tolist() == [False, False, True]
    assert values.iloc[0] == pd.Timestamp("2023-08-16 15:15", tz="UTC")
    assert values.iloc[1] == pd.Timestamp("2023-08-16 02:00", tz="UTC")


def test_counts_with_grouped_digits() -> None:
    """1,200 and 12,00,000 are grouped in two ways; 1.5, -3 and 12,3 are no counts."""
    values, bad = counts(texts(["1,200", "12,00,000", "۳۰۰", "1.5", "-3", "12,3", ""]))
    assert values.tolist()[:3] == [1200, 1_200_000, 300]
    assert bad.tolist() == [False, False, False, True, True, True, False]
    assert np.asarray(values.isna()).tolist() == [False] * 3 + [True] * 4


def test_words_in_both_scripts_and_both_spellings() -> None:
    """Arabic and Urdu yeh and kaf count as one; a kind within a longer text is found; ranks in short and in full."""
    values, bad = choices(texts(["Christian", "مسیحی", "مسيحي", "HINDUS", "klingon"]), COMMUNITY)
    assert values.tolist() == ["christian", "christian", "christian", "hindu", ""]
    assert bad.tolist() == [False] * 4 + [True]
    kinds, _ = choices(texts(["arson & miscellaneous attack", "Mob Violence"]), INCIDENT_KIND, within=True)
    assert kinds.tolist() == ["arson", "mob violence"]
    ranks, _ = choices(texts(["HC", "Sub-Inspector", "A.S.I", "Lady Constable"]), RANK)
    assert ranks.tolist() == ["Head Constable", "SI", "ASI", "Constable"]


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=30))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    """Cleaned text stays as it is, holds no control character, and is still the same word to the eye of `fold`."""
    once = clean(texts([text]))
    assert clean(once).equals(once)
    assert not any(ord(c) < 32 or 0x202A <= ord(c) <= 0x202E for c in once.iloc[0])
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    "header",
    [
        "Accused Name",
        "complainant",
        "Father's Name",
        "CNIC",
        "S/O",
        "Religion",
        "Mobile No.",
        "victim_name",
        "ملزم",
        "والد کا نام",
        "شناختی کارڈ",
    ],
)
def test_headers_about_persons(header: str) -> None:
    """Names, parents, identity and telephone numbers and faith of a person are known, in English and Urdu."""
    assert is_personal(header)


@pytest.mark.parametrize(
    "header", ["latitude", "no. of accused", "victims killed", "kind", "service times", "category", "تاریخ"]
)
def test_headers_that_are_not_about_persons(header: str) -> None:
    """A number of people and a fact of a place are no private matter."""
    assert not is_personal(header)
