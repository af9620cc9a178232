"""A folder of hostile files, each given to `hifazat import`: a clear message or a rejects file, never a stack trace."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.cli.run import hifazat, holds_schema
from tests.ingest.hostile import ALL_BAD, REFUSED, REJECTS, make_one, names

OPTIONS = {"column_map": "--map", "crs": "--crs", "dates": "--dates"}


@pytest.mark.parametrize("name", names())
def test_a_hostile_file_ends_in_a_clear_answer(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 0 or 2, words that a person understands, bad rows in the rejects file with what to do."""
    monkeypatch.chdir(tmp_path)
    hostile = make_one(name, tmp_path)
    rejects = tmp_path / "back.csv"
    options = [part for key, value in hostile.options.items() for part in (OPTIONS[key], value)]
    call = ("--store", "hostile.db", "import", hostile.kind, hostile.path, "--rejects", rejects, "--json", *options)
    said = hifazat(capsys, *call)
    assert said.code == (2 if hostile.expect in (REFUSED, ALL_BAD) else 0), said.err
    back = rejects.read_text(encoding="utf-8-sig") if rejects.exists() else ""
    assert hostile.says.casefold() in (said.err + back).casefold()
    assert not Path("hifazat-fault.log").exists()
    if said.code == 0:
        holds_schema(said.json, "import")
        assert sum(one["rejected"] for one in said.json.values()) == (
            len(rows_of(rejects)) if hostile.expect == REJECTS else 0
        )
    else:
        assert "Maybe" in said.err or "choose from" in said.err
    if hostile.expect in (REJECTS, ALL_BAD):
        for row in rows_of(rejects):
            assert row["file"]
            assert row["why"]


def rows_of(rejects: Path) -> list[dict[str, str]]:
    """The rows of a rejects file."""
    with rejects.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
