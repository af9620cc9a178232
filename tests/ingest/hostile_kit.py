"""What a hostile file is, and the list of those that there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

REFUSED = "refused"
"""The file as a whole ends in a PlannerError (exit code 2)."""
REJECTS = "rejects"
"""Good rows go in, bad rows come back (exit code 0)."""
ALL_BAD = "all bad"
"""More rows are bad than allowed: TooManyRejects with the rejects (exit code 2)."""
TAKEN = "taken"
"""Every row goes in, with a warning (exit code 0)."""

SITES = "site,name,community,latitude,longitude\n"
GOOD = "s1,Chapel,christian,31.41,73.08\ns2,Mandir,hindu,31.42,73.09\ns3,Hall,sikh,31.43,73.10\n"
INCIDENTS = "incident,date,kind,latitude,longitude\n"


BOMB = (
    '<?xml version="1.0"?>\n<!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;">]>\n'
)


@dataclass(frozen=True, slots=True)
class Hostile:
    """One file, the kind it is imported as, how that ends, a text that must be said, and options of the import."""

    path: Path
    kind: str
    expect: str
    says: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


MAKERS: dict[str, Callable[[Path], Hostile]] = {}


def hostile_file(name: str, kind: str, expect: str, says: str = "", **options: str) -> Callable[..., object]:
    """Register a maker: it gets the path and writes the file."""

    def register(write: Callable[[Path], object]) -> Callable[[Path], object]:
        def make(folder: Path) -> Hostile:
            path = folder / name
            write(path)
            return Hostile(path, kind, expect, says, options)

        MAKERS[name] = make
        return write

    return register


def text_file(
    name: str, kind: str, expect: str, says: str, text: str, *, encoding: str = "utf-8", **options: str
) -> None:
    """Register a file that is a text."""
    hostile_file(name, kind, expect, says, **options)(lambda path: path.write_bytes(text.encode(encoding)))
