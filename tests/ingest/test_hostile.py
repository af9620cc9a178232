"""Every hostile file ends in a clear message or in rejects, never in another exception."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from planner.core.errors import PlannerError, TooManyRejects
from planner.ingest import Loaded, write_rejects
from tests.ingest.hostile import ALL_BAD, REFUSED, REJECTS, Hostile, make_one, names
from tests.ingest.reading import PAKISTAN, read


def _read(hostile: Hostile) -> Loaded:
    extent = None if hostile.kind in ("areas", "roads", "osm") else PAKISTAN
    return read(hostile.kind, hostile.path, extent=extent, **hostile.options)


def _stored(loaded: Loaded) -> int:
    return sum(len(frame) for frame in loaded.frames.values())


@pytest.mark.parametrize("name", names())
def test_hostile_file_ends_as_it_must(name: str, tmp_path: Path) -> None:
    """The file is refused, given back in part or in whole, or taken with a warning; and it is said why."""
    hostile = make_one(name, tmp_path)
    if hostile.expect in (REFUSED, ALL_BAD):
        with pytest.raises(PlannerError) as caught:
            _read(hostile)
        fault = caught.value
        assert hostile.says.casefold() in str(fault).casefold(), name
        assert fault.maybe, f"{name} is refused without advice"
        assert isinstance(fault, TooManyRejects) == (hostile.expect == ALL_BAD), name
        if isinstance(fault, TooManyRejects):
            assert fault.rejects
            assert all(r.row and r.why for r in fault.rejects)
        return
    loaded = _read(hostile)
    said = " ".join([*loaded.warnings, *(f"{r.why} {r.maybe}" for r in loaded.rejects)])
    assert hostile.says.casefold() in said.casefold(), name
    assert (len(loaded.rejects) > 0) == (hostile.expect == REJECTS), (name, loaded.rejects)
    assert _stored(loaded) > 0, name
    assert sum(loaded.read.values()) == _stored(loaded) + len(loaded.rejects), name
    assert all(r.row >= 1 and r.why and r.file == name for r in loaded.rejects), name


def test_files_are_made_the_same_twice(tmp_path: Path) -> None:
    """Making a file twice gives the same bytes, so that a fault can be looked at again."""
    assert len(names()) >= 100
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
    texts = [n for n in names() if n.endswith((".csv", ".geojson", ".osm", ".graphml"))]
    for name in texts:
        one, other = (make_one(name, tmp_path / folder).path for folder in ("a", "b"))
        # the large one is all hole; a workbook carries the moment at which it was written
        if one.is_file() and name not in ("large.csv", "really_xlsx.csv"):
            assert one.read_bytes() == other.read_bytes()


def test_nothing_of_a_private_person_is_kept(tmp_path: Path) -> None:
    """Planted names and numbers are in no frame, no reject and no warning."""
    for name in ("persons.csv", "officer_names.csv", "identity_in_text.csv"):
        loaded = _read(make_one(name, tmp_path))
        told = repr(loaded.rejects) + repr(loaded.warnings)
        told += "".join(frame.drop(columns="geometry", errors="ignore").to_csv() for frame in loaded.frames.values())
        assert "CANARY" not in told
        assert "1234567" not in told


def test_rejects_file_holds_no_formula(tmp_path: Path) -> None:
    """A cell that begins like a formula is written with an apostrophe, in UTF-8 with a byte order mark."""
    loaded = _read(make_one("formula_rejects.csv", tmp_path))
    out = tmp_path / "out.csv"
    write_rejects(loaded.rejects, out)
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["value"] == "'=1+1"
    assert rows[0]["row"] == "5"
    assert not any(cell.startswith(("=", "@", "+", "-")) for row in rows for cell in row.values())
