"""What an officer can be ordered to do: head the unit, man a desk, guard a site, patrol, or stand in reserve."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from planner.core.people import Rank
from planner.core.time import Window


class DutyKind(StrEnum):
    """The kinds of duty."""

    COMMAND = "command"
    DESK = "desk"
    GUARD = "guard"
    PATROL = "patrol"
    RESERVE = "reserve"


@dataclass(frozen=True, slots=True)
class Duty:
    """A need for officers at one place in one window: so many, one of at least this rank, so many women, these skills.

    `value` is what meeting the need is worth against other needs: a positive whole number, no unit.
    `skills` holds (skill, how many officers must hold it). `reason` names the number behind the need. `sites` are the
    sites that it protects: the one that is guarded, or those that a mobile visits. `unmet` holds what the duty should
    have beyond that and the roll has not, as ("women", 1) or ("driver", 1): it is listed as uncovered.
    """

    id: str
    kind: DutyKind
    place: str
    window: Window
    strength: int
    in_charge: Rank = Rank.CONSTABLE
    women: int = 0
    skills: tuple[tuple[str, int], ...] = ()
    value: int = 1
    reason: str = ""
    sites: tuple[str, ...] = ()
    unmet: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        if self.strength < 1:
            raise ValueError(f"duty {self.id} needs {self.strength} officers; at least 1 makes a duty")
        if self.women > self.strength:
            raise ValueError(f"duty {self.id} needs {self.women} women among {self.strength} officers")
        if self.value < 1:
            raise ValueError(f"duty {self.id} has value {self.value}; it must be at least 1")


@dataclass(frozen=True, slots=True, order=True)
class Visit:
    """A stop of a mobile at a site."""

    site: str
    window: Window


@dataclass(frozen=True, slots=True)
class Route:
    """The way of one vehicle through one patrol duty: out from its base, from stop to stop, and back.

    `drive_min` is the time on the road, `metres` its length by road; 0 where it is not known.
    """

    duty: str
    vehicle: str
    base: str
    window: Window
    visits: tuple[Visit, ...]
    drive_min: float = 0.0
    metres: float = 0.0


@dataclass(frozen=True, slots=True)
class Floor:
    """The least cover of a group of sites: of the officer-minutes that `duties` need, this share is sent.

    `name` as "community Hindu" or "unregistered sites"; `duties` are identifiers.
    """

    name: str
    duties: frozenset[str]
    least_share: float
