"""What of an Urdu text is still English, and why it may be."""

from __future__ import annotations

import re

from planner.core.bidi import plain

_CODE = re.compile(r"`[^`]*`|--[a-z-]+|'[^']*'|\"[^\"]*\"")
_NAMED = re.compile(
    r"Place of worship \([A-Z]\w+\) \d+(?:, [A-Z]\w+(?: \w+)*)?"
    r"|\b(?:Burial ground|School|Settlement|Basti|Police (?:Station|Post|Lines))(?: [A-Z0-9]\w*)*"
    r"|\w+:///\w+|\b[A-Za-z]+(?:[-_.:/][A-Za-z0-9]+)+\b|\w*\d\w*"
)
"""Names of the synthetic worlds, identifiers, keys of numbers, names of files."""
_UNITS = frozenset(
    ("csv", "json", "xlsx", "sqlite", "geojson", "utf", "osm", "lon", "lat", "xls", "gzip", "auto", "cch", "scipy")
)
_WORD = re.compile(r"\b[a-z]{2,}\b")


def english_left(text: str) -> list[str]:
    """Words in small Latin letters that are no identifier, name, unit or piece of a command."""
    bare = _NAMED.sub(" ", _CODE.sub(" ", plain(text)))
    return [word for word in _WORD.findall(bare) if word not in _UNITS]
