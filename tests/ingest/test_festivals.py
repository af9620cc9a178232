"""Festivals of any years: days as they were kept, the doubt of those to come, and what cannot be dated."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from planner.core.errors import ConfigError
from planner.ingest.festivals import Festival, festival_table, festivals

ZONE = ZoneInfo("Asia/Karachi")


def _year(year: int, **more: str) -> tuple[Festival, ...]:
    return festivals(date(year, 1, 1), date(year, 12, 31), doubt_days=1, **more)[0]  # type: ignore[arg-type]


def _spans(found: tuple[Festival, ...], name: str) -> list[tuple[date, date]]:
    return [(one.first, one.last) for one in found if one.name_en == name]


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("Palm Sunday", date(2024, 3, 24), date(2024, 3, 24)),
        ("Good Friday", date(2024, 3, 29), date(2024, 3, 29)),
        ("Christmas", date(2024, 12, 24), date(2024, 12, 25)),
        ("New Year's Eve service", date(2024, 12, 31), date(2024, 12, 31)),
        ("Holi", date(2024, 3, 25), date(2024, 3, 25)),
        ("Ashura", date(2024, 7, 16), date(2024, 7, 17)),
        # the moon of Muharram 1446 was seen in Pakistan on 7 July 2024
        ("First days of Muharram", date(2024, 7, 8), date(2024, 7, 19)),
        # Rabi-ul-Awwal began on 6 September, the twelfth was kept on the 17th
        ("First days of Rabi-ul-Awwal", date(2024, 9, 6), date(2024, 9, 16)),
        ("Eid Milad processions", date(2024, 9, 17), date(2024, 9, 17)),
    ],
)
def test_dates_of_2024_are_those_that_were_kept(name: str, first: date, last: date) -> None:
    """What is known of 2024 has no doubt."""
    found = _year(2024)
    assert _spans(found, name) == [(first, last)]
    assert {one.doubt_days for one in found if one.name_en == name} == {0.0}


def test_chehlum_comes_thirty_nine_or_forty_days_after_ashura_and_keeps_its_doubt() -> None:
    """The twentieth of the next month: Muharram has 29 or 30 days, and whose moon was seen is not on record."""
    found, _ = festivals(date(2006, 1, 1), date(2030, 12, 31), doubt_days=1)
    ashura = [last for _, last in _spans(found, "Ashura")]
    chehlum = [one for one in found if one.name_en == "Chehlum" and one.first > ashura[0]]
    assert {one.doubt_days for one in chehlum} == {1}
    assert {(c.first - a).days for a, c in zip(ashura, chehlum, strict=False)} <= {39, 40}


def test_what_is_to_come_has_the_doubt_and_past_estimates_too() -> None:
    """2027 lies after the last year that was observed, 2003 before the first."""
    for year in (2003, 2027):
        doubtful = {one.name_en for one in _year(year) if one.doubt_days}
        assert {"Ashura", "First days of Muharram", "Eid al-Fitr", "Eid al-Adha", "Eid Milad processions"} <= doubtful
        assert not doubtful & {"Christmas", "Easter", "Diwali", "Vaisakhi", "Palm Sunday"}


def test_adjacent_spans_hold_each_festival_once() -> None:
    """Ten years asked for year by year and at once give the same, and no name comes twice within 200 days."""
    whole, _ = festivals(date(2018, 1, 1), date(2027, 12, 31), doubt_days=1)
    by_year = {one for year in range(2018, 2028) for one in _year(year)}
    assert by_year == set(whole)
    for name in {one.name_en for one in whole}:
        starts = [first for first, _ in _spans(whole, name)]
        assert all(later - earlier > timedelta(days=200) for earlier, later in pairwise(starts))


def test_years_beyond_the_libraries_are_said_and_the_rest_is_given() -> None:
    """Of 2099 neither Diwali nor Chehlum is known; Easter is."""
    found, missing = festivals(date(2099, 1, 1), date(2099, 12, 31), doubt_days=1)
    assert any("Diwali in 2099" in note for note in missing)
    assert any("Chehlum in 2099" in note for note in missing)
    assert _spans(found, "Easter") == [(date(2099, 4, 12), date(2099, 4, 12))]


def test_days_of_remembrance_are_the_units_own() -> None:
    """Two entries of the setting, each on its day in every year."""
    text = "09-07 Rallies | ahmadi | procession; 02-29 Leap day | unknown | other"
    found = festivals(date(2023, 1, 1), date(2024, 12, 31), doubt_days=1, remembrance=text)[0]
    assert _spans(found, "Rallies") == [(date(y, 9, 7), date(y, 9, 7)) for y in (2023, 2024)]
    assert _spans(found, "Leap day") == [(date(2023, 2, 28),) * 2, (date(2024, 2, 29),) * 2]


@pytest.mark.parametrize("text", ["7 September", "09-07 X | nobody | procession", "09-07 X | ahmadi | party"])
def test_an_entry_that_cannot_be_read_is_refused(text: str) -> None:
    """With its text, so that it can be mended."""
    with pytest.raises(ConfigError, match=r"calendar\.remembrance"):
        _year(2024, remembrance=text)


def test_a_day_that_there_is_not_is_refused() -> None:
    """There is no 31 June."""
    with pytest.raises(ConfigError, match="no day 06-31"):
        _year(2024, remembrance="06-31 X | ahmadi | other")


def test_the_table_holds_local_days_and_keys_that_stay() -> None:
    """Christmas of Karachi begins on 23 December at 19:00 UTC; the key is made of day, name and community."""
    (christmas,) = (one for one in _year(2024) if one.name_en == "Christmas")
    row = festival_table([christmas], ZONE, origin="calendar").iloc[0]
    assert row["occasion"] == "cal-2024-12-24-christmas-christian"
    assert row["start"].isoformat() == "2024-12-23T19:00:00+00:00"
    assert row["end"].isoformat() == "2024-12-25T19:00:00+00:00"
    assert len(festival_table([], ZONE, origin="calendar")) == 0
