"""The facts that make a site vulnerable, and the doubt of a date, as people write them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from planner.tables import OccasionTable, SiteTable, check_table
from planner.tables.schema import BrokenTable
from tests.ingest.reading import read_text

HEAD = "site,lat,lon,Total area,Location type,Security measures,Volunteers,Threat level,Alert level\n"
PLACE = "31.41,73.08"


def test_facts_are_read_under_the_names_that_people_give_them(tmp_path: Path) -> None:
    """Grouped digits, a list in any order and spelling, levels as word or number."""
    text = HEAD + f'a,{PLACE},"1,250.5",Gali,"CCTV cameras, boundary wall & walk-through gate",6,High,0\n'
    sites = read_text(tmp_path, "sites", text).frames[SiteTable]
    row = sites.iloc[0]
    assert row["grounds_m2"] == 1250.5
    assert row["setting"] == "narrow street"
    assert row["safeguards"] == "wall; cctv; metal detector"
    assert (row["guards"], row["threat"], row["advisory"]) == (6, 3, 0)


def test_facts_are_read_in_urdu(tmp_path: Path) -> None:
    """Headers, words and digits."""
    text = (
        "site,lat,lon,رقبہ,محل وقوع,حفاظتی انتظامات,رضاکار,خطرہ,اطلاع\n"
        f"a,{PLACE},۵۰۰,بازار,دیوار، گیٹ، کیمرے,۳,درمیانہ,شدید\n"
    )
    row = read_text(tmp_path, "sites", text).frames[SiteTable].iloc[0]
    assert row[["grounds_m2", "setting", "safeguards", "guards", "threat", "advisory"]].tolist() == [
        500.0, "main road", "wall; gate; cctv", 3, 2, 4,
    ]  # fmt: skip


@pytest.mark.parametrize("text", [HEAD + f"a,{PLACE},,,,,,\n", f"site,lat,lon\na,{PLACE}\n"])
def test_what_is_not_there_stays_unknown(tmp_path: Path, text: str) -> None:
    """Empty cells and absent columns: nothing is assumed and nothing is given back."""
    loaded = read_text(tmp_path, "sites", text)
    row = loaded.frames[SiteTable].iloc[0]
    assert loaded.rejects == []
    assert np.isnan(row["grounds_m2"])
    assert (row["setting"], row["safeguards"]) == ("", "")
    assert all(row[name] is pd.NA for name in ("guards", "threat", "advisory"))
    assert not [w for w in loaded.warnings if "safeguards" in w or "threat" in w]


def test_none_is_a_finding_and_not_an_empty_cell(tmp_path: Path) -> None:
    """Somebody looked and found nothing: "none", in whatever words."""
    rows = "".join(f"{n},{PLACE},,,{word},,,\n" for n, word in enumerate(("none", "Nil", "کوئی نہیں")))
    assert read_text(tmp_path, "sites", HEAD + rows).frames[SiteTable]["safeguards"].tolist() == ["none"] * 3


@pytest.mark.parametrize(
    ("cells", "column", "why"),
    [
        ("2 kanal,,,,,", "Total area", "no number"),
        ("-5,,,,,", "Total area", "no number from 0"),
        ("1e12,,,,,", "Total area", "no number from 0"),
        (",on the moon,,,,", "Location type", "none of main road"),
        (",,wall; moat,,,", "Security measures", "none of wall, gate"),
        (",,none; wall,,,", "Security measures", "none of wall, gate"),
        (",,,some,,", "Volunteers", "no whole number"),
        (",,,,5,", "Threat level", "no level from 0 to 4"),
        (",,,,,2.5", "Alert level", "no level from 0 to 4"),
    ],
)
def test_a_cell_that_says_no_such_thing_comes_back(tmp_path: Path, cells: str, column: str, why: str) -> None:
    """The row is given back with the column, the value and the reason; the others go in."""
    loaded = read_text(tmp_path, "sites", HEAD + f"a,{PLACE},{cells}\nb,31.42,73.09,,,,,,\n")
    (reject,) = loaded.rejects
    assert reject.column == column
    assert why in reject.why
    assert loaded.frames[SiteTable]["site"].tolist() == ["b"]


def test_an_occasion_says_by_how_many_days_it_may_move(tmp_path: Path) -> None:
    """A day, half a day in Urdu digits, and none stated, which is certain; more than a month is a slip."""
    text = (
        "name,date,plus minus days\nEid,2027-03-10,1\nUrs,2027-04-10,۰.۵\nChristmas,2026-12-25,\nMela,2027-05-01,99\n"
    )
    loaded = read_text(tmp_path, "occasions", text)
    assert loaded.frames[OccasionTable]["doubt_days"].tolist() == [1.0, 0.5, 0.0]
    assert [r.column for r in loaded.rejects] == ["plus minus days"]
    plain = read_text(tmp_path, "occasions", "name,date\nChristmas,2026-12-25\n")
    assert plain.frames[OccasionTable]["doubt_days"].tolist() == [0.0]


@pytest.mark.parametrize("wrong", ["moat", "wall;gate", "wall; ", "none; wall", "wall\n", "Wall"])
def test_the_table_takes_no_other_list(tmp_path: Path, wrong: str) -> None:
    """The vocabulary is fixed, so that a list can be counted."""
    sites = read_text(tmp_path, "sites", HEAD + f"a,{PLACE},,,wall; gate,,,\n").frames[SiteTable]
    with pytest.raises(BrokenTable, match="safeguards"):
        check_table(SiteTable, sites.assign(safeguards=wrong))
