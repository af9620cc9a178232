"""A list of persons is no list of places: it is refused whole, and nothing of it is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.core.errors import InputError
from planner.tables import SiteTable
from tests.ingest.reading import read_text

PLACE = "lat,lon\n"


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Name,Father's Name,CNIC,Phone", "John CANARY,Peter,33100-1234567-1,0300-1234567"),
        ("S No,Name,S/O,Religion", "1,John CANARY,Peter,Christian"),
        ("Name,CNIC,Religion", "John CANARY,33100-1234567-1,Christian"),
        ("نام,ولدیت,مذہب", "جان CANARY,پطرس,مسیحی"),
        ("Full Name,Husband Name,Date of Birth", "Mary CANARY,John,1980-02-03"),
        ("id,Name,Card", "1,John CANARY,3310012345671"),
        ("id,title,w/o,area", "1,Mary CANARY,John,T1"),
    ],
)
def test_a_list_of_persons_is_refused_as_sites(tmp_path: Path, header: str, row: str) -> None:
    """Parents, identity cards or birthdays without a kind of place: persons. The error repeats nobody's data."""
    with pytest.raises(InputError, match="list of persons") as caught:
        read_text(tmp_path, "sites", f"{header},lat,lon\n{row},31.41,73.08\n")
    assert "CANARY" not in str(caught.value)
    assert "kind" in caught.value.maybe


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("id,Name,Phone", "1,St John,0300-1234567"),
        ("id,Name,Religion,Contact Person", "1,St John,Christian,X"),
        ("id,Name,Kind,Pastor CNIC", "1,St John,church,33100-1234567-1"),
        ("id,Name,Category,Father's Name", "1,St John,A,X"),
    ],
)
def test_a_list_of_places_with_a_column_about_a_person_is_read_without_it(
    tmp_path: Path, header: str, row: str
) -> None:
    """A telephone number makes no person of a church, nor do parents beside a kind or a category of place."""
    loaded = read_text(tmp_path, "sites", f"{header},lat,lon\n{row},31.41,73.08\n")
    assert loaded.frames[SiteTable]["name_en"].tolist() == ["St John"]
    assert any("refused, nothing of it is stored" in w for w in loaded.warnings)
