"""What the sources of the planner say in an error: the texts of `raise SomeError(what, maybe=...)`, as examples."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("demand", "flow", "ingest", "network", "risk", "roster", "store", "surge")
FAULTS = frozenset(
    (
        "PlannerError", "InputError", "UnknownFormat", "TooLarge", "MissingColumn", "WrongCrs", "TooManyRejects",
        "NotFound", "ConfigError", "StoreError", "StoreBusy", "StoreVersion", "StaleWrite", "NotAllowed",
    )
)  # fmt: skip
FILL = ("7", "X7", "x.csv", "2026-12-20")
"""What stands in the holes of an example, tried in turn."""


def said_in_faults() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Where a text stands, and the text with each filling; the same text of a conditional comes once a branch."""
    for room in ROOMS:
        for file in sorted((ROOT / "planner" / room).rglob("*.py")):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                    name = getattr(node.exc.func, "id", "")
                    if name in FAULTS:
                        texts = [*node.exc.args[:1], *(k.value for k in node.exc.keywords if k.arg == "maybe")]
                        for text in texts:
                            for example in _examples(text):
                                yield f"{file.relative_to(ROOT).as_posix()}:{node.lineno}", example


def _examples(node: ast.expr) -> Iterator[tuple[str, ...]]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield (node.value,)
    elif isinstance(node, ast.IfExp):
        yield from _examples(node.body)
        yield from _examples(node.orelse)
    elif isinstance(node, ast.JoinedStr):
        # a choice inside a sentence is made one way throughout: all its first wordings, then all its second
        for way in ("body", "orelse") if any(_is_choice(part) for part in node.values) else ("body",):
            yield tuple("".join(_said(part, way, fill) for part in node.values) for fill in FILL)


def _is_choice(part: ast.expr) -> bool:
    """True for a hole with one of two wordings: {'is' if one else 'are'}."""
    if not isinstance(part, ast.FormattedValue) or not isinstance(part.value, ast.IfExp):
        return False
    return isinstance(part.value.body, ast.Constant) and isinstance(part.value.orelse, ast.Constant)


def _said(part: ast.expr, way: str, fill: str) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    if isinstance(part, ast.FormattedValue) and isinstance(part.value, ast.IfExp) and _is_choice(part):
        return str(getattr(part.value, way).value)
    return fill
