"""The laws of the house that the import linter cannot see."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from planner.tables import ALL, columns_of
from planner.tables.schema import Classification

ROOT = Path(__file__).resolve().parents[1]
CODE = sorted(
    path
    for folder in ("planner", "layers", "screens", "tools", "benchmarks", "tests")
    for path in (ROOT / folder).rglob("*.py")
)
PERSONAL = ("suspect", "accused", "cnic", "identity", "father", "religion", "faith", "face", "photo", "phone", "victim")


def imported_names(path: Path) -> set[str]:
    """The first part of every absolute import in a file."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add(node.module or "")
    return found


@pytest.mark.parametrize("path", sorted((ROOT / "planner" / "core").glob("*.py")), ids=lambda p: p.name)
def test_core_imports_only_the_standard_library_and_numpy(path: Path) -> None:
    """So that `hifazat --help` answers at once and the words depend on nothing."""
    allowed = {*sys.stdlib_module_names, "numpy"}
    foreign = {n for n in imported_names(path) if n.split(".")[0] not in allowed and not n.startswith("planner.core")}
    assert not foreign


@pytest.mark.parametrize("table", ALL, ids=lambda t: t.name)
def test_no_table_has_a_column_about_a_private_person(table: type) -> None:
    """No suspect, no identity number, no faith of an individual: there is no field to put it in."""
    assert not [c for c in columns_of(table) for word in PERSONAL if word in c.lower()]
    assert "name" not in columns_of(table)


@pytest.mark.parametrize("table", ALL, ids=lambda t: t.name)
def test_every_table_says_how_it_is_classified_and_what_its_columns_hold(table: type) -> None:
    """Every exit asks the classification; every column has a sentence or a unit."""
    assert isinstance(table.classification, Classification)
    for name, column in columns_of(table).items():
        assert column.metadata["sentence"], f"{table.name}.{name} has no sentence"


def test_sites_are_restricted() -> None:
    """A list of minority sites is a target list."""
    assert {t.classification for t in ALL if t.name in ("sites", "risk", "incidents", "demand")} == {
        Classification.RESTRICTED
    }


@pytest.mark.parametrize("path", CODE, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_file_holds_a_second_idea(path: Path) -> None:
    """Past 400 lines a file has become two."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_stages_meet_only_in_flow() -> None:
    """The import contracts hold."""
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_help_answers_without_heavy_libraries() -> None:
    """`hifazat --help` must not wait for pandas or ortools."""
    code = (
        "import sys; from planner.cli.parser import make_parser; make_parser();"
        "print([m for m in ('pandas', 'geopandas', 'ortools', 'pandera', 'streamlit') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
