"""What reports of incidents say in words and ranges, and what a death makes of them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.ingest.crowds import crowd_of
from planner.tables import IncidentTable
from tests.ingest.reading import read_text

REGISTER = "FIR No,Police Station,Date of occurrence,Offence,Lat,Long,Killed\n"
ACLED = (
    "event_id_cnty,event_date,event_type,sub_event_type,inter1,latitude,longitude,geo_precision,time_precision,"
    "fatalities,tags\n"
)


def register(tmp_path: Path, *offences: str, killed: str = "") -> pd.DataFrame:
    """The incidents of a register with these offences."""
    rows = [f'{n}/2025,City,2025-03-{n + 1:02d},"{text}",31.41,73.08,{killed}' for n, text in enumerate(offences)]
    return read_text(tmp_path, "incidents", REGISTER + "\n".join(rows) + "\n").frames[IncidentTable]


@pytest.mark.parametrize("deaths", [("", 2), ("0", 2), ("1", 5), ("۳", 5)])
def test_a_death_in_a_register_makes_the_severity_five(tmp_path: Path, deaths: tuple[str, int]) -> None:
    """Section 295 alone is 2; with somebody killed it is 5, also in Urdu digits."""
    killed, severity = deaths
    assert register(tmp_path, "295", killed=killed)["severity"].tolist() == [severity]


def test_a_death_in_acled_makes_the_severity_five(tmp_path: Path) -> None:
    """Mob violence is 3; with a death it is 5."""
    rows = "PAK1,2025-03-02,Riots,Mob violence,5,31.41,73.08,1,1,{},\n"
    text = ACLED + rows.format(0) + rows.replace("PAK1", "PAK2").format(1)
    assert read_text(tmp_path, "incidents", text).frames[IncidentTable]["severity"].tolist() == [3, 5]


def test_a_death_outdoes_a_severity_that_is_written_down_and_that_is_said(tmp_path: Path) -> None:
    """By the scale of the table 5 is death: a 3 with two killed is raised, and a person is told."""
    loaded = read_text(
        tmp_path,
        "incidents",
        "id,date,lat,lon,severity,killed\na,2025-03-02,31.41,73.08,3,2\nb,2025-03-02,31.41,73.08,4,0\n",
    )
    assert loaded.frames[IncidentTable]["severity"].tolist() == [5, 4]
    assert any("severity 5 in 1 rows with killed" in w for w in loaded.warnings)


@pytest.mark.parametrize(
    ("offence", "kind", "severity"),
    [
        ("mob attacked the church", "mob violence", 3),
        ("house burnt by mob", "mob violence", 3),
        ("house burnt", "arson", 4),
        ("Set on fire", "arson", 4),
        ("shops set ablaze", "arson", 4),
        ("opened fire at the gate", "attack", 3),
        ("aerial firing", "attack", 3),
        ("desecration of graves", "desecration", 2),
        ("stone pelting", "vandalism", 2),
        ("threats to the pastor", "threat", 1),
        ("murder", "attack", 5),
        ("attempt to murder", "attack", 4),
        ("protest, road blocked", "demonstration", 1),
        ("ہجوم کا حملہ", "mob violence", 3),
        ("آتش زنی", "arson", 4),
        ("مکان کو آگ لگا دی", "arson", 4),
        ("قبروں کی بے حرمتی", "desecration", 2),
        ("قتل", "attack", 5),
        ("اقدام قتل", "attack", 4),
        ("دھمکیاں", "threat", 1),
        ("پتھراؤ", "vandalism", 2),
        ("theft of cattle", "other", 2),
    ],
)
def test_offences_in_words(tmp_path: Path, offence: str, kind: str, severity: int) -> None:
    """A register that names the offence in English or Urdu words is read as well as one with sections."""
    made = register(tmp_path, offence)
    assert (made["kind"].tolist(), made["severity"].tolist()) == ([kind], [severity])


def test_sections_win_over_words(tmp_path: Path) -> None:
    """Section 436 is fire, whatever word stands beside it; words that stand alone count."""
    made = register(tmp_path, "436 PPC (mob)", "۴۳۶ ت پ", "mob", "148/149 PPC burnt")
    assert made["kind"].tolist() == ["arson", "arson", "mob violence", "mob violence"]


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("300", (300, 300, 300)),
        ("1,200", (1200, 1200, 1200)),
        ("500-600", (500, 550, 600)),
        ("500 – 600 people", (500, 550, 600)),
        ("500 to 600", (500, 550, 600)),
        ("between 500 and 600", (500, 550, 600)),
        ("500-550-700", (500, 550, 700)),
        ("about 300", (240, 300, 360)),
        ("~300", (240, 300, 360)),
        ("approx. 300 persons", (240, 300, 360)),
        ("300+", (300, 300, None)),
        ("at least 300", (300, 300, None)),
        ("more than 300", (300, 300, None)),
        ("up to 300", (None, 300, 300)),
        ("hundreds", (100, 300, 999)),
        ("several hundred people", (200, 400, 999)),
        ("۵۰۰ سے ۶۰۰", (500, 550, 600)),
        ("۵۰۰-۶۰۰ افراد", (500, 550, 600)),
        ("تقریباً ۳۰۰", (240, 300, 360)),
        ("سینکڑوں", (100, 300, 999)),
    ],
)
def test_crowds_as_people_write_them(text: str, sizes: tuple[int | None, int | None, int | None]) -> None:
    """A range is a range, about is a fifth either way, at least leaves the top open."""
    assert crowd_of(text) == sizes


@pytest.mark.parametrize(
    "text", ["many", "600-500", "-300", "5-6-7-8", "300 or so on 3 days", "1e3", "inf", "20000000", "3.5", "12-", "??"]
)
def test_nonsense_is_no_crowd(text: str) -> None:
    """What is no size stays none, rather than a guess."""
    assert crowd_of(text) is None


@given(
    text=st.text(max_size=30)
    | st.from_regex(r"(about |at least |)[0-9۰-۹,]{1,9}( ?(-|to|سے) ?[0-9]{1,6})?(\+| people|)", fullmatch=True)
)
def test_whatever_stands_for_a_crowd_is_an_ordered_size_or_none(text: str) -> None:
    """No text breaks the reader, and no size runs downwards or below nothing."""
    size = crowd_of(text)
    if size is not None:
        known = [n for n in size if n is not None]
        assert known == sorted(known)
        assert known[0] >= 0


def test_crowds_of_a_file_fill_low_best_and_high(tmp_path: Path) -> None:
    """Ranges are read; the file's own low and high win; a plain number stays as it is; nonsense comes back."""
    text = (
        "id,date,lat,lon,crowd,crowd_low\n"
        "a,2025-03-02,31.41,73.08,500-600,\nb,2025-03-02,31.41,73.08,about 300,280\nc,2025-03-02,31.41,73.08,90,\n"
        "d,2025-03-02,31.41,73.08,,\ne,2025-03-02,31.41,73.08,a lot,\nf,2025-03-02,31.41,73.08,300+,\n"
    )
    loaded = read_text(tmp_path, "incidents", text)
    made = loaded.frames[IncidentTable].set_index("incident")
    read = {one: tuple(made.loc[one, ["crowd_low", "crowd_best", "crowd_high"]]) for one in made.index}
    none = pd.NA
    assert read == {
        "a": (500, 550, 600),
        "b": (280, 300, 360),
        "c": (none, 90, none),
        "d": (none, none, none),
        "f": (300, 300, none),
    }
    ((row, column, value, why, maybe),) = [(r.row, r.column, r.value, r.why, r.maybe) for r in loaded.rejects]
    assert (row, column, value) == (6, "crowd", "a lot")
    assert "no size of a crowd" in why
    assert "500-600" in maybe


def test_an_identifier_of_content_does_not_depend_on_how_a_crowd_is_read(tmp_path: Path) -> None:
    """Rows without identifier are known again when the same file is read again."""
    text = "date,lat,lon,crowd\n2025-03-02,31.41,73.08,500-600\n"
    first, second = (read_text(tmp_path, "incidents", text).frames[IncidentTable] for _ in range(2))
    assert first["incident"].tolist() == second["incident"].tolist()


def test_acled_places_are_towns(tmp_path: Path) -> None:
    """ACLED's 1 is a town, its 2 a part of a region, its 3 a region: our 2, 3 and 3."""
    rows = [f"PAK{n},2025-03-02,Riots,Mob violence,5,31.41,73.08,{n},1,0,\n" for n in (1, 2, 3)]
    made = read_text(tmp_path, "incidents", ACLED + "".join(rows)).frames[IncidentTable]
    assert made["place_precision"].tolist() == [2, 3, 3]
