"""The calendar of the worlds: known dates, doubt where the moon decides, and nothing silently missing."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from planner.ingest.sample.occasions import make_occasions

ZONE = ZoneInfo("Asia/Karachi")


def _made(first: date, last: date, *, doubt: int = 1) -> tuple[pd.DataFrame, tuple[str, ...]]:
    return make_occasions(first, last, zone=ZONE, moon_doubt_days=doubt, origin="synthetic, seed 7")


def _days(frame: pd.DataFrame, name: str) -> list[tuple[date, date]]:
    """First and last local day of each occasion whose name begins so."""
    own = frame[frame["name_en"].str.startswith(name)]
    start = own["start"].dt.tz_convert(ZONE).dt.date
    end = own["end"].dt.tz_convert(ZONE).dt.date - timedelta(days=1)
    return list(zip(start, end, strict=True))


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("Easter", date(2024, 3, 31), date(2024, 3, 31)),
        ("Good Friday", date(2024, 3, 29), date(2024, 3, 29)),
        ("Christmas", date(2024, 12, 24), date(2024, 12, 25)),
        ("Holi", date(2024, 3, 25), date(2024, 3, 25)),
        ("Diwali", date(2024, 10, 31), date(2024, 10, 31)),
        ("Vaisakhi", date(2024, 4, 13), date(2024, 4, 13)),
        ("Guru Nanak's birthday", date(2024, 11, 15), date(2024, 11, 15)),
        ("Ashura", date(2024, 7, 16), date(2024, 7, 17)),
        ("Eid Milad", date(2024, 9, 17), date(2024, 9, 17)),
    ],
)
def test_dates_of_2024_are_those_that_were_kept(name: str, first: date, last: date) -> None:
    """Dates as they were kept in Pakistan (Ashura: 9 and 10 Muharram) or, for Hindu and Sikh days, in Indian Punjab."""
    frame, missing = _made(date(2024, 1, 1), date(2024, 12, 31))
    assert missing == ()
    assert _days(frame, name) == [(first, last)]


def test_what_hangs_on_the_moon_says_by_how_many_days_it_may_move() -> None:
    """The next Ashura has its doubt in its column, and the dates as expected. Those that were kept have none."""
    doubtful, _ = _made(date(2027, 1, 1), date(2027, 12, 31))
    sure, _ = _made(date(2027, 1, 1), date(2027, 12, 31), doubt=0)
    assert _days(doubtful, "Ashura") == _days(sure, "Ashura")
    assert doubtful.loc[doubtful["name_en"] == "Ashura", "doubt_days"].tolist() == [1.0]
    assert (sure["doubt_days"] == 0).all()
    past, _ = _made(date(2026, 1, 1), date(2026, 11, 1))
    assert (past["doubt_days"] == 0).all()


def test_fixed_and_computed_days_have_no_doubt() -> None:
    """Christmas, Easter and the Hindu and Sikh days are certain; what the moon decides is not."""
    frame, _ = _made(date(2027, 1, 1), date(2027, 12, 31))
    assert set(frame.loc[frame["doubt_days"] > 0, "community"]) == {"ahmadi", "muslim"}


def test_every_community_has_its_festivals_in_each_year() -> None:
    """Five past years and the next: each community has at least two occasions in every full year."""
    frame, missing = _made(date(2021, 11, 22), date(2027, 11, 22))
    assert missing == ()
    year = frame["start"].dt.tz_convert(ZONE).dt.year
    for full in range(2022, 2027):
        counts = frame[year == full]["community"].value_counts()
        assert {c: int(counts[c]) >= 2 for c in ("christian", "hindu", "sikh", "ahmadi")} == dict.fromkeys(
            ("christian", "hindu", "sikh", "ahmadi"), True
        )


def test_two_in_one_year_are_both_kept() -> None:
    """2033 has two Eids al-Fitr, in January and December: the Islamic year is eleven days shorter."""
    frame, _ = _made(date(2033, 1, 1), date(2033, 12, 31))
    assert [first.month for first, _ in _days(frame, "Eid al-Fitr")] == [1, 12]


def test_years_that_the_library_does_not_know_are_said() -> None:
    """2040 lies beyond its Hindu and Sikh dates: a sentence for each, Easter and Christmas still there."""
    frame, missing = _made(date(2040, 1, 1), date(2040, 12, 31))
    assert any("Diwali in 2040" in note for note in missing)
    assert {"Easter", "Christmas"} <= set(frame["name_en"])


def test_only_what_begins_in_the_span_is_kept() -> None:
    """A span of one week in December holds Christmas alone."""
    frame, _ = _made(date(2025, 12, 20), date(2025, 12, 27))
    assert frame["name_en"].tolist() == ["Christmas"]
