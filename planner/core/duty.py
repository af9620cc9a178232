"""What an officer can be ordered to do: man a desk, guard a site, patrol, or stand in reserve."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from planner.core.people import Rank
from planner.core.time import Window


class DutyKind(StrEnum):
    """The kinds of duty."""

    DESK = "desk"
    GUARD = "guard"
    PATROL = "patrol"
    RESERVE = "reserve"


@dataclass(frozen=True, slots=True)
class Duty:
    """A need for officers at one place in one window: so many, one of at least this rank, so many women, these skills.

    `value` is what meeting the need is worth against other needs: a positive whole number, no unit.
    `skills` holds (skill, how many officers must hold it). `reason` names the number behind the need.
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

    def __post_init__(self) -> None:
        if self.strength < 1:
            raise ValueError(f"duty {self.id} needs {self.strength} officers; at least 1 makes a duty")
        if self.women > self.strength:
            raise ValueError(f"duty {self.id} needs {self.women} women among {self.strength} officers")
        if self.value < 1:
            raise ValueError(f"duty {self.id} has value {self.value}; it must be at least 1")
