"""Officers, vehicles, and the units in which they move. An officer is a service number: no name, no faith."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from planner.core.time import Window


class Rank(IntEnum):
    """Police ranks from low to high (Police Rules; `docs/words.md`)."""

    CONSTABLE = 1
    HEAD_CONSTABLE = 2
    ASI = 3
    SI = 4
    INSPECTOR = 5
    DSP = 6
    SP = 7
    SSP = 8

    @property
    def label(self) -> str:
        """As it is written in an order: "Head Constable", "ASI"."""
        return _RANK_LABELS[self]

    @classmethod
    def parse(cls, text: str) -> Rank:
        """From a label, a common abbreviation ("HC", "Insp") or a name; ValueError when it is none."""
        key = "".join(c for c in text.casefold() if c.isalnum())
        if key not in _RANK_WORDS:
            raise ValueError(f"{text!r} is no rank; ranks are {', '.join(r.label for r in cls)}")
        return _RANK_WORDS[key]


_RANK_LABELS = {
    Rank.CONSTABLE: "Constable",
    Rank.HEAD_CONSTABLE: "Head Constable",
    Rank.ASI: "ASI",
    Rank.SI: "SI",
    Rank.INSPECTOR: "Inspector",
    Rank.DSP: "DSP",
    Rank.SP: "SP",
    Rank.SSP: "SSP",
}
_RANK_WORDS = {
    **{"".join(c for c in label.casefold() if c.isalnum()): rank for rank, label in _RANK_LABELS.items()},
    "c": Rank.CONSTABLE,
    "pc": Rank.CONSTABLE,
    "ct": Rank.CONSTABLE,
    "ladyconstable": Rank.CONSTABLE,
    "lc": Rank.CONSTABLE,
    "hc": Rank.HEAD_CONSTABLE,
    "assistantsubinspector": Rank.ASI,
    "subinspector": Rank.SI,
    "insp": Rank.INSPECTOR,
    "asp": Rank.DSP,
    "sdpo": Rank.DSP,
}


@dataclass(frozen=True, slots=True, order=True)
class Skill:
    """A skill or training, and the last day on which it counts (None: it does not lapse)."""

    name: str
    valid_until: date | None = None

    def counts_on(self, day: date) -> bool:
        """True while it has not lapsed."""
        return self.valid_until is None or day <= self.valid_until

    def __str__(self) -> str:
        return self.name if self.valid_until is None else f"{self.name}:{self.valid_until.isoformat()}"

    @classmethod
    def parse_many(cls, text: str) -> frozenset[Skill]:
        """From `riot-control:2027-03-01; driver`, as the roster table keeps it."""
        skills = set()
        for part in text.split(";"):
            name, _, until = part.strip().partition(":")
            if name:
                skills.add(cls(name, date.fromisoformat(until) if until else None))
        return frozenset(skills)


@dataclass(frozen=True, slots=True)
class Officer:
    """One person on the nominal roll, by service number; `unit_since` is the day of posting to the unit."""

    id: str
    rank: Rank
    is_woman: bool
    skills: frozenset[Skill]
    home_station: str
    unit: str
    leave: tuple[Window, ...] = ()
    unit_since: date | None = None
    languages: frozenset[str] = frozenset()

    def can(self, skill: str, day: date) -> bool:
        """True when the officer holds the skill on that day."""
        return any(s.name == skill and s.counts_on(day) for s in self.skills)

    def is_on_leave(self, window: Window) -> bool:
        """True when any leave touches the window."""
        return any(leave.overlaps(window) for leave in self.leave)


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle: seats with the driver counted, and the speed profile of `network.profiles`."""

    id: str
    kind: str
    seats: int
    profile: str
    home_station: str

    def __post_init__(self) -> None:
        if self.seats < 1:
            raise ValueError(f"vehicle {self.id} has {self.seats} seats")
