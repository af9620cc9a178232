"""The order of names with numbers in them, as people count: A1-9 before A1-10."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"(\d+)")


def as_counted(name: str) -> tuple[tuple[int, int, str], ...]:
    """A key to sort by: runs of digits by their number, the rest by its letters."""
    parts = (part for part in _NUMBER.split(name) if part)
    return tuple((0, int(part), part) if part.isdecimal() else (1, 0, part) for part in parts)
